"""Whether a letter can be put on paper as it stands: its characters, and the files that it encloses."""

from collections.abc import Iterable, Iterator
from typing import Any

from letters.addressees import Addressee
from letters.check import Check
from letters.content import facts_of
from letters.enclosures import why_not_enclosed
from letters.models import Letter
from letters.wording import listed
from record import clock
from record.fonts import not_printable


def printing_check(letter: Letter, recipients: Iterable[Addressee]) -> list[Check]:
    """Every name and word of the letter and of its envelopes can be printed: told only where one can't."""
    said = [*texts_of(facts_of(letter, given=clock.today()))]
    said += [words for each in recipients for words in (each.name, *each.address)]
    missing = not_printable(said)
    if not missing:
        return []
    return [
        Check(
            ok=False,
            sentence=f"No font here can print {listed(missing)}: it would be a box in the letter. Ask "
            "whoever runs this system to add a font, or spell it otherwise.",
        )
    ]


def enclosures_check(letter: Letter) -> list[Check]:
    """What it encloses can be enclosed: told only where it can't."""
    why = why_not_enclosed(letter)
    return [Check(ok=False, sentence=why, field="grounds")] if why else []


def texts_of(value: Any) -> Iterator[str]:
    """Every text in the facts, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_of(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_of(each)
