"""The register of letters as a table to take away: state, deadline, outcome, and the days of each step."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from letters.models import Letter
from people.access import schools_where
from people.models import User
from record import clock
from schools.permissions import Perm

STATUS = Letter.Status
ASSESSED = (STATUS.COMPLIED, STATUS.NOT_COMPLIED, STATUS.POWERS_USED, STATUS.NO_POWERS_USED)

HEADS = [
    "Reference", "Kind", "School", "URN", "Case", "State", "Given", "Answer due", "Answered", "Late",
    "Outcome",
    "Days to draft", "Days to tell the diocese", "Days of legal check", "Days to authorise", "Days to give",
    "Days to acknowledge", "Days to answer", "Days to assess",
]  # fmt: skip
# The same steps in the same order, as the page tells them.
DAYS_OF = ["draft", "tell the diocese", "legal check", "authorise", "give", "acknowledge", "answer", "assess"]


def register_rows(letters: Iterable[Any], *, reader: User) -> list[list[Any]]:
    """One row a letter. How long the council took is for readers of the council alone: empty to others.

    ``letters`` come with ``due``, ``first_sent_at`` and ``acknowledged_on``, and their kind, school, case and
    response.
    """
    inside = set(schools_where(reader, may=Perm.READ_LA).values_list("pk", flat=True))
    return [
        [*_facts(letter), *(days_of_steps(letter) if letter.school_id in inside else [""] * len(DAYS_OF))]
        for letter in letters
    ]


def days_of_steps(letter: Any) -> list[int | str]:
    """Calendar days of each step, in the order of ``HEADS``; empty where a step was not taken, or not after
    the one before.

    Drafting ends when the letter is first sent on: the rounds after that, in which it is sent back and
    written again, belong to the step that they led to. What was assessed before an answer came and before
    the last day kept nobody waiting.
    """
    response = getattr(letter, "response", None)
    begun, sent, checked = _day(letter.begun_at), _day(letter.first_sent_at), _day(letter.law_checked_at)
    authorised, given = _day(letter.authorised_at), letter.given_on
    answered = response.received_on if response else None
    assessed = _day(letter.ended_at) if letter.status in ASSESSED else None
    return [
        _days(begun, sent),
        _days(sent, _day(letter.diocese_told_at)),
        _days(sent, checked),
        _days(checked or sent, authorised),
        _days(authorised, given),
        _days(given, letter.acknowledged_on),
        _days(given, answered),
        _days(answered or _earlier(letter.due, assessed), assessed),
    ]


def _facts(letter: Any) -> list[Any]:
    response = getattr(letter, "response", None)
    return [
        letter.reference,
        letter.kind.name,
        letter.school.name,
        letter.school.urn,
        letter.case.reference if letter.case else "",
        letter.get_status_display(),
        letter.given_on or "",
        letter.due or "",
        response.received_on if response else "",
        _late(letter, response),
        letter.outcome_why if letter.is_given else "",
    ]


def _late(letter: Any, response: Any) -> str:
    """Whether the answer came late or, of a letter that awaits one, is late; empty while there is time."""
    if response:
        return "yes" if response.late else "no"
    awaited = letter.status == Letter.Status.GIVEN and letter.due
    return "yes" if awaited and letter.due < clock.today() else ""


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None


def _days(first: date | None, last: date | None) -> int | str:
    return (last - first).days if first and last and first <= last else ""


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one
