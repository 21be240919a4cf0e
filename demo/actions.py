"""Actions in a story: agreed at a conference, done in time or later, or not begun."""

from datetime import date, timedelta

from django.utils import timezone

from concern_cases.models import Action, ConcernCase
from concern_cases.services.actions import complete_action, drop_action, redate_action, verify_action
from concern_cases.services.responses import record_non_engagement
from demo.days import at_hour, school_day, working_days_after, working_days_before
from demo.journey import Story
from demo.matters import Matter, Step
from demo.texts import (
    CALLED_OFF,
    CLOSED,
    DROPPED,
    JOINT_OBSERVATION,
    MOVED,
    NOT_DONE,
    OFFER,
    SUPPORT,
    Support,
)
from demo.world import Tale, in_words
from meetings.models import Meeting
from meetings.services.holding import ActionFacts
from people.roles import Role
from record import clock

SCHOOL_HAS, SUPPORT_HAS, MOVED_BY = 20, 30, 15  # school days
FOUND_OUT_BEFORE = 11  # working days before the next conference
OBSERVED_BEFORE = timedelta(days=8)  # the school's own action is due


def matter_of(tale: Tale, place: int) -> Matter:
    """What the conference at that place in the case is about most."""
    return tale.matters[place % len(tale.matters)]


def step_of(tale: Tale, place: int) -> Step:
    """The next step in that matter."""
    return matter_of(tale, place).steps[place // len(tale.matters) % 2]


def support_of(tale: Tale, place: int) -> Support:
    """What the LA does beside it."""
    if tale.plan.disputed:
        return OFFER if place else JOINT_OBSERVATION
    return SUPPORT[(tale.number + place) % len(SUPPORT)]


def is_late(tale: Tale, place: int) -> bool:
    """The school needs longer for the action of that conference, as happens now and then."""
    return (tale.number + place) % 5 == 3


def agreed_at(tale: Tale, place: int) -> list[ActionFacts]:
    """The actions of the conference at that place: one of the school's, one of those who support it."""
    step, support = step_of(tale, place), support_of(tale, place)
    helping = tale.cast.by_school.get((tale.school.pk, Role.AHT)) if place % 2 else None
    return [
        ActionFacts(
            what=tale.say(step.action),
            owner=tale.at_school(matter_of(tale, place).owner),
            due_on=_school_has_until(tale, place),
            measure=tale.say(step.measure),
        ),
        ActionFacts(
            what=support.action,
            owner=helping or tale.sip,
            due_on=tale.due(SUPPORT_HAS),
            measure=support.measure,
        ),
    ]


def _school_has_until(tale: Tale, place: int) -> date:
    """Four weeks of school; less if it is to be found out before the next papers that nothing was done."""
    due = tale.due(SCHOOL_HAS)
    if not tale.plan.disputed:
        return due
    following = tale.days.conferences[place + 1].date()
    return min(due, school_day(tale.calendar, working_days_before(following, FOUND_OUT_BEFORE)))


def foresee(tale: Tale, place: int, meeting: Meeting) -> None:
    """It is settled what will come of the conference's actions; of those that stay undone, nothing."""
    step, support = step_of(tale, place), support_of(tale, place)
    will_be = {support.action: support.outcome}
    if not (tale.plan.disputed or is_late(tale, place)):
        will_be[tale.say(step.action)] = tale.say(step.outcome)
    for action in Action.objects.filter(decisions__meeting=meeting):
        if will_be.get(action.what):
            tale.outcomes[action.pk] = will_be[action.what]


def complete_actions(tale: Tale, case: ConcernCase) -> None:
    """Whatever fell due is done, by the word of the SIP; what will come to nothing stays open."""
    for action in case.actions.open().filter(due_on__lte=clock.today()):
        if action.pk in tale.outcomes:
            complete_action(action, outcome=tale.outcomes[action.pk], by=tale.sip)


def verify_actions(tale: Tale, case: ConcernCase) -> None:
    """What was done before this conference was seen by the lead, in two schools of three."""
    if tale.number % 3 == 2:
        return
    for action in case.actions.filter(status=Action.Status.DONE, verified_at=None).exclude(owner=tale.lead):
        verify_action(action, by=tale.lead)


def complete_closing(tale: Tale, case: ConcernCase) -> None:
    """What the decision to close left to the lead is done as the case is closed."""
    for action in case.actions.open().filter(owner=tale.lead):
        complete_action(action, outcome=CLOSED, by=tale.lead)


def move_late_actions(tale: Tale, case: ConcernCase, place: int) -> None:
    """At the conference after it, a late action of a school that takes part has another date."""
    if tale.plan.disputed:
        return
    for action in case.actions.open().filter(decisions__meeting__case=case, due_on__lt=clock.today()):
        redate_action(action, due_on=tale.due(MOVED_BY), why=MOVED, by=tale.lead)
        tale.outcomes[action.pk] = tale.say(step_of(tale, place - 1).outcome)


def come_to_nothing(tale: Tale, case: ConcernCase, meeting: Meeting) -> Story:
    """After the first conference the school neither lets lessons be seen nor begins what it agreed to."""
    school_has, observation = Action.objects.filter(decisions__meeting=meeting).order_by("pk")
    agreed = in_words(timezone.localdate(meeting.starts_at))
    observed = school_day(tale.calendar, school_has.due_on - OBSERVED_BEFORE)
    yield at_hour(working_days_after(school_has.due_on, 1), 11, 30)
    record_non_engagement(
        case,
        kind="visit_refused",
        on=observed,
        fact=CALLED_OFF.format(agreed=agreed),
        source="E-mail of the school, and two requests without answer",
        by=tale.lead,
    )
    drop_action(observation, why=DROPPED, by=tale.sip)
    record_non_engagement(
        case,
        kind="action_not_done",
        on=school_has.due_on,
        fact=NOT_DONE.format(what=school_has.what, agreed=agreed, due=in_words(school_has.due_on)),
        source=f"Minutes of the case conference of {agreed}, and the SIP’s question to the school",
        by=tale.lead,
    )
