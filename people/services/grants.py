"""Memberships and grants, derived from posts and shares by one function that may run at any time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import QuerySet

from people.events import GRANTS_MENDED, record_access
from people.models import LaGroupGrant, Membership, SchoolGroupGrant, SchoolUserGrant
from people.places import Places
from people.services.wanted import Row, wanted_rows
from record import clock
from schools.permissions import Perm

BATCH = 500
# Beyond this many places looking at everything is quicker than naming them all.
MANY_PLACES = 200

# Inside ``deferred_grants`` the answers to what was asked there; None outside of it.
_deferred: ContextVar[dict[str, bool] | None] = ContextVar("deferred", default=None)


@dataclass
class Drift:
    """What the stored rows had too few or too many of, table by table.

    ``lapsed`` rows had come to their last day: they gave nothing any more and were no drift.
    """

    missing: dict[str, int] = field(default_factory=dict)
    surplus: dict[str, int] = field(default_factory=dict)
    lapsed: int = 0

    def __bool__(self) -> bool:
        return bool(sum(self.missing.values()) + sum(self.surplus.values()))


@transaction.atomic
def derive_grants(places: Places | None = None) -> Drift:
    """Memberships and grants are exactly what posts and shares call for today; says what was not.

    With ``places``, of those only. May run at any time and any number of times; two at once take turns on
    a permission's rows.
    """
    list(Permission.objects.select_for_update().filter(codename=Perm.VIEW_CASE.codename).order_by("pk"))
    if places is not None and len(places) > MANY_PLACES:
        places = None
    wanted, drift = wanted_rows(places), Drift()
    keys = _group_keys({row[1] for row in wanted.memberships})

    def with_group(at: int) -> Callable[[Row], Row]:
        return lambda row: (*row[:at], keys[row[at]], *row[at + 1 :])

    of_group = ("group_id", "permission_id", "content_object_id", "since")
    of_user = ("user_id", "permission_id", "content_object_id", "since")
    of_member = ("user_id", "group_id", "since")
    tables: list[tuple[Any, tuple[str, ...], dict[Row, date | None], Callable[[Row], Row]]] = [
        (Membership, of_member, wanted.memberships, with_group(1)),
        (SchoolGroupGrant, of_group, wanted.school_groups, with_group(0)),
        (LaGroupGrant, of_group, wanted.la_groups, with_group(0)),
        (SchoolUserGrant, of_user, wanted.school_users, lambda row: row),
    ]
    for model, columns, rows, keyed in tables:
        _match(_stored(model, places), columns, {(*keyed(row), end) for row, end in rows.items()}, drift)
    return drift


def derive_for(places: Places) -> None:
    """Access at those places follows at once; inside ``deferred_grants`` at its end."""
    if _deferred.get() is None:
        derive_grants(places)


def as_before(question: str, ask: Callable[[], bool]) -> bool:
    """The answer; inside ``deferred_grants`` the first one given there, whatever has changed since."""
    known = _deferred.get()
    if known is None:
        return ask()
    if question not in known:
        known[question] = ask()
    return known[question]


@contextmanager
def deferred_grants() -> Iterator[None]:
    """What is changed inside stands all together or not at all, and access is derived once, at the end."""
    if _deferred.get() is not None:
        yield
        return
    with transaction.atomic():
        token = _deferred.set({})
        try:
            yield
        finally:
            _deferred.reset(token)
        derive_grants()


@transaction.atomic
def reconcile() -> Drift:
    """Access is what posts and shares call for; where it was not, the log of access says so."""
    drift = derive_grants()
    if drift:
        record_access(GRANTS_MENDED, missing=sum(drift.missing.values()), surplus=sum(drift.surplus.values()))
    return drift


def _stored(model: Any, places: Places | None) -> QuerySet[Any]:
    if places is None:
        return model.objects.all()
    if model is SchoolUserGrant:
        return model.objects.filter(content_object__urn__in=places.schools)
    return model.objects.filter(group__name__in=list(places.group_names()))


def _match(stored: QuerySet[Any], columns: tuple[str, ...], wanted: set[Row], drift: Drift) -> None:
    """The stored rows are exactly the wanted ones; what had to change is counted in ``drift``."""
    model, today = stored.model, clock.today()
    found: set[Row] = set()
    surplus: list[int] = []
    lapsed = 0
    for pk, *values in stored.order_by().values_list("pk", *columns, "until"):
        row = tuple(values)
        if row in wanted and row not in found:
            found.add(row)
            continue
        surplus.append(pk)
        lapsed += row[-1] is not None and row[-1] < today
    for start in range(0, len(surplus), BATCH):
        model.objects.filter(pk__in=surplus[start : start + BATCH]).delete()
    missing = wanted - found
    names = (*columns, "until")
    rows = (model(**dict(zip(names, row, strict=True))) for row in missing)
    model.objects.bulk_create(rows, batch_size=BATCH)
    drift.missing[model.__name__] = len(missing)
    drift.surplus[model.__name__] = len(surplus) - lapsed
    drift.lapsed += lapsed


def _group_keys(names: set[str]) -> dict[str, int]:
    """The keys of these groups, those made that did not exist."""
    groups = Group.objects.filter(name__in=names) if len(names) < BATCH else Group.objects.all()
    known = dict(groups.values_list("name", "pk"))
    new = sorted(names - known.keys())
    if new:
        made = Group.objects.bulk_create([Group(name=name) for name in new], batch_size=BATCH)
        known.update({group.name: group.pk for group in made})
    return known
