"""The county's lists of support: who finds what, by what it is filtered and sorted, and the files."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest

from record import clock
from record.models import ReadLog
from support.models import Deployment, ExternalEvaluation
from support.services.answering import change_support
from support.services.deployments import end_support
from support.services.evaluations import receive_evaluation, withdraw_evaluation
from support.services.programmes import end_place, remove_place
from tests.concern_cases.makers import area, make_plan, objective_facts
from tests.support.makers import (
    days,
    make_deployment,
    make_evaluation,
    make_place,
    make_provider,
    make_terms,
    work,
)
from tests.support.test_pages import address, text_of

LISTS = ("deployments", "evaluations", "places")


def page_of(as_, user, of, query=""):
    return text_of(as_(user).get(address(of) + query)).replace("&#x27;", "’")


def names_in(as_, user, query=""):
    answer = as_(user).get(address("deployments") + query)
    return [str(line.row.provider) for line in answer.context["lines"]]


@pytest.fixture
def county(cast, provider):
    """One that waits, one at work with two days used, one past its end, one that ended and helped."""
    waits = make_deployment(cast, provider)
    worker = make_provider(cast, kind="lle", name="Amber Vale", days_per_term=Decimal(30))
    at_work = make_deployment(cast, worker, school=cast.other_school, days=Decimal(8))
    work(at_work, by=cast.senior_adviser, days=Decimal(2))
    late = make_provider(cast, kind="consultant", name="Busy Bee")
    past = make_deployment(cast, late, school=cast.other_school)
    over = make_provider(cast, kind="consultant", name="Done Well")
    ended = make_deployment(cast, over, school=cast.other_school)
    facts = {"impact": "Both teachers plan by themselves.", "worked": True, "by": cast.senior_adviser}
    end_support(ended, on=days(0), **facts)
    Deployment.objects.filter(pk=past.pk).update(starts_on=days(-60), ends_on=days(-1))
    return {"waits": waits, "at_work": at_work, "past": past, "ended": ended}


# --- Support at work


def test_what_is_over_is_left_out_until_it_is_asked_for(cast, as_, county):
    assert names_in(as_, cast.senior_adviser) == ["Ruth Calloway", "Amber Vale", "Busy Bee"]
    assert names_in(as_, cast.senior_adviser, "?state=ended") == ["Done Well"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?state=waiting", {"Ruth Calloway"}),
        ("?state=at_work", {"Amber Vale"}),
        ("?state=past", {"Busy Bee"}),
        ("?state=past&state=waiting", {"Busy Bee", "Ruth Calloway"}),
        ("?kind=lle", {"Amber Vale"}),
        ("?state=ended&helped=yes", {"Done Well"}),
        ("?state=ended&helped=no", set()),
        ("?q=amber", {"Amber Vale"}),
        ("?area=none&kind=nle", {"Ruth Calloway"}),
        ("?state=nonsense&provider=x&term=y&sort=z", {"Ruth Calloway", "Amber Vale", "Busy Bee"}),
    ],
)
def test_it_is_filtered(cast, as_, county, query, names):
    assert set(names_in(as_, cast.senior_adviser, query)) == names


def test_it_is_filtered_by_provider_area_term_and_school(cast, as_, case, county):
    make_terms(cast.la)
    plan = make_plan(case, objectives=[objective_facts(area=area("key-stage-2"))])
    [objective] = plan.objectives.all()
    row = county["at_work"]
    Deployment.objects.filter(pk=row.pk).update(objective=objective, ends_on=days(100))
    user = cast.senior_adviser
    assert names_in(as_, user, f"?provider={row.provider_id}") == ["Amber Vale"]
    assert names_in(as_, user, "?area=key-stage-2") == ["Amber Vale"]
    assert "Amber Vale" not in names_in(as_, user, f"?q={cast.school.urn}")
    [facet] = [
        each for each in as_(user).get(address("deployments")).context["found"].facets if each.name == "term"
    ]
    assert [(option.label, option.count) for option in facet.options][-2:] == [
        ("Autumn term 2026", 4),
        ("Spring term 2027", 1),
    ]
    assert names_in(as_, user, f"?term={facet.options[-1].value}") == ["Amber Vale"]


def test_a_change_that_waits_is_found_among_what_waits(cast, as_, agreed):
    change_support(agreed, days=Decimal(9), ends_on=days(40), why="More time.", by=cast.senior_adviser)
    assert names_in(as_, cast.senior_adviser, "?state=waiting") == ["Ruth Calloway"]
    assert names_in(as_, cast.senior_adviser, "?state=at_work") == ["Ruth Calloway"]
    assert "A change waits for an answer" in page_of(as_, cast.senior_adviser, "deployments")


def test_it_is_sorted_and_its_days_are_summed_up(cast, as_, county):
    user = cast.senior_adviser
    assert names_in(as_, user, "?sort=-agreed")[0] == "Amber Vale"
    assert names_in(as_, user, "?sort=ends")[0] == "Busy Bee"
    assert names_in(as_, user, "?sort=-used")[0] == "Amber Vale"
    page = page_of(as_, user, "deployments")
    assert "2 of 20 days used" in page
    assert "2 of 8 days used" in page


def test_everybody_finds_what_they_may_read_and_no_more(cast, as_, county):
    make_deployment(cast, make_provider(cast, name="Inner Helper"), circle="la_and_diocese")
    assert "Inner Helper" in names_in(as_, cast.senior_adviser)
    assert names_in(as_, cast.head) == ["Ruth Calloway"]
    assert "Inner Helper" not in page_of(as_, cast.head, "deployments")
    assert "Amber Vale" not in page_of(as_, cast.head, "deployments")


def test_a_provider_finds_the_own_support_where_they_do_not_see_the_school(cast, as_):
    own = make_provider(cast, kind="lle", name="Gareth Moxon", user=cast.other_chair)
    make_deployment(cast, own)
    assert names_in(as_, cast.other_chair) == ["Gareth Moxon"]


def test_it_is_taken_away_with_its_filters(cast, as_, county):
    answer = as_(cast.senior_adviser).get(address("download_deployments", "csv") + "?state=at_work")
    [heads, row] = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    told = dict(zip(heads, row, strict=True))
    assert (told["Provider"], told["Days agreed"], told["Days used"], told["Days left"]) == (
        "Amber Vale",
        "8.0",
        "2.0",
        "6.0",
    )
    assert told["Who may read it"]
    assert ReadLog.objects.filter(what="list support-at-work, one row as CSV").exists()
    assert as_(cast.senior_adviser).get(address("download_deployments", "xlsx")).status_code == 200
    assert as_(cast.senior_adviser).get(address("download_deployments", "pdf")).status_code == 404


# --- External evaluations


@pytest.fixture
def evaluations(cast, case):
    """One awaited, one overdue, one received, one withdrawn, each by another institute."""
    rows = {
        name: make_evaluation(cast, evaluator=f"The {name} institute")
        for name in ("Awaited", "Overdue", "Received", "Withdrawn")
    }
    receive_evaluation(rows["Received"], on=days(0), findings="It works.", by=cast.senior_adviser)
    withdraw_evaluation(rows["Withdrawn"], why="They have no time.", by=cast.senior_adviser)
    ExternalEvaluation.objects.filter(pk=rows["Overdue"].pk).update(
        commissioned_on=days(-40), due_on=days(-1)
    )
    return rows


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Awaited", "Overdue", "Received"}),
        ("?state=overdue", {"Overdue"}),
        ("?state=awaited", {"Awaited"}),
        ("?state=received", {"Received"}),
        ("?state=withdrawn", {"Withdrawn"}),
        ("?q=works", {"Awaited", "Overdue", "Received"}),  # part of the question
        ("?evaluator=The+Received+institute", {"Received"}),
    ],
)
def test_evaluations_are_filtered_by_where_they_stand(cast, as_, evaluations, query, names):
    answer = as_(cast.senior_adviser).get(address("evaluations") + query.replace("works", "programme+work"))
    assert {row.evaluator.split()[1] for row in answer.context["rows"]} == names


def test_the_list_of_evaluations_says_what_came_of_them(cast, as_, evaluations):
    page = page_of(as_, cast.senior_adviser, "evaluations")
    for words in (
        "It works.",
        "Received on",
        "Record what it found",
        "app-row--late",
        "withdrawn ones left out",
    ):
        assert words in page
    assert "They have no time." in page_of(as_, cast.senior_adviser, "evaluations", "?state=withdrawn")
    assert "Record what it found" not in page_of(as_, cast.head, "evaluations")
    answer = as_(cast.senior_adviser).get(address("download_evaluations", "csv") + "?sort=-due")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[4] for row in rows[1:]][-1] == "Overdue"


def test_an_evaluation_is_listed_for_its_circle_alone(cast, as_):
    make_evaluation(cast, evaluator="Secret institute", circle="la")
    assert "Secret institute" in page_of(as_, cast.senior_adviser, "evaluations")
    assert "Secret institute" not in page_of(as_, cast.head, "evaluations")


# --- Programmes


def test_who_takes_part_is_one_list(cast, as_):
    pair = make_place(cast, partner=cast.other_school)
    past = make_place(cast, programme="good-to-great", starts_on=days(-90))
    end_place(past, on=days(-1), came_of_it="Lessons are planned together.", by=cast.senior_adviser)
    wrong = make_place(cast, programme="new-heads", school=cast.other_school)
    remove_place(wrong, why="The wrong school.", by=cast.senior_adviser)
    user = cast.senior_adviser

    def found(query=""):
        return {place.programme.code for place in as_(user).get(address("places") + query).context["places"]}

    assert found() == {"partners-in-leadership"}
    assert found("?state=before") == {"good-to-great"}
    assert found("?state=later") == set()
    assert found(f"?q={cast.other_school.urn}") == {"partners-in-leadership"}
    assert str(pair.partner) in page_of(as_, user, "places")
    assert page_of(as_, cast.other_chair, "places").count("No school that you see takes part") == 1
    answer = as_(user).get(address("download_places", "csv") + "?state=before&state=now")
    assert "Lessons are planned together." in answer.content.decode()


# --- All of them


@pytest.mark.parametrize("of", LISTS)
def test_an_empty_list_says_what_would_stand_there(cast, as_, of):
    assert "govuk-heading" in page_of(as_, cast.senior_adviser, of)
    assert as_(cast.senior_adviser).get(address(of)).context["found"].whole == 0


@pytest.mark.parametrize("of", LISTS)
def test_queries_do_not_grow_with_the_rows(
    cast, as_, of, django_assert_max_num_queries, django_assert_num_queries
):
    def more(number):
        row = make_deployment(cast, make_provider(cast, name=f"Leader {number}"), school=cast.other_school)
        work(row, by=cast.senior_adviser)
        make_evaluation(cast, evaluator=f"Institute {number}")
        place = make_place(cast, starts_on=days(-9))
        end_place(place, on=days(-number), by=cast.senior_adviser)

    more(1)
    browser, url = as_(cast.senior_adviser), address(of) + "?state=at_work&state=awaited&state=before"
    browser.get(url)
    with django_assert_max_num_queries(22) as few:
        browser.get(url)
    for number in range(2, 6):
        more(number)
    with django_assert_num_queries(len(few)):
        browser.get(url)


def test_the_lists_stand_beside_the_providers(cast, as_):
    page = page_of(as_, cast.senior_adviser, "providers")
    for of in ("deployments", "evaluations", "programmes"):
        assert address(of) in page
    assert address("places") in page_of(as_, cast.senior_adviser, "programmes")


def test_agreed_support_that_has_run_out_is_past_its_end_the_day_after(cast, as_, agreed):
    with clock.at(agreed.ends_on + timedelta(days=1)):
        assert names_in(as_, cast.senior_adviser, "?state=past") == ["Ruth Calloway"]
