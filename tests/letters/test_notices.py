"""Notices under section 60: who can be given one, what it has to state, who gets it, and what may follow."""

from datetime import date

import pytest

from letters.checks import draft_checks
from letters.content import facts_of, pdf_of
from letters.intervention import intervention_of
from letters.law import window_ends
from letters.models import Letter, LetterKind, Service
from letters.recipients import recipients_of
from letters.services.answering import assess_letter
from letters.services.drafting import (
    ActionAsked,
    draft_letter,
    edit_letter,
    set_required_actions,
    submit_letter,
)
from letters.services.issuing import give_letter, make_file
from letters.services.serving import record_posting
from letters.services.stating_law import LawStated, state_law
from letters.services.timing import extend_clock
from people.models import Post
from record import clock
from record.errors import RuleError
from tests.letters.makers import (
    WHY_SKIPPED,
    authorise_and_issue,
    make_academy,
    make_case,
    make_ready_case,
    make_unit,
)
from tests.letters.test_letter_pages import draft_data
from tests.letters.test_pdf import text_of

APPOINTER = "Fernhallow Parochial Church Council\nThe Vicarage\nWYVENFORD"
LAW = LawStated(grounds=["governance", "standards"], powers=["s64"], days=18, appointed_by=APPOINTER)
SOON = [ActionAsked("Adopt a plan", "The plan, in the minutes", date(2026, 12, 10))]


def make_notice(cast, case=None, law=LAW, **facts):
    """A notice with everything that the Act asks for."""
    facts = {"kind": "s60_notice", "skips_rung_why": WHY_SKIPPED, "by": cast.senior_adviser} | facts
    letter = draft_letter(case or make_ready_case(cast), **facts)
    state_law(letter, law=law, by=cast.senior_adviser)
    set_required_actions(letter, actions=SOON, by=cast.senior_adviser)
    return letter


def wrong(letter):
    return {check.field: check.sentence for check in draft_checks(letter) if not check.ok}


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (make_academy, "its trust can get a letter of concern"),
        (make_unit, "kinds of school that section 59 names"),
    ],
)
def test_a_notice_goes_to_no_academy_and_no_unit(county, make, sentence):
    with pytest.raises(RuleError, match=sentence) as refused:
        make_notice(county, make_case(county, school=make()))
    assert refused.value.field == "kind"


def test_a_school_that_becomes_an_academy_meanwhile_stops_the_notice(county):
    letter = make_notice(county)
    letter.school.type_code, letter.school.type_group_code = "34", "10"
    letter.school.save()
    with pytest.raises(RuleError, match="A notice under section 60 goes to the governing body"):
        submit_letter(letter, by=county.senior_adviser)


def test_what_the_act_asks_for_is_said_beside_its_field(county):
    letter = make_notice(county, law=LawStated(days=18))
    assert set(wrong(letter)) == {"grounds_in_law", "powers", "appointed_by"}
    state_law(letter, law=LAW, by=county.senior_adviser)
    assert wrong(letter) == {}
    state_law(letter, law=LawStated(LAW.grounds, LAW.powers, 5, APPOINTER), by=county.senior_adviser)
    assert "before the date of action 1" in wrong(letter)["days"]


def test_every_body_that_has_to_gets_a_copy(county):
    got = [each.received_as for each in recipients_of(make_notice(county))]
    assert got == ["chair", "clerk", "head", "secretary_of_state", "ofsted", "diocese", "appointer"]


