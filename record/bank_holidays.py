"""The bank holidays of the parts of the United Kingdom, by the names that GOV.UK gives them."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from holidays.countries import UnitedKingdom

PARTS = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
_OBSERVED = " (observed)"
_GOV_UK_NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
    "Summer Bank Holiday": "Summer bank holiday",
    "New Year Holiday": "2nd January",
    "Saint Andrew's Day": "St Andrew’s Day",
    "Saint Patrick's Day": "St Patrick’s Day",
    "Battle of the Boyne": "Battle of the Boyne (Orangemen’s Day)",
}


@cache
def bank_holidays_of(part: str, year: int) -> dict[date, str]:
    """The bank holidays of one part of the kingdom (ENG, WLS, SCT, NIR) in one year, royal ones included.

    A holiday that falls on a weekend is among them, and so is the day that is kept instead.
    """
    if part not in PARTS:
        raise ValueError(f"{part} is no part of the United Kingdom: use {', '.join(PARTS)}.")
    days = UnitedKingdom(subdiv=part, years=year)
    return {day: _name(name) for day, name in days.items() if day.year == year}


def name_of_bank_holiday(day: date, parts: Iterable[str]) -> str:
    """Why ``day`` is a bank holiday in any of the parts; empty where it is none.

    A holiday that not all of the parts keep names those that do.
    """
    parts = list(parts)
    keeping = [part for part in parts if day in bank_holidays_of(part, day.year)]
    if not keeping:
        return ""
    name = bank_holidays_of(keeping[0], day.year)[day]
    if len(keeping) == len(parts):
        return name
    return f"{name} ({', '.join(PARTS[part] for part in keeping)})"


def _name(names: str) -> str:
    """Two holidays that meet on one day come as one text, divided by a semicolon."""
    return " and ".join(_one_name(name) for name in names.split("; "))


def _one_name(name: str) -> str:
    base = name.removesuffix(_OBSERVED)
    words = _GOV_UK_NAMES.get(base, base.replace("'", "’"))
    return f"{words} (substitute day)" if name.endswith(_OBSERVED) else words
