"""One box for schools, cases and people."""

import pytest

from record.actor import acting_as
from tests.factories import make_school
from tests.web_pages.makers import make_case


@pytest.fixture
def search(client, cast):
    def look(user, words):
        client.force_login(user)
        return client.get("/search/", {"q": words})

    return look


@pytest.fixture
def ottermarsh(cast):
    with acting_as(cast.senior_adviser):
        return make_school(
            name="Ottermarsh Infant School", postcode="WY9 8ZZ", laestab="9994444", urn="987654"
        )


def test_a_urn_leads_to_its_school(cast, search, ottermarsh):
    assert search(cast.senior_adviser, "987654").url == "/schools/987654/"


@pytest.mark.parametrize("words", ["9994444", "999/4444", "999 4444"])
def test_a_laestab_leads_to_its_school_however_it_is_written(cast, search, ottermarsh, words):
    assert search(cast.senior_adviser, words).url == "/schools/987654/"


@pytest.mark.parametrize(
    "change", [str, str.lower, lambda text: text.replace("-", " "), lambda text: text[4:]]
)
def test_a_reference_leads_to_its_case_however_it_is_written(cast, case, search, change):
    assert search(cast.senior_adviser, change(case.reference)).url == f"/cases/{case.reference}/"


@pytest.mark.parametrize("words", ["ottermarsh", "INFANT otter", "wy98zz", "WY9 8ZZ", "wy9"])
def test_schools_are_found_by_words_and_postcode(cast, search, ottermarsh, words):
    found = search(cast.senior_adviser, words).context["found"]
    assert [school.name for school in found.schools] == ["Ottermarsh Infant School"]


def test_open_schools_come_before_closed_ones(cast, search):
    with acting_as(cast.senior_adviser):
        make_school(name="Aldermere Old School", status="Closed")
        make_school(name="Aldermere Primary School")
    found = search(cast.senior_adviser, "aldermere").context["found"]
    assert [school.name for school in found.schools] == ["Aldermere Primary School", "Aldermere Old School"]


def test_cases_are_found_by_the_name_of_their_school(cast, case, search):
    assert search(cast.senior_adviser, "fernhallow").context["found"].cases == [case]


@pytest.mark.parametrize("who", ["other_chair", "other_diocesan_officer", "left_yesterday"])
def test_what_somebody_cannot_see_is_not_found(cast, case, search, who):
    user = getattr(cast, who)
    for words in (case.reference, cast.school.urn, "fernhallow", cast.school.postcode):
        response = search(user, words)
        assert response.status_code == 200
        assert cast.school.name not in response.content.decode()
        assert case.reference not in [found.reference for found in response.context["found"].cases]


def test_an_administrator_finds_schools_and_people_but_no_case(cast, case, search):
    found = search(cast.administrator, "fernhallow").context["found"]
    assert found.cases == []
    assert [school.pk for school in found.schools] == [cast.school.pk]
    assert [person.name for person in search(cast.administrator, "blyth").context["found"].people] == [
        "Catherine Blyth"
    ]


def test_people_are_found_by_those_alone_who_look_after_them(cast, search):
    assert search(cast.senior_adviser, "blyth").context["found"].people == []


def test_nothing_found_says_what_to_try(cast, search):
    html = search(cast.senior_adviser, "<b>nowhere").content.decode()
    assert "Nothing found for “&lt;b&gt;nowhere”" in html


def test_an_empty_search_is_a_page_with_its_box(cast, search):
    assert search(cast.senior_adviser, "   ").status_code == 200


def test_many_schools_lead_on_to_the_list(cast, search):
    with acting_as(cast.senior_adviser):
        for _ in range(22):
            make_school(name="Wickstead Primary School")
            make_case(make_school(name="Wickstead Junior School"), cast.senior_adviser)
    html = search(cast.senior_adviser, "wickstead").content.decode()
    assert "All 44 schools" in html
    assert "All 22 cases" in html
