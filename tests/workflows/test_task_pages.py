"""The page of a task, as people meet it."""

import re
import xml.dom.minidom

import pytest
from django.urls import reverse

from meetings.models import Attendance, Meeting, Minutes
from record import clock
from record.models import ReadLog
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


def holding(meeting, **more):
    """What a browser sends of the form."""
    facts = {"decisions-TOTAL_FORMS": 3, "decisions-INITIAL_FORMS": 0}
    facts |= {"actions-TOTAL_FORMS": 6, "actions-INITIAL_FORMS": 0}
    facts |= {f"actions-{number}-follows": 1 for number in range(6)}
    facts |= {f"presence_{invitee.pk}": "present" for invitee in meeting.invitees.all()}
    return facts | more


def test_a_conference_is_recorded_by_its_form(client, meeting, cast):
    take(meeting, "collect_papers", by=cast.clerk)
    apologies = meeting.invitees.get(user=cast.nle)
    item = meeting.items.first()
    facts = holding(
        meeting,
        **{
            f"presence_{apologies.pk}": "apologies",
            f"notes_{item.pk}": "Ruth Calloway sent a note.",
            "decisions-0-code": "continue",
            "decisions-0-reason": "It works.",
            "decisions-1-code": "add_support",
            "decisions-1-reason": "Year 3 is behind.",
            "actions-0-what": "Two joint lessons",
            "actions-0-owner": cast.aht.pk,
            "actions-0-due_on": "15/01/2027",
            "actions-0-measure": "Lesson notes",
            "actions-0-follows": 2,
        },
    )
    client.force_login(cast.clerk)
    with clock.at(LATER):
        answer = client.post(url_of(meeting, "hold_conference"), facts)
    assert answer.status_code == 302
    held = Meeting.objects.get(pk=meeting.pk)
    assert held.status == Meeting.Status.HELD
    assert held.attendance.get(invitee=apologies).presence == Attendance.Presence.APOLOGIES
    first, second = held.decisions.all()
    assert (first.actions.count(), second.actions.get().owner) == (0, cast.aht)
    assert held.items.first().notes == "Ruth Calloway sent a note."


def test_an_action_is_never_lost_because_its_decision_was_left_empty(client, meeting, cast):
    take(meeting, "collect_papers", by=cast.clerk)
    facts = holding(
        meeting,
        **{
            "decisions-0-code": "continue",
            "decisions-0-reason": "It works.",
            "actions-0-what": "Two joint lessons",
            "actions-0-owner": cast.aht.pk,
            "actions-0-due_on": "15/01/2027",
            "actions-0-measure": "Lesson notes",
            "actions-0-follows": 3,
        },
    )
    client.force_login(cast.clerk)
    with clock.at(LATER):
        answer = client.post(url_of(meeting, "hold_conference"), facts)
    assert "Decision 3 is empty" in answer.content.decode()


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
