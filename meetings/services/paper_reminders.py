"""Who is asked for papers before the day on which they are due."""

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse

from meetings.models import Invitee, Meeting
from meetings.next_due import counting_before, papers_due
from meetings.services.invitees import entitled
from meetings.services.papers import who_brought_none
from meetings.words import day_in_words, moment_in_words
from record import clock
from record.mail import enqueue_mail
from record.models import Dispatch

AHEAD = timedelta(days=60)  # later ones are not due yet, whatever the type of meeting says
NOT_COMING = (Invitee.Reply.DECLINED, Invitee.Reply.DELEGATED)


def ask_for_papers() -> int:
    """Whoever may bring papers and brought none has one mail, some working days before they are due.

    A duty of the worker. Moved meetings ask again, for their new day; how many people were asked. Two
    queries, three at most, while it is the day of no meeting: the worker asks all the time.
    """
    if not clock.is_morning():
        return 0
    waiting = Meeting.objects.filter(status=Meeting.Status.INVITED, entered_late=False)
    waiting = waiting.filter(starts_at__gt=clock.now(), starts_at__lt=clock.now() + AHEAD)
    meetings = list(waiting.exclude(school=None).select_related("type", "school__la"))
    if not meetings:
        return 0
    counting, asked = counting_before(meetings), 0
    for meeting in meetings:
        due = papers_due(meeting, counting)
        first = counting.before(due, days=meeting.type.ask_papers_days, school=meeting.school).ends_on
        if first <= clock.today() <= due and meeting.school:
            owing = [who for who in who_brought_none(meeting) if who.reply not in NOT_COMING]
            for invitee in entitled(owing, meeting):
                asked += _ask(invitee, meeting, due)
    return asked


def _ask(invitee: Invitee, meeting: Meeting, due: date) -> int:
    add = f"{settings.SITE_URL}{reverse('meetings:papers_add', args=[meeting.pk])}"
    key = f"papers-wanted:{invitee.pk}:{due.isoformat()}"
    if Dispatch.objects.filter(key=key).exists():
        return 0
    enqueue_mail(
        key=key,
        to=f"{invitee.name} <{invitee.email}>",
        subject=f"Papers by {day_in_words(due)}: {meeting.type}, {meeting.school}",
        text=(
            f"The papers for the case conference about {meeting.school} on "
            f"{moment_in_words(meeting.starts_at)} are due by {day_in_words(due)}.\n\n"
            f"You have sent none yet. If you have some, send them here:\n{add}\n"
        ),
        urn=meeting.school.urn if meeting.school else "",
    )
    return 1
