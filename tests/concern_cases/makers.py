"""Makers of cases and what is in them, through the services, with overrides."""

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

from concern_cases.models import Action, ConcernCase, Evidence, Plan
from concern_cases.services.actions import agree_action
from concern_cases.services.cases import open_case
from concern_cases.services.concerns import ConcernFacts
from concern_cases.services.evidence import add_evidence
from concern_cases.services.plans import (
    CriterionFacts,
    MilestoneFacts,
    ObjectiveFacts,
    bring_into_force,
    open_plan,
)
from concern_cases.services.visits import record_visit
from evaluation.models import Area, Inspection, InspectionGrade, Risk, VisitKind
from evaluation.services.inspections import VisitFacts
from people.models import User
from record import clock
from schools.models import School

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def area(code: str = "governance") -> Area:
    return Area.objects.get(code=code)


def concern_facts(**facts: Any) -> ConcernFacts:
    facts.setdefault("area", area())
    facts.setdefault("text", "Governors have no record of visits to the school.")
    facts.setdefault("source", "SIP visit 2")
    if "not_discussed_why" not in facts:
        facts.setdefault("discussed_on", clock.today() - timedelta(days=4))
        facts.setdefault("discussed_with", "David Lorimer, headteacher")
    return ConcernFacts(**facts)


def make_case(cast: Any, **facts: Any) -> ConcernCase:
    facts.setdefault("why", "Results have fallen for three years.")
    facts.setdefault("lead", cast.senior_adviser)
    facts.setdefault("concerns", [concern_facts()])
    facts.setdefault("risk_level", Risk.Level.HIGH)
    facts.setdefault("risk_reason", "No capacity was seen at two visits.")
    facts.setdefault("by", cast.senior_adviser)
    return open_case(facts.pop("school", cast.school), **facts)


def make_evidence(case: ConcernCase, **facts: Any) -> Evidence:
    facts.setdefault("kind", Evidence.Kind.NOTE_OF_VISIT)
    facts.setdefault("on", clock.today() - timedelta(days=10))
    facts.setdefault("source", "SIP visit 2, Judith Penhale")
    facts.setdefault("text", "Nine of 17 pupils made no progress in writing.")
    facts.setdefault("circle", "school")
    facts.setdefault("by", case.lead)
    return add_evidence(case, **facts)


def make_action(case: ConcernCase, **facts: Any) -> Action:
    facts.setdefault("what", "Publish a calendar of checks")
    facts.setdefault("measure", "Nine checks are made each half-term")
    facts.setdefault("due_on", clock.today() + timedelta(days=14))
    facts.setdefault("owner_name", "David Lorimer")
    facts.setdefault("by", case.lead)
    return agree_action(case=case, **facts)


def objective_facts(**facts: Any) -> ObjectiveFacts:
    """An objective with one criterion, or with ``criteria``."""
    measured = {name: facts.pop(name) for name in ("baseline", "criterion", "target") if name in facts}
    facts.setdefault("area", area("key-stage-2"))
    facts.setdefault("title", "Mathematics is taught securely in all five classes")
    criterion = CriterionFacts(
        measured.get("criterion", "Lessons seen by the SIP"),
        baseline=measured.get("baseline", "2 of 5 classes"),
        target=measured.get("target", "5 of 5 classes"),
    )
    facts.setdefault("criteria", [criterion])
    facts.setdefault("by", clock.today() + timedelta(days=120))
    facts.setdefault(
        "milestones", [MilestoneFacts("Joint planning on Mondays", days(30), who="David Lorimer")]
    )
    return ObjectiveFacts(**facts)


def make_plan(case: ConcernCase, **facts: Any) -> Plan:
    """A plan whose first version is in force."""
    facts.setdefault("kind", Plan.Kind.SUPPORT)
    facts.setdefault("horizon", clock.today() + timedelta(days=700))
    facts.setdefault("objectives", [objective_facts()])
    facts.setdefault("by", case.lead)
    plan = open_plan(case, **facts)
    bring_into_force(plan.versions.get(), by=case.lead)
    return plan


def sent_file(name: str = "note.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


OFFICE = "application/vnd.openxmlformats-officedocument"
MAIN = {
    "docx": f"{OFFICE}.wordprocessingml.document.main+xml",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet.main+xml",
    "pptx": f"{OFFICE}.presentationml.presentation.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
}


def archive(parts: dict[str, bytes | str]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()


def office(kind: str, **more: bytes | str) -> bytes:
    types = f'<Types><Override PartName="/main.xml" ContentType="{MAIN[kind]}"/></Types>'
    return archive({"[Content_Types].xml": types, "word/document.xml": "<w:document/>", **more})


def days(count: int) -> date:
    """That many days from today."""
    return clock.today() + timedelta(days=count)


def visit_facts(**facts: Any) -> VisitFacts:
    """A monitoring visit of 6 October 2026 that found enough progress."""
    facts.setdefault("kind", VisitKind.objects.get(code=facts.pop("code", "monitoring")))
    facts.setdefault("on", date(2026, 10, 6))
    for name in ("grade", "progress"):
        if isinstance(facts.get(name), str):
            facts[name] = InspectionGrade.objects.get(code=facts[name])
    return VisitFacts(**facts)


def make_visit(school: School, *, by: User, recommendations: Sequence[str] = (), **facts: Any) -> Inspection:
    facts.setdefault("progress", "2025-progress-enough")
    return record_visit(school, facts=visit_facts(**facts), recommendations=recommendations, by=by)


def make_inadequate(school: School, *, by: User, **facts: Any) -> Inspection:
    """A full inspection of 2 November 2026 that put the school in a category; its report came on the 16th."""
    facts.setdefault("on", date(2026, 11, 2))
    facts.setdefault("report_on", date(2026, 11, 16))
    facts = {"code": "full", "grade": "2025-significant-improvement", "progress": None, **facts}
    return make_visit(school, by=by, **facts)
