"""A record is read by whoever belongs to its circle, and a named one by the people named."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from concern_cases.models import Cadence, ConcernCase, NonEngagement
from people.reach import records_by_circle, records_read_by
from record import clock
from schools.permissions import Circle

# Who of the cast reads a record of each circle of the school that is shared with its diocese.
LA = {"director", "head_of_improvement", "senior_adviser", "sip", "legal_adviser", "clerk"}
LA |= {"consultant", "strategy_member", "auditor", "information_officer"}
DIOCESE = LA | {"diocesan_officer", "aht"}
SCHOOL = DIOCESE | {"nle", "consultant_governor", "head", "slt_member"}
SCHOOL |= {"chair", "vice_chair", "governor", "governors_clerk"}
READERS = {Circle.LA: LA, Circle.DIOCESE: DIOCESE, Circle.SCHOOL: SCHOOL, Circle.NAMED: {"chair"}}


@pytest.fixture(autouse=True)
def monday():
    with clock.at(date(2026, 11, 23)):
        yield


@pytest.fixture
def records(cast):
    """One record of each circle, the named one for the chair alone: a concern about the head, say."""
    case = ConcernCase.objects.create(
        reference="SOC-2026-0001",
        school=cast.school,
        why="Standards.",
        lead=cast.senior_adviser,
        cadence=Cadence.objects.first(),
        opened_on=clock.today(),
        opened_by=cast.senior_adviser,
    )
    found = {}
    for circle, _ in Circle.choices:
        row = NonEngagement.objects.create(
            case=case, kind=NonEngagement.Kind.values[0], on=clock.today(), fact=circle, circle=circle
        )
        found[circle] = row
    found[Circle.NAMED].named.add(cast.chair)
    return found


@pytest.mark.parametrize("circle", READERS)
def test_each_circle_is_read_by_exactly_those_who_belong_to_it(whole_cast, records, circle):
    readers = {
        name
        for name, user in whole_cast.people.items()
        if NonEngagement.objects.visible_to(user).filter(pk=records[circle].pk).exists()
    }
    assert readers == READERS[circle]


def test_a_named_record_stays_named_for_those_who_read_everything_else(cast, records):
    visible = NonEngagement.objects.visible_to(cast.director)
    assert set(visible.values_list("circle", flat=True)) == {Circle.LA, Circle.DIOCESE, Circle.SCHOOL}


def test_who_is_named_and_deactivated_reads_nothing(cast, records):
    cast.chair.is_active = False
    cast.chair.save()
    assert not NonEngagement.objects.visible_to(cast.chair).exists()


def test_a_stranger_reads_nothing(cast, records):
    assert not NonEngagement.objects.visible_to(AnonymousUser()).exists()


def test_visible_records_are_one_query(cast, records, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(NonEngagement.objects.visible_to(cast.diocesan_officer))


def test_records_are_counted_by_circle_and_by_reader(cast, records):
    assert records_by_circle(cast.school) == {"la": 1, "la_and_diocese": 1, "school": 1, "named": 1}
    assert records_read_by(cast.director, cast.school) == 3
    assert records_read_by(cast.chair, cast.school) == 2
    assert records_read_by(cast.other_chair, cast.school) == 0
    assert not records_by_circle(cast.other_school)
