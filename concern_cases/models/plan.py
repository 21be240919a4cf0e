"""Plans of improvement: their versions, and objectives that keep one identity through all of them."""

from typing import Any

from django.db import models
from django.db.models import Q

from concern_cases.models.case import ConcernCase
from evaluation.models import Area
from people.access import schools_where
from record import clock
from record.models import Recorded
from schools.models import School
from schools.permissions import Perm


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: Any) -> "PlanQuerySet":
        """Plans of the schools whose cases the user may view: a plan is shared with its school."""
        return self.filter(school__in=schools_where(user, may=Perm.VIEW_CASE))

    def running(self) -> "PlanQuerySet":
        return self.filter(closed_on=None)


class Plan(Recorded):
    """What a school and those who support it have agreed to reach, by a horizon."""

    class Kind(models.TextChoices):
        SUPPORT = "support", "Support plan"
        SINGLE = "single", "Single plan"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="plans")
    case = models.ForeignKey(
        ConcernCase, null=True, blank=True, on_delete=models.PROTECT, related_name="plans"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    horizon = models.DateField(help_text="By when it is to have reached what it is for.")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_running_plan_per_school_and_kind",
                fields=["school", "kind"],
                condition=Q(closed_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.school}"


class PlanVersion(Recorded):
    """One version of a plan; its wording changes while it is a draft and never afterwards."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_FORCE = "in_force", "In force"
        SUPERSEDED = "superseded", "Superseded"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    opened_at = models.DateTimeField(default=clock.now)
    in_force_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_version_of_a_plan_per_number"),
            models.UniqueConstraint(fields=["plan"], condition=Q(status="draft"), name="one_draft_per_plan"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(status="in_force"), name="one_in_force_per_plan"
            ),
            models.CheckConstraint(
                name="a_draft_is_not_in_force_yet",
                condition=Q(status="draft", in_force_on=None)
                | (~Q(status="draft") & Q(in_force_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, version {self.number}"


class RevisionReason(models.Model):
    """Why a version was opened, or what was added to the reasons for the open draft."""

    class Kind(models.TextChoices):
        INSPECTION = "inspection", "Visit by inspectors"
        MEETING = "meeting", "Case conference"
        REVIEW = "review", "Review"
        TEXT = "text", "Other reason"

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="reasons")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField()
    on = models.DateField()
    key = models.CharField(max_length=100, unique=True, help_text="The cause, so that it is added once.")

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Objective(Recorded):
    """What is to be reached: one identity through every version of its plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="objectives")
    number = models.PositiveSmallIntegerField(help_text="Given once; never given again.")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="split_into"
    )

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_objective_of_a_plan_per_number"),
        ]

    def __str__(self) -> str:
        return f"Objective {self.number}"


class ObjectiveText(Recorded):
    """How an objective is worded in one version: what, from, to, by when, seen from what."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="texts")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="texts")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    baseline = models.CharField(max_length=300, blank=True)
    criterion = models.CharField(max_length=300, help_text="How it will be known to be reached.")
    target = models.CharField(max_length=300)
    by = models.DateField()

    class Meta:
        ordering = ["version", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "objective"], name="one_wording_of_an_objective_per_version"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Milestone(Recorded):
    """A step on the way to an objective, as one version words it."""

    text = models.ForeignKey(ObjectiveText, on_delete=models.PROTECT, related_name="milestones")
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=150, blank=True)
    due_on = models.DateField()
    reached_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.what
