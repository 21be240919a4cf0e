"""The time that a letter gives."""

from django.db import models
from django.db.models import Q

from letters.models.letter import Letter
from record.models import Recorded


class Clock(Recorded):
    """One running of a letter's clock: lateness is judged by it, at the end of the day in Europe/London."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="clocks")
    rule = models.CharField(max_length=20)
    given_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    ends_on = models.DateField()
    counted = models.JSONField(
        default=list, help_text="Days left out, each as [YYYY-MM-DD, why], as told to the recipient."
    )
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_why = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter"], condition=Q(superseded_at=None), name="one_running_clock_per_letter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}, to {self.ends_on}"
