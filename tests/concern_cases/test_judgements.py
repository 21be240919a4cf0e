import pytest

from concern_cases.events import tell
from concern_cases.models import Cadence, CaseEvent
from concern_cases.services.cadences import change_cadence
from concern_cases.services.cases import close_case
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


def improvement_risk(school, level, on=0, **facts):
    return judge_risk(school, kind="improvement", level=level, reason="Visit 3.", on=days(on), **facts)


def cadence_of(case):
    case.refresh_from_db()
    return case.cadence.code


def test_a_changed_risk_says_what_it_was_before_and_changes_how_often_conferences_are_held(cast, case):
    improvement_risk(cast.school, "medium", by=cast.sip)

    changed, judged = CaseEvent.objects.order_by("-position")[:2]
    assert (judged.kind, judged.body["before"]) == ("judgements.risk_judged", "high")
    assert (cadence_of(case), case.cadence_why) == ("termly", "")
    told = tell(changed)
    assert (told.title, told.by) == ("Conferences changed to once a term (three times a year)", str(cast.sip))
    assert told.details == (
        "Because the risk of failing to improve is now medium.",
        "Before: every 3 months.",
    )
    assert case.history.first().history_change_reason == told.details[0]


def test_an_interval_that_somebody_set_stays_whatever_is_judged(cast, case):
    monthly = Cadence.objects.get(code="monthly")
    change_cadence(case, cadence=monthly, why="The head is new.", by=cast.senior_adviser)
    for level in ("medium", "high", "low"):
        improvement_risk(cast.school, level, by=cast.sip)
    assert (cadence_of(case), case.cadence_why) == ("monthly", "The head is new.")


def test_the_same_level_and_the_other_risk_change_no_interval(cast, case):
    improvement_risk(cast.school, "high", by=cast.sip)
    floor_risk(cast.school, level="low", by=cast.sip)
    assert cadence_of(case) == "every-3-months"
    assert not CaseEvent.objects.filter(kind="cases.cadence_changed").exists()


def test_a_judgement_dated_before_a_later_one_changes_no_interval(cast, case):
    improvement_risk(cast.school, "low", on=-3, by=cast.sip)
    assert cadence_of(case) == "every-3-months"
    improvement_risk(cast.school, "medium", by=cast.sip)
    assert cadence_of(case) == "termly"


def test_a_risk_that_proposes_no_interval_changes_none(cast, case):
    Cadence.objects.filter(for_risk="low").update(for_risk="")
    improvement_risk(cast.school, "low", by=cast.sip)
    assert cadence_of(case) == "every-3-months"


def test_an_interval_that_is_no_longer_in_use_follows_the_risk_too(cast, case):
    Cadence.objects.filter(code="every-3-months").update(valid_until=days(-1))
    improvement_risk(cast.school, "medium", by=cast.sip)
    assert cadence_of(case) == "termly"


def test_a_closed_case_keeps_its_interval(cast, case):
    close_case(case, reason="Better.", by=cast.director)
    improvement_risk(cast.school, "low", by=cast.sip)
    assert cadence_of(case) == "every-3-months"


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
