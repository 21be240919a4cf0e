"""Case conferences in a story: called, held, minuted, and followed by the next."""

from datetime import datetime, timedelta

from django.utils import timezone

from concern_cases.models import ConcernCase, Evidence
from concern_cases.services.evidence import add_evidence
from concern_cases.services.judgements import judge_risk, set_category
from demo import texts
from demo.actions import (
    come_to_nothing,
    complete_actions,
    foresee,
    is_late,
    matter_of,
    move_late_actions,
    step_of,
    verify_actions,
)
from demo.days import at_hour, school_day, working_day, working_days_before
from demo.journey import Story
from demo.minutes import attendance_of, decision_of, notes_of
from demo.moderation import predictions
from demo.objectives import draw_up_plan, judge_objectives
from demo.world import Tale, in_working_days
from evaluation.models import Category, CategoryKind, Risk
from meetings.models import Invitee, Meeting
from meetings.services.invitees import suggested_invitees
from meetings.services.minutes import suggested_text
from meetings.services.replies import Answer, answer_invitation
from people.models import User
from people.roles import Role
from record import clock
from schools.permissions import Circle
from workflows import engine
from workflows.services.conferences import start_conference

NOTICE = timedelta(days=24)  # between the call and the conference
PAPERS_BEFORE = 7  # working days
BETWEEN_ANSWERS = timedelta(minutes=37)


def conferences(tale: Tale, case: ConcernCase) -> Story:
    """Each conference of the plan, one after the other; the last goes as far as the plan says."""
    last = len(tale.days.conferences) - 1
    for place, starts_at in enumerate(tale.days.conferences):
        meeting = upcoming(case)
        if meeting is None:
            early_enough = at_hour(working_day(starts_at.date() - NOTICE), 10, 30)
            yield max(early_enough, in_working_days(1, hour=10, minute=30))
            if place == 0:
                draw_up_plan(tale, case)
            meeting = _call(tale, case, starts_at)
        reaches = tale.plan.last_reaches if place == last else "end"
        yield from _hold(tale, case, meeting, place=place, reaches=reaches)


def upcoming(case: ConcernCase) -> Meeting | None:
    """The conference that is planned, if one is."""
    waiting = (Meeting.Status.PLANNED, Meeting.Status.INVITED, Meeting.Status.PAPERS_OUT)
    return case.meetings.filter(status__in=waiting).first()


def _call(tale: Tale, case: ConcernCase, starts_at: datetime) -> Meeting:
    start_conference(
        case,
        starts_at=starts_at,
        place=f"{case.school}, the library",
        chair=case.lead,
        purpose=_purpose(tale, 0),
        invitees=suggested_invitees(case),
        by=case.lead,
    )
    return case.meetings.latest("pk")


def _answers(meeting: Meeting) -> Story:
    """Most of those invited accept by their link on the next working day; one in five says nothing."""
    for number, invitee in enumerate(meeting.invitees.order_by("pk")):
        if number % 5 != 4:
            yield in_working_days(1, hour=9) if number == 0 else clock.now() + BETWEEN_ANSWERS
            answer_invitation(invitee, Answer(Invitee.Reply.ACCEPTED), heard=Invitee.Heard.LINK, by=None)


def _hold(tale: Tale, case: ConcernCase, meeting: Meeting, *, place: int, reaches: str) -> Story:
    if reaches in ("collect_papers", "hold_conference"):
        yield from _answers(meeting)
    if reaches == "collect_papers":
        return
    clerk = tale.world.who(Role.CLERK)
    papers_on = working_days_before(timezone.localdate(meeting.starts_at), PAPERS_BEFORE)
    if place:
        yield at_hour(working_days_before(papers_on, 1), 16, 10)
        _look_again(tale, case, place)
    yield at_hour(papers_on, 11)
    engine.take_step(engine.open_card(meeting, "collect_papers").task, by=clerk, note=_papers(place))
    if reaches == "hold_conference":
        return
    yield meeting.ends_at + timedelta(minutes=20)
    _judge_again(tale, place)
    verify_actions(tale, case)
    complete_actions(tale, case)
    move_late_actions(tale, case, place)
    judge_objectives(tale, meeting, place, by=clerk)
    engine.take_step(
        engine.open_card(meeting, "hold_conference").task,
        by=clerk,
        attendance=attendance_of(tale, meeting, place),
        notes=notes_of(tale, case, meeting, place),
        decisions=[decision_of(tale, place)],
    )
    foresee(tale, place, meeting)
    if reaches != "draft_minutes":
        yield from _minute(tale, meeting, by=clerk, reaches=reaches)
    if reaches not in ("draft_minutes", "check_minutes"):
        yield from _go_on(tale, case, meeting, place)


