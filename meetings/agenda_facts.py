"""What each item of an agenda brings along by itself, for one reader, as things stand now.

Nothing of it is stored: a plan that comes into force between the call and the conference, or an action that
is done on the morning, is on the agenda at once. The number of queries does not grow with what they find.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from concern_cases.due_dates import due_by
from concern_cases.models import (
    Action,
    Evidence,
    EvidenceFile,
    Objective,
    ObjectiveRating,
    ObjectiveText,
    Review,
)
from evaluation.models import Category, Inspection, Risk
from meetings.became import Became, became_of
from meetings.choices import Fill
from meetings.models import AgendaItem, Decision, Meeting, Minutes, Paper
from meetings.next_due import terms_of
from meetings.services.agenda import objectives_of
from people.models import Post
from people.roles import Role
from record import clock
from support.school_page import Line, agreed_lines

SUPPORT = (Role.AHT, Role.NLE, Role.CONSULTANT, Role.CONSULTANT_GOVERNOR)


@dataclass(frozen=True)
class Progress:
    """One objective with its last two judgements; without a text it is in the plan in force no longer."""

    objective: Objective
    text: ObjectiveText | None
    now: ObjectiveRating | None = None
    before: ObjectiveRating | None = None


@dataclass(frozen=True)
class Dates:
    """By when the conference after this one is due and on what ground, and the next review of the plan."""

    due_by: date | None
    cadence: str
    planned: Meeting | None = None
    review: Review | None = None


@dataclass(frozen=True)
class Facts:
    """What one item brings along. ``last``: the conference before this one."""

    last: Meeting | None = None
    last_minutes: Minutes | None = None
    actions: Sequence[Action] = ()
    to_verify: Sequence[Action] = ()
    progress: Sequence[Progress] = ()
    overdue_reviews: Sequence[Review] = ()
    evidence: Sequence[Evidence] = ()
    visits: Sequence[Inspection] = ()
    supporters: Sequence[Post] = ()
    deployments: Sequence[Line] = ()
    risks: Sequence[Risk] = ()
    category: Category | None = None
    decisions: Sequence[Decision] = ()
    dates: Dates | None = None
    papers: Sequence[Paper] = ()
    became: Sequence[Became] = ()  # of what the last meeting of the authority decided

    def __bool__(self) -> bool:
        return self != replace(NOTHING, last=self.last)


NOTHING = Facts()


@dataclass(frozen=True)
class About:
    """Which meeting, for whom, with the items that the reader sees and the conference before this one."""

    meeting: Meeting
    user: Any
    items: Sequence[AgendaItem]
    last: Meeting | None


def items_of(meeting: Meeting, user: Any) -> list[AgendaItem]:
    """The items that the reader may see, in order; restricted ones stand at the end."""
    items = meeting.items.visible_to(user).select_related(
        "objective__area", "progress", "school__diocese", "case__school__diocese", "case__lead"
    )
    return list(items.prefetch_related("named").order_by("part", "order", "pk"))


def facts_of(meeting: Meeting, user: Any, *, items: Sequence[AgendaItem] | None = None) -> dict[int, Facts]:
    """What every item that the reader sees brings along, by the item's key."""
    items = items_of(meeting, user) if items is None else items
    about = About(meeting, user, items, last_held(meeting))
    brought = {fill: BRINGS[fill](about) for fill in {item.fill for item in items} if fill in BRINGS}
    papers = papers_by_item(meeting, user)
    on_table = {paper.file.evidence_id for rows in papers.values() for paper in rows}
    found, told_reviews = {}, False
    for item in items:
        facts = brought.get(item.fill, NOTHING)
        if item.fill == Fill.OBJECTIVES:
            facts = replace(facts, progress=_own_progress(facts.progress, item, items))
            facts = replace(facts, overdue_reviews=()) if told_reviews else facts
            told_reviews = True
        if facts.evidence:
            facts = replace(facts, evidence=[row for row in facts.evidence if row.pk not in on_table])
        found[item.pk] = replace(facts, last=about.last, papers=papers.get(item.pk, ()))
    return found


def last_held(meeting: Meeting) -> Meeting | None:
    """The meeting of its kind about the same case or authority that was held before this one."""
    return Meeting.objects.before(meeting).first()


def papers_by_item(meeting: Meeting, user: Any) -> dict[int, list[Paper]]:
    """The papers that the reader may read, by the item under which they lie, in order."""
    found: dict[int, list[Paper]] = defaultdict(list)
    for paper in visible_papers(meeting, user).order_by("item", "order", "pk"):
        found[paper.item_id].append(paper)
    return dict(found)


def visible_papers(meeting: Meeting, user: Any) -> QuerySet[Paper]:
    """Papers of which the reader sees both the item and the evidence; one with a virus goes to nobody."""
    papers = Paper.objects.filter(item__in=meeting.items.visible_to(user).values("pk"))
    files = EvidenceFile.objects.visible_to(user).exclude(scan_state=EvidenceFile.ScanState.INFECTED)
    papers = papers.filter(file__in=files.values("pk"))
    return papers.select_related("file__evidence__case", "file__added_by").prefetch_related(
        "file__evidence__named"
    )


def _own_progress(
    progress: Sequence[Progress], item: AgendaItem, items: Sequence[AgendaItem]
) -> list[Progress]:
    """Of an item with an objective that one; of another one those that have no item of their own."""
    if item.objective_id:
        own = [row for row in progress if row.objective.pk == item.objective_id]
        return own or [Progress(item.objective, None)]  # type: ignore[arg-type]
    elsewhere = {other.objective_id for other in items}
    return [row for row in progress if row.objective.pk not in elsewhere]


