"""The groups that meet for the authority: their named posts, and who belongs to them from when to when."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from meetings.models.meeting import MeetingType
from people import periods
from people.models import User
from people.roles import Role
from record.models import Recorded
from schools.models import LocalAuthority


class Seat(Recorded):
    """A named post of a group, for example the Portfolio holder for Schools on the Members Panel."""

    type = models.ForeignKey(MeetingType, on_delete=models.CASCADE, related_name="seats")
    name = models.CharField(max_length=120)
    role = models.CharField(
        max_length=30,
        choices=Role.choices,
        blank=True,
        help_text="Whoever holds it sits there without being named.",
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["type", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["type", "name"], name="one_seat_per_name_in_a_group"),
        ]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet["Member"]):
    def current(self, on: date | None = None) -> "MemberQuerySet":
        """Who belongs to a group today, or on the day given."""
        return self.filter(periods.in_force(on))

    def lasting(self) -> "MemberQuerySet":
        """Who belongs to a group today, or will."""
        return self.filter(periods.lasting())


class Member(Recorded):
    """Somebody who belongs to a group, in a named post or without one: invited to each of its meetings."""

    la = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="+")
    type = models.ForeignKey(MeetingType, on_delete=models.PROTECT, related_name="members")
    seat = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The last day.")

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["type", "seat__order", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_member_leaves_after_joining", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(
                fields=["la", "type", "user"], condition=Q(until=None), name="a_member_of_a_group_once"
            ),
            models.UniqueConstraint(
                fields=["la", "seat"],
                condition=Q(until=None, seat__isnull=False),
                name="one_holder_of_a_seat_for_good",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.seat or self.type}"
