"""Decisions and actions, spoken of under an item."""

from datetime import date, timedelta

import pytest

from concern_cases.models import Cadence
from evaluation.models import CategoryKind
from meetings.models import Decision, DraftAction
from meetings.services.deciding import (
    change_draft,
    draft_action,
    open_decisions,
    record_decision,
    remove_decision,
    remove_draft,
)
from record import clock
from record.errors import RuleError
from tests.meetings.makers import DUE, an_action
from tests.workflows.conftest import CONFERENCE_DAY


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"code": "nonsense"}, "code"),
        ({"reason": " "}, "reason"),
        ({"code": "change_frequency"}, "cadence"),
        ({"code": "recategorise"}, "category"),
    ],
)
def test_a_decision_says_what_why_and_what_else_it_needs(teaching, cast, facts, field):
    facts = {"code": "continue", "reason": "It works.", **facts}
    with pytest.raises(RuleError) as refused:
        record_decision(teaching, **facts, by=cast.clerk)
    assert refused.value.field == field
    assert not Decision.objects.exists()


def test_a_decision_keeps_only_what_its_effect_needs(teaching, cast):
    monthly, kind = Cadence.objects.first(), CategoryKind.objects.first()
    common = {"reason": "It slips.", "cadence": monthly, "category": kind, "by": cast.clerk}
    often = record_decision(teaching, code="change_frequency", **common)
    other = record_decision(teaching, code="recategorise", **common)
    plain = record_decision(teaching, code="continue", **common)
    assert [(each.cadence, each.category) for each in (often, other, plain)] == [
        (monthly, None),
        (None, kind),
        (None, None),
    ]


def test_a_decision_taken_back_leaves_its_actions_and_stays_in_the_history(teaching, cast):
    decision = record_decision(teaching, code="add_support", reason="Year 3.", by=cast.clerk)
    draft = draft_action(teaching, an_action(cast.aht), decision=decision, by=cast.clerk)
    remove_decision(decision, by=cast.clerk)
    draft.refresh_from_db()
    assert draft.decision is None
    assert not Decision.objects.exists()
    assert Decision.history.filter(history_type="-").count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"what": " "}, "what"),
        ({"measure": ""}, "measure"),
        ({"owner_name": "  "}, "owner"),
        ({"due_on": None}, "due_on"),
        ({"due_on": CONFERENCE_DAY - timedelta(days=1)}, "due_on"),
        ({"due_on": None, "days": 5, "rule": "nonsense"}, "rule"),
    ],
)
def test_an_action_has_one_responsible_person_a_day_and_a_measure(teaching, cast, facts, field):
    with pytest.raises(RuleError) as refused:
        draft_action(teaching, an_action(**{"owner_name": "Ben Adeyemi", **facts}), by=cast.clerk)
    assert refused.value.field == field
    assert not DraftAction.objects.exists()


def test_of_a_meeting_entered_late_a_day_since_the_meeting_is_taken_and_none_before(teaching, cast):
    with clock.at(CONFERENCE_DAY + timedelta(days=30)):
        draft = draft_action(teaching, an_action(cast.aht, due_on=CONFERENCE_DAY), by=cast.clerk)
        assert draft.due_on == CONFERENCE_DAY
        with pytest.raises(RuleError, match="Choose a due date from Thursday 10 December 2026 on"):
            draft_action(
                teaching, an_action(cast.aht, due_on=CONFERENCE_DAY - timedelta(days=1)), by=cast.clerk
            )


def test_a_day_counted_by_a_rule_keeps_the_rule(teaching, cast):
    draft = draft_action(teaching, an_action(cast.aht, due_on=None, days=10, rule="working"), by=cast.clerk)
    assert (draft.due_on, draft.rule) == (date(2026, 12, 24), "working")
    draft = change_draft(draft, an_action(cast.head, rule="working"), by=cast.clerk)
    assert (draft.due_on, draft.rule, draft.owner, draft.owner_name) == (
        DUE,
        "",
        cast.head,
        "David Lorimer",
    )
    remove_draft(draft, by=cast.clerk)
    assert not DraftAction.objects.exists()


def test_an_action_follows_from_a_decision_of_its_own_item(teaching, maths, cast):
    elsewhere = record_decision(maths, code="continue", reason="It works.", by=cast.clerk)
    with pytest.raises(RuleError, match="of this item"):
        draft_action(teaching, an_action(cast.aht), decision=elsewhere, by=cast.clerk)


def test_a_restricted_action_is_for_somebody_named(restricted, cast):
    with pytest.raises(RuleError, match="David Lorimer couldn’t read this action"):
        draft_action(restricted, an_action(cast.head), by=cast.senior_adviser)
    assert draft_action(restricted, an_action(cast.senior_adviser), by=cast.senior_adviser)


def test_decisions_of_restricted_items_are_not_everybodys(live, teaching, restricted, cast):
    hidden = record_decision(restricted, code="power", reason="Safety.", by=cast.senior_adviser)
    shown = record_decision(teaching, code="continue", reason="It works.", by=cast.clerk)
    whole = Decision.objects.create(
        meeting=live, code=shown.code, reason="Of no item.", recorded_by=cast.clerk
    )
    assert open_decisions(live) == [shown, whole]
    assert list(live.decisions.visible_to(cast.clerk)) == [shown, whole]
    assert list(live.decisions.visible_to(cast.senior_adviser)) == [hidden, shown, whole]
