"""Evaluations by somebody from outside: commissioned, and received with what they found."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from concern_cases.events import EventKind, event_kind, record_event
from concern_cases.models import ConcernCase, Evidence
from concern_cases.rules import not_in_future, people_named, worded
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.models import School
from schools.permissions import Circle
from support.models import ExternalEvaluation

COMMISSIONED = event_kind(
    "evaluations.commissioned",
    "commissioned an evaluation by {evaluator}",
    title="Evaluation commissioned: {evaluator}",
    details=("{question}", "It is due by {due_on}."),
)
RECEIVED = event_kind(
    "evaluations.received",
    "received the evaluation by {evaluator}",
    title="Evaluation received: {evaluator}",
    details=("{question}", "{findings}"),
)


@service
def commission_evaluation(
    school: School,
    *,
    evaluator: str,
    question: str,
    due_on: date,
    circle: str = Circle.SCHOOL,
    named: Sequence[User] = (),
    by: User,
) -> ExternalEvaluation:
    """Somebody from outside is to answer the question by a day.

    Refuses (RuleError) missing words, and a day that has passed.
    """
    evaluator = worded(evaluator, "Say who evaluates", field="evaluator")
    question = worded(question, "Say what is to be found out", field="question")
    if due_on < clock.today():
        raise RuleError("Choose a day from today on", field="due_on")
    people = people_named(circle, named, school=school, by=by)
    evaluation = ExternalEvaluation.objects.create(
        school=school,
        case=ConcernCase.objects.open().filter(school=school).first(),
        evaluator=evaluator,
        question=question,
        commissioned_on=clock.today(),
        commissioned_by=by,
        due_on=due_on,
        circle=circle,
    )
    evaluation.named.set(people)
    _tell(COMMISSIONED, evaluation, due_on=due_on)
    return evaluation


@service
def receive_evaluation(
    evaluation: ExternalEvaluation, *, on: date, findings: str, evidence: Evidence | None = None, by: User
) -> ExternalEvaluation:
    """It is known what the evaluation found, and which evidence it became, if any.

    Refuses (RuleError) no findings, a day to come or before it was commissioned, evidence of another school;
    (AlreadyDone) one that is here.
    """
    findings = worded(findings, "Say what was found", field="findings")
    not_in_future(on, "what was received")
    evaluation.refresh_from_db(from_queryset=ExternalEvaluation.objects.select_for_update(of=("self",)))
    if evaluation.received_on:
        raise AlreadyDone("This evaluation was received already")
    if on < evaluation.commissioned_on:
        raise RuleError("It had not been commissioned on this day", field="on")
    if evidence and evidence.case.school_id != evaluation.school_id:
        raise RuleError("Choose evidence of this school", field="evidence")
    evaluation.received_on, evaluation.findings, evaluation.evidence = on, findings, evidence
    evaluation.save()
    _tell(RECEIVED, evaluation, findings=findings)
    return evaluation


def _tell(kind: EventKind, evaluation: ExternalEvaluation, **facts: Any) -> None:
    named = evaluation.named.all() if evaluation.circle == Circle.NAMED else ()
    record_event(
        kind,
        school=evaluation.school,
        case=evaluation.case,
        circle=evaluation.circle,
        audience=named,
        evaluation=evaluation.pk,
        evaluator=evaluation.evaluator,
        question=evaluation.question,
        **facts,
    )
