"""Where a process stands: as a list of steps, as a picture, and as a file for other programs (BPMN 2.0)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from viewflow.workflow import chart
from viewflow.workflow.base import Flow, Node
from viewflow.workflow.status import STATUS

from workflows import nodes
from workflows.models import CaseworkProcess, CaseworkTask, TaskCard

STATES = {STATUS.DONE: "done", STATUS.CANCELED: "left", STATUS.ERROR: "failed"}


@dataclass(frozen=True)
class Place:
    """One step of a process: ``state`` is done, now, failed, left (interrupted), or empty: to come."""

    label: str
    state: str
    by: str = ""
    on: date | None = None

    @property
    def mark(self) -> str:
        """The name of its symbol: what waits for the machine needs nobody."""
        if self.state == "now":
            return "needs" if self.on else "waiting"
        return {"done": "done", "failed": "needs", "left": "absent"}.get(self.state, "waiting")


def is_shown(node: Node) -> bool:
    """Reminders and escalations are left out of list and picture: they are the same everywhere."""
    if isinstance(node, nodes.StepTimer):
        return node._interrupting
    return not getattr(node, "hidden", False)


def nodes_in_order(flow_class: type[Flow]) -> list[Node]:
    """The nodes as the flow declares them, so the order in which people think of them."""
    known = {node.name: node for node in flow_class.instance.nodes()}
    return [known[name] for name in vars(flow_class) if name in known and is_shown(known[name])]


def places(process: CaseworkProcess) -> list[Place]:
    """Every step of the process in order, with what became of it last."""
    latest: dict[Node, CaseworkTask] = {}
    for task in CaseworkTask.objects.filter(process=process).select_related("owner").order_by("pk"):
        latest[task.flow_task] = task
    due = dict(TaskCard.objects.filter(task__process=process).values_list("task_id", "due_on"))
    return [
        _place(node, latest.get(node), due, process)
        for node in nodes_in_order(process.flow_class)
        if isinstance(node, nodes.Human | nodes.Job) or _is_told(node)
    ]


def _is_told(node: Node) -> bool:
    """A call is a step in the eyes of people, unless it only asks for the job that follows."""
    return isinstance(node, nodes.Function) and not isinstance(node._next, nodes.Job)


def _place(node: Node, task: CaseworkTask | None, due: dict[int, date], process: CaseworkProcess) -> Place:
    label = str(node.task_title)
    if task is None:
        return Place(label, "")
    state = STATES.get(task.status, "now")
    if state == "now":
        return Place(label, state, on=due.get(task.pk))
    by = task.owner.name if task.owner else ""
    return Place(label, state, by=by, on=timezone.localdate(task.finished) if task.finished else None)


class _Shown:
    """Stands in for a flow, with only the nodes that are shown; the library's layout asks no more of it."""

    def __init__(self, flow_class: type[Flow]) -> None:
        self.instance = self
        self._nodes = nodes_in_order(flow_class)

    def nodes(self) -> list[Node]:
        return self._nodes


def diagram(process: CaseworkProcess) -> str:
    """The process as an SVG picture, what is done and what is open marked by colour and by outline."""
    flow_class = process.flow_class
    grid = chart.calc_layout_data(_Shown(flow_class))
    chart.calc_cell_status(flow_class, grid, process.pk)
    title = f"{flow_class.process_title}: where it stands"
    facts: dict[str, Any] = {"grid": grid, "cells": grid.cells, "edges": grid.edges, "title": title}
    return render_to_string("workflows/diagram.svg", facts)


def bpmn(flow_class: type[Flow]) -> str:
    """The whole flow, reminders and all, as BPMN 2.0."""
    grid = chart.calc_layout_data(flow_class, edge_start_gap_size=0, edge_end_gap_size=0)
    return str(chart.grid_to_bpmn(grid))
