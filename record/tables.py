"""Tables that people bring along: CSV as spreadsheets save it, and XLSX. Everything comes out as text."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

from record.errors import RuleError
from record.exports import as_it_was

LARGEST = 2_000_000  # bytes
MOST_ROWS = 5_000
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]
TIME_FORMATS = ["%H:%M", "%H.%M", "%I %p", "%I%p", "%I.%M %p", "%I.%M%p", "%I:%M %p", "%I:%M%p"]
XLSX_START = b"PK"


@dataclass(frozen=True)
class Line:
    """One line of a table by its column names, with its number as a spreadsheet shows it."""

    sheet: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def where(self) -> str:
        return f"{self.sheet}, line {self.number}" if self.sheet else f"line {self.number}"


@dataclass(frozen=True)
class Table:
    """One sheet: its column names in lower case, and the lines that say something."""

    name: str
    columns: list[str]
    lines: list[Line]


def read_tables(content: bytes) -> list[Table]:
    """The sheets of a workbook, or the one table of a CSV file (its name is empty).

    Refuses (RuleError on ``file``) what is neither, is too large, or has too many rows.
    """
    if len(content) > LARGEST:
        raise RuleError("The file is larger than 2 MB. Split it into several.", field="file")
    if not content.startswith(XLSX_START):
        return [read_csv(decode(content))]
    return _checked([_table(name, rows) for name, rows in _sheets(content)])


def read_csv(text: str) -> Table:
    """The table of a CSV file. Refuses (RuleError on ``file``) as ``read_tables`` does."""
    return _checked([_table("", _csv(text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")))])[0]


def _checked(tables: list[Table]) -> list[Table]:
    if not any(table.columns for table in tables):
        raise RuleError("The file is empty.", field="file")
    if sum(len(table.lines) for table in tables) > MOST_ROWS:
        raise RuleError(f"The file has more than {MOST_ROWS:,} rows. Split it into several.", field="file")
    return tables


def decode(content: bytes) -> str:
    """The text of a file as spreadsheets save it: UTF-8, or the encoding of Windows."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def day_of(line: Line, column: str) -> date | None:
    """The day in the cell; None for an empty one. Refuses (RuleError with the column) what is no day."""
    found = _moment(line, column, DAY_FORMATS, "is no day. Write it as 2026-09-01 or 01/09/2026")
    return found.date() if found else None


def time_of(line: Line, column: str) -> time | None:
    """The time in the cell; None for an empty one. Refuses (RuleError with the column) what is no time."""
    found = _moment(line, column, TIME_FORMATS, "is no time. Write it as 14:00 or 2 pm")
    return found.time() if found else None


def _moment(line: Line, column: str, formats: Sequence[str], otherwise: str) -> datetime | None:
    text = line[column]
    if not text:
        return None
    for pattern in formats:
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    raise RuleError(f"“{text}” {otherwise}.", field=column)


def _csv(text: str) -> Iterator[tuple[int, list[str]]]:
    if "\0" in text:
        raise RuleError("This is not a CSV file. Save the spreadsheet as CSV.", field="file")
    head = text.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [as_it_was(cell.strip()) for cell in cells]
    except csv.Error as error:
        raise RuleError(f"Line {reader.line_num} can’t be read: {error}.", field="file") from None


def _sheets(content: bytes) -> Iterator[tuple[str, Iterator[tuple[int, list[str]]]]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as error:  # noqa: BLE001 -- the library raises whatever a damaged part leads to
        raise RuleError(
            "The workbook can’t be opened. Save it anew as XLSX, or as CSV.", field="file"
        ) from error
    for sheet in book.worksheets:
        yield sheet.title.strip().casefold(), _rows_of(sheet)


def _rows_of(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > MOST_ROWS + 1:
            raise RuleError(f"A sheet has more than {MOST_ROWS:,} rows. Split it.", field="file")
        yield number, [_cell(value) for value in row]


def _cell(value: Any) -> str:
    """What a cell says, as somebody would type it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return as_it_was(str(value).strip())


def _table(name: str, rows: Iterator[tuple[int, list[str]]]) -> Table:
    columns: list[str] = []
    lines = []
    for number, cells in rows:
        if not any(cells):
            continue
        if not columns:
            columns = [cell.casefold().replace(" ", "_") for cell in cells]
            continue
        found = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
        if any(cells[len(columns) :]):
            found["surplus"] = "yes"
        lines.append(Line(name, number, found))
    return Table(name, [column for column in columns if column], lines)
