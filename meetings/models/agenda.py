"""What a meeting talks about and what it decides."""

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from concern_cases.models import Action, Cadence, ConcernCase, EvidenceFile, Objective, ObjectiveRating, Rag
from evaluation.models import CategoryKind
from evaluation.models.reference import DatedName
from meetings.choices import Fill, Part
from meetings.models.meeting import Meeting, MeetingType
from people.circles import Circled, CircledQuerySet
from people.models import Post, PostSchool, User
from people.roles import Role
from record import clock
from record.models import Recorded
from schools.models import School
from schools.permissions import Circle

# Whoever holds one of these at a school has an interest in what is said of it, and declares it.
HEADS = (Role.HEADTEACHER, Role.SLT_MEMBER)


def declared_interests(user: Any) -> QuerySet[PostSchool]:
    """Where the user is head or in the leadership today: nothing said of these schools is for that person."""
    posts = Post.objects.current().filter(user=getattr(user, "pk", None), role__in=HEADS)
    return PostSchool.objects.filter(post__in=posts)


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


class ProgressKind(DatedName):
    """The nature and rate of a school's progress, as a strategy meeting judges it."""

    is_enough = models.BooleanField(default=False, help_text="It improves as fast as it has to.")

    class Meta(DatedName.Meta):
        abstract = False


class AgendaItemQuerySet(CircledQuerySet):
    def visible_to(self, user: Any) -> "AgendaItemQuerySet":
        """Items that the user may read; those of a meeting of the authority only with the meeting.

        There an item about a school has the circle of that school, one about none is for everybody who sees
        the meeting, and nobody reads the item about a school that he or she heads.
        """
        meetings = Meeting.objects.visible_to(user).filter(school=None).values("pk")
        own = declared_interests(user)
        of_la = Q(meeting__school=None)
        found = self.filter(
            Q(pk__in=super().visible_to(user).values("pk"))
            | Q(of_la, school=None, circle__in=(Circle.DIOCESE, Circle.SCHOOL))
        )
        return found.exclude(of_la & ~Q(meeting__in=meetings)).exclude(
            of_la & Q(school__in=own.values("school"))
        )


class AgendaItem(Circled, Recorded):
    """One item, and what came of it; a restricted one is in Part B, for the people named.

    While the meeting is held its text is written here by several people at once: ``version`` grows with
    every save, and a save of an older one is refused.
    """

    school_path = "school"
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

    # Of an item about one school in a meeting of the authority.
    case = models.ForeignKey(ConcernCase, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    chosen_why = models.JSONField(
        default=list, blank=True, help_text="Why it is proposed: [circle, sentence]."
    )
    added_why = models.TextField(blank=True, help_text="Why somebody added it, if it was not proposed.")
    question = models.TextField("question to the meeting", blank=True)
    progress = models.ForeignKey(
        ProgressKind, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "case"],
                condition=Q(case__isnull=False),
                name="one_item_per_meeting_and_case",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class LeftOut(Recorded):
    """A school that was proposed for a meeting of the authority, and is not talked about there."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="left_out")
    case = models.ForeignKey(ConcernCase, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    known_why = models.JSONField(
        null=True, blank=True, help_text="What proposed it by then: [circle, sentence]; null: nobody kept it."
    )

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "schools left out"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "case"], name="one_reason_per_school_left_out"),
        ]

    def __str__(self) -> str:
        return f"{self.case.school}: {self.why}"


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
    def is_read_by_school(self) -> bool:
        """Its words are shared with the school: of its own meeting, and under no item kept from it.

        Nobody reads a meeting of the authority for a school.
        """
        if self.meeting.school_id is None:
            return False
        return self.item is None or self.item.circle == Circle.SCHOOL

    @property
    def is_restricted(self) -> bool:
        """It was taken under an item for the people named."""
        return self.item is not None and self.item.circle == Circle.NAMED
