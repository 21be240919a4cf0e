"""What follows from a meeting."""

from contextlib import suppress

from concern_cases.models import Action
from concern_cases.services.actions import agree_action, complete_action
from meetings.models import Decision, DecisionCode, Meeting, Minutes
from meetings.reference import CASE_CONFERENCE, ENDING_DECISIONS
from meetings.services.conferences import UPCOMING
from meetings.services.restricted import named_on_all, part_b_is_owed
from meetings.words import day_in_words
from people.models import User
from record import clock
from record.errors import AlreadyDone
from record.services import service
from schools.calendar import deadline
from schools.permissions import Circle


def acting_decisions(meeting: Meeting) -> list[Decision]:
    """Decisions of the meeting that set something going and have not done so yet."""
    waiting = meeting.decisions.exclude(code__effect=DecisionCode.Effect.NONE).filter(came_of_it="")
    return list(waiting.select_related("code", "item", "recorded_by"))


@service
def ask_for_part_b(meeting: Meeting, *, by: User | None) -> Action | None:
    """Where Part B is owed when Part A is approved, one of those named has an action that they see."""
    people = list(named_on_all(meeting))
    if not people or meeting.case is None or not part_b_is_owed(meeting):
        return None
    owner = meeting.chair if meeting.chair in people else people[0]
    due = deadline(
        "working", given=clock.today(), days=meeting.type.draft_minutes_days, school=meeting.school
    )
    return agree_action(
        case=meeting.case,
        what=_to_finish_part_b(meeting),
        due_on=due.ends_on,
        rule=due.rule,
        measure="Part B is approved and sent to the people named",
        owner=owner,
        circle=Circle.NAMED,
        named=people,
        origin=f"{meeting.type} of {day_in_words(meeting.starts_at)}",
        by=owner,
    )


@service
def part_b_is_sent(minutes: Minutes, *, by: User) -> None:
    """The action to finish Part B is done, if there was one and nobody had completed it before."""
    meeting = minutes.meeting
    owed = Action.objects.open().filter(case=meeting.case_id, circle=Circle.NAMED)
    for action in owed.filter(what=_to_finish_part_b(meeting)) if meeting.case_id else ():
        with suppress(AlreadyDone):
            complete_action(action, outcome="Part B was approved and sent to the people named.", by=by)


def _to_finish_part_b(meeting: Meeting) -> str:
    return f"Finish Part B of the minutes of {day_in_words(meeting.starts_at)}: written and checked"


def next_is_needed(meeting: Meeting) -> bool:
    """Another conference is to be planned: the case is open, was not to end here, and has none ahead."""
    case = meeting.case
    if case is None:
        return False
    case.refresh_from_db()
    if not case.is_open or meeting.decisions.filter(code__code__in=ENDING_DECISIONS).exists():
        return False
    ahead = case.meetings.filter(type__code=CASE_CONFERENCE, status__in=UPCOMING)
    return not ahead.exists()
