"""Who is there: everybody invited, and whoever came besides."""

from django.db.models import QuerySet

from concern_cases.rules import worded
from meetings.models import Attendance, Invitee, Meeting
from meetings.services.live import lock_live
from people.models import User
from record.errors import RuleError
from record.services import service

Presence = Attendance.Presence

REQUIRED = (
    Invitee.RequiredAs.CHAIR,
    Invitee.RequiredAs.SCHOOL,
    Invitee.RequiredAs.DIOCESE,
    Invitee.RequiredAs.LA,
    Invitee.RequiredAs.SUPPORT,
)


@service
def set_presence(
    meeting: Meeting,
    *,
    invitee: Invitee | None = None,
    name: str = "",
    presence: str,
    note: str = "",
    by: User,
) -> Attendance:
    """It is known whether somebody invited, or somebody else of that name, is there; said again, it changes.

    Refuses (RuleError) an unknown presence, nobody, an invitee of another meeting, and what ``begin_meeting``
    refuses.
    """
    lock_live(meeting)
    if invitee and invitee.meeting_id != meeting.pk:
        raise RuleError("Choose somebody who was invited to this meeting", field="invitee")
    called = invitee.name if invitee else worded(name, "Give the name", field="name")
    if presence not in Presence.values:
        field = f"presence_{invitee.pk}" if invitee else "presence"
        raise RuleError(f"Say whether {called} was there", field=field)
    known = meeting.attendance.filter(invitee=invitee)
    row = (known if invitee else known.filter(name__iexact=called)).first()
    row = row or Attendance(meeting=meeting, invitee=invitee, name=called)
    if row.pk and (row.presence, row.note) == (presence, note.strip()):
        return row
    row.presence, row.note = presence, note.strip()
    row.save()
    return row


@service
def remove_guest(attendance: Attendance, *, by: User) -> None:
    """Somebody who came uninvited is no longer listed. Refuses (RuleError) one who was invited."""
    lock_live(attendance.meeting)
    if attendance.invitee_id:
        raise RuleError(f"{attendance.name} was invited: choose “Did not come” instead")
    attendance.delete()


def missing_people(meeting: Meeting) -> list[Invitee]:
    """Who had to be there and was not."""
    absent = meeting.attendance.exclude(presence=Presence.PRESENT)
    return list(meeting.invitees.filter(required_as__in=REQUIRED, attendance__in=absent))


def unknown_people(meeting: Meeting) -> QuerySet[Invitee]:
    """Those invited of whom nobody has said yet whether they came."""
    return meeting.invitees.exclude(pk__in=meeting.attendance.exclude(invitee=None).values("invitee"))


def check_attendance(meeting: Meeting) -> None:
    """Nothing, if it is known of everybody; refuses (RuleError) otherwise, and a meeting of nobody."""
    unknown = unknown_people(meeting).first()
    if unknown:
        raise RuleError(f"Say whether {unknown.name} was there", field=f"presence_{unknown.pk}")
    if not meeting.attendance.filter(presence=Presence.PRESENT).exists():
        raise RuleError("Nobody was there: cancel the conference instead", field="attendance")
