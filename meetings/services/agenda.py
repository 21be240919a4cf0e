"""The agenda of a meeting: laid out from the template of its type and from what the case holds."""

from collections.abc import Iterator, Sequence
from typing import Any

from concern_cases.models import ObjectiveText, PlanVersion
from meetings.choices import Fill, Part
from meetings.models import AgendaItem, Meeting, TemplateItem
from people.models import User
from record.services import service
from schools.permissions import Circle

SHORTEST = 5  # minutes for an objective


@service
def lay_out_agenda(meeting: Meeting, *, by: User) -> list[AgendaItem]:
    """The meeting has the items of its type's template, in order: one more for each objective of the plan.

    A restricted item is for the chair and whoever called the meeting, until others are named. What the
    conference before put off comes last.
    """
    rows = [facts for line in meeting.type.template_items.all() for facts in _rows_of(line, meeting)]
    rows.sort(key=lambda facts: facts["part"])  # restricted items stand at the end
    items = []
    for order, facts in enumerate(rows, start=1):
        item = AgendaItem.objects.create(meeting=meeting, school=meeting.school, order=order, **facts)
        if item.part == Part.B:
            item.named.set({meeting.chair, meeting.called_by})
        items.append(item)
    return [*items, *bring_put_off(meeting)]


def bring_put_off(meeting: Meeting) -> list[AgendaItem]:
    """Everything that the conference before left to this one is on its agenda, at the end of its part.

    A restricted item is for the people that it was for. What the agenda has already comes no second time.
    """
    brought = []
    for left in put_off_before(meeting):
        item = AgendaItem.objects.create(
            meeting=meeting,
            school=meeting.school,
            order=0,
            **{name: getattr(left, name) for name in ("part", "circle", "fill", "title", "minutes")},
        )
        item.named.set(left.named.all())
        brought.append(item)
    if brought:
        new = {item.pk for item in brought}
        rows = meeting.items.order_by("part", "order", "pk")
        number(sorted(rows, key=lambda row: (row.part, row.pk in new)))
    return brought


def put_off_before(meeting: Meeting) -> list[AgendaItem]:
    """What the meeting of its kind before this one put off, and this one's agenda lacks.

    Not objectives: those in the plan in force come by themselves. Nor schools: they are proposed again.
    """
    last = Meeting.objects.before(meeting).first()
    if last is None:
        return []
    left = last.items.filter(state=AgendaItem.State.PUT_OFF, objective=None)
    if meeting.school_id is None:
        left = left.filter(case=None)
    left = left.order_by("part", "order", "pk")
    there = list(meeting.items.prefetch_related("named"))
    return [row for row in left.prefetch_related("named") if not any(_is_same(row, item) for item in there)]


def _is_same(left: AgendaItem, item: AgendaItem) -> bool:
    """Whether the item stands for the one that was left, for all who could read that one."""
    if left.part != item.part:
        return False
    if left.part == Part.B and not set(left.named.all()) <= set(item.named.all()):
        return False
    filled_alike = bool(left.fill) and left.fill == item.fill and item.objective_id is None
    return filled_alike or left.title.casefold() == item.title.casefold()


def number(rows: Sequence[AgendaItem]) -> None:
    """The items follow each other as they are given. Nothing else of them is written."""
    for place, row in enumerate(rows, start=1):
        if row.order != place:
            row.order = place
            row.save(update_fields=["order"])


def circle_of(part: str, meeting: Meeting) -> str:
    """Who reads an item of that part: everybody who sees the school, or whoever sees the LA's own meeting."""
    if part == Part.B:
        return Circle.NAMED
    return Circle.SCHOOL if meeting.school_id else Circle.DIOCESE


def objectives_of(meeting: Meeting) -> list[ObjectiveText]:
    """The objectives of the school’s plan in force, as it words them; none without a plan."""
    texts = ObjectiveText.objects.filter(
        version__status=PlanVersion.Status.IN_FORCE,
        version__plan__closed_on=None,
        version__plan__school=meeting.school_id,
    )
    texts = texts.select_related("objective__area").prefetch_related("criteria")
    return list(texts.order_by("version", "order"))


def share_of_each(minutes: int, count: int) -> int:
    """How long each of so many objectives is talked about, when all of them have these minutes."""
    return max(SHORTEST, minutes // max(count, 1))


def _rows_of(line: TemplateItem, meeting: Meeting) -> Iterator[dict[str, Any]]:
    common = {"part": line.part, "circle": circle_of(line.part, meeting), "fill": line.fill}
    texts = objectives_of(meeting) if line.fill == Fill.OBJECTIVES else []
    if not texts:
        yield {**common, "title": line.title, "minutes": line.minutes}
    share = share_of_each(line.minutes, len(texts))
    for text in texts:
        yield {**common, "title": text.title[:200], "minutes": share, "objective": text.objective}
