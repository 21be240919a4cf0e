"""The list of cases."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from record.actor import acting_as
from record.exports import harmless
from record.models import ReadLog
from tests.factories import make_school, make_share
from tests.web_pages.makers import (
    close,
    days_ahead,
    judge,
    make_action,
    make_case,
    make_category,
    make_meeting,
)


@pytest.fixture(autouse=True)
def _acting(cast):
    with acting_as(cast.senior_adviser):
        yield


@pytest.fixture
def three(cast, case):
    """A high risk, a medium one that somebody else leads, and a closed case."""
    make_category(cast.school, cast.sip)
    medium = make_case(cast.other_school, cast.head_of_improvement)
    judge(cast.other_school, cast.sip, "medium")
    make_category(cast.other_school, cast.sip, inadequate=False)
    ended = close(make_case(make_school(name="Pennyfold Primary School"), cast.senior_adviser))
    return case, medium, ended


def listed(page_of, user, query=""):
    """Which of the schools stand in the table."""
    words = page_of(user, f"/cases/{query}")
    table = words[words.rfind("Actions") :] if "Next conference" in words else ""
    return [name for name in ("Fernhallow", "Otterbourne", "Pennyfold") if name in table]


@pytest.mark.parametrize(
    ("query", "schools"),
    [
        ("", ["Fernhallow", "Otterbourne"]),
        ("?status=closed", ["Pennyfold"]),
        ("?status=closed&status=open", ["Fernhallow", "Otterbourne", "Pennyfold"]),
        ("?risk=medium", ["Otterbourne"]),
        ("?risk=medium&risk=high", ["Fernhallow", "Otterbourne"]),
        ("?category=inadequate", ["Fernhallow"]),
        ("?diocese=RC91", ["Otterbourne"]),
        ("?diocese=none&status=closed", ["Pennyfold"]),
        ("?only=mine", ["Fernhallow"]),
        ("?only=late", ["Otterbourne"]),
        ("?only=late&only=mine", []),
        ("?q=otter", ["Otterbourne"]),
        ("?risk=tremendous", ["Fernhallow", "Otterbourne"]),
        ("?page=99", ["Fernhallow", "Otterbourne"]),
        ("?sort=nonsense", ["Fernhallow", "Otterbourne"]),
    ],
)
def test_the_list_is_filtered_by_its_address(cast, three, page_of, query, schools):
    make_action(three[1], due_on=days_ahead(-1))
    assert listed(page_of, cast.senior_adviser, query) == schools


def test_it_is_searched_by_reference_and_urn(cast, three, page_of):
    case, medium, _ = three
    assert listed(page_of, cast.senior_adviser, f"?q={case.reference.lower()}") == ["Fernhallow"]
    assert listed(page_of, cast.senior_adviser, f"?q={medium.school.urn}") == ["Otterbourne"]


def test_every_option_says_how_many_cases_it_has(cast, three, page_of):
    words = page_of(cast.senior_adviser, "/cases/")
    for option in (
        "Open (2)",
        "Closed (1)",
        "High (1)",
        "Medium (1)",
        "Diocese of Saltmarsh (1)",
        "Cases that I lead (2)",
    ):
        assert option in words
    assert "2 of three cases, closed ones left out" in words


@pytest.mark.parametrize(
    ("sort", "first"),
    [("school", "Fernhallow"), ("-school", "Otterbourne"), ("risk", "Fernhallow"), ("-risk", "Otterbourne"),
     ("category", "Fernhallow"), ("lead", "Otterbourne"), ("next", "Otterbourne"), ("-late", "Otterbourne")],
)  # fmt: skip
def test_it_is_sorted_by_links(cast, three, client, sort, first):
    make_action(three[1], due_on=days_ahead(-1))
    make_meeting(three[1], cast.senior_adviser, on=days_ahead(3))
    client.force_login(cast.senior_adviser)
    page = client.get(f"/cases/?sort={sort}").context["page"]
    assert page[0].school.name.startswith(first)


def test_what_is_missing_is_told(cast, case, page_of):
    make_meeting(case, cast.senior_adviser, on=days_ahead(-40), status="held")
    words = page_of(cast.senior_adviser, "/cases/")
    assert "None planned due by Thursday 14 January 2027" in words


def test_nothing_that_fits_is_told_with_the_way_back(cast, case, page_of):
    assert "No case fits these filters. Clear all" in page_of(cast.senior_adviser, "/cases/?q=nowhere")


def test_without_any_case_the_page_says_how_one_begins(cast, page_of):
    assert "There is no case for you to see." in page_of(cast.senior_adviser, "/cases/")


@pytest.mark.parametrize("who", ["other_diocesan_officer", "other_chair", "administrator", "left_yesterday"])
def test_a_case_that_somebody_cannot_see_is_in_no_row_and_no_count(cast, case, page_of, who):
    words = page_of(getattr(cast, who), "/cases/")
    assert "There is no case for you to see." in words
    assert cast.school.name not in words


def test_actions_for_other_eyes_are_not_counted(cast, case, page_of):
    make_action(case, circle="la", due_on=days_ahead(-1))
    make_action(case)
    assert "2 open 1 overdue" in page_of(cast.senior_adviser, "/cases/")
    assert "1 open" in page_of(cast.diocesan_officer, "/cases/")
    assert "overdue" not in page_of(cast.head, "/cases/").replace("With overdue actions", "")


def test_a_page_holds_twenty_five(cast, page_of):
    for number in range(27):
        make_case(make_school(name=f"Wickstead {number:02} Primary School"), cast.senior_adviser)
    assert page_of(cast.senior_adviser, "/cases/?sort=school").count("Wickstead") == 25
    assert page_of(cast.senior_adviser, "/cases/?sort=school&page=2").count("Wickstead") == 2


def test_the_number_of_queries_does_not_grow_with_the_cases(
    cast, case, client, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(cast.senior_adviser)
    with django_assert_max_num_queries(12) as few:
        client.get("/cases/")
    for _ in range(8):
        make_action(make_case(make_school(), cast.senior_adviser))
    with django_assert_num_queries(len(few)):
        client.get("/cases/")


def test_the_same_cases_are_taken_away_as_csv(cast, three, client):
    client.force_login(cast.senior_adviser)
    response = client.get("/cases/cases.csv?risk=high")
    assert response["Content-Disposition"] == 'attachment; filename="cases-2026-11-23.csv"'
    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Case", three[0].reference]
    assert ReadLog.objects.filter(what="list of one case as CSV", user_id=cast.senior_adviser.pk).exists()


def test_the_same_cases_are_taken_away_as_xlsx(cast, three, client):
    client.force_login(cast.senior_adviser)
    sheet = load_workbook(BytesIO(client.get("/cases/cases.xlsx?status=closed").content)).active
    assert [cell.value for cell in sheet["A"]] == ["Case", three[2].reference]


def test_a_download_holds_only_what_the_person_sees(cast, three, client):
    client.force_login(cast.diocesan_officer)
    text = client.get("/cases/cases.csv").content.decode()
    assert three[0].reference in text
    assert three[1].reference not in text


def test_an_unknown_kind_of_file_is_not_found(cast, client):
    client.force_login(cast.senior_adviser)
    assert client.get("/cases/cases.pdf").status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1"])
def test_text_that_a_spreadsheet_would_calculate_is_made_harmless(text):
    assert harmless(text) == f"'{text}"
    assert harmless("Fernhallow") == "Fernhallow"


def test_what_people_typed_is_escaped(cast, page_of, client):
    school = make_school(name='<script>alert("x")</script> Primary')
    make_case(school, cast.senior_adviser)
    make_share(school, diocese=cast.corvesham)
    client.force_login(cast.senior_adviser)
    html = client.get("/cases/?q=<script>").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
