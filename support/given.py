"""What a school is given of one row of the table of entitlement, and how that stands.

Of most kinds providers are sent, and ``support.entitled`` knows them. Of others nobody is sent: what the
records tell of those is a part that each app adds at the start (``apps.py``):
``@counts("conferences", is_often=True)``. A kind of support names its part (``SupportType.counted``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from record import clock
from schools.calendar import SEPTEMBER, academic_year
from schools.models import School
from support.days import NO_DAYS
from support.models import Entitlement

DONE, WAITING, NEEDS, OPEN = (
    "done",
    "waiting",
    "needs",
    "",
)  # of the mark beside it; OPEN: offered, not taken up
DAYS_A_YEAR = 365


@dataclass(frozen=True)
class Given:
    """What a school has of a row, in words, and how much of it since September.

    ``state`` and ``stands`` (its words) are given where the records know better than the amount tells.
    """

    words: str = ""
    amount: Decimal = NO_DAYS  # days, or times
    is_there: bool = False  # somebody is allocated, a place is held, a plan is in force
    state: str | None = None
    stands: str = ""


@dataclass(frozen=True)
class Asked:
    """A school and its entitlement, for a reader: nothing is told that this person may not read."""

    school: School
    reader: Any
    row: Entitlement

    @property
    def since(self) -> date:
        """Since when days and times of this year count."""
        return date(academic_year(clock.today()), SEPTEMBER, 1)

    @property
    def by_now(self) -> int:
        """How many of the times a year are to be behind us, spread evenly from September on."""
        return (self.row.times or 0) * (clock.today() - self.since).days // DAYS_A_YEAR


Part = Callable[[Asked], Given]
_parts: dict[str, Part] = {}
_often: set[str] = set()


def counts(name: str, *, is_often: bool = False) -> Callable[[Part], Part]:
    """From now on the function tells what is given of kinds that are counted so.

    ``is_often``: the table can say how many times a year.
    """

    def register(part: Part) -> Part:
        _parts[name] = part
        if is_often:
            _often.add(name)
        return part

    return register


def counted(name: str, asked: Asked) -> Given:
    """What the part tells; nothing where no app knows of it."""
    return _parts[name](asked) if name in _parts else Given()


def is_often(name: str) -> bool:
    """Whether what is counted so happens so many times a year."""
    return name in _often
