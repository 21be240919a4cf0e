"""After a proposal to use powers the council uses some of them, or none, and says why."""

from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from viewflow.workflow.status import PROCESS

from concern_cases.models import CaseEvent
from letters.assessing import assessed_after
from letters.checks import draft_checks
from letters.intervention import intervention_of
from letters.models import Letter, LetterKind, PaperNotice
from letters.services.answering import assess_letter
from letters.services.drafting import submit_letter
from letters.services.using_powers import decide_on_powers
from record.errors import AlreadyDone, RuleError
from tests.letters.test_changed_schools import close, convert
from tests.letters.test_ending import given_notice
from tests.letters.test_letter_flow import at, open_now, take, work
from tests.letters.test_notices import LAW
from tests.letters.test_standing import standing as standing_of
from workflows import engine
from workflows.cards import task_url
from workflows.services.letters import extend_letter, supersede_by_secretary_of_state
from workflows.timers import fire_due_timers
from workflows.triggers import serve_triggers

WHY = "Nothing was done within the period."
NOT_MOVED = "More time does not move the two months: section 64 can be used until Wednesday 17 February 2027"


def standing(letter):
    return standing_of(letter).words.replace("\xa0", " ")


@pytest.fixture
def proposal(county):
    """Of section 64; given on 6 January 2027, after a notice whose period ended on 17 December."""
    notice = given_notice(county)
    assert notice.running_clock.ends_on == date(2026, 12, 17)
    with at(2026, 12, 18, 9):
        fire_due_timers()
        take(notice, "assess_response", county.senior_adviser, complied=False, why=WHY)
        serve_triggers()
    letter = Letter.objects.get(follows=notice)
    with at(2027, 1, 6, 9):
        take(letter, "assemble_grounds", county.senior_adviser)
        take(letter, "draft_letter", county.senior_adviser)
        take(letter, "tell_diocese", county.senior_adviser, how="Canon Ferrier, by telephone")
        take(letter, "legal_check", county.legal_adviser, agreed=True)
        take(letter, "authorise", county.director)
        work()
    letter.refresh_from_db()
    return letter


def test_the_step_asks_which_powers_are_used_and_the_school_reads_it(county, proposal, client):
    assert proposal.running_clock.ends_on == date(2027, 1, 20)
    with at(2027, 1, 21, 9):
        fire_due_timers()
        assert open_now(proposal) == ["assess_response"]
        client.force_login(county.senior_adviser)
        url = task_url(engine.open_card(proposal, "assess_response").task)
        assert "What has the council decided?" in client.get(url).content.decode()
        page = client.post(url, {"outcome": "used", "why": WHY}).content.decode()
        assert "Choose the powers that are used" in page
        assert WHY in page
        client.post(url, {"outcome": "used", "powers": ["s64"], "why": WHY})
    proposal.refresh_from_db()
    assert (proposal.status, proposal.powers_used) == (Letter.Status.POWERS_USED, ["s64"])
    assert engine.process_about(proposal).status == PROCESS.DONE
    assert not CaseEvent.objects.filter(kind="letters.no_next_rung").exists()
    told = CaseEvent.objects.visible_to(county.chair).get(kind="letters.powers_used")
    assert "additional governors" in told.body["powers"]
    with at(2027, 1, 21, 9):
        assert intervention_of(proposal).used == ["Section 64: to appoint additional governors"]


def test_who_answers_a_notice_early_is_judged_after_its_period(county, client):
    notice = given_notice(county)
    with at(2026, 11, 25, 9):
        answers = {action.number: "We disagree." for action in notice.required_actions.all()}
        take(notice, "await_response", county.chair, answers=answers)
        card = engine.open_card(notice, "assess_response")
        assert card.due_on == date(2026, 12, 24), "five working days after 17 December"
        client.force_login(county.senior_adviser)
        page = client.get(task_url(card.task)).content.decode()
        assert "Only after it the notice can be not complied with" in page
        assert 'value="not_complied"' not in page
        with pytest.raises(RuleError, match="The period of this notice runs"):
            take(notice, "assess_response", county.senior_adviser, complied=False, why=WHY)


def test_more_time_after_an_answer_counts_though_no_action_is_asked_for(county, proposal):
    with at(2027, 1, 11, 9):
        take(proposal, "await_response", county.chair, answers={}, said="We disagree.")
        assert assessed_after(proposal) == date(2027, 1, 20), (
            "no power can be used before its own time is over"
        )
        assert standing(proposal) == "answered on 11 January 2027, to be assessed after 20 January 2027"
    with at(2027, 1, 12, 9):
        until = date(2027, 1, 29)
        extend_letter(proposal, ends_on=until, why="Two governors are ill.", by=county.senior_adviser)
        work()
        assert assessed_after(proposal) == until
        assert standing(proposal) == "answered on 11 January 2027, to be assessed after 29 January 2027"
        told = PaperNotice.objects.filter(about="more_time")
        assert {each.made_from["assessed_after"] for each in told} == {"2027-01-29"}
    with at(2027, 1, 30, 9):
        fire_due_timers()
        assert engine.open_card(proposal, "assess_response").due_on == date(2027, 2, 5)
        assert Letter.objects.to_be_assessed().get() == proposal


