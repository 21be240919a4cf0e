"""What a judgement rests on."""

from typing import Any
from uuid import uuid4

from django.db import models

from concern_cases.models.case import ConcernCase
from concern_cases.models.concern import Concern
from people.circles import Circled, CircledQuerySet
from people.models import Post, User
from record import clock
from record.models import Recorded


class Evidence(Circled, Recorded):
    """One dated piece of evidence with its source."""

    class Kind(models.TextChoices):
        NOTE_OF_VISIT = "note_of_visit", "SIP note of visit"
        RESULTS = "results", "Results and progress data"
        ATTENDANCE = "attendance", "Attendance and exclusions"
        INSPECTION = "inspection", "Inspection report"
        OBSERVATION = "observation", "Lesson observation"
        WORK_SCRUTINY = "work_scrutiny", "Work scrutiny"
        MINUTES = "minutes", "Minutes of governors"
        OTHER = "other", "Something else"

    case = models.ForeignKey(ConcernCase, on_delete=models.PROTECT, related_name="evidence")
    concern = models.ForeignKey(
        Concern, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    on = models.DateField("date of the evidence")
    source = models.CharField(max_length=300)
    text = models.TextField("what it shows")
    visitor = models.ForeignKey(
        Post,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="In which post at the school somebody visited it; empty: nobody of those, or not said.",
    )

    objects = CircledQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.source}"


def stored_as(file: "EvidenceFile", name: str) -> str:
    """Where a file is kept: nothing of what its sender called it reaches the disk."""
    return f"evidence/{clock.today():%Y/%m}/{uuid4().hex}"


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    def visible_to(self, user: Any) -> "EvidenceFileQuerySet":
        """Files of the evidence that the user may read, in cases that the user may view."""
        cases = ConcernCase.objects.visible_to(user)
        evidence = Evidence.objects.visible_to(user).filter(case__in=cases.values("pk"))
        return self.filter(evidence__in=evidence.values("pk"))


class EvidenceFile(models.Model):
    """One version of a file behind a piece of evidence; versions are added, never replaced."""

    class ScanState(models.TextChoices):
        NOT_SCANNED = "not_scanned", "Not scanned"
        CLEAN = "clean", "No virus found"
        INFECTED = "infected", "Virus found"

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="files")
    version = models.PositiveSmallIntegerField(default=1)
    file = models.FileField(upload_to=stored_as, max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    scan_state = models.CharField(max_length=12, choices=ScanState.choices, default=ScanState.NOT_SCANNED)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering = ["evidence", "name", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "name", "version"], name="one_file_per_name_and_version"
            ),
        ]

    def __str__(self) -> str:
        return self.name
