"""Predecessors and successors: a new URN continues an old school."""

from django.db import models

from record.models import Recorded
from schools.models.school import School


class Succession(Recorded):
    """One school follows another (academy conversion, amalgamation, split)."""

    predecessor = models.ForeignKey(School, on_delete=models.PROTECT, related_name="successions_out")
    successor = models.ForeignKey(School, on_delete=models.PROTECT, related_name="successions_in")
    on = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=80)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="one_succession_per_pair_of_schools"
            ),
            models.CheckConstraint(
                name="a_school_never_succeeds_itself", condition=~models.Q(predecessor=models.F("successor"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.successor} follows {self.predecessor}"
