"""The end of a meeting: what it refuses, and what takes effect, once."""

from datetime import date, timedelta

import pytest

from concern_cases.models import Action, CaseEvent, ObjectiveRating, Review
from concern_cases.services.reviews import plan_review
from meetings.models import Attendance, Meeting
from meetings.services.attending import remove_guest, set_presence, unknown_people
from meetings.services.deciding import draft_action, record_decision
from meetings.services.holding import end_meeting, record_meeting
from meetings.services.item_notes import finish_item, put_off_item, save_item
from people.services.grants import derive_grants
from record import clock
from record.errors import AlreadyDone, RuleError
from tests.meetings.makers import IN_THE_MEETING, an_action, everybody_here, finish_everything
from tests.workflows.conftest import decisions, everybody_present


@pytest.fixture
def ready(live, teaching, cast):
    """Everything is dealt with and everybody is there; one decision stands under Teaching."""
    everybody_here(live, by=cast.clerk)
    record_decision(teaching, code="continue", reason="It works.", by=cast.clerk)
    finish_everything(live, by=cast.clerk)
    return live


def test_who_is_there_can_change_until_the_end(live, cast):
    invitee = live.invitees.get(user=cast.nle)
    set_presence(live, invitee=invitee, presence="present", by=cast.clerk)
    row = set_presence(live, invitee=invitee, presence="apologies", note="Sent a note", by=cast.clerk)
    assert live.attendance.get() == row
    assert (row.presence, row.note) == ("apologies", "Sent a note")
    assert invitee not in unknown_people(live)


def test_somebody_who_was_not_invited_is_listed_once_by_name(live, cast):
    set_presence(live, name="Ben Adeyemi", presence="present", by=cast.clerk)
    guest = set_presence(live, name="ben adeyemi", presence="present", note="For item 4", by=cast.clerk)
    assert live.attendance.get() == guest
    remove_guest(guest, by=cast.clerk)
    assert not live.attendance.exists()
    for nobody in ({"name": " "}, {"name": "Ben Adeyemi", "presence": "asleep"}):
        with pytest.raises(RuleError):
            set_presence(live, **{"presence": "present", **nobody}, by=cast.clerk)


def test_an_invited_person_is_not_struck_off(live, cast):
    row = set_presence(live, invitee=live.invitees.first(), presence="present", by=cast.clerk)
    with pytest.raises(RuleError, match="was invited"):
        remove_guest(row, by=cast.clerk)


def test_a_meeting_is_not_closed_with_undecided_items(ready, maths, teaching, cast):
    for item in (maths, teaching):
        item.state = "open"
        item.save()
    with pytest.raises(RuleError, match=r"undecided items: 4\. Mathematics and 7\. Teaching\."):
        end_meeting(ready, by=cast.clerk)
    assert Meeting.objects.get(pk=ready.pk).status == Meeting.Status.INVITED


def test_a_meeting_is_not_closed_without_a_decision(ready, cast):
    ready.decisions.all().delete()
    with pytest.raises(RuleError, match="“Continue as planned” is one"):
        end_meeting(ready, by=cast.clerk)


def test_a_meeting_is_not_closed_while_somebodys_attendance_is_unknown(ready, cast):
    ready.attendance.get(invitee__user=cast.head).delete()
    with pytest.raises(RuleError, match="Say whether David Lorimer was there"):
        end_meeting(ready, by=cast.clerk)


def test_a_judgement_without_a_reason_keeps_the_meeting_open(ready, maths, cast):
    maths.refresh_from_db()
    maths.rag = "red"
    maths.save()
    with pytest.raises(RuleError, match="Say why “Mathematics” is judged red"):
        end_meeting(ready, by=cast.clerk)
    assert not ObjectiveRating.objects.exists()


def test_judgements_are_on_record_once_and_the_review_is_held_by_the_meeting(ready, maths, cast):
    review = plan_review(maths.objective.plan, due_on=date(2026, 12, 18), by=cast.senior_adviser)
    ready.holds_review = review
    ready.save()
    save_item(maths, version=1, notes="", rag="green", rag_reason="Four of five.", by=cast.clerk)
    end_meeting(ready, by=cast.clerk)
    rating = ObjectiveRating.objects.get()
    assert (rating.rag, rating.reason, rating.review, rating.made_under.item) == (
        "green",
        "Four of five.",
        review,
        maths,
    )
    assert rating.on == IN_THE_MEETING.date()
    review.refresh_from_db()
    assert review.status == Review.Status.DONE
    assert "Judged: Mathematics: green." in review.outcome
    assert "Decided: Continue as planned: It works." in review.outcome
    with pytest.raises(AlreadyDone):
        end_meeting(ready, by=cast.clerk)
    assert ObjectiveRating.objects.count() == 1


def test_a_review_that_was_held_by_itself_is_left_alone(ready, maths, cast):
    review = plan_review(maths.objective.plan, due_on=date(2026, 12, 18), by=cast.senior_adviser)
    review.status, review.held_on, review.outcome = Review.Status.DONE, date(2026, 12, 9), "On track."
    review.save()
    ready.holds_review = review
    ready.save()
    save_item(maths, version=1, notes="", rag="green", rag_reason="Four of five.", by=cast.clerk)
    end_meeting(ready, by=cast.clerk)
    review.refresh_from_db()
    assert review.outcome == "On track."
    assert ObjectiveRating.objects.get().review is None


