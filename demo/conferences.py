"""Case conferences in a story: called, held, minuted, and followed by the next."""

from datetime import date, datetime, timedelta

from concern_cases.models import ConcernCase
from concern_cases.services.judgements import judge_risk
from demo.journey import Story
from demo.story import Plan, do_actions
from demo.texts import MATTERS
from demo.world import World
from evaluation.models import Risk
from meetings.models import AgendaItem, Attendance, Invitee, Meeting
from meetings.services.holding import ActionFacts, DecisionFacts
from meetings.services.invitees import suggested_invitees
from meetings.services.minutes import suggested_text
from people.models import User
from people.roles import Role
from record import clock
from workflows import engine
from workflows.services.conferences import start_conference

NOTICE = 24  # days between the call and the conference


def conferences(world: World, case: ConcernCase, plan: Plan, number: int) -> Story:
    """Each conference of the plan, one after the other; the last goes as far as the plan says."""
    days = list(plan.conferences)
    for place, ago in enumerate(days):
        is_last = place == len(days) - 1
        if place == 0 or plan.last_reaches == "called":
            yield world.school_day(min(ago + NOTICE, plan.opened - 20), hour=10, minute=30)
        meeting = upcoming(case)
        if meeting is None:
            meeting = _call(world, case, world.school_day(ago, hour=14), number)
        if is_last and plan.last_reaches == "collect_papers":
            return
        reaches = plan.last_reaches if is_last else "end"
        code = "warning_letter" if plan.letter and is_last else "continue"
        following = _next_day(world, plan, place, number)
        yield from _hold(world, case, meeting, code=code, number=number, reaches=reaches, following=following)


def _next_day(world: World, plan: Plan, place: int, number: int) -> datetime | None:
    """When the conference after this one is; None if the plan leaves that open."""
    if place + 1 < len(plan.conferences):
        return world.school_day(plan.conferences[place + 1], hour=14)
    return world.school_day(-16 - 2 * number, hour=14) if plan.letter else None


def upcoming(case: ConcernCase) -> Meeting | None:
    """The conference that is planned, if one is."""
    waiting = (Meeting.Status.PLANNED, Meeting.Status.INVITED, Meeting.Status.PAPERS_OUT)
    return case.meetings.filter(status__in=waiting).first()


def _call(world: World, case: ConcernCase, starts_at: datetime, number: int) -> Meeting:
    start_conference(
        case,
        starts_at=starts_at,
        place=f"{case.school}, the library",
        chair=case.lead,
        purpose="To review the evidence of impact and agree what comes next.",
        invitees=suggested_invitees(case),
        by=case.lead,
    )
    return case.meetings.latest("pk")


def _hold(
    world: World,
    case: ConcernCase,
    meeting: Meeting,
    *,
    code: str,
    number: int,
    reaches: str,
    following: datetime | None,
) -> Story:
    clerk = world.who(Role.CLERK)
    yield _days_from(world, meeting, -7, hour=11)
    engine.take_step(engine.open_card(meeting, "collect_papers").task, by=clerk, note="Four papers.")
    if reaches == "hold_conference":
        return
    yield meeting.ends_at + timedelta(minutes=20)
    do_actions(case)
    _judge_again(world, case)
    engine.take_step(
        engine.open_card(meeting, "hold_conference").task,
        by=clerk,
        attendance=_attendance(meeting, number),
        notes=_notes(meeting, number),
        decisions=[_decision(world, case, code, number)],
    )
    if reaches == "draft_minutes":
        return
    yield _days_from(world, meeting, 3, hour=15)
    meeting.refresh_from_db()
    engine.take_step(engine.open_card(meeting, "draft_minutes").task, by=clerk, text=suggested_text(meeting))
    if reaches == "check_minutes":
        return
    yield _days_from(world, meeting, 5, hour=9)
    engine.take_step(engine.open_card(meeting, "check_minutes").task, by=case.lead, approved=True, remarks="")
    if following is None:
        return
    yield _days_from(world, meeting, 7, hour=10)
    _plan_next(case, meeting, following, by=case.lead)


def _plan_next(case: ConcernCase, meeting: Meeting, starts_at: datetime, *, by: User) -> None:
    engine.take_step(
        engine.open_card(meeting, "schedule_next").task,
        by=by,
        starts_at=starts_at,
        place=meeting.place,
        chair=case.lead,
        purpose=meeting.purpose,
        invitees=suggested_invitees(case),
    )


def _judge_again(world: World, case: ConcernCase) -> None:
    """Both risks are judged at every conference."""
    for kind in Risk.Kind:
        level = Risk.objects.current().get(school=case.school, kind=kind).level
        judge_risk(
            case.school,
            kind=kind,
            level=level,
            reason="As before: the evidence read at the conference points the same way.",
            on=clock.today(),
            by=world.sip(case.school),
        )


def _days_from(world: World, meeting: Meeting, days: int, *, hour: int) -> datetime:
    return world.school_day((world.today - meeting.starts_at.date()).days - days, hour=hour)


def _attendance(meeting: Meeting, number: int) -> dict[Invitee, str]:
    """Everybody came, but for one who sent apologies now and then."""
    presence: dict[Invitee, str] = {}
    for place, invitee in enumerate(meeting.invitees.all()):
        away = place > 1 and (place + number) % 5 == 0
        presence[invitee] = Attendance.Presence.APOLOGIES if away else Attendance.Presence.PRESENT
    return presence


def _notes(meeting: Meeting, number: int) -> dict[AgendaItem, str]:
    matter = MATTERS[number % len(MATTERS)]
    said = {
        4: f"The evidence was read together. {matter.evidence}",
        6: "Two lessons were better than at the last visit; planning is now shared between classes.",
        9: "The risk stays as it is until the next data.",
    }
    return {item: said[item.order] for item in meeting.items.filter(order__in=said)}


def _decision(world: World, case: ConcernCase, code: str, number: int) -> DecisionFacts:
    """The decision with two actions: one for the head, one for whoever supports the school."""
    head, sip = world.cast.at(case.school, Role.HEADTEACHER), world.sip(case.school)
    first, second = MATTERS[number % len(MATTERS)], MATTERS[(number + 3) % len(MATTERS)]
    reasons = {
        "warning_letter": "The school disagrees with the judgement of leadership and has not taken part in "
        "what was agreed, although the evidence for each judgement was shared.",
        "continue": "There is progress in teaching; results can’t be judged before the spring.",
    }
    return DecisionFacts(
        code=code,
        reason=reasons[code],
        actions=[
            ActionFacts(what=first.action, owner=head, due_on=_in_days(world, 35), measure=first.measure),
            ActionFacts(what=second.action, owner=sip, due_on=_in_days(world, 56), measure=second.measure),
        ],
    )


def _in_days(world: World, days: int) -> date:
    return world.calendar.next_school_day(clock.today() + timedelta(days=days))
