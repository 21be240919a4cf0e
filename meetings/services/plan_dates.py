"""Single dates of a plan, before it is accepted: left out, put back, at another time."""

from datetime import datetime

from meetings.london import local, moment
from meetings.models import ProposedDate, TermPlan
from meetings.planning.slots import broken_beside, possible_times, settled
from meetings.planning.stored import restored
from meetings.services.term_plans import ask_anew, lock_plan
from people.models import User
from record.errors import AlreadyDone, RuleError
from record.services import service


@service
def leave_out(date_: ProposedDate, *, by: User) -> ProposedDate:
    """Nobody is invited for this date when the plan is accepted. Refuses as ``_open`` does."""
    _open(date_)
    date_.left_out = True
    date_.save()
    return date_


@service
def put_back(date_: ProposedDate, *, by: User) -> ProposedDate:
    """The date is one of those that accepting the plan calls. Refuses as ``_open`` does."""
    _open(date_)
    date_.left_out = False
    date_.save()
    return date_


@service
def take_other_time(date_: ProposedDate, *, at: datetime, by: User) -> ProposedDate:
    """The conference has that one of its ``other_times``, and planning again keeps it there where it can.

    Refuses (RuleError) a time that the planner does not offer (any more), and what ``_open`` refuses.
    """
    _open(date_)
    if at not in other_times(date_):
        raise RuleError("Choose one of the times that are offered now", field="at")
    date_.starts_at, date_.chosen, date_.left_out = at, True, False
    date_.set_aside, date_.reason = "", ""
    date_.save()
    ask_anew(date_.plan)
    return date_


def other_times(date_: ProposedDate) -> list[datetime]:
    """When else the conference could be that breaks no rule beside the other dates of the plan, in order."""
    problem = restored(date_.plan.asked_about)
    others = date_.plan.dates.exclude(pk=date_.pk).filter(left_out=False, starts_at__isnull=False)
    placed = {row.key: local(row.starts_at) for row in others if row.starts_at}
    case = settled(problem, problem.by_key[date_.key], placed)
    if case is None:
        return []
    times = [at for at in possible_times(problem, case) if not broken_beside(problem, case, at, placed)]
    return [at for at in map(moment, times) if at != date_.starts_at]


def _open(date_: ProposedDate) -> None:
    """The date as it is now; refuses (AlreadyDone) one of a plan that is not open, and one without a time."""
    plan = lock_plan(date_.plan)
    date_.refresh_from_db()
    date_.plan = plan
    if plan.state != TermPlan.State.READY:
        raise AlreadyDone(f"This plan was {plan.get_state_display().lower()} already")
    if date_.starts_at is None or date_.stays:
        raise AlreadyDone("Nothing is proposed for this conference any more")
