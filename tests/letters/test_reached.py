"""A notice under the Act has consequences only once it is on record as having reached the governing body."""

from datetime import date, timedelta

import pytest

from letters.checks import draft_checks
from letters.intervention import intervention_of
from letters.models import Letter, Service
from letters.reached import why_not_reached
from letters.recounting import counted_otherwise
from letters.services.answering import answer_letter, assess_letter
from letters.services.drafting import draft_letter, submit_letter
from letters.services.issuing import give_letter, make_file
from letters.services.reading import acknowledge_letter, record_reading
from letters.services.serving import (
    copies_to_post,
    not_delivered,
    record_arrival,
    record_posting,
    record_receipt,
    record_return,
)
from letters.services.timing import correct_service, extend_clock
from letters.services.using_powers import decide_on_powers
from people.models import Post
from record import clock
from record.errors import RuleError
from record.models import Dispatch
from tests.letters.makers import authorise_and_issue, make_given
from tests.letters.test_letter_flow import at, begin, give
from tests.letters.test_notices import make_notice
from workflows import engine
from workflows.cards import task_url
from workflows.timers import fire_due_timers

WHY = "Nothing was done within the period."
OVER = date(2026, 12, 18)  # the day after the notice's period
PROPOSAL_OVER = date(2027, 1, 21)


def given(letter, cast):
    authorise_and_issue(letter, cast)
    give_letter(letter, made=make_file(letter), by=None)
    return letter


def main_of(letter):
    return Service.objects.get(recipient__letter=letter, recipient__is_copy=False)


def comes_back(letter, cast):
    record_return(main_of(letter), on=clock.today(), why="No such mailbox", by=cast.senior_adviser)


def goes_otherwise(letter, cast):
    """Handed over on the day on which it was given."""
    facts = {"given_on": letter.given_on, "deemed_on": letter.given_on, "why": "Handed over as well."}
    correct_service(main_of(letter), method="hand", **facts, by=cast.senior_adviser)


def find_not_complied(letter, cast):
    assess_letter(letter, complied=False, why=WHY, by=cast.senior_adviser)


@pytest.fixture
def proposal(county):
    """Given on 6 January 2027, after a notice that reached the chair and was not complied with."""
    notice = given(make_notice(county), county)
    with clock.at(OVER):
        find_not_complied(notice, county)
    with clock.at(date(2027, 1, 6)):
        return given(draft_letter(notice.case, kind="proposal_notice", by=county.senior_adviser), county)


def test_a_notice_whose_mail_came_back_is_found_not_complied_with_only_after_it_went_otherwise(county):
    notice = given(make_notice(county), county)
    comes_back(notice, county)
    with clock.at(OVER):
        with pytest.raises(
            RuleError, match="came back on 23.November.2026.*To post or take by hand"
        ) as refused:
            find_not_complied(notice, county)
        assert refused.value.field == "outcome"
        goes_otherwise(notice, county)
        find_not_complied(notice, county)
    assert notice.status == Letter.Status.NOT_COMPLIED


def test_a_notice_that_left_late_is_not_complied_with_only_after_as_much_time_as_it_gives(county):
    notice = given(make_notice(county), county)
    comes_back(notice, county)
    with clock.at(OVER):
        record_posting(main_of(notice), proof="Nasreen Aziz", on=OVER, by=county.senior_adviser)
        with pytest.raises(RuleError, match="Give the school that much time first") as refused:
            find_not_complied(notice, county)
        assert "later than was planned" in str(refused.value)
        (late,) = counted_otherwise(Letter.objects.filter(pk=notice.pk))
        extend_clock(notice, ends_on=late.would_end, why="It was posted late.", by=county.senior_adviser)
    with clock.at(late.would_end + timedelta(days=1)):
        find_not_complied(notice, county)
    assert notice.status == Letter.Status.NOT_COMPLIED


def test_a_notice_that_the_governing_body_answered_has_reached_it(county):
    notice = given(make_notice(county), county)
    comes_back(notice, county)
    answers = {action.number: "It is done." for action in notice.required_actions.all()}
    answer_letter(notice, answers=answers, by=county.chair)
    assert why_not_reached(notice) == ""


def test_a_mail_that_comes_back_after_the_finding_stands_on_the_list_to_post(county):
    notice = given(make_notice(county), county)
    with clock.at(OVER):
        find_not_complied(notice, county)
        comes_back(notice, county)
        assert main_of(notice) in copies_to_post()
        record_arrival(main_of(notice), why="The chair rang.", by=county.senior_adviser)
    assert why_not_reached(notice) == ""


