"""Lists of schools, of a meeting and of the Members Panel: sorted, found, taken away, and walked through."""

import csv

import pytest
from django.urls import reverse

from tests.letters.makers import make_ready_case
from tests.workflows.strategy_makers import call_strategy, school_item
from workflows.panel.report import panel_report
from workflows.panel.rows import HEADS, listed_schools


@pytest.fixture
def strategy(cast, case):
    return call_strategy(cast)


@pytest.fixture
def second(cast, strategy):
    return school_item(strategy, make_ready_case(cast, school=cast.other_school), cast)


def listed(client, meeting, query=""):
    page = client.get(reverse("tasks:strategy_schools", args=[meeting.pk]) + query)
    return [str(row.item.school) for row in page.context["rows"]]


@pytest.mark.usefixtures("second")
def test_the_schools_of_a_meeting_are_sorted_found_and_taken_away(client, cast, strategy, case):
    client.force_login(cast.senior_adviser)
    both = [str(case.school), str(cast.other_school)]
    assert listed(client, strategy) == both
    assert listed(client, strategy, "?sort=-school") == both[::-1]
    assert listed(client, strategy, f"?q={cast.other_school.urn}") == both[1:]
    assert listed(client, strategy, "?q=nowhere") == []
    answer = client.get(reverse("tasks:strategy_schools_file", args=[strategy.pk]) + "?sort=-school")
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert [row["School"] for row in rows] == both[::-1]
    assert rows[0]["Place"] == "2"
    assert rows[0]["Why"].startswith("It is of great concern.")


@pytest.mark.usefixtures("second")
def test_a_diocese_takes_away_its_own_schools_alone(client, cast, strategy, case):
    client.force_login(cast.diocesan_officer)
    answer = client.get(reverse("tasks:strategy_schools_file", args=[strategy.pk]))
    assert str(case.school) in answer.content.decode()
    assert "Otterbourne" not in answer.content.decode()


def test_the_way_to_the_next_school_stands_at_the_end_of_the_page_too(client, cast, strategy, case, second):
    client.force_login(cast.senior_adviser)
    first = strategy.items.get(case=case)
    page = client.get(reverse("tasks:strategy_school", args=[strategy.pk, first.pk])).content.decode()
    following = reverse("tasks:strategy_school", args=[strategy.pk, second.pk])
    assert page.count(f'href="{following}"') == 2
    assert page.rindex(f'href="{following}"') > page.index('id="inspections"')


def test_the_panels_schools_are_sorted_by_any_column_and_a_name_leads_to_its_case(client, cast, case):
    make_ready_case(cast, school=cast.other_school)
    report = panel_report(cast.la, reader=cast.director)
    place = str(HEADS.index("Months in concern"))
    for sort in ("", place, f"-{place}", "99", "x"):
        rows = listed_schools(report, named=True, sort=sort)
        assert len(rows) == len(report.schools)
    client.force_login(cast.director)
    address = reverse("meetings:panel")
    assert case.get_absolute_url() in client.get(f"{address}?names=1&sort=0").content.decode()
    assert case.get_absolute_url() not in client.get(address).content.decode()
