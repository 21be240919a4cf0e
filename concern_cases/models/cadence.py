"""How often case conferences are held."""

from django.db import models

from evaluation.models.reference import DatedName


class Cadence(DatedName):
    """An interval rule: every so many weeks, months, half-terms or long terms.

    "Termly" is never left ambiguous: a long term is one of three a year, a half-term one of six.
    """

    class Unit(models.TextChoices):
        WEEKS = "weeks", "weeks"
        MONTHS = "months", "months"
        HALF_TERMS = "half_terms", "half-terms"
        LONG_TERMS = "long_terms", "long terms"

    every = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=10, choices=Unit.choices)
    for_risk = models.CharField(
        max_length=6, blank=True, help_text="The risk level that proposes this cadence, if one does."
    )

    class Meta(DatedName.Meta):
        abstract = False
