"""In October every school gets a letter with its category and the support that is available to it."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from concern_cases.models import CaseEvent
from evaluation.models import Category, CategoryKind
from letters.content import facts_of, html_of
from letters.models import Letter
from letters.services.choosing import Way, choose_ways
from letters.services.issuing import give_letter, make_file
from letters.services.october import authorise_october, authorise_waiting, october_run, prepare_october
from record import clock
from record.errors import AlreadyDone, RuleError
from tests.letters.makers import make_academy
from tests.letters.test_letter_flow import work


def categorise(cast, school, code="good", stage="confirmed"):
    return Category.objects.create(
        school=school,
        category=CategoryKind.objects.get(code=code),
        stage=stage,
        on=date(2026, 10, 2),
        reason="The first autumn visit.",
        agreed_by=cast.sip,
    )


@pytest.fixture
def october(county):
    """A maintained school and an academy with a category, and a school whose category is only proposed."""
    categorise(county, county.school)
    categorise(county, make_academy(la=county.la), "inadequate")
    categorise(county, county.other_school, stage="proposed")
    return county


def test_every_school_with_an_agreed_category_gets_one_letter_a_year(october):
    assert october_run(october.la).without_category == [october.other_school]
    assert prepare_october(october.la, by=october.senior_adviser) == 2
    with pytest.raises(AlreadyDone):
        prepare_october(october.la, by=october.senior_adviser)
    assert authorise_october(october.la, by=october.director) == 2
    work()
    run = october_run(october.la)
    assert (run.waiting, run.given) == (0, 2)
    assert set(run.letters.values_list("status", flat=True)) == {Letter.Status.FOR_INFORMATION}
    assert not Letter.objects.visible_to(october.other_chair).exists()
    with pytest.raises(RuleError, match="No letter waits"):
        authorise_october(october.la, by=october.director)
    with clock.at(date(2027, 10, 4)):
        assert len(october_run(october.la).to_prepare) == 2


def test_the_letter_tells_category_and_support(october):
    prepare_october(october.la, by=october.senior_adviser)
    letter = Letter.objects.get(school=october.school)
    html = html_of(facts_of(letter, given=clock.today()), draft=True)
    assert "<b>Good</b>. Confirmed at the first autumn visit" in html
    assert "<li>becoming a Leadership Host school</li>" in html
    assert "2026 to 2027" in html


def test_whoever_prepared_them_does_not_authorise_them(october):
    prepare_october(october.la, by=october.head_of_improvement)
    for user in (october.head_of_improvement, october.senior_adviser):
        with pytest.raises(PermissionDenied):
            authorise_october(october.la, by=user)
    with pytest.raises(PermissionDenied):
        prepare_october(october.la, by=october.director)


def test_a_category_that_changed_meanwhile_keeps_its_letter_back_and_the_page_says_why(october, client):
    prepare_october(october.la, by=october.senior_adviser)
    categorise(october, october.school, "outstanding")
    authorise_october(october.la, by=october.director)
    work()
    letter = Letter.objects.get(school=october.school)
    assert letter.status == Letter.Status.FOR_AUTHORISATION
    assert october_run(october.la).given == 1
    client.force_login(october.director)
    page = client.get(reverse("letters:october")).content.decode()
    assert "The category has changed since the letter was prepared." in page
    assert letter.get_absolute_url() in page
    assert CaseEvent.objects.get(kind="letters.held_back").body["why"] == letter.held_back_why


def test_the_eve_of_a_holiday_is_asked_for_before_the_letters_are_authorised(october, client):
    with clock.at(date(2026, 10, 23)):
        prepare_october(october.la, by=october.senior_adviser)
        client.force_login(october.director)
        page = client.post(reverse("letters:october"), {"do": "authorise"}).content.decode()
        assert "Say why the letters have to be given today" in page
        with pytest.raises(RuleError, match="last school day before a holiday"):
            authorise_october(october.la, sending_day_why=" ", by=october.director)
        client.post(reverse("letters:october"), {"do": "authorise", "sending_day_why": "Printed late."})
        work()
    assert october_run(october.la).given == 2
    assert set(Letter.objects.values_list("sending_day_why", flat=True)) == {"Printed late."}


def test_a_category_for_which_no_support_is_written_is_told_before_any_letter_is_prepared(october, client):
    other = CategoryKind.objects.create(code="watched", name="Watched", order=9)
    categorise(october, october.other_school, other.code)
    run = october_run(october.la)
    assert [each.school for each in run.without_support] == [october.other_school]
    client.force_login(october.senior_adviser)
    assert "Schools in a category without support" in client.get(reverse("letters:october")).content.decode()
    assert prepare_october(october.la, by=october.senior_adviser) == 2


def test_letters_that_were_held_back_are_tried_again_by_the_same_person(october):
    prepare_october(october.la, by=october.senior_adviser)
    authorise_october(october.la, by=october.director)
    with pytest.raises(AlreadyDone, match="are being given"):
        authorise_october(october.la, by=october.director)
    with clock.at(date(2026, 12, 18)):
        work()
    run = october_run(october.la)
    assert (run.given, run.held_back.count()) == (0, 2)
    assert authorise_october(october.la, by=october.director) == 2
    work()
    run = october_run(october.la)
    assert (run.given, run.held_back.count()) == (2, 0)


def test_a_letter_whose_authorisation_fell_away_waits_with_the_reason_and_is_authorised_again(
    october, client
):
    prepare_october(october.la, by=october.senior_adviser)
    letter = Letter.objects.get(school=october.school)
    authorise_waiting(la=october.la.pk, last=letter.pk, by=october.director)
    letter.refresh_from_db()
    choose_ways(letter, ways={"chair": Way(method="post")}, by=october.senior_adviser)
    give_letter(letter, made=make_file(letter), by=None)
    letter.refresh_from_db()
    assert (letter.status, letter.authorised_by) == (Letter.Status.FOR_AUTHORISATION, None)
    assert letter.held_back_why
    assert letter in october_run(october.la).held_back
    client.force_login(october.director)
    assert letter.held_back_why in client.get(reverse("letters:october")).content.decode()
    authorise_waiting(la=october.la.pk, last=letter.pk, by=october.director)
    letter.refresh_from_db()
    give_letter(letter, made=make_file(letter), by=None)
    assert (letter.given_on, letter.held_back_why) == (clock.today(), "")


def test_an_october_letter_that_fell_back_to_a_draft_before_waits_again(october):
    prepare_october(october.la, by=october.senior_adviser)
    Letter.objects.filter(school=october.school).update(status="draft", sent_back_why="The way changed.")
    import_module("letters.migrations.0019_october_letters_wait_again").wait_again(apps, None)
    letter = Letter.objects.get(school=october.school)
    assert (letter.status, letter.held_back_why) == (Letter.Status.FOR_AUTHORISATION, "The way changed.")
