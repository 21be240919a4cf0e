"""The county's success criteria: begun with two years ago, with figures every term since.

What can be counted is counted by the worker, every month.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from demo.days import at_hour, working_day
from demo.journey import Story
from demo.world import World, in_words
from meetings.models import SuccessCriterion
from meetings.services.criteria import (
    CriterionFacts,
    begin_criteria,
    change_criterion,
    enter_figure,
    take_back_figure,
)
from people.roles import Role
from record import clock
from schools.models import School

EVERY, ROUNDS = timedelta(days=118), 6
WHY = "The county has set its own days for the programme."
ENDS_AFTER = timedelta(days=985)  # the summer after next, from when they are begun
TENTH = Decimal("0.1")
# By the order of the criterion: the share at each round, of how many (None: of all schools), and the source.
SHARES: dict[int, tuple[list[float], int | None, str]] = {
    3: ([0.690, 0.700, 0.708, 0.720, 0.727, 0.736], None, "Inspection reports up to {day}"),
    5: ([0.090, 0.085, 0.080, 0.078, 0.075, 0.073], None, "Results of the summer, as validated by {day}"),
    6: ([0.832, 0.847, 0.847, 0.861, 0.861, 0.874], 2140, "Results of the summer, as validated by {day}"),
    7: ([0.190, 0.217, 0.242, 0.258, 0.283, 0.300], None, "Register of lead schools on {day}"),
    8: ([0.500, 0.583, 0.667, 0.667, 0.750, 0.750], 12, "Reviews of the supported schools up to {day}"),
    9: ([0.333, 0.500, 0.500, 0.667, 0.667, 0.833], 6, "External evaluations up to {day}"),
}
HARD_TO_SHIFT = [1, 1, 1, 1, 0, 0]
WRONG_AT, WRONG = 3, Decimal("78.2")  # a figure of the third criterion that was another year's
TAKEN_BACK = "It was the figure of the neighbouring authority: a line too far down in the table."


def criteria(world: World) -> Story:
    """The nine are begun with, given the county's own days, and their figures kept."""
    la, by = world.cast.la, world.who(Role.SENIOR_ADVISER)
    began = clock.today()
    yield at_hour(working_day(began), 14, 20)
    for criterion in begin_criteria(la, by=by):
        change_criterion(criterion, facts=_own_days(criterion, began), why=WHY, by=by)
    for place in range(ROUNDS):
        yield at_hour(working_day(began + EVERY * (place + 1)), 14, 20)
        _figures(world, place)


def _own_days(criterion: SuccessCriterion, began: date) -> CriterionFacts:
    facts = CriterionFacts(criterion.text, criterion.unit, criterion.target, began + ENDS_AFTER)
    if criterion.baseline is None:
        return facts
    return replace(facts, baseline=criterion.baseline, baseline_on=began)


def _figures(world: World, place: int) -> None:
    by, today = world.who(Role.SENIOR_ADVISER), clock.today()
    schools = School.objects.state_funded().filter(la=world.cast.la).count()
    for criterion in SuccessCriterion.objects.filter(la=world.cast.la, computed=""):
        if criterion.order in SHARES:
            shares, whole, source = SHARES[criterion.order]
            whole = whole or schools
            part = round(shares[place] * whole)
            words = f"{source.format(day=in_words(today))}: {part} of {whole}"
            value = (Decimal(100 * part) / whole).quantize(TENTH, ROUND_HALF_UP)
            if (criterion.order, place) == (3, WRONG_AT):
                wrong = enter_figure(criterion, value=WRONG, on=today, source=words, by=by)
                take_back_figure(wrong, why=TAKEN_BACK, by=by)
            enter_figure(criterion, value=value, on=today, source=words, out_of=whole, by=by)
        else:
            source = f"Predictions for Years 5 and 6 on {in_words(today)}"
            enter_figure(criterion, value=Decimal(HARD_TO_SHIFT[place]), on=today, source=source, by=by)
