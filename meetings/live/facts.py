"""What lies on the table under one item: what it rests on, how it was judged last time, what is still open.

A first, small answer to that question, for the one item on the page and for everybody in the room.
"""

from dataclasses import dataclass, field

from concern_cases.models import Action, Evidence, ObjectiveRating, ObjectiveText, PlanVersion
from concern_cases.services.reviews import last_rating
from evaluation.models import Category, Risk
from meetings.became import Became, became_of
from meetings.choices import Fill
from meetings.live.room import Room
from meetings.models import AgendaItem, Meeting, Minutes, Paper
from people.models import User


@dataclass(frozen=True)
class Facts:
    """Of one item; empty where there is nothing."""

    text: ObjectiveText | None = None
    last: ObjectiveRating | None = None
    papers: list[Paper] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    to_verify: list[Action] = field(default_factory=list)
    minutes: Minutes | None = None
    risks: list[Risk] = field(default_factory=list)
    category: Category | None = None
    became: list[Became] = field(default_factory=list)
    then: AgendaItem | None = None  # what the meeting before said of the same school


def facts_of(item: AgendaItem, meeting: Meeting, room: Room) -> Facts:
    """Whatever the item is about, as far as everybody in the room may know it."""
    before = Meeting.objects.before(meeting).first()
    facts: dict[str, object] = {"papers": _papers(item, room)}
    if item.objective:
        facts |= {"text": _text(item), "last": last_rating(item.objective)}
    if item.case_id and before:
        facts |= {"then": room.items(before).filter(case=item.case_id).first()}
    if item.fill == Fill.ACTIONS and meeting.school_id is None:
        facts |= {"minutes": _minutes(before), "became": _became(before, room) if before else []}
    elif item.fill == Fill.ACTIONS:
        of_case = room.rows(Action.objects.filter(case=meeting.case_id))
        facts |= {"actions": list(of_case.filter(status=Action.Status.OPEN)), "minutes": _minutes(before)}
        facts |= {"to_verify": list(of_case.filter(status=Action.Status.DONE, verified_by=None))}
    if item.fill == Fill.EVIDENCE:
        facts |= {"evidence": _new_evidence(meeting, before, room)}
    if item.fill == Fill.RISK and meeting.school:
        risks = Risk.objects.current().filter(school=meeting.school).order_by("kind")
        facts |= {"risks": list(risks)}
        facts |= {"category": Category.objects.current().filter(school=meeting.school).first()}
    return Facts(**facts)  # type: ignore[arg-type]


def _papers(item: AgendaItem, room: Room) -> list[Paper]:
    seen = room.rows(Evidence.objects.all()).values("pk")
    papers = item.papers.filter(file__evidence__in=seen)
    return list(papers.select_related("file__evidence__case"))


def _text(item: AgendaItem) -> ObjectiveText | None:
    texts = ObjectiveText.objects.filter(objective=item.objective).exclude(
        version__status=PlanVersion.Status.DRAFT
    )
    return texts.order_by("version__number").last()


def _new_evidence(meeting: Meeting, before: Meeting | None, room: Room) -> list[Evidence]:
    found = room.rows(Evidence.objects.all()).filter(case=meeting.case_id)
    if before:
        found = found.filter(on__gte=before.starts_at.date())
    return list(found.prefetch_related("files", "named").order_by("-on", "-pk"))


def _became(before: Meeting, room: Room) -> list[Became]:
    """What became of the decisions of the meeting before that everybody in the room may read."""
    found = became_of(before, room.reader)
    if room.alone:
        return found
    if room.others:
        found = [row for row in found if row.decision.item and row.decision.item.school is None]
    for user in User.objects.filter(pk__in=room.people).exclude(pk=room.reader.pk):
        seen = {row.decision.pk: row for row in became_of(before, user)}
        found = [_least(row, seen[row.decision.pk]) for row in found if row.decision.pk in seen]
    return found


def _least(one: Became, other: Became) -> Became:
    """What both may know of the same decision."""
    actions = [action for action in one.actions if action in other.actions]
    return Became(one.decision, actions, one.came_of_it and other.came_of_it)


def _minutes(before: Meeting | None) -> Minutes | None:
    if before is None:
        return None
    return before.minutes.filter(part="A", status=Minutes.Status.APPROVED).order_by("version").last()
