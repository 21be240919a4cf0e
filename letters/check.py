"""One line of a letter's checklist."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Check:
    """One thing that is right or not: what to do, the field it belongs to, and what was found.

    ``field``: one of the draft's; ``actions`` or ``actions-0-measure``; ``grounds`` (what the letter relies
    on) or one record of it (``quoting.place_of``); ``kind`` (kind and school); ``recipients``; ``diocese``
    and ``law_check`` of a letter that was sent on.
    ``url``: the page on which it is put right, where that is another than the letter's.
    ``to_be_known``: nothing is to be put right, but whoever writes or authorises should not overlook it.
    """

    ok: bool
    sentence: str
    field: str = ""
    note: str = ""
    url: str = ""
    to_be_known: bool = False

    @property
    def place(self) -> str:
        """What the field belongs to: ``actions`` and ``grounds`` also of one of them."""
        return self.field.partition("-")[0]


def check(ok: bool, *, yes: str, no: str, field: str = "", note: str = "", url: str = "") -> Check:
    """What is said if it is right (with ``note``), and what is to be done if it is not (at ``url``)."""
    sentence, note, url = (yes, note, "") if ok else (no, "", url)
    return Check(ok=ok, sentence=sentence, field=field, note=note, url=url)


def check_each(wrong: Iterable[tuple[str, str]], *, yes: str, note: str = "") -> list[Check]:
    """A line for each thing that is wrong, given as its field and what is to be done; one if all is right."""
    told = [Check(ok=False, sentence=sentence, field=field) for field, sentence in wrong]
    return told or [Check(ok=True, sentence=yes, note=note)]


def checklist(checks: Sequence[Check]) -> dict[str, Any]:
    """What the checklist's template shows: all of it; what has to be seen; what can be folded."""
    return {
        "checks": sorted(checks, key=lambda each: each.ok),
        "checks_right": sum(each.ok for each in checks),
        "checks_open": [each for each in checks if not each.ok or each.to_be_known],
        "checks_folded": [each for each in checks if each.ok and not each.to_be_known],
    }
