"""Who is invited, and who came."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.models.meeting import Meeting
from people.models import User
from record.models import Recorded


class Invitee(Recorded):
    """One person invited, by account or by e-mail address alone, with a calendar entry of his or her own."""

    class RequiredAs(models.TextChoices):
        CHAIR = "chair", "Chairs the meeting"
        SCHOOL = "school", "For the school"
        DIOCESE = "diocese", "For the diocese"
        LA = "la", "For the LA"
        SUPPORT = "support", "Supports the school"
        OPTIONAL = "optional", "If able to come"

    class Reply(models.TextChoices):
        NONE = "none", "No answer yet"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitees")
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    name = models.CharField(max_length=150)
    email = models.EmailField()
    required_as = models.CharField(max_length=10, choices=RequiredAs.choices)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, help_text="Of the calendar entry; never changes.")
    sequence = models.PositiveIntegerField(default=0, help_text="Raised whenever the calendar entry changes.")
    reply = models.CharField(max_length=10, choices=Reply.choices, default=Reply.NONE)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "email"], name="one_invitation_per_address"),
        ]

    def __str__(self) -> str:
        return self.name


class Attendance(Recorded):
    """Whether one person came."""

    class Presence(models.TextChoices):
        PRESENT = "present", "Present"
        APOLOGIES = "apologies", "Sent apologies"
        ABSENT = "absent", "Did not come"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    invitee = models.ForeignKey(
        Invitee, null=True, blank=True, on_delete=models.PROTECT, related_name="attendance"
    )
    name = models.CharField(max_length=150)
    presence = models.CharField(max_length=10, choices=Presence.choices)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "invitee"],
                condition=Q(invitee__isnull=False),
                name="one_attendance_per_invitee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_presence_display()}"
