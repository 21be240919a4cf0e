"""A version of a plan as its page and its PDF show it: every objective with its steps and its judgements.

A version that was superseded or withdrawn, or whose plan was closed, shows what was known when that happened,
and nothing that came after.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from concern_cases.measured import Measured, earlier_words, measured
from concern_cases.models import (
    CriterionReading,
    ObjectiveRating,
    ObjectiveText,
    PlanComment,
    PlanRules,
    PlanVersion,
    Review,
)
from concern_cases.plan_pages import time_line
from concern_cases.plan_pages.as_then import (
    areas_as_named,
    as_recommended,
    people_as_called,
    plan_then,
    school_then,
)
from concern_cases.plan_pages.differences import numbered
from concern_cases.plan_pages.time_line import COMING, LATE, REACHED, Milestone, Row, TimeLine
from concern_cases.services.review_dates import months_between
from record import clock
from record.past import known_at
from schools.calendar import holidays_of

REVIEWS_SHOWN = 6  # on the plan on a page
PAST = (PlanVersion.Status.SUPERSEDED, PlanVersion.Status.WITHDRAWN)
RANKS = {"red": 0, "amber": 1, "green": 2}


@dataclass(frozen=True)
class PlanObjective:
    """One objective in one version, with the judgements of it in order of time."""

    text: Any
    judgements: list[Any]
    reviews: list[Any]
    today: date
    earlier: dict[UUID, Any]  # the last words of criteria that the version has no more

    @property
    def number(self) -> int:
        return int(self.text.objective.number)

    @property
    def last(self) -> Any | None:
        return self.judgements[-1] if self.judgements else None

    @cached_property
    def at_reviews(self) -> list[tuple[Any, str]]:
        """Each review that is shown, with how the objective was judged there; empty where it was not."""
        judged = {each.review_id: str(each.rag) for each in self.judgements if each.review_id}
        return [(review, judged.get(review.id, "")) for review in self.reviews]

    @property
    def direction(self) -> str:
        """better, same or worse than the judgement before; nothing before there are two."""
        if len(self.judgements) < 2:
            return ""
        before, now = (RANKS[each.rag] for each in self.judgements[-2:])
        return "same" if before == now else "better" if now > before else "worse"

    @cached_property
    def measured(self) -> list[Measured]:
        """Its criteria in order, then those that it had once and judgements speak of."""
        return measured(self.text.criteria.all(), self.judgements, self.earlier)

    @property
    def criteria(self) -> list[Measured]:
        """What it is measured by. The first leads."""
        return [each for each in self.measured if not each.is_gone]

    @property
    def first(self) -> Measured | None:
        """The criterion that leads."""
        return self.criteria[0] if self.criteria else None

    @cached_property
    def milestones(self) -> list[Any]:
        """Its milestones by the day, each with its ``state``."""
        rows = list(self.text.milestones.all())
        for row in rows:
            row.state = state_of(row.reached_on, row.due_on, self.today)
        return rows

    @cached_property
    def actions(self) -> list[Any]:
        """Its actions by the day, each with its ``state``; ``reached`` is done."""
        rows = list(self.text.actions.all())
        for row in rows:
            row.state = state_of(row.done_on, row.due_on, self.today)
        return rows

    @property
    def next_milestone(self) -> Any | None:
        """The first that was not reached."""
        return next((row for row in self.milestones if row.state != REACHED), None)

    @property
    def monitoring(self) -> str:
        return in_one(self.text)

    @cached_property
    def late_actions(self) -> int:
        return sum(1 for row in self.actions if row.state == LATE)


@dataclass(frozen=True)
class PlanContent:
    """One version as it is today, or as it was on the day when it was over (``until``)."""

    version: PlanVersion
    plan: Any
    school: Any
    comments: list[Any]
    objectives: list[PlanObjective]
    reviews: list[Any]
    earlier_reviews: int
    dropped: list[Any]  # the texts that this version gives up, each with the ``parts`` that go on, in words
    today: date
    until: datetime | None

    @cached_property
    def months(self) -> int:
        """How many months lay between two reviews."""
        if self.until is None or self.plan.review_months:
            return months_between(self.plan)
        rules = known_at(PlanRules.history.filter(la=self.version.plan.school.la_id), self.until)
        return next((row.review_months for row in rules.values()), PlanRules().review_months)

    @cached_property
    def judged_on(self) -> list[date]:
        return sorted({each.on for objective in self.objectives for each in objective.judgements})

    @cached_property
    def milestone_counts(self) -> dict[str, int]:
        states = [row.state for objective in self.objectives for row in objective.milestones]
        return {state: states.count(state) for state in (REACHED, LATE, COMING)}

    @cached_property
    def writers(self) -> list[str]:
        """Who wrote it: who drafted it, then whoever worded an objective in it."""
        people = [self.version.drafted_by, *(each.text.changed_by for each in self.objectives)]
        return list(dict.fromkeys(str(person) for person in people if person))

    @cached_property
    def time_line(self) -> TimeLine | None:
        """The milestones of all objectives, the school's holidays shaded."""
        rows = [
            Row(
                each.number,
                str(each.text.title),
                [Milestone(row.what, row.reached_on or row.due_on, row.state) for row in each.milestones],
            )
            for each in self.objectives
            if each.milestones
        ]
        rows = [Row(row.number, row.title, sorted(row.milestones, key=lambda m: m.on)) for row in rows]
        bare = time_line.draw(rows, today=self.today)
        if bare is None:
            return None
        spans = holidays_of(self.version.plan.school, bare.first, bare.last)
        return time_line.draw(rows, today=self.today, holidays=spans)


