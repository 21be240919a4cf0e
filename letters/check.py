"""One line of a letter's checklist."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing that is right or not: what to do, the field it belongs to, and what was found."""

    ok: bool
    sentence: str
    field: str = ""
    note: str = ""


def check(ok: bool, *, yes: str, no: str, field: str = "", note: str = "") -> Check:
    """What is said if it is right (with ``note``), and what is to be done if it is not."""
    return Check(ok=ok, sentence=yes if ok else no, field=field, note=note if ok else "")
