"""Success criteria of an authority: begun with, added, changed and ended; their figures over time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Max

from concern_cases.events import event_kind, record_la_event
from concern_cases.rules import worded
from meetings.models import SuccessCriterion, SuccessFigure
from meetings.reference import CRITERIA
from meetings.school_record import Record
from meetings.words import day_in_words
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.models import LocalAuthority, School

Computed = SuccessCriterion.Computed
TENTH = Decimal("0.1")
ALL = 100  # per cent


# The authority's own log says what became of its criteria.
BEGUN = event_kind("criteria.begun", "began with {count} success criteria")
ADDED = event_kind("criteria.added", "added the success criterion “{criterion}”", details=("{why}",))
CHANGED = event_kind("criteria.changed", "changed the success criterion “{criterion}”", details=("{why}",))
ENDED = event_kind("criteria.ended", "ended the success criterion “{criterion}”", details=("{why}",))
FIGURE_KNOWN = event_kind(
    "criteria.figure", "put on record for {on} that “{criterion}” was {value}", details=("{source}",)
)
FIGURE_TAKEN_BACK = event_kind(
    "criteria.figure_taken_back", "took back the figure {value} for {on} of “{criterion}”", details=("{why}",)
)


@dataclass(frozen=True)
class CriterionFacts:
    """What a criterion says: in what it is counted, where it began, and what is to be reached by when."""

    text: str
    unit: str
    target: Decimal
    until: date
    baseline: Decimal | None = None
    baseline_on: date | None = None

    def fields(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "unit": self.unit,
            "target": self.target,
            "by": self.until,
            "baseline": self.baseline,
            "baseline_on": self.baseline_on,
        }


@service
def begin_criteria(la: LocalAuthority, *, by: User) -> list[SuccessCriterion]:
    """The authority has the nine criteria of the primary plan of 2010, with baselines, targets and dates.

    Refuses (AlreadyDone) an authority that has criteria.
    """
    la = LocalAuthority.objects.select_for_update().get(pk=la.pk)
    if la.success_criteria.exists():
        raise AlreadyDone("The criteria are there already")
    found = [
        SuccessCriterion.objects.create(la=la, order=place, **facts)
        for place, facts in enumerate(CRITERIA, start=1)
    ]
    record_la_event(BEGUN, la=la, count=len(found))
    return found


@service
def add_criterion(la: LocalAuthority, *, facts: CriterionFacts, why: str, by: User) -> SuccessCriterion:
    """The authority has one criterion more, the last in order, and it is known why.

    Refuses (RuleError) no reason, and what ``_check`` refuses.
    """
    why = worded(why, "Say why it is added", field="why")
    _check(facts)
    la = LocalAuthority.objects.select_for_update().get(pk=la.pk)
    last = la.success_criteria.aggregate(last=Max("order"))["last"] or 0
    criterion = SuccessCriterion(la=la, order=last + 1, **facts.fields())
    criterion._change_reason = why
    criterion.save()
    record_la_event(ADDED, la=la, criterion=str(criterion), why=why)
    return criterion


@service
def change_criterion(
    criterion: SuccessCriterion, *, facts: CriterionFacts, why: str, by: User
) -> SuccessCriterion:
    """The criterion says this from now on, and why; what it said before is kept in its history.

    Refuses (RuleError) no reason, nothing changed, another unit once figures are on record, and what
    ``_check`` refuses; one that was ended (AlreadyDone).
    """
    why = worded(why, "Say why it is changed", field="why")
    criterion = _lock(criterion)
    _check(facts)
    if criterion.unit != facts.unit and criterion.figures.standing().exists():
        raise RuleError("It has figures in the other unit: end it, and add a new one", field="unit")
    changed = [name for name, value in facts.fields().items() if getattr(criterion, name) != value]
    if not changed:
        raise RuleError("Nothing is different from before", field="text")
    for name in changed:
        setattr(criterion, name, facts.fields()[name])
    if "unit" in changed:
        criterion.computed = ""
    criterion._change_reason = why
    criterion.save()
    record_la_event(CHANGED, la=criterion.la, criterion=str(criterion), why=why)
    return criterion


@service
def end_criterion(criterion: SuccessCriterion, *, why: str, by: User) -> SuccessCriterion:
    """The criterion counts no longer, and it is known why; its figures stay to be read.

    Refuses (RuleError) no reason; one that was ended (AlreadyDone).
    """
    why = worded(why, "Say why it ends", field="why")
    criterion = _lock(criterion)
    criterion.ended_on, criterion.ended_why = clock.today(), why
    criterion._change_reason = why
    criterion.save()
    record_la_event(ENDED, la=criterion.la, criterion=str(criterion), why=why)
    return criterion


@service
def enter_figure(
    criterion: SuccessCriterion,
    *,
    value: Decimal,
    on: date,
    source: str,
    out_of: int | None = None,
    by: User,
) -> SuccessFigure:
    """The figure of that day is known, with where it comes from and of how many it is a share.

    Refuses (RuleError) no source, a day to come, a value that is none in its unit, and a day that has another
    figure: that one is taken back first, with the reason. One that was ended (AlreadyDone).
    """
    source = worded(source, "Say where the figure comes from", field="source")
    criterion = _lock(criterion)
    if on > clock.today():
        raise RuleError("Choose a day that has come", field="on")
    _check_value(value, criterion.unit, field="value")
    if out_of == 0:
        raise RuleError("Leave it empty, or give a number from 1", field="out_of")
    there = criterion.figures.standing().filter(on=on).first()
    if there:
        raise RuleError(
            f"{criterion.worded(there.value)} is on record for that day: take it back first", field="on"
        )
    return _keep(criterion, value=value, on=on, source=source, out_of=out_of, by=by)


@service
def compute_figure(criterion: SuccessCriterion, *, by: User | None) -> SuccessFigure:
    """The figure of today, counted from what is on record, with its arithmetic; counted again, the new one.

    Refuses (RuleError) a criterion that the system can't count, and a day for which somebody entered another
    figure by hand; one that was ended (AlreadyDone).
    """
    criterion = _lock(criterion)
    count = COUNTED.get(criterion.computed)
    if count is None:
        raise RuleError("This one is entered by hand: nothing on record says it")
    schools = set(School.objects.state_funded().filter(la=criterion.la).values_list("pk", flat=True))
    found, all_schools = len(count(Record(criterion.la), clock.today()) & schools), len(schools)
    if criterion.unit == SuccessCriterion.Unit.PERCENT:
        share = Decimal(100 * found) / all_schools if all_schools else Decimal(0)
        value = share.quantize(TENTH, ROUND_HALF_UP)
        source = f"{found} of {all_schools} state-funded schools: {found} ÷ {all_schools} × 100 = {value} %"
    else:
        value, source = Decimal(found), f"{found} of {all_schools} state-funded schools"
    there = criterion.figures.standing().filter(on=clock.today()).first()
    if there and (there.value, there.source) == (value, source):
        return there
    if there and not there.is_computed:
        raise RuleError("A figure was entered for today by hand: take it back first")
    if there:
        _take_back(there, why="It was counted again the same day.", by=by)
    facts = {"value": value, "out_of": all_schools or None, "source": source, "is_computed": True}
    return _keep(criterion, on=clock.today(), by=by, **facts)


def count_each_month() -> int:
    """What can be counted has a figure in every month: the first pass of the worker in a month counts.

    How many were counted.
    """
    month = clock.today().replace(day=1)
    # One that was taken back stands for its month, too: whoever took it back had a reason.
    counted = SuccessFigure.objects.filter(on__gte=month).values("criterion")
    missing = SuccessCriterion.objects.in_force().exclude(computed="").exclude(pk__in=counted)
    for criterion in missing:
        compute_figure(criterion, by=None)
    return len(missing)


@service
def take_back_figure(figure: SuccessFigure, *, why: str, by: User) -> SuccessFigure:
    """The figure was wrong: it counts no more, and stays to be seen with the reason.

    Refuses (RuleError) no reason; one that was taken back (AlreadyDone).
    """
    why = worded(why, "Say what is wrong with it", field="why")
    figure.refresh_from_db(from_queryset=SuccessFigure.objects.select_for_update(of=("self",)))
    if figure.taken_back_at:
        raise AlreadyDone("The figure was taken back already")
    return _take_back(figure, why=why, by=by)


def _take_back(figure: SuccessFigure, *, why: str, by: User | None) -> SuccessFigure:
    figure.taken_back_at, figure.taken_back_by, figure.taken_back_why = clock.now(), by, why
    figure.save()
    criterion = figure.criterion
    record_la_event(FIGURE_TAKEN_BACK, la=criterion.la, **_told(figure), why=why)
    return figure


def _keep(criterion: SuccessCriterion, *, by: User | None, **facts: Any) -> SuccessFigure:
    figure = SuccessFigure.objects.create(criterion=criterion, entered_by=by, **facts)
    record_la_event(FIGURE_KNOWN, la=criterion.la, **_told(figure), source=figure.source)
    return figure


def _told(figure: SuccessFigure) -> dict[str, str]:
    criterion = figure.criterion
    return {
        "criterion": str(criterion),
        "on": day_in_words(figure.on),
        "value": criterion.worded(figure.value),
    }


def _lock(criterion: SuccessCriterion) -> SuccessCriterion:
    """The criterion as it is now, held until the change is done; refuses (AlreadyDone) one that was ended."""
    criterion.refresh_from_db(from_queryset=SuccessCriterion.objects.select_for_update(of=("self",)))
    if criterion.ended_on:
        raise AlreadyDone("This criterion was ended")
    return criterion


def _check(facts: CriterionFacts) -> None:
    """Refuses (RuleError) no text, a baseline without its day or too late, and values that are none."""
    worded(facts.text, "Say what is to be reached", field="text")
    _check_value(facts.target, facts.unit, field="target")
    if facts.baseline is not None:
        _check_value(facts.baseline, facts.unit, field="baseline")
        if facts.baseline_on is None:
            raise RuleError("Say on which day it was so", field="baseline_on")
        if facts.baseline_on >= facts.until:
            raise RuleError("Choose a day before the one of the target", field="baseline_on")
    elif facts.baseline_on is not None:
        raise RuleError("Say where it began, or leave the day out", field="baseline")


def _check_value(value: Decimal, unit: str, *, field: str) -> None:
    if value < 0 or (unit == SuccessCriterion.Unit.PERCENT and value > ALL):
        raise RuleError("Give a value from 0 to 100", field=field)
    if unit == SuccessCriterion.Unit.SCHOOLS and value != value.to_integral_value():
        raise RuleError("Give a whole number of schools", field=field)


COUNTED: dict[str, Callable[[Record, date], set[int]]] = {
    Computed.IN_CATEGORY: Record.in_category,
    Computed.INADEQUATE: Record.inadequate,
}