def state_of(done_on: date | None, due_on: date, today: date) -> str:
    """Reached, late or to come: what is due today is not late yet."""
    if done_on is not None:
        return REACHED
    return LATE if due_on < today else COMING


def in_one(text: ObjectiveText) -> str:
    """Who looks at it, how and when, in one line."""
    return ", ".join(filter(None, [text.monitored_by, text.monitored_how, text.monitored_when]))


def content_of(version: PlanVersion) -> PlanContent:
    """The version with all that stands in it, in a fixed number of queries, whatever it holds.

    Of a past version people, the school and the inspectors' words are as they were then.
    """
    until = past_since(version)
    if until is None:
        return contents_of([version])[0]
    content = _contents([version], until=until, today=timezone.localdate(until))[0]
    rows = [*(each.text for each in content.objectives), *content.dropped]
    judged = [row for each in content.objectives for row in each.judgements]
    people_as_called([*rows, *content.comments, *judged, version], until)
    as_recommended([each for row in rows for each in row.answers.all()], until)
    areas_as_named([row.objective for row in rows], until)
    plan = plan_then(version.plan, until)
    return replace(content, plan=plan, school=school_then(plan, until))


def contents_of(versions: Sequence[PlanVersion]) -> list[PlanContent]:
    """Versions that are not past, each with all that stands in it: as many queries as for one of them."""
    return _contents(versions, until=None, today=clock.today())


def _contents(versions: Sequence[PlanVersion], *, until: datetime | None, today: date) -> list[PlanContent]:
    texts = ObjectiveText.objects.filter(version__in=versions).select_related(
        "objective__area", "objective__split_from", "changed_by"
    )
    rows: dict[int, list[ObjectiveText]] = defaultdict(list)
    parts = ("criteria", "actions", "milestones", "answers__inspection__kind")
    for row in texts.prefetch_related(*parts):
        rows[row.version_id].append(row)
    judged = judgements_of([row.objective_id for of in rows.values() for row in of], until=until)
    earlier = _words_of_gone(rows, judged)
    held = reviews_held([version.plan_id for version in versions], until=until)
    said = Prefetch("comments", queryset=PlanComment.objects.select_related("said_by"))
    prefetch_related_objects(list(versions), said)
    return [
        _content(version, rows[version.pk], judged, held[version.plan_id], earlier, today=today, until=until)
        for version in versions
    ]


