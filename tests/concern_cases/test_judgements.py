import pytest

from concern_cases.events import tell
from concern_cases.models import CaseEvent
from concern_cases.services.judgements import judge_risk, set_category
from evaluation.models import Category, CategoryKind, Risk
from record.errors import RuleError
from tests.concern_cases.makers import days


def floor_risk(school, **facts):
    facts = {"kind": "floor", "level": "high", "reason": "45 % (9 of 20) predicted.", "on": days(0)} | facts
    return judge_risk(school, **facts)


def category(school, **facts):
    facts = {
        "category": CategoryKind.objects.get(code="inadequate"),
        "stage": "agreed",
        "on": days(0),
        "reason": "Two areas are red.",
    } | facts
    return set_category(school, **facts)


def test_a_risk_is_judged_with_its_reason_and_told_in_the_open_case(cast, case):
    row = floor_risk(cast.school, by=cast.sip)
    event = CaseEvent.objects.latest("position")
    assert (row.judged_by, row.level) == (cast.sip, "high")
    assert (event.case_reference, event.body["what"]) == (case.reference, "falling below the floor")


def test_a_risk_of_a_school_without_a_case_is_told_in_the_schools_chain(cast):
    floor_risk(cast.school, by=cast.sip)
    event = CaseEvent.objects.get()
    assert (event.case_reference, event.urn) == ("", cast.school.urn)


def test_a_changed_risk_says_what_it_was_before_and_leaves_the_cadence(cast, case):
    judge_risk(
        cast.school, kind="improvement", level="low", reason="Visit 3.", on=days(0), by=cast.senior_adviser
    )
    assert CaseEvent.objects.latest("position").body["before"] == "high"
    case.refresh_from_db()
    assert case.cadence.code == "every-3-months"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"on": days(1)}, "on"),
        ({"level": "dire"}, "level"),
        ({"kind": "fire"}, "kind"),
    ],
)
def test_a_judgement_of_risk_that_says_too_little_is_refused(cast, facts, field):
    with pytest.raises(RuleError) as refused:
        floor_risk(cast.school, **facts, by=cast.sip)
    assert refused.value.field == field
    assert not Risk.objects.exists()


def test_a_category_is_set_with_what_the_school_says_against_it(cast, case):
    row = category(cast.school, disputed_why="Results rose in July.", by=cast.sip)
    event = CaseEvent.objects.latest("position")
    assert Category.objects.current().get(school=cast.school) == row
    assert (event.kind, event.body["stage"]) == ("judgements.category_set", "agreed in the summer moderation")
    assert event.body["disputed_why"] == "Results rose in July."


def test_the_stage_of_a_category_keeps_its_capitals_in_a_sentence(cast, case):
    category(cast.school, stage="proposed", by=cast.sip)

    assert tell(CaseEvent.objects.latest("position")).title == "Category: inadequate, proposed by the SIP"


@pytest.mark.parametrize(
    ("facts", "field"), [({"reason": " "}, "reason"), ({"on": days(1)}, "on"), ({"stage": "felt"}, "stage")]
)
def test_a_category_that_says_too_little_is_refused(cast, facts, field):
    with pytest.raises(RuleError) as refused:
        category(cast.school, **facts, by=cast.sip)
    assert refused.value.field == field


def test_a_category_of_former_years_is_not_set(cast):
    kind = CategoryKind.objects.get(code="good")
    kind.valid_until = days(-1)
    kind.save()
    with pytest.raises(RuleError, match="no longer in use"):
        category(cast.school, category=kind, by=cast.sip)
