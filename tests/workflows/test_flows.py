"""What holds for every flow."""

import xml.dom.minidom

import pytest
from viewflow import this
from viewflow.workflow import flow as library
from viewflow.workflow.lock import no_lock

from schools.permissions import Perm
from workflows import health, nodes, picture
from workflows.checks import casework_flows, check_flows, errors_of
from workflows.conferences.flow import CaseConferenceFlow
from workflows.flow import CaseworkFlow
from workflows.models import CaseworkTask

FLOWS = casework_flows()
PATH = [
    "start",
    "send_invitations",
    "collect_papers",
    "hold_conference",
    "draft_minutes",
    "check_minutes",
    "minutes_approved",
    "circulate_minutes",
    "minutes_circulated",
    "act_on_decisions",
    "next_needed",
    "schedule_next",
    "end",
]


def test_the_conference_has_its_settled_names_in_order():
    shown = [node.name for node in picture.nodes_in_order(CaseConferenceFlow)]
    assert [name for name in shown if not name.endswith("__timeout_3")] == PATH


def test_a_flow_is_called_by_the_first_line_of_its_docstring():
    assert CaseConferenceFlow.process_title == "Case conference"


def test_no_flow_of_ours_has_anything_to_complain_of():
    assert CaseConferenceFlow in FLOWS
    assert check_flows(None) == []


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_every_human_step_has_a_permission_a_reminder_and_an_escalation(flow):
    for node in flow.instance.nodes():
        if isinstance(node, nodes.Human):
            assert node._owner_permission in set(Perm)
            reminder, escalation = node._boundary_events[:2]
            assert (reminder.name, escalation.name) == (f"{node.name}__timeout", f"{node.name}__timeout_2")
            assert isinstance(reminder._next, nodes.Chase)
            assert isinstance(escalation._next, nodes.Escalate)
            assert not reminder._interrupting
            assert not escalation._interrupting
            assert node.step.title
            assert node.step.done


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_every_flow_can_be_drawn_and_exported(flow, db):
    class Nothing:
        pk, flow_class = 0, flow

    xml.dom.minidom.parseString(picture.diagram(Nothing()))
    exported = xml.dom.minidom.parseString(picture.bpmn(flow))
    assert exported.getElementsByTagName("bpmn:userTask")


def test_a_flow_without_the_lock_or_with_a_step_for_everybody_is_refused():
    class Careless(CaseworkFlow):
        lock_impl = no_lock
        start = nodes.Start(this.begin).Next(this.look)
        look = library.View(None).Next(this.end)
        end = nodes.End()

    assert {error.id for error in errors_of(Careless)} == {
        "workflows.E001",
        "workflows.E003",
        "workflows.E004",
        "workflows.E005",
    }


def test_requests_in_one_transaction_are_refused(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ATOMIC_REQUESTS", True)
    assert [error.id for error in check_flows(None)] == ["workflows.E006"]


def test_a_condition_that_does_not_answer_yes_or_no_is_an_error():
    question = nodes.If(lambda process: process.is_approved, title="Approved?")

    class Process:
        def is_approved(self):
            return True

    class Activation:
        process = Process()

    with pytest.raises(TypeError):
        question._condition(Activation())


def test_every_stored_step_is_known_to_its_flow(meeting):
    assert health.stray_steps() == []
    task = CaseworkTask.objects.get(flow_task__endswith="collect_papers")
    CaseworkTask.objects.filter(pk=task.pk).update(
        flow_task="workflows/conferences.flow.CaseConferenceFlow.renamed"
    )
    assert len(health.stray_steps()) == 1
