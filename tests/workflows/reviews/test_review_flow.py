"""The whole way of a review: silence, dispute, and each outcome."""

from datetime import date, timedelta

import pytest
from viewflow.workflow.status import PROCESS

from concern_cases.models import (
    Action,
    CaseEvent,
    Disagreement,
    Evidence,
    ObjectiveRating,
    Plan,
    Review,
    RevisionReason,
)
from concern_cases.review_page import record_for
from concern_cases.services.review_deciding import reviews_met_in_a_row
from concern_cases.services.review_judging import SchoolAnswer, record_dispute
from concern_cases.services.reviews import rate_objective
from concern_cases.since import AS_SCHOOL
from letters.models import Letter
from meetings.services.strategy_schools import leave_out_school
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from schools.permissions import Circle, Perm
from tests.concern_cases.makers import make_action, make_evidence, sent_file
from tests.factories import make_post, make_user
from tests.letters.makers import make_draft
from tests.workflows.conftest import call, london
from tests.workflows.reviews.makers import (
    DUE,
    JUDGED,
    OPENS,
    answers,
    at,
    decide,
    judge,
    judgements,
    objectives,
    take,
)
from tests.workflows.strategy_makers import call_strategy
from workflows import engine, triggers
from workflows.cards import task_url
from workflows.models import CaseworkProcess, TaskCard
from workflows.reviews.duties import keep_reviews_going
from workflows.timers import fire_due_timers

NEXT_MONDAY = JUDGED + timedelta(days=3)


def to_decision(review, cast, view="agrees", **facts):
    judge(review, cast)
    with at(NEXT_MONDAY):
        take(review, "school_comment", by=cast.head, answers=answers(review, view, **facts))


def open_step(review):
    return [card.task.flow_task.name for card in engine.open_cards(review)]


def test_the_first_review_is_due_three_months_after_the_plan_came_into_force(plan):
    assert keep_reviews_going() == 1
    assert plan.reviews.get().due_on == DUE
    assert keep_reviews_going() == 0


def test_a_plan_that_nobody_reviewed_for_long_has_time_for_its_review(plan):
    with at(date(2027, 9, 6)):
        keep_reviews_going()
        assert plan.reviews.get().due_on == date(2027, 9, 27)


def test_a_review_is_opened_fifteen_working_days_before_it_is_due_and_once(plan):
    keep_reviews_going()
    with at(OPENS - timedelta(days=1)):
        keep_reviews_going()
        assert not CaseworkProcess.objects.filter(review__plan=plan).exists()
    with at(OPENS):
        keep_reviews_going()
        keep_reviews_going()
    assert CaseworkProcess.objects.filter(review__plan=plan).count() == 1


def test_every_step_has_its_permission_and_due_date(review, cast):
    found = {}

    def note(node):
        card = engine.open_card(review, node)
        found[node] = (Perm(card.perm), card.due_on)

    note("gather_evidence")
    with at(OPENS):
        take(review, "gather_evidence", by=cast.nle)
        note("rate_objectives")
    with at(JUDGED):
        take(review, "rate_objectives", by=cast.sip, judgements=judgements(review))
        note("school_comment")
        take(review, "school_comment", by=cast.chair, answers=answers(review))
        note("decide_outcome")
    assert found == {
        "gather_evidence": (Perm.CONTRIBUTE_EVIDENCE, date(2027, 2, 16)),  # five working days before
        "rate_objectives": (Perm.RATE_PLAN, DUE),
        "school_comment": (Perm.COMMENT_REVIEW, date(2027, 2, 26)),  # five after the judgements
        "decide_outcome": (Perm.DECIDE_REVIEW, date(2027, 2, 24)),  # three after the answer
    }


def test_evidence_that_nobody_gathered_does_not_hold_the_review_up(review):
    with at(date(2027, 2, 17)):
        fire_due_timers()
    assert open_step(review) == ["rate_objectives"]


def test_a_review_on_track_plans_the_next_one(review, cast):
    to_decision(review, cast)
    with at(NEXT_MONDAY):
        decide(review, cast)
    assert (review.status, review.held_on, review.decided_by) == ("done", JUDGED, cast.senior_adviser)
    assert review.plan.reviews.open().get().due_on == date(2027, 5, 19)
    assert engine.process_about(review).status == PROCESS.DONE
    assert not RevisionReason.objects.exists()


def test_the_school_that_says_nothing_is_recorded_as_silent(review, cast):
    judge(review, cast)
    with at(date(2027, 2, 26), 18):
        fire_due_timers()
        assert open_step(review) == ["school_comment"]
    with at(date(2027, 2, 27)):
        fire_due_timers()
    review.refresh_from_db()
    assert review.school_silent_on == date(2027, 2, 26)
    assert open_step(review) == ["decide_outcome"]
    assert set(review.ratings.values_list("school_view", flat=True)) == {""}


