"""Fields in the words of a letter, such as ``{school}``: which there are, and what is put in their place."""

import re
from datetime import date

from letters.models import Letter, LetterKind
from letters.wording import full_day, listed, plain_day
from record.errors import RuleError

# What looks like a field: a word or a few in braces. "{{ x }}" and "{a.b}" are text like any other.
LOOKS_LIKE_FIELD = re.compile(r"(?<!\{)\{ *([A-Za-z][\w -]*?) *\}(?!\})")
NAMES = ("body", "school", "due", "year", "ended", "ended_on", "ended_reference")


def body_of(letter: Letter) -> str:
    """Whom the letter is to: the governing body, or an academy's trust."""
    return "governing body" if letter.school.is_maintained else "trust"


def fields_of(letter: Letter, *, due: date | None = None) -> dict[str, str]:
    """The fields that this letter has, by name, with what is put in their place.

    Without ``due`` (a draft that is only checked) the day for the answer is empty.
    """
    fields = {"body": body_of(letter), "school": letter.school.name}
    if letter.kind.asks_answer:
        fields["due"] = full_day(due) if due else ""
    if letter.ends and letter.ends.given_on:
        ended = letter.ends
        fields |= {
            "ended": ended.kind.name.lower(),
            "ended_on": plain_day(letter.ends.given_on),
            "ended_reference": ended.reference,
        }
    if letter.for_year:
        fields["year"] = f"{letter.for_year} to {letter.for_year + 1}"
    return fields


def fields_of_kind(kind: LetterKind) -> tuple[str, ...]:
    """The fields that every letter of the kind has, and so the words of the kind can use."""
    fields = ["body", "school"]
    if kind.asks_answer:
        fields.append("due")
    if kind.ends_as:
        fields += ["ended", "ended_on", "ended_reference"]
    if kind.yearly:
        fields.append("year")
    return tuple(fields)


def merged(letter: Letter, text: str, *, due: date | None = None) -> str:
    """The words with every field of the letter filled in; what is filled in is not looked at again."""
    return filled(text, fields_of(letter, due=due))


def filled(text: str, fields: dict[str, str]) -> str:
    """The words with these fields filled in, by name; a field that is not among them stays as it is."""
    return LOOKS_LIKE_FIELD.sub(lambda found: fields.get(found[1], found[0]), text)


def refuse_unknown(text: str, *, known: tuple[str, ...] | list[str], field: str) -> None:
    """Nothing, if every field in the words is one of those known; otherwise RuleError that names them."""
    unknown = [name for name in dict.fromkeys(LOOKS_LIKE_FIELD.findall(text)) if name not in known]
    if not unknown:
        return
    named = listed([f"{{{name}}}" for name in unknown])
    if known:
        there_are = f"You can use {listed([f'{{{name}}}' for name in known])} here."
    else:
        there_are = "No fields can be used here: write the words."
    raise RuleError(f"There is no field {named}. {there_are}", field=field)
