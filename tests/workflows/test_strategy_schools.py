"""The authority's own meetings: who sees them, and which schools they talk about."""

from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.urls import reverse

from concern_cases.models import CaseEvent
from concern_cases.services.judgements import judge_risk
from evaluation.models import Risk
from letters.services.answering import answer_letter
from meetings.models import AgendaItem, Meeting
from meetings.services.agenda_items import remove_item
from meetings.services.conferences import cancel_meeting, move_meeting
from meetings.services.invitees import As, InviteeFacts
from meetings.services.strategy_schools import add_school, leave_out_school
from people.roles import Role
from record import clock
from record.errors import RuleError
from record.outbox import deliver_waiting
from schools.permissions import Circle
from tests.concern_cases.makers import make_inadequate
from tests.factories import make_post
from tests.letters.makers import make_given, make_ready_case
from tests.meetings.makers import make_plan
from tests.workflows.conftest import CONFERENCE_DAY, MONDAY, call, london
from tests.workflows.strategy_makers import STRATEGY_DAY, call_strategy
from workflows.services.strategy import keep_strategy_agendas
from workflows.strategy.choosing import proposed_schools
from workflows.strategy.evidence import evidence_of
from workflows.strategy.since import changed_since


@pytest.fixture
def strategy(cast, case):
    return call_strategy(cast)


@pytest.fixture
def other_case(cast, case):
    return make_ready_case(cast, school=cast.other_school)


def test_the_authority_and_invited_diocesan_officers_see_it_and_no_school_does(cast, strategy):
    sees = {
        name for name, user in cast.people.items() if Meeting.objects.visible_to(user).filter(pk=strategy.pk)
    }
    dioceses = {"diocesan_officer", "other_diocesan_officer"}
    assert sees == {"director", "head_of_improvement", "senior_adviser", "legal_adviser", "clerk"} | dioceses


def test_an_officer_who_leaves_the_post_sees_it_no_more(cast, strategy):
    post = cast.diocesan_officer.posts.get()
    post.until = clock.today() - timedelta(days=1)
    post.save()
    assert not Meeting.objects.visible_to(cast.diocesan_officer).exists()


def test_each_reads_only_of_schools_shared_with_the_own_diocese(cast, strategy, case, other_case):
    add_school(strategy, other_case, why="The head leaves.", by=cast.senior_adviser)
    read = {
        name: {item.school for item in strategy.items.visible_to(getattr(cast, name)).exclude(school=None)}
        for name in ("director", "diocesan_officer", "other_diocesan_officer", "head", "aht")
    }
    assert read["director"] == {cast.school, cast.other_school}
    assert read["diocesan_officer"] == {cast.school}
    assert not read["other_diocesan_officer"] | read["head"] | read["aht"]


def test_a_member_who_heads_a_school_reads_everything_but_what_is_said_of_it(cast, strategy, other_case):
    add_school(strategy, other_case, why="The head leaves.", by=cast.senior_adviser)
    make_post(Role.STRATEGY_MEMBER, user=cast.head)
    items = AgendaItem.objects.filter(meeting=strategy).visible_to(cast.head)
    assert {item.school for item in items} == {None, cast.other_school}


def test_everybody_invited_has_an_invitation_and_the_log_of_the_authority_tells_of_it(cast, strategy):
    deliver_waiting()
    sent = [message for message in mail.outbox if "LA strategy meeting" in message.subject]
    assert any(cast.diocesan_officer.email in message.to[0] for message in sent)
    assert "You are invited to the LA strategy meeting on Wednesday 20 January 2027" in sent[0].body
    told = CaseEvent.objects.filter(kind__startswith="strategy.")
    assert [event.kind for event in told.order_by("pk")] == ["strategy.called", "strategy.invited"]
    assert not CaseEvent.objects.visible_to(cast.head).filter(kind__startswith="strategy.").exists()


def test_nobody_of_a_school_and_nobody_unknown_is_invited(cast, case):
    for facts in (
        InviteeFacts(As.OPTIONAL, user=cast.head),
        InviteeFacts(As.OPTIONAL, name="Some One", email="some.one@elsewhere.example"),
    ):
        with pytest.raises(RuleError, match="can’t be invited"):
            call_strategy(cast, invitees=[facts])