def test_the_notice_states_grounds_powers_and_period_and_is_tagged(county, tmp_path):
    pdf = pdf_of(facts_of(make_notice(county), given=clock.today()), draft=True)
    text = " ".join(text_of(pdf))
    parts = [
        "This is a warning notice under section 60",
        "The grounds in section 60 of the Act",
        "(a) The standards",
        "remain so unless the authority exercise their powers under Part 4 of the Act.",
        "(b) There has been a serious breakdown",
        "What we require the governing body to do",
        "The powers that the council is minded to use",
        "Section 64: to appoint additional governors",
        "The period of this notice is 18 working days. It ends on Thursday 17 December 2026.",
        "Secretary of State gives",
        "Fernhallow Parochial Church Council",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


def test_the_notice_of_2010_has_its_fixed_period_and_the_right_to_the_chief_inspector(county):
    kind = LetterKind.objects.get(code="s60_notice_2010")
    letter = make_notice(county, law=LawStated(LAW.grounds, LAW.powers, None, APPOINTER), kind=kind)
    facts = facts_of(letter, given=date(2010, 7, 26))
    assert facts["due"] == date(2010, 8, 16)
    assert "representations about this notice" in facts["consequence"]
    with pytest.raises(RuleError, match="gives 15 days"):
        state_law(letter, law=LAW, by=county.senior_adviser)


def test_a_proposal_only_follows_a_notice_that_was_not_complied_with(county):
    case = make_ready_case(county)
    with pytest.raises(RuleError, match="No reason replaces it"):
        draft_letter(case, kind="proposal_notice", skips_rung_why="Because", by=county.senior_adviser)
    notice = make_notice(county, case)
    authorise_and_issue(notice, county)
    give_letter(notice, made=make_file(notice), by=None)
    notice.status = Letter.Status.NOT_COMPLIED
    notice.save()
    with clock.at(date(2027, 2, 18)):
        proposal = draft_letter(case, kind="proposal_notice", by=county.senior_adviser)
        assert (proposal.powers, proposal.follows) == (["s64"], notice)
        assert "The two months for section 64 ended" in wrong(proposal)["powers"]


def test_the_page_says_whether_the_school_is_eligible_for_intervention_and_until_when(county, client):
    notice = make_notice(county)
    authorise_and_issue(notice, county)
    give_letter(notice, made=make_file(notice), by=None)
    assert intervention_of(notice) is None, "its period runs"
    notice.status = Letter.Status.NOT_COMPLIED
    notice.save()
    with clock.at(date(2026, 12, 28)):
        found = intervention_of(notice)
        assert (found.since, "not eligible" in found.standing) == (None, True)
        proposal = draft_letter(notice.case, kind="proposal_notice", by=county.senior_adviser)
        authorise_and_issue(proposal, county)
        give_letter(proposal, made=make_file(proposal), by=None)
        client.force_login(county.senior_adviser)
        page = client.get(proposal.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert "The school is eligible for intervention since 28 December 2026." in page
    assert "The power of section 64 can be used until 17 February 2027" in page
    with clock.at(date(2027, 2, 18)):
        assert "could be used until" in intervention_of(notice).window


def test_two_months_after_the_last_of_december_is_the_last_of_february():
    assert window_ends(date(2026, 12, 31)) == date(2027, 2, 28)


def test_a_free_letter_is_given_and_awaits_nothing(county):
    letter = draft_letter(make_case(county), kind="free_letter", by=county.senior_adviser)
    assert set(wrong(letter)) == {"body"}
    edit_letter(letter, subject="Our visit", body="Thank you for the visit.", by=county.senior_adviser)
    authorise_and_issue(letter, county)
    give_letter(letter, made=make_file(letter), by=None)
    assert (letter.status, letter.running_clock) == (Letter.Status.FOR_INFORMATION, None)
    assert not Letter.objects.open().exists()


def test_the_law_is_stated_on_the_page_of_the_draft_and_errors_stand_beside_their_fields(county, client):
    letter = make_notice(county, law=LawStated(days=18))
    client.force_login(county.senior_adviser)
    page = client.get(letter.get_absolute_url()).content.decode()
    assert "Choose which of the grounds in section 60 apply." in page
    data = draft_data(letter, grounds_in_law=["safety"], powers=["s66"], days="", appointed_by=APPOINTER)
    page = client.post(letter.get_absolute_url(), data).content.decode()
    assert "Say how many working days the notice gives" in page
    assert "Parochial Church Council" in page, "nothing typed is lost"
    client.post(letter.get_absolute_url(), {**data, "days": "20"})
    letter.refresh_from_db()
    assert (letter.grounds_in_law, letter.powers, letter.days) == (["safety"], ["s66"], 20)
    assert wrong(letter) == {}


def test_a_notice_is_not_found_not_complied_with_before_its_period_is_over(county):
    notice = make_notice(county)
    authorise_and_issue(notice, county)
    give_letter(notice, made=make_file(notice), by=None)
    finding = {"complied": False, "why": "Nothing was done.", "by": county.senior_adviser}
    with clock.at(date(2026, 12, 17)):
        with pytest.raises(RuleError, match="runs to Thursday 17") as refused:
            assess_letter(notice, **finding)
        assert refused.value.field == "outcome"
    with clock.at(date(2026, 12, 18)):
        assess_letter(notice, **finding)
    assert notice.status == Letter.Status.NOT_COMPLIED


def test_a_notice_may_be_found_complied_with_within_its_period(county):
    notice = make_notice(county)
    authorise_and_issue(notice, county)
    give_letter(notice, made=make_file(notice), by=None)
    assess_letter(notice, complied=True, why="The plan is adopted.", by=county.senior_adviser)
    assert notice.status == Letter.Status.COMPLIED


def test_no_powers_are_proposed_and_nobody_is_eligible_while_the_period_of_the_notice_runs(county):
    notice = make_notice(county)
    authorise_and_issue(notice, county)
    give_letter(notice, made=make_file(notice), by=None)
    Letter.objects.filter(pk=notice.pk).update(status=Letter.Status.NOT_COMPLIED)  # as a copy may bring it
    notice.refresh_from_db()
    assert intervention_of(notice) is None
    with pytest.raises(RuleError, match="whose period has ended"):
        draft_letter(notice.case, kind="proposal_notice", by=county.senior_adviser)
    with clock.at(date(2026, 12, 18)):
        proposal = draft_letter(notice.case, kind="proposal_notice", by=county.senior_adviser)
    said = [check.sentence for check in draft_checks(proposal) if not check.ok]
    assert "Powers can be proposed after it." in " ".join(said)


def not_complied(county, by_post=False):
    """A notice whose period to 17 December ended without anything done; where asked, nobody is chair."""
    if by_post:
        Post.objects.filter(role="chair").delete()
    notice = make_notice(county)
    authorise_and_issue(notice, county)
    give_letter(notice, made=make_file(notice), by=None)
    if by_post:
        post(notice, county)
    return notice


def post(letter, county):
    """It is on record that the governing body's copy left."""
    main = Service.objects.get(recipient__letter=letter, recipient__is_copy=False)
    record_posting(main, proof="Nasreen Aziz, first class", by=county.senior_adviser)


def test_a_school_is_eligible_from_the_day_on_which_the_posted_proposal_counts_as_given(county):
    notice = not_complied(county, by_post=True)
    with clock.at(date(2026, 12, 28)):
        assess_letter(notice, complied=False, why="Nothing was done.", by=county.senior_adviser)
        proposal = draft_letter(notice.case, kind="proposal_notice", by=county.senior_adviser)
        authorise_and_issue(proposal, county)
        give_letter(proposal, made=make_file(proposal), by=None)
        post(proposal, county)
        found = intervention_of(proposal)
        assert found.since == date(2026, 12, 30)
        assert "will be eligible for intervention on 30" in found.standing
    with clock.at(date(2026, 12, 30)):
        assert "is eligible for intervention since 30" in intervention_of(proposal).standing


def test_more_time_moves_the_end_of_the_period_but_not_the_two_months(county):
    notice = not_complied(county)
    extend_clock(notice, ends_on=date(2027, 1, 15), why="The chair was ill.", by=county.senior_adviser)
    with clock.at(date(2027, 1, 15)), pytest.raises(RuleError, match="runs to Friday 15"):
        assess_letter(notice, complied=False, why="Nothing was done.", by=county.senior_adviser)
    with clock.at(date(2027, 1, 16)):
        assess_letter(notice, complied=False, why="Nothing was done.", by=county.senior_adviser)
        window = intervention_of(notice).window.replace("\xa0", " ")
    assert "can be used until 17 February 2027: two months after the end of the period that" in window
