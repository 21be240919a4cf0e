"""Office documents taken apart: what ``record.pdf_process`` reads of them, so that it can be printed.

Runs in that process alone, without database or settings: a file that breaks the library breaks nothing else.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import mammoth
import openpyxl

from record.pdf_assembly import UNREADABLE, Unusable

PICTURES = {"image/png": "png", "image/jpeg": "jpg"}
TOO_LONG = "It is too long to be printed."
EMPTY = "There is nothing in it that can be printed."


def word(job: dict[str, Any]) -> dict[str, Any]:
    """The text of a Word document as HTML; its pictures lie in the folder of the job.

    Its own layout, headers and footers are left out; so are pictures of other kinds than PNG and JPEG.
    """
    pictures: list[str] = []

    def attributes(image: Any) -> dict[str, str]:
        name = f"{job['name']}-{len(pictures) + 1}.{PICTURES[image.content_type]}"
        with image.open() as source:
            (Path(job["folder"]) / name).write_bytes(source.read())
        pictures.append(name)
        return {"src": f"/kept/{name}"}

    drawn = mammoth.images.img_element(attributes)

    def converted(image: Any) -> list[Any]:
        return list(drawn(image)) if image.content_type in PICTURES else []

    try:
        with Path(job["source"]).open("rb") as source:
            html = mammoth.convert_to_html(source, convert_image=converted).value
    except Exception as error:  # whatever is wrong with it, the library says it in its own way
        raise Unusable(UNREADABLE) from error
    if not html:
        raise Unusable(EMPTY)
    return {"html": html, "pictures": pictures}


def workbook(job: dict[str, Any]) -> dict[str, Any]:
    """The sheets of an Excel workbook that are not hidden, each with its rows as people read them.

    Formulas stand with what they gave when it was saved. Refuses a sheet larger than the job allows.
    """
    try:
        with Path(job["source"]).open("rb") as source:  # of a path the library asks for an ending
            book = openpyxl.load_workbook(source, read_only=True, data_only=True)
            sheets = [
                [sheet.title, _rows(sheet, most_rows=job["most_rows"], most_columns=job["most_columns"])]
                for sheet in book.worksheets
                if sheet.sheet_state == "visible"
            ]
    except Unusable:
        raise
    except Exception as error:  # as above
        raise Unusable(UNREADABLE) from error
    sheets = [[title, rows] for title, rows in sheets if rows]
    if not sheets:
        raise Unusable(EMPTY)
    return {"sheets": sheets}


def _rows(sheet: Any, *, most_rows: int, most_columns: int) -> list[list[str]]:
    sheet.reset_dimensions()  # what it says of its own size may be wrong
    found, last, widest = [], 0, 0
    for cells in sheet.iter_rows():
        row = [_said(cell) for cell in cells]
        filled = [place for place, text in enumerate(row, start=1) if text]
        found.append(row)
        if filled:
            last, widest = len(found), max(widest, filled[-1])
        if last > most_rows or widest > most_columns:
            raise Unusable(TOO_LONG)
    return [_padded(row[:widest], widest) for row in found[:last]]


def _padded(row: Iterable[str], width: int) -> list[str]:
    row = list(row)
    return row + [""] * (width - len(row))


def _said(cell: Any) -> str:
    """A cell as it is read on a sheet: days in words, shares in per cent, numbers without false digits."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() != time():
        return f"{value:%-d %B %Y, %H:%M}"
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool)):
        is_share = "%" in (cell.number_format or "")
        return f"{value * 100:.4g}\N{NO-BREAK SPACE}%" if is_share else f"{value:.10g}"
    return str(value).strip()
