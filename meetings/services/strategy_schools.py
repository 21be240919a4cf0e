"""Which schools a meeting of the authority talks about: each an item of its agenda, with reasons."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from concern_cases.events import EventKind, record_event
from concern_cases.models import ConcernCase
from concern_cases.rules import worded
from meetings import events
from meetings.choices import Fill, Part
from meetings.models import AgendaItem, LeftOut, Meeting
from meetings.services.agenda import circle_of, number
from meetings.services.agenda_items import number_items, what_lies_under
from meetings.services.conferences import lock_upcoming
from meetings.words import day_in_words
from people.models import User
from record.errors import RuleError
from record.services import service
from schools.permissions import Circle


@dataclass(frozen=True)
class Reason:
    """Why a meeting should talk about a school, in a sentence, for whoever reads that circle there."""

    circle: str
    words: str


MINUTES = 10  # for each school, until somebody says otherwise


@service
def add_proposed(
    meeting: Meeting, reasons: Mapping[ConcernCase, Sequence[Reason]], *, by: User | None
) -> list[AgendaItem]:
    """Every school proposed is on the agenda in this order, with the reasons as they are now; the new ones.

    Not those that somebody left out. What is on the agenda already keeps its place, and a school that nothing
    proposes any more says so until somebody leaves it out. Refuses (AlreadyDone) a meeting that is over.
    """
    lock_upcoming(meeting)
    left_out = set(meeting.left_out.values_list("case", flat=True))
    there = {item.case_id: item for item in meeting.items.exclude(case=None).select_related("case")}
    added = []
    for case, why in reasons.items():
        if case.pk not in there and case.pk not in left_out:
            added.append(_add(meeting, case, why=why))
    for item in there.values():
        now = _kept(reasons.get(item.case, ()))
        if item.chosen_why != now:
            item.chosen_why = now
            item.save(update_fields=["chosen_why"])
    if added:
        _in_place(meeting)
    return added


@service
def add_school(
    meeting: Meeting, case: ConcernCase, *, why: str, reasons: Sequence[Reason] = (), by: User
) -> AgendaItem:
    """The school is on the agenda because somebody says so; one that was left out is not any more.

    Refuses (RuleError) no reason, a meeting that is about one school, a closed case, a school of another
    authority and one that is on the agenda; a meeting that is over (AlreadyDone).
    """
    why = worded(why, "Say why the meeting is to talk about it", field="why")
    lock_upcoming(meeting)
    if meeting.school_id:
        raise RuleError("This meeting is about one school")
    if not case.is_open or case.school.la_id != meeting.la_id:
        raise RuleError("Choose a school with an open case", field="case")
    if meeting.items.filter(case=case).exists():
        raise RuleError(f"{case.school} is on the agenda already", field="case")
    meeting.left_out.filter(case=case).delete()
    item = _add(meeting, case, why=reasons, added_why=why)
    _in_place(meeting)
    item.refresh_from_db()
    _tell(events.SCHOOL_CHOSEN, meeting, case, why=why)
    return item


@service
def leave_out_school(item: AgendaItem, *, why: str, by: User) -> LeftOut:
    """The meeting does not talk about the school, and it is known why; nobody proposes it for this one again.

    Refuses (RuleError) no reason, an item about no school, and one under which something was recorded; a
    meeting that is over (AlreadyDone).
    """
    why = worded(why, "Say why the meeting does not talk about it", field="why")
    meeting = lock_upcoming(item.meeting)
    item.refresh_from_db()
    if item.case is None:
        raise RuleError("This item is about no school")
    holding = what_lies_under(item)
    if holding:
        raise RuleError(f"“{item}” can’t be left out: {holding} under it")
    left, _ = LeftOut.objects.update_or_create(meeting=meeting, case=item.case, defaults={"why": why})
    item.delete()
    number_items(meeting)
    _tell(events.SCHOOL_LEFT_OUT, meeting, item.case, why=why)
    return left


@service
def ask_question(item: AgendaItem, *, question: str, by: User) -> AgendaItem:
    """The question about the school that the meeting is to answer; empty: none.

    Refuses (AlreadyDone) a meeting that is over.
    """
    lock_upcoming(item.meeting)
    item.question = question.strip()
    item.save(update_fields=["question"])
    return item


def is_up_to_date(meeting: Meeting, reasons: Mapping[ConcernCase, Sequence[Reason]]) -> bool:
    """Whether ``add_proposed`` would change nothing: two queries."""
    left_out = set(meeting.left_out.values_list("case", flat=True))
    there = dict(meeting.items.exclude(case=None).values_list("case", "chosen_why"))
    wanted = {case.pk: _kept(why) for case, why in reasons.items() if case.pk not in left_out}
    return there == {pk: [] for pk in there} | wanted


def _add(meeting: Meeting, case: ConcernCase, *, why: Sequence[Reason], added_why: str = "") -> AgendaItem:
    return AgendaItem.objects.create(
        meeting=meeting,
        school=case.school,
        case=case,
        circle=circle_of(Part.A, meeting),
        title=str(case.school)[:200],
        minutes=MINUTES,
        fill=Fill.SCHOOLS,
        order=0,
        chosen_why=_kept(why),
        added_why=added_why,
    )


def reasons_seen(item: AgendaItem, *, circles: Collection[str]) -> list[str]:
    """Why the school is on the agenda, for a reader of these circles: why it was added, then the rest."""
    words = [words for circle, words in item.chosen_why if circle in circles]
    return [item.added_why, *words] if item.added_why else words


def _kept(reasons: Sequence[Reason]) -> list[list[str]]:
    return [[reason.circle, reason.words] for reason in reasons]


def _tell(kind: EventKind, meeting: Meeting, case: ConcernCase, *, why: str) -> None:
    """It stands in the case's timeline, for the authority's own people: what it talks about is its own."""
    record_event(
        kind,
        school=case.school,
        case=case,
        circle=Circle.LA,
        meeting=meeting.pk,
        type=str(meeting.type),
        when=day_in_words(meeting.starts_at),
        why=why,
    )


def _in_place(meeting: Meeting) -> None:
    """Schools follow the item that opens them, the new ones (which have no place yet) last."""
    rows = list(meeting.items.order_by("part", "order", "pk"))
    schools = [row for row in rows if row.case_id]
    schools.sort(key=lambda row: (row.order == 0, row.order, row.pk))
    others = [row for row in rows if row.case_id is None]
    opening = next((place for place, row in enumerate(others) if row.fill == Fill.SCHOOLS), None)
    after = opening + 1 if opening is not None else sum(1 for row in others if row.part == Part.A)
    number([*others[:after], *schools, *others[after:]])
