"""Rules that many facts of a case share."""

from collections.abc import Iterable
from datetime import date

from concern_cases.models import ConcernCase
from people.access import may, users_where
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from schools.models import School
from schools.permissions import CIRCLE_PERMS, Circle, Perm


def worded(text: str, otherwise: str, *, field: str) -> str:
    """The text without its outer blanks; refuses (RuleError) one that says nothing."""
    text = (text or "").strip()
    if not text:
        raise RuleError(otherwise, field=field)
    return text


def not_in_future(on: date, what: str, *, field: str = "on") -> date:
    """The day; refuses (RuleError) one that is still to come: ``what`` happened at the latest today."""
    if on > clock.today():
        raise RuleError(f"Choose today or an earlier day: {what} can’t lie in the future", field=field)
    return on


def in_future(on: date, what: str, *, field: str) -> date:
    """The day; refuses (RuleError) today and what lies behind."""
    if on <= clock.today():
        raise RuleError(f"Choose a day after today for {what}", field=field)
    return on


def lock_case(case: ConcernCase) -> ConcernCase:
    """The case as it is now, kept from other changes until the transaction ends."""
    # Of itself only: locking a row that is joined by an outer join is refused by PostgreSQL.
    case.refresh_from_db(from_queryset=ConcernCase.objects.select_for_update(of=("self",)))
    return case


def lock_open_case(case: ConcernCase) -> ConcernCase:
    """The same; refuses (AlreadyDone) a case that is closed."""
    lock_case(case)
    if not case.is_open:
        raise AlreadyDone(f"{case.reference} is closed: reopen it before you add to it")
    return case


def people_named(circle: str, named: Iterable[User], *, school: School, by: User) -> list[User]:
    """The people who may read a ``named`` record, whoever writes it among them; nobody for another circle.

    Refuses (RuleError) an unknown circle, a list of nobody, and people who can't see the school's cases:
    naming somebody opens one record, never the school.
    """
    if circle not in dict(Circle.choices):
        raise RuleError("Say who may read this", field="circle")
    if circle != Circle.NAMED:
        return []
    people = {user.pk: user for user in named}
    if not people:
        raise RuleError("Choose the people who may read this", field="named")
    seeing = set(users_where(Perm.VIEW_CASE, school).filter(pk__in=people).values_list("pk", flat=True))
    unseeing = [str(user) for pk, user in people.items() if pk not in seeing]
    if unseeing:
        names = ", ".join(unseeing)
        raise RuleError(f"Share the school first: {names} can’t see its cases", field="named")
    return list({**people, by.pk: by}.values())


def can_read(user: User, circle: str, named: Iterable[User], *, school: School) -> bool:
    """Whether a record of the school with this circle would be read by the user."""
    if circle == Circle.NAMED:
        return user in list(named)
    return may(user, CIRCLE_PERMS[circle], school)
