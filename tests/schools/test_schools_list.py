"""The list of schools: what is found, filtered, sorted, counted and taken away, and by whom."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse

from people.roles import Role
from record import clock
from record.models import ReadLog
from tests.factories import make_diocese, make_la, make_post, make_school, make_user
from tests.web_pages.makers import close, judge, make_case, make_category

pytestmark = pytest.mark.django_db
URL = "/schools/"


@pytest.fixture
def adviser(cast, client):
    client.force_login(cast.senior_adviser)
    return cast.senior_adviser


def names(response):
    return [school.name for _line, school in response.context["rows"]]


def option(response, facet, value):
    for each in response.context["found"].facets:
        for found in each.options:
            if (each.name, found.value) == (facet, value):
                return found
    return None


def test_a_reader_sees_the_schools_of_the_posts_held(client, cast):
    make_school(name="Of another county", la=make_la(code="998", name="Otherness"))

    client.force_login(cast.senior_adviser)
    assert names(client.get(URL)) == [cast.school.name, cast.other_school.name]
    client.force_login(cast.chair)
    assert names(client.get(URL)) == [cast.school.name]
    client.force_login(cast.diocesan_officer)
    assert names(client.get(URL)) == [cast.school.name]


@pytest.mark.parametrize("who", ["other_diocesan_officer", "left_yesterday"])
def test_who_may_see_no_school_meets_an_empty_list_without_a_count(client, cast, who):
    client.force_login(getattr(cast, who))
    response = client.get(URL)

    assert "There is no school for you to see." in response.content.decode()
    assert cast.school.name not in response.content.decode()
    assert names(client.get(f"{URL}?q=Fernhallow")) == []


def test_words_find_by_name_number_and_postcode(client, adviser, cast):
    assert names(client.get(f"{URL}?q=st+wystans")) == [cast.school.name]
    assert names(client.get(f"{URL}?q={cast.school.urn}")) == [cast.school.name]
    assert names(client.get(f"{URL}?q={cast.other_school.laestab}")) == [cast.other_school.name]
    assert len(names(client.get(f"{URL}?q=wy12ab"))) == 2


def test_words_that_find_nothing_say_what_to_do(client, adviser):
    page = client.get(f"{URL}?q=zzz").content.decode()

    assert "No school fits this." in page
    assert "Clear all" in page


def test_closed_schools_are_left_out_unless_asked_for(client, adviser, cast):
    closed = make_school(name="Ashes School", status="Closed")

    assert closed.name not in names(client.get(URL))
    assert "closed ones left out" in client.get(URL).content.decode()
    assert names(client.get(f"{URL}?status=Closed")) == [closed.name]
    assert names(client.get(f"{URL}?q=ashes")) == [closed.name]


def test_filters_widen_within_one_and_narrow_between_two(client, adviser, cast):
    make_school(name="Zeal Community Primary School")

    assert len(names(client.get(f"{URL}?diocese=CE91&diocese=RC91"))) == 2
    assert names(client.get(f"{URL}?diocese=CE91&diocese=RC91&type=03")) == [
        cast.school.name,
        cast.other_school.name,
    ]
    assert names(client.get(f"{URL}?diocese=none")) == ["Zeal Community Primary School"]


def test_not_applicable_and_unknown_dioceses_are_two_filters(client, adviser):
    make_school(name="Nobody knows", diocese_state="unknown")
    make_school(name="Has none")

    assert names(client.get(f"{URL}?diocese=unknown")) == ["Nobody knows"]
    assert names(client.get(f"{URL}?diocese=none")) == ["Has none"]


def test_a_filter_stays_in_force_when_the_words_find_none_of_its_schools(client, adviser):
    response = client.get(f"{URL}?q=brannoc&diocese=CE91")

    assert names(response) == []
    assert option(response, "diocese", "CE91").chosen


def test_each_option_counts_what_it_would_show_beside_the_other_filters(client, adviser, cast):
    judge(cast.school, adviser, "high")
    make_school(name="Zeal Community Primary School", phase="Secondary")
    response = client.get(f"{URL}?phase=Primary")

    assert option(response, "diocese", "CE91").count == 1
    assert option(response, "diocese", "none") is None, "no primary school of the two is in none"
    assert option(response, "phase", "Secondary").count == 1
    assert option(response, "risk", "high").count == 1
    assert option(response, "risk", "none").count == 1


def test_category_both_risks_and_case_can_be_filtered(client, adviser, cast):
    judge(cast.school, adviser, "high")
    judge(cast.other_school, adviser, "low", kind="floor")
    make_category(cast.school, adviser)
    make_case(cast.school, adviser)
    mine, other = [cast.school.name], [cast.other_school.name]

    assert names(client.get(f"{URL}?risk=high")) == mine
    assert names(client.get(f"{URL}?risk=none")) == other
    assert names(client.get(f"{URL}?floor=low")) == other
    assert names(client.get(f"{URL}?category=inadequate")) == mine
    assert names(client.get(f"{URL}?only=case")) == mine


def test_the_latest_judgement_counts_and_is_dated_from_when_it_began(client, adviser, cast):
    today = clock.today()
    for level, days in (("low", 300), ("high", 200), ("high", 20)):
        judge(cast.school, adviser, level, on=today - timedelta(days=days))
    line = client.get(f"{URL}?risk=high").context["rows"][0][0]

    assert (line.improvement.name, line.improvement.since) == ("High", today - timedelta(days=200))


def test_a_closed_case_is_no_open_case(client, adviser, cast):
    close(make_case(cast.school, adviser))

    assert names(client.get(f"{URL}?only=case")) == []


def test_schools_missing_from_the_register_are_marked_and_can_be_found(client, adviser):
    gone = make_school(name="Gone School", missing_since=date(2026, 7, 18))

    assert names(client.get(f"{URL}?only=missing")) == [gone.name]
    assert "No longer in the register" in client.get(URL).content.decode()


def test_several_authorities_can_be_told_apart(client, adviser):
    other = make_la(code="998", name="Otherness")
    make_school(name="Of another county", la=other)
    assert option(client.get(URL), "la", "999") is None

    make_post(Role.SENIOR_ADVISER, user=adviser, la=other)
    assert names(client.get(f"{URL}?la=998")) == ["Of another county"]


def test_sorting_is_by_links_and_what_is_unknown_comes_last_either_way(client, adviser, cast):
    zeal = make_school(name="Zeal School", roll=None)
    judge(cast.other_school, adviser, "high")
    judge(cast.school, adviser, "low")
    cast.school.roll, cast.other_school.roll = 30, 200
    cast.school.save()
    cast.other_school.save()
    mine, other = cast.school.name, cast.other_school.name

    assert names(client.get(f"{URL}?sort=-name")) == [zeal.name, other, mine]
    assert names(client.get(f"{URL}?sort=risk")) == [other, mine, zeal.name]
    assert names(client.get(f"{URL}?sort=-risk")) == [mine, other, zeal.name]
    assert names(client.get(f"{URL}?sort=roll")) == [mine, other, zeal.name]
    assert names(client.get(f"{URL}?sort=-roll")) == [other, mine, zeal.name]
    assert names(client.get(f"{URL}?sort=nonsense")) == [mine, other, zeal.name]
    assert 'aria-sort="ascending"' in client.get(f"{URL}?sort=risk").content.decode()


def test_a_page_has_25_schools(client, adviser):
    for number in range(40):
        make_school(name=f"Quill {number:02} School")

    assert len(names(client.get(f"{URL}?q=quill"))) == 25
    assert len(names(client.get(f"{URL}?q=quill&page=2"))) == 15
    assert "25 of" not in client.get(f"{URL}?q=quill&page=2").content.decode()


def test_queries_do_not_grow_with_the_schools(client, adviser, cast, django_assert_max_num_queries):
    def more(count):
        for number in range(count):
            school = make_school(diocese=cast.corvesham, name=f"Quill {number} School")
            judge(school, adviser)
            make_category(school, adviser)
            make_case(school, adviser)

    def queries(url):
        with django_assert_max_num_queries(40) as captured:
            client.get(url)
        return len(captured)

    more(2)
    few = [queries(URL), queries(f"{URL}?q=quill"), queries(f"{URL}schools.csv")]
    more(20)
    assert [queries(URL), queries(f"{URL}?q=quill"), queries(f"{URL}schools.csv")] == few
    assert few[0] <= 16


def test_who_may_not_view_cases_learns_nothing_of_judgements(client, cast):
    judge(cast.school, cast.senior_adviser, "high")
    make_category(cast.school, cast.senior_adviser)
    case = make_case(cast.school, cast.senior_adviser)
    member = make_user("Petra Panel")
    make_post(Role.PANEL_MEMBER, user=member)
    client.force_login(member)
    page = client.get(URL)

    assert names(page) == [cast.school.name, cast.other_school.name]
    for secret in ("risk", "Inadequate", case.reference, "open case"):
        assert secret not in page.content.decode()
    assert len(names(client.get(f"{URL}?risk=high"))) == 2, "a filter that is not offered filters nothing"
    assert len(names(client.get(f"{URL}?only=case"))) == 0
    assert "Inadequate" not in client.get(f"{URL}schools.csv").content.decode()


def test_a_governor_learns_judgements_of_the_own_school_alone(client, cast):
    """With a second post that shows other schools without their cases."""
    judge(cast.school, cast.senior_adviser, "high")
    judge(cast.other_school, cast.senior_adviser, "high")
    make_post(Role.PANEL_MEMBER, user=cast.chair)
    client.force_login(cast.chair)

    assert len(names(client.get(URL))) == 2
    assert names(client.get(f"{URL}?risk=high")) == [cast.school.name]


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_filtered_list_can_be_taken_away_as_csv(client, adviser, cast):
    judge(cast.school, adviser, "high")
    for number in range(30):
        make_school(name=f"Quill {number:02} School")
    response = client.get(f"{URL}schools.csv?q=quill")
    assert len(rows_of(response)) == 30, "all of them, not a page"

    (row,) = rows_of(client.get(f"{URL}schools.csv?risk=high"))
    assert row["School"] == cast.school.name
    assert row["Risk of failing to improve"] == "High"
    assert row["LAESTAB"] == cast.school.number
    assert ReadLog.objects.filter(what="list of 30 schools as CSV").exists()
    assert response["Content-Disposition"].startswith('attachment; filename="schools-')


def test_the_list_can_be_taken_away_as_xlsx(client, adviser, cast):
    response = client.get(f"{URL}schools.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))

    assert rows[0][:3] == ("URN", "LAESTAB", "School")
    assert rows[1][0] == cast.school.urn, "a URN is text"
    assert len(rows) == 3


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_name_never_becomes_a_formula(client, adviser, kind):
    make_school(
        name='=HYPERLINK("http://evil.example")', head_last_name="@SUM(A1)", head_first_name="", head_title=""
    )
    content = client.get(f"{URL}schools.{kind}?q=hyperlink").content
    if kind == "csv":
        (row,) = rows_of(client.get(f"{URL}schools.csv?q=hyperlink"))
        assert not any(cell.startswith(("=", "@")) for cell in row.values())
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_another_kind_of_file_is_not_found(client, adviser):
    assert client.get(f"{URL}schools.pdf").status_code == 404


def test_a_name_with_markup_is_shown_as_text(client, adviser):
    make_school(name="<script>alert(1)</script> School", diocese=make_diocese("CE92", "<b>Diocese</b>"))
    page = client.get(URL).content.decode()

    assert "<script>alert(1)" not in page
    assert "<b>Diocese</b>" not in page
    assert "<img" not in client.get(f"{URL}?q=%3Cimg%20src%3Dx%3E").content.decode().split("<main", 1)[1]


def test_the_list_is_for_people_who_signed_in(client, cast):
    assert client.get(URL).status_code == 302
    assert client.get(reverse("schools:download", args=["csv"])).status_code == 302
