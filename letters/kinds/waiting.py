"""Proposed changes of kinds of letter that wait: for whom, by which day, and who is reminded of them."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from letters.kinds.mails import mail_reminder, reminder_key
from letters.kinds.rights import changes_to_agree, who_can_agree
from letters.models import KindChange
from letters.wording import plain_day
from people.models import User
from record import clock
from record.models import Dispatch
from schools.calendar import Counting

RULE = "working"
DECIDED_WITHIN = 3  # working days after it was proposed; then whoever can agree is reminded


def waits_for(change: KindChange, people: Sequence[User]) -> str:
    """Whose decision a change waits for and since when, as a sentence; or whom to appoint first."""
    if not people:
        others = "" if change.for_law else "a Director, a Head of School Improvement or "
        return f"Nobody is in post who can agree to it: appoint {others}a legal adviser first."
    names = [each.name for each in people]
    either = f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
    since = plain_day(timezone.localdate(change.proposed_at))
    return f"It waits for {either} to agree to it or refuse it, since {since}."


def with_due_day(changes: Sequence[KindChange]) -> list[tuple[KindChange, date]]:
    """The changes, each with the day by which somebody should have decided about it."""
    counting = Counting(RULE, []) if changes else None
    return [(change, _due(change, counting)) for change in changes if counting]


def changes_to_decide(user: User) -> list[tuple[KindChange, date]]:
    """What waits for this person, each with its day: one query where nothing waits."""
    return with_due_day(changes_to_agree(user))


def remind_who_agrees() -> int:
    """Everybody who can agree to a change has one mail more once its day has come and it waits still.

    A duty of the worker. Who that is, is asked today. How many were reminded. One short query while nothing
    waits: the worker asks all the time.
    """
    if not clock.is_morning():
        return 0
    rows = KindChange.objects.filter(state=KindChange.State.WAITING)
    waiting = with_due_day(list(rows.select_related("of", "la", "proposed_by")))
    late = [change for change, due in waiting if due <= clock.today()]
    people = who_can_agree(late)
    return sum(_remind(change, user) for change in late for user in people[change.pk])


def _remind(change: KindChange, user: User) -> int:
    if Dispatch.objects.filter(key=reminder_key(change, user)).exists():
        return 0
    mail_reminder(change, user)
    return 1


def _due(change: KindChange, counting: Counting) -> date:
    asked_on = timezone.localdate(change.proposed_at)
    return counting.after(asked_on, days=DECIDED_WITHIN, school=None).ends_on
