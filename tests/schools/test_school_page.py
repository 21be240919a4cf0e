"""The page of one school: what it tells, and to whom."""

from datetime import date, timedelta

import pytest

from people.roles import Role
from record import clock
from record.models import ReadLog
from schools.importing import import_register
from schools.models import CommunityArea, School, Succession, TermDates
from tests.factories import make_la, make_post, make_school, make_user
from tests.schools.register_file import HEADERS, school, write_file
from tests.web_pages.makers import close, judge, make_case, make_category, make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def adviser(cast, client):
    client.force_login(cast.senior_adviser)
    return cast.senior_adviser


def text(client, school):
    response = client.get(school.get_absolute_url())
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\xa0", " ").split())


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("senior_adviser", 200),
        ("head", 200),
        ("chair", 200),
        ("diocesan_officer", 200),
        ("administrator", 200),
        ("other_diocesan_officer", 404),
        ("other_chair", 404),
        ("left_yesterday", 404),
    ],
)
def test_who_may_see_the_school_and_who_meets_not_found(client, cast, who, status):
    client.force_login(getattr(cast, who))

    assert client.get(cast.school.get_absolute_url()).status_code == status


def test_a_refused_attempt_and_a_reading_of_casework_are_logged(client, cast):
    client.force_login(cast.other_chair)
    client.get(cast.school.get_absolute_url())
    assert ReadLog.objects.get(refused=True).urn == cast.school.urn

    client.force_login(cast.chair)
    client.get(cast.school.get_absolute_url())
    assert ReadLog.objects.filter(refused=False, urn=cast.school.urn, user_id=cast.chair.pk).exists()


def test_a_school_that_does_not_exist_is_not_found(client, adviser):
    assert client.get("/schools/123456/").status_code == 404
    assert client.get("/schools/list/").status_code == 404


def test_the_register_is_told_in_sentences(client, adviser, cast):
    mine = cast.school
    mine.low_age, mine.high_age, mine.gender, mine.capacity = 4, 11, "Mixed", 150
    mine.percent_fsm, mine.religious_character = 23.4, "Church of England"
    mine.area = CommunityArea.objects.create(la=mine.la, name="Upper Wend Valley")
    mine.save()
    page = text(client, mine)

    assert "Voluntary controlled school, primary, for boys and girls aged 4 to 11." in page
    assert "Church of England; Diocese of Corvesham." in page
    assert "Maintained by Wyvenshire, so that a section 60 notice is possible." in page
    assert "143 on roll, 95" in page
    assert "Upper Wend Valley" in page
    assert "Mr David Lorimer" in page
    assert "WYVENFORD" in page


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"diocese_state": "none"}, "Not a church school: a diocese is not applicable."),
        ({"diocese_state": "unknown"}, "The register does not say which diocese, if any."),
        (
            {"diocese_state": "none", "religious_character": "Jewish"},
            "Jewish, in no diocese (not applicable).",
        ),
        (
            {"type_group_code": "10", "trust_name": "The Wend Trust", "trust_code": "9"},
            "The Wend Trust (trust 9).",
        ),
        ({"type_group_code": "10"}, "a section 60 notice is not possible"),
        ({"type_group_code": "5", "type_code": "07"}, "so that a section 60 notice is possible"),
        ({"status": "Closed"}, "Closed on a day that is not known.".replace("Closed on", "Closed, on")),
        (
            {"status": "Closed", "closed_on": date(2025, 8, 31), "closed_why": "For Academy"},
            "Closed on 31 August 2025 (for academy).",
        ),
        (
            {"status": "Open, but proposed to close", "closed_on": date(2027, 8, 31)},
            "to close on 31 August 2027.",
        ),
        ({"missing_since": date(2026, 7, 18)}, "Missing from the register since 18 July 2026"),
        ({"roll": None, "capacity": 90}, "The number on roll is not given; 90 places."),
        ({"head_title": "", "head_first_name": "", "head_last_name": ""}, "The register names no head."),
    ],
)
def test_what_is_unusual_is_said(client, adviser, facts, words):
    assert words in text(client, make_school(**facts))


def test_a_website_that_is_no_address_is_no_link(client, adviser):
    page = text(client, make_school(website="javascript:alert(1)"))

    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


def test_judgements_are_told_with_who_when_and_why_and_those_before(client, adviser, cast):
    today = clock.today()
    judge(cast.school, adviser, "medium", on=today - timedelta(days=200))
    judge(cast.school, adviser, "high", on=date(2026, 9, 24))
    make_category(cast.school, adviser, on=date(2026, 9, 17), disputed_why="The sample was small.")
    page = text(client, cast.school)

    assert "High since 24 September 2026, judged by Helen Marchetti: Progress is slow." in page
    assert "medium, judged by Helen Marchetti. Progress is slow." in page
    assert "One judgement before" in page
    assert "Inadequate since 17 September 2026." in page
    assert "The school disputes it: The sample was small." in page
    assert "Not judged yet." in page, "the floor risk"


def test_casework_is_absent_for_those_who_may_not_view_cases(client, cast):
    judge(cast.school, cast.senior_adviser, "high")
    make_category(cast.school, cast.senior_adviser)
    case = make_case(cast.school, cast.senior_adviser)
    member = make_user("Petra Panel")
    make_post(Role.PANEL_MEMBER, user=member)
    for user in (member, cast.administrator):
        client.force_login(user)
        page = text(client, cast.school)
        for secret in (
            case.reference,
            "Inadequate",
            "High risk",
            "judges",
            "No case is open",
            "Susan Hallett",
        ):
            assert secret not in page
    assert not ReadLog.objects.filter(refused=False).exists()


