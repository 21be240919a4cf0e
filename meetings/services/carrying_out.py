"""Decisions act once the minutes are approved: each sets something going, once, and says what.

A letter is begun in ``workflows`` (it has a process of its own), and says so here by ``record_outcome``.
"""

from collections.abc import Callable

from django.utils import timezone

from concern_cases.models import Action, ConcernCase, Plan, RevisionReason
from concern_cases.services.actions import agree_action
from concern_cases.services.cadences import change_cadence, inside
from concern_cases.services.judgements import set_category
from concern_cases.services.leads import lead_or
from concern_cases.services.plans import ask_for_revision, plans_of_conference, running_plans
from concern_cases.services.stepping_down import step_down_case
from evaluation.models import Category
from meetings.models import Decision, DecisionCode, Meeting
from meetings.reference import STRATEGY_MEETING
from meetings.services.conferences import UPCOMING
from meetings.services.deciding import case_of
from meetings.words import day_in_words
from people import access
from people.models import User
from record import clock
from record.errors import RuleError
from record.services import service
from schools.calendar import deadline
from schools.permissions import Circle, Perm

Effect = DecisionCode.Effect
RULE = "working"
# What still makes sense for a school that is closed, or became an academy under another URN.
FOR_CLOSED_SCHOOLS = (Effect.CLOSE, Effect.STRATEGY)

# What is left to a person as an action: what is to be done, and how it is known.
LEFT_TO_A_PERSON = {
    Effect.SUPPORT: ("Arrange what was decided about support", "The support stands in the case’s record"),
    Effect.STRATEGY: ("Bring what was decided to the strategy meeting", "The meeting talked about it"),
    Effect.ASK: ("See to what was decided", "What came of it stands in the case’s record"),
    Effect.CLOSE: ("Close the case, from its own page", "The case is closed, with its reason and follow-up"),
    Effect.CADENCE: ("Choose the new interval of the conferences", "The new interval stands on the case"),
    Effect.CATEGORY: ("Set the new category of the school", "The category stands on the school’s page"),
    Effect.PLAN: ("Draw up a plan: there is none to revise", "The plan is in force"),
    Effect.LETTER: ("Draft the letter that was decided on", "The letter is given"),
    Effect.STEP_DOWN: ("Set the day on which the LA looks again", "The follow-up has a date"),
}


@service
def carry_out_decision(decision: Decision, *, by: User) -> Decision:
    """What was decided is under way, once, and the decision says in a sentence what came of it.

    What nobody can do by itself is an action of the case's lead. A decision of the strategy meeting's stays
    open for it (``awaiting_strategy``). Refuses (RuleError) a school that is no longer open, and what the
    services of each effect refuse; a closed case (AlreadyDone).
    """
    _lock(decision)
    effect = decision.code.effect
    if decision.came_of_it or not effect:
        return decision
    if decision.is_restricted:
        # By itself it would be told to people who know nothing of it: it is left to those named.
        return record_outcome(decision, _leave_to_a_person(decision, by), by=by)
    _refuse_closed_school(decision)
    return record_outcome(decision, EFFECTS[effect](decision, by), by=by)


@service
def replace_by_action(decision: Decision, *, by: User, why: str = "") -> Decision:
    """A decision that could not be carried out by itself is an action of the case's lead.

    ``why`` says that it never can be: the action then asks for what can be done instead. Refuses what
    ``agree_action`` refuses; changes nothing for one that was carried out.
    """
    _lock(decision)
    if decision.came_of_it:
        return decision
    left = _leave_to_a_person(decision, by, effect=Effect.ASK if why else None)
    return record_outcome(decision, f"{why} {left}".strip(), by=by)


@service
def record_outcome(decision: Decision, came_of_it: str, *, by: User | None) -> Decision:
    """It is known what came of the decision; one for the strategy meeting stays to be taken up there."""
    decision.came_of_it = came_of_it
    if decision.code.effect != Effect.STRATEGY:
        decision.carried_out_at = clock.now()
    decision.save()
    return decision


@service
def ask_for_plan_revision(meeting: Meeting, *, by: User | None) -> list[Plan]:
    """The plans that the conference is about have it as a reason for their revision, once."""
    if meeting.case is None:
        return []
    plans = plans_of_conference(meeting.case)
    for plan in plans:
        ask_for_revision(
            plan,
            kind=RevisionReason.Kind.MEETING,
            why=f"The case conference of {_day(meeting)} was held.",
            on=timezone.localdate(meeting.starts_at),
            key=f"conference:{meeting.pk}:plan:{plan.pk}",
            by=by,
        )
    return plans


def called(meeting: Meeting) -> str:
    """The meeting as the origin of what follows from it."""
    return f"{meeting.type} of {_day(meeting)}"


# --- One function an effect: it does it, and says what came of it


def _change_cadence(decision: Decision, by: User) -> str:
    case, cadence = _case(decision), decision.cadence
    if cadence is None:
        return _leave_to_a_person(decision, by)
    if case.cadence == cadence:
        return f"Conferences are held {inside(cadence.name)} already."
    change_cadence(case, cadence=cadence, why=_why(decision), by=by)
    return f"Conferences are held {inside(cadence.name)} from now on."


