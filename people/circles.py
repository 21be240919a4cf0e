"""Records that not everybody who sees the school may read."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from people.access import school_keys_where
from people.models.user import User
from schools.permissions import CIRCLE_PERMS, Circle, Perm


def in_circle_of(user: Any, *, school_path: str) -> Q:
    """True of rows whose circle the user belongs to; ``school_path`` leads from the row to its school.

    The one rule behind pages, files, mails, exports, history, search and counts. ``named`` rows are the
    caller's to add: only it knows who is named.
    """
    rule = Q(pk__in=[])
    for circle, perm in CIRCLE_PERMS.items():
        rule |= Q(circle=circle, **{f"{school_path}__in": school_keys_where(user, may=perm)})
    return rule


class CircledQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Rows that the user may read: in a circle held on the school, or named while seeing its cases."""
        if not getattr(user, "is_active", False):
            return self.none()
        named = self.model.named.through.objects.filter(user=user).values(self.model._meta.model_name)
        path = self.model.school_path
        seen = school_keys_where(user, may=Perm.VIEW_CASE)
        sees_school = Q(**{f"{path}__in": seen}) | Q(**{f"{path}__isnull": True})
        return self.filter(
            in_circle_of(user, school_path=path) | Q(sees_school, circle=Circle.NAMED, pk__in=named)
        )


class Circled(models.Model):
    """A row with a circle; a ``named`` one is read only by the people listed."""

    school_path: ClassVar[str] = "case__school"

    circle = models.CharField("who may read it", max_length=20, choices=Circle.choices, default=Circle.SCHOOL)
    named = models.ManyToManyField(User, blank=True, related_name="+")

    class Meta:
        abstract = True
