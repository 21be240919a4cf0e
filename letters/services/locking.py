"""What the services of letters have in common."""

from django.core.exceptions import PermissionDenied

from letters.governors import on_both_sides
from letters.models import Letter
from people.access import may
from people.models import User
from record.errors import AlreadyDone, RuleError
from schools.permissions import Perm


def lock(letter: Letter) -> None:
    """The letter is as the database has it, and nobody else changes it until this transaction ends.

    Refreshed in place: a process holds the same object.
    """
    letter.refresh_from_db(from_queryset=Letter.objects.select_for_update())


def require_state(letter: Letter, state: str, *, to: str) -> None:
    """Nothing, if the letter is in that state; otherwise AlreadyDone, or RuleError if it is not there yet."""
    if letter.status == state:
        return
    sentence = f"{letter} can’t be {to} now. It is: {letter.get_status_display().lower()}."
    order = list(Letter.Status.values)
    raise (AlreadyDone if order.index(letter.status) > order.index(state) else RuleError)(sentence)


def require_draft(letter: Letter) -> None:
    """Nothing, if the letter is still being written; otherwise RuleError."""
    if letter.status != Letter.Status.DRAFT:
        raise RuleError(
            f"{letter} can’t be changed now. It is: {letter.get_status_display().lower()}. Whoever has it "
            "now can send it back to be written again."
        )


def require_right(by: User, perm: Perm, letter: Letter) -> None:
    """Nothing, if the person holds the permission for the letter's school; otherwise PermissionDenied.

    Nor if the person would decide for the council on a letter that he or she answers for the school.
    """
    if not may(by, perm, letter.school):
        raise PermissionDenied(perm.value)
    if on_both_sides(letter, perm).filter(pk=by.pk).exists():
        raise PermissionDenied("Whoever answers a letter for the school can’t decide on it for the council.")


def require_not_given(letter: Letter) -> None:
    """Nothing, if it can still be said who gets the letter and how; otherwise RuleError."""
    if letter.is_given or letter.is_ended:
        raise RuleError(f"{letter} can’t be changed now. It is: {letter.get_status_display().lower()}.")
