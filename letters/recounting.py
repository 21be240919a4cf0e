"""What today’s calendar and days of giving make of deadlines that were told: these stand as told."""

from collections import defaultdict
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from letters.models import Clock, Letter, Service
from record import clock
from schools.calendar import Counting


def counted_otherwise(letters: QuerySet[Letter]) -> list[Any]:
    """Those that await an answer whose time would end on another day than the school was told.

    Each with ``told_end``, the day that was told, and ``would_end``. Counted is the period as it began, from
    the day on which the letter counts as given; a fresh period (``representing``) from its own day. Of a
    letter that was given more time those alone whose period would end after it: that day was chosen. Three
    queries, and two for each further rule, whatever the number of letters.
    """
    found = []
    by_rule = defaultdict(list)
    for letter in _with_counts(letters):
        by_rule[letter.running_rule].append(letter)
    for rule, rows in by_rule.items():
        counting = Counting(rule, [each.school for each in rows])
        for letter in rows:
            deemed = letter.deemed_on if letter.period_on == letter.first_on else None
            since = deemed or letter.period_on
            letter.would_end = counting.after(since, days=letter.period_days, school=letter.school).ends_on
            prolonged = letter.running_key != letter.period_key
            if letter.would_end > letter.told_end or (letter.would_end < letter.told_end and not prolonged):
                found.append(letter)
    return found


def too_short(letters: QuerySet[Letter]) -> list[Any]:
    """Those whose time would end later than the school was told, on a day to come: more time can be given."""
    today = clock.today()
    return [
        each
        for each in counted_otherwise(letters)
        if each.would_end > each.told_end and each.would_end > today
    ]


def _with_counts(letters: QuerySet[Letter]) -> QuerySet[Any]:
    rows = letters.filter(status=Letter.Status.GIVEN).annotate(
        running=FilteredRelation("clocks", condition=Q(clocks__superseded_at=None)),
        running_key=F("running__pk"),
        running_rule=F("running__rule"),
        told_end=F("running__ends_on"),
        period_on=F("running__given_on"),
    )
    clocks = Clock.objects.filter(letter=OuterRef("pk")).order_by("pk")
    period = clocks.filter(given_on=OuterRef("period_on"))
    main = Service.objects.filter(recipient__letter=OuterRef("pk"), recipient__is_copy=False)
    return rows.filter(running_key__isnull=False).annotate(
        first_on=Subquery(clocks.values("given_on")[:1]),
        period_key=Subquery(period.values("pk")[:1]),
        period_days=Subquery(period.values("days")[:1]),
        deemed_on=Subquery(main.order_by("pk").values("deemed_on")[:1]),
    )
