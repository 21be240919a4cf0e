"""Looking at a plan again, and judging its objectives."""

from django.db import models
from django.db.models import Q

from concern_cases.models.plan import Objective, Plan
from people.models import User
from record.models import Recorded


class Review(Recorded):
    """The regular look at a plan: due on a day, held by itself or by a case conference."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Not held"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reviews")
    due_on = models.DateField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    held_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)

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
    on = models.DateField()
    rated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    school_view = models.CharField(max_length=8, choices=View.choices, blank=True)
    school_evidence = models.TextField(blank=True)

    class Meta:
        ordering = ["objective", "-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.objective}: {self.get_rag_display()}"
