"""Programmes in which schools take part, often in pairs."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from evaluation.models.reference import DatedName
from people.access import school_keys_where
from people.models import User
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
        """Places of the schools whose cases the user may view; none that was taken out."""
        return self.filter(removed_at=None, school__in=school_keys_where(user, may=Perm.VIEW_CASE))

    def removed_for(self, user: Any) -> "PlaceQuerySet":
        """Places that were taken out, for those who may put them back."""
        managed = school_keys_where(user, may=Perm.MANAGE_CASE)
        return self.filter(removed_at__isnull=False, school__in=managed)

    def current(self) -> "PlaceQuerySet":
        """Places held today."""
        today = clock.today()
        return self.filter(removed_at=None).filter(
            Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today
        )


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

    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed_why = models.TextField(blank=True, help_text="Why it was taken out: the school never had it.")

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["programme__order", "school__name", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "school"],
                condition=Q(ends_on=None, removed_at=None),
                name="a_school_takes_part_in_a_programme_once",
            ),
            models.CheckConstraint(
                name="a_place_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="a_place_taken_out_says_who_and_why",
                condition=Q(removed_at=None, removed_by=None, removed_why="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removed_why="")),
            ),
            models.CheckConstraint(
                name="a_school_is_not_its_own_partner", condition=Q(partner=None) | ~Q(partner=F("school"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} in {self.programme}"

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.ends_on is not None and self.ends_on < clock.today()
