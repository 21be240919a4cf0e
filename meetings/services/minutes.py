"""Minutes: drafted, checked by somebody else, taken as a true record at the next meeting.

Part A is for everybody who sees the meeting; Part B, where something was said under a restricted item, for
the people named. Both are drafted and checked together by whoever may do so; who is not named drafts and
checks Part A alone and learns of nothing, and a named person sees to Part B.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from concern_cases.rules import people_named, worded
from meetings import events, rights
from meetings.choices import Part
from meetings.models import Meeting, Minutes
from meetings.services.circulation import ask_for_circulation, minutes_pdf, record_circulation
from meetings.services.minutes_text import attendance_in_words, head_of, suggested_part_b, suggested_text
from meetings.services.restricted import latest_part_b, may_write_part_b, named_on_all, part_b_to_check
from meetings.services.telling import tell_minutes
from meetings.words import day_in_words, the_meeting
from people import access
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.mail import enqueue_mail
from record.services import service
from record.words import listed
from schools.permissions import Circle, Perm

__all__ = [
    "accept_last_minutes",
    "ask_for_circulation",
    "attendance_in_words",
    "chair_who_checks",
    "check_minutes",
    "check_part_b",
    "draft_minutes",
    "draft_part_b",
    "is_approved",
    "latest",
    "minutes_pdf",
    "minutes_to_accept",
    "record_circulation",
    "suggested_part_b",
    "suggested_text",
]


def latest(meeting: Meeting) -> Minutes | None:
    """The last version of Part A."""
    return meeting.minutes.filter(part=Part.A).order_by("version").last()


def is_approved(meeting: Meeting) -> bool:
    """The last version of Part A is approved."""
    minutes = latest(meeting)
    return minutes is not None and minutes.is_approved


# --- Drafting


@service
def draft_minutes(
    meeting: Meeting, *, text: str, part_b: str = "", readers: Sequence[User] = (), by: User
) -> Minutes:
    """There is a new version of Part A, and with ``part_b`` one of Part B, to be checked by somebody else.

    The chair, who checks first, has a mail. Refuses (RuleError) no text, a meeting that wasn't held, and
    for Part B what ``draft_part_b`` refuses; approved minutes (AlreadyDone).
    """
    text = worded(text, "Write the minutes", field="text")
    _lock(meeting)
    if is_approved(meeting):
        raise AlreadyDone("The minutes are approved: they change by a numbered amendment only.")
    if meeting.status not in (Meeting.Status.HELD, Meeting.Status.MINUTES_DRAFTED):
        raise RuleError("Minutes can be written when the conference was held")
    minutes = _new_version(meeting, latest(meeting), Part.A, text, by=by)
    meeting.status = Meeting.Status.MINUTES_DRAFTED
    meeting.save()
    tell_minutes(events.MINUTES_DRAFTED, minutes, circle=Circle.LA)
    if part_b.strip():
        _draft_part_b(meeting, text=part_b, readers=readers, by=by)
    chair = chair_who_checks(meeting)
    if chair and chair != by:
        _ask_to_check(minutes, chair)
    return minutes


@service
def draft_part_b(meeting: Meeting, *, text: str, readers: Sequence[User] = (), by: User) -> Minutes:
    """There is a new version of Part B, for the people named on the restricted items and ``readers``.

    Those of them who may check it have a mail. Refuses (RuleError) no text, somebody who is not named on
    every restricted item, readers who can't see the school's cases, and a list on which nobody else approves
    minutes; a version that waits for its check or is approved (AlreadyDone).
    """
    minutes = _draft_part_b(meeting, text=text, readers=readers, by=by)
    for user in _checkers(list(minutes.named.all()), meeting, by=by):
        _ask_to_check(minutes, user)
    return minutes


def _draft_part_b(meeting: Meeting, *, text: str, readers: Sequence[User], by: User) -> Minutes:
    text = worded(text, "Write Part B of the minutes", field="part_b")
    _lock(meeting)
    last = latest_part_b(meeting)
    if last and last.status != Minutes.Status.SENT_BACK:
        raise AlreadyDone("This part waits for its check or is approved.")
    if meeting.school is None or not may_write_part_b(meeting, by):
        raise RuleError("There is nothing of Part B for you to write")
    named = [*named_on_all(meeting), *readers]
    people = people_named(Circle.NAMED, named, school=meeting.school, by=by)
    if not _checkers(people, meeting, by=by):
        raise RuleError(
            "Choose somebody else who approves minutes as well: you can’t check what you wrote",
            field="readers",
        )
    minutes = _new_version(meeting, last, Part.B, text, by=by)
    minutes.named.set(people)
    tell_minutes(events.PART_B_DRAFTED, minutes)
    return minutes


def _new_version(meeting: Meeting, last: Minutes | None, part: str, text: str, *, by: User) -> Minutes:
    return Minutes.objects.create(
        meeting=meeting,
        part=part,
        version=last.version + 1 if last else 1,
        head=head_of(meeting),
        text=text,
        drafted_by=by,
    )


# --- Checking


def chair_who_checks(meeting: Meeting) -> User | None:
    """The chair of the meeting, who checks first; None once the chair may no longer approve minutes."""
    return meeting.chair if rights.may(meeting.chair, Perm.APPROVE_MINUTES, meeting) else None


@service
def check_minutes(
    minutes: Minutes, *, approved: bool, remarks: str = "", part_b_remarks: str = "", by: User
) -> Minutes:
    """Part A is approved or goes back with remarks, and with it a draft of Part B that ``by`` may check.

    Remarks on Part B are kept apart: Part A's are read by people who know of no Part B. Refuses (RuleError)
    whoever drafted it, and sending back without a remark; a version that was checked already (AlreadyDone).
    """
    meeting = _lock(minutes.meeting)
    part_b = part_b_to_check(meeting, by)
    _check(minutes, approved=approved, remarks=remarks, by=by)
    meeting.status = Meeting.Status.MINUTES_APPROVED if approved else Meeting.Status.HELD
    meeting.save()
    if approved:
        tell_minutes(events.MINUTES_APPROVED, minutes)
    else:
        tell_minutes(events.MINUTES_SENT_BACK, minutes, circle=Circle.LA, remarks=minutes.remarks)
    if part_b:
        check_part_b(part_b, approved=approved, remarks=part_b_remarks.strip() or remarks, by=by)
    return minutes


@service
def check_part_b(minutes: Minutes, *, approved: bool, remarks: str = "", by: User) -> Minutes:
    """Part B is approved and on its way to the people named, or goes back with remarks.

    Refuses what ``check_minutes`` refuses, and (RuleError) somebody who may not check it.
    """
    meeting = _lock(minutes.meeting)
    minutes.refresh_from_db()
    if minutes.status == Minutes.Status.DRAFT and part_b_to_check(meeting, by) != minutes:
        raise RuleError("Somebody else has to check this")
    _check(minutes, approved=approved, remarks=remarks, by=by)
    if approved:
        tell_minutes(events.PART_B_APPROVED, minutes)
        ask_for_circulation(minutes, by=by)
    else:
        tell_minutes(events.PART_B_SENT_BACK, minutes, remarks=minutes.remarks)
    return minutes


def _check(minutes: Minutes, *, approved: bool, remarks: str, by: User) -> None:
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


def _checkers(people: Sequence[User], meeting: Meeting, *, by: User) -> list[User]:
    """Who of them may check what ``by`` wrote."""
    if meeting.school is None:
        return []
    approving = access.users_where(Perm.APPROVE_MINUTES, meeting.school).exclude(pk=by.pk)
    return list(approving.filter(pk__in=[user.pk for user in people]).order_by("name"))


def _ask_to_check(minutes: Minutes, user: User) -> None:
    """One mail. Its words are the same for both parts: they are read on the way."""
    meeting = minutes.meeting
    when, about = day_in_words(meeting.starts_at), meeting.school or meeting.la
    enqueue_mail(
        key=f"check:{minutes.pk}:{user.pk}",
        to=f"{user.name} <{user.email}>",
        subject=f"Minutes to check: {about}, {when}",
        text=(
            f"{minutes.drafted_by} drafted minutes of {the_meeting(meeting)} on {when}. "
            f"Please check them:\n\n{settings.SITE_URL}{meeting.get_absolute_url()}\n"
        ),
        urn=meeting.school.urn if meeting.school else "",
    )


# --- Taken as a true record


def minutes_to_accept(meeting: Meeting) -> list[Minutes]:
    """Approved minutes of the case's earlier meetings that no meeting has taken as a true record yet.

    Only what was approved before this meeting was over, unless it was entered late: then that is not known.
    """
    about: dict[str, Any] = {"meeting__case": meeting.case}
    if meeting.school_id is None:
        about = {"meeting__la": meeting.la, "meeting__type": meeting.type, "meeting__school": None}
        about |= {"meeting__diocese": meeting.diocese}
    elif meeting.case is None:
        return []
    rows = Minutes.objects.filter(
        **about,
        meeting__starts_at__lt=meeting.starts_at,
        status=Minutes.Status.APPROVED,
        accepted_at=None,
    )
    if not meeting.entered_late:
        rows = rows.filter(checked_at__lt=meeting.ends_at)
    return list(rows.select_related("meeting").order_by("meeting__starts_at", "part"))


@service
def accept_last_minutes(meeting: Meeting, *, by: User) -> list[Minutes]:
    """The minutes that stood to be accepted were taken as a true record by this meeting, amendments and all.

    Part B is left as it is where ``by`` is not named in it. Nothing to accept changes nothing. Refuses
    (RuleError) a meeting that was not held.
    """
    _lock(meeting)
    if not meeting.is_over or meeting.status == Meeting.Status.CANCELLED:
        raise RuleError("A meeting takes minutes as a true record when it was held")
    accepted = []
    for minutes in minutes_to_accept(meeting):
        if minutes.is_restricted and not minutes.named.filter(pk=by.pk).exists():
            continue
        minutes.accepted_at = meeting
        minutes.save()
        kind = events.PART_B_ACCEPTED if minutes.is_restricted else events.MINUTES_ACCEPTED
        numbers = [f"amendment {row.number}" for row in minutes.amendments.all()]
        tell_minutes(kind, minutes, at=day_in_words(meeting.starts_at), amendments=listed(numbers))
        accepted.append(minutes)
    return accepted


def _lock(meeting: Meeting) -> Meeting:
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)))
    return meeting
