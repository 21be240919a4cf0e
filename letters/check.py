"""One line of a letter's checklist."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing that is right or not: what to do, the field it belongs to, and what was found.

    ``url``: the page on which it is put right, where that is another than the letter's.
    """

    ok: bool
    sentence: str
    field: str = ""
    note: str = ""
    url: str = ""


def check(ok: bool, *, yes: str, no: str, field: str = "", note: str = "", url: str = "") -> Check:
    """What is said if it is right (with ``note``), and what is to be done if it is not (at ``url``)."""
    sentence, note, url = (yes, note, "") if ok else (no, "", url)
    return Check(ok=ok, sentence=sentence, field=field, note=note, url=url)
