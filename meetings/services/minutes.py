"""Minutes: drafted, checked by somebody else, and sent as a tagged PDF to those who were invited."""

import hashlib
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.template.loader import render_to_string

from concern_cases.events import EventKind, record_event
from concern_cases.rules import worded
from meetings import events
from meetings.models import Attendance, Invitee, Meeting, Minutes
from meetings.services.invitees import entitled
from meetings.words import day_in_words, listed, moment_in_words
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.mail import enqueue_mail
from record.outbox import enqueue
from record.pdf import render_pdf
from record.services import service
from schools.permissions import Circle

TOPIC = "meetings.circulate"


def suggested_text(meeting: Meeting) -> str:
    """What the record of the meeting already says, as Markdown to begin the minutes with."""
    parts = []
    for item in meeting.items.filter(part="A").exclude(notes=""):
        parts.append(f"# {item.order}. {item.title}\n\n{item.notes}")
    decided = []
    for decision in (
        meeting.decisions.exclude(item__part="B").select_related("code").prefetch_related("actions")
    ):
        decided.append(f"**{decision.code}.** {decision.reason}")
        for action in decision.actions.all():
            due = day_in_words(action.due_on)
            decided.append(f"- {action.what}: {action.owner_name}, by {due}. Known by: {action.measure}")
    if decided:
        parts.append("# Decisions and actions\n\n" + "\n\n".join(decided))
    return "\n\n".join(parts)


def attendance_in_words(meeting: Meeting) -> list[tuple[str, str]]:
    """Present, apologies, did not come: each with the names, where there are any."""
    rows = list(meeting.attendance.select_related("invitee__user"))
    found = []
    for presence in Attendance.Presence:
        names = [_formal(row) for row in rows if row.presence == presence]
        if names:
            found.append((presence.label, listed(names)))
    return found


def latest(meeting: Meeting) -> Minutes | None:
    """The last version of Part A."""
    return meeting.minutes.filter(part="A").order_by("version").last()


def is_approved(meeting: Meeting) -> bool:
    """The last version of the minutes is approved."""
    minutes = latest(meeting)
    return minutes is not None and minutes.status == Minutes.Status.APPROVED


@service
def draft_minutes(meeting: Meeting, *, text: str, by: User) -> Minutes:
    """There is a new version of the minutes, to be checked by somebody else.

    Refuses (RuleError) no text, and a meeting that wasn't held; approved minutes (AlreadyDone).
    """
    text = worded(text, "Write the minutes", field="text")
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)))
    last = latest(meeting)
    if is_approved(meeting):
        raise AlreadyDone("The minutes are approved: they change by a numbered amendment only.")
    if meeting.status not in (Meeting.Status.HELD, Meeting.Status.MINUTES_DRAFTED):
        raise RuleError("Minutes can be written when the conference was held")
    minutes = Minutes.objects.create(
        meeting=meeting, version=last.version + 1 if last else 1, text=text, drafted_by=by
    )
    meeting.status = Meeting.Status.MINUTES_DRAFTED
    meeting.save()
    _tell(events.MINUTES_DRAFTED, minutes, circle=Circle.LA)
    return minutes


@service
def check_minutes(minutes: Minutes, *, approved: bool, remarks: str = "", by: User) -> Minutes:
    """The minutes are approved by the chair, or go back with remarks.

    Refuses (RuleError) whoever drafted them, and sending back without a remark; a version that was checked
    already (AlreadyDone).
    """
    meeting = minutes.meeting
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)))
    minutes.refresh_from_db()
    if minutes.status != Minutes.Status.DRAFT:
        raise AlreadyDone(f"{minutes.checked_by} has checked this version already.")
    if minutes.drafted_by_id == by.pk:
        raise RuleError("Somebody else has to check the minutes: you drafted them")
    if not approved:
        remarks = worded(remarks, "Say what is to be put right", field="remarks")
    minutes.status = Minutes.Status.APPROVED if approved else Minutes.Status.SENT_BACK
    minutes.remarks, minutes.checked_by, minutes.checked_at = remarks.strip(), by, clock.now()
    minutes.save()
    meeting.status = Meeting.Status.MINUTES_APPROVED if approved else Meeting.Status.HELD
    meeting.save()
    if approved:
        _tell(events.MINUTES_APPROVED, minutes)
    else:
        _tell(events.MINUTES_SENT_BACK, minutes, circle=Circle.LA, remarks=minutes.remarks)
    return minutes


