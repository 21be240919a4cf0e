"""A school that is asked while nobody on record may answer for it is something for the authority to do."""

from concern_cases.services.plans import open_plan
from people.models import User
from tests.concern_cases.makers import objective_facts
from tests.workflows.conftest import MONDAY
from web.findings import find
from web.needs import NEEDS
from workflows import engine
from workflows.services.plans import begin_missing_drafts


def found(user):
    needs = [need for need in NEEDS if need.name == "school_cannot_answer"]
    return [(each.sentence, each.on) for group in find(needs, user) for each in group.findings]


def test_it_is_a_need_as_long_as_the_step_is_open_and_nobody_may_answer(case, cast):
    facts = {"kind": "support", "horizon": MONDAY.replace(year=2028), "objectives": [objective_facts()]}
    plan = open_plan(case, **facts, by=cast.senior_adviser)
    begin_missing_drafts()
    draft = plan.versions.get()
    User.objects.filter(pk=cast.chair.pk).update(is_active=False)
    engine.take_step(engine.open_card(draft, "draft_plan").task, by=cast.aht)
    assert found(cast.senior_adviser) == []
    User.objects.filter(pk=cast.head.pk).update(is_active=False)
    (sentence, on), *others = found(cast.senior_adviser)
    assert sentence.startswith("“Comment on the draft of the plan” is asked of the school until")
    assert (on, others) == (MONDAY, [])
    assert found(cast.aht) == []
    User.objects.filter(pk=cast.head.pk).update(is_active=True)
    engine.take_step(engine.open_card(draft, "school_comment").task, by=cast.head)
    assert found(cast.senior_adviser) == []
