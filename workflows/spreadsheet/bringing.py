"""Bringing in today's casework from a spreadsheet: all of it, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from concern_cases.models import Action, Cadence, ConcernCase
from concern_cases.services.actions import agree_action
from concern_cases.services.cases import open_case
from concern_cases.services.concerns import ConcernFacts
from evaluation.models import Area, Risk
from meetings.reference import CASE_CONFERENCE
from meetings.services.clashes import against_calling
from meetings.services.conferences import suggested_invitees
from meetings.services.earlier import enter_earlier_conference
from people.access import perms_of
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.tables import Line, Table, day_of, time_of
from schools.models import School
from schools.permissions import Circle, Perm
from workflows.services.conferences import start_conference
from workflows.spreadsheet.columns import ACTIONS, CASES, COLUMNS, CONFERENCES, check_cells, lines_of
from workflows.spreadsheet.report import ADDED, KNOWN, REFUSED, NothingDone, Outcome, Report


@dataclass(frozen=True)
class _Brought:
    """What a line does, and what is known to stand against it."""

    words: str
    against: tuple[str, ...] = ()


def import_casework(tables: list[Table], *, by: User, dry_run: bool = False, despite: bool = True) -> Report:
    """Every case, conference and action of the file is here, or nothing has changed.

    One bad line, or ``dry_run``, and nothing is done: the report says what every line would do. Without
    ``despite`` it isn't either where something is known to stand against a line. The same file again does
    nothing.
    Each line asks what ``by`` may do for its school. Refuses (RuleError) a file whose sheets or columns are
    not those of the template.
    """
    lines = lines_of(tables)
    report = Report()
    try:
        with transaction.atomic():
            for kind, bring in ((CASES, _case), (CONFERENCES, _conference), (ACTIONS, _action)):
                report.outcomes += [_outcome(kind, line, bring, by) for line in lines[kind]]
            if dry_run or report.refused or (report.against and not despite):
                raise NothingDone
    except NothingDone:
        return report
    report.done = True
    return report


def _outcome(kind: str, line: Line, bring: Callable[[Line, User], _Brought], by: User) -> Outcome:
    about = line["urn"]
    try:
        with transaction.atomic():
            check_cells(line, COLUMNS[kind])
            brought = bring(line, by)
    except AlreadyDone as known:
        return Outcome(kind, line.where, about, KNOWN, f"Nothing: {_inside(str(known))}.")
    except RuleError as error:
        return Outcome(kind, line.where, about, REFUSED, str(error), _column(kind, error.field))
    return Outcome(kind, line.where, about, ADDED, brought.words, against=brought.against)


# What services call a field, and what the template calls it.
_FIELD_NAMES = {
    "text": "concern",
    "owner": "who",
    "starts_at": "on",
    "risk_level": "risk",
    "level": "risk",
    "reason": "risk_reason",
    "opened_on": "open_since",
}


def _column(kind: str, name: str | None) -> str:
    name = _FIELD_NAMES.get(name or "", name or "")
    return name if name in {column.name for column in COLUMNS[kind]} else ""


def _inside(words: str) -> str:
    return words[:1].lower() + words[1:]


# --- One line of each kind


def _case(line: Line, by: User) -> _Brought:
    school = _school(line, by, Perm.MANAGE_CASE)
    known = ConcernCase.objects.open().filter(school=school).first()
    if known:
        raise AlreadyDone(f"{school} has the open case {known.reference}")
    case = open_case(
        school,
        why=line["why"],
        lead=_person(line, "lead"),
        concerns=[_concern(line)],
        risk_level=_one_of(line, "risk", dict(Risk.Level.choices)),
        risk_reason=line["risk_reason"],
        cadence=_cadence(line),
        cadence_why=line["cadence_why"],
        opened_on=day_of(line, "open_since"),
        by=by,
    )
    return _Brought(f"Opens a case for {school}, led by {case.lead}.")


def _conference(line: Line, by: User) -> _Brought:
    case = _case_of(line, by, Perm.MANAGE_MEETING)
    starts_at = _moment(line)
    if case.meetings.filter(type__code=CASE_CONFERENCE, starts_at=starts_at).exists():
        raise AlreadyDone("This conference is here already")
    chair = _person(line, "chair") if line["chair"] else case.lead
    place = line["place"] or str(case.school)
    if starts_at <= clock.now():
        enter_earlier_conference(case, starts_at=starts_at, place=place, chair=chair, by=by)
        return _Brought(f"Enters an earlier conference of {case.school}.")
    invitees = suggested_invitees(case, chair=chair, on=timezone.localdate(starts_at))
    against = against_calling(case, starts_at, invitees=invitees)
    start_conference(case, starts_at=starts_at, place=place, chair=chair, invitees=invitees, by=by)
    words = f"Calls a conference of {case.school} and invites {len(invitees)} people."
    return _Brought(words, tuple(against))


def _action(line: Line, by: User) -> _Brought:
    case = _case_of(line, by, Perm.MANAGE_CASE)
    due_on = day_of(line, "due_on")
    if due_on is None:
        raise RuleError("Say by when", field="due_on")
    if Action.objects.filter(case=case, what=line["what"], due_on=due_on).exists():
        raise AlreadyDone("This action is here already")
    owner = User.objects.filter(email__iexact=line["who"], is_active=True).first()
    if owner is None and "@" in line["who"]:
        raise RuleError(f"Nobody signs in as {line['who']}: write a name instead", field="who")
    action = agree_action(
        case=case,
        what=line["what"],
        measure=line["measure"],
        due_on=due_on,
        owner=owner,
        owner_name="" if owner else line["who"],
        circle=line["circle"] or Circle.SCHOOL,
        origin=line["from"],
        entered_late=True,
        by=by,
    )
    return _Brought(f"Adds an action of {action.owner_name} to {case.school}.")


# --- What a cell names


def _school(line: Line, by: User, perm: Perm) -> School:
    """The school of the line, if ``by`` may do this there; hidden and missing ones are told alike."""
    school = School.objects.filter(urn=line["urn"]).select_related("la", "diocese").first()
    held = perms_of(by, school) if school else set()
    if school is None or Perm.VIEW_CASE not in held:
        raise RuleError(f"There is no school with the URN {line['urn']} for you to see", field="urn")
    if perm not in held:
        raise RuleError(f"You may not do this for {school}", field="urn")
    return school


def _case_of(line: Line, by: User, perm: Perm) -> ConcernCase:
    school = _school(line, by, perm)
    case = ConcernCase.objects.open().filter(school=school).select_related("school__la", "lead").first()
    if case is None:
        raise RuleError(f"{school} has no open case: give it a line on the sheet cases", field="urn")
    return case


def _person(line: Line, column: str) -> User:
    user = User.objects.filter(email__iexact=line[column], is_active=True).first()
    if user is None:
        raise RuleError(f"Nobody signs in as {line[column]}", field=column)
    return user


def _one_of(line: Line, column: str, choices: dict[str, Any]) -> str:
    found = {str(name).casefold(): value for value, label in choices.items() for name in (value, label)}
    value = found.get(line[column].casefold())
    if value is None:
        names = ", ".join(str(label).lower() for label in choices.values())
        raise RuleError(f"“{line[column]}” is none of {names}", field=column)
    return value


def _cadence(line: Line) -> Cadence | None:
    if not line["cadence"]:
        return None
    known = {cadence.code: cadence.name for cadence in Cadence.objects.in_use()}
    return Cadence.objects.get(code=_one_of(line, "cadence", known))


def _concern(line: Line) -> ConcernFacts:
    areas = {area.code: area.name for area in Area.objects.in_use()}
    return ConcernFacts(
        area=Area.objects.get(code=_one_of(line, "area", areas)),
        text=line["concern"],
        source=line["source"],
        discussed_on=day_of(line, "discussed_on"),
        discussed_with=line["discussed_with"],
        not_discussed_why=line["not_discussed_why"],
    )


def _moment(line: Line) -> datetime:
    on, at = day_of(line, "on"), time_of(line, "at")
    if on is None:
        raise RuleError("Say on which day", field="on")
    return timezone.make_aware(datetime.combine(on, at or time(0)), timezone.get_default_timezone())
