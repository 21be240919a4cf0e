"""What inspectors saw of a school: inspections and monitoring visits, and what they recommend."""

from typing import Any

from django.db import models
from django.urls import reverse

from evaluation.models.reference import DatedName
from people.access import schools_where
from people.models import User
from record import clock
from record.models import Recorded
from schools.models import School
from schools.permissions import Perm


class Framework(DatedName):
    """The framework that inspectors worked by on a day; its grades are those of its time."""

    class Meta(DatedName.Meta):
        abstract = False


class VisitKind(DatedName):
    """A kind of visit by inspectors: a full inspection, a monitoring visit, …"""

    opens_revision = models.BooleanField(
        default=True, help_text="A plan of improvement is reviewed after such a visit."
    )

    class Meta(DatedName.Meta):
        abstract = False


class InspectionGrade(DatedName):
    """A judgement that a framework knows: on the school as a whole, or on its progress since."""

    class Scale(models.TextChoices):
        OVERALL = "overall", "The school as a whole"
        PROGRESS = "progress", "Progress since the last inspection"

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="grades")
    scale = models.CharField(max_length=8, choices=Scale.choices)
    is_inadequate = models.BooleanField(
        default=False,
        help_text="Puts the school in a category of concern: the LA owes a statement of action.",
    )

    class Meta(DatedName.Meta):
        abstract = False


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: Any) -> "InspectionQuerySet":
        """Visits to the schools whose cases the user may view."""
        return self.filter(school__in=schools_where(user, may=Perm.VIEW_CASE))


class Inspection(Recorded):
    """One visit by inspectors on a day, with what they judged and what they recommend."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="inspections")
    kind = models.ForeignKey(VisitKind, on_delete=models.PROTECT, related_name="+")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("first day of the visit")
    grade = models.ForeignKey(
        InspectionGrade, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    progress = models.ForeignKey(
        InspectionGrade, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    report_on = models.DateField("report received on", null=True, blank=True)
    summary = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind", "on"], name="one_visit_of_a_kind_to_a_school_per_day"
            ),
            models.CheckConstraint(
                name="a_report_comes_after_its_visit",
                condition=models.Q(report_on=None) | models.Q(report_on__gte=models.F("on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.school}, {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("visits:visit", args=[self.pk])

    @property
    def needs_statement(self) -> bool:
        """Whether the LA owes a statement of action: the school was judged to be in a category of concern."""
        return bool(self.grade and self.grade.is_inadequate)


class InspectionRecommendation(Recorded):
    """One numbered thing that inspectors ask of the school, in their words."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["inspection", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "number"], name="one_recommendation_of_a_visit_per_number"
            ),
        ]

    def __str__(self) -> str:
        return f"Recommendation {self.number}: {self.text[:80]}"
