"""Success criteria of an authority: begun with, and their figures entered or counted."""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet

from concern_cases.rules import worded
from evaluation.models import Category, Inspection
from meetings.models import SuccessCriterion, SuccessFigure
from meetings.reference import CRITERIA
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.models import LocalAuthority, School

Computed = SuccessCriterion.Computed
Schools = QuerySet[School]
TENTH = Decimal("0.1")


@service
def begin_criteria(la: LocalAuthority, *, by: User) -> list[SuccessCriterion]:
    """The authority has the nine criteria of the primary plan of 2010, with baselines, targets and dates.

    Refuses (AlreadyDone) an authority that has criteria.
    """
    la = LocalAuthority.objects.select_for_update().get(pk=la.pk)
    if la.success_criteria.exists():
        raise AlreadyDone("The criteria are there already")
    return [
        SuccessCriterion.objects.create(la=la, order=place, **facts)
        for place, facts in enumerate(CRITERIA, start=1)
    ]


@service
def enter_figure(
    criterion: SuccessCriterion, *, value: Decimal, on: date, source: str, by: User
) -> SuccessFigure:
    """The figure of that day is known, with where it comes from; said again for a day, it is corrected.

    Refuses (RuleError) no source, a day to come, and a value that is none in its unit.
    """
    source = worded(source, "Say where the figure comes from", field="source")
    if on > clock.today():
        raise RuleError("Choose a day that has come", field="on")
    if value < 0 or (criterion.unit == SuccessCriterion.Unit.PERCENT and value > 100):
        raise RuleError("Give a value from 0 to 100", field="value")
    return _keep(criterion, value=value, on=on, source=source, by=by)


@service
def compute_figure(criterion: SuccessCriterion, *, by: User | None) -> SuccessFigure:
    """The figure of today, counted from what is on record, with its arithmetic.

    Refuses (RuleError) a criterion that the system can't count.
    """
    count = COUNTED.get(criterion.computed)
    if count is None:
        raise RuleError("This one is entered by hand: nothing on record says it")
    schools = School.objects.filter(la=criterion.la, status__startswith="Open")
    found, all_schools = count(schools), schools.count()
    if criterion.unit == SuccessCriterion.Unit.PERCENT:
        share = Decimal(100 * found) / all_schools if all_schools else Decimal(0)
        value = share.quantize(TENTH, ROUND_HALF_UP)
        source = f"{found} of {all_schools} open schools are {value} %"
    else:
        value, source = Decimal(found), f"{found} of {all_schools} open schools"
    return _keep(criterion, value=value, on=clock.today(), source=source, by=by, is_computed=True)


def _keep(
    criterion: SuccessCriterion, *, on: date, by: User | None, is_computed: bool = False, **facts: object
) -> SuccessFigure:
    figure, _ = SuccessFigure.objects.update_or_create(
        criterion=criterion, on=on, defaults={**facts, "entered_by": by, "is_computed": is_computed}
    )
    return figure


def _in_category(schools: Schools) -> int:
    """Schools whose last graded inspection put them in a category of concern."""
    return len(_inadequate_by_ofsted(schools))


def _inadequate(schools: Schools) -> int:
    """The same, and those in the LA's own category inadequate; each school once."""
    by_la = Category.objects.current().filter(school__in=schools, category__is_inadequate=True)
    return len(_inadequate_by_ofsted(schools) | set(by_la.values_list("school", flat=True)))


def _inadequate_by_ofsted(schools: Schools) -> set[int]:
    graded = Inspection.objects.filter(school__in=schools, grade__isnull=False)
    last = dict(graded.order_by("on", "pk").values_list("school", "grade__is_inadequate"))
    return {school for school, is_inadequate in last.items() if is_inadequate}


COUNTED: dict[str, Callable[[Schools], int]] = {
    Computed.IN_CATEGORY: _in_category,
    Computed.INADEQUATE: _inadequate,
}
