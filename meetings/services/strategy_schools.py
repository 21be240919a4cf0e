"""Which schools a meeting of the authority talks about: each an item of its agenda, with reasons."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from concern_cases.events import EventKind, record_event
from concern_cases.models import ConcernCase
from concern_cases.rules import worded
from meetings import events
from meetings.choices import Fill, Part
from meetings.models import AgendaItem, LeftOut, Meeting
from meetings.reference import MEMBERS_PANEL
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


Reasons = Mapping[ConcernCase, Sequence[Reason]]
MINUTES = 10  # for each school, until somebody says otherwise


@dataclass(frozen=True)
class Changes:
    """What the records make of the schools on an agenda, compared with what it has."""

    new: Sequence[ConcernCase]
    gone: Sequence[AgendaItem]
    told_now: Sequence[tuple[AgendaItem, list[list[str]]]]  # other reasons than the item says
    known_now: Sequence[tuple[LeftOut, list[list[str]]]]  # left out before anybody kept what was known


def changes_to(meeting: Meeting, reasons: Reasons) -> Changes:
    """Schools that are not on the agenda, items that nothing proposes any more, and reasons that changed.

    A school that was left out is new again when a reason came that was not known then; where nobody kept what
    was known, it is what the records say now. An item goes only if nobody added it or wrote anything there.
    """
    left_out = {row.case_id: row for row in meeting.left_out.all()}
    proposed = {case.pk: _kept(why) for case, why in reasons.items()}
    there = {item.case_id: item for item in meeting.items.exclude(case=None).select_related("case")}
    now = {pk: _kept(reasons.get(item.case, ())) for pk, item in there.items() if item.case}
    return Changes(
        new=[
            case
            for case in reasons
            if case.pk not in there
            and (case.pk not in left_out or _since(left_out[case.pk], proposed[case.pk]))
        ],
        gone=[item for pk, item in there.items() if not now[pk] and _is_untouched(item)],
        told_now=[(item, now[pk]) for pk, item in there.items() if item.chosen_why != now[pk]],
        known_now=[(row, proposed.get(pk, [])) for pk, row in left_out.items() if row.known_why is None],
    )


def _since(row: LeftOut, why: list[list[str]]) -> list[list[str]]:
    """The reasons that were not known when the school was left out."""
    return [] if row.known_why is None else [each for each in why if each not in row.known_why]


def are_packs_out(meeting: Meeting) -> bool:
    """The packs were sent: from then on nothing comes onto the agenda or goes from it by itself."""
    return meeting.status == Meeting.Status.PAPERS_OUT


@service
def add_proposed(meeting: Meeting, reasons: Reasons, *, by: User | None) -> list[AgendaItem]:
    """Every school proposed is on the agenda in this order, with the reasons as they are now; the new ones.

    What is on the agenda already keeps its place. When the packs were sent, none goes and only a person
    (``by``) adds any. Refuses (AlreadyDone) a meeting that is over.
    """
    lock_upcoming(meeting)
    changes = changes_to(meeting, reasons)
    for item, now in changes.told_now:
        item.chosen_why = now
        item.save(update_fields=["chosen_why"])
    for row, now in changes.known_now:
        row.known_why = now
        row.save(update_fields=["known_why"])
    if not are_packs_out(meeting):
        for item in changes.gone:
            item.delete()
    added = []
    if by or not are_packs_out(meeting):
        added = [_bring(meeting, case, reasons[case]) for case in changes.new]
    if added:
        _in_place(meeting)
    elif changes.gone:
        number_items(meeting)
    return added


def _bring(meeting: Meeting, case: ConcernCase, why: Sequence[Reason]) -> AgendaItem:
    """The school is on the agenda; of one that was left out its case knows that it is there after all.

    What came since is read on the page of the meeting: whoever heads the school may read the case's events.
    """
    left_out = meeting.left_out.filter(case=case).first()
    if left_out:
        why_now = f"It was left out ({left_out.why}). The page of the meeting says what has come since."
        _tell(events.SCHOOL_CHOSEN, meeting, case, why=why_now)
        left_out.delete()
    return _add(meeting, case, why=why)


def _is_untouched(item: AgendaItem) -> bool:
    return not (item.added_why or item.question or what_lies_under(item))


@service
def order_by_weight(meeting: Meeting, cases: Sequence[ConcernCase], *, by: User) -> None:
    """The schools stand in this order, the most pressing first; those that nothing proposes follow.

    Refuses (AlreadyDone) a meeting that is over.
    """
    lock_upcoming(meeting)
    places = {case.pk: place for place, case in enumerate(cases)}
    rows = list(meeting.items.order_by("part", "order", "pk"))
    schools = sorted(
        (row for row in rows if row.case_id), key=lambda row: places.get(row.case_id or 0, len(places))
    )
    _number(rows, schools)


@service
def add_school(
    meeting: Meeting, case: ConcernCase, *, why: str, reasons: Sequence[Reason] = (), by: User
) -> AgendaItem:
    """The school is on the agenda because somebody says so; one that was left out is not any more.

    Refuses (RuleError) no reason, a meeting that is about one school, the Members Panel, a closed case, a
    school of another authority and one that is on the agenda; a meeting that is over (AlreadyDone).
    """
    why = worded(why, "Say why the meeting is to talk about it", field="why")
    lock_upcoming(meeting)
    if meeting.school_id:
        raise RuleError("This meeting is about one school")
    if meeting.type.code == MEMBERS_PANEL:
        raise RuleError("The Members Panel reads of schools in its report, without a name")
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
    """The meeting does not talk about the school, and it is known why and what proposed it.

    Only what was not known then proposes it for this meeting again.
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
    facts = {"why": why, "known_why": item.chosen_why}
    left, _ = LeftOut.objects.update_or_create(meeting=meeting, case=item.case, defaults=facts)
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
    _number(rows, schools)


def _number(rows: Sequence[AgendaItem], schools: Sequence[AgendaItem]) -> None:
    """The schools stand in their order after the item that opens them."""
    others = [row for row in rows if row.case_id is None]
    opening = next((place for place, row in enumerate(others) if row.fill == Fill.SCHOOLS), None)
    after = opening + 1 if opening is not None else sum(1 for row in others if row.part == Part.A)
    number([*others[:after], *schools, *others[after:]])
