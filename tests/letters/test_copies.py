"""A copy that a kind of letter asks for has somebody to go to, or the letter stops."""

from datetime import date

import pytest
from django.urls import reverse

from letters.checks import authorisation_checks, draft_checks
from letters.models import CentralBody, Letter
from letters.recipients import recipients_of
from letters.services.choosing import Way, choose_ways
from letters.services.dioceses import keep_address
from letters.services.drafting import draft_letter, submit_letter
from letters.services.ending import draft_ending
from letters.services.issuing import give_letter, make_file
from people.models import Post
from people.services.grants import derive_grants
from record.errors import RuleError
from schools.models import Diocese
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


@pytest.fixture
def diocese(county):
    """The school's, where nobody reads here, and of which no address is on record."""
    Post.objects.filter(role="diocesan_officer").update(until=date(2026, 11, 22))
    derive_grants()
    diocese = county.school.diocese
    diocese.address = ""
    diocese.save()
    return diocese


ADDRESS = "2 The Close\nCORVESHAM\nCV1 2AB"


def test_a_letter_of_which_a_copy_is_posted_to_the_diocese_stops_until_its_address_is_known(county, diocese):
    letter = make_notice(county)
    (said,) = wrong(letter)
    assert said.startswith("A copy goes to the Diocese of Corvesham by post, and no address of it is on")
    assert [each.url for each in draft_checks(letter) if not each.ok] == [reverse("letters:bodies")]
    with pytest.raises(RuleError, match="no address of it is on record"):
        submit_letter(letter, by=county.senior_adviser)
    keep_address(diocese, address=ADDRESS, by=county.director)
    letter = Letter.objects.get(pk=letter.pk)
    assert wrong(letter) == []
    submit_letter(letter, by=county.senior_adviser)


def test_the_copy_that_is_posted_to_the_diocese_bears_its_address(county, diocese):
    keep_address(diocese, address=ADDRESS, by=county.director)
    letter = make_given(county)
    copy = letter.recipients.get(received_as="diocese")
    assert (copy.service.method, copy.user) == ("post", None)
    assert copy.address == f"Diocese of Corvesham\nDiocesan Education Office\n{ADDRESS}"
    Diocese.objects.update(address="3 The Close\nCORVESHAM")
    letter = Letter.objects.get(pk=letter.pk)
    notice = draft_ending(letter, kind="withdrawal", why="Wrong.", by=county.senior_adviser)
    (again,) = [each for each in recipients_of(notice) if each.received_as == "diocese"]
    assert again.address[2:] == ("3 The Close", "CORVESHAM")


@pytest.mark.parametrize("way", [Way(method="hand"), Way(method="email", email="office@corvesham.example")])
def test_a_copy_that_goes_to_the_diocese_otherwise_needs_no_address(county, diocese, way):
    letter = make_draft(county)
    assert len(wrong(letter)) == 1
    choose_ways(letter, ways={"diocese": way}, by=county.senior_adviser)
    assert wrong(letter) == []


def test_a_letter_whose_diocese_reads_here_needs_no_address(county):
    county.school.diocese.address = ""
    county.school.diocese.save()
    assert wrong(make_draft(county)) == []