def test_a_disputed_judgement_stands_with_the_words_and_the_evidence_of_the_school(review, cast):
    to_decision(review, cast, "disputes", text="All five classes are secure.", files=[sent_file()])
    rating = review.ratings.first()
    assert (rating.school_view, rating.school_said_by) == ("disputes", cast.head)
    assert rating.school_evidence == "All five classes are secure."
    assert rating.school_files.circle == Circle.SCHOOL
    assert rating.school_files.files.get().name == "note.pdf"


def test_a_dispute_without_a_word_is_refused(review, cast):
    judge(review, cast)
    with at(NEXT_MONDAY), pytest.raises(RuleError, match="Say what the school says"):
        take(review, "school_comment", by=cast.head, answers=answers(review, "disputes", text=" "))
    assert not Evidence.objects.exists()


def test_a_dispute_becomes_a_recorded_disagreement_once(review, cast):
    to_decision(review, cast, "disputes", text="All five classes are secure.")
    first, second = review.ratings.order_by("objective__number")
    with at(NEXT_MONDAY):
        record_dispute(first, by=cast.senior_adviser)
        with pytest.raises(AlreadyDone):
            record_dispute(first, by=cast.sip)
        record_dispute(second, by=cast.sip)
    row = Disagreement.objects.first()
    assert Disagreement.objects.count() == 2
    assert (row.said_by, row.said, row.on) == (str(cast.head), "All five classes are secure.", NEXT_MONDAY)
    assert "judged amber on" in row.judgement


def test_a_judgement_corrected_after_the_answer_goes_to_the_school_again(review, cast):
    to_decision(review, cast, "disputes", text="All five classes are secure.")
    first, second = objectives(review)
    with at(NEXT_MONDAY):
        record_dispute(review.ratings.get(objective=first), by=cast.sip)
        rate_objective(first, rag="red", reason="Seen again.", on=JUDGED, review=review, by=cast.sip)
        with pytest.raises(RuleError, match="The school is asked first"):
            decide(review, cast)
        assert keep_reviews_going() == 1
        assert open_step(review) == ["school_comment"]
        assert keep_reviews_going() == 0
        again = {first: SchoolAnswer("disputes", text="It is no worse.")}
        take(review, "school_comment", by=cast.head, answers=again)
        assert open_step(review) == ["decide_outcome"]
        record_dispute(review.ratings.get(objective=first), by=cast.sip)
        decide(review, cast)
    said = ["All five classes are secure.", "It is no worse."]
    assert sorted(Disagreement.objects.values_list("said", flat=True)) == said
    assert review.ratings.get(objective=second).school_evidence == said[0]
    assert review.is_decided


def test_head_and_chair_have_a_mail_when_the_judgements_come_to_the_school(review, cast):
    judge(review, cast)
    card = engine.open_card(review, "school_comment")
    mails = Dispatch.objects.filter(key__startswith=f"asked:{card.task_id}:")
    assert {mail.payload["to"] for mail in mails} == {cast.head.email, cast.chair.email}
    assert all("by Friday 26 February 2027" in mail.payload["subject"] for mail in mails)


def test_where_nobody_on_record_may_answer_the_judgements_it_is_no_silence(client, review, cast):
    judge(review, cast)
    User.objects.filter(pk__in=[cast.head.pk, cast.chair.pk]).update(is_active=False)
    with at(date(2027, 2, 27)):
        fire_due_timers()
        review.refresh_from_db()
        assert (review.school_silent_on, review.nobody_to_ask) == (date(2027, 2, 26), True)
        assert CaseEvent.objects.filter(kind="reviews.nobody_to_ask").count() == 1
        client.force_login(cast.senior_adviser)
        step = client.get(task_url(engine.open_card(review, "decide_outcome").task)).content.decode()
        page = client.get(review.get_absolute_url()).content.decode()
    for text in (step, page):
        assert "Nobody on record could answer" in text
        assert "said nothing" not in text


def test_the_days_to_answer_leave_out_the_schools_holidays(review, cast):
    with at(JUDGED - timedelta(days=4)):
        take(review, "gather_evidence", by=cast.aht)
    with at(date(2027, 7, 22)):  # the last day of the summer term
        take(review, "rate_objectives", by=cast.sip, judgements=judgements(review))
    card = engine.open_card(review, "school_comment")
    assert (card.due_on, card.rule) == (date(2027, 9, 7), "inspection")
    with at(date(2027, 9, 7), 23):
        fire_due_timers()
        review.refresh_from_db()
        assert review.school_silent_on is None


