"""Changes of kinds of letter: proposed by one person, agreed by another."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from letters.models.kind import LetterKind
from people.models import User
from record import clock
from record.models import Recorded
from schools.models import LocalAuthority


class KindChange(Recorded):
    """What letters of a kind are to say and do from a day on; nothing of it holds before it is agreed."""

    class What(models.TextChoices):
        VERSION = "version", "A new version"
        COMING = "coming", "A change of the version to come"
        TAKEN_AWAY = "taken_away", "The version to come is taken away"

    class State(models.TextChoices):
        WAITING = "waiting", "Waits to be agreed"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Refused"
        DROPPED = "dropped", "Taken back"

    la = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="kind_changes")
    series = models.SlugField(max_length=40)
    what = models.CharField(max_length=10, choices=What.choices)
    of = models.ForeignKey(
        LetterKind, on_delete=models.PROTECT, related_name="+", help_text="The version that it follows."
    )
    coming = models.ForeignKey(
        LetterKind,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The version to come that it changes, takes away or, once agreed, has made.",
    )
    valid_from = models.DateField(help_text="From this day on letters are begun as it says.")
    was_from = models.DateField(
        null=True, blank=True, help_text="Of a version to come: from which day on it was to hold."
    )
    was = models.JSONField(default=dict, encoder=DjangoJSONEncoder, help_text="What it says otherwise.")
    says = models.JSONField(
        default=dict, encoder=DjangoJSONEncoder, help_text="What letters will say and do."
    )
    for_law = models.BooleanField(
        default=False, help_text="Whoever checks the law of letters has to agree to it, and nobody else can."
    )
    why = models.TextField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_why = models.TextField(blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_change_of_a_kind_waits", fields=["series"], condition=Q(state="waiting")
            ),
            models.CheckConstraint(
                name="who_decides_about_a_change_and_when_follow_its_state",
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="who_proposes_a_change_does_not_agree_to_it",
                condition=~Q(state="agreed") | ~Q(decided_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of.name}, from {self.valid_from.isoformat()}"

    @property
    def is_waiting(self) -> bool:
        """Nobody has decided about it."""
        return self.state == self.State.WAITING

    @property
    def came_to_nothing(self) -> bool:
        """It was refused or taken back, and what it says can be proposed again."""
        return self.state in (self.State.REFUSED, self.State.DROPPED) and self.what != self.What.TAKEN_AWAY
