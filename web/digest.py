"""The weekly mail: everything that somebody has to do, in one mail instead of twenty."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from concern_cases.services.digests import wants_only_overdue, was_told
from people.models import User
from record import clock
from record.mail import enqueue_mail
from record.words import capital, counted
from web.home.day import Job, jobs_of
from web.templatetags.soc import day, days_left

AT_ONCE = 20  # people in one round of the worker
SEEN_AHEAD = timedelta(days=14)


def send_digests() -> int:
    """Everybody with something to do has this week’s mail, once; how many people this call looked at.

    A duty of the worker. A week begins on the day and hour of the settings; a worker that was down then makes
    up for it until the next one begins.
    """
    begins = week_begins()
    waiting = User.objects.filter(is_active=True, joined_at__lt=begins)
    waiting = waiting.filter(Q(digest=None) | Q(digest__last_on=None) | Q(digest__last_on__lt=begins.date()))
    people = list(waiting.order_by("pk")[:AT_ONCE])
    for user in people:
        send_digest(user, week=begins.date())
    return len(people)


@transaction.atomic
def send_digest(user: User, *, week: date) -> bool:
    """The person’s mail of that week is on its way; False when there is nothing to tell."""
    jobs = told_to(user)
    was_told(user, on=week)
    if not jobs:
        return False
    late = [job for job in jobs if job.due_on < clock.today()]
    enqueue_mail(
        key=f"digest:{user.pk}:{week.isoformat()}",
        to=user.email,
        subject=_subject(len(late), len(jobs)),
        text=_text(late, [job for job in jobs if job not in late]),
    )
    return True


def told_to(user: User) -> list[Job]:
    """What the mail names: what is overdue and, unless the person wants no more, what is due in two weeks."""
    until = clock.today() - timedelta(days=1) if wants_only_overdue(user) else clock.today() + SEEN_AHEAD
    return [job for job in jobs_of(user).all if job.due_on <= until]


def week_begins() -> datetime:
    """When the week that we are in began: at the hour of the settings, in London."""
    now = timezone.localtime(clock.now())
    on = now.date() - timedelta(days=(now.weekday() - settings.DIGEST_WEEKDAY) % 7)
    begins = datetime.combine(on, time(settings.DIGEST_HOUR), tzinfo=timezone.get_default_timezone())
    return begins if begins <= now else begins - timedelta(days=7)


def _subject(late: int, jobs: int) -> str:
    if late == jobs:
        return f"Your week: {counted(late, 'thing')} overdue"
    ahead = f"{counted(jobs - late, 'thing')} due"
    return f"Your week: {counted(late, 'thing')} overdue, {ahead}" if late else f"Your week: {ahead}"


def _text(late: Sequence[Job], ahead: Sequence[Job]) -> str:
    parts = [_part("Overdue", late), _part("Due in the next two weeks", ahead)]
    parts.append(f"All of it: {settings.SITE_URL}/\nWhat this mail tells: {settings.SITE_URL}/digest/\n")
    return "\n".join(part for part in parts if part)


def _part(title: str, jobs: Sequence[Job]) -> str:
    if not jobs:
        return ""
    lines = [f"- {_line(job)}\n  {settings.SITE_URL}{job.url}" for job in jobs]
    return "\n".join([title, *lines, ""])


def _line(job: Job) -> str:
    where = f" {job.school}." if job.school else ""
    return f"{capital(job.what.rstrip('.'))}.{where} {day(job.due_on)}, {days_left(job.due_on)}."