def test_drafts_become_actions_of_the_decision_that_they_follow_from(ready, maths, teaching, cast):
    second = record_decision(teaching, code="add_support", reason="Year 3.", by=cast.clerk)
    follows = draft_action(teaching, an_action(cast.aht), decision=second, by=cast.clerk)
    first = draft_action(teaching, an_action(cast.head, what="Report"), by=cast.clerk)
    alone = draft_action(maths, an_action(owner_name="Ben Adeyemi", what="A note"), by=cast.clerk)
    end_meeting(ready, by=cast.clerk)
    for draft in (follows, first, alone):
        draft.refresh_from_db()
    assert list(second.actions.all()) == [follows.action]
    assert list(teaching.decisions.get(code__code="continue").actions.all()) == [first.action]
    assert not alone.action.decisions.exists()
    assert (alone.action.owner_name, alone.action.circle) == ("Ben Adeyemi", "school")
    assert alone.action.origin == "Case conference of Thursday 10 December 2026"


def test_an_action_that_fell_due_before_the_meeting_was_entered_is_agreed_as_it_was(ready, teaching, cast):
    due = IN_THE_MEETING.date() + timedelta(days=4)
    draft_action(teaching, an_action(cast.aht, due_on=due), by=cast.clerk)
    with clock.at(IN_THE_MEETING + timedelta(days=7)):
        end_meeting(ready, by=cast.clerk)
    action = Action.objects.get()
    assert (action.due_on, action.status) == (due, "open")


def test_a_meeting_ended_days_later_is_marked_as_entered_late(ready, cast):
    with clock.at(IN_THE_MEETING + timedelta(days=7)):
        end_meeting(ready, by=cast.clerk)
    assert Meeting.objects.get(pk=ready.pk).entered_late
    assert CaseEvent.objects.get(kind="meetings.held").body["entered_on"] == "2026-12-17"


# --- The restricted part


def test_what_the_restricted_part_decides_is_told_to_the_people_named(ready, restricted, cast):
    adviser = cast.senior_adviser
    record_decision(restricted, code="power", reason="The safety of pupils.", by=adviser)
    draft_action(restricted, an_action(adviser, what="Speak to the chair"), by=adviser)
    end_meeting(ready, by=cast.clerk)
    action = Action.objects.get()
    assert (action.circle, list(action.named.all())) == ("named", [adviser])
    assert "safety" not in CaseEvent.objects.get(kind="meetings.held").body["decisions"]
    told = CaseEvent.objects.get(kind="meetings.restricted")
    assert told.circle == "named"
    assert told.body["decisions"] == "Propose to use a power of intervention: The safety of pupils"
    for event in (told, CaseEvent.objects.get(kind="actions.agreed")):
        assert CaseEvent.objects.visible_to(adviser).filter(pk=event.pk).exists()
        assert not CaseEvent.objects.visible_to(cast.clerk).filter(pk=event.pk).exists()


@pytest.fixture
def all_but_restricted(live, teaching, restricted, cast):
    everybody_here(live, by=cast.clerk)
    record_decision(teaching, code="continue", reason="It works.", by=cast.clerk)
    for item in live.items.exclude(pk=restricted.pk):
        finish_item(item, by=cast.clerk)
    return live


def test_an_empty_restricted_item_does_not_keep_the_clerk_from_ending(all_but_restricted, restricted, cast):
    end_meeting(all_but_restricted, by=cast.clerk)
    restricted.refresh_from_db()
    assert restricted.state == "put_off"


def test_a_restricted_item_in_which_somebody_wrote_is_finished_by_the_people_named(
    all_but_restricted, restricted, cast
):
    save_item(restricted, version=1, notes="About one person.", by=cast.senior_adviser)
    with pytest.raises(RuleError) as refused:
        end_meeting(all_but_restricted, by=cast.clerk)
    assert "ask Helen Marchetti to finish the restricted part" in str(refused.value)
    assert restricted.title not in str(refused.value)
    with pytest.raises(RuleError, match="Restricted items: safeguarding"):
        end_meeting(all_but_restricted, by=cast.senior_adviser)
    put_off_item(restricted, why="No time.", by=cast.senior_adviser)
    end_meeting(all_but_restricted, by=cast.clerk)


def test_another_clerk_ends_the_meeting_when_everybody_named_has_left(all_but_restricted, restricted, cast):
    save_item(restricted, version=1, notes="About one person.", by=cast.senior_adviser)
    cast.senior_adviser.posts.update(until=date(2026, 11, 30))
    derive_grants()
    end_meeting(all_but_restricted, by=cast.clerk)
    restricted.refresh_from_db()
    assert (restricted.state, restricted.notes) == ("put_off", "About one person.")


# --- From paper, in one go


def test_a_record_from_paper_takes_over_what_was_typed_before(live, maths, cast):
    save_item(maths, version=1, notes="Typed.", rag="red", rag_reason="Not taught.", by=cast.clerk)
    maths.refresh_from_db()
    record_meeting(
        live,
        attendance=everybody_present(live),
        notes={maths: "From paper."},
        decisions=decisions(cast=cast),
        by=cast.clerk,
    )
    maths.refresh_from_db()
    assert (maths.notes, maths.rating.rating.rag, maths.state) == ("From paper.", "red", "done")
    decision = live.decisions.get()
    assert (decision.item.title, decision.actions.count()) == ("Decisions", 2)
    assert set(live.attendance.values_list("presence", flat=True)) == {Attendance.Presence.PRESENT}
