"""Days that were used: entered, corrected, taken back, with the history kept."""

from decimal import Decimal

import pytest

from concern_cases.models import CaseEvent
from record.errors import AlreadyDone, RuleError
from support.models import DaysUsed
from support.services.days_used import correct_days, undo_days
from support.services.deployments import end_support
from tests.support.makers import days, make_deployment, make_provider, work


@pytest.mark.parametrize(
    ("facts", "field", "why"),
    [
        ({"on": -1}, "on", "had not begun"),
        ({"on": 1}, "on", "future"),
        ({"days": Decimal(0)}, "days", "how many"),
        ({"done": " "}, "done", "what was done"),
    ],
)
def test_days_out_of_order_and_without_words_are_refused(agreed, cast, facts, field, why):
    if "on" in facts:
        facts["on"] = days(facts["on"])
    with pytest.raises(RuleError, match=why) as refused:
        work(agreed, by=cast.senior_adviser, **facts)
    assert refused.value.field == field


def test_days_after_the_end_are_refused(cast):
    over = make_deployment(
        cast, make_provider(cast), school=cast.other_school, starts_on=days(-30), ends_on=days(-3)
    )
    with pytest.raises(RuleError, match="ask for a later end first"):
        work(over, by=cast.senior_adviser)
    assert work(over, by=cast.senior_adviser, on=days(-3))


def test_days_of_what_nobody_agreed_are_refused(proposed, cast):
    with pytest.raises(AlreadyDone):
        work(proposed, by=cast.senior_adviser)


def test_days_are_told_with_what_is_used_now(agreed, cast):
    work(agreed, by=cast.senior_adviser, days=Decimal("2.5"), impact="Lessons are planned together.")
    body = CaseEvent.objects.get(kind="support.days_used").body
    assert (body["days"], body["used"], body["agreed"]) == ("2.5 days", "2.5 days", "6 days")


def test_a_correction_keeps_what_stood_before(agreed, cast):
    row = work(agreed, by=cast.senior_adviser, days=Decimal(2))
    facts = {"on": row.on, "days": Decimal(1), "done": row.done, "by": cast.senior_adviser}
    with pytest.raises(RuleError, match="put right"):
        correct_days(row, why="", **facts)
    correct_days(row, why="One day was at another school.", **facts)
    assert [old.days for old in row.history.order_by("history_id")] == [2, 1]
    assert row.history.latest("history_id").history_change_reason == "One day was at another school."


def test_days_are_taken_back_once_and_stay_in_the_history(agreed, cast):
    row = work(agreed, by=cast.senior_adviser)
    again = DaysUsed.objects.get()
    undo_days(row, why="Entered twice.", by=cast.senior_adviser)
    assert not agreed.used.exists()
    assert DaysUsed.history.filter(history_type="-").get().history_change_reason == "Entered twice."
    with pytest.raises(AlreadyDone):
        undo_days(again, why="Entered twice.", by=cast.senior_adviser)


def test_nothing_is_entered_once_it_is_over(agreed, cast):
    row = work(agreed, by=cast.senior_adviser)
    end_support(agreed, on=days(0), impact="Some.", worked=True, by=cast.senior_adviser)
    with pytest.raises(AlreadyDone):
        work(agreed, by=cast.senior_adviser)
    with pytest.raises(AlreadyDone):
        undo_days(row, why="Wrong.", by=cast.senior_adviser)
