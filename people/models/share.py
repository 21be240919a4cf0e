"""Shares: a school's casework opened to a diocese or a person, as an act."""

from django.db import models
from django.db.models import F, Q

from people import periods
from people.models.user import User
from record.models import Recorded
from schools.models import Diocese, School
from schools.permissions import Circle


class ShareQuerySet(models.QuerySet["Share"]):
    def current(self) -> "ShareQuerySet":
        """Shares in force today."""
        return self.filter(periods.in_force())

    def lasting(self) -> "ShareQuerySet":
        """Shares that have not ended, begun or not."""
        return self.filter(periods.lasting())


class Share(Recorded):
    """A school shared with a diocese's officers or with one named person, and why.

    An ended share has ``until`` on the day before it ended, so that access goes at once.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="shares")
    diocese = models.ForeignKey(
        Diocese, null=True, blank=True, on_delete=models.PROTECT, related_name="shares"
    )
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="shares")
    perms = models.JSONField(default=list, help_text="Permission names beyond reading; empty: reading only.")
    circle = models.CharField(max_length=20, choices=Circle.choices, default=Circle.DIOCESE)
    why = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="shares_agreed")
    ended_why = models.TextField(blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_share_is_with_a_diocese_or_a_person",
                condition=Q(diocese__isnull=False, user=None) | Q(diocese=None, user__isnull=False),
            ),
            models.CheckConstraint(
                name="a_share_ends_no_earlier_than_the_day_before_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")) | Q(ended_why__gt=""),
            ),
            models.UniqueConstraint(
                fields=["school", "diocese"],
                condition=Q(until=None, diocese__isnull=False),
                name="one_open_ended_share_per_school_and_diocese",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} shared with {self.diocese or self.user}"
