"""Single dates of a plan, before it is accepted: left out, put back, at another time."""

from datetime import datetime

from meetings.london import local, moment
from meetings.models import ProposedDate, TermPlan
from meetings.planning.slots import Rule, broken_beside, possible_times, settled
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
    """The date is one of those that accepting the plan calls.

    Refuses (RuleError) one whose hour no longer suits beside the other dates, and what ``_open`` refuses.
    """
    _open(date_)
    reason = _why_not_back(date_) if date_.left_out else ""
    if reason:
        raise RuleError(f"{date_.case.school} can’t be put back: {reason}. Choose “Another time” for it")
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
    placed = _beside(date_)
    case = settled(problem, problem.by_key[date_.key], placed)
    if case is None:
        return []
    times = [at for at in possible_times(problem, case) if not broken_beside(problem, case, at, placed)]
    return [at for at in map(moment, times) if at != date_.starts_at]


def _beside(date_: ProposedDate) -> dict[int, datetime]:
    """When the other conferences of the plan are that accepting it calls."""
    others = date_.plan.dates.exclude(pk=date_.pk).filter(left_out=False, starts_at__isnull=False)
    return {row.key: local(row.starts_at) for row in others if row.starts_at}


def _why_not_back(date_: ProposedDate) -> str:
    """What was given to others while the date was left out, as a clause; nothing if it still suits.

    A rule that was set aside, for it or for the conference after it, stays so.
    """
    problem, placed = restored(date_.plan.asked_about), _beside(date_)
    if date_.starts_at is None:
        return ""
    set_aside = {row.key for row in date_.plan.dates.exclude(set_aside="")}
    case, at = problem.by_key[date_.key], local(date_.starts_at)
    for broken in broken_beside(problem, case, at, placed):
        name = problem.person[broken.person].name if broken.person is not None else ""
        if broken.rule == Rule.TAKEN and broken.case is not None:
            return f"{name} is needed at {problem.by_key[broken.case].name} then"
        if broken.rule == Rule.FULL and date_.set_aside != Rule.FULL:
            return f"{name} has as many conferences on that day as a day allows ({problem.rules.per_day})"
        if broken.rule == Rule.STEP and broken.case not in set_aside:
            return "the conference after it would be too near to it, or too late"
    now = settled(problem, case, placed)
    if case.before and now and date_.key not in set_aside and not case.is_in_step(now.since, at):
        return "it would be too near to the conference before it, or too late"
    return ""


def _open(date_: ProposedDate) -> None:
    """The date as it is now; refuses (AlreadyDone) one of a plan that is not open, and one without a time."""
    plan = lock_plan(date_.plan)
    date_.refresh_from_db()
    date_.plan = plan
    if plan.state != TermPlan.State.READY:
        raise AlreadyDone(f"This plan was {plan.get_state_display().lower()} already")
    if date_.starts_at is None or date_.stays:
        raise AlreadyDone("Nothing is proposed for this conference any more")