def test_it_is_on_a_working_day_and_once(cast, strategy):
    with pytest.raises(RuleError, match="working day"):
        call_strategy(cast, starts_at=london(STRATEGY_DAY + timedelta(days=3), 9))
    with pytest.raises(RuleError, match="already"):
        call_strategy(cast, starts_at=london(STRATEGY_DAY, 14))


def test_it_is_moved_and_cancelled_like_a_conference(cast, strategy):
    move_meeting(strategy, starts_at=london(STRATEGY_DAY, 14), why="The director is away.", by=cast.director)
    cancel_meeting(strategy, why="Snow.", by=cast.director)
    assert strategy.status == Meeting.Status.CANCELLED
    assert strategy.moves == 1
    assert strategy.invitees.get(user=cast.clerk).sequence == 2


def test_a_school_at_high_risk_is_on_the_agenda_by_itself_with_the_reason(cast, strategy, case):
    item = strategy.items.get(case=case)
    assert item.chosen_why == [
        ["la_and_diocese", "High risk of failing to improve since Monday 23 November 2026."]
    ]
    assert item.order == strategy.items.get(fill="schools", case=None).order + 1


def test_a_risk_judged_high_again_is_high_since_the_first_time_and_no_change(cast, monday, case):
    judge = partial(judge_risk, case.school, kind=Risk.Kind.FLOOR, reason="As visited.", by=cast.sip)
    for weeks, level in ((50, "high"), (40, "low"), (30, "high"), (20, "high"), (10, "high")):
        judge(level=level, on=MONDAY - timedelta(weeks=weeks))
    (proposal,) = proposed_schools(cast.la)
    assert "High risk of falling below the floor since Monday 27 April 2026." in [
        reason.words for reason in proposal.reasons
    ]
    told = changed_since(case.school, cast.director, since=london(MONDAY - timedelta(days=1)))
    assert sum(words.startswith("Risk of falling below the floor judged") for words in told) == 3


def test_what_became_late_since_is_added_by_the_worker_once(cast, strategy, other_case):
    Risk.objects.filter(school=cast.other_school).delete()
    add_high_risk(cast)
    assert keep_strategy_agendas() == 1
    assert keep_strategy_agendas() == 0
    assert strategy.items.filter(case=other_case).count() == 1


def add_high_risk(cast):
    Risk.objects.create(
        school=cast.other_school,
        kind=Risk.Kind.FLOOR,
        level=Risk.Level.HIGH,
        reason="Predictions fell.",
        on=clock.today(),
        judged_by=cast.sip,
    )


def test_a_school_left_out_with_a_reason_is_not_brought_back_until_somebody_adds_it(cast, strategy, case):
    leave_out_school(strategy.items.get(case=case), why="It was seen last week.", by=cast.senior_adviser)
    assert keep_strategy_agendas() == 0
    assert strategy.left_out.get().why == "It was seen last week."
    add_school(strategy, case, why="The head resigned.", by=cast.senior_adviser)
    assert strategy.items.get(case=case).added_why == "The head resigned."
    assert not strategy.left_out.exists()


def test_a_school_left_out_before_reasons_were_kept_comes_back_only_for_what_is_new(cast, strategy, case):
    left = leave_out_school(strategy.items.get(case=case), why="Seen last week.", by=cast.senior_adviser)
    known = left.known_why
    left.known_why = None
    left.save()
    assert keep_strategy_agendas() == 0
    left.refresh_from_db()
    assert left.known_why == known != []
    left.known_why = known[1:]
    left.save()
    assert keep_strategy_agendas() == 1
    assert strategy.items.filter(case=case).exists()


def test_proposals_take_as_many_queries_for_many_schools_as_for_one(
    cast, case, other_case, django_assert_max_num_queries
):
    add_high_risk(cast)
    with django_assert_max_num_queries(12):
        assert {each.case for each in proposed_schools(cast.la)} == {case, other_case}


