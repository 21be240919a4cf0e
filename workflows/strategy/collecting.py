"""What is on record of several schools at once, as one reader may read it: each kind in one query."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from concern_cases.case_lines import CaseLine
from concern_cases.models import Action, Concern, PlanVersion
from concern_cases.plan_pages.content import PlanContent, contents_of
from evaluation.models import Category, CategoryKind, Inspection, Risk
from letters.models import Letter
from letters.standing import Standing, standing_of
from meetings.became import Became, followed
from meetings.models import AgendaItem, Decision, Meeting
from meetings.next_due import HELD
from support.school_page import Line, agreed_lines

Row = TypeVar("Row")


class Grouped(Generic[Row]):
    """Rows by the case, school or meeting that they are about, in the order in which they came."""

    def __init__(self, rows: Iterable[Row], key: Callable[[Row], int | None]) -> None:
        self._rows: dict[int | None, list[Row]] = defaultdict(list)
        self._place = {}
        for place, row in enumerate(rows):
            self._rows[key(row)].append(row)
            self._place[id(row)] = place

    def of(self, keys: Sequence[int]) -> list[Row]:
        found = [row for key in keys for row in self._rows.get(key, ())]
        return sorted(found, key=lambda row: self._place[id(row)]) if len(keys) > 1 else found


@dataclass(frozen=True)
class Last:
    """The last meeting of this type, what it or one before it said of the school, and what became of that."""

    meeting: Meeting
    item: AgendaItem | None
    decisions: Sequence[Became]


@dataclass(frozen=True)
class LetterLine:
    """A letter, and where it stands."""

    row: Letter
    stands: Standing


@dataclass(frozen=True)
class Collected:
    """Everything, for the schools of a meeting; lists have the latest first."""

    concerns: Grouped[Concern]
    risks: Grouped[Risk]
    categories: Grouped[Category]
    scale: Sequence[int]  # places of the categories in use, the one that worries least first
    plans: Grouped[PlanContent]
    conferences: Grouped[Meeting]
    decisions: Grouped[Decision]
    actions: Grouped[Action]
    support: Grouped[Line]
    letters: Grouped[LetterLine]
    inspections: Grouped[Inspection]
    last: Meeting | None
    said: Grouped[AgendaItem]
    decided: Grouped[Became]

    @property
    def since(self) -> datetime | None:
        return self.last.starts_at if self.last else None

    def last_of(self, line: CaseLine) -> Last | None:
        """None where no meeting of this type was held before."""
        if self.last is None:
            return None
        item = next(iter(self.said.of(line.cases)), None)
        return Last(self.last, item, self.decided.of([item.pk]) if item else ())


def collect(meeting: Meeting, lines: Iterable[CaseLine], user: Any) -> Collected:
    """What the reader may read of these cases and their schools, for that meeting of the authority."""
    lines = list(lines)
    cases = [pk for line in lines for pk in line.cases]
    schools = [pk for line in lines for pk in line.schools]
    conferences = list(
        Meeting.objects.visible_to(user).filter(case__in=cases, status__in=HELD).order_by("-starts_at")
    )
    decisions = Decision.objects.visible_to(user).filter(meeting__in=[row.pk for row in conferences])
    last, said = _last_time(meeting, cases, user)
    of_items = Decision.objects.filter(item__in=[item.pk for item in said]).order_by("pk")
    return Collected(
        concerns=Grouped(
            Concern.objects.visible_to(user).filter(case__in=cases).select_related("area"),
            lambda row: row.case_id,
        ),
        risks=Grouped(Risk.objects.filter(school__in=schools), lambda row: row.school_id),
        categories=Grouped(
            Category.objects.filter(school__in=schools).select_related("category"), lambda row: row.school_id
        ),
        scale=sorted(set(CategoryKind.objects.in_use().values_list("order", flat=True)), reverse=True),
        plans=Grouped(_plans(schools, user), lambda row: row.version.plan.school_id),
        conferences=Grouped(conferences, lambda row: row.case_id),
        decisions=Grouped(decisions.select_related("code"), lambda row: row.meeting_id),
        actions=Grouped(
            Action.objects.visible_to(user).filter(case__in=cases).order_by("due_on", "pk"),
            lambda row: row.case_id,
        ),
        support=Grouped(agreed_lines(schools, user), lambda line: line.row.school_id),
        letters=Grouped(_letters(schools, user), lambda line: line.row.school_id),
        inspections=Grouped(
            Inspection.objects.visible_to(user)
            .filter(school__in=schools)
            .select_related("kind", "grade", "progress"),
            lambda row: row.school_id,
        ),
        last=last,
        said=Grouped(said, lambda row: row.case_id),
        decided=Grouped(followed(of_items, meeting, user), lambda row: row.decision.item_id),
    )


def _last_time(meeting: Meeting, cases: Sequence[int], user: Any) -> tuple[Meeting | None, list[AgendaItem]]:
    """The meeting of this type before this one, and what was said of the cases by then, the latest first."""
    earlier = Meeting.objects.before(meeting)
    last = earlier.first()
    if last is None:
        return None, []
    said = AgendaItem.objects.visible_to(user).filter(meeting__in=earlier.values("pk"), case__in=cases)
    said = said.exclude(state=AgendaItem.State.PUT_OFF).select_related("progress", "meeting")
    return last, list(said.order_by("-meeting__starts_at"))


def _plans(schools: Sequence[int], user: Any) -> list[PlanContent]:
    """What is in force by the plans that the schools work by: one or two each."""
    versions = PlanVersion.objects.visible_to(user).filter(
        plan__school__in=schools, plan__closed_on=None, status=PlanVersion.Status.IN_FORCE
    )
    return contents_of(list(versions.select_related("plan__school").order_by("plan")))


def _letters(schools: Sequence[int], user: Any) -> list[LetterLine]:
    """The letters that the reader may know of, the latest first, each with where it stands."""
    rows = Letter.objects.visible_to(user).filter(school__in=schools).with_end()
    rows = rows.select_related("kind", "response").prefetch_related("required_actions", "clocks", "parts")
    return [LetterLine(row, standing_of(row)) for row in rows.order_by("-pk")]
