"""What links one process to the next: a row written with the decision, served once by the worker."""

from django.db import models

from concern_cases.models import ConcernCase
from record import clock
from workflows.models.process import CaseworkProcess


class Trigger(models.Model):
    """Something that is to begin because something was decided."""

    key = models.CharField(max_length=200, unique=True)
    cause = models.CharField(max_length=200, help_text="What it follows from, in words.")
    wanted = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    case = models.ForeignKey(
        ConcernCase,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The case that it concerns, also where a meeting of the authority decided it.",
    )
    from_process = models.ForeignKey(
        CaseworkProcess, null=True, blank=True, on_delete=models.PROTECT, related_name="triggers_given"
    )
    process = models.ForeignKey(
        CaseworkProcess, null=True, blank=True, on_delete=models.PROTECT, related_name="started_by"
    )
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=clock.now)
    error = models.TextField(blank=True, help_text="Why it could not begin, in words.")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["done_at", "not_before"])]

    def __str__(self) -> str:
        return f"{self.wanted}: {self.cause}"
