"""What exactly the LA is concerned about."""

from django.db import models
from django.db.models import Q

from concern_cases.models.case import ConcernCase
from evaluation.models import Area
from people.circles import Circled, CircledQuerySet
from record.models import Recorded


class Concern(Circled, Recorded):
    """One concern in one area, and when it was discussed with the head: it is never a surprise."""

    case = models.ForeignKey(ConcernCase, on_delete=models.PROTECT, related_name="concerns")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    source = models.CharField(max_length=300, help_text="Where it comes from, for example: SIP visit 2.")
    discussed_on = models.DateField(null=True, blank=True)
    discussed_with = models.CharField(max_length=150, blank=True)
    not_discussed_why = models.TextField(blank=True)

    objects = CircledQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_concern_was_discussed_or_says_why_not",
                condition=Q(discussed_on__isnull=False, discussed_with__gt="")
                | Q(discussed_on=None, not_discussed_why__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.text[:60]}"
