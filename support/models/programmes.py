"""Programmes in which schools take part, often in pairs."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from evaluation.models.reference import DatedName
from people.access import school_keys_where
from record import clock
from record.models import Recorded
from schools.models import School
from schools.permissions import Perm


class Programme(DatedName):
    """A programme of improvement or leadership, with its own beginning and end."""

    about = models.TextField(blank=True)

    class Meta(DatedName.Meta):
        abstract = False


class PlaceQuerySet(models.QuerySet["ProgrammePlace"]):
    def visible_to(self, user: Any) -> "PlaceQuerySet":
        """Places of the schools whose cases the user may view."""
        return self.filter(school__in=school_keys_where(user, may=Perm.VIEW_CASE))

    def current(self) -> "PlaceQuerySet":
        """Places held today."""
        today = clock.today()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)


class ProgrammePlace(Recorded):
    """A school takes part in a programme between two days, in a role, perhaps with a partner."""

    class Part(models.TextChoices):
        LEADS = "leads", "Leads"
        TAKES_PART = "takes_part", "Takes part"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="places")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="programmes")
    partner = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part.choices, default=Part.TAKES_PART)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    came_of_it = models.TextField(blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["programme__order", "school__name", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "school"],
                condition=Q(ends_on=None),
                name="a_school_takes_part_in_a_programme_once",
            ),
            models.CheckConstraint(
                name="a_place_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="a_school_is_not_its_own_partner", condition=Q(partner=None) | ~Q(partner=F("school"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} in {self.programme}"
