"""In October every school gets a letter with its category and the support that is available to it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from evaluation.models import Category, CategoryKind
from letters.content import facts_of, html_of
from letters.models import Letter
from letters.services.october import authorise_october, october_run, prepare_october
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


def test_a_category_that_changed_meanwhile_keeps_its_letter_back(october):
    prepare_october(october.la, by=october.senior_adviser)
    categorise(october, october.school, "outstanding")
    authorise_october(october.la, by=october.director)
    work()
    assert Letter.objects.get(school=october.school).status == Letter.Status.FOR_AUTHORISATION
    assert october_run(october.la).given == 1