# --- What each kind of item brings


def _actions(about: About) -> Facts:
    if about.meeting.school_id is None:
        return _of_the_last_meeting(about)
    of_case = Action.objects.visible_to(about.user).filter(case=about.meeting.case_id)
    open_ones = of_case.filter(status=Action.Status.OPEN).order_by("due_on", "pk")
    done_ones = of_case.filter(status=Action.Status.DONE, verified_by=None).order_by("done_on", "pk")
    minutes = None
    if about.last:
        approved = about.last.minutes.filter(part="A", status=Minutes.Status.APPROVED)
        minutes = approved.order_by("version").last()
    return Facts(actions=list(open_ones), to_verify=list(done_ones), last_minutes=minutes)


def _of_the_last_meeting(about: About) -> Facts:
    """Of the authority: its minutes, for who reads all of them, and what became of what it decided."""
    if about.last is None:
        return Facts()
    minutes = Minutes.objects.visible_to(about.user).filter(meeting=about.last, part="A")
    approved = minutes.filter(status=Minutes.Status.APPROVED).order_by("version").last()
    return Facts(last_minutes=approved, became=became_of(about.last, about.user))


def _objectives(about: About) -> Facts:
    texts = objectives_of(about.meeting)
    judged: dict[int, list[ObjectiveRating]] = defaultdict(list)
    ratings = ObjectiveRating.objects.filter(objective__in=[text.objective_id for text in texts])
    for rating in ratings.order_by("-on", "-pk"):
        judged[rating.objective_id].append(rating)
    progress = []
    for text in texts:
        now, before, *_ = [*judged[text.objective_id], None, None]
        progress.append(Progress(text.objective, text, now, before))
    late = Review.objects.filter(
        plan__school=about.meeting.school_id, plan__closed_on=None, status=Review.Status.OPEN
    )
    late = late.filter(due_on__lt=clock.today()).select_related("plan")
    return Facts(progress=progress, overdue_reviews=list(late.order_by("due_on")))


def _evidence(about: About) -> Facts:
    """Added since the last conference, whatever day it bears; what lies on the table is told as a paper."""
    evidence = Evidence.objects.visible_to(about.user).filter(case=about.meeting.case_id)
    if about.last:
        added = Evidence.history.filter(  # type: ignore[attr-defined]
            id=OuterRef("pk"), history_type="+", history_date__gt=about.last.starts_at
        )
        evidence = evidence.filter(Exists(added))
    evidence = evidence.prefetch_related("named").order_by("on", "pk")
    return Facts(evidence=list(evidence), visits=_visits(about))


def _visits(about: About) -> list[Inspection]:
    """Visits by inspectors put down since the last conference; before the first, all since it opened."""
    if about.meeting.case is None:
        return []
    visits = Inspection.objects.visible_to(about.user).filter(school=about.meeting.school_id)
    if about.last:
        visits = visits.filter(recorded_at__gt=about.last.starts_at)
    else:
        visits = visits.filter(on__gte=about.meeting.case.opened_on)
    return list(visits.select_related("kind", "grade", "progress").order_by("on", "pk"))


def _support(about: About) -> Facts:
    posts = Post.objects.current().filter(schools=about.meeting.school_id, role__in=SUPPORT)
    return Facts(
        supporters=list(posts.select_related("user").order_by("role", "user__name")),
        deployments=agreed_lines([about.meeting.school_id], about.user),
    )


def _risk(about: About) -> Facts:
    school = about.meeting.school_id
    category = Category.objects.current().filter(school=school).select_related("category", "agreed_by")
    risks = Risk.objects.current().filter(school=school).order_by("kind")
    return Facts(risks=list(risks), category=category.first())


def _decisions(about: About) -> Facts:
    """Those taken under the items that the reader sees, and those of the meeting as a whole."""
    shown = {item.pk for item in about.items}
    taken = about.meeting.decisions.select_related("code")
    return Facts(decisions=[row for row in taken if row.item_id is None or row.item_id in shown])


def _dates(about: About) -> Facts:
    meeting, case = about.meeting, about.meeting.case
    if case is None or meeting.school is None:
        return Facts()
    on = timezone.localdate(meeting.starts_at)
    cadence = case.cadence
    due = due_by(cadence.every, cadence.unit, since=on, terms=terms_of(meeting.school))
    ahead = Meeting.objects.filter(case=case, starts_at__gt=meeting.starts_at)
    ahead = ahead.exclude(status=Meeting.Status.CANCELLED).order_by("starts_at")
    reviews = Review.objects.filter(plan__school=meeting.school, status=Review.Status.OPEN)
    review = reviews.filter(plan__closed_on=None, due_on__gte=clock.today()).order_by("due_on").first()
    dates = Dates(due if case.is_open else None, cadence.name, ahead.first(), review)
    return Facts(dates=dates)


BRINGS: dict[str, Callable[[About], Facts]] = {
    Fill.ACTIONS: _actions,
    Fill.OBJECTIVES: _objectives,
    Fill.EVIDENCE: _evidence,
    Fill.SUPPORT: _support,
    Fill.RISK: _risk,
    Fill.DECISIONS: _decisions,
    Fill.DATES: _dates,
}
