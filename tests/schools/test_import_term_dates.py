"""Term dates from a file filled in by hand."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from schools.importing.terms import import_term_dates
from schools.models import TermDates
from tests.factories import make_la, make_school

pytestmark = pytest.mark.django_db
HEAD = "la,urn,year,half_term,long_term,first,last\n"
AUTUMN = "999,,2026,1,autumn,2026-09-03,2026-10-23\n999,,2026,2,autumn,2026-11-02,2026-12-18\n"


@pytest.fixture
def file(tmp_path):
    make_la()

    def write(text):
        path = tmp_path / "terms.csv"
        path.write_text(text)
        return path

    return write


def test_half_terms_of_an_authority_and_of_a_school_are_stored(file):
    school = make_school(urn="900001")
    report = import_term_dates(file(HEAD + AUTUMN + ",900001,2026/27,1,,07/09/2026,16/10/2026\n"))

    assert report.new == 3
    own = TermDates.objects.get(school=school)
    assert (own.year, own.long_term, own.first_day) == (2026, "autumn", date(2026, 9, 7))
    assert own.la is None
    assert own.history.get().history_change_reason == "Term dates from terms.csv"


def test_headers_may_be_written_in_other_ways(file):
    report = import_term_dates(
        file("LA,Year,Half-term,Long term,First day,Last day\n999,2026,1,autumn,2026-09-03,2026-10-23\n")
    )

    assert report.new == 1


def test_the_same_file_again_changes_nothing_and_a_corrected_one_only_what_differs(file):
    import_term_dates(file(HEAD + AUTUMN))
    assert import_term_dates(file(HEAD + AUTUMN)).unchanged == 2
    report = import_term_dates(file(HEAD + AUTUMN.replace("2026-12-18", "2026-12-17")))

    assert (report.changed, report.unchanged) == (1, 1)
    assert TermDates.history.count() == 3


def test_a_whole_calendar_may_move(file):
    import_term_dates(file(HEAD + AUTUMN))
    moved = AUTUMN.replace("2026-10-23", "2026-11-06").replace("2026-11-02", "2026-11-16")
    report = import_term_dates(file(HEAD + moved))

    assert (report.changed, report.refused) == (2, [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("999,900001,2026,1,autumn,2026-09-03,2026-10-23", "not both or neither"),
        (",,2026,1,autumn,2026-09-03,2026-10-23", "not both or neither"),
        ("997,,2026,1,autumn,2026-09-03,2026-10-23", "no local authority with the code 997"),
        (",900009,2026,1,autumn,2026-09-03,2026-10-23", "no school with the URN 900009"),
        ("999,,next,1,autumn,2026-09-03,2026-10-23", "write the year in which"),
        ("999,,2026,7,autumn,2026-09-03,2026-10-23", "“7” is not 1 to 6"),
        ("999,,2026,1,winter,2026-09-03,2026-10-23", "“winter” is not autumn, spring or summer"),
        ("999,,2026,1,autumn,3rd of September,2026-10-23", "“3rd of September” is not a date"),
        ("999,,2026,1,autumn,2026-09-03,", "last: “” is not a date"),
        ("999,,2026,1,autumn,2026-10-23,2026-09-03", "is before the first day"),
        ("999,,2026,1,autumn,2026-09-03,2026-12-18", "one row is half a term"),
        ("999,,2026,1,autumn,2025-09-03,2025-10-23", "is not in the academic year 2026 to 2027"),
        (
            "999,,2026,4,spring,2026-12-10,2027-02-12",
            "overlaps half-term 2 of 2026 (2 November 2026 to 18 December 2026)",
        ),
        ("999,,2026,3,spring,2026-10-26,2026-10-30", "is on the wrong side of half-term 2"),
        ("999,,2026,2,autumn,2026-11-02,2026-12-18", "line 3 has the same half-term of the same year"),
    ],
)
def test_a_bad_row_is_explained_and_the_good_ones_are_stored(file, row, reason):
    report = import_term_dates(file(f"{HEAD}{AUTUMN}{row}\n"))

    assert TermDates.objects.count() == 2
    (refusal,) = report.refused
    assert refusal.line == 4
    assert reason in refusal.reason


def test_the_command_prints_the_report(file, capsys):
    call_command(
        "import_term_dates", file(HEAD + AUTUMN + "997,,2026,3,,2027-01-04,2027-02-12\n"), "--dry-run"
    )

    out = capsys.readouterr().out
    assert "New: 2 half-terms" in out
    assert "line 4: la: there is no local authority with the code 997" in out
    assert not TermDates.objects.exists()


def test_a_file_with_other_columns_is_refused(file):
    with pytest.raises(CommandError, match="needs the columns la or urn"):
        call_command("import_term_dates", file("school,from,to\nx,y,z\n"))
