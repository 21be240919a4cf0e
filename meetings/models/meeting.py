"""Meetings of every type."""

from typing import Any

from django.db import models
from django.db.models import Exists, Q
from django.urls import reverse

from concern_cases.models import ConcernCase, Review
from evaluation.models.reference import DatedName
from meetings.choices import RequiredAs
from meetings.reference import DIOCESE_MEETING, MEMBERS_PANEL, STRATEGY_MEETING
from people.access import las_where, school_keys_where
from people.models import Post, User
from people.roles import Role
from record import clock
from record.models import Recorded
from schools.models import Diocese, LocalAuthority, School
from schools.permissions import Perm

# Who is invited to meetings of the authority without belonging to its office: the role, the types of meeting.
GUESTS = {
    Role.DIOCESAN_OFFICER: (STRATEGY_MEETING, DIOCESE_MEETING),
    Role.PANEL_MEMBER: (MEMBERS_PANEL,),
}


class MeetingType(DatedName):
    """A kind of meeting: whose presence it requires and when its papers and minutes are due."""

    requires_diocese = models.BooleanField(
        default=False, help_text="For a church school the diocese is invited as required."
    )
    papers_days_before = models.PositiveSmallIntegerField(default=5, help_text="Working days.")
    ask_papers_days = models.PositiveSmallIntegerField(
        default=2, help_text="Working days before the papers are due, on which they are asked for."
    )
    answer_days_before = models.PositiveSmallIntegerField(
        default=7, help_text="Working days before the meeting, on which who has not answered is asked again."
    )
    draft_minutes_days = models.PositiveSmallIntegerField(
        default=5, help_text="Working days after the meeting."
    )
    check_minutes_days = models.PositiveSmallIntegerField(
        default=3, help_text="Working days after the draft."
    )
    follow_up_days = models.PositiveSmallIntegerField(
        default=10, help_text="Working days for what a decision leaves to be arranged."
    )
    schedule_days = models.PositiveSmallIntegerField(
        default=5, help_text="Working days in which the next meeting is planned."
    )
    length_minutes = models.PositiveSmallIntegerField(default=90)
    holds_review_within = models.PositiveSmallIntegerField(
        default=15, help_text="School days: a meeting as near to a review’s due date holds the review."
    )

    class Meta(DatedName.Meta):
        abstract = False


class AttendanceRule(Recorded):
    """Holders of a role are invited to meetings of a type, and whether one can do without them."""

    type = models.ForeignKey(MeetingType, on_delete=models.CASCADE, related_name="attendance_rules")
    role = models.CharField(max_length=30, choices=Role.choices)
    required_as = models.CharField(max_length=10, choices=RequiredAs.choices)
    must_come = models.BooleanField(
        default=False, help_text="No date is proposed on which this person is known to be away."
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["type", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["type", "role"], name="one_attendance_rule_per_role"),
        ]

    def __str__(self) -> str:
        return f"{self.type}: {self.get_role_display()}"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: Any) -> "MeetingQuerySet":
        """Meetings about schools whose cases the user may view, and those of the LA without a school.

        The latter are seen by the LA's own people, and by guests who are invited: by nobody for a school.
        """
        return self.filter(
            Q(school__in=school_keys_where(user, may=Perm.VIEW_CASE))
            | Q(school=None, la__in=las_where(user, may=Perm.VIEW_CASE))
            | self._as_guest(user)
        )

    def before(self, meeting: "Meeting") -> "MeetingQuerySet":
        """Those of its type that were held before it about the same case, the latest first.

        Of a meeting of the authority those of that authority, and with the same diocese.
        """
        about: dict[str, Any] = {"case": meeting.case_id}
        if meeting.school_id is None:
            about = {"school": None, "la": meeting.la_id, "diocese": meeting.diocese_id}
        held = self.filter(type=meeting.type_id, starts_at__lt=meeting.starts_at, **about)
        return held.exclude(held_at=None).order_by("-starts_at")

    def _as_guest(self, user: Any) -> Q:
        """Meetings of the LA to which the user is invited, in a post that takes part in them."""
        if not getattr(user, "is_active", False):
            return Q(pk__in=[])
        invited = self.model._default_manager.filter(invitees__user=user).values("pk")
        guest = Q(pk__in=[])
        for role, types in GUESTS.items():
            holds = Post.objects.current().filter(user=user, role=role)
            guest |= Q(Exists(holds), type__code__in=types)
        return Q(guest, school=None, pk__in=invited)


class Meeting(Recorded):
    """One meeting, from being planned to its approved minutes."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        INVITED = "invited", "Invitations sent"
        PAPERS_OUT = "papers_out", "Papers sent"
        HELD = "held", "Held"
        MINUTES_DRAFTED = "minutes_drafted", "Minutes drafted"
        MINUTES_APPROVED = "minutes_approved", "Minutes approved"
        CANCELLED = "cancelled", "Cancelled"

    type = models.ForeignKey(MeetingType, on_delete=models.PROTECT, related_name="meetings")
    la = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )
    case = models.ForeignKey(
        ConcernCase, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )
    diocese = models.ForeignKey(
        Diocese,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Of a meeting with one diocese: its officers alone are invited.",
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    without_diocese_why = models.TextField(
        blank=True, help_text="Why nobody of a church school’s diocese is invited."
    )
    chair = models.ForeignKey(User, on_delete=models.PROTECT, related_name="meetings_chaired")
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.PLANNED)
    moves = models.PositiveSmallIntegerField(default=0)
    cancelled_why = models.TextField(blank=True)
    entered_late = models.BooleanField(default=False)
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField(null=True, blank=True, help_text="When somebody began to record it.")
    held_at = models.DateTimeField(null=True, blank=True, help_text="When it was recorded as held.")
    holds_review = models.ForeignKey(
        Review, null=True, blank=True, on_delete=models.PROTECT, related_name="held_by"
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_meeting_ends_after_it_starts", condition=Q(ends_at__gt=models.F("starts_at"))
            ),
            models.CheckConstraint(
                name="a_cancelled_meeting_says_why",
                condition=~Q(status="cancelled") | Q(cancelled_why__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type}, {self.school or self.diocese or self.la}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.pk])

    @property
    def state(self) -> str:
        """Where it stands, in words: of one that is entered late nothing was, or is, sent.

        One that is past and that nobody has recorded yet says so, whatever was sent before it.
        """
        if self.entered_late and not self.is_over:
            return "Held, to be entered"
        if not self.is_over and self.ends_at < clock.now():
            return "Not recorded yet"
        return self.get_status_display()

    @property
    def is_over(self) -> bool:
        return self.status in (
            self.Status.HELD,
            self.Status.MINUTES_DRAFTED,
            self.Status.MINUTES_APPROVED,
            self.Status.CANCELLED,
        )


class MeetingMove(models.Model):
    """An earlier date of a meeting, kept with the reason for the move."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="earlier_dates")
    was_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    declined = models.ManyToManyField(
        "meetings.Invitee", blank=True, related_name="+", help_text="Who had said that this date is no good."
    )

    class Meta:
        ordering = ["moved_at"]

    def __str__(self) -> str:
        return f"{self.meeting}, first planned for {self.was_at}"
