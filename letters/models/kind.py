"""Kinds of letter."""

from django.db import models

from evaluation.models.reference import DatedName
from record.models import DeadlineRule


class LetterKind(DatedName):
    """A kind of letter with its clock and needs; a warning letter and a s.60 notice are never the same."""

    on_ladder = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The rung, counted from 1; none for a letter outside the ladder."
    )
    regime = models.CharField(max_length=20, blank=True, help_text="The legal regime of a statutory notice.")
    clock_rule = models.ForeignKey(
        DeadlineRule, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    clock_days = models.PositiveSmallIntegerField(null=True, blank=True)
    needs_legal_check = models.BooleanField(default=True)
    needs_disagreement = models.BooleanField(default=False)
    needs_non_engagement = models.BooleanField(default=False)
    needs_evidence = models.BooleanField(default=True)
    for_academies = models.BooleanField(default=False, help_text="It can be given to an academy's trust.")
    opening = models.TextField(help_text="Why we write and on what basis. Markdown.")
    consequence = models.TextField(help_text="What follows if it is not met. Markdown.")
    support = models.TextField(blank=True, help_text="The support offered. Markdown.")

    class Meta(DatedName.Meta):
        abstract = False
