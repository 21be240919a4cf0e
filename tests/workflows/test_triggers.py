"""What one process sets going in another."""

from datetime import timedelta

import pytest

from concern_cases.models import CaseEvent
from record import clock
from record.errors import RuleError
from tests.workflows.conftest import MONDAY
from workflows import engine, health, triggers
from workflows.models import Trigger
from workflows.triggers import serve_triggers, want


@pytest.fixture
def serving(monkeypatch):
    """Every trigger that was served, in order; what is appended to ``errors`` is raised first."""
    served, errors = [], []

    def serve(trigger):
        if errors:
            raise errors.pop(0)
        served.append(trigger.key)

    monkeypatch.setattr(triggers, "import_string", lambda path: serve)
    serve.errors, serve.served = errors, served
    return serve


def ask(meeting, key="decision:1:letter"):
    facts = {"wanted": "start_letter", "cause": "Warning letter, decided on 10 December", "payload": {}}
    return want(key=key, from_process=engine.process_about(meeting), **facts)


def test_what_is_wanted_twice_under_one_key_is_wanted_once(meeting):
    assert ask(meeting) == ask(meeting)


def test_what_nothing_serves_is_refused(meeting):
    with pytest.raises(ValueError, match="Nothing serves"):
        want(key="x", wanted="start_party", cause="", payload={})


def test_a_trigger_served_twice_has_one_effect(meeting, serving):
    ask(meeting)
    assert (serve_triggers(), serve_triggers()) == (1, 0)
    assert serving.served == ["decision:1:letter"]


def test_a_rule_is_told_to_the_case_and_not_tried_again(meeting, serving):
    trigger = ask(meeting)
    serving.errors.append(RuleError("There is an open letter already."))
    assert (serve_triggers(), serve_triggers()) == (1, 0)
    trigger.refresh_from_db()
    assert trigger.error == "There is an open letter already."
    told = CaseEvent.objects.get(kind="tasks.not_started")
    assert (told.circle, told.body["why"]) == ("la", trigger.error)


def test_a_failure_is_tried_later_and_keeps_the_others_from_nothing(meeting, serving):
    first, second = ask(meeting), ask(meeting, key="decision:2:letter")
    serving.errors.append(ConnectionError("the words of the case"))
    assert (serve_triggers(), serve_triggers()) == (1, 0)
    first.refresh_from_db()
    assert serving.served == [second.key]
    assert first.error.startswith("ConnectionError, error ")
    with clock.at(MONDAY + timedelta(days=1)):
        assert serve_triggers() == 1
    assert serving.served == [second.key, first.key]


def test_what_never_works_is_given_up_and_shown(meeting, serving):
    trigger = ask(meeting)
    serving.errors.extend([ConnectionError()] * 20)
    for days in range(20):
        with clock.at(MONDAY + timedelta(days=days)):
            serve_triggers()
    assert list(health.triggers_given_up()) == [trigger]
    assert Trigger.objects.get().tries == triggers.MAX_TRIES
