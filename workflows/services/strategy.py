"""The schools on the agenda of a strategy meeting, kept up with the records."""

from django.db.models import QuerySet

from meetings.models import AgendaItem, Meeting
from meetings.reference import STRATEGY_MEETING
from meetings.services.conferences import UPCOMING
from meetings.services.strategy_schools import add_proposed, are_packs_out, changes_to, order_by_weight
from people.models import User
from record import clock
from record.errors import AlreadyDone
from record.services import service
from workflows.models import Trigger
from workflows.strategy.choosing import proposed_schools


@service
def bring_schools(meeting: Meeting, *, by: User | None) -> list[AgendaItem]:
    """Every school that the records propose is on the agenda, unless it was left out; the new ones.

    Refuses (AlreadyDone) a meeting that is over.
    """
    reasons = {each.case: each.reasons for each in proposed_schools(meeting.la)}
    return add_proposed(meeting, reasons, by=by)


def bring_referred_school(trigger: Trigger) -> None:
    """Serves a review that found the school failing: it is on the next agenda, if a meeting is called."""
    meeting = _waiting().filter(la__schools=trigger.case.school).first() if trigger.case else None
    if meeting:
        _keep(meeting)


def keep_strategy_agendas() -> int:
    """A duty of the worker: what became late since is on the next agenda by itself. How many schools were.

    Of each authority's next strategy meeting, until its packs are sent. Of a year's dates the later ones
    have their schools when the one before was held.
    """
    next_ones: dict[int, Meeting] = {}
    for meeting in _waiting():
        next_ones.setdefault(meeting.la_id, meeting)
    return sum(_keep(meeting) for meeting in next_ones.values())


def is_next(meeting: Meeting) -> bool:
    """Whether it is the authority's next strategy meeting, which what is late by now belongs to."""
    return _waiting().filter(la=meeting.la_id).first() == meeting


@service
def order_schools(meeting: Meeting, *, by: User) -> None:
    """The most pressing school stands first. Refuses (AlreadyDone) a meeting that is over."""
    order_by_weight(meeting, [each.case for each in proposed_schools(meeting.la)], by=by)


def _waiting() -> QuerySet[Meeting]:
    """Meetings that were not held yet, the earliest first: also one that goes on at this moment."""
    waiting = Meeting.objects.filter(type__code=STRATEGY_MEETING, school=None, status__in=UPCOMING)
    return waiting.filter(entered_late=False).select_related("type", "la").order_by("starts_at")


def _keep(meeting: Meeting) -> int:
    """What it has is as the records say, until it begins or its packs are sent. How many schools are new."""
    if meeting.starts_at <= clock.now():
        return 0
    reasons = {each.case: each.reasons for each in proposed_schools(meeting.la)}
    changes = changes_to(meeting, reasons)
    waits = not are_packs_out(meeting) and (changes.new or changes.gone)
    if not waits and not changes.told_now and not changes.known_now:
        return 0
    try:
        return len(add_proposed(meeting, reasons, by=None))
    except AlreadyDone:
        return 0
