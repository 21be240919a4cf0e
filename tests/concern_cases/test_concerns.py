import pytest

from concern_cases.models import CaseEvent, Concern
from concern_cases.services.cases import close_case
from concern_cases.services.concerns import add_concern
from record.errors import AlreadyDone, RuleError
from tests.concern_cases.makers import concern_facts, days


def test_a_concern_stands_in_the_case_and_in_its_log(cast, case):
    concern = add_concern(case, facts=concern_facts(circle="la"), by=cast.senior_adviser)
    event = CaseEvent.objects.latest("position")
    assert concern.case == case
    assert (event.kind, event.circle, event.body["concern"]) == ("concerns.added", "la", concern.pk)
    assert concern.history.get().history_user == cast.senior_adviser


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"text": " "}, "text", "what the concern is"),
        ({"source": ""}, "source", "where the concern comes from"),
        ({"discussed_on": None, "discussed_with": ""}, "discussed_on", "or why it was not"),
        ({"discussed_on": None}, "discussed_on", "on which day"),
        ({"discussed_with": ""}, "discussed_with", "With whom|with whom"),
        ({"not_discussed_why": "Ill", "discussed_on": days(-1), "discussed_with": "H"}, None, "not both"),
        ({"discussed_on": days(1)}, "discussed_on", "future"),
        ({"circle": "everybody"}, "circle", "who may read"),
        ({"circle": "named"}, "named", "Choose the people"),
    ],
)
def test_a_concern_that_would_be_a_surprise_or_says_too_little_is_refused(cast, case, facts, field, words):
    with pytest.raises(RuleError, match=words) as refused:
        add_concern(case, facts=concern_facts(**facts), by=cast.senior_adviser)
    if field:
        assert refused.value.field == field
    assert Concern.objects.count() == 1
    assert CaseEvent.objects.filter(kind="concerns.added").count() == 1


def test_a_concern_may_say_why_it_was_not_discussed_yet(cast, case):
    why = "It is about the head, and the chair was told first."
    concern = add_concern(case, facts=concern_facts(not_discussed_why=why), by=cast.senior_adviser)
    assert (concern.discussed_on, concern.not_discussed_why) == (None, why)


def test_who_writes_a_named_concern_is_among_its_readers(cast, case):
    facts = concern_facts(circle="named", named=[cast.chair])
    concern = add_concern(case, facts=facts, by=cast.senior_adviser)
    assert set(concern.named.all()) == {cast.chair, cast.senior_adviser}


def test_nobody_is_named_who_cannot_see_the_school(cast, case):
    facts = concern_facts(circle="named", named=[cast.chair, cast.other_chair])
    with pytest.raises(RuleError, match="Gareth Moxon can’t see its cases"):
        add_concern(case, facts=facts, by=cast.senior_adviser)


def test_names_given_for_another_circle_name_nobody(cast, case):
    facts = concern_facts(circle="la", named=[cast.chair])
    assert not add_concern(case, facts=facts, by=cast.senior_adviser).named.exists()


def test_nothing_is_added_to_a_closed_case(cast, case):
    close_case(case, reason="Better.", by=cast.director)
    with pytest.raises(AlreadyDone, match="is closed"):
        add_concern(case, facts=concern_facts(), by=cast.senior_adviser)
