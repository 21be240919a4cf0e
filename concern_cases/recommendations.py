"""What inspectors asked of a school, and which objectives of its plans answer it.

The recommendations that count are those of the last visit that judged the school as a whole and of the
visits since; where there was none, of the visits since the plan was opened. A visit after which no plan is
reviewed, such as a survey of one subject, asks nothing of a plan. A plan that goes on at the school that
follows its own takes along what was asked of it before. What comes back never grows with queries.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from concern_cases.models import ObjectiveText, Plan, PlanVersion
from evaluation.models import Inspection, InspectionRecommendation
from schools.models import School

Status = PlanVersion.Status
WORKED_BY = (Status.IN_FORCE, Status.DRAFT)


@dataclass(frozen=True)
class Traced:
    """One recommendation, and the objectives that answer it as they are worded where it was looked for."""

    recommendation: InspectionRecommendation
    texts: Sequence[ObjectiveText]
    is_open: bool


@dataclass(frozen=True)
class TracedVisit:
    """One visit with its recommendations in order."""

    visit: Inspection
    rows: Sequence[Traced]

    @property
    def open(self) -> list[InspectionRecommendation]:
        """Those that a plan has to answer, and no objective does."""
        return [row.recommendation for row in self.rows if row.is_open]


def traced(version: PlanVersion, *, user: Any = None) -> list[TracedVisit]:
    """Every recommendation that the version had to answer, by visit, the latest visit first: five queries.

    Of a version in force or in draft it is said as everywhere else: an answer counts in whichever of the
    school's running plans it stands, drafts too, and ``user`` is shown those of the versions that they may
    see. A version that is past is held by itself against the visits until then.
    """
    after = version.plan.versions.filter(number__gt=version.number).exclude(in_force_on=None)
    until = after.order_by("number").values_list("in_force_on", flat=True).first()
    visits = visits_behind(version.plan, until=until)
    if version.status not in WORKED_BY or version.plan.closed_on:
        return [shown(visit) for visit in with_answers(visits, PlanVersion.objects.filter(pk=version.pk))]
    versions, to_answer = (
        worked_by(user).filter(plan__school=version.plan.school_id),
        flagged_at(version.plan.school_id),
    )
    return [shown(visit, to_answer=to_answer, first=version) for visit in with_answers(visits, versions)]


def flagged_at(school_pk: int) -> set[int]:
    """Keys of what is unanswered at the school: whoever may not see a draft learns nothing else of it."""
    return set(unanswered(School.objects.filter(pk=school_pk)).values_list("pk", flat=True))


def visits_behind(plan: Plan, *, until: date | None = None) -> QuerySet[Inspection]:
    """The visits whose recommendations the plan has to answer; ``until``: as it was on that day."""
    visits = Inspection.objects.filter(school__in=plan.schools)
    if until:
        visits = visits.filter(on__lte=until)
    last_full = visits.exclude(grade=None).values_list("on", flat=True).first()
    return visits.filter(kind__opens_revision=True, on__gte=last_full or plan.opened_on)


def with_answers(visits: QuerySet[Inspection], versions: QuerySet[PlanVersion]) -> QuerySet[Inspection]:
    """The visits with their recommendations, and these with what answers them in the versions."""
    texts = ObjectiveText.objects.filter(version__in=versions, dropped=False)
    # "in_force" comes before "draft".
    texts = texts.select_related("objective", "version__plan").order_by("-version__status", "order", "pk")
    answers = Prefetch("answered_by", queryset=texts, to_attr="answers_shown")
    rows = InspectionRecommendation.objects.prefetch_related(answers)
    visits = visits.select_related("kind", "framework", "grade", "progress", "school__la", "school__diocese")
    return visits.prefetch_related(Prefetch("recommendations", queryset=rows))


def shown(
    visit: Inspection, *, to_answer: Collection[int] | None = None, first: PlanVersion | None = None
) -> TracedVisit:
    """What ``with_answers`` brought, each objective once: as ``first`` words it, or as it is in force.

    ``to_answer``: keys of those that are open; without it all that nothing answers are.
    """
    rows = []
    for row in visit.recommendations.all():
        by_objective: dict[int, ObjectiveText] = {}
        texts = getattr(row, "answers_shown", ())
        for text in sorted(texts, key=lambda text: first is None or text.version_id != first.pk):
            by_objective.setdefault(text.objective_id, text)
        is_open = not by_objective and (to_answer is None or row.pk in to_answer)
        rows.append(Traced(row, list(by_objective.values()), is_open))
    return TracedVisit(visit, rows)


def worked_by(user: Any = None) -> QuerySet[PlanVersion]:
    """The versions in force and the drafts of running plans; those that the person may see, if one asks."""
    versions = PlanVersion.objects.visible_to(user) if user else PlanVersion.objects.all()
    return versions.filter(plan__closed_on=None, status__in=WORKED_BY)


def unanswered(schools: QuerySet[School]) -> QuerySet[InspectionRecommendation]:
    """Recommendations that a running plan has to answer, and no objective does: made to these schools, or to
    one at which a plan of theirs was before.

    An answer that stands in a draft counts: whoever writes the plan has seen to it.
    """
    running = Plan.objects.running().were_at(OuterRef("inspection__school"))
    plans = Plan.objects.running().were_at(OuterRef(OuterRef(OuterRef("inspection__school"))))
    been_at = Plan.history.filter(id__in=plans.values("pk")).values("school")
    graded = Inspection.objects.filter(
        Q(school=OuterRef("inspection__school")) | Q(school__in=been_at)
    ).exclude(grade=None)
    answers = ObjectiveText.objects.filter(
        answers=OuterRef("pk"), dropped=False, version__in=worked_by().values("pk")
    )
    opened_before = running.filter(opened_on__lte=OuterRef("inspection__on"))
    rows = InspectionRecommendation.objects.filter(
        Exists(running), ~Exists(answers), ~Exists(graded.filter(on__gt=OuterRef("inspection__on")))
    )
    return rows.filter(
        Q(Exists(graded)) | Q(Exists(opened_before)),
        Q(inspection__school__in=schools) | Q(Exists(running.filter(school__in=schools))),
        inspection__kind__opens_revision=True,
    )


def is_answered(row: InspectionRecommendation) -> bool:
    """Whether an objective answers it, in whatever version of whatever plan."""
    return ObjectiveText.objects.filter(answers=row).exists()
