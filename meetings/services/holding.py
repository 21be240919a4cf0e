"""What happened at a meeting: who was there, what was said, decided and agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from concern_cases.events import record_event
from concern_cases.rules import worded
from concern_cases.services.actions import agree_action
from meetings import events
from meetings.models import AgendaItem, Attendance, Decision, DecisionCode, Invitee, Meeting
from meetings.services.conferences import lock_upcoming
from meetings.words import day_in_words, listed
from people.models import User
from record import clock
from record.errors import RuleError
from record.services import service

REQUIRED = (
    Invitee.RequiredAs.CHAIR,
    Invitee.RequiredAs.SCHOOL,
    Invitee.RequiredAs.DIOCESE,
    Invitee.RequiredAs.LA,
    Invitee.RequiredAs.SUPPORT,
)


@dataclass(frozen=True)
class ActionFacts:
    """Who does what by when, and how it will be known."""

    what: str
    due_on: date
    measure: str
    owner: User | None = None
    owner_name: str = ""


@dataclass(frozen=True)
class DecisionFacts:
    """What was decided (a code of ``DecisionCode``), why, and the actions that follow."""

    code: str
    reason: str
    actions: Sequence[ActionFacts] = field(default_factory=list)


@service
def record_meeting(
    meeting: Meeting,
    *,
    attendance: Mapping[Invitee, str],
    notes: Mapping[AgendaItem, str] | None = None,
    decisions: Sequence[DecisionFacts],
    by: User,
) -> Meeting:
    """The meeting is held, with who came, the notes, the decisions and their actions.

    Refuses (RuleError) a meeting before its day, somebody whose attendance isn't known, a meeting of nobody,
    one without any decision ("continue as planned" is one), a decision without a reason, and what
    ``agree_action`` refuses; one that is over (AlreadyDone).
    """
    lock_upcoming(meeting)
    held_on = timezone.localdate(meeting.starts_at)
    if held_on > clock.today():
        raise RuleError(f"This conference is on {day_in_words(held_on)}: move it if it was held earlier")
    _record_attendance(meeting, attendance)
    for item, text in (notes or {}).items():
        item.notes = text.strip()
        item.save()
    if not decisions:
        raise RuleError("Record at least one decision; “Continue as planned” is one", field="decisions")
    taken = [_record_decision(meeting, facts, by=by) for facts in decisions]
    meeting.status, meeting.held_at = Meeting.Status.HELD, clock.now()
    meeting.entered_late = meeting.entered_late or held_on < clock.today()
    meeting.save()
    _tell(meeting, taken)
    return meeting


def missing_people(meeting: Meeting) -> list[Invitee]:
    """Who had to be there and was not."""
    absent = meeting.attendance.exclude(presence=Attendance.Presence.PRESENT)
    return list(meeting.invitees.filter(required_as__in=REQUIRED, attendance__in=absent))


def _record_attendance(meeting: Meeting, attendance: Mapping[Invitee, str]) -> None:
    for invitee in meeting.invitees.all():
        presence = attendance.get(invitee, "")
        if presence not in Attendance.Presence.values:
            raise RuleError(f"Say whether {invitee.name} was there", field=f"presence_{invitee.pk}")
        Attendance.objects.create(meeting=meeting, invitee=invitee, name=invitee.name, presence=presence)
    if not meeting.attendance.filter(presence=Attendance.Presence.PRESENT).exists():
        raise RuleError("Nobody was there: cancel the conference instead", field="attendance")


def _record_decision(meeting: Meeting, facts: DecisionFacts, *, by: User) -> Decision:
    code = DecisionCode.objects.in_use().filter(code=facts.code).first()
    if code is None:
        raise RuleError("Choose what was decided", field="decisions")
    reason = worded(facts.reason, f"Say why: {code}", field="decisions")
    decision = Decision.objects.create(meeting=meeting, code=code, reason=reason, recorded_by=by)
    for action in facts.actions:
        if meeting.case is None:
            raise RuleError("An action needs a case", field="decisions")
        decision.actions.add(
            agree_action(
                case=meeting.case,
                what=action.what,
                due_on=action.due_on,
                measure=action.measure,
                owner=action.owner,
                owner_name=action.owner_name,
                origin=f"{meeting.type} of {day_in_words(meeting.starts_at)}",
                by=by,
            )
        )
    return decision


def _tell(meeting: Meeting, decisions: Sequence[Decision]) -> None:
    if meeting.school is None:
        return
    present = meeting.attendance.filter(presence=Attendance.Presence.PRESENT)
    held_on = timezone.localdate(meeting.starts_at)
    record_event(
        events.CONFERENCE_HELD,
        school=meeting.school,
        case=meeting.case,
        meeting=meeting.pk,
        when=day_in_words(held_on),
        present=listed([row.name for row in present]),
        missing=listed([invitee.name for invitee in missing_people(meeting)]),
        # The sentence that tells them ends with a full stop of its own.
        decisions="; ".join(f"{decision.code}: {decision.reason.rstrip('.')}" for decision in decisions),
        entered_on=clock.today() if held_on < clock.today() else None,
    )
