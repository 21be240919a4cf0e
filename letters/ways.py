"""How each recipient gets a letter: what was chosen for it, as long as that is still possible."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from django.conf import settings

from concern_cases.models import EvidenceFile
from concern_cases.uploads import megabytes
from letters.addressees import Addressee, Method
from letters.models import ChosenMethod, Letter


def as_chosen(letter: Letter, found: Sequence[Addressee]) -> list[Addressee]:
    """The recipients, each with the way that was chosen for this letter; without a choice as proposed."""
    rows = {row.recipient: row for row in letter.chosen_methods.select_related("taken_from")}
    return [_one(replace(each, proposed=each.method), rows.get(each.key)) for each in found]


def _one(each: Addressee, row: ChosenMethod | None) -> Addressee:
    if row is None or not still_possible(row, each):
        return each
    return replace(each, method=row.method, typed_email=row.email, why=row.why, taken_from=row.taken_from)


def still_possible(row: ChosenMethod, each: Addressee) -> bool:
    """Whether what was chosen for a post can be done for whoever holds it today.

    A typed address, and the reason why a notice in law may go by e-mail, are of the person or body for whom
    they were written, and of nobody after them.
    """
    if row.method == Method.EMAIL and (row.why or each.user is None):
        return bool(row.email or each.user) and row.whose == each.whose
    return row.method in each.ways


def hash_of_choices(letter: Letter, recipients: Iterable[Addressee]) -> str:
    """SHA-256 (hexadecimal) of what was chosen and why, and of the names that were said of the recipients.

    A change of any after the authorisation is noticed.
    """
    rows = letter.chosen_methods.order_by("recipient").values_list(
        "recipient", "method", "email", "whose", "why"
    )
    names = [(each.key, each.title, each.name) for each in recipients if each.said]
    return hashlib.sha256(json.dumps([*rows, *names]).encode()).hexdigest()


def why_no_email(recipients: Iterable[Addressee], enclosures: Callable[[], list[EvidenceFile]]) -> str:
    """Why the letter can't go to one of these by e-mail, with what it encloses; empty if it can.

    ``enclosures`` is asked only where somebody is to get it so.
    """
    if all(each.method != Method.EMAIL for each in recipients):
        return ""
    files = enclosures()
    size = sum(file.size for file in files)
    if size > settings.LETTER_MAIL_MAX_BYTES:
        return (
            f"Its enclosures are too large for an e-mail: {megabytes(size)} together, and at most "
            f"{megabytes(settings.LETTER_MAIL_MAX_BYTES)} can go. Choose post or by hand instead."
        )
    return ""
