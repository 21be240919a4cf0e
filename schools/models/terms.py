"""Term dates: the LA sets them for community and VC schools, governors for VA and foundation schools."""

from django.db import models
from django.db.models import F, Q

from record.models import Recorded
from schools.models.places import LocalAuthority
from schools.models.school import School


class TermDates(Recorded):
    """One half-term of an authority's or one school's own calendar; both days are school days."""

    class LongTerm(models.TextChoices):
        AUTUMN = "autumn", "Autumn"
        SPRING = "spring", "Spring"
        SUMMER = "summer", "Summer"

    la = models.ForeignKey(
        LocalAuthority, null=True, blank=True, on_delete=models.CASCADE, related_name="term_dates"
    )
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.CASCADE, related_name="term_dates"
    )
    year = models.PositiveSmallIntegerField(help_text="The calendar year in which the academic year begins.")
    half_term = models.PositiveSmallIntegerField(help_text="1 to 6, in the order of the academic year.")
    long_term = models.CharField(max_length=6, choices=LongTerm.choices)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        ordering = ["first_day"]
        verbose_name_plural = "term dates"
        constraints = [
            models.CheckConstraint(
                name="term_dates_belong_to_an_la_or_a_school",
                condition=Q(la__isnull=False, school=None) | Q(la=None, school__isnull=False),
            ),
            models.CheckConstraint(
                name="a_half_term_ends_after_it_begins", condition=Q(last_day__gte=F("first_day"))
            ),
            models.UniqueConstraint(
                fields=["la", "year", "half_term"],
                condition=Q(school=None),
                name="one_half_term_per_la_and_year",
            ),
            models.UniqueConstraint(
                fields=["school", "year", "half_term"],
                condition=Q(la=None),
                name="one_half_term_per_school_and_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_long_term_display()} {self.year}, half-term {self.half_term}"
