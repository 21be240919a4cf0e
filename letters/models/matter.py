"""What a letter relies on and what it asks for."""

from django.db import models
from django.db.models import Q

from concern_cases.models import Concern, Disagreement, Evidence, NonEngagement
from letters.models.letter import Letter
from record.models import Recorded

Quotable = Concern | Evidence | Disagreement | NonEngagement


class Ground(Recorded):
    """One record behind a letter; each makes one numbered paragraph with its date and source."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="grounds")
    number = models.PositiveSmallIntegerField()
    concern = models.ForeignKey(Concern, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    disagreement = models.ForeignKey(
        Disagreement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    non_engagement = models.ForeignKey(
        NonEngagement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(help_text="The paragraph as the letter says it.")
    record_sha256 = models.CharField(
        max_length=64, help_text="Of the record as it was when the paragraph was written."
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="one_ground_per_number"),
            models.CheckConstraint(
                name="a_ground_rests_on_exactly_one_record",
                condition=Q(concern__isnull=False, evidence=None, disagreement=None, non_engagement=None)
                | Q(concern=None, evidence__isnull=False, disagreement=None, non_engagement=None)
                | Q(concern=None, evidence=None, disagreement__isnull=False, non_engagement=None)
                | Q(concern=None, evidence=None, disagreement=None, non_engagement__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"

    @property
    def record(self) -> Quotable:
        """The one record that the paragraph rests on."""
        found = self.concern or self.evidence or self.disagreement or self.non_engagement
        if found is None:  # the database refuses such a row
            raise LookupError(f"Ground {self.pk} has no record.")
        return found


class RequiredAction(Recorded):
    """What the LA considers that the school must do, how it will be measured, and by when."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="required_actions")
    number = models.PositiveSmallIntegerField()
    what = models.TextField()
    measure = models.TextField()
    by = models.DateField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="one_required_action_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.what[:60]}"
