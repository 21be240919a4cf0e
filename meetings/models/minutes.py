"""The formal record of a meeting."""

from django.db import models
from django.db.models import F, Q

from meetings.models.meeting import Meeting
from people.models import User
from record import clock
from record.models import Recorded


class Minutes(Recorded):
    """One version of one part of a meeting's minutes; an approved one never changes."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SENT_BACK = "sent_back", "Sent back"
        APPROVED = "approved", "Approved by the chair"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=1, default="A")
    text = models.TextField(help_text="Markdown.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    remarks = models.TextField(blank=True)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=clock.now)
    checked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    circulated_at = models.DateTimeField(null=True, blank=True)
    pdf = models.FileField(upload_to="minutes/%Y/", blank=True, max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["part", "version"]
        verbose_name_plural = "minutes"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "part", "version"], name="one_version_of_minutes_per_number"
            ),
            models.CheckConstraint(
                name="who_minutes_cannot_approve_alone",
                condition=Q(checked_by=None) | ~Q(checked_by=F("drafted_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}, version {self.version}"
