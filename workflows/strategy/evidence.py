"""The evidence on one school, for one reader of a meeting of the authority: made from the records.

The same number of queries however much is on record. Whatever has a circle is asked in the reader's name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import F, FilteredRelation, Prefetch, Q
from django.utils import timezone

from concern_cases.models import Action, Concern, ConcernCase, PlanVersion
from concern_cases.plan_pages.content import PlanContent, content_of
from evaluation.models import Category, Inspection, Risk
from letters.models import Letter
from meetings.models import AgendaItem, Decision, Meeting
from meetings.next_due import HELD
from record import clock
from schools.models import School
from support.school_page import Line, agreed_lines, total_words
from workflows.strategy.since import changed_since

LAST_CONFERENCES = 3
SMALL, VERY_SMALL = 25, 10  # pupils in a year group: under it figures are read with other evidence
SHOWN_JUDGEMENTS = 8


@dataclass(frozen=True)
class Actions:
    """What was agreed about the school, as far as the reader may read it."""

    open: Sequence[Action]
    overdue: Sequence[Action]
    done: int
    dropped: int

    @property
    def all(self) -> int:
        return len(self.open) + len(self.overdue) + self.done + self.dropped


@dataclass(frozen=True)
class LastTime:
    """What the last meeting of this type said of the school, and what became of it."""

    meeting: Meeting
    item: AgendaItem | None
    decisions: Sequence[Decision]


@dataclass(frozen=True)
class SchoolEvidence:
    """Everything that one reader may know of one school on the agenda."""

    item: AgendaItem
    case: ConcernCase
    cohort: str
    concerns: Sequence[Concern]
    risks: Sequence[Risk]
    categories: Sequence[Category]
    plans: Sequence[PlanContent]
    conferences: Sequence[tuple[Meeting, Sequence[Decision]]]
    actions: Actions
    support: Sequence[Line]
    support_total: str
    letters: Sequence[Any]
    inspections: Sequence[Inspection]
    last: LastTime | None
    since: datetime
    changes: Sequence[str]

    @property
    def risk_now(self) -> Risk | None:
        """The latest judgement of the risk of failing to improve."""
        return next((row for row in self.risks if row.kind == Risk.Kind.IMPROVEMENT), None)

    @property
    def category_now(self) -> Category | None:
        return self.categories[0] if self.categories else None


def evidence_of(item: AgendaItem, user: Any) -> SchoolEvidence:
    """The evidence for the reader, who sees the item. Refuses (LookupError) an item about no school."""
    case = item.case
    if case is None:
        raise LookupError("This item is about no school.")
    school, last = case.school, _last_time(item, user)
    since = last.meeting.starts_at if last else _begin(case)
    support = agreed_lines(school.pk, user)
    return SchoolEvidence(
        item=item,
        case=case,
        cohort=cohort_of(school),
        concerns=list(Concern.objects.visible_to(user).filter(case=case).select_related("area")),
        risks=list(Risk.objects.filter(school=school)[:SHOWN_JUDGEMENTS]),
        categories=list(Category.objects.filter(school=school).select_related("category")[:SHOWN_JUDGEMENTS]),
        plans=_plans(school, user),
        conferences=_conferences(case, user),
        actions=_actions(case, user),
        support=support,
        support_total=total_words(support),
        letters=_letters(school, user),
        inspections=list(
            Inspection.objects.visible_to(user)
            .filter(school=school)
            .select_related("kind", "grade", "progress")[:SHOWN_JUDGEMENTS]
        ),
        last=last,
        since=since,
        changes=changed_since(school, user, since=since),
    )


def cohort_of(school: School) -> str:
    """How many pupils are in a year group on average, and how far figures about so few can be relied on.

    Empty where the register does not say how many pupils there are, or of what ages. In a small cohort one
    pupil is many per cent: no conclusion rests on such a figure alone.
    """
    years = (school.high_age or 0) - (school.low_age or 0)
    if not school.roll or years <= 0:
        return ""
    each = round(school.roll / years)
    words = f"about {each} in a year group"
    if each < VERY_SMALL:
        return f"{words}: too few for figures to stand alone"
    return f"{words}: small, read figures with other evidence" if each < SMALL else words


def _last_time(item: AgendaItem, user: Any) -> LastTime | None:
    meeting = item.meeting
    earlier = Meeting.objects.filter(type=meeting.type_id, la=meeting.la_id, school=None, status__in=HELD)
    last = earlier.filter(starts_at__lt=meeting.starts_at).order_by("-starts_at").first()
    if last is None:
        return None
    then = last.items.visible_to(user).filter(case=item.case_id).select_related("progress").first()
    decisions = Decision.objects.filter(item=then) if then else Decision.objects.none()
    seen = Action.objects.visible_to(user).order_by("due_on", "pk")
    decisions = decisions.select_related("code").prefetch_related(Prefetch("actions", queryset=seen))
    return LastTime(last, then, list(decisions))


def _begin(case: ConcernCase) -> datetime:
    """The first moment of the day on which the case was opened."""
    return timezone.make_aware(datetime.combine(case.opened_on, time.min))


def _plans(school: School, user: Any) -> list[PlanContent]:
    """What is in force by the plans that the school works by: one or two."""
    versions = PlanVersion.objects.visible_to(user).filter(
        plan__school=school, plan__closed_on=None, status=PlanVersion.Status.IN_FORCE
    )
    return [content_of(version) for version in versions.select_related("plan__school").order_by("plan")]


def _conferences(case: ConcernCase, user: Any) -> list[tuple[Meeting, list[Decision]]]:
    """The last conferences that were held, each with what it decided, the latest first."""
    held = Meeting.objects.visible_to(user).filter(case=case, status__in=HELD).order_by("-starts_at")
    meetings = list(held[:LAST_CONFERENCES])
    found: dict[int, list[Decision]] = {meeting.pk: [] for meeting in meetings}
    decisions = Decision.objects.visible_to(user).filter(meeting__in=list(found))
    for decision in decisions.select_related("code"):
        found[decision.meeting_id].append(decision)
    return [(meeting, found[meeting.pk]) for meeting in meetings]


def _actions(case: ConcernCase, user: Any) -> Actions:
    rows = list(Action.objects.visible_to(user).filter(case=case).order_by("due_on", "pk"))
    today = clock.today()
    waiting = [row for row in rows if row.status == Action.Status.OPEN]
    return Actions(
        open=[row for row in waiting if row.due_on >= today],
        overdue=[row for row in waiting if row.due_on < today],
        done=sum(row.status == Action.Status.DONE for row in rows),
        dropped=sum(row.status == Action.Status.DROPPED for row in rows),
    )


def _letters(school: School, user: Any) -> list[Any]:
    """The letters that the reader may know of, each with when its time ends (``ends_on``)."""
    running = FilteredRelation("clocks", condition=Q(clocks__superseded_at=None))
    rows = Letter.objects.visible_to(user).filter(school=school).select_related("kind")
    rows = rows.annotate(running=running).annotate(ends_on=F("running__ends_on"))
    return list(rows.order_by("-pk")[:SHOWN_JUDGEMENTS])
