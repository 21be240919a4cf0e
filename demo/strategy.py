"""The authority's own meetings in the county: one was held, one is called and its schools are chosen, and the
Members Panel has its report on the table."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from concern_cases.models import Action
from concern_cases.services.actions import complete_action
from demo.days import at_hour, working_days_after, working_days_before
from demo.journey import Story
from demo.people import Cast
from demo.world import World, in_working_days
from meetings.models import AgendaItem, Attendance, Invitee, Meeting, MeetingType, PanelPaper
from meetings.reference import MEMBERS_PANEL, STRATEGY_MEETING
from meetings.services.attending import set_presence
from meetings.services.deciding import ActionFacts, draft_action, record_decision
from meetings.services.invitees import suggested_for_la
from meetings.services.item_notes import finish_item, save_item
from meetings.services.minutes import suggested_text
from meetings.services.panel import lay_report
from meetings.services.replies import Answer, answer_invitation
from meetings.services.strategy_schools import ask_question, leave_out_school
from people.models import User
from people.roles import Role
from record import clock
from workflows import engine
from workflows.panel.files import report_pdf
from workflows.panel.report import panel_report
from workflows.services.conferences import end_conference
from workflows.services.la_meetings import start_la_meeting
from workflows.services.strategy import bring_schools, order_schools

HELD_BEFORE, COMES_IN, PANEL_IN = 40, 14, 19  # working days from today
CALLED_BEFORE, CHOSEN_BEFORE, CHECKED_BEFORE = 38, 22, 8  # working days before the meeting
PANEL_CALLED, REPORT_LAID = 6, 2  # working days ago
SCHOOLS, QUESTIONS = 5, 3  # on the agenda, and how many of these have a question
DUE, DONE_AFTER = 25, 22  # working days after the meeting
BETWEEN_ANSWERS = timedelta(minutes=3)
COUNTY_HALL, LIBRARY = "County Hall, the Wyvern Room", "County Hall, the Members’ Library"
LEFT_OUT = "Its own conference has just talked about it, and nothing has to be decided above it."
QUESTION = "Is the support that was agreed the right one, and is there enough of it?"


@dataclass(frozen=True)
class Judged:
    """What the meeting said of one school: the progress, why, the decision, and who does what."""

    progress: str
    why: str
    code: str
    reason: str
    action: str = ""
    measure: str = ""
    outcome: str = ""


JUDGED = [
    Judged(
        "too_slow",
        "What was agreed is begun, and has not reached every class.",
        "revise_plan",
        "The plan does not say who checks that each action reaches the classes.",
    ),
    Judged(
        "improving",
        "Two priorities have moved on since the summer; the third waits for the new leader.",
        "continue",
        "The plan is the right one and is kept to.",
        "Look at pupils’ work in two year groups with the SIP, and tell the next meeting",
        "A note of both visits is in the case",
        "Seen in two year groups. What is taught now builds on what came before.",
    ),
    Judged(
        "none",
        "The same actions stand open as half a year ago.",
        "external_review",
        "Nobody from outside has looked at leadership since the case was opened.",
    ),
    Judged(
        "too_slow",
        "Leaders see the right things. What they find is not followed up.",
        "revise_plan",
        "The milestones lie too far apart to notice in time that one is missed.",
    ),
    Judged(
        "quickly",
        "The last two visits found what was promised, a term early.",
        "continue",
        "The school is to be left to go on.",
        "Ask the National Leader whether the last six days can go to another school",
        "The days are agreed or released",
        "Four days were released; two stay for the summer.",
    ),
]
POLICY = "Every plan names, for each action, who checks that it reached the classes."
POLICY_ACTION = (
    "Tell the Advisory Headteachers, and change the template of plans",
    "The template asks for it",
)
POLICY_DONE = "They were told at their meeting, and the template asks for it."


def strategy(world: World) -> Story:
    """The meeting of last term from its call to what came of it, and the next one as far as its packs."""
    held_on = working_days_before(world.today, HELD_BEFORE)
    yield at_hour(working_days_before(held_on, CALLED_BEFORE), 10, 50)
    meeting = _call(world, STRATEGY_MEETING, held_on, place=COUNTY_HALL)
    yield from _answers(meeting)
    yield at_hour(working_days_before(held_on, CHOSEN_BEFORE), 11, 20)
    _choose(world, meeting)
    yield at_hour(working_days_before(held_on, CHECKED_BEFORE), 15, 50)
    engine.take_step(engine.open_card(meeting, "check_packs").task, by=_lead(world), right=True)
    yield at_hour(held_on, 12, 50)
    _hold(world, meeting)
    yield in_working_days(3, hour=15, minute=40)
    meeting.refresh_from_db()
    card = engine.open_card(meeting, "draft_minutes")
    engine.take_step(card.task, by=_lead(world), text=suggested_text(meeting))
    yield in_working_days(2, hour=9, minute=50)
    card = engine.open_card(meeting, "check_minutes")
    engine.take_step(card.task, by=meeting.chair, approved=True, remarks="")
    comes_on = working_days_after(world.today, COMES_IN)
    yield at_hour(working_days_before(comes_on, CALLED_BEFORE), 10, 50)
    following = _call(world, STRATEGY_MEETING, comes_on, place=COUNTY_HALL)
    yield from _answers(following)
    yield at_hour(working_days_after(held_on, DONE_AFTER), 14, 50)
    _finish(meeting)
    yield at_hour(working_days_before(comes_on, CHOSEN_BEFORE), 11, 20)
    _choose(world, following)


def panel(world: World) -> Story:
    """The Members Panel is called, and a report without names lies on its table."""
    yield at_hour(working_days_before(world.today, PANEL_CALLED), 10, 40)
    meeting = _call(world, MEMBERS_PANEL, working_days_after(world.today, PANEL_IN), place=LIBRARY)
    yield at_hour(working_days_before(world.today, REPORT_LAID), 16, 20)
    report = panel_report(meeting.la, reader=_lead(world))
    kind = PanelPaper.Kind.LETTERS
    schools = [row.school for row in report.schools]
    lay_report(meeting, kind=kind, pdf=report_pdf(report, kind=kind), schools=schools, by=_lead(world))
    engine.take_step(engine.open_card(meeting, "lay_report").task, by=_lead(world))


def _lead(world: World) -> User:
    return world.who(Role.SENIOR_ADVISER)


def _call(world: World, code: str, on: date, *, place: str) -> Meeting:
    cast: Cast = world.cast
    chair, type_ = world.who(Role.DIRECTOR), MeetingType.objects.get(code=code)
    return start_la_meeting(
        cast.la,
        type_code=code,
        starts_at=_begins(on),
        place=place,
        chair=chair,
        invitees=suggested_for_la(cast.la, chair=chair, type_=type_),
        by=_lead(world),
    )


def _begins(on: date) -> datetime:
    return at_hour(on, 9)


def _answers(meeting: Meeting) -> Story:
    """Everybody accepts by their link on the next working day, one after the other."""
    for number, invitee in enumerate(meeting.invitees.order_by("pk")):
        if number == 0:
            yield in_working_days(1, hour=8, minute=10)
        else:
            yield clock.now() + BETWEEN_ANSWERS
        answer_invitation(invitee, Answer(Invitee.Reply.ACCEPTED), heard=Invitee.Heard.LINK, by=None)


def _choose(world: World, meeting: Meeting) -> None:
    """The most pressing schools are talked about, with a question on some; the others are left out."""
    by = _lead(world)
    bring_schools(meeting, by=by)
    order_schools(meeting, by=by)
    schools = _schools(meeting)
    for item in schools[SCHOOLS:]:
        leave_out_school(item, why=LEFT_OUT, by=by)
    for item in schools[:QUESTIONS]:
        ask_question(item, question=QUESTION, by=by)
    engine.take_step(engine.open_card(meeting, "choose_schools").task, by=by)


def _schools(meeting: Meeting) -> list[AgendaItem]:
    return list(meeting.items.exclude(case=None).select_related("case__lead").order_by("order"))


def _hold(world: World, meeting: Meeting) -> None:
    by = _lead(world)
    for invitee in meeting.invitees.all():
        set_presence(meeting, invitee=invitee, presence=Attendance.Presence.PRESENT, by=by)
    for item, said in zip(_schools(meeting), JUDGED, strict=False):
        save_item(
            item, version=item.version, notes=said.why, progress=said.progress, rag_reason=said.why, by=by
        )
        decision = record_decision(item, code=said.code, reason=said.reason, by=by)
        if said.action and item.case:
            facts = ActionFacts(said.action, _due(meeting), said.measure, owner=item.case.lead)
            draft_action(item, facts, decision=decision, by=by)
    policy = meeting.items.get(title="Strategy and policy")
    decision = record_decision(policy, code="strategy", reason=POLICY, by=by)
    what, measure = POLICY_ACTION
    owner = world.who(Role.HEAD_OF_IMPROVEMENT)
    draft_action(policy, ActionFacts(what, _due(meeting), measure, owner=owner), decision=decision, by=by)
    for item in meeting.items.filter(state=AgendaItem.State.OPEN):
        finish_item(item, by=by)
    end_conference(meeting, by=by)


def _due(meeting: Meeting) -> date:
    return working_days_after(meeting.starts_at.date(), DUE)


def _finish(meeting: Meeting) -> None:
    """What the meeting agreed is done in time; what a decision left to somebody is still to be done."""
    outcomes = {said.action: said.outcome for said in JUDGED if said.action} | {POLICY_ACTION[0]: POLICY_DONE}
    for action in Action.objects.open().filter(decisions__meeting=meeting, what__in=outcomes):
        complete_action(action, outcome=outcomes[action.what], by=action.owner)
