"""The diocese is told, the law is checked, and somebody who did not write at it authorises the letter."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from concern_cases.models import CaseEvent
from letters.checks import authorisation_checks, draft_checks
from letters.models import Letter
from letters.services.authorising import authorise_letter, check_law, send_back, tell_diocese
from letters.services.drafting import edit_letter, submit_letter
from people.models import Share
from people.services.grants import derive_grants
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from schools.models import TermDates
from schools.permissions import Circle
from tests.letters.makers import make_case, make_checked, make_draft, make_submitted

LAST_SCHOOL_DAY = date(2026, 12, 18)


def test_the_diocese_is_told_once_by_a_mail_that_says_nothing_of_the_letter(county):
    letter = make_submitted(county)
    tell_diocese(letter, by=county.senior_adviser)
    mail = Dispatch.objects.get(key=f"letter:{letter.pk}:diocese:{county.diocesan_officer.pk}")
    assert "warning letter" in mail.payload["text"]
    assert "Results have fallen" not in mail.payload["text"]
    assert mail.payload["subject"].startswith("In confidence")
    assert letter.diocese_told_how == "Catherine Blyth by e-mail"
    with pytest.raises(AlreadyDone):
        tell_diocese(letter, by=county.senior_adviser)
    event = CaseEvent.objects.get(kind="letters.diocese_told")
    assert event.circle == Circle.DIOCESE


def test_where_no_officer_can_read_it_somebody_says_who_was_told_and_how(county):
    Share.objects.all().delete()
    derive_grants()
    letter = make_submitted(county)
    with pytest.raises(RuleError, match="Say whom you told") as refused:
        tell_diocese(letter, by=county.senior_adviser)
    assert refused.value.field == "how"
    tell_diocese(letter, how="Canon Ferrier, by telephone", by=county.senior_adviser)
    assert letter.diocese_told_how == "Canon Ferrier, by telephone"
    assert not Dispatch.objects.filter(key__contains=":diocese:").exists()


def test_a_school_of_no_diocese_has_nobody_to_tell(county):
    county.school.diocese, county.school.diocese_state = None, "none"
    county.school.save()
    letter = make_submitted(county)
    with pytest.raises(RuleError, match="no diocese"):
        tell_diocese(letter, by=county.senior_adviser)


def test_the_draft_is_known_to_its_diocese_only_once_told(county):
    letter = make_submitted(county)
    assert not Letter.objects.visible_to(county.diocesan_officer).exists()
    tell_diocese(letter, by=county.senior_adviser)
    assert Letter.objects.visible_to(county.diocesan_officer).exists()
    assert not Letter.objects.visible_to(county.other_diocesan_officer).exists()


def test_a_legal_check_agrees_or_sends_back_with_remarks(county):
    letter = make_submitted(county)
    with pytest.raises(RuleError, match="Say what has to be changed"):
        check_law(letter, agreed=False, by=county.legal_adviser)
    check_law(letter, agreed=False, remarks="Paragraph 2 names a person.", by=county.legal_adviser)
    assert (letter.status, letter.sent_back_why) == ("draft", "Paragraph 2 names a person.")
    submit_letter(letter, by=county.senior_adviser)
    assert letter.sent_back_why == ""
    check_law(letter, agreed=True, by=county.legal_adviser)
    assert (letter.status, letter.law_checked_by) == ("for_authorisation", county.legal_adviser)
    with pytest.raises(AlreadyDone):
        check_law(letter, agreed=True, by=county.legal_adviser)


def test_a_letter_that_is_sent_back_is_checked_in_law_again(county):
    letter = make_checked(county)
    send_back(letter, why="Say by when.", by=county.director)
    assert letter.law_checked_at is None
    submit_letter(letter, by=county.senior_adviser)
    assert letter.status == Letter.Status.LEGAL_CHECK


@pytest.mark.parametrize("role", ["senior_adviser", "sip", "legal_adviser", "chair", "clerk"])
def test_only_director_and_head_of_improvement_authorise(county, role):
    letter = make_checked(county)
    with pytest.raises(PermissionDenied):
        authorise_letter(letter, by=getattr(county, role))


def test_whoever_wrote_at_it_can_not_authorise_it(county):
    letter = make_draft(county)
    edit_letter(letter, subject="Better", body="", by=county.head_of_improvement)
    submit_letter(letter, by=county.senior_adviser)
    tell_diocese(letter, by=county.senior_adviser)
    check_law(letter, agreed=True, by=county.legal_adviser)
    with pytest.raises(PermissionDenied):
        authorise_letter(letter, by=county.head_of_improvement)
    authorise_letter(letter, by=county.director)
    assert letter.authorised_by == county.director


def test_whoever_drafts_and_may_authorise_needs_somebody_else(county):
    letter = make_draft(county, by=county.head_of_improvement)
    submit_letter(letter, by=county.head_of_improvement)
    tell_diocese(letter, by=county.senior_adviser)
    check_law(letter, agreed=True, by=county.legal_adviser)
    with pytest.raises(PermissionDenied):
        authorise_letter(letter, by=county.head_of_improvement)


def test_a_church_schools_letter_is_not_authorised_before_its_diocese_is_told(county):
    letter = make_submitted(county)
    check_law(letter, agreed=True, by=county.legal_adviser)
    with pytest.raises(RuleError, match="Tell the Diocese of Corvesham first"):
        authorise_letter(letter, by=county.director)


def test_a_letter_is_not_authorised_before_the_legal_check(county):
    letter = make_submitted(county)
    with pytest.raises(RuleError, match="can’t be authorised now"):
        authorise_letter(letter, by=county.director)


def test_the_last_school_day_before_a_holiday_needs_a_reason(county):
    letter = make_checked(county)
    for action in letter.required_actions.all():
        action.by = date(2027, 1, 20)
        action.save()
    with clock.at(LAST_SCHOOL_DAY):
        with pytest.raises(RuleError, match="last school day before a holiday") as refused:
            authorise_letter(letter, by=county.director)
        assert refused.value.field == "sending_day_why"
        authorise_letter(letter, sending_day_why="A pupil’s safety can’t wait.", by=county.director)
    assert letter.sending_day_why == "A pupil’s safety can’t wait."


def test_a_date_that_passed_while_the_letter_waited_stops_it(county):
    letter = make_checked(county)
    with clock.at(date(2027, 1, 6)), pytest.raises(RuleError) as refused:
        authorise_letter(letter, by=county.director)
    said = "The date of action {} has passed. Give a date to come."
    assert [told for told in refused.value.told if "has passed" in told[1]] == [
        ("actions-0-by", said.format(1)),
        ("actions-1-by", said.format(2)),
    ]


def test_evidence_that_changed_after_drafting_stops_the_authorisation(county):
    letter = make_checked(county)
    evidence = letter.grounds.get(number=2).record
    evidence.on = date(2026, 7, 8)
    evidence.save()
    with pytest.raises(RuleError, match="behind paragraph 2"):
        authorise_letter(letter, by=county.director)


def test_a_letter_of_concern_goes_straight_to_be_authorised(county):
    letter = make_submitted(county, kind="letter_of_concern", case=make_case(county))
    tell_diocese(letter, by=county.senior_adviser)
    authorise_letter(letter, by=county.head_of_improvement)
    assert letter.status == Letter.Status.AUTHORISED


def test_with_unknown_term_dates_a_reason_is_asked_and_the_count_is_doubted(county):
    letter = make_checked(county)
    TermDates.objects.all().delete()
    for each in authorisation_checks(letter):
        assert "not the eve of a holiday" not in each.sentence
    (doubt,) = [each for each in draft_checks(letter) if "may be too early" in each.sentence]
    assert doubt.to_be_known
    assert "not known for 2026 to 2027" in doubt.note
    with pytest.raises(RuleError, match="term dates for 2026 to 2027 are not known") as refused:
        authorise_letter(letter, by=county.director)
    assert refused.value.field == "sending_day_why"
    authorise_letter(
        letter, sending_day_why="The office says that term ends on 18 December.", by=county.director
    )
    assert letter.status == Letter.Status.AUTHORISED


def test_with_known_term_dates_nothing_is_doubted(county):
    assert not [each for each in draft_checks(make_checked(county)) if "may be too early" in each.sentence]
