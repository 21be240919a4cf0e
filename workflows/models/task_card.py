"""What the work list shows of a human step: one query, one rule of access."""

from typing import Any

from django.db import models
from viewflow.workflow.models import Task

from concern_cases.models import ConcernCase
from people.access import holds_named
from people.models import User
from schools.models import LocalAuthority, School


class TaskCardQuerySet(models.QuerySet["TaskCard"]):
    def open(self) -> "TaskCardQuerySet":
        return self.filter(done_at=None)

    def visible_to(self, user: Any) -> "TaskCardQuerySet":
        """Cards of steps that the user may take: what ``engine.take_step`` would let him or her do."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(holds_named(user, perm="perm", school="school", la="la")).exclude(not_for=user)


class TaskCard(models.Model):
    """One human step: where, which permission it asks, when it is due and how that was counted."""

    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="card")
    title = models.CharField(max_length=200)
    la = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(
        ConcernCase, null=True, blank=True, on_delete=models.PROTECT, related_name="task_cards"
    )
    perm = models.CharField(max_length=40)
    not_for = models.ManyToManyField(
        User, blank=True, related_name="+", help_text="Separation of duties: who may not take this step."
    )
    created_at = models.DateTimeField()
    due_on = models.DateField()
    rule = models.CharField(max_length=20, blank=True)
    counted = models.JSONField(default=list)
    chased_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = TaskCardQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["done_at", "due_on"])]

    def __str__(self) -> str:
        return self.title