def _minute(tale: Tale, meeting: Meeting, *, by: User, reaches: str) -> Story:
    yield in_working_days(3, hour=15)
    meeting.refresh_from_db()
    engine.take_step(engine.open_card(meeting, "draft_minutes").task, by=by, text=suggested_text(meeting))
    if reaches == "check_minutes":
        return
    yield in_working_days(2, hour=9, minute=30)
    engine.take_step(engine.open_card(meeting, "check_minutes").task, by=tale.lead, approved=True, remarks="")


def _go_on(tale: Tale, case: ConcernCase, meeting: Meeting, place: int) -> Story:
    """The next conference is called, and of a school that does not take part it is found out."""
    following = [*tale.days.conferences, tale.days.following][place + 1]
    if following:
        yield in_working_days(1, hour=10)
        engine.take_step(
            engine.open_card(meeting, "schedule_next").task,
            by=tale.lead,
            starts_at=following,
            place=meeting.place,
            chair=tale.lead,
            purpose=_purpose(tale, place + 1),
            invitees=suggested_invitees(case),
        )
    if tale.plan.disputed and place == 0:
        yield from come_to_nothing(tale, case, meeting)


def _purpose(tale: Tale, place: int) -> str:
    if tale.plan.disputed and place == 0:
        return texts.DISPUTED_PURPOSE
    return texts.PURPOSES[min(place, len(texts.PURPOSES) - 1)]


def _papers(place: int) -> str:
    if place == 0:
        return "The evidence that was gathered when the case was opened."
    return "The note of the SIP’s last visit is new; the evidence of before is unchanged."


def _look_again(tale: Tale, case: ConcernCase, place: int) -> None:
    """Before the papers go out the SIP has visited the school, and the actions are up to date."""
    complete_actions(tale, case)
    matter = matter_of(tale, place - 1)
    visited = school_day(tale.calendar, clock.today() - timedelta(days=2))
    add_evidence(
        case,
        kind=Evidence.Kind.NOTE_OF_VISIT,
        on=visited,
        source=f"{matter.headline[:1].upper()}{matter.headline[1:]}",
        text=_seen(tale, place),
        circle=Circle.SCHOOL,
        concern=case.concerns.get(area__code=matter.area),
        by=tale.sip,
    )
    judge_risk(
        case.school,
        kind=Risk.Kind.FLOOR,
        level=tale.level_at(place),
        reason=predictions(case.school),
        on=visited,
        source="Note of the SIP’s visit",
        by=tale.sip,
    )


def _seen(tale: Tale, place: int) -> str:
    """What the SIP saw of the action that was agreed at the conference before."""
    if tale.plan.disputed:
        return texts.DISPUTED_VISITS[place - 1]
    if tale.ends_well_at(place):
        return texts.LAST_VISIT
    return texts.LATE_VISIT if is_late(tale, place - 1) else tale.say(step_of(tale, place - 1).seen)


def _judge_again(tale: Tale, place: int) -> None:
    """The risk of failing to improve is judged at every conference; where a case ends, the category, too."""
    ends = tale.ends_well_at(place)
    judge_risk(
        tale.school,
        kind=Risk.Kind.IMPROVEMENT,
        level=tale.level_at(place),
        reason=_risk_reason(tale, place),
        on=clock.today(),
        by=tale.sip,
    )
    if ends:
        set_category(
            tale.school,
            category=CategoryKind.objects.get(code="satisfactory-good"),
            stage=Category.Stage.PROPOSED,
            on=clock.today(),
            reason=texts.BETTER,
            by=tale.sip,
        )


def _risk_reason(tale: Tale, place: int) -> str:
    if tale.ends_well_at(place):
        return texts.RISK_FALLS
    if tale.ends_well_at(place + 1):
        return texts.RISK_BEGINS_TO_FALL
    return texts.DISPUTED_RISK if tale.plan.disputed and place else texts.RISK_REASONS[place]
