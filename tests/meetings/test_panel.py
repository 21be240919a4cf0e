"""The report to the Members Panel."""

from datetime import timedelta

import pytest
from django.urls import reverse

from concern_cases.models import ConcernCase
from meetings.panel import letter_of, panel_report
from people.roles import Role
from record import clock
from tests.factories import make_post, make_school
from tests.letters.makers import make_case


@pytest.fixture
def member(cast):
    return make_post(Role.PANEL_MEMBER, la=cast.la).user


def test_numbers_are_those_of_each_day(cast, case):
    ConcernCase.objects.filter(pk=case.pk).update(opened_on=clock.today() - timedelta(days=120))
    numbers = {row.name: row.values for row in panel_report(cast.la).numbers}
    assert numbers["Schools of concern"] == [0, 0, 0, 1, 1]
    assert numbers["Of these at high risk"] == [0, 0, 0, 0, 1]
    assert numbers["Became schools of concern in three months"] == [0, 0, 0, 1, 0]
    assert numbers["Months in concern, the middle of the open cases"] == [None, None, None, 1, 4]


def test_the_number_of_queries_does_not_grow(cast, case, django_assert_num_queries):
    with django_assert_num_queries(4):
        panel_report(cast.la)
    make_case(cast, school=make_school(la=cast.la))
    with django_assert_num_queries(4):
        panel_report(cast.la)


def test_a_member_reads_letters_and_the_authority_the_names_with_their_key(client, cast, case, member):
    address = reverse("meetings:panel")
    client.force_login(member)
    text = client.get(f"{address}?names=1").content.decode()
    assert "School A" in text
    assert "Fernhallow" not in text
    assert client.get(reverse("meetings:panel_file")).status_code == 200
    client.force_login(cast.director)
    assert "Fernhallow" not in client.get(address).content.decode()
    text = client.get(f"{address}?names=1").content.decode()
    assert "School A: Fernhallow" in text


def test_there_are_letters_for_any_number_of_schools():
    assert [letter_of(place) for place in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]
