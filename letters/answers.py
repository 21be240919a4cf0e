"""What was answered to a letter, action by action: in parts, as a whole, and added afterwards."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from letters.models import AnswerAddition, AnswerPart, Letter, RequiredAction, ResponseItem
from letters.wording import counted
from record.words import number


@dataclass(frozen=True)
class Asked:
    """One required action with everything that was said to it, in the order in which it came."""

    action: RequiredAction
    parts: list[AnswerPart]
    answer: ResponseItem | None
    added: list[AnswerAddition]

    @property
    def is_answered(self) -> bool:
        """Whether anything was said to it."""
        return bool(self.parts or self.answer or self.added)

    @property
    def answered_on(self) -> date | None:
        """The day of the first that was said to it."""
        if self.parts:
            return self.parts[0].received_on
        if self.answer:
            return self.answer.response.received_on
        return self.added[0].received_on if self.added else None


def answered_numbers(letter: Letter) -> set[int]:
    """The actions that have an answer while the letter's answer is not whole, by their numbers."""
    return set(letter.parts.values_list("required_action__number", flat=True))


def progress_of(letter: Letter) -> str:
    """Two of five actions are answered; empty for a letter that was not answered in part."""
    done = len(answered_numbers(letter))
    if not done:
        return ""
    count = letter.required_actions.count()
    return f"{number(done)} of {counted(count, 'action')} {'is' if done == 1 else 'are'} answered"


def answer_facts(letter: Letter, actions: list[RequiredAction]) -> dict[str, Any]:
    """What pages show of the answers; ``sendings`` counts how often something came."""
    response = getattr(letter, "response", None)
    parts = list(letter.parts.prefetch_related("evidence__files").select_related("recorded_by"))
    items: dict[int, ResponseItem] = {}
    added: list[AnswerAddition] = []
    if response:
        items = {item.required_action_id: item for item in response.items.prefetch_related("evidence__files")}
        added = list(response.additions.prefetch_related("evidence__files").select_related("recorded_by"))
    asked = [
        Asked(
            action,
            [row for row in parts if row.required_action_id == action.pk],
            items.get(action.pk),
            [row for row in added if row.required_action_id == action.pk],
        )
        for action in actions
    ]
    sent = {row.recorded_at for row in (*parts, *added)}
    return {
        "asked": asked,
        "open_numbers": [each.action.number for each in asked if not each.is_answered],
        "progress": progress_of(letter) if parts else "",
        "response": response,
        "added": [row for row in added if row.required_action_id is None],
        "sendings": len(sent) + (response is not None),
    }
