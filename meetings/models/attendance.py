"""Who is invited, and who came."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.choices import RequiredAs
from meetings.models.meeting import Meeting
from people.models import User
from record.models import Recorded


class Invitee(Recorded):
    """One person invited, by account or by e-mail address alone, with a calendar entry of his or her own."""

    RequiredAs = RequiredAs

    class Reply(models.TextChoices):
        NONE = "none", "No answer yet"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        DELEGATED = "delegated", "Sends somebody else"

    class Heard(models.TextChoices):
        SITE = "site", "on this site"
        LINK = "link", "by the link in the invitation"
        CLERK = "clerk", "told the clerk"

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
    replied_at = models.DateTimeField(null=True, blank=True)
    heard = models.CharField(max_length=5, choices=Heard.choices, blank=True, help_text="How the reply came.")
    reply_note = models.CharField(max_length=300, blank=True)
    stands_in_for = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="delegate"
    )

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
        DELEGATE = "delegate", "Sent somebody else"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    invitee = models.ForeignKey(
        Invitee, null=True, blank=True, on_delete=models.PROTECT, related_name="attendance"
    )
    name = models.CharField(max_length=150)
    presence = models.CharField(max_length=10, choices=Presence.choices)
    note = models.CharField(max_length=200, blank=True, help_text="Who came instead, or for which items.")

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
