"""Which schools a strategy meeting should talk about, and why: made from the records, a sentence a reason.

The number of queries does not grow with the schools.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Q

from concern_cases.case_lines import Lines, lines_of
from concern_cases.models import ConcernCase, Plan, Review
from concern_cases.plan_pages.flags import not_revised
from evaluation.models import Risk
from evaluation.runs import firsts_of_runs
from letters.models import Letter
from meetings.models import AgendaItem, Decision, Meeting
from meetings.overdue import LONG_AGO, overdue_reviews, slipping_cases
from meetings.reference import STRATEGY_MEETING
from meetings.services.strategy_schools import Reason
from meetings.words import day_in_words
from record.words import inside
from schools.models import LocalAuthority
from schools.permissions import Circle

Outcome = Review.Outcome
FAILING = (Outcome.STRATEGY, Outcome.LETTER)
TWICE = 2  # strategy meetings running
Found = Iterator[tuple[int, Reason]]  # the school's key, and why


@dataclass(frozen=True)
class Proposal:
    """One school with an open case, and every reason to talk about it, the weightiest first."""

    case: ConcernCase
    reasons: list[Reason]
    weight: int


def proposed_schools(la: LocalAuthority) -> list[Proposal]:
    """Schools of the authority with an open case and at least one reason, the most pressing first.

    A case that went on at another school has the reasons that were on record before.
    """
    cases = list(ConcernCase.objects.open().filter(school__la=la).select_related("school__la", "lead"))
    lines = Lines(lines_of(cases))
    reasons: dict[int, list[Reason]] = defaultdict(list)
    weights: dict[int, int] = defaultdict(int)
    for weight, find in REASONS:
        for school, reason in find(lines):
            if case := lines.homes.get(school):
                reasons[case].append(reason)
                weights[case] += weight
    found = [Proposal(case, reasons[case.pk], weights[case.pk]) for case in cases if case.pk in reasons]
    return sorted(found, key=lambda each: (-each.weight, each.case.school.name, each.case.pk))


def reasons_for(case: ConcernCase, proposals: list[Proposal]) -> list[Reason]:
    """Those of one case; none if it is not proposed."""
    return next((each.reasons for each in proposals if each.case.pk == case.pk), [])


def _referred(lines: Lines) -> Found:
    about = Q(meeting__school__in=lines.schools) | Q(item__school__in=lines.schools)
    decisions = Decision.objects.awaiting_strategy().filter(about).exclude(item__part="B")
    for row in decisions.select_related("meeting__type", "item"):
        school = row.meeting.school_id or (row.item.school_id if row.item else None) or 0
        whose = inside(str(row.meeting.type)) if row.meeting.school_id else str(row.meeting.type)
        on = day_in_words(row.meeting.starts_at)
        yield school, _open(f"Referred by the {whose} of {on}: {row.reason}")


def _high_risk(lines: Lines) -> Found:
    """Since the first day of all judgements in a row that found it high."""
    judged_at: dict[tuple[str, int], list[Risk]] = defaultdict(list)
    for row in Risk.objects.filter(school__in=lines.schools).order_by("-kind", "on", "pk"):
        judged_at[row.kind, lines.homes[row.school_id]].append(row)
    for judged in judged_at.values():
        began = firsts_of_runs(judged, level=attrgetter("level"))[-1]
        if began.level == Risk.Level.HIGH:
            since = day_in_words(began.on)
            yield began.school_id, _open(f"High risk of {inside(began.get_kind_display())} since {since}")


def _failing(lines: Lines) -> Found:
    """The last decided review of a running plan found it failing: what follows is the LA’s to know."""
    last: dict[int, Review] = {}
    reviews = Review.objects.decided().filter(plan__closed_on=None, plan__school__in=lines.schools)
    for row in reviews.select_related("plan").order_by("held_on", "pk"):
        last[row.plan_id] = row
    for row in last.values():
        if row.follows in FAILING and row.held_on:
            kind = row.plan.get_kind_display().lower()
            words = f"The review of the {kind} on {day_in_words(row.held_on)}: failing."
            yield row.plan.school_id, Reason(Circle.LA, words)


def _overdue(lines: Lines) -> Found:
    for row in overdue_reviews(lines.schools):
        kind, due = row.plan.get_kind_display().lower(), day_in_words(row.due_on)
        yield row.plan.school_id, _open(f"The review of the {kind} was due on {due} and has not been held")


def _letters(lines: Lines) -> Found:
    """Not answered in time and not assessed yet; and letters that were not complied with."""
    letters = Letter.objects.filter(case__in=lines.cases)
    missed = letters.out_of_time().exclude(response__late=False)
    for row in missed.select_related("kind", "response").prefetch_related("parts"):
        came = "only a part of the answer had come" if row.parts.all() else "no answer had come"
        came = "the answer came late" if hasattr(row, "response") else came
        ended = day_in_words(row.ends_on)
        words = f"The time that the {inside(str(row.kind))} gave ended on {ended}, and {came}."
        yield row.school_id, Reason(_circle(row), words)
    for row in letters.filter(status=Letter.Status.NOT_COMPLIED).select_related("kind"):
        given = f" of {day_in_words(row.given_on)}" if row.given_on else ""
        yield (
            row.school_id,
            Reason(_circle(row), f"It has not complied with the {inside(str(row.kind))}{given}."),
        )


def _not_revised(lines: Lines) -> Found:
    for plan in Plan.objects.not_revised_since_visit().filter(school__in=lines.schools):
        yield plan.school_id, _open(f"{plan.get_kind_display()}: {inside(not_revised(plan))}")


def _stalled(lines: Lines) -> Found:
    """Its progress was judged not to be enough at the last two strategy meetings that talked about it."""
    judged: dict[int, list[AgendaItem]] = defaultdict(list)
    items = AgendaItem.objects.filter(
        school__in=lines.schools, meeting__type__code=STRATEGY_MEETING, progress__isnull=False
    ).exclude(meeting__held_at=None)
    for item in items.select_related("progress", "meeting").order_by("-meeting__starts_at"):
        judged[lines.homes[item.school_id or 0]].append(item)
    for rows in judged.values():
        last = rows[:TWICE]
        if len(last) == TWICE and not any(row.progress and row.progress.is_enough for row in last):
            words = " and ".join(inside(str(row.progress)) for row in reversed(last))
            yield last[0].school_id or 0, _open(f"Two strategy meetings running judged its progress: {words}")


def _put_off(lines: Lines) -> Found:
    """The last strategy meeting did not come to it."""
    held = Meeting.objects.filter(type__code=STRATEGY_MEETING, school=None).exclude(held_at=None)
    last = held.filter(la__schools__cases__in=list(lines.by_case)).order_by("-starts_at").values("pk")[:1]
    items = AgendaItem.objects.filter(
        meeting__in=last, school__in=lines.schools, state=AgendaItem.State.PUT_OFF
    )
    for item in items.select_related("meeting"):
        on = day_in_words(item.meeting.starts_at)
        yield item.school_id or 0, _open(f"Put off by the strategy meeting of {on}")


def _moved(lines: Lines) -> Found:
    for case in slipping_cases(lines.schools):
        since = (
            f"since the last on {day_in_words(case.held_at)}"
            if case.held_at > LONG_AGO
            else "before any was held"
        )
        times = "twice" if case.times == 2 else f"{case.times} times"
        yield case.school_id, _open(f"Its conference was moved {times} {since}")


# How much each reason weighs, in the order in which they are told.
REASONS: list[tuple[int, Callable[[Lines], Found]]] = [
    (8, _referred),
    (8, _letters),
    (6, _high_risk),
    (6, _failing),
    (5, _stalled),
    (5, _put_off),
    (3, _overdue),
    (2, _not_revised),
    (1, _moved),
]


def _open(words: str) -> Reason:
    """What everybody at the meeting may know who sees the school."""
    return Reason(Circle.DIOCESE, f"{words.strip().rstrip('.')}.")


def _circle(letter: Letter) -> str:
    """A letter is the authority's own business until the diocese was told of it."""
    return Circle.DIOCESE if letter.diocese_told_at else Circle.LA
