"""Visits by inspectors, as they are put down: what may be said of a visit, and what may not.

What follows from a visit (plans, the statement of action, what the case tells) is
``concern_cases.services.visits``: pages and others call that.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from evaluation.models import Framework, Inspection, InspectionGrade, VisitKind
from people.models import User
from record import clock
from record.errors import RuleError
from record.services import service
from schools.models import School

Scale = InspectionGrade.Scale
SCALE_FIELDS = {"grade": Scale.OVERALL, "progress": Scale.PROGRESS}


@dataclass(frozen=True)
class VisitFacts:
    """What is known of a visit. Without a framework it is the one of its grades, or of its day."""

    kind: VisitKind
    on: date
    grade: InspectionGrade | None = None
    progress: InspectionGrade | None = None
    report_on: date | None = None
    summary: str = ""
    framework: Framework | None = None


@service
def record_inspection(school: School, *, facts: VisitFacts, by: User) -> Inspection:
    """The visit to the school is known, under the framework that inspectors then worked by.

    Refuses (RuleError) a day to come, a kind or framework that was not in use on the day, a grade of another
    framework or scale, a report from before the visit or from a day to come, and the same visit twice.
    """
    # Two people who put down the same visit at the same moment follow each other.
    School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    checked = _checked(school, facts)
    return Inspection.objects.create(school=school, recorded_by=by, **checked)


@service
def change_inspection(inspection: Inspection, *, facts: VisitFacts, why: str, by: User) -> Inspection:
    """The visit is known as it was; what was said of it before is kept, with the reason.

    Refuses (RuleError) what ``record_inspection`` refuses, and an empty reason.
    """
    why = why.strip()
    if not why:
        raise RuleError("Say why it is corrected", field="why")
    inspection.refresh_from_db(from_queryset=Inspection.objects.select_for_update(of=("self",)))
    for name, fact in _checked(inspection.school, facts, but=inspection).items():
        setattr(inspection, name, fact)
    inspection._change_reason = why
    inspection.save()
    return inspection


def _checked(school: School, facts: VisitFacts, *, but: Inspection | None = None) -> dict[str, Any]:
    """The fields of the visit; refuses what can't be true of one."""
    if facts.on > clock.today():
        raise RuleError("Choose today or an earlier day: the visit has not been yet", field="on")
    _report_fits(facts)
    if not VisitKind.objects.in_use_on(facts.on).filter(pk=facts.kind.pk).exists():
        raise RuleError(f"There was no visit of the kind “{facts.kind}” on that day", field="kind")
    framework = _framework_of(facts)
    for name, scale in SCALE_FIELDS.items():
        grade = getattr(facts, name)
        if grade and (grade.framework_id != framework.pk or grade.scale != scale):
            raise RuleError(f"“{grade}” is not a judgement of the {framework}", field=name)
    same = Inspection.objects.filter(school=school, kind=facts.kind, on=facts.on)
    if but:
        same = same.exclude(pk=but.pk)
    if same.exists():
        raise RuleError("This visit is recorded already: the same kind on the same day", field="on")
    names = ("kind", "on", "grade", "progress", "report_on")
    rest = {"framework": framework, "summary": facts.summary.strip()}
    return {name: getattr(facts, name) for name in names} | rest


def _report_fits(facts: VisitFacts) -> None:
    if facts.report_on is None:
        return
    if facts.report_on < facts.on:
        raise RuleError(
            "A report comes after its visit: choose the day of the visit or later", field="report_on"
        )
    if facts.report_on > clock.today():
        raise RuleError("Leave it empty until the report has come", field="report_on")


def _framework_of(facts: VisitFacts) -> Framework:
    """The framework named, else that of a grade, else the latest that was in use on the day."""
    given = facts.grade or facts.progress
    framework = facts.framework or (given.framework if given else None)
    in_use = Framework.objects.in_use_on(facts.on)
    if framework is None:
        framework = in_use.order_by("-valid_from").first()
        if framework is None:
            raise RuleError("No framework is known for that day", field="on")
    elif not in_use.filter(pk=framework.pk).exists():
        field = next((name for name in SCALE_FIELDS if getattr(facts, name)), "on")
        raise RuleError(f"The {framework} was not in use on the day of the visit", field=field)
    return framework
