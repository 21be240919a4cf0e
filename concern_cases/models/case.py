"""Cases."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from concern_cases.models.cadence import Cadence
from people.access import school_keys_where
from people.models import User
from record.models import Recorded
from schools.models import School
from schools.permissions import Perm


class ReferenceCounter(models.Model):
    """The last number given in a year, and the lock under which the next one is given."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class ConcernCaseQuerySet(models.QuerySet["ConcernCase"]):
    def visible_to(self, user: Any) -> "ConcernCaseQuerySet":
        """Cases of the schools whose cases the user may view."""
        return self.filter(school__in=school_keys_where(user, may=Perm.VIEW_CASE))

    def open(self) -> "ConcernCaseQuerySet":
        return self.exclude(status=ConcernCase.Status.CLOSED)


class ConcernCase(Recorded):
    """One spell during which the LA has concerns about one school."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        STEPPING_DOWN = "stepping_down", "Stepping down"
        CLOSED = "closed", "Closed"

    reference = models.CharField(max_length=20, unique=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="cases")
    status = models.CharField(max_length=15, choices=Status.choices, default=Status.OPEN)
    why = models.TextField(help_text="Why the LA is concerned, in a few sentences.")
    lead = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cases_led")
    cadence = models.ForeignKey(Cadence, on_delete=models.PROTECT, related_name="+")
    cadence_why = models.TextField(blank=True, help_text="Why it differs from what the risk proposes.")
    continues = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="continued_by"
    )
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_why = models.TextField(blank=True)
    follow_up_on = models.DateField(null=True, blank=True)

    objects = ConcernCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_case_per_school", fields=["school"], condition=~Q(status="closed")
            ),
            models.CheckConstraint(
                name="closed_on_and_by_follow_status",
                condition=Q(status="closed", closed_on__isnull=False, closed_by__isnull=False)
                | (~Q(status="closed") & Q(closed_on=None, closed_by=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}, {self.school}"

    def get_absolute_url(self) -> str:
        return reverse("cases:case", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.status != self.Status.CLOSED
