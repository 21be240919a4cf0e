import pytest

from concern_cases.models import CaseEvent, Disagreement, NonEngagement
from concern_cases.services.responses import record_disagreement, record_non_engagement
from record.errors import RuleError
from tests.concern_cases.makers import days

SAID = {
    "judgement": "Overall effectiveness is inadequate (SIP, 9 October).",
    "on": days(-3),
    "said_by": "The chair of governors",
    "said": "The school is satisfactory.",
    "source": "Minutes of governors",
}
FACT = {
    "kind": NonEngagement.Kind.VISIT_REFUSED,
    "on": days(-2),
    "fact": "The visit agreed for this day was cancelled by the school in the morning.",
    "source": "E-mail",
}


def test_a_disagreement_is_a_dated_fact_with_its_source(cast, case):
    row = record_disagreement(case, **SAID, by=cast.sip)
    event = CaseEvent.objects.latest("position")
    assert (row.on, row.said_by, row.circle) == (days(-3), "The chair of governors", "school")
    assert (event.kind, event.actor_name) == ("responses.disagreement_recorded", "Judith Penhale")


@pytest.mark.parametrize("field", ["judgement", "said_by", "said", "source"])
def test_a_disagreement_says_everything(cast, case, field):
    with pytest.raises(RuleError) as refused:
        record_disagreement(case, **(SAID | {field: " "}), by=cast.sip)
    assert refused.value.field == field
    assert not Disagreement.objects.exists()


def test_non_engagement_is_one_fact_on_one_day(cast, case):
    row = record_non_engagement(case, **FACT, circle="la", by=cast.sip)
    event = CaseEvent.objects.latest("position")
    assert row.get_kind_display() == "A visit was refused"
    assert (event.kind, event.circle) == ("responses.non_engagement_recorded", "la")


@pytest.mark.parametrize(
    ("facts", "field"), [({"fact": ""}, "fact"), ({"source": ""}, "source"), ({"kind": "sulking"}, "kind")]
)
def test_non_engagement_says_everything(cast, case, facts, field):
    with pytest.raises(RuleError) as refused:
        record_non_engagement(case, **(FACT | facts), by=cast.sip)
    assert refused.value.field == field


def test_neither_lies_in_the_future(cast, case):
    with pytest.raises(RuleError, match="future"):
        record_disagreement(case, **(SAID | {"on": days(1)}), by=cast.sip)
    with pytest.raises(RuleError, match="future"):
        record_non_engagement(case, **(FACT | {"on": days(1)}), by=cast.sip)
