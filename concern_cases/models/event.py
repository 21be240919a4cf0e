"""The log of a case: what happened, when, by whom, for whose eyes."""

from typing import Any

from django.db import models
from django.db.models import Q

from people.access import school_keys_where
from people.circles import in_circle_of
from record.models import ChainedRow
from schools.permissions import Circle, Perm


class CaseEventQuerySet(models.QuerySet["CaseEvent"]):
    def visible_to(self, user: Any) -> "CaseEventQuerySet":
        """Events of schools whose circle the user belongs to, or that name the user.

        Who may no longer see the school's cases is named in vain.
        """
        if not getattr(user, "is_active", False):
            return self.none()
        schools = school_keys_where(user, may=Perm.VIEW_CASE)
        named = Q(circle=Circle.NAMED, audience__contains=f"|{user.pk}|", school_id__in=schools)
        return self.filter(in_circle_of(user, school_path="school_id") | named)


class CaseEvent(ChainedRow):
    """One thing that happened, sealed into its school's chain in the transaction that made it happen.

    Plain keys instead of foreign keys; the names of actor and school are copied as they were.
    """

    kind = models.CharField(max_length=60)
    school_id = models.BigIntegerField(null=True, db_index=True)
    urn = models.CharField(max_length=6, blank=True)
    case_reference = models.CharField(max_length=20, blank=True, db_index=True)
    circle = models.CharField(max_length=20, choices=Circle.choices)
    audience = models.TextField(
        blank=True, help_text="Keys of the people named, as |12|45|, for a named event."
    )
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150, blank=True)

    objects = CaseEventQuerySet.as_manager()

    class Meta(ChainedRow.Meta):
        abstract = False
        indexes = [models.Index(fields=["school_id", "-at"])]
