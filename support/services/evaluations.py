"""Evaluations by somebody from outside: commissioned, received with what they found, put right, withdrawn."""

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

CORRECTED = event_kind(
    "evaluations.corrected",
    "corrected the evaluation by {evaluator}",
    title="Evaluation corrected: {evaluator}",
    details=("{question}", "{findings}", "Due by {due_on}.", "{why}"),
)
WITHDRAWN = event_kind(
    "evaluations.withdrawn",
    "withdrew the evaluation by {evaluator}",
    title="Evaluation withdrawn: {evaluator}",
    details=("{question}", "{why}"),
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
    evaluator, question = _asked(evaluator, question)
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
    (AlreadyDone) one that is here or was withdrawn.
    """
    _lock(evaluation)
    if evaluation.received_on:
        raise AlreadyDone("This evaluation was received already")
    _found(evaluation, on, findings, evidence)
    evaluation.save()
    _tell(RECEIVED, evaluation, findings=evaluation.findings)
    return evaluation


@service
def correct_evaluation(
    evaluation: ExternalEvaluation,
    *,
    evaluator: str,
    question: str,
    due_on: date,
    on: date | None = None,
    findings: str = "",
    evidence: Evidence | None = None,
    why: str,
    by: User,
) -> ExternalEvaluation:
    """It says what is right; what it said before stays in its history, with the reason.

    ``on``, ``findings`` and ``evidence`` are those of one that was received, and of no other. Refuses
    (RuleError) missing words, a day by which it is due before it was commissioned, and what
    ``receive_evaluation`` refuses; (AlreadyDone) one that was withdrawn.
    """
    evaluator, question = _asked(evaluator, question)
    why = worded(why, "Say what is put right", field="why")
    _lock(evaluation)
    if due_on < evaluation.commissioned_on:
        raise RuleError("It had not been commissioned on this day", field="due_on")
    evaluation.evaluator, evaluation.question, evaluation.due_on = evaluator, question, due_on
    if evaluation.received_on:
        _found(evaluation, on or evaluation.received_on, findings, evidence)
    evaluation._change_reason = why
    evaluation.save()
    _tell(CORRECTED, evaluation, findings=evaluation.findings, due_on=due_on, why=why)
    return evaluation


@service
def withdraw_evaluation(evaluation: ExternalEvaluation, *, why: str, by: User) -> ExternalEvaluation:
    """Nobody waits for it, or goes by what it found, any more; that it was there, and why not now, stays.

    Refuses (RuleError) an empty reason; (AlreadyDone) one that was withdrawn.
    """
    why = worded(why, "Say why it is withdrawn", field="why")
    _lock(evaluation)
    evaluation.withdrawn_at, evaluation.withdrawn_by, evaluation.withdrawn_why = clock.now(), by, why
    evaluation.save()
    _tell(WITHDRAWN, evaluation, why=why)
    return evaluation


def _lock(evaluation: ExternalEvaluation) -> None:
    evaluation.refresh_from_db(from_queryset=ExternalEvaluation.objects.select_for_update(of=("self",)))
    if evaluation.withdrawn_at:
        raise AlreadyDone("This evaluation was withdrawn")


def _asked(evaluator: str, question: str) -> tuple[str, str]:
    return (
        worded(evaluator, "Say who evaluates", field="evaluator"),
        worded(question, "Say what is to be found out", field="question"),
    )


def _found(evaluation: ExternalEvaluation, on: date, findings: str, evidence: Evidence | None) -> None:
    findings = worded(findings, "Say what was found", field="findings")
    not_in_future(on, "what was received")
    if on < evaluation.commissioned_on:
        raise RuleError("It had not been commissioned on this day", field="on")
    if evidence and evidence.case.school_id != evaluation.school_id:
        raise RuleError("Choose evidence of this school", field="evidence")
    evaluation.received_on, evaluation.findings, evaluation.evidence = on, findings, evidence


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
