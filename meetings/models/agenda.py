"""What a meeting talks about and what it decides."""

from django.db import models

from concern_cases.models import Action
from evaluation.models.reference import DatedName
from meetings.models.meeting import Meeting
from people.circles import Circled, CircledQuerySet
from people.models import User
from record import clock
from record.models import Recorded
from schools.models import School


class AgendaItem(Circled, Recorded):
    """One item with its notes; a restricted one is in Part B, for the people named."""

    school_path = "meeting__school"

    class Part(models.TextChoices):
        A = "A", "Part A"
        B = "B", "Part B, restricted"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=1, choices=Part.choices, default=Part.A)
    title = models.CharField(max_length=200)
    notes = models.TextField(blank=True)

    objects = CircledQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class DecisionCode(DatedName):
    """A decision that a meeting can take, and what it sets going."""

    class Effect(models.TextChoices):
        NONE = "", "Nothing by itself"
        LETTER = "letter", "A letter is drafted"
        CONFERENCE = "conference", "A conference is called"

    effect = models.CharField(max_length=12, choices=Effect.choices, blank=True)
    letter_kind = models.SlugField(max_length=40, blank=True, help_text="Code of the letter that it starts.")

    class Meta(DatedName.Meta):
        abstract = False


class Decision(Recorded):
    """One decision with its reason, the actions that follow, and what it set going."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    code = models.ForeignKey(DecisionCode, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    actions = models.ManyToManyField(Action, blank=True, related_name="decisions")
    taken_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.code)
