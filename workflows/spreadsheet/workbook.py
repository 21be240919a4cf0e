"""The template of a spreadsheet: its sheets with an example, and a guide to every column."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from workflows.spreadsheet.columns import Column


def workbook(columns: Mapping[str, list[Column]], examples: Mapping[str, list[str]]) -> bytes:
    """An XLSX file with a sheet for each name, one example on each, and what every column says."""
    book = Workbook()
    first: Any = book.active
    book.remove(first)
    for name, of_sheet in columns.items():
        sheet = book.create_sheet(name)
        sheet.append([column.name for column in of_sheet])
        sheet.append(examples[name])
        sheet.freeze_panes = "A2"
        for place, column in enumerate(of_sheet, start=1):
            sheet.cell(1, place).font = Font(bold=True)
            sheet.column_dimensions[sheet.cell(1, place).column_letter].width = max(14, len(column.name) + 4)
    guide = book.create_sheet("guide")
    guide.append(["sheet", "column", "needed", "what it says"])
    for name, of_sheet in columns.items():
        for column in of_sheet:
            guide.append([name, column.name, "yes" if column.needed else "", column.says])
    file = BytesIO()
    book.save(file)
    return file.getvalue()
