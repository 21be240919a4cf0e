"""Whose turn it is in a conference."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from meetings.models import Meeting, Minutes
from record.words import listed
from schools.permissions import Perm
from workflows import cards, engine

NAMES_SHOWN = 3


@dataclass(frozen=True)
class NextStep:
    """What the panel says. ``kind``: yours or waiting; ``card`` is the open step, if one is."""

    kind: str
    label: str
    title: str
    who: str = ""
    card: Any = None
    url: str = ""


def next_step(meeting: Meeting, user: Any, *, perms: Collection[Perm]) -> NextStep | None:
    """The open step of the conference, for this reader; None when nothing is open and nothing more to say."""
    open_now = engine.open_cards(meeting)
    mine = [card for card in open_now if card.perm in perms and user not in card.not_for.all()]
    if mine:
        card = mine[0]
        return NextStep("yours", "Next step, yours", card.title, card=card, url=cards.task_url(card.task))
    if open_now:
        card = open_now[0]
        first = cards.people_asked_first(card)
        others = [person for person in cards.people_who_may(card) if person not in first]
        names = [person.name for person in [*first, *others]]
        shown = [*names[:NAMES_SHOWN], *(["others"] if names[NAMES_SHOWN:] else [])]
        who = f"{listed(shown)} {'has' if len(names) == 1 else 'have'} this task." if names else ""
        kind, label = ("waiting", "Nothing for you to do") if names else ("blocked", "Nobody can do this now")
        return NextStep(kind, label, f"Waiting: {card.title}", who=who, card=card)
    on_their_way = meeting.minutes.filter(part="A", status=Minutes.Status.APPROVED, circulated_at=None)
    if meeting.status == Meeting.Status.MINUTES_APPROVED and on_their_way.exists():
        return NextStep("waiting", "Nothing for you to do", "The minutes are being made into a PDF and sent")
    return None
