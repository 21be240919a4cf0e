"""The page that says who can see a school, and where it is shared."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import Share
from people.services.people import deactivate_person
from record import clock
from record.models import ReadLog
from schools.permissions import Circle, Perm
from tests.factories import make_post, make_school, make_user

TODAY = date(2026, 11, 23)
MANAGERS = ["director", "head_of_improvement", "senior_adviser"]
FORBIDDEN = ["sip", "clerk", "legal_adviser", "aht", "nle", "head", "chair", "governor"]
FORBIDDEN += ["diocesan_officer", "administrator"]
OUTSIDERS = ["other_diocesan_officer", "other_chair", "left_yesterday"]


@pytest.fixture(autouse=True)
def monday():
    with clock.at(TODAY):
        yield


def sign_in(client, user):
    client.force_login(user, backend="people.backends.SignInBackend")
    return client


def page_of(client, school, **query):
    response = client.get(reverse("people:school", args=[school.urn]), query)
    return response.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("name", MANAGERS)
def test_who_manages_shares_sees_everybody_with_the_reason(cast, client, name):
    page = page_of(sign_in(client, getattr(cast, name)), cast.school)
    for person in ("director", "sip", "diocesan_officer", "aht", "head", "chair", "governor"):
        assert getattr(cast, person).name in page
    assert "Chair of governors since 1 September 2020" in page
    assert "Shared with the Diocese of Corvesham since 1 September 2020, agreed by Helen Marchetti" in page
    assert cast.other_chair.name not in page
    assert cast.deactivated.name not in page
    assert "Share this school" in page


def test_an_auditor_looks_and_shares_nothing(cast, client):
    auditor = make_post("auditor").user
    page = page_of(sign_in(client, auditor), cast.school)
    assert "Who can see this school, and why" in page
    assert "Share this school" not in page
    assert client.get(reverse("people:share", args=[cast.school.urn])).status_code == 403


@pytest.mark.parametrize("page", ["school", "readings", "share"])
@pytest.mark.parametrize(("names", "status"), [(FORBIDDEN, 403), (OUTSIDERS, 404)])
def test_seen_is_forbidden_and_unseen_is_not_found(cast, client, page, names, status):
    for name in names:
        sign_in(client, getattr(cast, name))
        assert client.get(reverse(f"people:{page}", args=[cast.school.urn])).status_code == status, name


def test_the_circles_count_people_from_the_inside_out(cast, client):
    page = page_of(sign_in(client, cast.director), cast.school)
    # Six at the LA who read everything; officer and AHT more; NLE, head, chair and governor more.
    assert "<b>6 people</b>" in page
    assert "<b>8 people</b>" in page
    assert "<b>12 people</b>" in page
    assert "Twelve" in page or "12 people can see something" in page


def test_one_person_is_explained(cast, client):
    sign_in(client, cast.director)
    page = page_of(client, cast.school, person="catherine")
    assert "Catherine Blyth can see" in page
    assert "Has never read anything of it." in page
    assert "can’t see" in page_of(client, cast.school, person=cast.other_chair.email)
    assert "Nobody here is called “xyz &lt;b&gt;”." in page_of(client, cast.school, person="xyz <b>")
    make_user("Catherine Other")
    assert "Whom do you mean?" in page_of(client, cast.school, person="Catherine")


def test_the_last_reading_the_refusals_and_the_changes_are_told(cast, client):
    sign_in(client, cast.other_chair).get(reverse("people:school", args=[cast.school.urn]))
    ReadLog.objects.create(
        user_id=cast.chair.pk, user_name="Susan Hallett", urn=cast.school.urn, what="case SOC-2026-0001"
    )
    deactivate_person(cast.governor, why="Resigned.", by=cast.administrator)
    sign_in(client, cast.director)
    page = page_of(client, cast.school)
    assert "today, 9 am" in page
    assert "One time in twelve months" in page
    assert f"Gareth Moxon<span>Monday 23 November 2026, 9 am, at /people/schools/{cast.school.urn}/" in page
    readings = client.get(reverse("people:readings", args=[cast.school.urn])).content.decode()
    assert "case SOC-2026-0001" in readings
    assert "Refused" in readings


def test_a_share_is_made_and_ended_on_pages(cast, client):
    sign_in(client, cast.senior_adviser)
    address = reverse("people:share", args=[cast.other_school.urn])
    facts = {
        "whom": "diocese",
        "circle": Circle.DIOCESE,
        "why": "Agreed <b>by</b> telephone.",
        "agreed_by": cast.head_of_improvement.pk,
        "since": "23/11/2026",
    }
    response = client.post(address, facts, follow=True)
    assert "was shared with the Diocese of Saltmarsh" in response.content.decode()
    share = Share.objects.get(school=cast.other_school)
    assert share.agreed_by == cast.head_of_improvement
    assert cast.other_diocesan_officer.has_perm(Perm.VIEW_CASE, cast.other_school)
    assert "Agreed &lt;b&gt;by&lt;/b&gt; telephone." in page_of(client, cast.other_school)

    again = client.post(address, facts).content.decode()
    assert "End that share first" in again

    end = reverse("people:share-end", args=[cast.other_school.urn, share.pk])
    assert "Leave it as it is" in client.get(end).content.decode()
    assert "Say why." in client.post(end, {"why": ""}).content.decode()
    client.post(end, {"why": "Too early."})
    assert not cast.other_diocesan_officer.has_perm(Perm.VIEW_SCHOOL, cast.other_school)
    assert "ended on" in client.post(end, {"why": "Again."}).content.decode()


def test_a_share_with_a_person_says_what_the_person_may_do(cast, client):
    sign_in(client, cast.senior_adviser)
    guest = make_user("Guest Reader")
    facts = {
        "whom": "person",
        "user": guest.pk,
        "perms": [Perm.ADD_EVIDENCE.value],
        "circle": Circle.SCHOOL,
        "why": "Reviews governance.",
        "agreed_by": cast.senior_adviser.pk,
        "since": "2026-11-23",
        "until": "31/12/2026",
    }
    address = reverse("people:share", args=[cast.school.urn])
    assert "Choose the person." in client.post(address, facts | {"user": ""}).content.decode()
    assert client.post(address, facts).status_code == 302
    assert guest.has_perm(Perm.ADD_EVIDENCE, cast.school)
    page = page_of(client, cast.school)
    assert "31 December 2026" in page
    assert "in 38 days" in page


def test_a_school_without_a_diocese_offers_no_diocese(cast, client):
    school = make_school()
    page = (
        sign_in(client, cast.senior_adviser).get(reverse("people:share", args=[school.urn])).content.decode()
    )
    assert 'value="diocese"' not in page.replace("la_and_diocese", "")
    facts = {"whom": "diocese", "circle": Circle.DIOCESE, "why": "x", "since": "2026-11-23"}
    facts["agreed_by"] = cast.senior_adviser.pk
    assert client.post(reverse("people:share", args=[school.urn]), facts).status_code == 200
    assert not Share.objects.filter(school=school).exists()


def test_a_share_of_another_school_is_not_ended_through_this_one(cast, client):
    share = Share.objects.get(school=cast.school)
    sign_in(client, cast.senior_adviser)
    address = reverse("people:share-end", args=[cast.other_school.urn, share.pk])
    assert client.post(address, {"why": "x"}).status_code == 404
    share.refresh_from_db()
    assert share.until is None


def test_the_page_takes_as_many_queries_for_many_people_as_for_few(cast, client):
    sign_in(client, cast.director)
    page_of(client, cast.school)
    with CaptureQueriesContext(connection) as few:
        page_of(client, cast.school)
    for _ in range(8):
        make_post("governor", schools=(cast.school,), until=TODAY + timedelta(days=9))
    with CaptureQueriesContext(connection) as many:
        page_of(client, cast.school)
    assert len(many) == len(few)
