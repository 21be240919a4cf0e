"""New e-mail addresses that a second person has to confirm."""

from django.db import models
from django.db.models import F, Q

from people.models.user import User
from record.models import Recorded


class AddressChange(Recorded):
    """Somebody who reads what the LA keeps to itself is to sign in with another address.

    Whoever holds the address can choose a password, so the old one stays good until a second person agrees.
    Of several that were asked for the last one counts; the others were dropped.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", "Waits to be confirmed"
        CONFIRMED = "confirmed", "Confirmed"
        REFUSED = "refused", "Refused"
        DROPPED = "dropped", "Overtaken by another change"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="address_changes")
    email = models.EmailField()
    asked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices, default=Outcome.WAITING)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(outcome="waiting"), name="one_address_waits_for_each_person"
            ),
            models.CheckConstraint(
                name="who_decides_about_an_address_and_when_follow_the_outcome",
                condition=Q(outcome="waiting", decided_by=None, decided_at=None)
                | Q(outcome__in=["confirmed", "refused"], decided_by__isnull=False, decided_at__isnull=False)
                | Q(outcome="dropped", decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="who_asks_for_an_address_does_not_confirm_it",
                condition=~Q(outcome="confirmed") | Q(asked_by=None) | ~Q(decided_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.email}"
