"""Predecessors and successors from the register's file of links."""

from datetime import date

import pytest

from schools.importing import Unusable, import_register
from schools.models import Succession
from tests.factories import make_school
from tests.schools.register_file import LINK_HEADERS, link, write_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def old():
    return make_school(urn="900001", status="Closed")


@pytest.fixture
def new():
    return make_school(urn="900002")


@pytest.fixture
def links(tmp_path):
    def write(*rows, headers=None):
        path = tmp_path / "links_edubasealldata20260727.csv"
        return write_file(path, *rows, headers=headers or LINK_HEADERS)

    return write


def test_both_sides_of_a_link_are_one_succession_with_the_successors_date(old, new, links):
    report = import_register(
        links(
            link("900001", "900002", "Successor", "31-08-2025"),
            link("900002", "900001", "Predecessor", "01-09-2025"),
        )
    )

    stored = Succession.objects.get()
    assert (stored.predecessor, stored.successor) == (old, new)
    assert (stored.on, stored.kind) == (date(2025, 9, 1), "succession")
    assert report.links.new == 1
    assert stored.history.get().history_change_reason == "Register of 27 July 2026"


def test_one_side_is_enough(old, new, links):
    import_register(links(link("900002", "900001", "Predecessor - merged")))

    stored = Succession.objects.get()
    assert (stored.predecessor, stored.kind, stored.on) == (old, "merged", None)


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("Successor - Split School", "split school"),
        ("Successor - amalgamated", "amalgamated"),
        ("Result of Amalgamation", "amalgamated"),
        ("Merged - change in age range", "merged"),
        ("Expansion", "expansion"),
    ],
)
def test_kinds_are_told_without_the_side(old, new, links, kind, kept):
    import_register(links(link("900001", "900002", kind)))

    stored = Succession.objects.get()
    assert (stored.predecessor, stored.successor, stored.kind) == (old, new, kept)


def test_a_merger_without_direction_runs_from_the_closed_school_to_the_open_one(old, new, links):
    import_register(links(link("900002", "900001", "Result of Amalgamation")))

    assert Succession.objects.get().predecessor == old


def test_links_that_are_no_succession_are_left_out(old, new, links):
    report = import_register(
        links(link("900001", "900002", "Sixth Form Centre Link"), link("900001", "900002", "Other"))
    )

    assert not Succession.objects.exists()
    assert report.links.of_other_kinds == 2


def test_a_link_with_a_school_that_is_not_stored_is_left_out(old, links):
    report = import_register(links(link("900001", "900999", "Successor")))

    assert report.links.of_unknown_schools == 1


def test_of_two_schools_that_each_follow_the_other_the_closed_one_came_first(old, new, links):
    both = [link("900001", "900002", "Successor"), link("900002", "900001", "Successor")]
    report = import_register(links(*both))

    assert Succession.objects.get().predecessor == old
    assert report.links.contradictory == 0


def test_two_open_schools_that_each_follow_the_other_are_left_out(new, links):
    make_school(urn="900001")
    report = import_register(
        links(link("900001", "900002", "Successor"), link("900002", "900001", "Successor"))
    )

    assert not Succession.objects.exists()
    assert report.links.contradictory == 1


def test_importing_links_again_changes_nothing_and_a_corrected_date_is_kept(old, new, links):
    path = links(link("900001", "900002", "Successor"))
    import_register(path)
    assert import_register(path).links.unchanged == 1
    report = import_register(links(link("900002", "900001", "Predecessor", "01-09-2025")))

    assert report.links.changed == 1
    assert [row.on for row in Succession.history.all()] == [date(2025, 9, 1), None]


def test_bad_rows_are_refused_with_their_line(old, new, links):
    report = import_register(
        links(
            link("900001", "900001", "Successor"),
            link("9001", "900002", "Successor"),
            link("900001", "900002", "Successor", "soon"),
        )
    )

    assert [(row.line, row.reason) for row in report.refused] == [
        (2, "it links a school to itself"),
        (3, "“9001” is not a number of six digits"),
        (4, "“soon” is not a date as dd-mm-yyyy"),
    ]


def test_a_file_of_links_without_its_columns_is_refused(old, links):
    with pytest.raises(Unusable, match="has no column LinkType"):
        import_register(
            links(link("900001", "900002", ""), headers=["URN", "LinkURN", "LinkEstablishedDate"])
        )
