"""The LA's statement of action after a report that puts a school in a category of concern.

It is owed for a maintained school; of an academy its proprietor writes it. What the Act asks for stands in
``statement_law``; the number of working days is a beginning that people change.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from concern_cases.events import event_kind, record_event
from concern_cases.models import (
    Action,
    ConcernCase,
    Evidence,
    PlanRules,
    StatementOfAction,
    StatementRecipient,
)
from concern_cases.rules import not_in_future
from concern_cases.services.actions import agree_action, complete_action, drop_action
from concern_cases.services.evidence import add_evidence
from concern_cases.services.judgements import open_case_of
from concern_cases.services.statement_law import Recipient, missing_in_law, proposed_recipients
from concern_cases.visit_words import visit_of
from evaluation.models import Inspection
from people.models import User
from record.errors import AlreadyDone, RuleError
from record.services import service
from record.words import listed, plain_day
from schools.calendar import deadline
from schools.permissions import Circle

RULE = "inspection"

STATEMENT_DUE = event_kind(
    "statements.due",
    "has until {due_on} to send the statement of action after the {visit}",
    title="Statement of action due on {due_on}",
    details=("After the {visit}, whose report came on {report_on}.",),
)
STATEMENT_NOT_DUE = event_kind(
    "statements.not_due",
    "found that no statement of action is due after the {visit}",
    title="No statement of action is due any more",
    details=("What is known of the {visit} was corrected.",),
)
STATEMENT_SENT = event_kind(
    "statements.sent",
    "sent the statement of action after the {visit}",
    title="Statement of action sent",
    details=("To {who}, on {on}.", "It was due on {due_on}."),
)


def owes_statement(visit: Inspection) -> bool:
    """Whether the LA owes a statement: a maintained school is in a category, and the report has come."""
    return visit.needs_statement and visit.report_on is not None and visit.school.is_maintained


@service
def follow_with_statement(visit: Inspection, *, by: User) -> StatementOfAction | None:
    """A statement is due if the visit asks for one, counted from the day the report came; else none is.

    A statement that was sent stays as it is. Its date is an action of the lead of the school's open case.
    """
    rows = StatementOfAction.objects.select_for_update(of=("self",)).filter(inspection=visit)
    statement = rows.select_related("action").first()
    if statement and statement.sent_on:
        return statement
    if not owes_statement(visit):
        if statement:
            _no_longer_due(statement, by=by)
        return None
    if statement is None:
        statement = _begin(visit)
    elif not _count_anew(statement):
        return statement
    _told_to_the_lead(statement, by=by)
    facts: dict[str, Any] = {"due_on": statement.due_on, "report_on": visit.report_on}
    record_event(STATEMENT_DUE, **_about(statement), circle=Circle.LA, visit=visit_of(visit), **facts)
    return statement


@service
def write_statement(
    statement: StatementOfAction, *, text: str, parents: str = "", recipients: Iterable[Recipient], by: User
) -> StatementOfAction:
    """The statement says this of the action and of the ``parents``, and is for these people.

    It may still change until it is sent. Refuses (RuleError) nobody to send it to; one that was sent
    (AlreadyDone).
    """
    wanted = {each.name.strip(): each for each in recipients if each.name.strip()}
    if not wanted:
        raise RuleError("Name at least one recipient", field="recipients")
    _lock_unsent(statement)
    statement.text, statement.parents = text.strip(), parents.strip()
    statement.save()
    for row in statement.recipients.all():
        if row.name in wanted:
            each = wanted.pop(row.name)
            row.why, row.named_as = each.why.strip(), each.named_as
            row.save()
        else:
            row.delete()
    for each in wanted.values():
        _add_recipient(statement, each)
    _told_to_the_lead(statement, by=by)
    return statement


@service
def send_statement(
    statement: StatementOfAction,
    *,
    on: date,
    given: Mapping[int, str],
    files: Sequence[Any] = (),
    despite: bool = False,
    by: User,
) -> StatementOfAction:
    """The statement was given to these recipients on that day; ``given`` says how, by their keys.

    From the first of them on it can't be changed, and the school may read it; others may follow later.
    ``files`` are kept as evidence of the case. Refuses (RuleError) a day to come or before the report,
    nobody, a statement of neither words nor files and, unless it is sent ``despite`` that, one without what
    the Act asks for (``missing_in_law``); somebody who has it already (AlreadyDone).
    """
    not_in_future(on, "the sending")
    statement.refresh_from_db(from_queryset=StatementOfAction.objects.select_for_update(of=("self",)))
    report_on = statement.inspection.report_on
    if report_on and on < report_on:
        raise RuleError(
            f"The report came on {plain_day(report_on)}: choose that day or a later one", field="on"
        )
    rows = [row for row in statement.recipients.all() if given.get(row.pk, "").strip()]
    if not rows:
        raise RuleError("Say how at least one recipient was given it")
    if any(row.given_on for row in rows):
        raise AlreadyDone("It was recorded before that they have it")
    if not (statement.text or statement.file_id or files):
        raise RuleError("Write the statement first, or add its file", field="files")
    missing = missing_in_law(statement, in_a_file=bool(files))
    if missing and statement.sent_on is None and not despite:
        raise RuleError(f"The Act asks for what is not there: {'; '.join(missing)}", field="despite")
    for row in rows:
        row.given_on, row.how = on, given[row.pk].strip()
        row.save()
    if files:
        statement.file = _kept(statement, files, on=on, by=by)
    if statement.sent_on is None:
        statement.sent_on, statement.sent_by = on, by
    statement.save()
    _done(statement, by=by)
    facts: dict[str, Any] = {"visit": visit_of(statement.inspection), "on": on, "due_on": statement.due_on}
    record_event(STATEMENT_SENT, **_about(statement), who=listed(row.name for row in rows), **facts)
    return statement


def _begin(visit: Inspection) -> StatementOfAction:
    days = PlanRules.of(visit.school.la).statement_days
    statement = StatementOfAction(inspection=visit, days=days, case=open_case_of(visit.school))
    _count(statement)
    statement.save()
    for each in proposed_recipients(visit.school):
        _add_recipient(statement, each)
    return statement


def _add_recipient(statement: StatementOfAction, each: Recipient) -> None:
    facts = {"name": each.name.strip()[:200], "why": each.why.strip(), "named_as": each.named_as}
    StatementRecipient.objects.create(statement=statement, **facts)


def _count(statement: StatementOfAction) -> None:
    visit = statement.inspection
    if visit.report_on is None:
        raise ValueError("A statement is counted from the day on which the report came.")
    due = deadline(RULE, given=visit.report_on, days=statement.days, school=visit.school)
    statement.rule, statement.due_on, statement.counted = due.rule, due.ends_on, due.counted


def _count_anew(statement: StatementOfAction) -> bool:
    """Whether the date is another one since the visit was corrected."""
    before = statement.due_on
    _count(statement)
    if statement.due_on == before:
        return False
    statement.save()
    return True


def _no_longer_due(statement: StatementOfAction, *, by: User) -> None:
    record_event(
        STATEMENT_NOT_DUE, **_about(statement), circle=Circle.LA, visit=visit_of(statement.inspection)
    )
    action, reason = statement.action, "What is known of the visit was corrected"
    for row in statement.recipients.all():
        row.delete()
    statement._change_reason = reason
    statement.delete()
    if action and action.status == Action.Status.OPEN:
        drop_action(action, why=f"{reason}: no statement is due.", by=by)


def _told_to_the_lead(statement: StatementOfAction, *, by: User) -> None:
    """The lead of the open case has the action to send it, by the day it is due now."""
    case = statement.case if statement.case and statement.case.is_open else _open_case(statement)
    action = statement.action
    if action and action.status == Action.Status.OPEN:
        if action.due_on == statement.due_on:
            return
        drop_action(action, why="The date was counted anew.", by=by)
    elif action:
        return  # a person settled it
    if case is None:
        return
    statement.case = case
    statement.action = agree_action(
        case=case,
        what=f"Send the statement of action after the {visit_of(statement.inspection)}",
        due_on=statement.due_on,
        measure="Every recipient has it, and the day and the way are recorded",
        owner=case.lead,
        circle=Circle.LA,
        origin=f"The report of the {visit_of(statement.inspection)}",
        rule=statement.rule,
        entered_late=True,
        by=by,
    )
    statement.save()


def _open_case(statement: StatementOfAction) -> ConcernCase | None:
    return open_case_of(statement.inspection.school)


def _done(statement: StatementOfAction, *, by: User) -> None:
    action = statement.action
    if action and action.status == Action.Status.OPEN and action.case and action.case.is_open:
        complete_action(action, outcome="The statement of action was sent.", by=by)


def _kept(statement: StatementOfAction, files: Sequence[Any], *, on: date, by: User) -> Evidence:
    case = statement.case if statement.case and statement.case.is_open else _open_case(statement)
    if case is None:
        raise RuleError("Open a case on the school first: its files are kept there", field="files")
    statement.case = case
    return add_evidence(
        case,
        kind=Evidence.Kind.OTHER,
        on=on,
        source="Statement of action",
        text=f"The statement of action after the {visit_of(statement.inspection)}, as it was sent.",
        circle=Circle.SCHOOL,
        files=files,
        by=by,
    )


def _lock_unsent(statement: StatementOfAction) -> None:
    statement.refresh_from_db(from_queryset=StatementOfAction.objects.select_for_update(of=("self",)))
    if statement.sent_on:
        raise AlreadyDone(f"The statement was sent on {plain_day(statement.sent_on)}: it can’t be changed")


def _about(statement: StatementOfAction) -> dict[str, Any]:
    school = statement.inspection.school
    return {"school": school, "case": open_case_of(school), "inspection": statement.inspection_id}
