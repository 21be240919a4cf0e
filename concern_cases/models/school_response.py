"""What the school says to the LA's judgement, and what it does not do: a warning letter rests on both."""

from django.db import models

from concern_cases.models.case import ConcernCase
from people.circles import Circled, CircledQuerySet
from record.models import Recorded


class Disagreement(Circled, Recorded):
    """The school's recorded disagreement with a judgement, on a day, with its source."""

    case = models.ForeignKey(ConcernCase, on_delete=models.PROTECT, related_name="disagreements")
    judgement = models.TextField(help_text="The judgement that the school disagrees with.")
    on = models.DateField()
    said_by = models.CharField(max_length=150)
    said = models.TextField(help_text="What the school says instead.")
    source = models.CharField(max_length=300)

    objects = CircledQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.said_by} disagreed on {self.on}"


class NonEngagement(Circled, Recorded):
    """One dated fact that shows the school not taking part in its improvement."""

    class Kind(models.TextChoices):
        VISIT_REFUSED = "visit_refused", "A visit was refused"
        ACTION_NOT_DONE = "action_not_done", "An agreed action was not done"
        MEETING_NOT_ATTENDED = "meeting_not_attended", "A meeting was not attended"
        SUPPORT_DECLINED = "support_declined", "Support was declined"
        NO_ANSWER = "no_answer", "A request was not answered"

    case = models.ForeignKey(ConcernCase, on_delete=models.PROTECT, related_name="non_engagements")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    on = models.DateField()
    fact = models.TextField()
    source = models.CharField(max_length=300)

    objects = CircledQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.on}"
