"""Whether a letter can be put on paper as it stands: its characters, and the files that it encloses."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from letters.addressees import Addressee
from letters.check import Check
from letters.checks_words import field_of
from letters.content import facts_of
from letters.enclosures import enclosures_of, infected_of, why_not_enclosed
from letters.history import told_of_before
from letters.models import Letter
from letters.quoting import heading_of, place_of, source_of
from letters.wording import listed
from record import clock
from record.fonts import not_printable


def printing_check(letter: Letter, recipients: Sequence[Addressee]) -> list[Check]:
    """Every name and word of the letter and of its envelopes can be printed: told only where one can't.

    Of the field, record or address in which the character stands, or else of the letter.
    """
    said = [*texts_of(facts_of(letter, given=clock.today()))]
    missing = set(not_printable([*said, *_on_envelopes(recipients)]))
    if not missing:
        return []
    found = {field: not_printable(words) for field, words in _words_by_field(letter, recipients).items()}
    elsewhere = missing.difference(*found.values())
    return [
        Check(
            ok=False,
            sentence=f"No font here can print {listed(characters)}: it would be a box in the letter. Ask "
            "whoever runs this system to add a font, or spell it otherwise.",
            field=field,
        )
        for field, characters in {**found, "kind": sorted(elsewhere)}.items()
        if characters
    ]


def _on_envelopes(recipients: Iterable[Addressee]) -> list[str]:
    return [words for each in recipients for words in (each.name, *each.address)]


def _words_by_field(letter: Letter, recipients: Iterable[Addressee]) -> dict[str, list[str]]:
    """The words that are written, quoted and put on envelopes, each under its field (``letters.check``)."""
    words = {"subject": [letter.subject], "body": [letter.body], "ends_why": [letter.ends_why]}
    for ground in letter.grounds.with_records():
        said = [heading_of(ground.record), ground.text, source_of(ground.record)]
        words.setdefault(place_of(ground.record), []).extend(said)
    for file in enclosures_of(letter):
        words[place_of(file.evidence)].append(file.name)
    words["grounds"] = [*texts_of([asdict(row) for row in told_of_before(letter, given=clock.today())])]
    for action in letter.required_actions.all():
        words[field_of(action, "what")], words[field_of(action, "measure")] = [action.what], [action.measure]
    return {**words, "recipients": _on_envelopes(recipients)}


def enclosures_check(letter: Letter) -> list[Check]:
    """What it encloses can be enclosed: told only where it can't, of each record behind which it stands."""
    return [
        Check(ok=False, sentence=why_not_enclosed([file]), field=place_of(file.evidence))
        for file in infected_of(letter)
    ]


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
