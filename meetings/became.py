"""What became of what a meeting decided: read at the next one, on the agenda and in the room."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from concern_cases.models import Action
from meetings.models import Decision, DecisionCode, Meeting
from people import access
from schools.permissions import Perm


@dataclass(frozen=True)
class Became:
    """One decision with its actions, and what came of it as far as the reader may know."""

    decision: Decision
    actions: Sequence[Action]
    came_of_it: str

    @property
    def said(self) -> str:
        """What came of it, unless the actions beside it say the same."""
        has_it = tuple(f"{action.owner_name} has it as an action" for action in self.actions)
        return "" if has_it and self.came_of_it.startswith(has_it) else self.came_of_it

    @property
    def to_do(self) -> list[tuple[str, Action]]:
        """The actions, each in its own words alone: what it was decided from stands above it."""
        return [(action.what.partition(". Decided: ")[0].rstrip("."), action) for action in self.actions]

    @property
    def about(self) -> str:
        """The school, or the item where it concerned none."""
        item = self.decision.item
        return str((item.school or item) if item else "")


def became_of(meeting: Meeting, user: Any) -> list[Became]:
    """What became of its decisions that the reader may read, in the order of the agenda: four queries."""
    return followed(meeting.decisions.order_by("item__order", "pk"), meeting, user)


def followed(decisions: QuerySet[Decision], meeting: Meeting, user: Any) -> list[Became]:
    """What became of those of the decisions that the reader may read, in their order.

    ``meeting`` is one of those at which they were taken: whoever reads as one of its authority's own people
    knows of letters that are not given yet.
    """
    seen = Prefetch("actions", actions_seen_by(user).order_by("due_on", "pk"))
    rows = decisions.filter(pk__in=Decision.objects.visible_to(user).values("pk"))
    rows = rows.select_related("code", "item__school").prefetch_related(seen)
    inside = access.may(user, Perm.READ_LA, meeting.school or meeting.la)
    return [Became(row, list(row.actions.all()), outcome_for(row, inside=inside)) for row in rows]


def actions_seen_by(user: Any) -> QuerySet[Action]:
    """Actions of schools, and those of the authority that concern none, which the user may read."""
    of_schools, of_la = Action.objects.visible_to(user), Action.objects.of_la(user)
    return Action.objects.filter(Q(pk__in=of_schools.values("pk")) | Q(pk__in=of_la.values("pk")))


def outcome_for(decision: Decision, *, inside: bool) -> str:
    """What came of it; of a letter only for the authority's own people, for it may be told to nobody yet."""
    is_letter = decision.code.effect == DecisionCode.Effect.LETTER
    return decision.came_of_it if inside or not is_letter else ""
