"""What is written under the items of a meeting that is being held."""

from datetime import timedelta

import pytest

from concern_cases.services.evidence import add_evidence
from meetings.models import AgendaItem, Meeting, Paper
from meetings.services.conferences import cancel_meeting
from meetings.services.deciding import record_decision
from meetings.services.item_notes import (
    StaleItem,
    finish_item,
    put_off_item,
    raise_item,
    reopen_item,
    review_paper,
    save_item,
)
from meetings.services.live import begin_meeting
from record import clock
from record.errors import AlreadyDone, RuleError
from tests.concern_cases.makers import sent_file
from tests.meetings.makers import IN_THE_MEETING


def test_beginning_says_since_when_and_leaves_the_status_alone(meeting, cast):
    with clock.at(IN_THE_MEETING):
        begin_meeting(meeting, by=cast.clerk)
    with clock.at(IN_THE_MEETING + timedelta(hours=1)):
        begin_meeting(meeting, by=cast.clerk)
    meeting.refresh_from_db()
    assert (meeting.began_at, meeting.status) == (IN_THE_MEETING, Meeting.Status.INVITED)


def test_a_meeting_does_not_begin_before_its_day(meeting, cast):
    with pytest.raises(RuleError, match="This conference is on Thursday 10 December 2026"):
        begin_meeting(meeting, by=cast.clerk)


def test_nothing_is_written_in_a_cancelled_meeting(live, teaching, cast):
    cancel_meeting(live, why="Snow.", by=cast.clerk)
    with pytest.raises(AlreadyDone, match="cancelled"):
        save_item(teaching, version=1, notes="Four of five.", by=cast.clerk)


def test_whoever_writes_first_begins_the_meeting(meeting, cast):
    item = meeting.items.first()
    with clock.at(IN_THE_MEETING):
        save_item(item, version=1, notes="Apologies of Ruth Calloway.", by=cast.clerk)
    assert Meeting.objects.get(pk=meeting.pk).began_at == IN_THE_MEETING


def test_a_save_gives_the_next_version(maths, cast):
    saved = save_item(
        maths, version=1, notes="Books show more.\r\n", rag="green", rag_reason="Four of five.", by=cast.clerk
    )
    assert (saved.version, saved.notes, saved.rag) == (2, "Books show more.", "green")
    assert saved.history.first().history_user == cast.clerk


def test_the_same_text_again_changes_nothing(teaching, cast):
    save_item(teaching, version=1, notes="Four of five.", by=cast.clerk)
    again = save_item(teaching, version=1, notes="Four of five.\n", by=cast.clerk)
    assert (again.version, teaching.history.count()) == (2, 2)


def test_a_stale_save_is_refused_with_what_stands_there_now(teaching, cast):
    mine = AgendaItem.objects.get(pk=teaching.pk)
    save_item(teaching, version=1, notes="Four of five.", by=cast.senior_adviser)
    finish_item(teaching, by=cast.clerk)
    with pytest.raises(StaleItem, match="Helen Marchetti changed this item") as stale:
        save_item(mine, version=1, notes="All five.", by=cast.clerk)
    theirs = stale.value
    assert (theirs.theirs.notes, theirs.version) == ("Four of five.", 2)
    assert (theirs.who, theirs.when) == ("Helen Marchetti", IN_THE_MEETING)
    assert AgendaItem.objects.get(pk=teaching.pk).notes == "Four of five."


def test_what_was_overwritten_on_purpose_stays_in_the_history(teaching, cast):
    save_item(teaching, version=1, notes="Four of five.", by=cast.senior_adviser)
    save_item(teaching, version=2, notes="All five.", by=cast.clerk)
    assert list(teaching.history.values_list("notes", flat=True)) == ["All five.", "Four of five.", ""]


@pytest.mark.parametrize(
    ("title", "rag", "sentence"),
    [("Mathematics", "blue", "Choose red, amber or green"), ("Teaching", "red", "Only an objective")],
)
def test_only_objectives_are_judged_and_only_in_three_colours(live, cast, title, rag, sentence):
    with pytest.raises(RuleError, match=sentence):
        save_item(live.items.get(title=title), version=1, notes="", rag=rag, by=cast.clerk)


def test_a_judged_item_is_finished_with_its_reason(maths, cast):
    save_item(maths, version=1, notes="", rag="amber", by=cast.clerk)
    with pytest.raises(RuleError, match="Say why “Mathematics” is judged amber"):
        finish_item(maths, by=cast.clerk)
    save_item(maths, version=2, notes="", rag="amber", rag_reason="Marking differs.", by=cast.clerk)
    assert finish_item(maths, by=cast.clerk).state == AgendaItem.State.DONE
    assert reopen_item(maths, by=cast.clerk).state == AgendaItem.State.OPEN


def test_why_an_item_is_put_off_stands_in_its_notes(teaching, cast):
    with pytest.raises(RuleError, match="Say why"):
        put_off_item(teaching, why=" ", by=cast.clerk)
    put_off_item(teaching, why="No time.", by=cast.clerk)
    teaching.refresh_from_db()
    assert (teaching.state, teaching.notes) == ("put_off", "Put off to the next meeting: No time.")
    assert teaching.version == 2


def test_what_was_judged_or_decided_is_not_put_off(maths, teaching, cast):
    save_item(maths, version=1, notes="", rag="amber", rag_reason="Marking differs.", by=cast.clerk)
    with pytest.raises(RuleError, match="Not judged"):
        put_off_item(maths, why="No time.", by=cast.clerk)
    record_decision(teaching, code="continue", reason="It works.", by=cast.clerk)
    with pytest.raises(RuleError, match="decisions and actions"):
        put_off_item(teaching, why="No time.", by=cast.clerk)


def test_an_item_raised_in_the_meeting_stands_before_the_restricted_ones(live, restricted, cast):
    last = live.items.filter(part="A").last()
    raised = raise_item(live, title="The new hall", minutes=10, by=cast.clerk)
    restricted.refresh_from_db()
    assert (raised.order, restricted.order) == (last.order + 1, last.order + 2)
    with pytest.raises(RuleError, match="what the item is about"):
        raise_item(live, title="", by=cast.clerk)
    with pytest.raises(RuleError, match="in minutes"):
        raise_item(live, title="Long", minutes=0, by=cast.clerk)


def test_a_paper_is_marked_as_looked_at(case, maths, cast):
    evidence = add_evidence(
        case,
        kind="work_scrutiny",
        on=clock.today(),
        source="Work scrutiny",
        text="Reasoning.",
        circle="school",
        files=[sent_file()],
        by=cast.sip,
    )
    paper = Paper.objects.create(item=maths, file=evidence.files.get())
    assert review_paper(paper, reviewed=True, by=cast.clerk).reviewed
    assert not review_paper(paper, reviewed=False, by=cast.clerk).reviewed
