"""What cases need: each need finds what it names, and nothing else."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from concern_cases.models import Concern, ConcernCase
from evaluation.models import Area, Risk
from meetings.models import MeetingType
from people.models import Membership, Share
from record import clock
from record.actor import acting_as
from schools.permissions import Perm
from tests.web_pages.makers import (
    close,
    days_ahead,
    invite,
    judge,
    make_action,
    make_card,
    make_case,
    make_category,
    make_letter,
    make_meeting,
    start_clock,
)
from web.findings import find
from web.home.day import jobs_of
from web.needs import NEEDS
from workflows.models import CaseworkProcess, Trigger
from workflows.triggers import MAX_TRIES


@pytest.fixture(autouse=True)
def _acting(cast):
    with acting_as(cast.senior_adviser):
        yield


def found(user, name):
    """The sentences that one need finds for somebody."""
    needs = [need for need in NEEDS if need.name == name]
    assert needs, f"There is no need {name}."
    return [
        finding.sentence.replace("\xa0", " ") for group in find(needs, user) for finding in group.findings
    ]


def test_a_case_without_a_conference_is_found_before_its_cadence_runs_out(cast, case):
    assert found(cast.senior_adviser, "conference_due") == []  # opened 30 days ago, due in 60
    make_meeting(case, cast.senior_adviser, on=days_ahead(-80), status="minutes_approved")
    [sentence] = found(cast.senior_adviser, "conference_due")
    assert sentence.startswith("No conference since")
    assert "none planned. One is due by" in sentence
    make_meeting(case, cast.senior_adviser, on=days_ahead(5))
    assert found(cast.senior_adviser, "conference_due") == []


def test_a_conference_later_than_the_interval_allows_is_found_with_what_to_do(cast, case):
    meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(75))  # due in about 60 days
    [sentence] = found(cast.senior_adviser, "conference_due")
    assert sentence == (
        "The next conference is on Saturday 6 February 2027, but one is due by Sunday 24 January 2027: "
        "every 3 months. Move it, or plan the half-term again."
    )
    ConcernCase.objects.update(opened_on=days_ahead(-100))
    assert "one was due by Sunday 15 November" in found(cast.senior_adviser, "conference_due")[0]
    meeting.starts_at -= timedelta(days=70)
    ConcernCase.objects.update(opened_on=days_ahead(-30))
    meeting.save()
    assert found(cast.senior_adviser, "conference_due") == []


def test_a_conference_that_was_due_is_told_as_such(cast):
    make_case(cast.school, cast.senior_adviser, opened_on=days_ahead(-200))
    [sentence] = found(cast.senior_adviser, "conference_due")
    assert "No conference held" in sentence
    assert "One was due by" in sentence


def test_a_cancelled_conference_is_none(cast, case):
    make_meeting(case, cast.senior_adviser, on=days_ahead(-80), status="held")
    make_meeting(case, cast.senior_adviser, on=days_ahead(3), status="cancelled", cancelled_why="Snow.")
    assert len(found(cast.senior_adviser, "conference_due")) == 1


def test_a_church_schools_conference_without_its_diocese_is_found(cast, case):
    meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(5))
    invite(meeting, cast.head)
    [sentence] = found(cast.senior_adviser, "diocese_not_invited")
    assert "Nobody from the Diocese of Corvesham is invited" in sentence
    invite(meeting, cast.diocesan_officer, "diocese")
    assert found(cast.senior_adviser, "diocese_not_invited") == []
    Share.objects.update(until=days_ahead(5))
    assert found(cast.senior_adviser, "diocese_not_invited") == []
    Share.objects.update(until=days_ahead(4))
    [sentence] = found(cast.senior_adviser, "diocese_not_invited")
    assert "but the school is shared with it only until before then" in sentence
    Share.objects.update(until=days_ahead(-1), ended_why="It was agreed to end it.")
    [sentence] = found(cast.senior_adviser, "diocese_not_invited")
    assert "The Diocese of Corvesham can’t see the school any more, though it is invited" in sentence


def test_a_conference_without_the_diocese_for_a_recorded_reason_needs_nothing(cast, case):
    make_meeting(case, cast.senior_adviser, on=days_ahead(5), without_diocese_why="They asked to stay away.")
    assert found(cast.senior_adviser, "diocese_not_invited") == []


def test_a_conference_whose_chair_left_is_found(cast, case):
    meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(5))
    assert found(cast.director, "chair_left") == []
    Membership.objects.filter(user=cast.senior_adviser).update(until=days_ahead(-1))
    [sentence] = found(cast.director, "chair_left")
    assert "can’t chair the conference on Saturday 28" in sentence
    meeting.chair = cast.head_of_improvement
    meeting.save()
    assert found(cast.director, "chair_left") == []


def test_a_conference_that_was_moved_again_and_again_is_for_the_strategy_meeting(cast, case):
    make_meeting(case, cast.senior_adviser, on=days_ahead(-80), status="held", moves=5)
    meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(5), moves=1)
    assert found(cast.senior_adviser, "conference_slips") == []
    meeting.moves = 2
    meeting.save()
    moved = {"was_at": meeting.starts_at, "moved_at": clock.now(), "moved_by": cast.clerk, "why": "Snow."}
    meeting.earlier_dates.create(**moved)
    [sentence] = found(cast.senior_adviser, "conference_slips")
    assert sentence.startswith("Its conference was moved twice since Friday 4 September")
    ConcernCase.objects.update(status="closed", closed_on=clock.today(), closed_why="G", closed_by=cast.clerk)
    assert found(cast.senior_adviser, "conference_slips") == []


def test_one_that_was_never_held_slips_as_well_and_a_cancelled_one_counts(cast, case):
    moved = {"moved_at": clock.now(), "moved_by": cast.clerk, "why": "Snow.", "was_at": clock.now()}
    for facts in ({"status": "cancelled", "cancelled_why": "Snow."}, {}):
        meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(5), moves=2, **facts)
        meeting.earlier_dates.create(**moved)
    [sentence] = found(cast.senior_adviser, "conference_slips")
    assert sentence.startswith("Its conference was moved four times and none was held yet.")


def test_minutes_are_late_by_the_numbers_of_the_type_of_meeting(cast, case):
    held = make_meeting(
        case, cast.senior_adviser, on=date(2026, 11, 13), status="held"
    )  # five days: the 20th
    MeetingType.objects.update(draft_minutes_days=6, check_minutes_days=3)
    assert found(cast.senior_adviser, "minutes_overdue") == []
    MeetingType.objects.update(draft_minutes_days=5)
    [sentence] = found(cast.senior_adviser, "minutes_overdue")
    assert "are not written. The draft was due by Friday 20 November" in sentence
    held.status = "minutes_drafted"
    held.save()
    drafted_at = timezone.make_aware(datetime(2026, 11, 17, 15))
    held.minutes.create(version=1, text="Said and done.", drafted_by=cast.clerk, drafted_at=drafted_at)
    assert (
        "are not approved. The check was due by Friday 20" in found(cast.senior_adviser, "minutes_overdue")[0]
    )
    MeetingType.objects.update(check_minutes_days=4)
    assert found(cast.senior_adviser, "minutes_overdue") == []


def test_an_action_whose_owner_left_or_cannot_read_it_is_found_at_once(cast, case):
    make_action(case, owner=cast.head, owner_name="David Lorimer", due_on=days_ahead(60))
    assert found(cast.senior_adviser, "action_stranded") == []
    cast.head.is_active = False
    cast.head.save()
    [sentence] = found(cast.senior_adviser, "action_stranded")
    assert sentence.startswith("“Publish a calendar of checks” is due on ")
    assert sentence.endswith("David Lorimer is not here any more. Give it to somebody else.")
    assert [job.what for job in jobs_of(cast.senior_adviser).all] == [
        "Give to somebody else: Publish a calendar of checks"
    ]
    make_action(case, what="Ask", owner=cast.other_chair, owner_name="Other", due_on=days_ahead(60))
    assert "Other can’t read it any more" in found(cast.senior_adviser, "action_stranded")[1]
    assert jobs_of(cast.sip).all == []


def test_an_action_of_somebody_without_an_account_is_found_before_it_is_due(cast, case):
    action = make_action(case, owner_name="Ms Pool", due_on=days_ahead(20))
    assert found(cast.senior_adviser, "action_stranded") == []
    assert [job.what for job in jobs_of(cast.senior_adviser).all] == [
        "Ask Ms Pool: Publish a calendar of checks"
    ]
    action.due_on = days_ahead(14)
    action.save()
    [sentence] = found(cast.senior_adviser, "action_stranded")
    assert sentence.endswith("Ms Pool has no account here. Somebody has to ask.")


def test_overdue_actions_make_one_sentence_a_case(cast, case):
    make_action(case, due_on=days_ahead(-2))
    assert found(cast.senior_adviser, "actions_overdue")[0].startswith("One action is overdue since")
    make_action(case, due_on=days_ahead(-9))
    make_action(case, due_on=days_ahead(-30), status="done", done_on=days_ahead(-31))
    make_action(case, due_on=clock.today())
    assert found(cast.senior_adviser, "actions_overdue")[0].startswith(
        "Two actions are overdue, the oldest since"
    )


def test_an_inadequate_school_without_an_open_case_is_found(cast, case):
    make_category(cast.school, cast.sip)
    make_category(cast.other_school, cast.sip)
    [sentence] = found(cast.senior_adviser, "inadequate_without_case")
    assert sentence.startswith("Inadequate since")
    make_category(cast.other_school, cast.sip, inadequate=False, on=days_ahead(-1))
    assert found(cast.senior_adviser, "inadequate_without_case") == []


def test_a_risk_that_nobody_judged_for_four_months_is_found(cast):
    make_case(cast.school, cast.senior_adviser)
    assert found(cast.senior_adviser, "risk_not_judged_lately") == [
        "The risk of failing to improve has not been judged."
    ]
    judge(cast.school, cast.sip, on=days_ahead(-130))
    assert "more than four months ago" in found(cast.senior_adviser, "risk_not_judged_lately")[0]
    judge(cast.school, cast.sip, kind=Risk.Kind.FLOOR)
    assert len(found(cast.senior_adviser, "risk_not_judged_lately")) == 1
    judge(cast.school, cast.sip, on=days_ahead(-100))
    assert found(cast.senior_adviser, "risk_not_judged_lately") == []


def test_a_concern_not_yet_discussed_with_the_head_is_found(cast, case):
    area, _ = Area.objects.get_or_create(code="governance", defaults={"name": "Governance"})
    facts = {"case": case, "area": area, "text": "Few checks.", "source": "Minutes"}
    Concern.objects.create(**facts, discussed_on=days_ahead(-3), discussed_with="David Lorimer")
    assert found(cast.senior_adviser, "concern_not_discussed") == []
    Concern.objects.create(**facts, not_discussed_why="Away.")
    assert found(cast.senior_adviser, "concern_not_discussed") == [
        f"The concern about “{area}” has not been discussed with the head yet."
    ]


def test_a_concern_for_other_eyes_is_not_found(cast, case):
    area, _ = Area.objects.get_or_create(code="governance", defaults={"name": "Governance"})
    concern = Concern.objects.create(
        case=case,
        area=area,
        text="About the head.",
        source="A talk",
        not_discussed_why="It is about the head.",
        circle="named",
    )
    concern.named.add(cast.director)
    assert found(cast.senior_adviser, "concern_not_discussed") == []
    assert len(found(cast.director, "concern_not_discussed")) == 1


def test_a_letter_whose_time_ended_without_an_assessment_is_found(cast, case):
    letter = make_letter(case, cast.senior_adviser, status="given", authorised_by=cast.director)
    running = start_clock(letter, clock.today())
    assert found(cast.senior_adviser, "letter_out_of_time") == []
    running.ends_on = days_ahead(-1)
    running.save()
    assert found(cast.senior_adviser, "letter_out_of_time")[0].startswith(
        "The time that the warning letter gave ended"
    )
    letter.status = "complied"
    letter.save()
    assert found(cast.senior_adviser, "letter_out_of_time") == []


def test_an_open_case_at_a_closed_school_is_found(cast, case):
    assert found(cast.senior_adviser, "school_closed") == []
    cast.school.status, cast.school.closed_on = "Closed", days_ahead(-3)
    cast.school.save()
    assert (
        "Close the case, or continue it at its successor." in found(cast.senior_adviser, "school_closed")[0]
    )


def test_a_closed_case_is_found_when_its_follow_up_is_near(cast, case):
    close(case, follow_up_on=days_ahead(40))
    assert found(cast.senior_adviser, "follow_up_due") == []
    case.follow_up_on = days_ahead(10)
    case.save()
    assert "look at it again on" in found(cast.senior_adviser, "follow_up_due")[0]
    make_case(cast.school, cast.senior_adviser, opened_on=days_ahead(-2))
    assert found(cast.senior_adviser, "follow_up_due") == []


def test_a_step_that_stopped_is_found(cast, case):
    meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(3))
    card = make_card(meeting, Perm.RECORD_MEETING)
    assert found(cast.senior_adviser, "step_stopped") == []
    Task.objects.filter(pk=card.task_id).update(status=STATUS.ERROR)
    assert "by itself" in found(cast.senior_adviser, "step_stopped")[0]


def test_a_trigger_that_fails_is_found(cast, case):
    meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(-3), status="held")
    make_card(meeting, Perm.RECORD_MEETING)
    process = CaseworkProcess.objects.get(meeting=meeting)
    Trigger.objects.create(
        tries=MAX_TRIES,
        key="x",
        cause="the decision of 20 November",
        wanted="letter",
        from_process=process,
        error="Nobody drafts.",
    )
    assert "the decision of 20 November" in found(cast.senior_adviser, "trigger_stuck")[0]


def test_high_risk_comes_first_and_a_case_stands_once(cast, case):
    other = make_case(cast.other_school, cast.senior_adviser, opened_on=days_ahead(-300))
    judge(cast.other_school, cast.sip, "low")
    make_action(case, due_on=days_ahead(-1))
    make_action(other, due_on=days_ahead(-60))
    groups = find(NEEDS, cast.senior_adviser)
    assert [group.about for group in groups] == [case, other]
    assert len(groups[1].findings) > 1


@pytest.mark.parametrize("who", ["head", "chair", "diocesan_officer", "aht", "administrator", "deactivated"])
def test_only_those_who_read_as_the_la_does_are_shown_findings(cast, case, who):
    make_action(case, due_on=days_ahead(-1))
    assert find(NEEDS, getattr(cast, who)) == []


def test_a_sip_is_shown_findings_of_the_schools_of_the_post(cast, case):
    other = make_case(cast.other_school, cast.senior_adviser)
    make_action(case, due_on=days_ahead(-1))
    make_action(other, due_on=days_ahead(-1))
    assert [group.about for group in find(NEEDS, cast.sip)] == [case]


def test_each_need_is_one_query_whatever_the_number_of_cases(cast, case, django_assert_max_num_queries):
    make_meeting(case, cast.senior_adviser, on=days_ahead(-80), status="held")
    make_case(cast.other_school, cast.senior_adviser, opened_on=days_ahead(-300))
    with django_assert_max_num_queries(
        len(NEEDS) + 3
    ):  # the rule of working days, the term dates of schools and of their LA
        find(NEEDS, cast.senior_adviser)


def test_every_need_has_a_name_of_its_own():
    names = [need.name for need in NEEDS]
    assert len(names) == len(set(names))


def test_the_day_of_a_finding_is_a_day(cast, case):
    make_action(case, due_on=days_ahead(-1))
    [group] = find(NEEDS, cast.senior_adviser)
    assert group.first_on == days_ahead(-1)
    assert group.first_on < clock.today()
    assert ConcernCase.objects.get(pk=group.about.pk).is_open
