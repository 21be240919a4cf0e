import pytest

from concern_cases.models import Action, CaseEvent
from concern_cases.services.actions import complete_action, drop_action, hand_over_action, redate_action
from record.errors import AlreadyDone, RuleError
from tests.concern_cases.makers import days, make_action


def last_event():
    return CaseEvent.objects.latest("position")


def test_an_action_has_one_responsible_person_a_day_and_a_measure(cast, case):
    action = make_action(case, owner=cast.head, owner_name="")
    assert (action.owner, action.owner_name, action.status) == (cast.head, "David Lorimer", "open")
    assert (action.school, action.la) == (cast.school, cast.la)
    assert (last_event().kind, last_event().body["due_on"]) == ("actions.agreed", days(14).isoformat())


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"what": " "}, "what"),
        ({"measure": ""}, "measure"),
        ({"due_on": days(-1)}, "due_on"),
        ({"owner_name": ""}, "owner"),
    ],
)
def test_an_action_that_says_too_little_is_refused(case, facts, field):
    with pytest.raises(RuleError) as refused:
        make_action(case, **facts)
    assert refused.value.field == field
    assert not Action.objects.exists()


def test_the_responsible_person_must_be_able_to_read_the_action(cast, case):
    with pytest.raises(RuleError, match="couldn’t read this action") as refused:
        make_action(case, owner=cast.head, circle="la")
    assert refused.value.field == "circle"
    assert make_action(case, owner=cast.sip, circle="la").circle == "la"
    assert make_action(case, owner=cast.chair, circle="named", named=[cast.chair]).circle == "named"


def test_a_done_action_says_what_came_of_it(cast, case):
    action = complete_action(make_action(case, circle="la"), outcome="Nine were made.", by=cast.sip)
    assert (action.status, action.done_on, action.outcome) == ("done", days(0), "Nine were made.")
    assert (last_event().kind, last_event().circle) == ("actions.done", "la")


def test_a_moved_action_counts_how_often_and_keeps_why(cast, case):
    action = make_action(case, rule="s60")
    redate_action(action, due_on=days(21), why="The head was ill.", by=cast.senior_adviser)
    redate_action(action, due_on=days(28), why="Snow.", by=cast.senior_adviser)
    assert (action.due_on, action.redated_count, action.rule) == (days(28), 2, "")
    assert last_event().body["before"] == days(21).isoformat()
    assert action.history.first().history_change_reason == "Snow."


def test_an_action_is_handed_over_with_a_reason_and_stays_what_it_was(cast, case):
    action = make_action(case, owner=cast.head, origin="A telephone call")
    redate_action(action, due_on=days(21), why="Snow.", by=cast.senior_adviser)
    hand_over_action(action, owner=cast.chair, why="The head left.", by=cast.senior_adviser)
    assert (action.owner, action.owner_name) == (cast.chair, str(cast.chair))
    assert (action.redated_count, action.origin, action.due_on) == (1, "A telephone call", days(21))
    assert (last_event().kind, last_event().body["before"]) == ("actions.handed_over", "David Lorimer")
    assert action.history.first().history_change_reason == "The head left."
    hand_over_action(action, owner_name="Ms Pool", why="The chair is ill.", by=cast.senior_adviser)
    assert (action.owner, action.owner_name) == (None, "Ms Pool")


def test_an_action_is_handed_to_nobody_who_has_it_or_could_not_read_it(cast, case):
    action = make_action(case, owner=cast.sip, circle="la")
    by = {"why": "w", "by": cast.senior_adviser}
    for facts in ({"owner": cast.sip}, {"owner": cast.head}, {"owner_name": " "}):
        with pytest.raises(RuleError) as refused:
            hand_over_action(action, **facts, **by)
        assert refused.value.field == "owner"
    with pytest.raises(RuleError):
        hand_over_action(action, owner=cast.director, why=" ", by=cast.senior_adviser)
    complete_action(action, outcome="Done.", by=cast.sip)
    with pytest.raises(AlreadyDone):
        hand_over_action(action, owner=cast.director, **by)


def test_a_move_needs_a_reason_and_another_day_from_today_on(cast, case):
    action = make_action(case)
    for facts, field in (
        ({"due_on": days(20), "why": ""}, "why"),
        ({"due_on": days(-1), "why": "w"}, "due_on"),
        ({"due_on": days(14), "why": "w"}, "due_on"),
    ):
        with pytest.raises(RuleError) as refused:
            redate_action(action, **facts, by=cast.senior_adviser)
        assert refused.value.field == field


def test_a_dropped_action_keeps_why(cast, case):
    action = drop_action(make_action(case), why="The post was filled.", by=cast.senior_adviser)
    assert (action.status, action.outcome, action.done_on) == ("dropped", "The post was filled.", None)
    with pytest.raises(RuleError, match="why it is dropped"):
        drop_action(make_action(case), why="", by=cast.senior_adviser)


def test_what_is_settled_is_not_settled_again(cast, case):
    action = make_action(case)
    stale = Action.objects.get(pk=action.pk)
    complete_action(action, outcome="Done.", by=cast.senior_adviser)
    with pytest.raises(AlreadyDone, match="done already"):
        complete_action(stale, outcome="Done again.", by=cast.sip)
    with pytest.raises(AlreadyDone):
        redate_action(stale, due_on=days(30), why="w", by=cast.sip)
    with pytest.raises(AlreadyDone):
        drop_action(stale, why="w", by=cast.sip)
    assert CaseEvent.objects.filter(kind="actions.done").count() == 1


def test_completing_needs_an_outcome(cast, case):
    with pytest.raises(RuleError, match="what came of it"):
        complete_action(make_action(case), outcome=" ", by=cast.senior_adviser)


def test_an_action_of_a_named_circle_is_told_to_those_named_alone(cast, case):
    action = make_action(case, circle="named", named=[cast.chair])
    complete_action(action, outcome="Done.", by=cast.senior_adviser)
    assert last_event() in CaseEvent.objects.visible_to(cast.chair)
    assert last_event() not in CaseEvent.objects.visible_to(cast.head)
