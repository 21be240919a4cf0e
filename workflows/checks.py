"""Refuses to start with a process that would go wrong (``manage.py check``)."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import Error, register
from viewflow.workflow.base import Flow
from viewflow.workflow.lock import SelectForUpdateLock

from workflows import nodes
from workflows.flow import CaseworkFlow
from workflows.models import CaseworkProcess, CaseworkTask


def casework_flows() -> list[type[Flow]]:
    """Every flow of the project that is loaded, but not the base."""
    found = (flow for flow in _below(Flow) if flow.__module__.startswith("workflows."))
    return sorted((flow for flow in found if flow is not CaseworkFlow), key=lambda flow: flow.__name__)


def _below(base: type[Flow]) -> Iterator[type[Flow]]:
    for flow in base.__subclasses__():
        yield flow
        yield from _below(flow)


@register()
def check_flows(app_configs: Any, **kwargs: Any) -> list[Error]:
    found = [error for flow in casework_flows() for error in errors_of(flow)]
    if settings.DATABASES["default"].get("ATOMIC_REQUESTS"):
        found.append(Error("ATOMIC_REQUESTS breaks the lock on processes.", id="workflows.E006"))
    return found


def errors_of(flow: type[Flow]) -> list[Error]:
    """What is wrong with one flow."""
    found = []
    if not isinstance(flow.lock_impl, SelectForUpdateLock):
        found.append(Error(f"{flow.__name__} has no lock on its process.", id="workflows.E001"))
    if not issubclass(flow.task_class, CaseworkTask) or not issubclass(flow.process_class, CaseworkProcess):
        found.append(Error(f"{flow.__name__} has tasks or processes that are not ours.", id="workflows.E002"))
    for node in flow.instance.nodes():
        if node.task_type == "HUMAN" and not isinstance(node, nodes.Human):
            found.append(Error(f"{flow.__name__}.{node.name} is not one of our steps.", id="workflows.E003"))
        if node.task_type == "HUMAN" and not node._owner_permission:
            found.append(Error(f"{flow.__name__}.{node.name} would be everybody's.", id="workflows.E004"))
        if not type(node).__module__.startswith("workflows."):
            found.append(
                Error(f"{flow.__name__}.{node.name} keeps errors as they come.", id="workflows.E005")
            )
    return found
