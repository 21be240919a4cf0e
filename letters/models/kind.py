"""Kinds of letter, and the central bodies that get copies of some."""

from django.db import models
from django.db.models import F, Q

from evaluation.models.reference import DatedName
from record.models import DeadlineRule

USUAL_COPIES = ("clerk", "head", "diocese")


def one_version_at_a_time(of: str, what: str) -> list[models.BaseConstraint]:
    """Of the rows with the same ``of``: one first, one last, none that begin or end on the same day.

    That each begins on the day after the one before it has ended is what the services do, under a lock.
    """
    named = ~Q(**{of: ""})
    return [
        models.UniqueConstraint(
            name=f"one_first_version_of_{what}", fields=[of], condition=named & Q(valid_from=None)
        ),
        models.UniqueConstraint(
            name=f"one_last_version_of_{what}", fields=[of], condition=named & Q(valid_until=None)
        ),
        models.UniqueConstraint(
            name=f"one_version_of_{what}_begins_on_a_day", fields=[of, "valid_from"], condition=named
        ),
        models.UniqueConstraint(
            name=f"one_version_of_{what}_ends_on_a_day", fields=[of, "valid_until"], condition=named
        ),
        models.CheckConstraint(
            name=f"a_version_of_{what}_does_not_end_before_it_begins",
            condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
        ),
    ]


def usual_copies() -> list[str]:
    """Who gets a copy of most letters, besides the chair where the letter is to an academy's trust."""
    return list(USUAL_COPIES)


class LetterKind(DatedName):
    """One version of a kind of letter; a warning letter and a s.60 notice are never the same.

    What a letter says, to whom, and which clock it starts changes with the years: a new version is a row of
    its own with the day from which it holds, so that an old letter keeps the kind that it was written as.
    """

    series = models.SlugField(
        max_length=40, blank=True, help_text="The same for every version of a kind: what a decision names."
    )
    on_ladder = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The rung, counted from 1; none for a letter outside the ladder."
    )
    must_follow = models.BooleanField(
        default=False,
        help_text="Only after the rung below ran out unanswered or unmet: no reason replaces it.",
    )
    statutory = models.BooleanField(
        default=False, help_text="A notice under the 2006 Act: for the schools of its section 59 alone."
    )
    regime = models.CharField(
        max_length=20, blank=True, help_text="The legal regime of a statutory notice, by its first year."
    )
    clock_rule = models.ForeignKey(
        DeadlineRule, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    clock_days = models.PositiveSmallIntegerField(null=True, blank=True)
    own_period = models.BooleanField(
        default=False, help_text="Each letter names its own period; the days above are only proposed."
    )
    needs_legal_check = models.BooleanField(default=True)
    needs_matters = models.BooleanField(default=True, help_text="It relies on records of the case.")
    needs_actions = models.BooleanField(default=True)
    needs_disagreement = models.BooleanField(default=False)
    needs_non_engagement = models.BooleanField(default=False)
    needs_evidence = models.BooleanField(default=True)
    states_grounds = models.BooleanField(default=False, help_text="It names its grounds in section 60.")
    states_powers = models.BooleanField(default=False, help_text="It names the powers that may be used.")
    for_academies = models.BooleanField(default=False, help_text="It can be given to an academy's trust.")
    ends_as = models.CharField(
        max_length=18, blank=True, help_text="What the letter that it is about becomes when it is given."
    )
    copies_to = models.JSONField(
        default=usual_copies,
        help_text="Who gets a copy, as recipients are called; where there is nobody, none.",
    )
    yearly = models.BooleanField(default=False, help_text="To every school once a year, with its category.")
    by_category = models.JSONField(
        default=dict, blank=True, help_text="The support available, by the category's code. Markdown."
    )
    effect = models.TextField(blank=True, help_text="What it does in law, in words for the school.")
    opening = models.TextField(blank=True, help_text="Why we write and on what basis. Markdown.")
    consequence = models.TextField(blank=True, help_text="What follows if it is not met. Markdown.")
    support = models.TextField(blank=True, help_text="The support offered. Markdown.")

    class Meta(DatedName.Meta):
        abstract = False
        constraints = one_version_at_a_time("series", "a_kind")

    @property
    def asks_answer(self) -> bool:
        """Whether it starts a clock, by the end of which an answer is awaited."""
        return self.clock_rule_id is not None


class CentralBody(DatedName):
    """An office outside the council that gets copies, and where letters for it go."""

    received_as = models.CharField(max_length=20, help_text="The recipient that it is, such as ofsted.")
    address = models.TextField(help_text="The postal address, a line each.")
    email = models.EmailField(blank=True, help_text="Where it takes letters by e-mail, if it does.")

    class Meta(DatedName.Meta):
        abstract = False
        verbose_name_plural = "central bodies"
        constraints = one_version_at_a_time("received_as", "a_body")


class Paragraph(DatedName):
    """A paragraph to be taken over into drafts; a letter keeps the words that it took."""

    text = models.TextField(help_text="Markdown, with the fields of letters in braces.")

    class Meta(DatedName.Meta):
        abstract = False
