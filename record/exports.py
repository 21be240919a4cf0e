"""Lists to take away: as CSV and as XLSX, with the same rows that the page shows."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

KINDS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Rows = Iterable[Sequence[Any]]


def download(kind: str, *, name: str, heads: Sequence[str], rows: Rows) -> HttpResponse:
    """The rows as a file ``name.csv`` or ``name.xlsx``. Refuses (KeyError) any other kind."""
    make, content_type = {"csv": (_csv, "text/csv; charset=utf-8"), "xlsx": (_xlsx, XLSX)}[kind]
    response = HttpResponse(make(heads, rows), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def workbook(*, name: str, sheets: Sequence[tuple[str, Sequence[str], Rows]]) -> HttpResponse:
    """Several lists as the sheets of one file ``name.xlsx``: the title of each, its heads and rows."""
    response = HttpResponse(_book(sheets), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would calculate in a CSV is marked as text; everything else stays as it is."""
    return f"'{value}" if _looks_calculated(value) else value


def as_it_was(text: str) -> str:
    """The text without the mark that ``harmless`` gave it: what is brought in again changes nothing."""
    return text[1:] if text.startswith("'") and _looks_calculated(text[1:]) else text


def _looks_calculated(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(FORMULA_STARTS)


def _csv(heads: Sequence[str], rows: Rows) -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([harmless(value) for value in row] for row in rows)
    # The mark at the beginning tells spreadsheets that accents are UTF-8.
    return text.getvalue().encode("utf-8-sig")


def _xlsx(heads: Sequence[str], rows: Rows) -> bytes:
    return _book([("List", heads, rows)])


def _cell(sheet: Any, value: Any) -> Any:
    """A cell of a workbook says itself that it is text: its words need no mark."""
    if not _looks_calculated(value):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _book(sheets: Sequence[tuple[str, Sequence[str], Rows]]) -> bytes:
    book = Workbook(write_only=True)
    for title, heads, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for place, head in enumerate(heads):
            sheet.column_dimensions[chr(ord("A") + place)].width = max(14, len(head) + 4)
        top = [WriteOnlyCell(sheet, value=head) for head in heads]
        for cell in top:
            cell.font = Font(bold=True)
        sheet.append(top)
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()
