"""What the governing body asks about a letter."""

from datetime import date

from django.db import models
from django.db.models import Q

from letters.models.letter import Letter
from people.models import User
from record.models import Recorded


class LetterQuestionQuerySet(models.QuerySet["LetterQuestion"]):
    def waiting(self) -> "LetterQuestionQuerySet":
        """Those without an answer, about letters that still stand."""
        return self.filter(answer="").exclude(letter__status__in=Letter.NO_LONGER_STANDING)


class LetterQuestion(Recorded):
    """One question about a letter that was given, and the council's answer; the letter's clock runs on."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuestionQuerySet.as_manager()
    due_on: date | None = None  # by when it is to be answered: of those that ``letters.questions`` looked up

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="an_answered_question_has_answer_person_and_time",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
