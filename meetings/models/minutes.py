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
    named = models.ManyToManyField(
        User, blank=True, related_name="+", help_text="Who may read Part B; Part A is read by all who may."
    )
    accepted_at = models.ForeignKey(
        Meeting,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="minutes_accepted",
        help_text="The next meeting, which took them as a true record.",
    )

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


class Amendment(Recorded):
    """A numbered correction of approved minutes; the minutes themselves stay as they were."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(help_text="Markdown: what is to be read instead, or added.")
    why = models.TextField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["minutes", "number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="one_amendment_per_number"),
        ]

    def __str__(self) -> str:
        return f"Amendment {self.number} to the {self.minutes}"


class Pack(models.Model):
    """All papers of a meeting in one PDF for one reader, with only what that reader may see."""

    class State(models.TextChoices):
        WAITING = "waiting", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="packs")
    made_from = models.CharField(max_length=64, help_text="Hash of what this reader saw when it was made.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True, blank=True)
    pdf = models.FileField(upload_to="packs/%Y/", blank=True, max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    holds = models.JSONField(
        default=dict,
        help_text="Keys of the records that are quoted in it, by kind: asked again at each reading.",
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "reader", "made_from"], name="one_pack_per_reader_and_content"
            ),
        ]

    def __str__(self) -> str:
        return f"Papers of {self.meeting} for {self.reader}"
