"""Changes of kinds of letter, made through the services."""

from datetime import date
from typing import Any

from letters.kinds.versions import kind_versions
from letters.models import KindChange, LetterKind
from letters.services.kind_changes import agree_change, propose_change

NEW_YEAR = date(2027, 1, 1)
WHY = "Fifteen days are too few over a holiday."


def propose(cast: Any, series: str = "warning_letter", *, by: Any = None, **facts: Any) -> KindChange:
    """A change that waits: by default a warning letter gives 25 days from New Year on."""
    says = facts.pop("says", {"clock_days": 25})
    facts = {"valid_from": NEW_YEAR, "why": WHY, **facts}
    return propose_change(series, says=says, **facts, by=by or cast.head_of_improvement)


def change(cast: Any, series: str = "warning_letter", *, by: Any = None, **facts: Any) -> LetterKind:
    """The version that a change made, which the legal adviser agreed to."""
    made = agree_change(propose(cast, series, **facts), by=by or cast.legal_adviser).coming
    assert made is not None
    return made


def today_and_coming(series: str = "warning_letter") -> tuple[LetterKind, LetterKind | None]:
    found = kind_versions(series)
    assert found is not None
    return found.now, found.coming