def test_that_a_notice_was_complied_with_can_be_found_whatever_is_on_record(county):
    notice = given(make_notice(county), county)
    comes_back(notice, county)
    assess_letter(notice, complied=True, why="Seen on a visit.", by=county.senior_adviser)
    assert notice.status == Letter.Status.COMPLIED


def test_a_posted_notice_counts_only_once_it_is_on_record_as_sent(county):
    Post.objects.filter(role="chair").delete()
    notice = given(make_notice(county), county)
    with clock.at(date(2026, 12, 28)):
        with pytest.raises(RuleError, match="not on record that .* was posted to the governing body"):
            find_not_complied(notice, county)
        record_posting(main_of(notice), proof="Nasreen Aziz, first class", by=county.senior_adviser)
        find_not_complied(notice, county)


@pytest.mark.parametrize("how", ["read", "acknowledged", "receipt", "other_address"])
def test_whoever_opened_or_acknowledged_a_letter_or_got_it_otherwise_was_reached(county, how):
    letter = make_given(county)
    Dispatch.objects.filter(key=main_of(letter).dispatch_key).update(state=Dispatch.State.FAILED)
    assert "could not be sent" in why_not_reached(letter)
    if how == "read":
        record_reading(letter, what="page", by=county.chair)
    elif how == "acknowledged":
        acknowledge_letter(letter, by=county.chair)
    elif how == "receipt":
        record_receipt(main_of(letter), on=clock.today(), who="Rosa Hallett", by=county.senior_adviser)
    else:
        facts = {"given_on": clock.today(), "deemed_on": clock.today(), "why": "Another address."}
        correct_service(main_of(letter), method="email", **facts, by=county.senior_adviser)
    assert why_not_reached(letter) == ""
    assert not not_delivered().exists()


def test_nothing_is_proposed_after_a_notice_that_is_not_on_record_as_having_reached_anybody(county):
    notice = given(make_notice(county), county)
    with clock.at(OVER):
        find_not_complied(notice, county)
        proposal = draft_letter(notice.case, kind="proposal_notice", by=county.senior_adviser)
        comes_back(notice, county)
        said = " ".join(check.sentence for check in draft_checks(proposal) if not check.ok)
        assert "came back on 18" in said
        with pytest.raises(RuleError, match="came back on 18"):
            submit_letter(proposal, by=county.senior_adviser)
        Letter.objects.filter(pk=proposal.pk).update(status="withdrawn")
        with pytest.raises(RuleError, match="came back on 18") as refused:
            draft_letter(notice.case, kind="proposal_notice", by=county.senior_adviser)
        assert refused.value.field == "kind"


@pytest.mark.parametrize("which", ["notice", "proposal"])
def test_no_power_is_used_while_notice_or_proposal_is_not_on_record_as_having_reached_anybody(
    county, proposal, which
):
    lost = proposal.follows if which == "notice" else proposal
    with clock.at(PROPOSAL_OVER):
        assert "is eligible for intervention since" in intervention_of(proposal).standing
        comes_back(lost, county)
        found = intervention_of(proposal)
        assert found.since is None
        assert "not on record that the school is eligible for intervention" in found.standing
        assert lost.reference in found.standing
        with pytest.raises(RuleError, match="came back on 21") as refused:
            decide_on_powers(proposal, powers=["s64"], why=WHY, by=county.senior_adviser)
        assert refused.value.field == "outcome"
        goes_otherwise(lost, county)
        decide_on_powers(proposal, powers=["s64"], why=WHY, by=county.senior_adviser)


def test_that_no_power_is_used_can_be_decided_whatever_is_on_record(county, proposal):
    comes_back(proposal.follows, county)
    decide_on_powers(proposal, powers=[], why="A new board is in post.", by=county.senior_adviser)
    assert proposal.status == Letter.Status.NO_POWERS_USED


def test_of_a_letter_without_effect_in_law_the_assessment_says_so_and_lets_people_judge(county, client):
    letter = begin(county)
    give(letter, county)
    comes_back(letter, county)
    with at(2027, 1, 6, 9):
        fire_due_timers()
        client.force_login(county.senior_adviser)
        url = task_url(engine.open_card(letter, "assess_response").task)
        assert "came back on 23" in client.get(url).content.decode()
        client.post(url, {"outcome": "not_complied", "why": WHY})
    letter.refresh_from_db()
    assert letter.status == Letter.Status.NOT_COMPLIED
