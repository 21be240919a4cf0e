"""What the governing body answers."""

from django.db import models

from concern_cases.models import Evidence
from letters.models.letter import Letter
from letters.models.matter import RequiredAction
from people.models import User
from record.models import Recorded


class Received(Recorded):
    """Something that the school said about a letter: who, how and when; late by the clock that runs."""

    class Came(models.TextChoices):
        PORTAL = "portal", "On this site"
        POST = "post", "By post"
        EMAIL = "email", "By e-mail"
        HAND = "hand", "By hand"

    answered_by = models.CharField(max_length=150, help_text="Who answers, by name as it was then.")
    came = models.CharField(max_length=6, choices=Came.choices, default=Came.PORTAL)
    received_on = models.DateField()
    late = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Said(models.Model):
    """Words, and what was sent along with them."""

    text = models.TextField()
    evidence = models.ForeignKey(
        Evidence,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What was sent along: evidence of the case like any other.",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text[:60]


class AnswerPart(Said, Received):
    """What was answered to one action while the answer was not whole: others are still open."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="parts")
    required_action = models.ForeignKey(RequiredAction, on_delete=models.PROTECT, related_name="parts")

    class Meta:
        ordering = ["pk"]


class LetterResponse(Received):
    """The whole answer to a letter, with what was answered in parts before it.

    Lateness is judged by the letter's clock on the day on which it became whole.
    """

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="response")
    said = models.TextField(blank=True, help_text="The answer to a letter that asks for no single actions.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Answer to {self.letter}"


class ResponseItem(Said, Recorded):
    """What the sending that made the answer whole says to one required action."""

    response = models.ForeignKey(LetterResponse, on_delete=models.PROTECT, related_name="items")
    required_action = models.ForeignKey(RequiredAction, on_delete=models.PROTECT, related_name="answers")

    class Meta:
        ordering = ["required_action__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "required_action"], name="one_answer_per_required_action"
            ),
        ]


class AnswerAddition(Said, Received):
    """What was added to an answer afterwards: it stands beside what was said before."""

    response = models.ForeignKey(LetterResponse, on_delete=models.PROTECT, related_name="additions")
    required_action = models.ForeignKey(
        RequiredAction,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="additions",
        help_text="The action that it is about; none where the letter asks for no single actions.",
    )

    class Meta:
        ordering = ["pk"]

    @property
    def letter(self) -> Letter:
        """The letter whose answer it adds to."""
        return self.response.letter