def _set_category(decision: Decision, by: User) -> str:
    case, category = _case(decision), decision.category
    if category is None:
        return _leave_to_a_person(decision, by)
    now = Category.objects.current().filter(school=case.school).first()
    if now and now.category == category:
        return f"The category is {category.name.lower()} already."
    set_category(
        case.school,
        category=category,
        stage=Category.Stage.AGREED,
        on=timezone.localdate(decision.meeting.starts_at),
        reason=_why(decision),
        by=by,
    )
    return f"The category is {category.name.lower()}."


def _revise_plans(decision: Decision, by: User) -> str:
    plans = running_plans(_case(decision))
    if not plans:
        return _leave_to_a_person(decision, by)
    for plan in plans:
        ask_for_revision(
            plan,
            kind=RevisionReason.Kind.MEETING,
            why=_why(decision),
            on=timezone.localdate(decision.meeting.starts_at),
            key=f"decision:{decision.pk}:plan:{plan.pk}",
            by=by,
        )
    names = " and ".join(plan.get_kind_display().lower() for plan in plans)
    return f"The {names} {'has' if len(plans) == 1 else 'have'} a new version in draft."


def _step_down(decision: Decision, by: User) -> str:
    case = _case(decision)
    if case.status != ConcernCase.Status.STEPPING_DOWN:
        step_down_case(case, reason=_why(decision), by=by)
    return f"The case is stepping down. {_leave_to_a_person(decision, by)}"


def _propose_to_strategy(decision: Decision, by: User) -> str:
    """It waits there by itself (``awaiting_strategy``) until a strategy meeting talked about the school."""
    ahead = Meeting.objects.filter(la=decision.meeting.la, type__code=STRATEGY_MEETING, status__in=UPCOMING)
    following = ahead.filter(starts_at__gt=decision.meeting.starts_at).order_by("starts_at").first()
    if following is None:
        return "It is proposed for the next strategy meeting, as soon as one is called."
    return f"It is proposed for the strategy meeting of {_day(following)}."


def _leave_to_a_person(decision: Decision, by: User, effect: Effect | None = None) -> str:
    """The case's lead has an action, linked with the decision both ways: as the effect asks for it."""
    case, meeting, item = _case(decision), decision.meeting, decision.item
    what, measure = LEFT_TO_A_PERSON[effect or Effect(decision.code.effect)]
    due = deadline(RULE, given=clock.today(), days=meeting.type.follow_up_days, school=case.school)
    circle = item.circle if item else Circle.SCHOOL
    named = _named(decision) if circle == Circle.NAMED else []
    owner = _owner(case, meeting, among=named if circle == Circle.NAMED else None)
    if circle == Circle.NAMED and by not in named:
        by = owner or by  # whoever writes a named action reads it
    action: Action = agree_action(
        case=case,
        what=f"{what}. Decided: {decision.code}. {decision.reason}",
        due_on=due.ends_on,
        rule=due.rule,
        measure=measure,
        owner=owner,
        owner_name="" if owner else "Whoever leads the case",
        circle=circle,
        named=named,
        origin=called(meeting),
        by=by,
    )
    decision.actions.add(action)
    return f"{action.owner_name} has it as an action, due by {day_in_words(action.due_on)}."


EFFECTS: dict[str, Callable[[Decision, User], str]] = {
    Effect.CADENCE: _change_cadence,
    Effect.CATEGORY: _set_category,
    Effect.PLAN: _revise_plans,
    Effect.STEP_DOWN: _step_down,
    Effect.SUPPORT: _leave_to_a_person,
    Effect.STRATEGY: _propose_to_strategy,
    Effect.ASK: _leave_to_a_person,
    Effect.CLOSE: _leave_to_a_person,
}


def _owner(case: ConcernCase, meeting: Meeting, *, among: list[User] | None) -> User | None:
    """The case's lead, or the chair where the lead can no longer do it; None when neither can.

    ``among``: only one of these people, whoever they are.
    """
    if among is not None:
        asked = [user for user in (case.lead, meeting.chair) if user in among]
        return next(iter([*asked, *among]), None)
    return lead_or(case, meeting.chair)


def _named(decision: Decision) -> list[User]:
    """The people named on the item who see the school's cases still."""
    if decision.item is None:
        return []
    seeing = access.users_where(Perm.VIEW_CASE, _case(decision).school)
    return list(seeing.filter(pk__in=decision.item.named.values("pk")).order_by("name"))


def _refuse_closed_school(decision: Decision) -> None:
    school = _case(decision).school
    if school.is_open or decision.code.effect in FOR_CLOSED_SCHOOLS:
        return
    following = school.successions_out.select_related("successor").first()
    then = f": it goes on as {following.successor} (URN {following.successor.urn})" if following else ""
    raise RuleError(f"{school} is closed in the register{then}")


def _lock(decision: Decision) -> None:
    decision.refresh_from_db(from_queryset=Decision.objects.select_for_update(of=("self",)))


def _case(decision: Decision) -> ConcernCase:
    case = case_of(decision.item, decision.meeting)
    if case is None:
        raise RuleError("This decision is about no case")
    return case


def _why(decision: Decision) -> str:
    """Where it was decided and, if the school reads that there, in which words: what it says is shared."""
    meeting = decision.meeting
    whose = "conference" if meeting.school_id else str(meeting.type)
    where = f"Decided by the {whose} of {_day(meeting)}"
    return f"{where}: {decision.reason}" if decision.is_read_by_school else f"{where}."


def _day(meeting: Meeting) -> str:
    return day_in_words(meeting.starts_at)
