"""Everything that the page of one item shows."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from meetings.live.agenda import Row, agenda, items_of
from meetings.live.effects import effects
from meetings.live.facts import facts_of
from meetings.live.forms import ActionForm, DecisionForm, ItemForm
from meetings.live.room import Room
from meetings.live.writing import others_writing
from meetings.models import AgendaItem, Attendance, Decision, DecisionCode, Meeting
from meetings.services.attending import missing_people
from meetings.services.item_notes import StaleItem
from record.errors import RuleError


@dataclass
class Forms:
    """The three forms of an item's page, sent as one."""

    item: ItemForm
    decision: DecisionForm
    action: ActionForm

    @classmethod
    def of(cls, request: HttpRequest, item: AgendaItem) -> "Forms":
        data = request.POST if request.method == "POST" else None
        return cls(
            ItemForm(data, item=item),
            DecisionForm(data),
            ActionForm(data, item=item, draft=_to_change(request, item) if data is None else None),
        )

    def half_typed(self) -> bool:
        """A decision or an action stands in its fields and was not added."""
        return self.decision.is_typed() or self.action.is_typed()

    def refuse_half_typed(self) -> None:
        """Nothing, if nothing would be lost by leaving; otherwise RuleError."""
        if self.half_typed():
            what = "decision" if self.decision.is_typed() else "action"
            raise RuleError(f"Add this {what}, or clear its fields, before you leave the item")


def _to_change(request: HttpRequest, item: AgendaItem) -> Any:
    chosen = request.GET.get("change", "")
    return item.draft_actions.filter(pk=chosen).first() if chosen.isdigit() else None


def item_page(
    item: AgendaItem, meeting: Meeting, room: Room, forms: Forms, *, stale: StaleItem | None = None
) -> dict[str, Any]:
    """The context of the page of one item."""
    shown, hidden = items_of(meeting, room)
    rows = agenda(meeting, shown, item, alone=room.stays_alone)
    place = next((number for number, row in enumerate(rows) if row.is_now), None)
    writer = item.history.first()
    return {
        "meeting": meeting,
        "item": item,
        "room": room,
        "rows": rows,
        "row": rows[place] if place is not None else None,
        "place": place + 1 if place is not None else None,
        "before": rows[place - 1] if place else None,
        "after": _after(rows, place),
        "restricted": next((other for other in hidden if other.pk != item.pk), None),
        "facts": facts_of(item, meeting, room),
        "forms": forms,
        "form": forms.item,
        "stale": stale,
        "saved_at": writer.history_date if writer and item.version > 1 else None,
        "decisions": list(item.decisions.select_related("code", "cadence", "category")),
        "drafts": list(item.draft_actions.select_related("owner", "decision__code")),
        "effects": effects(list(DecisionCode.objects.in_use())),
        "writing": others_writing(meeting, room),
        "decided": decided_so_far(meeting, shown),
        **who_is_here(meeting),
    }


def who_is_here(meeting: Meeting) -> dict[str, Any]:
    """Everybody invited and everybody who came besides, with what is known of them."""
    known = {row.invitee_id: row for row in meeting.attendance.exclude(invitee=None)}
    people = [(who, known.get(who.pk)) for who in meeting.invitees.all()]
    guests = list(meeting.attendance.filter(invitee=None))
    present = Attendance.Presence.PRESENT
    here = sum(row.presence == present for row in [*known.values(), *guests])
    return {
        "people": people,
        "guests": guests,
        "here": here,
        "all": len(people) + len(guests),
        "unknown": [who.name for who, row in people if row is None],
        "missing": missing_people(meeting),
    }


def decided_so_far(meeting: Meeting, shown: list[AgendaItem]) -> list[Decision]:
    """The decisions made so far, of items that the room sees."""
    decisions = meeting.decisions.filter(item__in=[item.pk for item in shown])
    return list(decisions.select_related("code", "item").order_by("item__order", "pk"))


def _after(rows: list[Row], place: int | None) -> Row | None:
    return rows[place + 1] if place is not None and place + 1 < len(rows) else None
