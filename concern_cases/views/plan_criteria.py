"""The buttons that move a criterion, on each page on which objectives are written.

They are buttons of the page's form: all that was typed is saved first.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest

from concern_cases.models import ObjectiveText
from concern_cases.services.plan_objectives import move_criterion
from people.guards import person
from record.errors import RuleError

# criterion_up:criteria-1, and where several objectives stand on the page criterion_up:o3-criteria-1
BUTTON = re.compile(r"criterion_(?P<to>up|down):(?P<row>(?:o(?P<number>\d+)-)?criteria-\d+)")


@dataclass(frozen=True)
class Asked:
    """Which criterion a button moves where; and of which objective, where there are several on the page."""

    key: UUID | None
    to: str
    number: str


def criterion_asked(request: HttpRequest) -> Asked | None:
    """What the button asks that was pressed, if it moves a criterion."""
    found = BUTTON.fullmatch(request.POST.get("do", ""))
    if not found:
        return None
    try:
        key = UUID(request.POST.get(f"{found['row']}-key", ""))
    except ValueError:
        key = None
    return Asked(key, found["to"], found["number"] or "")


def move_as_asked(request: HttpRequest, text: ObjectiveText, asked: Asked) -> str:
    """The criterion is moved, or it is said why not; the place on the page where it stands now."""
    try:
        moved = move_criterion(text, key=asked.key, up=asked.to == "up", by=person(request))
        end = "first" if asked.to == "up" else "last"
        words = f"was moved {asked.to}" if moved else f"is the {end} one already"
        messages.success(request, f"The criterion of objective {text.objective.number} {words}.")
    except RuleError as error:
        messages.error(request, f"{error}.")
    return f"row-{asked.key}"
