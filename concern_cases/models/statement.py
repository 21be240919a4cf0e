"""The LA's statement of action after a report that puts a school in a category of concern."""

from datetime import date
from typing import Any

from django.db import models

from concern_cases.models.action import Action
from concern_cases.models.case import ConcernCase
from concern_cases.models.evidence import Evidence
from evaluation.models import Inspection
from people.access import school_keys_where
from people.models import User
from record.models import Recorded
from schools.permissions import Perm


class StatementQuerySet(models.QuerySet["StatementOfAction"]):
    def visible_to(self, user: Any) -> "StatementQuerySet":
        """Statements of the schools whose cases the user may view; the LA's own until it was sent."""
        seen = school_keys_where(user, may=Perm.VIEW_CASE)
        own = school_keys_where(user, may=Perm.READ_LA)
        shown = models.Q(sent_on__isnull=False) | models.Q(inspection__school__in=own)
        return self.filter(shown, inspection__school__in=seen)

    def unsent(self) -> "StatementQuerySet":
        return self.filter(sent_on=None)


class StatementOfAction(Recorded):
    """What the LA will do, due so many working days after the report was received."""

    school_path = "inspection__school"

    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="statement")
    case = models.ForeignKey(
        ConcernCase, null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    rule = models.CharField(max_length=20)
    days = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    counted = models.JSONField(default=list, help_text="The days left out and why: a list of [day, reason].")
    action = models.OneToOneField(
        Action,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statement",
        help_text="The action of the case’s lead to send it.",
    )
    text = models.TextField(blank=True)
    parents = models.TextField(
        blank=True,
        help_text="How registered parents are told of it, and their views found out and taken into account.",
    )
    file = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField(null=True, blank=True)
    sent_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name_plural = "statements of action"
        constraints = [
            models.CheckConstraint(
                name="a_statement_is_sent_by_somebody",
                condition=models.Q(sent_on=None, sent_by=None)
                | models.Q(sent_on__isnull=False, sent_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Statement of action, {self.inspection}"

    @property
    def left_out(self) -> list[tuple[date, str]]:
        """The days that did not count, each with its reason."""
        return [(date.fromisoformat(day), why) for day, why in self.counted]


class StatementRecipient(Recorded):
    """Somebody to whom the statement goes, and when it was given."""

    class NamedAs(models.TextChoices):
        """Who is sent a copy by the Education Act 2005, section 15(2)(e)."""

        HMCI = "hmci", "The Chief Inspector"
        APPOINTER = "appointer", "Appoints the foundation governors"
        AUTHORITY = "authority", "The appropriate appointing authority, if different"

    statement = models.ForeignKey(StatementOfAction, on_delete=models.PROTECT, related_name="recipients")
    named_as = models.CharField(
        max_length=9, choices=NamedAs.choices, blank=True, help_text="As whom the Act names them."
    )
    name = models.CharField(max_length=200)
    why = models.CharField(max_length=200, blank=True)
    given_on = models.DateField(null=True, blank=True)
    how = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