def _content(
    version: PlanVersion,
    rows: Sequence[ObjectiveText],
    judged: Mapping[int, list[Any]],
    held: Sequence[Any],
    earlier: dict[UUID, Any],
    *,
    today: date,
    until: datetime | None,
) -> PlanContent:
    shown = list(held[-REVIEWS_SHOWN:])
    dropped: list[Any] = [row for row in rows if row.dropped]
    for text in dropped:
        parts = (row.objective for row in rows if row.objective.split_from_id == text.objective_id)
        text.parts = numbered([objective.number for objective in parts])
    objectives = [
        PlanObjective(row, judged.get(row.objective_id, []), shown, today, earlier)
        for row in rows
        if not row.dropped
    ]
    return PlanContent(
        version=version,
        plan=version.plan,
        school=version.plan.school,
        comments=list(version.comments.all()),
        objectives=objectives,
        reviews=shown,
        earlier_reviews=len(held) - len(shown),
        dropped=dropped,
        today=today,
        until=until,
    )


def _words_of_gone(
    rows: Mapping[int, Sequence[ObjectiveText]], judged: Mapping[int, Sequence[Any]]
) -> dict[UUID, Any]:
    """How those criteria were worded of which judgements speak and that one of the versions has no more."""
    gone: set[UUID] = set()
    for text in (text for of in rows.values() for text in of):
        spoken_of = {key for row in judged.get(text.objective_id, ()) for key in row.said}
        gone |= spoken_of - {row.key for row in text.criteria.all()}
    return earlier_words(gone)


def reviews_held(plans: Sequence[int], *, until: datetime | None = None) -> dict[int, list[Any]]:
    """The reviews that were held, the oldest first, by plan; ``until``: as it was known then."""
    kept = Review.history.filter(plan__in=plans)
    rows = known_at(kept, until).values() if until else Review.objects.filter(plan__in=plans)
    held: dict[int, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.held_on or row.due_on, row.id)):
        if row.status == Review.Status.DONE:
            held[row.plan_id].append(row)
    return held


def past_since(version: PlanVersion) -> datetime | None:
    """The moment when it was superseded or withdrawn, or its plan closed; None while it is not past."""
    if version.status in PAST:
        rows = version.history.filter(status=version.status)
    elif version.plan.closed_on:
        rows = version.plan.history.exclude(closed_on=None)
    else:
        return None
    return rows.order_by("history_date").values_list("history_date", flat=True).first()  # type: ignore[no-any-return]


def judgements_of(objectives: Sequence[int], *, until: datetime | None = None) -> dict[int, list[Any]]:
    """The judgements by objective in order of time, the last of each day; ``until``: as they stood then."""
    rows = _known_then(objectives, until) if until else _known_now(objectives)
    by_day: dict[int, dict[date, Any]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: (row.on, row.number_of_row)):
        by_day[row.objective_id][row.on] = row
    return {objective: list(days.values()) for objective, days in by_day.items()}


def _known_now(objectives: Sequence[int]) -> Iterable[Any]:
    rows = ObjectiveRating.objects.filter(objective__in=objectives)
    rows = rows.select_related("rated_by", "school_said_by").prefetch_related("readings")
    for row in rows:
        row.number_of_row = row.pk  # type: ignore[attr-defined]
        yield row


def _known_then(objectives: Sequence[int], until: datetime) -> Iterable[Any]:
    """What the record said at that moment: the last that was kept of each judgement until then."""
    kept = ObjectiveRating.history.filter(objective__in=objectives)
    rows = known_at(kept.select_related("rated_by", "school_said_by"), until)
    for key, row in rows.items():
        row.number_of_row, row.said = key, {}
    for reading in known_at(CriterionReading.history.filter(rating__in=rows), until).values():
        rows[reading.rating_id].said[reading.criterion] = reading
    return rows.values()
