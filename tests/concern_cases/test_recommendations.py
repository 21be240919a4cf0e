"""Recommendations of inspectors, and the objectives that answer them."""

from dataclasses import replace
from datetime import date

import pytest

from concern_cases.models import CaseEvent
from concern_cases.plan_writers import wrote_in
from concern_cases.recommendations import traced, unanswered
from concern_cases.services.plan_words import Words
from concern_cases.services.plan_writing import StaleText, save_objective
from concern_cases.services.plans import bring_into_force
from concern_cases.services.recommendations import (
    add_recommendations,
    change_recommendation,
    remove_recommendation,
    say_what_answers,
    split_recommendations,
)
from record import clock
from record.errors import AlreadyDone, RuleError
from schools.models import School
from tests.concern_cases.makers import make_case, make_plan, make_visit, objective_facts

OPENED = date(2026, 9, 7)
TODAY = date(2026, 11, 23)
WORDS = ("Check the marking", "Train the governors", "Give subject leaders time to lead")


@pytest.fixture
def case(cast):
    with clock.at(OPENED):
        return make_case(cast)


@pytest.fixture
def plan(case):
    """Two objectives, in force."""
    with clock.at(OPENED):
        return make_plan(case, objectives=[objective_facts(), objective_facts(title="Governors ask why")])


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def visit(plan, cast):
    return make_visit(cast.school, by=cast.sip, recommendations=WORDS)


@pytest.fixture
def draft(plan, visit):
    return plan.versions.get(status="draft")


def answer(draft, visit, by, **objectives):
    """``first=[1, 2]``: the first recommendation is answered by objectives 1 and 2."""
    numbers = {"first": 1, "second": 2, "third": 3}
    texts = dict(draft.texts.values_list("objective__number", "pk"))
    chosen = {
        visit.recommendations.get(number=numbers[name]).pk: {texts[number] for number in wanted}
        for name, wanted in objectives.items()
    }
    say_what_answers(draft, visit=visit, chosen=chosen, by=by)


def open_numbers():
    return sorted(unanswered(School.objects.all()).values_list("number", flat=True))


def answers_in(version):
    [visit] = traced(version)
    return {row.recommendation.number: [text.objective.number for text in row.texts] for row in visit.rows}


def test_numbers_and_bullets_of_a_report_are_taken_off():
    pasted = "1. Check the marking\n\n (2) Train the governors \n• Give time\n"
    pasted += "3) Raise 5 % more\n2025 results count"
    assert split_recommendations(pasted) == [
        "Check the marking",
        "Train the governors",
        "Give time",
        "Raise 5 % more",
        "2025 results count",
    ]


def test_added_recommendations_are_numbered_on(visit, cast):
    add_recommendations(visit, texts=["Publish the results"], by=cast.sip)
    assert visit.recommendations.last().number == 4


def test_no_recommendation_is_refused(visit, cast):
    with pytest.raises(RuleError) as refused:
        add_recommendations(visit, texts=[" "], by=cast.sip)
    assert refused.value.field == "recommendations"


def test_every_recommendation_is_shown_with_the_objectives_of_the_version(draft, visit, plan, cast):
    answer(draft, visit, cast.aht, first=[1, 2], second=[2])
    assert answers_in(draft) == {1: [1, 2], 2: [2], 3: []}


def test_what_the_draft_answers_is_open_nowhere_and_named_to_whoever_sees_the_draft(draft, visit, plan, cast):
    answer(draft, visit, cast.aht, first=[1])
    in_force = plan.versions.get(number=1)
    [for_aht], [for_head] = traced(in_force, user=cast.aht), traced(in_force, user=cast.head)
    assert [row.number for row in for_aht.open] == open_numbers() == [2, 3]
    assert [row.number for row in for_head.open] == [2, 3]
    assert for_aht.rows[0].texts[0].version == draft
    assert not for_head.rows[0].texts


def test_a_past_version_is_held_by_itself_against_what_was_asked(draft, visit, plan, cast):
    answer(draft, visit, cast.aht, first=[1])
    bring_into_force(draft, by=cast.senior_adviser)
    assert answers_in(plan.versions.get(number=1)) == {1: [], 2: [], 3: []}


def test_a_superseded_version_is_held_against_the_visits_of_its_time(draft, visit, plan, cast):
    bring_into_force(draft, by=cast.senior_adviser)
    with clock.at(date(2026, 12, 10)):
        make_visit(cast.school, by=cast.sip, on=date(2026, 12, 8), recommendations=["Something new"])
    assert len(traced(plan.versions.get(number=1))) == 1
    assert len(traced(plan.versions.get(number=2))) == 2


def test_the_queries_do_not_grow_with_the_visits(draft, visit, cast, django_assert_num_queries):
    make_visit(cast.school, by=cast.sip, on=date(2026, 11, 3), recommendations=WORDS)
    with django_assert_num_queries(6):
        traced(draft)


def test_an_answer_in_the_draft_counts_as_one(draft, visit, cast):
    assert open_numbers() == [1, 2, 3]
    answer(draft, visit, cast.aht, first=[1])
    assert open_numbers() == [2, 3]


def test_an_answer_that_is_taken_off_counts_no_more(draft, visit, cast):
    answer(draft, visit, cast.aht, first=[1])
    answer(draft, visit, cast.aht, second=[1])
    assert open_numbers() == [1, 3]


