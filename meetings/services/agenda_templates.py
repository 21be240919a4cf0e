"""What every new meeting of a type begins with: its agenda, and its numbers.

Agendas that were laid out already stay as they are.
"""

from collections.abc import Mapping, Sequence

from django.db.models import Max

from concern_cases.rules import worded
from meetings.choices import Fill, Part
from meetings.models import MeetingType, TemplateItem
from meetings.services.agenda_items import check_length
from people.models import User
from record.errors import RuleError
from record.services import service

# Field: what it counts, least, most.
NUMBERS = {
    "length_minutes": ("minutes", 15, 480),
    "papers_days_before": ("working days", 0, 30),
    "ask_papers_days": ("working days", 0, 30),
    "answer_days_before": ("working days", 0, 30),
    "draft_minutes_days": ("working days", 1, 30),
    "check_minutes_days": ("working days", 1, 30),
    "follow_up_days": ("working days", 1, 60),
    "schedule_days": ("working days", 1, 60),
    "holds_review_within": ("school days", 0, 60),
}


@service
def add_template_item(
    type_: MeetingType, *, title: str, minutes: int, part: str = Part.A, fill: str = Fill.NONE, by: User
) -> TemplateItem:
    """New meetings of the type have one more item, at the end of its part.

    Refuses (RuleError) no title, a length outside 1 to 480 minutes, and a restricted item that fills itself.
    """
    facts = _checked(title=title, minutes=minutes, part=part, fill=fill)
    last = type_.template_items.aggregate(last=Max("order"))["last"] or 0
    item = TemplateItem.objects.create(type=type_, order=last + 1, **facts)
    _number(_rows(type_))
    return item


@service
def change_template_item(
    item: TemplateItem, *, title: str, minutes: int, part: str, fill: str, by: User
) -> TemplateItem:
    """New meetings have the item like this. Refuses what ``add_template_item`` refuses."""
    for name, fact in _checked(title=title, minutes=minutes, part=part, fill=fill).items():
        setattr(item, name, fact)
    item.save()
    _number(_rows(item.type))
    return item


@service
def arrange_template_items(
    type_: MeetingType, *, order: Sequence[int], minutes: Mapping[int, int], by: User
) -> None:
    """New meetings have the items in this order (by key), restricted ones at the end, and with these lengths.

    Refuses (RuleError) a length outside 1 to 480 minutes.
    """
    rows = {row.pk: row for row in _rows(type_)}
    for pk, length in minutes.items():
        check_length(length, field=f"minutes_{pk}")
        if pk in rows and rows[pk].minutes != length:
            rows[pk].minutes = length
            rows[pk].save()
    ranks = {pk: place for place, pk in enumerate(order)}
    _number(sorted(rows.values(), key=lambda row: (row.part, ranks.get(row.pk, len(ranks)))))


@service
def remove_template_item(item: TemplateItem, *, by: User) -> None:
    """New meetings have no such item. Refuses (RuleError) the last one: an agenda has something on it."""
    if item.type.template_items.count() == 1:
        raise RuleError("Leave at least one item: a meeting has something to talk about")
    type_ = item.type
    item.delete()
    _number(_rows(type_))


@service
def change_numbers(type_: MeetingType, *, numbers: Mapping[str, int], by: User) -> MeetingType:
    """The type counts with these numbers, from the next step on that begins.

    Refuses (RuleError on the field) one out of its bounds (``NUMBERS``).
    """
    for name, number in numbers.items():
        unit, least, most = NUMBERS[name]
        if not least <= number <= most:
            raise RuleError(f"Give {least} to {most} {unit}", field=name)
        setattr(type_, name, number)
    type_.save()
    return type_


def _checked(*, title: str, minutes: int, part: str, fill: str) -> dict[str, object]:
    title = worded(title, "Say what the item is about", field="title")
    check_length(minutes)
    if part not in Part.values:
        raise RuleError("Say in which part it belongs", field="part")
    if fill not in Fill.values:
        raise RuleError("Choose what it brings along", field="fill")
    if part == Part.B and fill:
        raise RuleError("A restricted item brings nothing along by itself", field="fill")
    return {"title": title, "minutes": minutes, "part": part, "fill": fill}


def _rows(type_: MeetingType) -> list[TemplateItem]:
    return list(type_.template_items.order_by("part", "order", "pk"))


def _number(rows: Sequence[TemplateItem]) -> None:
    for place, row in enumerate(rows, start=1):
        if row.order != place:
            row.order = place
            row.save()
