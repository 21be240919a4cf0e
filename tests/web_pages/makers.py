"""Plain makers of rows that pages show. Each takes overrides; what is not asked for is quietly sensible."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone
from viewflow.workflow.models import Task

from concern_cases.events import event_kind
from concern_cases.models import Action, Cadence, ConcernCase
from evaluation.models import Category, CategoryKind, Risk
from letters.models import Clock, Letter, LetterKind
from meetings.models import Invitee, Meeting, MeetingType
from people.models import User
from record import clock
from schools.models import School
from schools.permissions import Perm
from workflows.models import CaseworkProcess, TaskCard

LETTER_FLOW = "workflows/letters.flow.WarningLetterFlow"
TOLD = event_kind("tests.told", "told {what}")
_numbers = count(1)


def days_ahead(days: int) -> date:
    return clock.today() + timedelta(days=days)


def at_ten(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 10, tzinfo=timezone.get_default_timezone())


def make_cadence(**facts: Any) -> Cadence:
    row, _ = Cadence.objects.get_or_create(
        code=facts.pop("code", "every-3-months"),
        defaults={"name": "Every 3 months", "every": 3, "unit": "months", "for_risk": "high", **facts},
    )
    return row


def make_case(school: School, lead: User, **facts: Any) -> ConcernCase:
    facts.setdefault("opened_on", days_ahead(-30))
    facts.setdefault("cadence", make_cadence())
    facts.setdefault("why", "Results fall, and checks by leaders are few.")
    facts.setdefault("reference", f"SOC-2026-{7000 + next(_numbers)}")
    return ConcernCase.objects.create(school=school, lead=lead, opened_by=lead, **facts)


def close(case: ConcernCase, **facts: Any) -> ConcernCase:
    for name, value in {
        "closed_on": days_ahead(-5),
        "closed_why": "Two reviews met the criteria.",
        **facts,
    }.items():
        setattr(case, name, value)
    case.status, case.closed_by = ConcernCase.Status.CLOSED, case.lead
    case.save()
    return case


def judge(school: School, by: User, level: str = "high", **facts: Any) -> Risk:
    facts.setdefault("on", days_ahead(-10))
    facts.setdefault("kind", Risk.Kind.IMPROVEMENT)
    return Risk.objects.create(school=school, level=level, reason="Progress is slow.", judged_by=by, **facts)


def make_category(school: School, by: User, *, inadequate: bool = True, **facts: Any) -> Category:
    code = "inadequate" if inadequate else "good"
    kind, _ = CategoryKind.objects.get_or_create(
        code=code,
        defaults={"name": code.capitalize(), "is_inadequate": inadequate, "order": 0 if inadequate else 3},
    )
    facts.setdefault("on", days_ahead(-20))
    return Category.objects.create(
        school=school, category=kind, stage="confirmed", reason="Moderated.", agreed_by=by, **facts
    )


def make_action(case: ConcernCase, **facts: Any) -> Action:
    facts.setdefault("due_on", days_ahead(10))
    facts.setdefault("owner_name", "David Lorimer")
    return Action.objects.create(
        la=case.school.la,
        school=case.school,
        case=case,
        what=facts.pop("what", "Publish a calendar of checks"),
        measure=facts.pop("measure", "Nine checks a half-term"),
        **facts,
    )


def make_meeting(case: ConcernCase, chair: User, *, on: date, **facts: Any) -> Meeting:
    kind, _ = MeetingType.objects.get_or_create(
        code="case-conference", defaults={"name": "Case conference", "requires_diocese": True}
    )
    starts_at = at_ten(on)
    facts.setdefault("status", Meeting.Status.INVITED)
    facts.setdefault("place", "at the school")
    return Meeting.objects.create(
        type=facts.pop("type", kind),
        la=case.school.la,
        school=case.school,
        case=case,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        chair=chair,
        called_by=chair,
        **facts,
    )


def invite(meeting: Meeting, user: User, required_as: str = "school", **facts: Any) -> Invitee:
    return Invitee.objects.create(
        meeting=meeting, user=user, name=user.name, email=user.email, required_as=required_as, **facts
    )


def make_letter(case: ConcernCase, drafter: User, **facts: Any) -> Letter:
    kind, _ = LetterKind.objects.get_or_create(
        code="warning-letter",
        defaults={"name": "Warning letter", "on_ladder": 3, "opening": "We write.", "consequence": "Then."},
    )
    if facts.get("status") in Letter.GIVEN_STATES:
        facts.setdefault("dated", days_ahead(-15))
        facts.setdefault("given_on", days_ahead(-15))
    return Letter.objects.create(
        reference=facts.pop("reference", f"L-2026-{7000 + next(_numbers)}"),
        kind=kind,
        school=case.school,
        case=case,
        subject="Our concerns",
        drafted_by=drafter,
        **facts,
    )


def start_clock(letter: Letter, ends_on: date) -> Clock:
    return Clock.objects.create(
        letter=letter, rule="inspection", given_on=days_ahead(-15), days=20, ends_on=ends_on
    )


def make_card(subject: Meeting | Letter, perm: Perm, **facts: Any) -> TaskCard:
    """An open step about a meeting or a letter, as the work list knows it. No process has led to it."""
    is_meeting = isinstance(subject, Meeting)
    about = {"meeting": subject} if is_meeting else {"letter": subject}
    flow = "workflows/conferences.flow.CaseConferenceFlow" if is_meeting else LETTER_FLOW
    process = CaseworkProcess.objects.filter(**about).first() or CaseworkProcess.objects.create(
        la=subject.school.la, school=subject.school, case=subject.case, flow_class=flow, **about
    )
    node = facts.pop("node", "draft_minutes" if is_meeting else "legal_check")
    task = Task.objects.create(
        process=process.process_ptr, flow_task_type="HUMAN", flow_task=f"{flow}.{node}"
    )
    facts.setdefault("due_on", days_ahead(3))
    kept_out = facts.pop("not_for", None)
    card = TaskCard.objects.create(
        task=task,
        title=facts.pop("title", "Draft the minutes"),
        la=subject.school.la,
        school=subject.school,
        case=subject.case,
        perm=perm.value,
        created_at=clock.now(),
        **facts,
    )
    card.not_for.set([kept_out] if kept_out else [])
    return card