def test_an_open_case_is_next_with_its_conference(client, adviser, cast):
    case = make_case(cast.school, adviser)
    assert "No case conference is planned" in text(client, cast.school)

    make_meeting(case, adviser, on=clock.today() + timedelta(days=3))
    page = text(client, cast.school)
    assert "Case conference on" in page
    assert "In 3 days." in page
    assert case.reference in page


def test_a_case_can_be_opened_by_those_who_manage_cases_when_none_is_open(client, cast):
    client.force_login(cast.senior_adviser)
    assert f"/cases/open/?school={cast.school.urn}" in text(client, cast.school)
    client.force_login(cast.head)
    assert "/cases/open/" not in text(client, cast.school)

    close(make_case(cast.school, cast.senior_adviser))
    client.force_login(cast.senior_adviser)
    page = text(client, cast.school)
    assert "The last one was closed on" in page
    assert "Two reviews met the criteria." in page


def test_a_closed_school_gets_no_new_case(client, adviser):
    assert "/cases/open/" not in text(client, make_school(status="Closed"))


def test_people_with_a_post_at_the_school_are_named(client, adviser, cast):
    page = text(client, cast.school)

    assert "Susan Hallett" in page
    assert "Chair of governors since 1 September 2020" in page
    assert "Lately Departed" not in page


def test_predecessors_and_successors_are_linked_when_they_may_be_seen(client, adviser, cast):
    before = make_school(name="Fernhallow Infants’ School", status="Closed")
    elsewhere = make_school(name="Far School", la=make_la(code="998", name="Otherness"))
    Succession.objects.create(
        predecessor=before, successor=cast.school, on=date(2019, 9, 1), kind="amalgamated"
    )
    Succession.objects.create(predecessor=cast.school, successor=elsewhere, kind="succession")
    page = text(client, cast.school)

    assert f'<a class="govuk-link" href="/schools/{before.urn}/">Fernhallow Infants’ School</a>' in page
    assert "from 1 September 2019, amalgamated." in page
    assert f"Far School ({elsewhere.urn}, Otherness)." in page
    assert f"/schools/{elsewhere.urn}/" not in page


def test_term_dates_say_whose_they_are_or_that_nobody_knows(client, adviser, cast):
    assert "Nobody has entered them" in text(client, cast.school)

    with clock.at(date(2026, 11, 23)):
        facts = {"year": 2026, "half_term": 2, "long_term": "autumn"}
        days = {"first_day": date(2026, 11, 2), "last_day": date(2026, 12, 18)}
        TermDates.objects.create(la=cast.la, **facts, **days)
        assert "Those of Wyvenshire." in text(client, cast.school)
        TermDates.objects.create(school=cast.school, **facts, **days)
        page = text(client, cast.school)
    assert "2 November to 18 December" in page
    assert "The school’s own." in page


def test_what_changed_in_the_register_is_told_import_by_import(client, cast, tmp_path):
    imported = tmp_path / "edubasealldata20260618.csv"
    import_register(write_file(imported, school("900501")))
    later = school(
        "900501",
        head="Trevanion",
        diocese="0000",
        changed="01-07-2026",
        also={
            "NumberOfPupils": "",
            "CommunityArea (name)": "Upper Wend Valley",
            "TelephoneNum": "01632960999",
        },
    )
    headers = [*HEADERS, "CommunityArea (name)"]
    import_register(write_file(tmp_path / "edubasealldata20260718.csv", later, headers=headers))
    only_date = later | {"LastChangedDate": "02-08-2026"}
    import_register(write_file(tmp_path / "edubasealldata20260818.csv", only_date, headers=headers))
    client.force_login(cast.senior_adviser)
    page = text(client, School.objects.get(urn="900501"))

    assert "Register of 18 June 2026" in page
    assert "The first time that this school was entered." in page
    assert "Register of 18 July 2026" in page
    assert "Head: Mr David Trevanion, was Mr David Lorimer" in page
    assert "Number on roll: no longer given, was 143" in page
    assert "Diocese: not applicable, was Diocese of Corvesham" in page
    assert "Community area: Upper Wend Valley, not given before" in page
    assert "Register of 18 August 2026" not in page, "only the date of the last change was new"


def test_the_way_to_who_can_see_it_is_for_those_who_may_ask(client, cast):
    client.force_login(cast.senior_adviser)
    assert f"/people/schools/{cast.school.urn}/" in text(client, cast.school)
    client.force_login(cast.head)
    assert f"/people/schools/{cast.school.urn}/" not in text(client, cast.school)


def test_queries_do_not_grow_with_the_schools_past(client, adviser, cast, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(60) as captured:
            client.get(cast.school.get_absolute_url())
        return len(captured)

    def live_on():
        for days in range(5):
            judge(cast.school, adviser, "low", on=clock.today() - timedelta(days=days))
            make_category(cast.school, adviser)
            close(make_case(cast.school, adviser))
            cast.school.roll += 1
            cast.school.save()
            make_post(Role.GOVERNORS_CLERK, schools=(cast.school,))

    live_on()
    few = queries()
    live_on()
    assert queries() == few <= 30


def test_names_with_markup_are_shown_as_text(client, adviser):
    page = text(
        client, make_school(name="<i>Name</i>", head_last_name="<b>Head</b>", street="<u>Street</u>", town="")
    )

    for markup in ("<i>Name</i>", "<b>Head</b>", "<u>Street</u>"):
        assert markup not in page
