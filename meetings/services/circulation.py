"""Minutes and their amendments as tagged PDF files, and who gets which."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.template.loader import render_to_string

from meetings import events
from meetings.models import Amendment, Attendance, Invitee, Meeting, Minutes
from meetings.rights import people_who_may
from meetings.services.following import part_b_is_sent
from meetings.services.invitees import entitled
from meetings.services.telling import tell_minutes
from meetings.words import day_in_words, the_meeting
from people.models import User
from record import clock
from record.mail import enqueue_mail
from record.outbox import enqueue
from record.pdf import render_pdf
from record.services import service
from record.words import listed
from schools.permissions import Perm

TOPIC = "meetings.circulate"
AMENDMENT_TOPIC = "meetings.amend"


@dataclass(frozen=True)
class Reader:
    """Somebody to whom minutes are sent; ``key`` is the same however often they are."""

    key: str
    name: str
    email: str


@service
def ask_for_circulation(minutes: Minutes, *, by: User | None) -> None:
    """The worker will make the PDF of the approved minutes and send it."""
    enqueue(TOPIC, key=f"minutes:{minutes.pk}:pdf", payload={"minutes": minutes.pk})


@service
def ask_for_amended_pdf(amendment: Amendment, *, by: User | None) -> None:
    """The worker will make the PDF of the minutes with the amendment and send it."""
    enqueue(AMENDMENT_TOPIC, key=f"amendment:{amendment.pk}:pdf", payload={"amendment": amendment.pk})


def minutes_pdf(minutes: Minutes, *, amended_by: Amendment | None = None) -> bytes:
    """The minutes as a tagged PDF, with the amendments up to the one given. Slow: never inside a lock."""
    amendments = minutes.amendments.select_related("made_by")
    facts = {
        "minutes": minutes,
        "head": minutes.head,
        "amendments": amendments.filter(number__lte=amended_by.number) if amended_by else [],
        "authority": settings.AUTHORITY_NAME,
    }
    html = render_to_string("meetings/minutes_pdf.html", facts)
    day = day_in_words(minutes.meeting.starts_at)
    return render_pdf(html, title=f"{_called(minutes)}: {minutes.meeting}, {day}")


@service
def record_circulation(minutes: Minutes, *, pdf: bytes, by: User | None) -> Minutes:
    """The PDF is kept, and is on its way to everybody who may have it today; once.

    Of Part A that is whoever was invited and still sees the school, of Part B whoever is named and does; the
    action to finish Part B is done with it. Whoever reads only a part of them is told where, without a file.
    """
    minutes.refresh_from_db(from_queryset=Minutes.objects.select_for_update(of=("self",)))
    if minutes.circulated_at:
        return minutes
    _keep(minutes, pdf, name=f"{_file(minutes)}.pdf")
    readers = readers_of(minutes)
    for reader in readers:
        _send(minutes, reader, key=f"minutes:{minutes.pk}:{reader.key}", path=str(minutes.pdf))
    _point_to_extract(minutes, key=f"minutes:{minutes.pk}")
    tell_minutes(
        events.PART_B_CIRCULATED if minutes.is_restricted else events.MINUTES_CIRCULATED,
        minutes,
        who=listed([reader.name for reader in readers]),
        left_out=listed(_left_out(minutes)),
    )
    if minutes.is_restricted and minutes.checked_by:
        part_b_is_sent(minutes, by=minutes.checked_by)
    return minutes


@service
def record_amended(amendment: Amendment, *, pdf: bytes, by: User | None) -> Amendment:
    """The amended PDF is kept beside the first, and on its way to everybody who may have it today; once."""
    amendment.refresh_from_db(from_queryset=Amendment.objects.select_for_update(of=("self",)))
    if amendment.circulated_at:
        return amendment
    minutes = amendment.minutes
    _keep(amendment, pdf, name=f"{_file(minutes)}-amendment-{amendment.number}.pdf")
    for reader in readers_of(minutes):
        _send(
            minutes,
            reader,
            key=f"amendment:{amendment.pk}:{reader.key}",
            path=str(amendment.pdf),
            amendment=amendment,
        )
    _point_to_extract(minutes, key=f"amendment:{amendment.pk}")
    return amendment


def readers_of(minutes: Minutes) -> list[Reader]:
    """Who gets the minutes today.

    Of Part A everybody invited by account who sees the school, and by address alone those who were there;
    of Part B the people named who see the school.
    """
    meeting = minutes.meeting
    if minutes.is_restricted:
        seeing = people_who_may(Perm.VIEW_CASE, meeting)
        named = seeing.filter(pk__in=minutes.named.values("pk")).order_by("name")
        return [Reader(f"user:{user.pk}", user.name, user.email) for user in named]
    there = meeting.attendance.filter(presence=Attendance.Presence.PRESENT)
    came = set(there.values_list("invitee_id", flat=True))
    invited = entitled(meeting.invitees.select_related("user"), meeting)
    if meeting.school_id is None:
        invited = [who for who in invited if _reads_all(minutes, who)]
    return [
        Reader(str(who.pk), who.name, who.email)
        for who in invited
        if who.email and (who.user_id or who.pk in came)
    ]


def readers_of_extract(minutes: Minutes) -> list[Reader]:
    """Who reads only a part of the minutes of a meeting of the authority, and that on the meeting's page."""
    meeting = minutes.meeting
    if meeting.school_id or minutes.is_restricted:
        return []
    invited = entitled(meeting.invitees.select_related("user"), meeting)
    return [Reader(str(who.pk), who.name, who.email) for who in invited if not _reads_all(minutes, who)]


