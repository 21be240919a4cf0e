"""Looking at a plan again, and judging its objectives."""

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.urls import reverse

from concern_cases.models.evidence import Evidence
from concern_cases.models.plan import Objective, Plan, PlanVersion
from people.access import school_keys_where
from people.models import User
from record import clock
from record.models import Recorded
from schools.permissions import Perm


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: Any) -> "ReviewQuerySet":
        """Reviews of the plans of the schools whose cases the user may view."""
        return self.filter(plan__school__in=school_keys_where(user, may=Perm.VIEW_CASE))

    def open(self) -> "ReviewQuerySet":
        """Those that are still to be held."""
        return self.filter(status=Review.Status.OPEN)

    def undecided(self) -> "ReviewQuerySet":
        """Held, and nobody has said what follows."""
        return self.filter(status=Review.Status.DONE, follows="")

    def under_way(self) -> "ReviewQuerySet":
        """Neither decided nor dropped: still to be held, or held and waiting for its decision."""
        return self.open() | self.undecided()

    def decided(self) -> "ReviewQuerySet":
        return self.filter(status=Review.Status.DONE).exclude(follows="")


class Review(Recorded):
    """The regular look at a plan: due on a day, held by itself or by a case conference."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Not held"

    class Outcome(models.TextChoices):
        """What follows from a review; each begins something."""

        ON_TRACK = "on_track", "On track: the next review"
        CONFERENCE = "conference", "Slipping: call a case conference"
        STRATEGY = "strategy", "Failing: refer to the strategy meeting"
        LETTER = "letter", "Failing: propose a letter"

    class Capacity(models.TextChoices):
        """Whether the school could keep this up without the support that it has now."""

        YES = "yes", "Yes, it can sustain this by itself"
        PARTLY = "partly", "With some support still"
        NO = "no", "Not yet"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reviews")
    due_on = models.DateField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    held_on = models.DateField(null=True, blank=True)
    version = models.ForeignKey(
        PlanVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="In force when the review was held: it judges the objectives of this one.",
    )
    outcome = models.TextField(blank=True)
    follows = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    criteria_met = models.BooleanField(
        null=True, blank=True, help_text="Whether the criteria for stepping down are met; empty: not judged."
    )
    capacity = models.CharField(max_length=8, choices=Capacity.choices, blank=True)
    capacity_why = models.TextField(blank=True)
    record = models.JSONField(
        default=list,
        blank=True,
        help_text="What was recorded since the last review, as it stood when the review was decided: "
        "a list of {heading, lines}.",
    )
    school_silent_on = models.DateField(
        null=True, blank=True, help_text="The day by which the school had said nothing to the judgements."
    )
    nobody_to_ask = models.BooleanField(
        default=False, help_text="Of silence: nobody on record could have answered for the school."
    )
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(status="open"), name="one_open_review_per_plan"
            ),
            models.CheckConstraint(
                name="a_review_has_held_on_when_done",
                condition=Q(status="done", held_on__isnull=False) | (~Q(status="done") & Q(held_on=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"Review of {self.plan}, due {self.due_on}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:review", args=[self.pk])

    @property
    def is_decided(self) -> bool:
        """Held, and what follows is known: nothing of it changes any more."""
        return self.status == self.Status.DONE and bool(self.follows)

    @property
    def is_under_way(self) -> bool:
        """Neither decided nor dropped."""
        return self.status != self.Status.DROPPED and not self.is_decided


class ReviewEvidence(models.Model):
    """A piece of evidence that a review looks at, for one objective or for the plan as a whole."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="looked_at")
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "objective", "evidence"],
                name="evidence_is_looked_at_once_per_objective",
            ),
            models.UniqueConstraint(
                fields=["review", "evidence"],
                condition=Q(objective=None),
                name="evidence_is_looked_at_once_for_the_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence}, for {self.objective or 'the plan'}"


class Rag(models.TextChoices):
    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"


class ObjectiveRating(Recorded):
    """One judgement of an objective with its reason. A conference and a review write the same row."""

    class View(models.TextChoices):
        NONE = "", "Not said"
        AGREES = "agrees", "Accurate"
        DISPUTES = "disputes", "Disputed"

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="ratings")
    review = models.ForeignKey(
        Review, null=True, blank=True, on_delete=models.PROTECT, related_name="ratings"
    )
    rag = models.CharField(max_length=5, choices=Rag.choices)
    reason = models.TextField()
    moved_why = models.CharField(
        max_length=300,
        blank=True,
        help_text="Why it is better, worse or the same; empty: both reasons say it.",
    )
    on = models.DateField()
    rated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    school_view = models.CharField(max_length=8, choices=View.choices, blank=True)
    school_evidence = models.TextField(blank=True, help_text="What the school says, and what it rests on.")
    school_files = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    school_said_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    school_said_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["objective", "-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.objective}: {self.get_rag_display()}"

    @property
    def said(self) -> "dict[UUID, CriterionReading]":
        """Where the criteria are, by their keys, as far as it is said."""
        return {reading.criterion: reading for reading in self.readings.all()}


class CriterionReading(Recorded):
    """Where one success criterion was when its objective was judged.

    ``criterion`` is its key, the same through all versions: the readings of a key are one series.
    """

    class Met(models.TextChoices):
        NONE = "", "Not said"
        MET = "met", "Met"
        NOT_YET = "not_yet", "Not met yet"
        UNKNOWN = "unknown", "Cannot be said yet"

    rating = models.ForeignKey(ObjectiveRating, on_delete=models.PROTECT, related_name="readings")
    criterion = models.UUIDField(db_index=True)
    now = models.CharField(max_length=150, blank=True, help_text="Where it is: “45 % (9 of 20)”.")
    met = models.CharField(max_length=7, choices=Met.choices, blank=True)

    class Meta:
        ordering = ["rating", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rating", "criterion"], name="one_reading_of_a_criterion_per_judgement"
            ),
            models.CheckConstraint(name="a_reading_says_something", condition=~Q(now="") | ~Q(met="")),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.now, self.get_met_display().lower() if self.met else ""]))