def test_a_power_can_be_used_within_two_months_and_only_if_the_proposal_named_it(county, proposal):
    with at(2027, 2, 18, 9):
        with pytest.raises(RuleError, match="The two months for section 64 ended on Wednesday") as refused:
            decide_on_powers(proposal, powers=["s64"], why=WHY, by=county.senior_adviser)
        assert refused.value.field == "powers"
    with at(2027, 2, 17, 9):
        with pytest.raises(RuleError, match="that the proposal named"):
            decide_on_powers(proposal, powers=["s66"], why=WHY, by=county.senior_adviser)
        decide_on_powers(proposal, powers=["s64"], why=WHY, by=county.senior_adviser)
        with pytest.raises(AlreadyDone):
            decide_on_powers(proposal, powers=[], why=WHY, by=county.senior_adviser)


def test_a_proposal_falls_with_the_notice_that_it_follows(county):
    notice = given_notice(county)
    with at(2026, 12, 18, 9):
        fire_due_timers()
        take(notice, "assess_response", county.senior_adviser, complied=False, why=WHY)
        serve_triggers()
        draft = Letter.objects.get(follows=notice)
        assert [each.sentence for each in draft_checks(draft) if not each.ok] == []
        facts = {"on": date(2026, 12, 17), "why": WHY, "by": county.senior_adviser}
        supersede_by_secretary_of_state(notice, **facts)
        with pytest.raises(RuleError, match="no longer stands. Withdraw this proposal"):
            submit_letter(Letter.objects.get(pk=draft.pk), by=county.senior_adviser)


def test_no_power_may_be_used_and_a_proposal_is_not_complied_with(county, proposal):
    with pytest.raises(RuleError, match="say which powers are used"):
        assess_letter(proposal, complied=True, why=WHY, by=county.senior_adviser)
    with pytest.raises(RuleError, match="what the decision rests on"):
        decide_on_powers(proposal, powers=[], why=" ", by=county.senior_adviser)
    decide_on_powers(proposal, powers=[], why="A new head has begun.", by=county.senior_adviser)
    assert proposal.status == Letter.Status.NO_POWERS_USED


def test_no_power_is_used_while_the_time_of_the_proposal_runs(county, proposal, client):
    facts = {"why": WHY, "by": county.senior_adviser}
    with at(2027, 1, 11, 9):
        take(proposal, "await_response", county.chair, answers={}, said="We disagree.")
        card = engine.open_card(proposal, "assess_response")
        assert card.due_on == date(2027, 1, 27), "five working days after the proposal’s own time"
        client.force_login(county.senior_adviser)
        page = client.get(task_url(card.task)).content.decode().replace("\xa0", " ")
        assert "The period of this proposal runs to Wednesday 20 January 2027" in page
        assert 'value="used"' not in page
        assert 'value="none"' in page
        sent = {"outcome": "used", "powers": ["s64"], "why": WHY}
        assert "Only after it powers can be used" in client.post(task_url(card.task), sent).content.decode()
    with at(2027, 1, 20, 9):
        with pytest.raises(RuleError, match="Only after it powers can be used") as refused:
            decide_on_powers(proposal, powers=["s64"], **facts)
        assert refused.value.field == "outcome"
    with at(2027, 1, 21, 9):
        decide_on_powers(proposal, powers=["s64"], **facts)
    assert proposal.status == Letter.Status.POWERS_USED


@pytest.mark.parametrize(("change", "said"), [(convert, "maintained school"), (close, "closed on")])
def test_no_power_is_used_at_a_school_that_is_none_of_section_59_any_more(county, proposal, change, said):
    facts = {"why": WHY, "by": county.senior_adviser}
    with at(2027, 1, 21, 9):
        assert intervention_of(proposal)
        change(proposal.school)
        proposal.refresh_from_db()
        assert intervention_of(proposal) is None
        with pytest.raises(RuleError, match=f"{said}.*No power can be used there"):
            decide_on_powers(proposal, powers=["s64"], **facts)
        decide_on_powers(proposal, powers=[], **facts)


def test_what_was_used_before_the_school_became_an_academy_is_still_told(county, proposal):
    with at(2027, 1, 21, 9):
        decide_on_powers(proposal, powers=["s64"], why=WHY, by=county.senior_adviser)
        convert(proposal.school)
        proposal.refresh_from_db()
        assert intervention_of(proposal).used == ["Section 64: to appoint additional governors"]


