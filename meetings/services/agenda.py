"""The agenda of a meeting: laid out from the template of its type and from what the case holds."""

from collections.abc import Iterator
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

    A restricted item is for the chair and whoever called the meeting, until others are named.
    """
    rows = [facts for line in meeting.type.template_items.all() for facts in _rows_of(line, meeting)]
    rows.sort(key=lambda facts: facts["part"])  # restricted items stand at the end
    items = []
    for order, facts in enumerate(rows, start=1):
        item = AgendaItem.objects.create(meeting=meeting, school=meeting.school, order=order, **facts)
        if item.part == Part.B:
            item.named.set({meeting.chair, meeting.called_by})
        items.append(item)
    return items


def objectives_of(meeting: Meeting) -> list[ObjectiveText]:
    """The objectives of the school’s plan in force, as it words them; none without a plan."""
    texts = ObjectiveText.objects.filter(
        version__status=PlanVersion.Status.IN_FORCE,
        version__plan__closed_on=None,
        version__plan__school=meeting.school_id,
    )
    return list(texts.select_related("objective__area").order_by("version", "order"))


def share_of_each(minutes: int, count: int) -> int:
    """How long each of so many objectives is talked about, when all of them have these minutes."""
    return max(SHORTEST, minutes // max(count, 1))


def _rows_of(line: TemplateItem, meeting: Meeting) -> Iterator[dict[str, Any]]:
    circle = Circle.NAMED if line.part == Part.B else Circle.SCHOOL
    common = {"part": line.part, "circle": circle, "fill": line.fill}
    texts = objectives_of(meeting) if line.fill == Fill.OBJECTIVES else []
    if not texts:
        yield {**common, "title": line.title, "minutes": line.minutes}
    share = share_of_each(line.minutes, len(texts))
    for text in texts:
        yield {**common, "title": text.title[:200], "minutes": share, "objective": text.objective}
