"""The two risks of a school."""

from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery

from people.models import User
from people.roles import Role
from record.models import Recorded
from schools.models import School


class RiskQuerySet(models.QuerySet["Risk"]):
    def current(self) -> "RiskQuerySet":
        """The latest judgement of each kind for each school."""
        latest = Risk.objects.filter(school=OuterRef("school"), kind=OuterRef("kind"))
        return self.filter(pk=Subquery(latest.order_by("-on", "-pk").values("pk")[:1]))


class Risk(Recorded):
    """How likely it is, from one day on, that a school falls below the floor or fails to improve.

    The first is judged on every SIP visit; the second drives how often case conferences are held.
    """

    class Kind(models.TextChoices):
        FLOOR = "floor", "Falling below the floor"
        IMPROVEMENT = "improvement", "Failing to improve"

    class Level(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="risks")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    level = models.CharField(max_length=6, choices=Level.choices)
    reason = models.TextField()
    on = models.DateField()
    judged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    judged_as = models.CharField(
        max_length=40, choices=Role.choices, blank=True, help_text="The post in which it was judged."
    )
    source = models.CharField(
        max_length=300, blank=True, help_text="Where it is written, for example: note of visit 3."
    )

    objects = RiskQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.school}: {self.get_kind_display()}, {self.get_level_display()}"

    @classmethod
    def level_of(cls, kind: str, school_path: str = "pk") -> Any:
        """For ``annotate``: the level of the school's latest judgement of that kind."""
        rows = cls.objects.filter(school=OuterRef(school_path), kind=kind).order_by("-on", "-pk")
        return Subquery(rows.values("level")[:1])
