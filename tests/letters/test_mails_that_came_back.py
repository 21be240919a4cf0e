"""A letter whose e-mail reached nobody is on the list to post at once, until it left or did arrive."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from concern_cases.models import CaseEvent
from letters.labels import list_rows
from letters.models import Service
from letters.posting import counts_to_post, rows_to_post
from letters.services.posting import record_sent
from letters.services.reading import record_reading
from letters.services.serving import not_delivered, record_arrival, record_posting, record_return
from letters.services.timing import recount
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from record.words import plain_day
from schools.models import School
from tests.letters.makers import TODAY, make_given
from web.needs import NEEDS


@pytest.fixture
def letter(county):
    """A warning letter whose e-mail to the chair came back on the day after it was given."""
    letter = make_given(county)
    with clock.at(date(2026, 11, 24)):
        returned(county, letter)
    return letter


def chairs(letter):
    return Service.objects.get(recipient__letter=letter, recipient__received_as="chair")


def returned(county, letter):
    why = "No such mailbox"
    record_return(chairs(letter), on=date(2026, 11, 24), why=why, by=county.senior_adviser)


def instead():
    return [row for row in rows_to_post(School.objects.all()) if row.is_instead]


def test_it_is_on_the_list_to_post_by_first_class_post_and_nothing_is_moved(county, letter):
    (row,) = instead()
    assert (row.sent, row.how, row.group, row.by_hand) == (
        chairs(letter),
        "First class post",
        "letters",
        False,
    )
    assert row.on == date(2026, 11, 24)
    assert list_rows([row])[0][6] == "First class post"
    assert counts_to_post(School.objects.all())["letters"] == 2, "the clerk's copy, and this"
    given = chairs(letter)
    assert (given.method, given.given_on, given.deemed_on) == ("portal", TODAY, TODAY)


def test_it_counts_as_given_by_the_posting_that_somebody_records(county, letter):
    told = letter.running_clock.ends_on
    with clock.at(date(2026, 11, 25)):
        record_sent([instead()[0].sent], on=date(2026, 11, 25), who="Ann Lister", by=county.senior_adviser)
        given = chairs(letter)
        assert (given.method, given.given_on, given.deemed_on) == (
            "post",
            date(2026, 11, 25),
            date(2026, 11, 27),
        )
        assert given.proof == f"Ann Lister, first class post, {plain_day(date(2026, 11, 25))}"
        assert given.deemed_why == f"The e-mail came back on {plain_day(date(2026, 11, 24))}: No such mailbox"
        assert instead() == []
        assert not not_delivered().exists()
        letter.refresh_from_db()
        assert (letter.given_on, letter.running_clock.ends_on) == (TODAY, told)
        assert "the time would end on" in recount(letter)
        with pytest.raises(AlreadyDone):
            record_posting(given, proof="Again", by=county.senior_adviser)
    assert CaseEvent.objects.get(kind="letters.posted").body["instead"].startswith("The e-mail came back")


def test_it_did_arrive(county, letter):
    given = chairs(letter)
    with pytest.raises(RuleError, match="how you know"):
        record_arrival(given, why=" ", by=county.senior_adviser)
    with pytest.raises(PermissionDenied):
        record_arrival(given, why="She says so.", by=county.chair)
    record_arrival(given, why="The chair has it, she said on the telephone.", by=county.senior_adviser)
    assert instead() == []
    assert chairs(letter).deemed_on == TODAY
    assert CaseEvent.objects.filter(kind="letters.arrived").count() == 1
    with pytest.raises(AlreadyDone):
        record_arrival(given, why="Again.", by=county.senior_adviser)
    with pytest.raises(AlreadyDone, match="nothing is to be posted"):
        record_posting(given, proof="Ann Lister", by=county.senior_adviser)
    with clock.at(date(2026, 11, 24)):
        returned(county, letter)
    assert len(instead()) == 1, "it came back after all"


def test_a_mail_that_could_not_be_sent_is_posted_too_or_did_arrive(county):
    letter = make_given(county)
    Dispatch.objects.filter(key=chairs(letter).dispatch_key).update(state=Dispatch.State.FAILED)
    assert [row.on for row in instead()] == [TODAY]
    record_arrival(chairs(letter), why="Sent to her from our own mailbox.", by=county.senior_adviser)
    assert instead() == []


def test_who_opened_the_letter_here_has_it(county, letter):
    record_reading(letter, what="page", by=county.chair)
    assert instead() == []


def test_it_is_one_need_that_says_where_it_is_recorded(county, letter):
    schools = School.objects.all()
    asked = ("letter_not_delivered", "letter_not_posted")
    with clock.at(date(2026, 11, 24)):
        found = {
            need.name: [need.sentence(row) for row in need.rows(county.senior_adviser, schools)]
            for need in NEEDS
            if need.name in asked
        }
    (sentence,) = found["letter_not_delivered"]
    assert "came back" in sentence
    assert "To post or take by hand" in sentence
    (sentence,) = found["letter_not_posted"]
    assert sentence.startswith("One copy"), "the clerk's, which never went by e-mail"


def test_the_pages_say_what_posting_means_and_lead_to_the_way_back(county, letter, client):
    client.force_login(county.senior_adviser)
    arrived = reverse("letters:arrived", args=[letter.reference, chairs(letter).pk])
    page = client.get("/letters/post/").content.decode()
    assert "Its e-mail came back on" in page
    assert "the letter keeps its date" in page
    assert f'href="{arrived}"' in page
    page = client.get(letter.get_absolute_url()).content.decode()
    assert f'href="{arrived}"' in page
    assert "To be sent by first class post: Susan Hallett" in page
    assert "No such mailbox" in client.get(arrived).content.decode()
    answer = client.post(arrived, {"why": "She told us."}, follow=True).content.decode()
    assert "did arrive. Nothing is to be posted there." in answer
    assert "it did arrive: She told us." in answer
