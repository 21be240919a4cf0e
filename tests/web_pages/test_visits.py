"""Visits by inspectors on the home page, on the case's page and among what cases need."""

from datetime import date

import pytest

from concern_cases.services.recommendations import say_what_answers
from concern_cases.services.statements import send_statement
from record import clock
from tests.concern_cases.makers import make_inadequate, make_plan, make_visit, sent_file
from tests.factories import make_school
from web.cases.facts import inspections
from web.findings import find
from web.needs_visits import VISIT_NEEDS

WORDS = ("Check the marking", "Train the governors", "Give subject leaders time to lead")


@pytest.fixture
def plan(case):
    with clock.at(date(2026, 9, 7)):
        return make_plan(case)


def found(user, name):
    needs = [need for need in VISIT_NEEDS if need.name == name]
    assert needs
    return [
        (group.about, finding.sentence.replace("\xa0", " "))
        for group in find(needs, user)
        for finding in group.findings
    ]


def test_recommendations_that_nothing_answers_are_found_in_one_sentence_a_visit(cast, case, plan):
    visit = make_visit(cast.school, by=cast.sip, recommendations=WORDS)
    [(about, sentence)] = found(cast.senior_adviser, "recommendation_unanswered")
    assert about == case
    assert sentence == (
        "No objective answers the first, second and third recommendations of the "
        "HMI monitoring visit of 6 October 2026."
    )
    draft = plan.versions.get(status="draft")
    text = draft.texts.get().pk
    first, second, _third = visit.recommendations.all()
    say_what_answers(draft, visit=visit, chosen={first.pk: {text}, second.pk: {text}}, by=cast.aht)
    [(_, sentence)] = found(cast.senior_adviser, "recommendation_unanswered")
    assert sentence == (
        "No objective answers the third recommendation of the HMI monitoring visit of 6 October 2026."
    )


def test_those_outside_the_la_find_nothing(cast, plan):
    make_visit(cast.school, by=cast.sip, recommendations=WORDS)
    make_inadequate(cast.school, by=cast.sip)
    for name in ("recommendation_unanswered", "statement_of_action_due", "in_category_without_case"):
        assert found(cast.head, name) == found(cast.aht, name) == []


def test_a_statement_is_found_until_it_is_sent(cast, case):
    visit = make_inadequate(cast.school, by=cast.sip)
    [(about, sentence)] = found(cast.senior_adviser, "statement_of_action_due")
    assert about == case
    assert "is due on Monday 30 November, in 7 days" in sentence
    with clock.at(date(2026, 12, 2)):
        [(_, sentence)] = found(cast.senior_adviser, "statement_of_action_due")
        assert "was due on" in sentence
    statement = visit.statement
    given = {statement.recipients.first().pk: "Post"}
    send_statement(statement, on=clock.today(), given=given, files=[sent_file()], by=cast.senior_adviser)
    assert found(cast.senior_adviser, "statement_of_action_due") == []


def test_a_school_in_a_category_without_a_case_is_found(cast):
    school = make_school()
    make_inadequate(school, by=cast.senior_adviser)
    [(about, sentence)] = found(cast.senior_adviser, "in_category_without_case")
    assert about == school
    assert sentence == (
        "Inspectors judged it on 2 November 2026: requires significant improvement. There is no case."
    )
    grade = {"code": "full", "grade": "2025-no-category", "progress": None}
    make_visit(school, by=cast.senior_adviser, on=date(2026, 11, 20), **grade)
    assert found(cast.senior_adviser, "in_category_without_case") == []


def test_the_page_of_the_case_tells_the_inspections_and_the_day_of_the_statement(cast, case, page_of):
    make_inadequate(cast.school, by=cast.sip, on=date(2026, 10, 1))
    make_visit(cast.school, by=cast.sip, on=date(2026, 11, 3))
    words = page_of(cast.senior_adviser, case.get_absolute_url())
    assert "Requires significant improvement, full inspection of 1 October 2026." in words
    assert "HMI monitoring visit on 3 November 2026: making enough progress." in words
    assert "Last day for the statement of action" in words
    assert "Last day for the statement of action" not in page_of(cast.head, case.get_absolute_url())


def test_a_case_without_visits_says_nothing_of_them():
    assert inspections([]) == ""
