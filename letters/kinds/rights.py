"""Who reads, keeps and agrees to the reference data of letters."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from letters.models import KindChange
from people.access import las_where, users_at
from people.models import User
from schools.models import Diocese, LocalAuthority, School
from schools.permissions import Perm

READERS = (Perm.READ_LA, Perm.MANAGE_PEOPLE)
AGREEING = (Perm.AUTHORISE_LETTER, Perm.CHECK_LETTER_LAW)


def reads_kinds(user: Any) -> bool:
    """Whoever reads what an authority keeps to itself, for all its schools, and whoever administers it."""
    return any(las_where(user, may=perm).exists() for perm in READERS)


def reads_letters(user: Any) -> bool:
    """Whether letters that are being written may be counted for the person at all."""
    return las_where(user, may=Perm.READ_LA).exists()


def reads_paragraphs(user: Any) -> bool:
    """Whoever writes or authorises letters."""
    perms = (Perm.AUTHORISE_LETTER, Perm.DRAFT_LETTER)
    return any(las_where(user, may=perm).exists() for perm in perms)


def keeps_for(user: Any) -> LocalAuthority | None:
    """The authority for which the person keeps kinds, bodies and paragraphs: who authorises its letters."""
    return las_where(user, may=Perm.AUTHORISE_LETTER).first()


def keeper_of(by: User) -> LocalAuthority:
    """The authority for which the person keeps them. Refuses (PermissionDenied) whoever keeps none."""
    la = keeps_for(by)
    if la is None:
        raise PermissionDenied(Perm.AUTHORISE_LETTER.value)
    return la


def dioceses_of(la: LocalAuthority) -> QuerySet[Diocese]:
    """The dioceses of the authority's schools: those whose addresses its keepers keep."""
    return Diocese.objects.filter(pk__in=School.objects.filter(la=la).values("diocese"))


def keeps(user: Any, change: KindChange) -> bool:
    """Whether the person keeps kinds of letter for the authority whose change it is."""
    return las_where(user, may=Perm.AUTHORISE_LETTER).filter(pk=change.la_id).exists()


def changes_read_by(user: Any) -> "QuerySet[KindChange]":
    """Changes of the authorities for which the person reads kinds of letter, and of no other."""
    of = Q()
    for perm in READERS:
        of |= Q(la__in=las_where(user, may=perm))
    return KindChange.objects.filter(of)


def may_agree(user: User, change: KindChange) -> bool:
    """Whether the change is the person's to agree to or to refuse: never one's own."""
    return change.pk in keys_to_agree(user, [change])


def keys_to_agree(user: User, changes: Iterable[KindChange]) -> set[int]:
    """Of these changes those that the person can agree to, by key: two queries, whatever their number."""
    others = [change for change in changes if change.proposed_by_id != user.pk]
    if not others:
        return set()
    at = {perm: set(las_where(user, may=perm).values_list("pk", flat=True)) for perm in AGREEING}
    return {
        change.pk for change in others if any(change.la_id in at[perm] for perm in agreeing_perms(change))
    }


def agreeing_perms(change: KindChange) -> tuple[Perm, ...]:
    """Each of these permissions is enough to agree to the change."""
    return (Perm.CHECK_LETTER_LAW,) if change.for_law else AGREEING


def who_can_agree(changes: Iterable[KindChange]) -> dict[int, list[User]]:
    """Of each change, by key, who can agree to it or refuse it, by name: a query for each right at an LA."""
    at: dict[tuple[Perm, int], list[User]] = {}
    found = {}
    for change in changes:
        people: set[User] = set()
        for perm in agreeing_perms(change):
            if (perm, change.la_id) not in at:
                at[perm, change.la_id] = list(users_at(perm, change.la))
            people.update(at[perm, change.la_id])
        others = (each for each in people if each.pk != change.proposed_by_id)
        found[change.pk] = sorted(others, key=lambda each: (each.name, each.pk))
    return found


def changes_to_agree(user: User) -> list[KindChange]:
    """Changes that wait for this person, among others: one query where none waits."""
    waiting = list(
        KindChange.objects.filter(state=KindChange.State.WAITING).select_related("of", "proposed_by")
    )
    mine = keys_to_agree(user, waiting)
    return [change for change in waiting if change.pk in mine]
