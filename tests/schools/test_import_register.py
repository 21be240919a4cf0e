"""What becomes of the rows of a register."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from record.actor import acting_as
from schools.importing import Unusable, import_register
from schools.models import CommunityArea, Diocese, LocalAuthority, School
from tests.factories import make_user
from tests.schools.register_file import HEADERS, OFSTED_HEADERS, school, text_of, write_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def june(tmp_path):
    def write(*rows, name="edubasealldata20260618.csv", **facts):
        return write_file(tmp_path / name, *rows, **facts)

    return write


@pytest.fixture
def july(june):
    def write(*rows, name="edubasealldata20260718.csv", **facts):
        return june(*rows, name=name, **facts)

    return write


def test_a_new_school_is_stored_with_every_fact_of_its_row(june):
    report = import_register(june(school()))

    stored = School.objects.get()
    assert report.schools.new.count == 1
    assert (stored.urn, stored.laestab, stored.la.name) == ("900001", "9993001", "Wyvenshire")
    assert (stored.type_code, stored.phase, stored.low_age, stored.high_age) == ("03", "Primary", 4, 11)
    assert (stored.roll, stored.capacity, stored.percent_fsm) == (143, 150, Decimal("23.4"))
    assert stored.head_name == "Mr David Lorimer"
    assert stored.opened_on is None, "1 January 1900 is the register's way of saying that it does not know"
    assert stored.register_changed_on == date(2026, 6, 17)
    assert stored.closed_why == ""
    assert stored.is_maintained


def test_history_names_the_file_by_its_date_and_whoever_imported_it(june, july):
    person = make_user("Adele Strand")
    import_register(june(school()), by=person)
    with acting_as(None):
        import_register(july(school(head="Trevanion")))

    later, first = School.history.all()
    assert (first.history_type, first.history_change_reason) == ("+", "Register of 18 June 2026")
    assert first.history_user == person
    assert (later.history_type, later.history_change_reason) == ("~", "Register of 18 July 2026")
    assert (first.head_last_name, later.head_last_name) == ("Lorimer", "Trevanion")


def test_importing_the_same_file_again_changes_nothing(june):
    path = june(school(), school("900002", number="3002"))
    import_register(path)
    report = import_register(path)

    assert (report.schools.unchanged, report.schools.changed, report.schools.new.count) == (2, 0, 0)
    assert School.history.count() == 2
    assert Diocese.history.count() == LocalAuthority.history.count() == 1


def test_a_later_file_says_which_fields_changed(june, july):
    import_register(june(school(), school("900002", number="3002")))
    report = import_register(
        july(
            school(head="Trevanion", roll="150", also={"Street": "High Street", "Town": "Otterby"}),
            school("900002", number="3002"),
        )
    )

    assert (report.schools.changed, report.schools.unchanged) == (1, 1)
    assert dict(report.schools.changed_by_field) == {"head": 1, "number on roll": 1, "address": 1}
    assert "Changed: 1 school (address 1, head 1, number on roll 1)" in str(report)


def test_a_school_that_closed_is_named(june, july):
    import_register(june(school()))
    closed = school(
        status="Closed",
        also={"CloseDate": "31-08-2026", "ReasonEstablishmentClosed (name)": "Academy Converter"},
    )
    report = import_register(july(closed))

    stored = School.objects.get()
    assert not stored.is_open
    assert (stored.closed_on, stored.closed_why) == (date(2026, 8, 31), "Academy Converter")
    assert report.schools.closed.count == 1
    assert "(900001)" in report.schools.closed.names


def test_a_school_that_closed_without_a_date_is_stored(june):
    import_register(june(school(status="Closed")))

    assert School.objects.get().closed_on is None


def test_a_vanished_school_is_kept_and_marked_and_unmarked_when_it_is_back(june, july):
    both = [school(), school("900002", number="3002")]
    import_register(june(*both))
    report = import_register(july(both[0]))

    gone = School.objects.get(urn="900002")
    assert gone.missing_since == date(2026, 7, 18)
    assert report.schools.missing.count == 1
    assert gone.history.first().history_change_reason == "Register of 18 July 2026"

    again = import_register(july(both[0], name="edubasealldata20260801.csv"))
    assert again.schools.missing.count == 0, "it was missing before"

    back = import_register(july(*both, name="edubasealldata20260901.csv"))
    gone.refresh_from_db()
    assert gone.missing_since is None
    assert back.schools.back.count == 1


def test_only_authorities_that_the_file_covers_can_miss_schools(june, july):
    import_register(june(school(), school("900101", la="998", la_name="Otherness")))
    report = import_register(july(school()))

    assert report.schools.missing.count == 0
    assert School.objects.get(urn="900101").missing_since is None


def test_a_school_whose_row_is_refused_is_not_missing(june, july):
    import_register(june(school()))
    report = import_register(july(school(roll="many"), school("900002", number="3002")))

    assert len(report.refused) == 1
    assert report.schools.missing.count == 0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"also": {"URN": "90001"}}, "URN: “90001” is not a number of six digits"),
        ({"name": "  "}, "EstablishmentName: it is empty"),
        ({"name": "A" * 201}, "EstablishmentName: 201 characters, and at most 200 can be kept"),
        ({"la": "Wyvenshire"}, "LA (code): “Wyvenshire” is not a code of three digits"),
        ({"roll": "many"}, "NumberOfPupils: “many” is not a whole number"),
        ({"roll": "-3"}, "NumberOfPupils: “-3” is not a whole number"),
        ({"changed": "2026-06-17"}, "LastChangedDate: “2026-06-17” is not a date as dd-mm-yyyy"),
        ({"also": {"OpenDate": "31-02-2020"}}, "OpenDate: “31-02-2020” is not a date as dd-mm-yyyy"),
        ({"also": {"PercentageFSM": "140"}}, "PercentageFSM: “140” is not a percentage"),
        ({"also": {"StatutoryLowAge": "1990"}}, "StatutoryLowAge: “1990” is not an age"),
        ({"also": {"Postcode": "WY1 2AB or WY1 3CD"}}, "Postcode: 18 characters, and at most 10 can be kept"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_reason_and_the_others_are_stored(june, changes, reason):
    report = import_register(
        june(school("900002", number="3002"), school(**changes), school("900003", number="3003"))
    )

    assert set(School.objects.values_list("urn", flat=True)) == {"900002", "900003"}
    (refusal,) = report.refused
    assert (refusal.line, refusal.reason) == (3, reason)


def test_a_row_with_too_many_or_too_few_fields_is_refused(tmp_path):
    lines = text_of(school(), school("900002", number="3002"), school("900003", number="3003")).splitlines(
        keepends=True
    )
    lines[1] = lines[1].replace("\r\n", ',"more"\r\n')
    lines[2] = '"900002","999"\r\n'
    path = tmp_path / "edubasealldata20260618.csv"
    path.write_text("".join(lines), newline="")
    report = import_register(path)

    assert [(row.line, row.urn) for row in report.refused] == [(2, "900001"), (3, "900002")]
    assert f"it has 2 fields where the first line names {len(HEADERS)}" in report.refused[1].reason
    assert School.objects.get().urn == "900003"


def test_the_second_row_with_the_same_urn_is_refused(june):
    report = import_register(june(school(), school(name="Another name")))

    assert report.refused[0].reason == "the same URN stands on an earlier line"
    assert School.objects.get().name.startswith("Fernhallow")


def test_line_numbers_hold_after_a_field_with_a_line_break(june):
    report = import_register(
        june(school(also={"PropsName": "One\r\nand another"}), school("900002", roll="x"))
    )

    assert report.refused[0].line == 4


def test_two_schools_may_share_a_number_and_a_name_or_have_no_number(june):
    import_register(june(school(), school("900002"), school("900003", number="")))

    assert School.objects.count() == 3
    assert School.objects.get(urn="900003").laestab == ""


def test_not_applicable_and_unknown_dioceses_differ(june):
    import_register(
        june(
            school(),
            school("900002", diocese="0000", diocese_name="Not applicable"),
            school("900003", diocese="9999", diocese_name=""),
            school("900004", diocese="", diocese_name=""),
            school("900005", diocese="0002", diocese_name="Diocese is not trustees"),
        )
    )

    states = dict(School.objects.values_list("urn", "diocese_state"))
    assert states == {
        "900001": "known",
        "900002": "none",
        "900003": "unknown",
        "900004": "unknown",
        "900005": "none",
    }
    assert Diocese.objects.get().code == "CE91"


@pytest.mark.parametrize(
    ("code", "character", "denomination"),
    [
        ("CE91", "Anglican", "Church of England"),
        ("RC91", "Catholic", "Roman Catholic"),
        ("XX01", "Catholic", "Roman Catholic"),
        ("XX01", "Roman Catholic", "Roman Catholic"),
        ("XX01", "Methodist", "Methodist"),
    ],
)
def test_a_diocese_has_one_name_for_its_denomination_and_the_school_keeps_the_registers(
    june, code, character, denomination
):
    import_register(june(school(diocese=code, also={"ReligiousCharacter (name)": character})))

    assert Diocese.objects.get().denomination == denomination
    assert School.objects.get().religious_character == character


def test_a_diocese_that_is_renamed_is_renamed_once(june, july):
    import_register(june(school()))
    renamed = {"diocese_name": "Diocese of Corvesham and Holmebridge"}
    import_register(july(school(**renamed), school("900002", number="3002", **renamed)))

    assert Diocese.objects.get().name == "Diocese of Corvesham and Holmebridge"
    assert Diocese.history.count() == 2


def test_an_authority_may_add_its_community_areas_to_the_file(june, july):
    headers = [*HEADERS, "CommunityArea (name)"]
    import_register(june(school(also={"CommunityArea (name)": "Upper Wend Valley"}), headers=headers))
    import_register(july(school()))

    assert School.objects.get().area == CommunityArea.objects.get(name="Upper Wend Valley", la__code="999")


def test_a_file_without_a_column_leaves_what_is_stored(june, july):
    import_register(june(school()))
    report = import_register(
        july(school(head="Nobody"), headers=[h for h in HEADERS if not h.startswith("Head")])
    )

    assert report.schools.unchanged == 1
    assert School.objects.get().head_last_name == "Lorimer"


def test_the_ofsted_columns_make_no_difference(june, july):
    import_register(june(school(), headers=HEADERS[:20] + OFSTED_HEADERS + HEADERS[20:]))
    report = import_register(july(school()))

    assert report.schools.unchanged == 1


def test_a_row_with_lost_characters_is_stored_and_counted(june):
    report = import_register(june(school(name="St Thomas \ufffd Becket School")))

    assert School.objects.get().name == "St Thomas \ufffd Becket School"
    assert report.schools.damaged == 1
    assert "With damaged characters" in str(report)


def test_lost_characters_never_replace_ones_that_are_stored_whole(june, july):
    import_register(june(school(name="St Thomas à Becket School")))
    same = import_register(july(school(name="St Thomas \ufffd Becket School")))
    other = import_register(july(school(name="St Chlo\ufffd School"), name="edubasealldata20260801.csv"))

    assert same.schools.unchanged == 1
    assert other.schools.changed == 1


def test_one_authority_of_many_is_stored_with_la(june):
    report = import_register(
        june(school(), school("900101", la="998", la_name="Otherness"), school("900102", la="998", roll="x")),
        las=["999"],
    )

    assert list(School.objects.values_list("urn", flat=True)) == ["900001"]
    assert report.schools.other_las == 2
    assert not report.refused
    assert not LocalAuthority.objects.filter(code="998").exists()


def test_a_school_that_left_the_authority_is_followed_and_not_missing(june, july):
    import_register(june(school(), school("900002", number="3002")), las=["999"])
    report = import_register(
        july(school(la="998", la_name="Otherness"), school("900002", number="3002")), las=["999"]
    )

    assert School.objects.get(urn="900001").la.code == "998"
    assert report.schools.missing.count == 0
    assert report.schools.changed_by_field["local authority"] == 1


def test_an_authority_that_the_file_does_not_have_makes_it_unusable(june):
    with pytest.raises(Unusable, match="has no school of the local authority 997"):
        import_register(june(school()), las=["997"])

    assert not School.objects.exists()


def test_the_authority_000_is_one_like_others(june):
    import_register(june(school(la="000", la_name="Does not apply")))

    assert School.objects.get().la.code == "000"


def test_a_dry_run_says_the_same_and_writes_nothing(june):
    path = june(school(), school("900002", roll="x"))
    dry = import_register(path, dry_run=True)

    assert not School.objects.exists()
    assert not School.history.exists()
    assert not LocalAuthority.objects.exists()
    real = import_register(path)
    assert str(dry).replace("\n  Dry run: nothing was written.", "") == str(real)


def test_a_file_older_than_what_is_stored_changes_nothing(june, july):
    import_register(july(school(head="Trevanion", changed="01-07-2026"), school("900002", number="3002")))
    report = import_register(june(school(head="Lorimer")))

    assert School.objects.get(urn="900001").head_last_name == "Trevanion"
    assert School.objects.get(urn="900002").missing_since is None
    assert report.schools.older == 1
    assert "Older than what is stored, so left out: 1 row" in str(report)


def test_a_file_without_a_date_in_its_name_takes_the_one_given_or_the_day_it_was_saved(june):
    path = june(school(), name="results.csv")

    assert (
        import_register(path, file_date=date(2026, 6, 20), dry_run=True).reason == "Register of 20 June 2026"
    )
    saved = import_register(path, dry_run=True)
    assert saved.dated == date.fromtimestamp(path.stat().st_mtime)
    assert "Its name bears no date" in str(saved)


def test_queries_grow_with_the_hundreds_of_rows_not_with_the_rows(june):
    def reads(count):
        told = []

        def listen(execute, sql, params, many, context):
            told.append(sql)
            return execute(sql, params, many, context)

        path = june(*[school(f"91{n:04}", number="") for n in range(count)])
        with connection.execute_wrapper(listen):
            import_register(path, dry_run=True)
        return sum(sql.startswith("SELECT") for sql in told)

    assert reads(60) == reads(2) > 0


def test_progress_is_told_every_row_once(june):
    told = []
    import_register(june(*[school(f"90{n:04}", number="") for n in range(1, 1203)]), progress=told.append)

    assert sum(told) == 1202
    assert School.objects.count() == 1202
