"""What is next with the subject of a process, for its own page: ``{% next_steps letter as steps %}``."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context

from workflows import cards, engine
from workflows.models import Subject, TaskCard

register = template.Library()


@dataclass(frozen=True)
class NextStep:
    """One open step: where its page is, and whether it is the reader's or whose it is."""

    card: TaskCard
    name: str
    url: str
    mine: bool
    who: list[str]


@register.simple_tag(takes_context=True)
def next_steps(context: Context, subject: Subject) -> list[NextStep]:
    """Every step that is open, by due date; empty while the worker is busy and when all is done."""
    user: Any = context["request"].user
    found = engine.open_cards(subject)
    mine = set(
        TaskCard.objects.visible_to(user)
        .filter(pk__in=[card.pk for card in found])
        .values_list("pk", flat=True)
    )
    return [
        NextStep(
            card=card,
            name=card.task.flow_task.name if card.task.flow_task else "",
            url=cards.task_url(card.task),
            mine=card.pk in mine,
            who=[user.name for user in cards.people_who_may(card)],
        )
        for card in found
    ]
