"""The outbox: what is to leave the house or be made outside a transaction."""

from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from record import clock


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def due(self, now: datetime) -> "DispatchQuerySet":
        """What a worker may take: waiting, its time come, and in no living worker's hands."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        return self.filter(free, state=Dispatch.State.WAITING, not_before__lte=now).order_by(
            "not_before", "pk"
        )

    def to_check(self) -> "DispatchQuerySet":
        """What a person has to look at: not sent, or not known whether it was."""
        return self.filter(state__in=[Dispatch.State.FAILED, Dispatch.State.UNKNOWN])


class Dispatch(models.Model):
    """One thing to deliver, written in the transaction of the change that caused it.

    A worker that prepares it holds ``claimed_until``. It is being sent from its hand-over to the answer.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not sent"
        UNKNOWN = "unknown", "Not known, check"

    topic = models.CharField(max_length=80)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    not_before = models.DateTimeField(default=clock.now)
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by_id = models.BigIntegerField(null=True, blank=True)
    checked_by_name = models.CharField(
        max_length=150, blank=True, help_text="Who said last what became of it, or had it sent again."
    )

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "dispatches"
        indexes = [models.Index(fields=["state", "not_before"])]
        constraints = [
            models.CheckConstraint(
                name="dispatch_sent_at_follows_state",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="dispatch_checked_at_and_by_go_together",
                condition=Q(checked_at=None, checked_by_id=None)
                | Q(checked_at__isnull=False, checked_by_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
