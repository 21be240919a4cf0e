"""External evaluations are put right, with their history, and withdrawn with a reason."""

from datetime import date

import pytest

from concern_cases.models import CaseEvent
from record.errors import AlreadyDone, RuleError
from support.models import ExternalEvaluation
from support.services.evaluations import correct_evaluation, receive_evaluation, withdraw_evaluation
from tests.support.makers import days, make_evaluation
from tests.support.test_pages import address, send, text_of


@pytest.fixture
def evaluation(cast, case):
    return make_evaluation(cast)


def correct(row, cast, **facts):
    now = {"evaluator": row.evaluator, "question": row.question, "due_on": row.due_on, "why": "A slip."}
    return correct_evaluation(row, **{**now, **facts}, by=cast.senior_adviser)


def test_one_is_put_right_and_what_it_said_before_is_kept_with_the_reason(evaluation, cast):
    correct(evaluation, cast, evaluator="The Dale Institute", due_on=days(60))
    receive_evaluation(evaluation, on=days(0), findings="It does.", by=cast.senior_adviser)
    correct(evaluation, cast, on=days(0), findings="It does not.", why="The report was misread.")
    last, _, first_correction, begun = evaluation.history.order_by("-history_id")
    assert (last.findings, last.history_change_reason) == ("It does not.", "The report was misread.")
    assert (first_correction.evaluator, begun.evaluator) == ("The Dale Institute", "The Vale Institute")
    told = CaseEvent.objects.filter(kind="evaluations.corrected").latest("position")
    assert told.body["why"] == "The report was misread."


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"why": " "}, "why"), ({"question": ""}, "question"), ({"due_on": date(2026, 11, 1)}, "due_on")],
)
def test_a_correction_that_makes_no_sense_is_refused(evaluation, cast, facts, field):
    with pytest.raises(RuleError) as refused:
        correct(evaluation, cast, **facts)
    assert refused.value.field == field


def test_one_that_is_withdrawn_is_waited_for_no_more(evaluation, cast, as_):
    ExternalEvaluation.objects.update(due_on=days(-1), commissioned_on=days(-9))
    assert evaluation in ExternalEvaluation.objects.overdue()
    with pytest.raises(RuleError, match="Say why"):
        withdraw_evaluation(evaluation, why="", by=cast.senior_adviser)
    send(as_(cast.senior_adviser), address("withdraw_evaluation", evaluation.pk), why="They have no time.")
    assert not ExternalEvaluation.objects.overdue().exists()
    page = text_of(as_(cast.head).get(address("case", evaluation.case.reference)))
    assert "They have no time." in page
    evaluation.refresh_from_db()
    for late in (
        lambda: correct(evaluation, cast),
        lambda: withdraw_evaluation(evaluation, why="Again.", by=cast.senior_adviser),
        lambda: receive_evaluation(evaluation, on=days(0), findings="It does.", by=cast.senior_adviser),
    ):
        with pytest.raises(AlreadyDone, match="was withdrawn"):
            late()


def test_the_page_of_a_correction_asks_what_was_found_only_once_it_is_here(evaluation, cast, as_):
    url = address("correct_evaluation", evaluation.pk)
    facts = {"evaluator": "The Dale Institute", "question": "Does it work?", "why": "Another institute."}
    browser = as_(cast.senior_adviser)
    assert "findings" not in browser.get(url).context["form"].fields
    send(browser, url, **facts, due_on="24/12/2026")
    receive_evaluation(evaluation, on=days(0), findings="It does.", by=cast.senior_adviser)
    send(browser, url, **facts, due_on="24/12/2026", on="23/11/2026", findings="It does not.")
    evaluation.refresh_from_db()
    assert (evaluation.evaluator, evaluation.findings) == ("The Dale Institute", "It does not.")
