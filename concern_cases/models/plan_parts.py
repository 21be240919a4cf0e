"""What stands under an objective in one version of a plan: what measures it, and the steps on the way."""

from datetime import date
from uuid import uuid4

from django.db import models

from concern_cases.models.action import Action
from concern_cases.models.plan import ObjectiveText, Plan
from record.models import Recorded


class SuccessCriterion(Recorded):
    """What is measured to know that an objective is reached: from where, to where, by when, seen from what.

    ``key`` stays the same through all versions. Without a day of its own it is reached with its objective.
    """

    key = models.UUIDField(default=uuid4, editable=False)
    text = models.ForeignKey(ObjectiveText, on_delete=models.PROTECT, related_name="criteria")
    order = models.PositiveSmallIntegerField(default=1)
    what = models.CharField(max_length=300, help_text="What is measured.")
    baseline = models.CharField(max_length=300, blank=True, help_text="From: where it begins.")
    target = models.CharField(max_length=300, blank=True, help_text="To: where it must be.")
    by = models.DateField(null=True, blank=True, help_text="Empty: by the day of its objective.")
    source = models.CharField(max_length=300, blank=True, help_text="What it is seen from.")

    class Meta:
        ordering = ["order", "pk"]
        verbose_name_plural = "success criteria"
        constraints = [
            models.UniqueConstraint(fields=["text", "key"], name="one_wording_of_a_criterion_per_version"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def until(self) -> date:
        """By when it is to be met."""
        return self.by or self.text.by


class PlanStep(Recorded):
    """What an action and a milestone of an objective share: ``key`` stays the same through all versions."""

    key = models.UUIDField(default=uuid4, editable=False)
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=150, blank=True)
    due_on = models.DateField()

    class Meta:
        abstract = True
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.what


class PlanAction(PlanStep):
    """Something to be done for an objective, as one version words it."""

    text = models.ForeignKey(ObjectiveText, on_delete=models.PROTECT, related_name="actions")
    resources = models.CharField(max_length=300, blank=True)
    done_on = models.DateField(null=True, blank=True)
    came_of_it = models.TextField(blank=True)

    class Meta(PlanStep.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["text", "key"], name="one_wording_of_a_plan_action_per_version"),
        ]


class Milestone(PlanStep):
    """A step on the way to an objective, as one version words it."""

    text = models.ForeignKey(ObjectiveText, on_delete=models.PROTECT, related_name="milestones")
    reached_on = models.DateField(null=True, blank=True)

    class Meta(PlanStep.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["text", "key"], name="one_wording_of_a_milestone_per_version"),
        ]


class ActionInPlan(Recorded):
    """An action of the case that is an action of the plan as well, in whatever words each of them has.

    The plan's is known by its ``key``, which stays the same through all versions.
    """

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="in_plans")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="actions_of_case")
    key = models.UUIDField(db_index=True, help_text="Of the plan’s action.")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "actions in plans"
        constraints = [
            models.UniqueConstraint(fields=["action", "plan", "key"], name="an_action_is_linked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action} in {self.plan}"