@service
def ask_for_circulation(minutes: Minutes, *, by: User | None) -> None:
    """The worker will make the PDF of the approved minutes and send it."""
    enqueue(TOPIC, key=f"minutes:{minutes.pk}:pdf", payload={"minutes": minutes.pk})


def minutes_pdf(minutes: Minutes) -> bytes:
    """The minutes as a tagged PDF. Slow: never inside a lock."""
    facts = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "attendance": attendance_in_words(minutes.meeting),
        "authority": settings.AUTHORITY_NAME,
    }
    html = render_to_string("meetings/minutes_pdf.html", facts)
    return render_pdf(html, title=f"Minutes: {minutes.meeting}, {day_in_words(minutes.meeting.starts_at)}")


@service
def record_circulation(minutes: Minutes, *, pdf: bytes, by: User | None) -> Minutes:
    """The PDF is kept, and is on its way to everybody invited who may still see the school; once."""
    minutes.refresh_from_db(from_queryset=Minutes.objects.select_for_update(of=("self",)))
    if minutes.circulated_at:
        return minutes
    meeting = minutes.meeting
    name = f"minutes-{meeting.pk}-version-{minutes.version}.pdf"
    minutes.pdf.save(name, ContentFile(pdf), save=False)
    minutes.sha256 = hashlib.sha256(pdf).hexdigest()
    minutes.circulated_at = clock.now()
    minutes.save()
    readers = [invitee for invitee in _readers(meeting) if invitee.email]
    for invitee in readers:
        _send(minutes, invitee)
    _tell(events.MINUTES_CIRCULATED, minutes, who=listed([invitee.name for invitee in readers]))
    return minutes


def _readers(meeting: Meeting) -> list[Invitee]:
    """Everybody invited by account who sees the school today; by address alone, those who were there."""
    if meeting.school is None:
        return []
    there = meeting.attendance.filter(presence=Attendance.Presence.PRESENT)
    came = set(there.values_list("invitee_id", flat=True))
    invited = meeting.invitees.select_related("user")
    return [who for who in entitled(invited, meeting.school) if who.user_id or who.pk in came]


def _send(minutes: Minutes, invitee: Invitee) -> None:
    meeting = minutes.meeting
    when = day_in_words(meeting.starts_at)
    enqueue_mail(
        key=f"minutes:{minutes.pk}:{invitee.pk}",
        to=f"{invitee.name} <{invitee.email}>",
        subject=f"Minutes: {meeting.school}, {when}",
        text=(
            f"Here are the minutes of the case conference about {meeting.school} on {when}.\n\n"
            f"They are also at {settings.SITE_URL}{meeting.get_absolute_url()}\n"
        ),
        attachments=[(f"Minutes {meeting.starts_at:%Y-%m-%d}.pdf", str(minutes.pdf), "application/pdf")],
        urn=meeting.school.urn if meeting.school else "",
    )


def _formal(row: Attendance) -> str:
    user = row.invitee.user if row.invitee else None
    return user.formal_name if user else row.name


def _tell(kind: EventKind, minutes: Minutes, *, circle: str = Circle.SCHOOL, **facts: Any) -> None:
    meeting = minutes.meeting
    if meeting.school:
        record_event(
            kind,
            school=meeting.school,
            case=meeting.case,
            circle=circle,
            meeting=meeting.pk,
            version=minutes.version,
            when=moment_in_words(meeting.starts_at),
            **facts,
        )
