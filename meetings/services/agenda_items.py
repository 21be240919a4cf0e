"""The agenda before and during the meeting: items added, put in order, timed, renamed and taken away.

Whoever edits sees some restricted items and not others: those unseen stay where they are.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Max

from concern_cases.rules import people_named, worded
from meetings.choices import Fill, Part
from meetings.models import AgendaItem, Meeting
from meetings.services.agenda import bring_put_off, circle_of, number, objectives_of, share_of_each
from meetings.services.conferences import lock_upcoming
from meetings.services.late_papers import announce_later
from people.models import User
from record.errors import RuleError
from record.services import service
from schools.permissions import Circle

LONGEST = 480  # minutes


@service
def add_item(
    meeting: Meeting,
    *,
    title: str,
    minutes: int,
    part: str = Part.A,
    named: Iterable[User] = (),
    by: User,
) -> AgendaItem:
    """The agenda has one more item, at the end of its part.

    Refuses (RuleError) no title, a length outside 1 to 480 minutes, a restricted item for nobody or for
    people who can't see the school's cases, and a meeting that is over (AlreadyDone).
    """
    title = worded(title, "Say what the item is about", field="title")
    check_length(minutes)
    lock_upcoming(meeting)
    people = _readers(meeting, part, named, by=by)
    item = AgendaItem.objects.create(
        meeting=meeting,
        school=meeting.school,
        order=_end_of(meeting, part),
        title=title,
        minutes=minutes,
        part=part,
        circle=circle_of(part, meeting),
    )
    item.named.set(people)
    number_items(meeting)
    item.refresh_from_db()
    announce_later(meeting, item=item.pk)
    return item


@service
def change_item(
    item: AgendaItem, *, title: str, minutes: int, part: str, named: Iterable[User] = (), by: User
) -> AgendaItem:
    """The item has this title, length and readers.

    Refuses what ``add_item`` refuses.
    """
    title = worded(title, "Say what the item is about", field="title")
    check_length(minutes)
    meeting = lock_upcoming(item.meeting)
    people = _readers(meeting, part, named, by=by)
    moved = part != item.part
    item.title, item.minutes, item.part, item.circle = title, minutes, part, circle_of(part, meeting)
    item.order = _end_of(meeting, part) if moved else item.order
    # Nothing else is written: somebody may be taking notes under the item.
    item.save(update_fields=["title", "minutes", "part", "circle", "order"])
    item.named.set(people)
    number_items(meeting)
    item.refresh_from_db()
    return item


@service
def arrange_items(
    meeting: Meeting, *, order: Sequence[int], minutes: Mapping[int, int] | None = None, by: User
) -> None:
    """The items named (by key) follow each other in this order within their part, with these lengths.

    Items that ``by`` doesn't see, or that are not named, keep their places. Refuses (RuleError) a length
    outside 1 to 480 minutes, and a meeting that is over (AlreadyDone).
    """
    lock_upcoming(meeting)
    seen = {item.pk: item for item in meeting.items.visible_to(by)}
    for pk, length in (minutes or {}).items():
        check_length(length, field=f"minutes_{pk}")
        if pk in seen and seen[pk].minutes != length:
            seen[pk].minutes = length
            seen[pk].save(update_fields=["minutes"])
    rows = list(meeting.items.order_by("part", "order", "pk"))
    for part in Part.values:
        wanted = [seen[pk] for pk in order if pk in seen and seen[pk].part == part]
        places = [place for place, row in enumerate(rows) if row.pk in {item.pk for item in wanted}]
        for place, item in zip(places, wanted, strict=True):
            rows[place] = item
    number(rows)


@service
def remove_item(item: AgendaItem, *, by: User) -> None:
    """The item is not on the agenda; its history is kept.

    Refuses (RuleError) one under which something lies already: papers, notes, a judgement, decisions or
    actions, and a school of a meeting of the authority; a meeting that is over (AlreadyDone).
    """
    meeting = lock_upcoming(item.meeting)
    item.refresh_from_db()
    if item.case_id:
        raise RuleError(f"Leave it out, and say why, on the page of the meeting’s schools: {item}")
    holding = what_lies_under(item)
    if holding:
        raise RuleError(f"“{item}” can’t be removed: {holding} under it")
    item.delete()
    number_items(meeting)


@service
def bring_up_to_date(meeting: Meeting, *, by: User) -> list[AgendaItem]:
    """Every objective of the plan in force, and what was put off before, has an item; new ones are returned.

    Objectives follow the other ones, and take the place of the item that stood for a plan still to come, if
    nothing lies under it. Refuses (AlreadyDone) a meeting that is over.
    """
    lock_upcoming(meeting)
    brought = bring_put_off(meeting)
    rows = list(meeting.items.order_by("part", "order", "pk"))
    there = {row.objective_id for row in rows if row.part == Part.A}
    missing = [text for text in objectives_of(meeting) if text.objective_id not in there]
    if not missing:
        return brought
    own = [row for row in rows if row.part == Part.A and row.fill == Fill.OBJECTIVES]
    stand_in = next((row for row in own if row.objective_id is None and not what_lies_under(row)), None)
    added = [
        AgendaItem.objects.create(
            meeting=meeting,
            school=meeting.school,
            order=0,
            title=text.title[:200],
            minutes=share_of_each(stand_in.minutes if stand_in else 0, len(missing)),
            fill=Fill.OBJECTIVES,
            objective=text.objective,
            circle=Circle.SCHOOL,
        )
        for text in missing
    ]
    place = rows.index(own[-1]) + 1 if own else sum(1 for row in rows if row.part == Part.A)
    rows[place:place] = added
    if stand_in:
        rows.remove(stand_in)
        stand_in.delete()
    number(rows)
    return [*added, *brought]


def what_lies_under(item: AgendaItem) -> str:
    """What an item holds, as a clause; nothing of an empty one."""
    if item.papers.exists():
        return "papers lie"
    if item.notes or item.rag:
        return "notes or a judgement stand"
    if item.decisions.exists() or item.draft_actions.exists() or hasattr(item, "rating"):
        return "a decision, an action or a judgement stands"
    return ""


def check_length(minutes: int, *, field: str = "minutes") -> None:
    """Nothing, if an item can be as long as that; otherwise a RuleError on the field."""
    if not 1 <= minutes <= LONGEST:
        raise RuleError(f"Give a length of 1 to {LONGEST} minutes", field=field)


def number_items(meeting: Meeting) -> None:
    """The items are numbered as they stand, restricted ones at the end."""
    number(list(meeting.items.order_by("part", "order", "pk")))


def _end_of(meeting: Meeting, part: str) -> int:
    last = meeting.items.filter(part=part).aggregate(last=Max("order"))["last"] or 0
    return last + 1


def _readers(meeting: Meeting, part: str, named: Iterable[User], *, by: User) -> list[User]:
    if part not in Part.values:
        raise RuleError("Say in which part it belongs", field="part")
    if part == Part.A:
        return []
    if meeting.school is None:
        raise RuleError("Only a meeting about a school has restricted items", field="part")
    return people_named(Circle.NAMED, named, school=meeting.school, by=by)
