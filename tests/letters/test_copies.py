"""A copy that a kind of letter asks for has somebody to go to, or the letter stops."""

from datetime import date

import pytest
from django.urls import reverse

from letters.checks import authorisation_checks, draft_checks
from letters.models import CentralBody, Letter
from letters.services.drafting import draft_letter, submit_letter
from letters.services.ending import draft_ending
from letters.services.issuing import give_letter, make_file
from record.errors import RuleError
from tests.factories import make_school
from tests.letters.makers import (
    authorise_and_issue,
    make_academy,
    make_case,
    make_draft,
    make_given,
    make_ready_case,
)
from tests.letters.test_notices import make_notice

RIGHT = "Every copy that this kind of letter asks for has somebody to go to"


def wrong(letter):
    return [each.sentence for each in draft_checks(letter) if not each.ok]


def end(received_as):
    CentralBody.objects.filter(received_as=received_as).update(valid_until=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("received_as", "named"),
    [("secretary_of_state", "the Secretary of State"), ("ofsted", "Chief Inspector")],
)
def test_a_notice_stops_while_no_address_of_a_central_body_is_in_use(county, received_as, named):
    letter = make_notice(county)
    assert RIGHT in [each.sentence for each in draft_checks(letter) if each.ok]
    end(received_as)
    (said,) = wrong(letter)
    assert named in said
    assert "Ask somebody who authorises letters to give one" in said
    assert [each.url for each in draft_checks(letter) if not each.ok] == [reverse("letters:bodies")]
    with pytest.raises(RuleError, match="no address of it is in use"):
        submit_letter(letter, by=county.senior_adviser)
    assert said in [each.sentence for each in authorisation_checks(letter) if not each.ok]


def test_a_notice_whose_copy_lost_its_address_after_the_authorisation_is_not_given(county):
    letter = make_notice(county)
    authorise_and_issue(letter, county)
    end("ofsted")
    give_letter(letter, made=make_file(letter), by=None)
    assert letter.status == Letter.Status.DRAFT
    assert "no address of it is in use" in letter.sent_back_why


def test_a_warning_letter_asks_for_no_central_body_and_a_letter_of_concern_for_one_at_an_academy(county):
    end("regional_director")
    facts = {"kind": "letter_of_concern", "by": county.senior_adviser}
    assert wrong(make_draft(county)) == []
    of_academy = draft_letter(make_case(county, school=make_academy()), **facts)
    assert any("the regional director, and no address of it is in use" in each for each in wrong(of_academy))


@pytest.mark.parametrize(
    ("facts", "asks"),
    [
        ({"type_code": "03", "diocese_state": "unknown"}, True),
        ({"type_code": "02", "diocese_state": "unknown"}, True),
        ({"type_code": "01", "diocese_state": "unknown", "religious_character": "Church of England"}, True),
        ({"type_code": "01", "diocese_state": "unknown", "religious_character": "Does not apply"}, False),
        ({"type_code": "03", "diocese_state": "none"}, False),
        ({"type_code": "01", "diocese_state": "none"}, False),
    ],
)
def test_a_diocese_that_nobody_knows_is_asked_for_and_one_that_is_not_applicable_is_not(county, facts, asks):
    school = make_school(la=county.la, **facts)
    letter = make_draft(county, make_ready_case(county, school=school))
    (line,) = [each for each in draft_checks(letter) if each.sentence == RIGHT or "diocese" in each.sentence]
    assert line.ok is not asks
    assert line.url == (school.get_absolute_url() if asks else "")


def test_a_notice_that_ends_a_letter_goes_to_whoever_got_that_one_and_asks_nothing(county):
    given = make_given(county)
    ending = draft_ending(given, kind="withdrawal", why="It is done.", by=county.senior_adviser)
    assert wrong(ending) == []
