"""What a meeting talks about and what it decides."""

from typing import Any

from django.db import models
from django.db.models import Q

from concern_cases.models import Action, Cadence, EvidenceFile, Objective, ObjectiveRating, Rag
from evaluation.models import CategoryKind
from evaluation.models.reference import DatedName
from meetings.choices import Fill, Part
from meetings.models.meeting import Meeting, MeetingType
from people.circles import Circled, CircledQuerySet
from people.models import User
from record import clock
from record.models import Recorded
from schools.models import School
from schools.permissions import Circle


class TemplateItem(Recorded):
    """One item on the agenda of every new meeting of a type."""

    type = models.ForeignKey(MeetingType, on_delete=models.CASCADE, related_name="template_items")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    part = models.CharField(max_length=1, choices=Part.choices, default=Part.A)
    minutes = models.PositiveSmallIntegerField("minutes planned", default=5)
    fill = models.CharField("filled with", max_length=12, choices=Fill.choices, blank=True)

    class Meta:
        ordering = ["type", "order", "pk"]

    def __str__(self) -> str:
        return self.title


class AgendaItem(Circled, Recorded):
    """One item, and what came of it; a restricted one is in Part B, for the people named.

    While the meeting is held its text is written here by several people at once: ``version`` grows with
    every save, and a save of an older one is refused.
    """

    school_path = "meeting__school"
    Part = Part

    class State(models.TextChoices):
        OPEN = "open", "Not reached yet"
        DONE = "done", "Done"
        PUT_OFF = "put_off", "Put off to the next meeting"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=1, choices=Part.choices, default=Part.A)
    title = models.CharField(max_length=200)
    minutes = models.PositiveSmallIntegerField("minutes planned", default=5)
    fill = models.CharField(max_length=12, choices=Fill.choices, blank=True)
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    notes = models.TextField(blank=True)
    rag = models.CharField(max_length=5, choices=Rag.choices, blank=True)
    rag_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CircledQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class ItemRating(models.Model):
    """The judgement of an objective that was made under an item."""

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="rating")
    rating = models.OneToOneField(ObjectiveRating, on_delete=models.PROTECT, related_name="made_under")

    def __str__(self) -> str:
        return f"{self.item}: {self.rating}"


class Paper(Recorded):
    """A file on the table under one item; who may read it says the circle of its evidence."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="papers")
    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="papers")
    order = models.PositiveSmallIntegerField(default=0)
    reviewed = models.BooleanField(default=False, help_text="It was looked at in the meeting.")

    class Meta:
        ordering = ["item", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "file"], name="one_paper_per_item_and_file"),
        ]

    def __str__(self) -> str:
        return str(self.file)


class DraftAction(Recorded):
    """An action spoken of under an item; it is agreed when the meeting ends."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="draft_actions")
    what = models.CharField(max_length=500)
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner_name = models.CharField(max_length=150)
    due_on = models.DateField()
    rule = models.CharField(max_length=20, blank=True, help_text="The rule that counted it, if any.")
    measure = models.CharField(max_length=500)
    decision = models.ForeignKey(
        "Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="drafts"
    )
    action = models.OneToOneField(
        Action, null=True, blank=True, on_delete=models.PROTECT, related_name="drafted_as"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what


class DecisionCode(DatedName):
    """A decision that a meeting can take, and what it sets going."""

    class Effect(models.TextChoices):
        NONE = "", "Nothing by itself"
        LETTER = "letter", "A letter is drafted"
        CADENCE = "cadence", "Conferences are held at another interval"
        CATEGORY = "category", "The school has another category"
        PLAN = "plan", "The plan is revised"
        SUPPORT = "support", "Support is arranged or ended"
        STRATEGY = "strategy", "It stands on the agenda of the strategy meeting"
        STEP_DOWN = "step_down", "The case is stepped down"
        CLOSE = "close", "The case is to be closed"
        ASK = "ask", "An action asks somebody to see to it"

    effect = models.CharField(max_length=12, choices=Effect.choices, blank=True)
    letter_kind = models.SlugField(max_length=40, blank=True, help_text="Code of the letter that it starts.")

    class Meta(DatedName.Meta):
        abstract = False


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: Any) -> "DecisionQuerySet":
        """Decisions of the whole meeting, and those under items that the user may read."""
        items = AgendaItem.objects.visible_to(user)
        return self.filter(Q(item=None) | Q(item__in=items.values("pk")))

    def awaiting_strategy(self) -> "DecisionQuerySet":
        """Referred to the strategy meeting by approved minutes, and not taken up by one yet."""
        return self.filter(
            code__effect=DecisionCode.Effect.STRATEGY,
            carried_out_at=None,
            meeting__status=Meeting.Status.MINUTES_APPROVED,
        )


class Decision(Recorded):
    """One decision with its reason, the actions that follow, and what it set going."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    code = models.ForeignKey(DecisionCode, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    cadence = models.ForeignKey(Cadence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(
        CategoryKind, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    actions = models.ManyToManyField(Action, blank=True, related_name="decisions")
    carried_out_at = models.DateTimeField(null=True, blank=True)
    came_of_it = models.TextField(blank=True, help_text="What it set going, in a sentence.")
    taken_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.code)

    @property
    def is_restricted(self) -> bool:
        """It was taken under an item that not everybody at the school may read."""
        return self.item is not None and self.item.circle != Circle.SCHOOL
