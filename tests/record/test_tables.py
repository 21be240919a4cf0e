"""Tables that people bring along come out as text, line by line."""

from datetime import date, datetime, time
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from record.errors import RuleError
from record.exports import download
from record.tables import Line, day_of, read_csv, read_tables, time_of


def workbook(**sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_cells_of_a_workbook_say_what_somebody_would_type():
    row = [123456, 7.5, datetime(2026, 3, 2), time(14, 0), None, " x "]
    (table,) = read_tables(workbook(Cases=[["urn", "n", "on", "at", "none", "Two Words"], row]))
    (line,) = table.lines
    assert (table.name, table.columns[-1]) == ("cases", "two_words")
    assert list(line.cells.values()) == ["123456", "7.5", "2026-03-02", "14:00", "", "x"]


def test_lines_keep_the_number_that_a_spreadsheet_shows():
    table = read_csv("a,b\n\n1,2\n,\n3,4\n")
    assert [(line.number, line["a"]) for line in table.lines] == [(3, "1"), (5, "3")]


def test_what_stands_beyond_the_columns_is_marked():
    assert read_csv("a\n1,2\n").lines[0]["surplus"] == "yes"


@pytest.mark.parametrize("text", ["2026-09-01", "01/09/2026", "1.9.2026", "1 September 2026", "1 Sep 2026"])
def test_days_as_people_write_them(text):
    assert day_of(Line("", 2, {"on": text}), "on") == date(2026, 9, 1)


@pytest.mark.parametrize("text", ["14:00", "14.00", "2 pm", "2pm", "2.00 pm", "2:00PM"])
def test_times_as_people_write_them(text):
    assert time_of(Line("", 2, {"at": text}), "at") == time(14)


@pytest.mark.parametrize(("read", "words"), [(day_of, "is no day"), (time_of, "is no time")])
def test_what_is_no_day_or_time_is_refused_with_its_column(read, words):
    with pytest.raises(RuleError, match=words) as refused:
        read(Line("", 2, {"x": "soon"}), "x")
    assert refused.value.field == "x"
    assert read(Line("", 2, {}), "x") is None


def test_too_many_rows_are_refused():
    with pytest.raises(RuleError, match="more than 5,000 rows"):
        read_csv("a\n" + "1\n" * 5001)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("said", ["-1.8", "+0.2", "=SUM(A1)", "@home", "'tis", "Mathematics"])
def test_what_was_taken_away_comes_back_as_it_was(kind, said):
    taken = download(kind, name="plan", heads=["from"], rows=[[said]]).content
    (table,) = read_tables(taken) if kind == "xlsx" else [read_csv(taken.decode("utf-8-sig"))]
    assert table.lines[0]["from"] == said


def test_a_workbook_shows_text_as_it_was_typed_and_calculates_none():
    taken = download("xlsx", name="plan", heads=["from"], rows=[["=1+1"]]).content
    cell = load_workbook(BytesIO(taken)).active["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
