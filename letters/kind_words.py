"""What a letter says and asks for by its kind, and where its central copies go: rows that people keep.

Its own words are in ``letters.differences``; both are kept each time that the letter is sent on.
"""

import hashlib
import json

from letters.check import Check
from letters.law import by_ground, by_power
from letters.models import CentralBody, Letter, LetterKind
from letters.wording import counted, listed

OF_KIND = "kind-"
EVERYTHING = "what every letter of this kind says"
WORDS = {
    "name": "What this kind of letter is called",
    "opening": "Why we write, as this kind of letter says it",
    "consequence": "What follows, as this kind of letter says it",
    "support": "The support, as this kind of letter says it",
    "effect": "The effect in law, as this kind of letter says it",
}


def parts_of_kind(letter: Letter) -> dict[str, list[str]]:
    """As ``parts_of`` of the letter's own words: by keys that stay, [what it is called, what it says]."""
    kind = letter.kind
    parts = {f"{OF_KIND}{name}": [label, getattr(kind, name)] for name, label in WORDS.items()}
    parts[f"{OF_KIND}time"] = ["The time that this kind of letter gives", _time(kind)]
    parts[f"{OF_KIND}copies"] = ["Where its copies go", _copies(kind)]
    if letter.category:
        available = kind.by_category.get(letter.category.category.code, "")
        parts[f"{OF_KIND}available"] = ["The support available in the school’s category", available]
    return parts


def hash_of_kind(letter: Letter) -> str:
    """SHA-256 (hexadecimal) of all that, with the words of its grounds and powers in law."""
    said = [parts_of_kind(letter), by_ground(letter.grounds_in_law), by_power(letter.powers)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def changed_in_kind(letter: Letter) -> str:
    """What of it is different from when the letter was last sent on, listed; empty if nothing is known to be.

    Of a letter that was sent on when it was not kept yet, nothing is known.
    """
    sent = letter.drafts.order_by("-number").first()
    then = {key: said for key, said in sent.parts.items() if key.startswith(OF_KIND)} if sent else {}
    if not then:
        return ""
    now = parts_of_kind(letter)
    keys = [*now, *(key for key in then if key not in now)]
    changed = [key for key in keys if then.get(key) != now.get(key)]
    return listed(f"“{(now.get(key) or then[key])[0]}”" for key in changed)


def kind_check(letter: Letter) -> list[Check]:
    """For whoever authorises it: what changed since it was sent on, and since the legal check, if anything.

    What the legal check did not read stops the letter.
    """
    what = changed_in_kind(letter)
    if letter.law_checked_at and letter.kind_sha256 not in ("", hash_of_kind(letter)):
        said = f"After the legal check this changed: {what or EVERYTHING}. Send the letter back, so that"
        return [Check(ok=False, sentence=f"{said} it is checked again.", field="law_check")]
    if not what:
        return []
    sentence = "What every letter of this kind says changed since it was sent on"
    note = f"{what}. Read the letter again."
    return [Check(ok=True, sentence=sentence, note=note, to_be_known=True)]


def _time(kind: LetterKind) -> str:
    if kind.clock_rule is None:
        return ""
    days = counted(kind.clock_days, "day") if kind.clock_days else "its own period"
    return f"{days}, counted by the rule {kind.clock_rule.name}"


def _copies(kind: LetterKind) -> str:
    """Who gets a copy, and where: the postal and e-mail addresses of central bodies as they are today."""
    rows = CentralBody.objects.in_use().filter(received_as__in=kind.copies_to)
    bodies = [", ".join([row.name, *row.address.splitlines(), *filter(None, [row.email])]) for row in rows]
    return "; ".join([*(name.replace("_", " ") for name in kind.copies_to), *bodies])