def test_the_next_version_keeps_what_the_objectives_answer(draft, visit, plan, cast):
    answer(draft, visit, cast.aht, first=[1])
    bring_into_force(draft, by=cast.senior_adviser)
    make_visit(cast.school, by=cast.sip, on=date(2026, 11, 3))
    later = plan.versions.get(status="draft")
    rows = next(found for found in traced(later) if found.visit == visit).rows
    assert [len(row.texts) for row in rows] == [1, 0, 0]


def test_a_dropped_objective_answers_nothing(draft, visit, cast):
    answer(draft, visit, cast.aht, first=[1])
    draft.texts.filter(objective__number=1).update(dropped=True)
    assert open_numbers() == [1, 2, 3]


def test_what_was_asked_before_the_last_full_inspection_is_asked_no_more(draft, visit, cast):
    grade = {"code": "full", "grade": "2025-no-category", "progress": None}
    make_visit(cast.school, by=cast.sip, on=date(2026, 11, 3), recommendations=["Read more"], **grade)
    assert open_numbers() == [1]
    assert len(traced(draft)) == 1


def test_the_full_inspection_before_the_plan_is_what_the_plan_answers(plan, cast):
    grade = {"code": "full", "grade": "2025-no-category", "progress": None}
    make_visit(cast.school, by=cast.sip, on=date(2026, 6, 2), recommendations=["Read more"], **grade)
    assert open_numbers() == [1]
    assert answers_in(plan.versions.get()) == {1: []}


@pytest.mark.parametrize("facts", [{"on": date(2026, 6, 2)}, {"code": "subject", "progress": None}])
def test_a_visit_long_before_the_plan_or_of_a_subject_asks_nothing_of_it(plan, cast, facts):
    make_visit(cast.school, by=cast.sip, recommendations=WORDS, **facts)
    assert open_numbers() == []
    assert traced(plan.versions.get()) == []


def test_a_school_without_a_plan_is_not_held_against_one(case, cast):
    make_visit(cast.school, by=cast.sip, recommendations=WORDS)
    assert open_numbers() == []


def test_an_unanswered_recommendation_is_worded_anew_without_a_reason(visit, cast):
    row = visit.recommendations.first()
    change_recommendation(row, text="Check the marking weekly", by=cast.sip)
    assert CaseEvent.objects.get(kind="visits.recommendation_changed").body["before"] == WORDS[0]


def test_an_answered_one_is_worded_anew_with_a_reason_alone(draft, visit, cast):
    answer(draft, visit, cast.aht, first=[1])
    row = visit.recommendations.first()
    with pytest.raises(RuleError) as refused:
        change_recommendation(row, text="Check the marking weekly", by=cast.sip)
    assert refused.value.field == "why"
    change_recommendation(row, text="Check the marking weekly", why="Typed in haste", by=cast.sip)
    assert row.history.first().history_change_reason == "Typed in haste"


def test_an_unanswered_one_can_be_taken_away_and_an_answered_one_cannot(draft, visit, cast):
    answer(draft, visit, cast.aht, first=[1])
    first, second, _third = visit.recommendations.all()
    with pytest.raises(RuleError, match="An objective answers it"):
        remove_recommendation(first, why="A mistake", by=cast.sip)
    remove_recommendation(second, why="It is not in the report", by=cast.sip)
    assert list(visit.recommendations.values_list("number", flat=True)) == [1, 3]


def test_answers_are_written_in_a_draft_that_is_being_written_alone(draft, visit, cast):
    draft.stage = draft.Stage.WITH_SCHOOL
    draft.save()
    with pytest.raises(RuleError, match="with the school"):
        answer(draft, visit, cast.aht, first=[1])
    bring_into_force(draft, by=cast.senior_adviser)
    with pytest.raises(AlreadyDone):
        answer(draft, visit, cast.aht, first=[1])


def test_an_objective_of_another_version_is_refused(draft, visit, plan, cast):
    other = plan.versions.get(number=1).texts.first()
    with pytest.raises(RuleError, match="of this draft"):
        say_what_answers(
            draft, visit=visit, chosen={visit.recommendations.first().pk: {other.pk}}, by=cast.aht
        )


def test_the_answers_in_a_draft_are_told_to_the_la(draft, visit, cast):
    answer(draft, visit, cast.aht, first=[1, 2])
    event = CaseEvent.objects.get(kind="visits.answered")
    assert event.circle == "la"
    assert event.body["what"] == "Recommendation 1: by objectives 1 and 2."
    answer(draft, visit, cast.aht, first=[1, 2])
    assert CaseEvent.objects.filter(kind="visits.answered").count() == 1


def test_saying_what_answers_is_writing(draft, visit, cast):
    text = draft.texts.first()
    typed_on, words = text.edition, replace(Words.of(text), title="Nine checks")
    answer(draft, visit, cast.aht, first=[1])
    text.refresh_from_db()
    assert (text.edition, text.changed_by) == (typed_on + 1, cast.aht)
    assert cast.aht in wrote_in(draft)
    with pytest.raises(StaleText):  # a page that was opened before takes no answer away
        save_objective(text, edition=typed_on, words=words, by=cast.sip)
