"""How days are counted: there is no single "working day"."""

from django.db import models

from record.models.recorded import Recorded


class DeadlineRule(Recorded):
    """One named way of counting days, with what it leaves out."""

    name = models.SlugField(max_length=20, unique=True)
    title = models.CharField(max_length=100)
    leaves_out_weekends = models.BooleanField(default=True)
    holidays_of = models.CharField(
        max_length=40,
        blank=True,
        help_text="Parts of the United Kingdom whose bank holidays are left out: ENG, or ENG,WLS,SCT,NIR.",
    )
    leaves_out_school_holidays = models.BooleanField(
        default=False, help_text="Leaves out every part of a school holiday longer than a week."
    )
    clear_days = models.BooleanField(
        default=False, help_text="Neither the day of notice nor the day itself counts."
    )
    source = models.CharField(max_length=300, help_text="Where the rule comes from.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.title
