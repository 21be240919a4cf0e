"""Plans of improvement: their versions, and objectives that keep one identity through all of them."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from concern_cases.models.case import ConcernCase
from concern_cases.models.plan_template import PlanTemplate
from evaluation.models import Area, Inspection, InspectionRecommendation
from people.access import school_keys_where
from people.models import User
from record import clock
from record.models import Recorded
from schools.models import School
from schools.permissions import Perm

# Of plans ``with_unanswered_visit``: running, in force, and without knowledge of a visit.
NOT_REVISED_SINCE_VISIT = Q(closed_on=None, in_force_on__isnull=False, visit_on__isnull=False)


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: Any) -> "PlanQuerySet":
        """Plans of the schools whose cases the user may view: a plan is shared with its school."""
        return self.filter(school__in=school_keys_where(user, may=Perm.VIEW_CASE))

    def running(self) -> "PlanQuerySet":
        return self.filter(closed_on=None)

    def were_at(self, school: Any) -> "PlanQuerySet":
        """Those of the school, and those that were there: a plan goes on at the school that follows.

        ``school`` may be an ``OuterRef``.
        """
        inside = OuterRef(school) if isinstance(school, OuterRef) else school
        history = Plan.history.filter(id=OuterRef("pk"), school=inside)
        return self.filter(Q(school=school) | Q(Exists(history)))

    def with_unanswered_visit(self) -> QuerySet[Any]:
        """Each with ``in_force_on``, and ``visit_on`` and ``visit_kind`` of what it is to be revised for.

        That is the last visit after the version in force, wherever the plan was then, or one whose reason
        waits in a draft: the version may have come into force after the visit and know nothing of it.
        """
        in_force = PlanVersion.objects.filter(plan=OuterRef("pk"), status="in_force")
        drafts = PlanVersion.objects.filter(plan=OuterRef(OuterRef(OuterRef("pk"))), status="draft")
        waiting = RevisionReason.objects.filter(
            version__in=drafts.values("pk"), kind="inspection", on=OuterRef("on")
        )
        been_at = Plan.history.filter(id=OuterRef(OuterRef("pk")))
        visits = Inspection.objects.filter(
            Q(on__gt=OuterRef("in_force_on")) | Exists(waiting),
            Q(school=OuterRef("school")) | Q(school__in=been_at.values("school")),
            kind__opens_revision=True,
        )
        last = visits.order_by("-on", "-pk")
        return self.annotate(in_force_on=Subquery(in_force.values("in_force_on")[:1])).annotate(
            visit_on=Subquery(last.values("on")[:1]),
            visit_kind=Subquery(last.values("kind__name")[:1]),
        )

    def not_revised_since_visit(self) -> QuerySet[Any]:
        """Running plans whose version in force does not know of a visit that asks for a revision."""
        return self.with_unanswered_visit().filter(NOT_REVISED_SINCE_VISIT)


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
    template = models.ForeignKey(
        PlanTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    horizon = models.DateField(help_text="By when it is to have reached what it is for.")
    review_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Months between its reviews; empty: as the authority’s rules say."
    )
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

    def get_absolute_url(self) -> str:
        return reverse("plans:plan", args=[self.pk])

    def version_on(self, on: date) -> "PlanVersion | None":
        """In force on that day, the later one of two; before the first came into force the first."""
        ever = self.versions.filter(in_force_on__isnull=False)
        return ever.filter(in_force_on__lte=on).order_by("number").last() or ever.order_by("number").first()

    @property
    def schools(self) -> QuerySet[Any]:
        """Keys of its school and of those at which it was before, to stand behind an ``__in``."""
        been_at = Plan.history.filter(id=self.pk).values("school")
        return School.objects.filter(Q(pk=self.school_id) | Q(pk__in=been_at)).order_by().values("pk")


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def visible_to(self, user: Any) -> "PlanVersionQuerySet":
        """Versions of plans that the user may see; a draft only for its writers until the school has it.

        Its writers are those who draft plans there and the LA; of a single plan the school as well. Sent back
        or withdrawn, it is theirs alone again, with every word that is changed from then on; the others keep
        what ``taken_back_from`` gives.
        """
        seen = school_keys_where(user, may=Perm.VIEW_CASE)
        writing = Q(plan__school__in=school_keys_where(user, may=Perm.DRAFT_PLAN))
        writing |= Q(plan__school__in=school_keys_where(user, may=Perm.READ_LA))
        heads = school_keys_where(user, may=Perm.COMMENT_PLAN)
        writing |= Q(plan__kind=Plan.Kind.SINGLE, plan__school__in=heads)
        shown = Q(status__in=[PlanVersion.Status.IN_FORCE, PlanVersion.Status.SUPERSEDED])
        shown |= Q(status=PlanVersion.Status.DRAFT) & ~Q(stage=PlanVersion.Stage.WRITING)
        return self.filter(shown | writing, plan__school__in=seen)

    def taken_back_from(self, user: Any) -> "PlanVersionQuerySet":
        """Versions that the user saw while they were with the school, and does not see any more.

        Of these it is told where they stand and what the school said to them, and nothing of what they say.
        """
        seen = school_keys_where(user, may=Perm.VIEW_CASE)
        back = Q(status=PlanVersion.Status.DRAFT, stage=PlanVersion.Stage.WRITING)
        back |= Q(status=PlanVersion.Status.WITHDRAWN)
        sent = self.filter(back, plan__school__in=seen, submitted_at__isnull=False)
        return sent.exclude(pk__in=PlanVersion.objects.visible_to(user).values("pk"))


class PlanVersion(Recorded):
    """One version of a plan; its wording changes while it is a draft and never afterwards."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_FORCE = "in_force", "In force"
        SUPERSEDED = "superseded", "Superseded"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Stage(models.TextChoices):
        """Whose turn it is with a draft."""

        WRITING = "writing", "Being written"
        WITH_SCHOOL = "with_school", "With the school"
        FOR_APPROVAL = "for_approval", "For approval"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    stage = models.CharField(
        max_length=12, choices=Stage.choices, default=Stage.WRITING, help_text="Of a draft alone."
    )
    opened_at = models.DateTimeField(default=clock.now)
    drafted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    remarks = models.TextField(blank=True, help_text="Why it was last sent back.")
    approved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    in_force_on = models.DateField(null=True, blank=True)

    objects = PlanVersionQuerySet.as_manager()

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
                condition=Q(status__in=["draft", "withdrawn"], in_force_on=None)
                | Q(status__in=["in_force", "superseded"], in_force_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("plans:version", args=[self.plan_id, self.number])

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def opened_on(self) -> date:
        return timezone.localdate(self.opened_at)


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
    is_late = models.BooleanField(
        default=False, help_text="It came when the draft was with others; approved, it opens the next draft."
    )

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class PlanComment(Recorded):
    """What the school says to a draft, or that it said nothing in time, or that nobody could."""

    class View(models.TextChoices):
        AGREES = "agrees", "Agrees"
        DIFFERS = "differs", "Sees it differently"
        SILENT = "silent", "Said nothing"
        NOBODY = "nobody", "Nobody on record to ask"

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="comments")
    view = models.CharField(max_length=8, choices=View.choices)
    text = models.TextField(blank=True)
    said_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    asked_until = models.DateField(
        null=True, blank=True, help_text="Of silence: the day by which the school was asked to answer."
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="silence_is_said_by_nobody",
                condition=Q(view__in=["silent", "nobody"], said_by=None)
                | Q(view__in=["agrees", "differs"], said_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.said_by or 'The school'}: {self.get_view_display()}"

    @property
    def silent_by(self) -> date:
        """The day by which nothing was said; of records from before it was kept, the day of the record."""
        return self.asked_until or timezone.localdate(self.at)


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
    """How an objective is worded in one version; by what it is measured stands in its ``criteria``."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="texts")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="texts")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    baseline = models.CharField(max_length=300, blank=True, help_text="Where the school begins, in words.")
    by = models.DateField()
    monitored_by = models.CharField(max_length=150, blank=True)
    monitored_how = models.CharField(max_length=300, blank=True)
    monitored_when = models.CharField(max_length=150, blank=True)
    answers = models.ManyToManyField(InspectionRecommendation, blank=True, related_name="answered_by")
    dropped = models.BooleanField(default=False, help_text="Given up here; later versions are without.")
    change_why = models.CharField(max_length=300, blank=True, help_text="Why this version words it anew.")
    edition = models.PositiveIntegerField(
        default=1, help_text="Counts the saves, so that nobody writes over another."
    )
    changed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["version", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "objective"], name="one_wording_of_an_objective_per_version"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlanWriting(models.Model):
    """Which objective of a draft somebody has open, and when that was last heard of. No history is kept."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="writing")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["version", "user"], name="one_place_in_a_draft_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.version}"