def test_no_power_is_used_after_a_notice_that_no_longer_stands(county, proposal):
    with at(2027, 1, 21, 9):
        facts = {"on": date(2027, 1, 20), "why": WHY, "by": county.senior_adviser}
        supersede_by_secretary_of_state(proposal.follows, **facts)
        proposal = Letter.objects.get(pk=proposal.pk)
        with pytest.raises(RuleError, match="no longer stands. No power can be used"):
            decide_on_powers(proposal, powers=["s64"], why=WHY, by=county.senior_adviser)


def test_a_proposal_whose_own_period_ends_with_the_two_months_or_after_is_stopped_beside_the_days(county):
    """Given on 2 February, ten days end on the 16th, a day before the two months; eleven on the last."""
    notice = given_notice(county)
    with at(2027, 2, 2, 9):
        fire_due_timers()
        take(notice, "assess_response", county.senior_adviser, complied=False, why=WHY)
        serve_triggers()
        draft = Letter.objects.get(follows=notice)
        assert [each.sentence for each in draft_checks(draft) if not each.ok] == []
        draft.days = 11
        draft.save()
        (wrong,) = [each for each in draft_checks(draft) if not each.ok]
        assert wrong.field == "days"
        said = wrong.sentence.replace("\xa0", " ")
        assert "ends on Wednesday 17 February 2027, but section 64 can be used until Wednesday 17" in said
        with pytest.raises(RuleError, match="Give a shorter period"):
            submit_letter(draft, by=county.senior_adviser)
        draft.powers = ["s65"]
        draft.save()
        assert [each.sentence for each in draft_checks(draft) if not each.ok] == [], (
            "section 65 has no window"
        )


def test_the_page_for_more_time_says_what_it_leaves_of_the_two_months(county, client):
    notice = given_notice(county)
    client.force_login(county.senior_adviser)
    page = client.get(reverse("tasks:extend_letter", args=[notice.reference])).content.decode()
    assert f"{NOT_MOVED}. Before that, powers have to be proposed" in page.replace("\xa0", " ")


def test_the_step_that_may_give_more_time_says_so_as_well(county, client):
    notice = given_notice(county)
    with at(2026, 12, 18, 9):
        fire_due_timers()
        client.force_login(county.senior_adviser)
        page = client.get(task_url(engine.open_card(notice, "assess_response").task)).content.decode()
    assert NOT_MOVED in page.replace("\xa0", " ")


def test_the_page_for_more_time_of_a_proposal_names_the_last_day_for_its_powers(county, proposal, client):
    with at(2027, 1, 7, 9):
        client.force_login(county.senior_adviser)
        page = client.get(reverse("tasks:extend_letter", args=[proposal.reference])).content.decode()
    assert "and only after this proposal’s time. Give a day before that." in page


def test_the_choice_says_what_the_act_asks_for_before_a_power_is_used(county, client):
    notice = given_notice(county, law=replace(LAW, powers=["s64", "s65"]))
    with at(2026, 12, 18, 9):
        fire_due_timers()
        take(notice, "assess_response", county.senior_adviser, complied=False, why=WHY)
        serve_triggers()
        client.force_login(county.senior_adviser)
        page = client.get(Letter.objects.get(follows=notice).get_absolute_url()).content.decode()
    assert page.count("the governing body has to be consulted") == 2, "of sections 63 and 65"
    assert page.count("The Secretary of State has to consent.") == 1


def test_section_63_has_the_two_months_as_well(county):
    notice = given_notice(county, law=replace(LAW, powers=["s63"]))
    with at(2026, 12, 18, 9):
        fire_due_timers()
        take(notice, "assess_response", county.senior_adviser, complied=False, why=WHY)
        serve_triggers()
        assert "The power of section 63 can be used until 17" in intervention_of(notice).window
    draft = Letter.objects.get(follows=notice)
    assert "sections 63, 64 and 66 can be used only within two months" in draft.kind.consequence
    with at(2027, 2, 18, 9):
        wrong = {check.field: check.sentence for check in draft_checks(draft) if not check.ok}
        assert "The two months for section 63 ended on Wednesday" in wrong["powers"]


def test_what_older_copies_say_of_a_proposal_is_put_right_and_what_people_wrote_stays(county):
    migration = import_module("letters.migrations.0009_section_63_has_two_months_too")
    kind = LetterKind.objects.get(code="proposal_notice")
    right = kind.consequence
    kind.consequence = right.replace("sections 63, 64 and 66", "sections 64 and 66")
    kind.save()
    own = LetterKind.objects.get(code="proposal_notice_2010")
    own.consequence = "Sections 64 and 66 can be used for two months, as we word it."
    own.save()
    for _ in range(2):
        migration.say_section_63(apps, None)
    kind.refresh_from_db()
    assert kind.consequence == right
    own.refresh_from_db()
    assert own.consequence == "Sections 64 and 66 can be used for two months, as we word it."
