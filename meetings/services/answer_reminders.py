"""Who is asked again for an answer to an invitation, and who hears that somebody required declined."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from meetings.models import Invitee, Meeting
from meetings.next_due import counting_before
from meetings.reply_links import reply_link
from meetings.rights import people_who_may
from meetings.services.invitees import As, entitled
from meetings.words import moment_in_words, the_meeting
from people.models import User
from record import clock
from record.mail import enqueue_mail
from record.models import Dispatch
from schools.calendar import Counting
from schools.permissions import Perm

AHEAD = timedelta(days=60)  # further ahead nobody is asked again, whatever the type of meeting says
LET_BE = timedelta(days=2)  # after an invitation nobody is asked again so soon


def ask_for_answers() -> int:
    """Whoever has not answered is asked once more, so many working days before the meeting as its type says.

    A duty of the worker. Moved meetings ask again; how many people were asked. Four queries at most while
    nobody is to be asked, however many meetings there are: the worker asks all the time.
    """
    if not clock.is_morning():
        return 0
    told = (Meeting.Status.INVITED, Meeting.Status.PAPERS_OUT)
    ahead = Meeting.objects.filter(status__in=told, entered_late=False, began_at=None)
    ahead = ahead.filter(starts_at__gt=clock.now(), starts_at__lt=clock.now() + AHEAD)
    ahead = ahead.filter(type__answer_days_before__gt=0)
    meetings = list(ahead.select_related("type", "school__la", "la", "diocese"))
    if not meetings:
        return 0
    counting = counting_before(meetings)
    due = {meeting.pk: meeting for meeting in meetings if _first_day(meeting, counting) <= clock.today()}
    silent: dict[int, list[Invitee]] = {}
    for invitee in _silent(due) if due else ():
        invitee.meeting = due[invitee.meeting_id]
        silent.setdefault(invitee.meeting_id, []).append(invitee)
    asked = 0
    for pk, invitees in silent.items():
        owing = entitled(invitees, due[pk])
        for invitee in owing:
            _mail(invitee)
        asked += len(owing)
    return asked


def _first_day(meeting: Meeting, counting: Counting) -> date:
    before, days = timezone.localdate(meeting.starts_at), meeting.type.answer_days_before
    return counting.before(before, days=days, school=meeting.school).ends_on


def _silent(meetings: Collection[int]) -> QuerySet[Any]:
    """Those invited to these meetings, by key, who have not answered, and were not asked again yet."""
    silent = Invitee.objects.filter(meeting__in=meetings, reply=Invitee.Reply.NONE)
    silent = silent.exclude(required_as=As.CHAIR)
    silent = silent.annotate(
        version=Concat(Cast("pk", CharField()), Value(":"), Cast("sequence", CharField()))
    )
    invited = Dispatch.objects.filter(
        key=Concat(Value("invitation:"), OuterRef("version")), created_at__lte=clock.now() - LET_BE
    )
    asked = Dispatch.objects.filter(key=Concat(Value("answer-wanted:"), OuterRef("version")))
    return silent.filter(Exists(invited), ~Exists(asked)).select_related("user", "stands_in_for")


def _mail(invitee: Invitee) -> None:
    meeting, when = invitee.meeting, moment_in_words(invitee.meeting.starts_at)
    enqueue_mail(
        key=f"answer-wanted:{invitee.pk}:{invitee.sequence}",
        to=f"{invitee.name} <{invitee.email}>",
        subject=f"Please answer: {meeting.type}, {meeting.school or meeting.diocese or meeting.la}, {when}",
        text=(
            f"You are invited to {the_meeting(meeting)} on {when}, at {meeting.place}, "
            "and have not said yet whether you will come.\n\n"
            f"Please say it here, without signing in:\n{reply_link(invitee)}\nThis link is yours alone.\n"
        ),
        urn=meeting.school.urn if meeting.school else "",
        forget_text=True,  # whoever has the link in it can answer
    )


def tell_of_decline(invitee: Invitee, *, by: User | None) -> None:
    """Who chairs and who called the meeting know that somebody required does not come: one mail each."""
    meeting = invitee.meeting
    if invitee.required_as == As.OPTIONAL or meeting.status == Meeting.Status.PLANNED or meeting.entered_late:
        return
    seeing = people_who_may(Perm.VIEW_CASE, meeting)
    when = moment_in_words(meeting.starts_at)
    move = f"{settings.SITE_URL}{reverse('tasks:move_conference', args=[meeting.pk])}"
    for user in seeing.filter(pk__in={meeting.chair_id, meeting.called_by_id}):
        if user in (by, invitee.user):
            continue
        enqueue_mail(
            key=f"declined:{invitee.pk}:{invitee.sequence}:{user.pk}",
            to=f"{user.name} <{user.email}>",
            subject=f"{invitee.name} can’t come: {meeting.type}, {meeting.school or meeting.la}, {when}",
            text=(
                f"{invitee.name} ({invitee.get_required_as_display()}) can’t come to {the_meeting(meeting)} "
                f"on {when}, and sends nobody.\n\n"
                f"Move it, or hold it without:\n{move}\n"
            ),
            urn=meeting.school.urn if meeting.school else "",
        )
