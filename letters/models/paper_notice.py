"""What recipients of a letter are told on paper after it was given."""

from datetime import date

from django.db import models

from letters.models.clock import Clock
from letters.models.letter import Letter
from letters.models.recipient import Recipient, Service
from record.models import Recorded


class PaperNotice(Recorded):
    """What one recipient whom no mail from here reaches is told: made into a file once, and posted."""

    class About(models.TextChoices):
        MORE_TIME = "more_time", "That there is more time"
        OUTCOME = "outcome", "What follows from the letter"
        REMINDER = "reminder", "That an answer is still awaited"

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="notices")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="notices")
    about = models.CharField(max_length=10, choices=About.choices, default=About.MORE_TIME)
    method = models.CharField(max_length=8, choices=Service.Method.choices)
    made_from = models.JSONField(default=dict, help_text="The facts that it says, as they were.")
    pdf = models.FileField(upload_to="letters/%Y/", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Empty until the worker made the file.")
    proof = models.CharField(max_length=300, blank=True, help_text="Who sent it, how and when.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "recipient", "about"], name="one_paper_notice_of_a_kind_per_recipient"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter.reference}, {self.get_about_display().lower()}: {self.recipient}"

    @property
    def dated(self) -> date:
        """The day on which it was caused; of one from before notices were kept, that of its clock."""
        return date.fromisoformat(self.made_from["dated"]) if self.made_from else self.clock.given_on

    @property
    def letter(self) -> Letter:
        """The letter that it is about."""
        return self.clock.letter
