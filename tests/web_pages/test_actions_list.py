"""The list of actions: one's own first, everybody's as far as one may read them."""

import pytest

from concern_cases.models import Action
from tests.web_pages.makers import days_ahead, make_action, make_case


@pytest.fixture
def actions(cast, case):
    """Three of the church school, one of the other."""
    other = make_case(cast.other_school, cast.senior_adviser)
    make_action(case, what="Late one", due_on=days_ahead(-9), owner=cast.head)
    make_action(case, what="Soon one", due_on=days_ahead(5), owner=cast.head)
    make_action(case, what="Inside one", due_on=days_ahead(40), circle="la", owner_name="Judith Penhale")
    make_action(other, what="Elsewhere one", due_on=days_ahead(-2), owner_name="Gareth Moxon")


def test_one_begins_with_ones_own(actions, cast, page_of):
    page = page_of(cast.head, "/actions/")
    assert "2 of two actions" in page
    assert "Late one" in page
    assert "Inside one" not in page


def test_everybodys_are_those_that_one_may_read(actions, cast, page_of):
    assert "3 of three actions" not in page_of(cast.head, "/actions/?whose=all")
    page = page_of(cast.senior_adviser, "/actions/?whose=all")
    assert "4 of four actions" in page
    officer = page_of(cast.diocesan_officer, "/actions/?whose=all")
    assert "Late one" in officer
    assert "Elsewhere one" not in officer
    assert "Inside one" not in officer


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("due=overdue", {"Late one", "Elsewhere one"}),
        ("due=soon", {"Soon one"}),
        ("due=later", {"Inside one"}),
        ("who=Gareth+Moxon", {"Elsewhere one"}),
        ("q=Late", {"Late one"}),
        ("state=dropped", set()),
    ],
)
def test_filters(actions, cast, client, query, found):
    client.force_login(cast.senior_adviser)
    page = client.get(f"/actions/?whose=all&{query}").context["page"]
    assert {action.what for action in page} == found


def test_done_and_to_be_verified_can_be_told_apart(actions, cast, client):
    for what, verifier in (("Late one", None), ("Soon one", cast.senior_adviser)):
        row = Action.objects.get(what=what)
        row.status, row.done_on = "done", days_ahead(-1)
        row.verified_by, row.verified_at = verifier, verifier and row.history.latest().history_date
        row.save()
    client.force_login(cast.senior_adviser)
    waiting = client.get("/actions/?whose=all&state=to_verify").context["page"]
    assert [action.what for action in waiting] == ["Late one"]


def test_the_file_has_the_same_rows(actions, cast, client):
    client.force_login(cast.diocesan_officer)
    text = client.get("/actions/actions.csv?whose=all&due=overdue").content.decode("utf-8-sig")
    assert "Late one" in text
    assert "Elsewhere one" not in text
    assert client.get("/actions/actions.pdf").status_code == 404


def test_the_page_takes_as_many_queries_however_long_it_is(
    actions, cast, client, django_assert_max_num_queries
):
    case = Action.objects.first().case
    client.force_login(cast.senior_adviser)
    for number in range(20):
        make_action(case, what=f"Further {number}", owner_name=f"Person {number}")
    with django_assert_max_num_queries(20):
        client.get("/actions/?whose=all")


def test_nothing_to_do_is_said(cast, page_of):
    assert "No action is yours." in page_of(cast.nle, "/actions/")
