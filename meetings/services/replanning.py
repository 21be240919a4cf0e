"""Plans that no longer fit how often conferences are held are planned again, by the worker."""

from datetime import timedelta
from typing import Any

from concern_cases.models import CaseEvent
from concern_cases.services.cadences import CADENCE_CHANGED
from meetings.models import TermPlan
from meetings.services.term_plans import CADENCES, State, lock_plan, plan_again
from meetings.services.term_problem import cadences_of, due_in
from people.models import User
from record import clock
from record.services import service
from record.words import listed
from schools.models import School

QUIET = timedelta(minutes=10)  # since the last change: what is judged in one sitting makes one new plan
NAMED = 3  # schools, in the sentence that says why

Cadences = dict[str, list[Any]]


def plan_again_after_changes() -> int:
    """No plan is proposed that another cadence made unfit, ten minutes after the last change; how many were.

    One short query while no plan is open, and two for each one, so that the worker may ask all the time.
    """
    done = 0
    open_ = TermPlan.objects.filter(state=State.READY, last_day__gt=clock.today())
    for key, la, before in open_.values_list("pk", "la", f"asked_about__{CADENCES}"):
        if before and _changed(before, cadences_of(la)) and not _changed_lately(la):
            done += plan_again_if_unfit(TermPlan.objects.get(pk=key), by=None)
    return done


@service
def plan_again_if_unfit(plan: TermPlan, *, by: User | None) -> bool:
    """A new plan takes the place of one that another cadence made unfit, and says why; whether that was so.

    One that still fits rests on the cadences of now. Nothing happens to a plan that is not open any more.
    """
    lock_plan(plan)
    if plan.state != State.READY:
        return False
    now = cadences_of(plan.la_id)
    because = _why_unfit(plan, now)
    if because:
        plan_again(plan, because=because, by=by)
        return True
    plan.asked_about[CADENCES] = now
    plan.save()
    return False


def why_unfit(plan: TermPlan) -> str:
    """Whose cadence made the plan unfit: "the risk of Fernhallow changed"; empty while it fits."""
    return _why_unfit(plan, cadences_of(plan.la_id))


def _why_unfit(plan: TermPlan, now: Cadences) -> str:
    """Another cadence matters where it puts the case in or out of the half-term, or changes its due date."""
    before: Cadences = plan.asked_about.get(CADENCES, {})
    changed = _changed(before, now)
    if not changed:
        return ""
    here, elsewhere = due_in(plan.la, plan.first_day, plan.last_day)
    due_before = {case["key"]: case["due_by"] for case in plan.asked_about["cases"]}
    due_now = {row.case.pk: row.due_by.isoformat() for row in here}
    by_risk: list[str] = []
    otherwise: list[str] = []
    for case in (row.case for row in (*here, *elsewhere)):
        key = str(case.pk)
        if key in changed and due_before.get(case.pk) != due_now.get(case.pk):
            (by_risk if before[key][1] != now[key][1] else otherwise).append(str(case.school))
    said = [f"the risk of {_names(by_risk)} changed"] if by_risk else []
    if otherwise:
        said.append(f"conferences of {_names(otherwise)} are held at another interval")
    return listed(said)


def _changed(before: Cadences, now: Cadences) -> set[str]:
    """The cases that have another cadence. Cases opened or closed since are for people to decide about."""
    return {key for key in before.keys() & now.keys() if before[key][0] != now[key][0]}


def _changed_lately(la: int) -> bool:
    schools = School.objects.filter(la=la).values("pk")
    events = CaseEvent.objects.filter(kind=CADENCE_CHANGED.name, school_id__in=schools)
    return events.filter(at__gt=clock.now() - QUIET).exists()


def _names(schools: list[str]) -> str:
    if len(schools) <= NAMED + 1:
        return listed(sorted(schools))
    return listed([*sorted(schools)[:NAMED], f"{len(schools) - NAMED} other schools"])
