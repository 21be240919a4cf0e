"""A school closes, becomes an academy or loses its chair while a letter is on its way or awaits an answer."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from letters.ladder import can_be_given, given_before_the_school_changed, kinds_for, next_kind
from letters.models import Letter, LetterKind
from letters.services.answering import answer_letter
from letters.services.drafting import draft_letter
from letters.services.issuing import give_letter, make_file
from letters.services.reaching import tell_successor
from people.models import Post
from record import clock
from record.errors import RuleError
from schools.models import School, Succession
from tests.factories import make_post, make_school, make_user
from tests.letters.makers import make_academy, make_authorised, make_draft, make_given, make_unit
from tests.letters.test_answering import ANSWERS
from tests.letters.test_letter_flow import begin, give, take
from web.findings import find
from web.letter_needs import LETTER_NEEDS
from workflows.models import Trigger

CLOSED = date(2026, 12, 1)


def close(school, *, after=None):
    """The register closes the school, and names the academy that follows it."""
    school.status, school.closed_on = "Closed", CLOSED
    school.save()
    if after:
        Succession.objects.create(predecessor=school, successor=after, on=CLOSED, kind="Successor")


def convert(school):
    """The register makes the school itself an academy."""
    facts = {"type_code": "34", "type_name": "Academy converter", "type_group_code": "10"}
    for name, value in facts.items():
        setattr(school, name, value)
    school.save()


def page_of(letter, client, user):
    client.force_login(user)
    return client.get(letter.get_absolute_url()).content.decode().replace("\xa0", " ")


def needs(user, name):
    found = find(LETTER_NEEDS, user)
    return [each.sentence for about in found for each in about.findings if each.need == name]


def test_a_school_that_closed_shows_what_follows_it_and_the_clock_stays(county, client):
    letter = make_given(county)
    academy = make_academy(la=county.la, name="Vale Academy")
    close(county.school, after=academy)
    told = letter.running_clock.ends_on
    with clock.at(date(2026, 12, 2)):
        page = page_of(letter, client, county.senior_adviser)
        assert f"closed on 1 December 2026, and Vale Academy (URN {academy.urn}) follows it" in page
        assert f'href="{reverse("tasks:end_letter", args=[letter.reference])}">withdraw the letter' in page
        assert "continue it at Vale Academy" in page
        as_chair = page_of(letter, client, county.chair)
        assert "The council decides what becomes of this letter" in as_chair
        assert "Tuesday 5 January 2027" in as_chair
        assert "Vale Academy" in needs(county.senior_adviser, "letter_school_changed")[0]
        answer_letter(letter, answers=ANSWERS, by=county.chair)
    assert letter.running_clock.ends_on == told


@pytest.mark.parametrize("change", [close, convert])
def test_no_notice_follows_at_a_school_that_changed(county, change):
    letter = begin(county)
    give(letter, county)
    assert next_kind(letter).series == "s60_notice"
    change(letter.school)
    assert next_kind(letter) is None
    take(letter, "await_response", county.chair, answers=ANSWERS)
    take(letter, "assess_response", county.senior_adviser, complied=False, why="Nothing is done.")
    assert not Trigger.objects.filter(wanted="start_letter").exists()
    with pytest.raises(RuleError, match="closed on|maintained school") as refused:
        draft_letter(letter.case, kind="s60_notice", follows=letter, by=county.senior_adviser)
    assert refused.value.field == "kind"


def test_a_closed_school_gets_no_letter_at_all_and_its_academy_a_letter_of_concern(county):
    academy = make_academy(la=county.la)
    assert "letter_of_concern" in [kind.series for kind in kinds_for(academy)]
    assert "s60_notice" not in [kind.series for kind in kinds_for(academy)]
    close(county.school, after=academy)
    assert kinds_for(county.school) == []


@pytest.mark.parametrize("change", [close, convert])
def test_a_letter_authorised_before_the_school_changed_is_not_given(county, change):
    letter = make_authorised(county)
    change(county.school)
    letter.refresh_from_db()
    give_letter(letter, made=make_file(letter), by=None)
    assert (letter.status, letter.given_on) == (Letter.Status.DRAFT, None)
    assert letter.sent_back_why


def test_the_draft_of_a_school_that_changed_says_so_on_its_checklist(county, client):
    letter = make_draft(county)
    convert(county.school)
    assert "maintained school" in page_of(letter, client, county.senior_adviser)


def test_the_list_of_such_letters_follows_the_rule_for_every_kind_and_school(county):
    schools = [county.school, make_unit(), make_academy(), make_school()]
    closed = make_school()
    close(closed)
    schools.append(closed)
    for school in schools:
        for kind in LetterKind.objects.filter(ends_as=""):
            letter = Letter.objects.create(
                reference=f"T-{school.pk}-{kind.pk}",
                kind=kind,
                school=school,
                on_ladder=False,
                status="given",
                subject="x",
                drafted_by=county.senior_adviser,
                authorised_by=county.director,
                dated=clock.today(),
                given_on=clock.today(),
            )
            found = given_before_the_school_changed().filter(pk=letter.pk).exists()
            assert found is not can_be_given(kind, School.objects.get(pk=school.pk)), (school, kind)


def test_a_chair_who_left_is_a_need_until_somebody_has_the_letter(county, client):
    letter = make_given(county)
    by = county.senior_adviser
    assert needs(by, "letter_chair_left") == []
    Post.objects.filter(role="chair", schools=county.school).update(until=clock.today() - timedelta(days=1))
    assert "nobody is on record in that post" in needs(by, "letter_chair_left")[0]
    assert "nobody is on record in that post" in page_of(letter, client, by)
    new = make_user("Grace Okoro")
    make_post("chair", user=new, schools=(county.school,))
    assert "Somebody else has become chair" in needs(by, "letter_chair_left")[0]
    tell_successor(letter, by=by)
    assert needs(by, "letter_chair_left") == []


def test_a_letter_to_a_vacant_post_is_a_need_once_somebody_is_chair(county, client):
    Post.objects.filter(role="chair", schools=county.school).delete()
    letter = make_given(county)
    by = county.senior_adviser
    assert needs(by, "letter_chair_left") == [], "nobody can be told of it"
    make_post("chair", user=make_user("Grace Okoro"), schools=(county.school,))
    (sentence,) = needs(by, "letter_chair_left")
    assert sentence.startswith("L-2026-0001 went to a chair of governors without an account here")
    tell_successor(letter, by=by)
    assert needs(by, "letter_chair_left") == []
