"""What a letter relies on and what it asks for."""

from django.db import models
from django.db.models import Q

from concern_cases.models import Concern, Disagreement, Evidence, NonEngagement
from evaluation.models import Category, Risk
from letters.models.letter import Letter
from record.models import Recorded

Judgement = Category | Risk
Quotable = Concern | Evidence | Judgement | Disagreement | NonEngagement
RECORDS = ("concern", "evidence", "category", "risk", "disagreement", "non_engagement")


def _exactly_one() -> Q:
    """True of a ground that rests on one record."""
    rule = Q()
    for name in RECORDS:
        rule |= Q(**{f"{each}__isnull": each != name for each in RECORDS})
    return rule


class GroundQuerySet(models.QuerySet["Ground"]):
    def with_records(self) -> "GroundQuerySet":
        """Each with its record, and with what the record's words, date and source need: no query more."""
        return self.select_related(
            "concern__area",
            "evidence",
            "category__category",
            "category__agreed_by",
            "risk__judged_by",
            "disagreement",
            "non_engagement",
        )


class Ground(Recorded):
    """One record behind a letter; each makes one numbered paragraph with its date and source."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="grounds")
    number = models.PositiveSmallIntegerField()
    concern = models.ForeignKey(Concern, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    risk = models.ForeignKey(Risk, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
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

    objects = GroundQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="one_ground_per_number"),
            models.CheckConstraint(
                name="a_ground_rests_on_exactly_one_record",
                condition=_exactly_one(),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"

    @property
    def record(self) -> Quotable:
        """The one record that the paragraph rests on."""
        found: Quotable | None = next((row for name in RECORDS if (row := getattr(self, name))), None)
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
