"""What apps above this one know of a plan: parts of its page and of its PDF, the same in both.

Each app registers its parts at the start (``apps.py``): ``@plan_part(order=10)``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from concern_cases.plan_pages.content import PlanContent


@dataclass(frozen=True)
class PlanPart:
    """A section: its heading, an ``id`` for it, and what the template draws it from.

    The template gets ``facts`` and ``on_paper``: on paper nothing is folded away.
    """

    id: str
    heading: str
    template: str
    facts: Any


# Takes the version as it is shown and the reader; None where there is nothing to show to them.
Part = Callable[[PlanContent, Any], PlanPart | None]
_parts: list[tuple[int, Part]] = []


def plan_part(*, order: int) -> Callable[[Part], Part]:
    """From now on the section that the function gives stands on every plan."""

    def register(part: Part) -> Part:
        _parts.append((order, part))
        return part

    return register


def parts_of(content: PlanContent, reader: Any) -> list[PlanPart]:
    """The sections in order, as far as the reader may read them."""
    made = (part(content, reader) for _, part in sorted(_parts, key=lambda each: each[0]))
    return [part for part in made if part]
