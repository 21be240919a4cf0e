"""Pages of minutes in a browser: sound on a desk and on a phone, for who is named and for who is not."""

import pytest

from meetings.models import DecisionCode
from meetings.services.amendments import amend_minutes
from meetings.services.minutes import suggested_text
from record import clock
from record.outbox import deliver_waiting
from tests.meetings.makers import LATER, restrict
from tests.workflows.conftest import case, hold, meeting, monday, take
from workflows import engine
from workflows.cards import task_url
from workflows.triggers import serve_triggers

__all__ = ["case", "meeting", "monday"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def held(meeting, cast):
    """Three decisions and something restricted."""
    hold(meeting, cast, code="external_review", actions=True)
    for code in ("close", "warning_letter"):
        kind = DecisionCode.objects.get(code=code)
        meeting.decisions.create(code=kind, reason="Two reviews were read.", recorded_by=cast.clerk)
    item = meeting.items.get(order=6)
    item.notes, item.rag, item.rag_reason = "Four of five classes are secure.", "green", "Seen in books."
    item.save()
    restrict(meeting, cast.senior_adviser, cast.head_of_improvement)
    return meeting


def test_minutes_are_written_checked_amended_and_read_on_sound_pages(
    held, cast, sign_in, sound_at_both_widths
):
    with clock.at(LATER):
        sign_in(cast.senior_adviser)
        sound_at_both_widths(task_url(engine.open_card(held, "draft_minutes").task))
        facts = {"text": suggested_text(held), "part_b": "# 12. Finance\n\nClosed."}
        take(held, "draft_minutes", by=cast.senior_adviser, **facts)
        sign_in(cast.head_of_improvement)
        sound_at_both_widths(task_url(engine.open_card(held, "check_minutes").task))
        take(held, "check_minutes", by=cast.head_of_improvement, approved=True)
        deliver_waiting()
        serve_triggers()
        part_a, part_b = held.minutes.order_by("part")
        amend_minutes(part_a, text="Item 6: four of **six**.", why="It was misread.", by=cast.clerk)
        deliver_waiting()
        sign_in(cast.senior_adviser)
        for address in (
            held.get_absolute_url(),
            part_a.get_absolute_url(),
            part_a.amend_url,
            part_b.get_absolute_url(),
        ):
            sound_at_both_widths(address)
        sign_in(cast.head)
        sound_at_both_widths(held.get_absolute_url())
