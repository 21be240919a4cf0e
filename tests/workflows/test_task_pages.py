"""The page of a task, as people meet it."""

import re
import xml.dom.minidom

import pytest
from django.urls import reverse

from meetings.models import Meeting, Minutes
from meetings.services.deciding import record_decision
from record import clock
from record.models import ReadLog
from tests.meetings.makers import everybody_here, finish_everything
from tests.workflows.conftest import CONFERENCE_DAY, hold, london, take
from workflows import engine
from workflows.cards import task_url

LATER = london(CONFERENCE_DAY, 18)


def url_of(meeting, node):
    return task_url(engine.open_card(meeting, node).task)


def test_the_page_says_what_is_to_be_done_by_when_and_why_it_is_yours(client, meeting, cast):
    client.force_login(cast.clerk)
    page = client.get(url_of(meeting, "collect_papers")).content.decode()
    assert '<h1 class="govuk-heading-l">Collect the papers</h1>' in page
    assert "you are Clerk" in page
    assert "3\N{NO-BREAK SPACE}December" in page
    assert "Colin Tregarth is told on" in page


def test_a_step_is_taken_by_its_form_and_the_reader_goes_on_to_the_conference(client, meeting, cast):
    client.force_login(cast.clerk)
    answer = client.post(url_of(meeting, "collect_papers"), {"note": "The tracking follows."})
    assert (answer.status_code, answer.url) == (302, meeting.get_absolute_url())
    assert "You collected the papers." in client.get(answer.url).content.decode()


def test_the_same_form_sent_twice_has_one_effect_and_a_page_that_explains(client, meeting, cast):
    hold(meeting, cast)
    url = url_of(meeting, "draft_minutes")
    with clock.at(LATER):
        client.force_login(cast.clerk)
        client.post(url, {"text": "First."})
        client.force_login(cast.senior_adviser)
        answer = client.post(url, {"text": "Second."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nasreen Aziz finished this" in page
    assert meeting.get_absolute_url() in page
    assert [minutes.text for minutes in Minutes.objects.all()] == ["First."]


def test_the_link_of_an_old_mail_leads_to_where_the_work_is_now(client, meeting, cast):
    url = url_of(meeting, "collect_papers")
    take(meeting, "collect_papers", by=cast.clerk)
    client.force_login(cast.senior_adviser)
    answer = client.get(url, follow=True)
    assert answer.redirect_chain == [(meeting.get_absolute_url(), 302)]
    assert "Nasreen Aziz collected the papers." in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_task_under_another_process_is_not_found(client, meeting, cast, method):
    card = engine.open_card(meeting, "collect_papers")
    client.force_login(cast.clerk)
    url = reverse("tasks:task", args=[card.task.process_id + 1, card.task_id])
    assert getattr(client, method)(url).status_code == 404
    assert engine.open_card(meeting, "collect_papers") == card


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("clerk", 200),
        ("senior_adviser", 200),
        ("head", 403),
        ("diocesan_officer", 403),
        ("director", 403),
        ("other_chair", 404),
        ("other_diocesan_officer", 404),
        ("left_yesterday", 404),
        ("administrator", 404),
    ],
)
def test_unseen_is_not_found_and_seen_but_not_permitted_is_forbidden(client, meeting, cast, person, status):
    client.force_login(getattr(cast, person))
    url = url_of(meeting, "collect_papers")
    assert client.get(url).status_code == status
    assert client.post(url, {}).status_code == (302 if status == 200 else status)
    refused = ReadLog.objects.filter(refused=True, what=url).count()
    assert refused == (0 if status == 200 else 2)


def test_a_rule_is_told_on_the_form_and_nothing_typed_is_lost(client, meeting, cast):
    hold(meeting, cast)
    with clock.at(LATER):
        take(meeting, "draft_minutes", by=cast.clerk, text="Said and done.")
        client.force_login(cast.senior_adviser)
        answer = client.post(url_of(meeting, "check_minutes"), {"outcome": "back", "remarks": " "})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Say what is to be put right" in page
    assert "Error: " in page


def test_the_task_of_the_conference_leads_into_the_meeting(client, meeting, cast):
    take(meeting, "collect_papers", by=cast.clerk)
    client.force_login(cast.clerk)
    before = client.get(url_of(meeting, "hold_conference")).content.decode()
    client.logout()  # nobody stays signed in for weeks
    with clock.at(LATER):
        client.force_login(cast.clerk)
        page = client.get(url_of(meeting, "hold_conference")).content.decode()
    into = f'formaction="{reverse("meetings:hold", args=[meeting.pk])}"'
    assert into in page
    assert into not in before


def test_the_end_of_the_meeting_is_the_end_of_the_task(client, meeting, cast):
    take(meeting, "collect_papers", by=cast.clerk)
    end = reverse("meetings:hold_end", args=[meeting.pk])
    with clock.at(LATER):
        client.force_login(cast.clerk)
        refused = client.post(end)
        everybody_here(meeting, by=cast.clerk)
        record_decision(meeting.items.get(title="Decisions"), code="continue", reason="So.", by=cast.clerk)
        finish_everything(meeting, by=cast.clerk)
        ended = client.post(end)
    assert "It cannot be closed with undecided items: 1. Apologies and interests" in refused.content.decode()
    assert ended.status_code == 302
    assert Meeting.objects.get(pk=meeting.pk).status == Meeting.Status.HELD
    assert [card.title for card in engine.open_cards(meeting)] == ["Draft the minutes"]


def test_text_typed_by_people_is_escaped(client, meeting, cast):
    hold(meeting, cast)
    with clock.at(LATER):
        take(meeting, "draft_minutes", by=cast.clerk, text="# <script>alert(1)</script>\n\n<b>bold</b>")
        client.force_login(cast.senior_adviser)
        page = client.get(url_of(meeting, "check_minutes")).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "<script>" not in main
    assert "<b>bold" not in main


@pytest.mark.parametrize("name", ["diagram", "bpmn"])
def test_where_a_process_stands_is_shown_to_whoever_sees_the_conference(client, meeting, cast, name):
    url = reverse(f"tasks:{name}", args=[engine.process_about(meeting).pk])
    client.force_login(cast.head)
    answer = client.get(url)
    assert answer.status_code == 200
    xml.dom.minidom.parseString(answer.content)
    client.force_login(cast.other_chair)
    assert client.get(url).status_code == 404


def test_the_picture_marks_what_is_done_and_what_is_open(client, meeting, cast):
    client.force_login(cast.clerk)
    picture = client.get(reverse("tasks:diagram", args=[engine.process_about(meeting).pk])).content.decode()
    classes = re.findall(r'class="(done|new|scheduled)"', picture)
    assert classes.count("done") == 2
    assert classes.count("new") == 1
    assert "Reminder" not in picture