def test_the_page_shows_a_diocese_its_school_and_no_reason_that_is_the_authoritys_own(
    client, cast, strategy, case
):
    item = strategy.items.get(case=case)
    item.chosen_why = [["la", "It has not complied with the warning letter."], *item.chosen_why]
    item.save()
    client.force_login(cast.diocesan_officer)
    text = client.get(reverse("tasks:strategy_schools", args=[strategy.pk])).content.decode()
    assert "High risk of failing to improve" in text
    assert "complied" not in text
    assert "Leave out" not in text
    client.force_login(cast.senior_adviser)
    text = client.get(reverse("tasks:strategy_schools", args=[strategy.pk])).content.decode()
    assert "complied" in text
    assert "Leave out" in text
    assert client.get(strategy.get_absolute_url()).status_code == 200


def test_the_form_calls_it_and_invites_whoever_is_ticked(client, cast, case):
    client.force_login(cast.senior_adviser)
    address = reverse("tasks:call_la_meeting", args=["strategy_meeting"])
    form = client.get(address).context["form"]
    sent = {
        "form_key": form["form_key"].value(),
        "on": "20/1/2027",
        "at": "9.30",
        "place": "County Hall",
        "chair": cast.head_of_improvement.pk,
        "invitees": [str(cast.director.pk), str(cast.diocesan_officer.pk)],
    }
    client.post(address, sent)
    meeting = Meeting.objects.get(type__code="strategy_meeting")
    assert {invitee.user for invitee in meeting.invitees.all()} == {
        cast.director,
        cast.diocesan_officer,
        cast.head_of_improvement,
    }


def test_each_reason_is_a_sentence_and_a_letter_is_the_authoritys_own(cast, monday):
    letter = make_given(cast, sending_day_why="Nobody knows the term dates.")
    case = letter.case
    first = call(case, cast)
    for days in (1, 4):
        again = london(CONFERENCE_DAY + timedelta(days=days))
        move_meeting(first, starts_at=again, why="The head is ill.", by=cast.senior_adviser)
    make_plan(case, "Writing", by=cast.aht)
    tuesday = MONDAY + timedelta(days=1)
    with clock.at(london(tuesday)):
        make_inadequate(cast.school, on=tuesday, report_on=tuesday, by=cast.sip)
    with clock.at(london(STRATEGY_DAY, 9)):
        (proposal,) = [each for each in proposed_schools(cast.la) if each.case == case]
    told = {reason.words: reason.circle for reason in proposal.reasons}
    letters = [words for words in told if words.startswith("The time that the warning letter gave ended on")]
    assert letters[0].endswith("and no answer had come.")
    assert told[letters[0]] == Circle.DIOCESE if letter.diocese_told_at else Circle.LA
    assert any(words.startswith("Support plan: not revised since the") for words in told)
    assert "Its conference was moved twice before any was held." in told


def test_a_letter_that_was_answered_in_time_is_no_missed_deadline(cast, monday):
    letter = make_given(cast, sending_day_why="Nobody knows the term dates.")
    answers = {action.number: "Two dates are agreed." for action in letter.required_actions.all()}
    answer_letter(letter, answers=answers, by=cast.chair)
    with clock.at(london(STRATEGY_DAY, 9)):
        told = [reason.words for each in proposed_schools(cast.la) for reason in each.reasons]
    assert not any("The time that the warning letter gave" in words for words in told)


def test_a_school_goes_only_with_a_reason_and_its_case_knows(cast, strategy, case):
    item = strategy.items.get(case=case)
    with pytest.raises(RuleError, match="Leave it out, and say why"):
        remove_item(item, by=cast.senior_adviser)
    leave_out_school(item, why="It was seen last week.", by=cast.senior_adviser)
    add_school(strategy, case, why="The head resigned.", by=cast.senior_adviser)
    told = CaseEvent.objects.filter(case_reference=case.reference, kind__startswith="meetings.school_")
    assert [event.kind for event in told.order_by("pk")] == [
        "meetings.school_left_out",
        "meetings.school_chosen",
    ]
    assert {event.circle for event in told} == {Circle.LA}


def test_a_secondary_school_and_one_deemed_so_take_part_like_primary_ones(cast, strategy, other_case):
    for phase in ("Secondary", "Middle deemed secondary"):
        cast.other_school.phase = phase
        cast.other_school.save()
        assert other_case in {each.case for each in proposed_schools(cast.la)}
    keep_strategy_agendas()
    item = strategy.items.get(case=other_case)
    assert evidence_of(item, cast.director).case == other_case
