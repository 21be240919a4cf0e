"""How one value of the register is written there, and what it means."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from schools.importing.errors import BadRow

NO_DATE = date(1900, 1, 1)  # the register's way of saying that it does not know
LARGEST_NUMBER = 2_147_483_647
DATE_PARTS = 3


def text(value: str) -> str:
    """Without the runs of spaces that the register has inside some names."""
    return " ".join(value.split())


def shout(value: str) -> str:
    return text(value).upper()


def number(value: str) -> int | None:
    value = value.strip()
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or int(value) > LARGEST_NUMBER:
        raise BadRow(f"“{value}” is not a whole number")
    return int(value)


def age(value: str) -> int | None:
    years = number(value)
    if years is not None and years > 999:
        raise BadRow(f"“{value}” is not an age")
    return years


def per_cent(value: str) -> Decimal | None:
    """0 to 100 with one decimal; the register writes 23.30 and .90."""
    value = value.strip().removesuffix("%")
    if not value:
        return None
    try:
        share = Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP)
    except InvalidOperation:
        share = Decimal(-1)
    if not 0 <= share <= 100:
        raise BadRow(f"“{value}” is not a percentage")
    return share


def day(value: str) -> date | None:
    """Written dd-mm-yyyy (or dd/mm/yyyy, when a spreadsheet has saved the file again)."""
    value = value.strip()
    if not value:
        return None
    parts = value.replace("/", "-").split("-")
    try:
        if len(parts) != DATE_PARTS or len(parts[2]) != 4:
            raise ValueError
        found = date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        raise BadRow(f"“{value}” is not a date as dd-mm-yyyy") from None
    return None if found == NO_DATE else found


def urn(value: str) -> str:
    value = value.strip()
    if len(value) != 6 or not value.isascii() or not value.isdigit():
        raise BadRow(f"“{value}” is not a number of six digits")
    return value


def la_code(value: str) -> str:
    value = value.strip()
    if not value.isascii() or not value.isdigit() or len(value) > 3:
        raise BadRow(f"“{value}” is not a code of three digits")
    return value.zfill(3)  # a spreadsheet makes 0 of 000


def coded(value: str) -> str:
    """A code of two characters or more, whose leading zero a spreadsheet may have eaten."""
    value = value.strip()
    return value.zfill(2) if value.isdigit() else value


def establishment_number(value: str) -> str:
    value = value.strip()
    if value and (len(value) > 4 or not value.isascii() or not value.isdigit()):
        raise BadRow(f"“{value}” is not a number of four digits")
    return value.zfill(4) if value else ""


def filled(value: str) -> str:
    value = text(value)
    if not value:
        raise BadRow("it is empty")
    return value
