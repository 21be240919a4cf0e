"""The evidence on schools, for one reader of a meeting of the authority: made from the records.

The same number of queries however many schools there are and however much is on record. Whatever has a circle
is asked in the reader's name. A case that continues another brings along what is on record there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, TypeVar

from django.utils import timezone

from concern_cases.case_lines import CaseLine, lines_of
from concern_cases.models import Action, Concern, ConcernCase
from concern_cases.plan_pages.content import PlanContent
from evaluation.models import Category, Inspection, Risk
from meetings.models import AgendaItem, Decision, Meeting
from record import clock
from schools.models import School
from support.school_page import Line, total_words
from workflows.strategy.collecting import Collected, Last, LetterLine, collect
from workflows.strategy.over_time import Judged, Lane, OverTime, draw
from workflows.strategy.since import since_each

LAST_CONFERENCES = 3
SMALL, VERY_SMALL = 25, 10  # pupils in a year group: under it figures are read with other evidence
SHOWN = 8  # judgements, letters and visits, the latest first
SHOWN_ACTIONS = 12
HEIGHTS = {Risk.Level.LOW: 0, Risk.Level.MEDIUM: 1, Risk.Level.HIGH: 2}

Row = TypeVar("Row")


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
class SchoolEvidence:
    """Everything that one reader may know of one school on the agenda."""

    item: AgendaItem
    line: CaseLine
    cohort: str
    over_time: OverTime | None
    concerns: Sequence[Concern]
    risks: Sequence[Risk]
    categories: Sequence[Category]
    plans: Sequence[PlanContent]
    conferences: Sequence[tuple[Meeting, Sequence[Decision]]]
    actions: Actions
    support: Sequence[Line]
    support_total: str
    letters: Sequence[LetterLine]
    inspections: Sequence[Inspection]
    last: Last | None
    since: datetime
    changes: Sequence[str]

    @property
    def case(self) -> ConcernCase:
        return self.line.case

    @property
    def risk_now(self) -> Risk | None:
        """The latest judgement of the risk of failing to improve."""
        return next((row for row in self.risks if row.kind == Risk.Kind.IMPROVEMENT), None)

    @property
    def category_now(self) -> Category | None:
        return self.categories[0] if self.categories else None


def evidence_of(item: AgendaItem, user: Any) -> SchoolEvidence:
    """The evidence for the reader, who sees the item. Refuses (LookupError) an item about no school."""
    if item.case is None:
        raise LookupError("This item is about no school.")
    return evidence_for([item], user)[item.pk]


def evidence_for(items: Sequence[AgendaItem], user: Any) -> dict[int, SchoolEvidence]:
    """The evidence on the school of each item of one meeting, by the item; the reader sees them all."""
    about = [item for item in items if item.case is not None]
    if not about:
        return {}
    lines = lines_of([item.case for item in about if item.case], user)
    found = collect(about[0].meeting, lines.values(), user)
    sinces = {
        pk: found.since or _begin(line.before[-1] if line.before else line.case) for pk, line in lines.items()
    }
    changes = since_each(lines, user, sinces)
    return {
        item.pk: _evidence(item, lines[item.case.pk], found, sinces[item.case.pk], changes[item.case.pk])
        for item in about
        if item.case
    }


def _evidence(
    item: AgendaItem, line: CaseLine, found: Collected, since: datetime, changes: Sequence[str]
) -> SchoolEvidence:
    risks, categories = found.risks.of(line.schools), found.categories.of(line.schools)
    support = found.support.of(line.schools)
    meetings = found.conferences.of(line.cases)[:LAST_CONFERENCES]
    return SchoolEvidence(
        item=item,
        line=line,
        cohort=cohort_of(line.case.school),
        over_time=_over_time(risks, categories, found.scale),
        concerns=found.concerns.of([line.case.pk]),
        risks=risks[:SHOWN],
        categories=categories[:SHOWN],
        plans=found.plans.of(line.schools),
        conferences=[(meeting, found.decisions.of([meeting.pk])) for meeting in meetings],
        actions=_actions(found.actions.of(line.cases)),
        support=support,
        support_total=total_words(support),
        letters=found.letters.of(line.schools)[:SHOWN],
        inspections=found.inspections.of(line.schools)[:SHOWN],
        last=found.last_of(line),
        since=since,
        changes=changes,
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


def _begin(case: ConcernCase) -> datetime:
    """The first moment of the day on which the case was opened."""
    return timezone.make_aware(datetime.combine(case.opened_on, time.min))


def _actions(rows: Sequence[Action]) -> Actions:
    today = clock.today()
    waiting = [row for row in rows if row.status == Action.Status.OPEN]
    return Actions(
        open=[row for row in waiting if row.due_on >= today],
        overdue=[row for row in waiting if row.due_on < today],
        done=sum(row.status == Action.Status.DONE for row in rows),
        dropped=sum(row.status == Action.Status.DROPPED for row in rows),
    )


def _over_time(
    risks: Sequence[Risk], categories: Sequence[Category], scale: Sequence[int]
) -> OverTime | None:
    """Both risks and the category as a picture; the worse, the higher, on the whole scale of each."""
    lanes = []
    for kind in (Risk.Kind.IMPROVEMENT, Risk.Kind.FLOOR):
        rows = [row for row in reversed(risks) if row.kind == kind]
        judged = [Judged(row.on, row.get_level_display(), HEIGHTS[Risk.Level(row.level)]) for row in rows]
        lanes.append(Lane(str(kind.label), judged, max(HEIGHTS.values())))
    places = sorted({*scale, *(row.category.order for row in categories)}, reverse=True)
    judged = [
        Judged(row.on, str(row.category), places.index(row.category.order)) for row in reversed(categories)
    ]
    lanes.append(Lane("Category", judged, max(len(places) - 1, 1)))
    return draw(lanes, today=clock.today())