def _reads_all(minutes: Minutes, invitee: Invitee) -> bool:
    return Minutes.objects.visible_to(invitee.user).filter(pk=minutes.pk).exists()


def _left_out(minutes: Minutes) -> list[str]:
    """Who was invited by account and may no longer have them."""
    meeting = minutes.meeting
    if minutes.is_restricted:
        return []
    invited = list(meeting.invitees.select_related("user"))
    still = entitled(invited, meeting)
    return [who.name for who in invited if who not in still]


def _keep(row: Minutes | Amendment, pdf: bytes, *, name: str) -> None:
    row.pdf.save(name, ContentFile(pdf), save=False)
    row.sha256, row.circulated_at = hashlib.sha256(pdf).hexdigest(), clock.now()
    row.save()


def _send(
    minutes: Minutes, reader: Reader, *, key: str, path: str, amendment: Amendment | None = None
) -> None:
    """One mail with one file. Its words are the same for both parts: they are read on the way."""
    meeting: Meeting = minutes.meeting
    when = day_in_words(meeting.starts_at)
    about = f"the minutes of {the_meeting(meeting)} on {when}"
    if amendment:
        text = f"Here are {about} with amendment {amendment.number}. What was sent before stays as it was."
    else:
        text = f"Here are {about}."
    suffix = f", amendment {amendment.number}" if amendment else ""
    part = ", Part B" if minutes.is_restricted else ""
    attachment: Any = (f"Minutes {meeting.starts_at:%Y-%m-%d}{part}{suffix}.pdf", path, "application/pdf")
    enqueue_mail(
        key=key,
        to=f"{reader.name} <{reader.email}>",
        subject=f"Minutes{suffix}: {meeting.school or meeting.type}, {when}",
        text=f"{text}\n\nThey are also at {settings.SITE_URL}{meeting.get_absolute_url()}\n",
        attachments=[attachment],
        urn=meeting.school.urn if meeting.school else "",
    )


def _point_to_extract(minutes: Minutes, *, key: str) -> None:
    """One mail each, without a word of the minutes: what a reader may have is asked when it is read."""
    meeting = minutes.meeting
    when = day_in_words(meeting.starts_at)
    for reader in readers_of_extract(minutes):
        enqueue_mail(
            key=f"{key}:{reader.key}",
            to=f"{reader.name} <{reader.email}>",
            subject=f"From the minutes: {meeting.type}, {when}",
            text=f"What you may read of the minutes of {the_meeting(meeting)} on {when} is on its page, "
            f"for which you sign in:\n{settings.SITE_URL}{meeting.get_absolute_url()}\n",
        )


def _called(minutes: Minutes) -> str:
    return "Minutes, Part B" if minutes.is_restricted else "Minutes"


def _file(minutes: Minutes) -> str:
    part = "-part-b" if minutes.is_restricted else ""
    return f"minutes-{minutes.meeting_id}{part}-version-{minutes.version}"
