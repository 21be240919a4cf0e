"""What a version of a kind of letter may not say: refused beside its field, before it is proposed."""

from collections.abc import Iterable
from datetime import date

from letters.kinds.parts import WORDS, Says, copies_in_order, copies_offered, parts_of, said_by
from letters.kinds.versions import Versions
from letters.merging import fields_of_kind, refuse_unknown
from letters.models import LetterKind
from letters.services.stating_law import LONGEST
from letters.wording import listed, plain_day
from record import clock
from record.errors import RuleError
from record.fonts import not_printable
from record.models import DeadlineRule

NEEDED = {"effect", "opening", "consequence"}
CATEGORY = "category-"  # the field of one category's words
COUNTED_BY = ("inspection", "s60", "working")  # rules of days that a letter's answer can be counted by


def checked(kind: LetterKind, says: Says) -> Says:
    """What a version after ``kind`` will say, complete and tidied; what is only spaced otherwise stays.

    Refuses (RuleError) parts that can't be changed, a period of no or absurdly many days, an unknown rule, a
    copy that can't be, words that are left empty where there were some, a field that such letters don't have,
    and a character that no font here prints.
    """
    was = said_by(kind)
    if set(says) - set(parts_of(kind)):
        raise RuleError("This part of the kind is not changed here.")
    said = {**was, **says}
    for part, value in said.items():
        if part in WORDS:
            said[part] = _words(kind, part, was[part], value)
    if "by_category" in said:
        said["by_category"] = _by_category(was["by_category"], said["by_category"])
    if "clock_days" in said and not (said["clock_days"] and 0 < said["clock_days"] <= LONGEST):
        raise RuleError(f"Give a number of days from 1 to {LONGEST}.", field="clock_days")
    if "clock_rule" in said and not DeadlineRule.objects.filter(name=said["clock_rule"]).exists():
        raise RuleError("Choose how the days are counted.", field="clock_rule")
    if "copies_to" in said:
        said["copies_to"] = _copies(kind, said["copies_to"])
    return said


def first_day(found: Versions) -> date:
    """The first day from which another version can hold: never one on which that of today began."""
    today, begun = clock.today(), found.now.valid_from if found.now else None
    return date.fromordinal(begun.toordinal() + 1) if begun and begun >= today else today


def refuse_day(found: Versions, day: date) -> None:
    """Nothing, if another version can begin on that day; otherwise RuleError in words."""
    first = first_day(found)
    if day < first:
        why = "" if first == clock.today() else " The version of today began today."
        raise RuleError(f"Choose {plain_day(first)} or a later day.{why}", field="valid_from")
    last = (found.coming or found.now).valid_until
    if last and day > last:
        raise RuleError(
            f"Choose a day until {plain_day(last)}: nothing is in use after it.", field="valid_from"
        )


def refuse_unprintable(texts: Iterable[str], *, field: str) -> None:
    """Nothing, if some font here prints every character; otherwise RuleError that names the others."""
    missing = not_printable(texts)
    if missing:
        raise RuleError(f"No font here can print {listed(missing)}: write it otherwise.", field=field)


def _words(kind: LetterKind, part: str, was: str, value: str) -> str:
    value = tidied(value)
    if value == tidied(was):
        return was
    if not value and part in NEEDED:
        raise RuleError("Write these words: letters of this kind have always had some.", field=part)
    refuse_unknown(value, known=fields_of_kind(kind), field=part)
    if part == "opening" and kind.ends_as and "{ended_reference}" not in value:
        raise RuleError(
            "Say which letter it ends: write {ended_reference} where its reference is to stand.", field=part
        )
    refuse_unprintable([value], field=part)
    return value


def _by_category(was: dict[str, str], value: dict[str, str]) -> dict[str, str]:
    said = dict(was)
    for code, words in value.items():
        if tidied(words) == tidied(was.get(code, "")):
            continue
        refuse_unknown(words, known=[], field=f"{CATEGORY}{code}")
        refuse_unprintable([words], field=f"{CATEGORY}{code}")
        said[code] = tidied(words)
        if not said[code]:
            if was.get(code):
                raise RuleError(
                    "Write which support is available: schools in this category could get no letter.",
                    field=f"{CATEGORY}{code}",
                )
            del said[code]
    return said


def _copies(kind: LetterKind, chosen: list[str]) -> list[str]:
    offered = {code for code, _ in copies_offered(kind)}
    if set(chosen) - offered - {*copies_in_order(kind, [])}:
        raise RuleError("Choose who gets a copy from those offered.", field="copies_to")
    return copies_in_order(kind, chosen)


def tidied(words: str) -> str:
    """The words without outer blanks, with line ends as they are kept."""
    return (words or "").replace("\r\n", "\n").strip()