def test_silence_to_what_was_corrected_since_is_no_silence(review, cast):
    judge(review, cast)
    with at(date(2027, 2, 27)):
        fire_due_timers()
        rate_objective(
            objectives(review)[0], rag="red", reason="Seen again.", on=JUDGED, review=review, by=cast.sip
        )
        keep_reviews_going()
    assert open_step(review) == ["school_comment"]
    with at(date(2027, 3, 9)):
        fire_due_timers()
    review.refresh_from_db()
    assert open_step(review) == ["decide_outcome"]
    assert review.school_silent_on == date(2027, 3, 5)


def test_what_nobody_disputes_is_no_disagreement(review, cast):
    to_decision(review, cast)
    with pytest.raises(RuleError, match="does not dispute"):
        record_dispute(review.ratings.first(), by=cast.sip)


def test_a_review_that_asks_for_a_conference_is_an_action_of_the_lead_and_a_reason_to_revise(review, cast):
    to_decision(review, cast)
    with at(NEXT_MONDAY):
        decide(review, cast, follows="conference", outcome="Writing has not moved.")
    action = Action.objects.get()
    assert action.what.startswith("Call a case conference")
    assert (action.owner, action.circle, action.due_on) == (
        cast.senior_adviser,
        Circle.SCHOOL,
        date(2027, 3, 8),
    )
    assert RevisionReason.objects.get().kind == RevisionReason.Kind.REVIEW
    assert review.plan.reviews.open().count() == 1


def test_a_failing_review_puts_the_school_on_the_agenda_by_itself_and_leaves_no_action(review, case, cast):
    with at(NEXT_MONDAY):
        meeting = call_strategy(cast, starts_at=london(date(2027, 3, 17), 9))
    leave_out_school(meeting.items.get(case=case), why="Seen in January.", by=cast.senior_adviser)
    meeting.left_out.all().delete()
    to_decision(review, cast)
    with at(NEXT_MONDAY):
        decide(review, cast, follows="strategy", outcome="Writing has not moved.")
        triggers.serve_triggers()
    item = meeting.items.get(case=case)
    assert any("failing" in sentence for _, sentence in item.chosen_why)
    assert not Action.objects.exists()
    assert RevisionReason.objects.get().kind == RevisionReason.Kind.REVIEW
    assert review.plan.reviews.open().count() == 1


def test_a_failing_review_waits_for_a_meeting_that_nobody_has_called_yet(review, case, cast):
    to_decision(review, cast)
    with at(NEXT_MONDAY):
        decide(review, cast, follows="strategy", outcome="Writing has not moved.")
        triggers.serve_triggers()
        meeting = call_strategy(cast, starts_at=london(date(2027, 3, 17), 9))
    assert any("failing" in sentence for _, sentence in meeting.items.get(case=case).chosen_why)


def test_a_conference_that_is_called_already_needs_no_action(review, case, cast):
    to_decision(review, cast)
    with at(NEXT_MONDAY):
        call(case, cast, starts_at=london(date(2027, 3, 18)))
        decide(review, cast, follows="conference")
    assert not Action.objects.exists()


def test_a_letter_is_begun_on_the_next_rung_and_the_school_is_not_told(review, cast):
    to_decision(review, cast)
    with at(NEXT_MONDAY):
        decide(review, cast, follows="letter", outcome="Nothing has moved.")
        triggers.serve_triggers()
    letter = Letter.objects.get()
    assert (letter.kind.code, letter.drafted_by) == ("letter_of_concern", cast.senior_adviser)
    told = CaseEvent.objects.visible_to(cast.head).filter(kind__startswith="reviews.")
    assert "letter" not in " ".join(str(event.body) for event in told)
    assert CaseEvent.objects.visible_to(cast.sip).filter(kind="reviews.follows").exists()
    assert review.plan.reviews.open().count() == 1


@pytest.mark.parametrize(
    ("became", "kind"),
    [
        ("not_complied", "s60_notice_2016"),
        ("complied", "letter_of_concern"),
        ("withdrawn", "letter_of_concern"),
        ("superseded", "letter_of_concern"),
    ],
)
def test_only_a_letter_that_stands_and_was_not_complied_with_is_a_rung(review, case, cast, became, kind):
    before = make_draft(cast, case)
    Letter.objects.filter(pk=before.pk).update(status=became, given_on=before.begun_at)
    to_decision(review, cast)
    with at(NEXT_MONDAY):
        decide(review, cast, follows="letter", outcome="Nothing has moved.")
        triggers.serve_triggers()
    begun = Letter.objects.exclude(pk=before.pk).get()
    assert (begun.kind.code, begun.follows) == (kind, before if became == "not_complied" else None)
    assert begun.skips_rung_why == ""


