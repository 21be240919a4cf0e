"""What a letter said each time that it left its writer's hands, and what reviewers said about it."""

from django.db import models
from django.db.models import Q

from letters.models.letter import Letter
from people.models import User
from record.models import Recorded


class LetterDraft(models.Model):
    """The words of a letter as they were when it was sent on: never changed afterwards."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="drafts")
    number = models.PositiveSmallIntegerField()
    parts = models.JSONField(help_text="By a key that stays: [what the part is called, what it says].")
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["letter", "number"], name="one_draft_per_number")]

    def __str__(self) -> str:
        return f"{self.letter}, draft {self.number}"


class LetterComment(Recorded):
    """What somebody of the council says about a letter while it is written; nobody outside reads it."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_settled_comment_has_a_time_and_a_person",
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
