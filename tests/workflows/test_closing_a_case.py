"""A case is closed with everything that is under way in it."""

import pytest
from django.urls import reverse
from viewflow.workflow.status import PROCESS

from concern_cases.services.cases import close_case
from letters.models import Letter, LetterKind
from meetings.models import Meeting
from record.errors import RuleError
from record.models import Dispatch
from tests.workflows.conftest import hold
from workflows import engine
from workflows.models import TaskCard
from workflows.services.cases import close_case_and_processes

FACTS = {"reason": "Two reviews met the criteria.", "follow_up_on": None}


def test_closing_cancels_the_conference_ahead_and_stops_its_process(meeting, case, cast):
    close_case_and_processes(case, by=cast.senior_adviser, **FACTS)
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.CANCELLED
    assert engine.process_about(meeting).status == PROCESS.CANCELED
    assert not TaskCard.objects.open().exists()
    cancelled = Dispatch.objects.filter(key__endswith=":1", topic="mail")
    assert {dispatch.payload["calendar_method"] for dispatch in cancelled} == {"CANCEL"}


def test_closing_stops_the_minutes_of_a_conference_held(meeting, case, cast):
    hold(meeting, cast)
    close_case_and_processes(case, by=cast.senior_adviser, **FACTS)
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.HELD
    assert engine.process_about(meeting).status == PROCESS.CANCELED


def test_an_open_letter_keeps_the_case_open_and_everything_as_it_was(meeting, case, cast):
    Letter.objects.create(
        reference="WL-2026-0001",
        kind=LetterKind.objects.get(code="warning_letter"),
        school=case.school,
        case=case,
        subject="Progress in writing",
        drafted_by=cast.senior_adviser,
    )
    with pytest.raises(RuleError, match="WL-2026-0001 is open"):
        close_case_and_processes(case, by=cast.senior_adviser, **FACTS)
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.INVITED


def test_no_other_way_of_closing_leaves_a_process_behind(meeting, case, cast):
    with pytest.raises(RuleError, match="conference of Thursday 10 December 2026 is not finished"):
        close_case(case, by=cast.senior_adviser, **FACTS)


def test_the_page_says_what_closing_stops_and_closes(client, meeting, case, cast):
    client.force_login(cast.senior_adviser)
    url = reverse("tasks:close_case", args=[case.reference])
    page = client.get(url)
    assert "will be cancelled, and everybody invited is told" in page.content.decode()
    key = page.context["form"]["form_key"].value()
    answer = client.post(url, {"reason": FACTS["reason"], "form_key": key})
    assert (answer.status_code, answer.url) == (302, case.get_absolute_url())
    case.refresh_from_db()
    assert not case.is_open


@pytest.mark.parametrize(
    ("person", "status"), [("director", 200), ("clerk", 403), ("head", 403), ("other_chair", 404)]
)
def test_only_who_manages_the_case_closes_it(client, case, cast, person, status):
    client.force_login(getattr(cast, person))
    assert client.get(reverse("tasks:close_case", args=[case.reference])).status_code == status