def test_a_rung_is_left_out_by_people_alone_where_the_letter_before_ended_meanwhile(review, case, cast):
    before = make_draft(cast, case)
    Letter.objects.filter(pk=before.pk).update(status="not_complied", given_on=before.begun_at)
    to_decision(review, cast)
    with at(NEXT_MONDAY):
        decide(review, cast, follows="letter", outcome="Nothing has moved.")
        Letter.objects.filter(pk=before.pk).update(status="withdrawn")
        triggers.serve_triggers()
    assert not Letter.objects.exclude(pk=before.pk).exists()
    wanted = triggers.Trigger.objects.get(wanted="start_letter")
    assert "It follows no letter of concern and no warning letter" in wanted.error
    assert CaseEvent.objects.visible_to(cast.senior_adviser).filter(kind="tasks.not_started").exists()


def test_without_an_open_case_only_on_track_can_follow(review, cast):
    to_decision(review, cast)
    Plan.objects.filter(pk=review.plan_id).update(case=None)
    with at(NEXT_MONDAY), pytest.raises(RuleError) as refused:
        decide(review, cast, follows="letter")
    assert refused.value.field == "follows"


def test_criteria_that_are_met_need_a_judgement_of_the_capacity(review, cast):
    to_decision(review, cast)
    with at(NEXT_MONDAY), pytest.raises(RuleError) as refused:
        decide(review, cast, criteria_met=True)
    assert refused.value.field == "capacity"
    with at(NEXT_MONDAY):
        decide(review, cast, criteria_met=True, capacity="yes", capacity_why="Two leaders are in post.")
    assert review.criteria_met is True


@pytest.mark.parametrize("follows", ["conference", "strategy", "letter"])
def test_a_school_that_is_slipping_or_failing_has_not_met_the_criteria(review, cast, follows):
    to_decision(review, cast)
    met = {"criteria_met": True, "capacity": "yes", "capacity_why": "Two leaders are in post."}
    with at(NEXT_MONDAY), pytest.raises(RuleError) as refused:
        decide(review, cast, follows=follows, **met)
    assert refused.value.field == "criteria_met"
    with at(NEXT_MONDAY):  # one that was recorded so before it was refused proposes no stepping down
        decide(review, cast, follows=follows)
        Review.objects.filter(pk=review.pk).update(criteria_met=True)
    assert reviews_met_in_a_row(review.plan) == 0


def test_each_objective_needs_its_judgement(review, cast):
    first = objectives(review)[0]
    with at(JUDGED):
        take(review, "gather_evidence", by=cast.aht)
        with pytest.raises(RuleError, match="Attendance is above 95 %"):
            take(review, "rate_objectives", by=cast.sip, judgements={first: judgements(review)[first]})
    assert not ObjectiveRating.objects.exists()


def test_what_is_kept_of_the_record_is_what_the_school_may_read(review, case, cast):
    make_action(case, what="Watch the head closely", circle=Circle.LA, due_on=date(2026, 12, 1))
    make_action(case, what="Publish a calendar", due_on=date(2026, 12, 1))
    with at(JUDGED):
        make_evidence(case, on=date(2027, 2, 10))
    to_decision(review, cast)
    with at(NEXT_MONDAY):
        decide(review, cast)
    kept = {group["heading"]: group["lines"] for group in review.record}
    assert len(kept["Evidence"]) == 1
    assert [line.partition(":")[0] for line in kept["Actions missed"]] == ["Publish a calendar"]
    assert "Milestones missed" in kept


def test_the_outcome_is_decided_by_those_who_may(review, cast):
    to_decision(review, cast)
    card = TaskCard.objects.open().get()
    seen = {
        name
        for name in ("senior_adviser", "head_of_improvement", "director", "sip", "head", "clerk")
        if TaskCard.objects.visible_to(getattr(cast, name)).filter(pk=card.pk).exists()
    }
    assert seen == {"senior_adviser", "head_of_improvement", "director"}


def test_an_aht_who_comes_in_mid_plan_can_gather_the_evidence(review, cast):
    post = cast.aht.posts.get()
    with at(OPENS):
        post.until = clock.today() - timedelta(days=1)
        post.save()
        successor = make_user("Jo Trelawny")
        make_post("aht", user=successor, schools=(cast.school,))
        take(review, "gather_evidence", by=successor)
    assert open_step(review) == ["rate_objectives"]


def test_what_is_written_up_after_a_review_was_decided_is_in_the_next_one(review, cast):
    """A visit of four days before, put into the case after the review had kept its record."""
    judge(review, cast)
    with at(JUDGED):
        take(review, "school_comment", by=cast.chair, answers=answers(review))
        decide(review, cast)
    with at(JUDGED + timedelta(days=5)):
        make_evidence(review.plan.case, on=JUDGED - timedelta(days=4), source="SIP visit 4")
        following = review.plan.reviews.open().get()
        [group] = [each for each in record_for(following, AS_SCHOOL) if each["heading"] == "Evidence"]
    assert "entered late" in group["lines"][0]
