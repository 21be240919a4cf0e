"""What each reader has seen, and wants to be told."""

from django.db import models

from concern_cases.models.case import ConcernCase
from people.models import User


class LastLook(models.Model):
    """When a person last looked at a case: what is younger is new to that reader."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="last_looks")
    case = models.ForeignKey(ConcernCase, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(help_text="Of the visit that is going on.")
    before = models.DateTimeField(null=True, blank=True, help_text="Of the visit before that one.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "case"], name="one_last_look_per_reader_and_case"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.case}"


class Digest(models.Model):
    """Whether a person wants the weekly mail of everything due, and when the last one was written."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="digest")
    only_overdue = models.BooleanField(default=False)
    last_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Digest of {self.user}"
