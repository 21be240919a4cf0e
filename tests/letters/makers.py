"""A case that bears a warning letter, and letters at every stage, made through the services."""

from datetime import date
from typing import Any

from concern_cases.models import ConcernCase
from concern_cases.services.cases import open_case
from concern_cases.services.concerns import ConcernFacts
from concern_cases.services.evidence import add_evidence
from concern_cases.services.responses import record_disagreement, record_non_engagement
from evaluation.models import Area
from letters.models import Letter
from letters.services.authorising import authorise_letter, check_law, tell_diocese
from letters.services.drafting import (
    ActionAsked,
    draft_letter,
    edit_letter,
    set_required_actions,
    submit_letter,
)
from letters.services.issuing import give_letter, issue_letter, make_file
from schools.models import LocalAuthority, School, TermDates
from tests.factories import make_school

TODAY = date(2026, 11, 23)
WHY_SKIPPED = "The governing body has refused every offer since July."
HALF_TERMS = [
    ("autumn", date(2026, 9, 2), date(2026, 10, 23)),
    ("autumn", date(2026, 11, 2), date(2026, 12, 18)),
    ("spring", date(2027, 1, 5), date(2027, 2, 12)),
    ("spring", date(2027, 2, 22), date(2027, 3, 25)),
    ("summer", date(2027, 4, 12), date(2027, 5, 28)),
    ("summer", date(2027, 6, 7), date(2027, 7, 22)),
]
ACTIONS = [
    ActionAsked(
        "Adopt a single plan for mathematics", "The plan, adopted in the minutes", date(2026, 12, 18)
    ),
    ActionAsked("Take part in a joint review", "Both days held; five lessons seen", date(2026, 12, 18)),
    ActionAsked("Meet us to discuss the results", "Minutes signed by the chair", date(2027, 1, 13)),
]


def make_terms(la: LocalAuthority) -> None:
    for number, (term, first, last) in enumerate(HALF_TERMS, start=1):
        TermDates.objects.create(
            la=la, year=2026, half_term=number, long_term=term, first_day=first, last_day=last
        )


def make_academy(**overrides: Any) -> School:
    facts = {"type_code": "34", "type_name": "Academy converter", "trust_name": "The Vale Trust"}
    return make_school(type_group_code="10", type_group_name="Academies", **{**facts, **overrides})


def make_unit(**overrides: Any) -> School:
    """A pupil referral unit: maintained, but not a school of section 59."""
    return make_school(type_code="14", type_name="Pupil referral unit", **overrides)


def make_case(cast: Any, **overrides: Any) -> ConcernCase:
    """A case with two concerns, evidence for each, and nothing that the school said or refused."""
    areas = list(Area.objects.all()[:2])
    facts = {
        "source": "Note of visit 3, Judith Penhale",
        "discussed_on": date(2026, 7, 10),
        "discussed_with": "Mr Lorimer",
    }
    case = open_case(
        overrides.pop("school", cast.school),
        why="Results have fallen for three years and nothing is checked.",
        lead=cast.senior_adviser,
        concerns=[
            ConcernFacts(area=areas[0], text="Results have fallen for three years.", **facts),
            ConcernFacts(area=areas[1], text="The teaching of mathematics is not checked.", **facts),
        ],
        risk_level="high",
        risk_reason="Two of three signals.",
        by=cast.senior_adviser,
    )
    for concern in case.concerns.all():
        add_evidence(
            case,
            kind="note_of_visit",
            on=date(2026, 7, 9),
            source="visit 3, page 2",
            text=f"What was seen about {concern.area.name.lower()}: no checks since March 2026.",
            circle="school",
            concern=concern,
            by=cast.senior_adviser,
        )
    return case


def make_ready_case(cast: Any, **overrides: Any) -> ConcernCase:
    """A case that bears a warning letter: with a disagreement and two facts of non-engagement."""
    case = make_case(cast, **overrides)
    disagree(case, cast)
    for day in (22, 29):
        refuse(case, cast, on=date(2026, 9, day))
    return case


def disagree(case: ConcernCase, cast: Any, **overrides: Any) -> Any:
    facts = {
        "judgement": "Achievement is inadequate.",
        "on": date(2026, 7, 16),
        "said_by": "Susan Hallett",
        "said": "The governing body considers it satisfactory",
        "source": "letter of 16 July",
    }
    return record_disagreement(case, **{**facts, **overrides}, by=cast.senior_adviser)


def refuse(case: ConcernCase, cast: Any, **overrides: Any) -> Any:
    facts = {
        "kind": "visit_refused",
        "on": date(2026, 9, 22),
        "fact": "The consultant’s visit was cancelled by the school.",
        "source": "e-mail of 21 September",
    }
    return record_non_engagement(case, **{**facts, **overrides}, by=cast.senior_adviser)


def make_draft(cast: Any, case: ConcernCase | None = None, **overrides: Any) -> Letter:
    """A draft with everything on its checklist right."""
    facts = {"kind": "warning_letter", "skips_rung_why": WHY_SKIPPED, "by": cast.senior_adviser}
    letter = draft_letter(case or make_ready_case(cast), **{**facts, **overrides})
    set_required_actions(letter, actions=ACTIONS, by=cast.senior_adviser)
    return letter


def make_submitted(cast: Any, **overrides: Any) -> Letter:
    letter = make_draft(cast, **overrides)
    submit_letter(letter, by=cast.senior_adviser)
    return letter


def make_checked(cast: Any, **overrides: Any) -> Letter:
    letter = make_submitted(cast, **overrides)
    if letter.tells_diocese:
        tell_diocese(letter, how="Canon Ferrier, by telephone", by=cast.senior_adviser)
    if letter.kind.needs_legal_check:
        check_law(letter, agreed=True, by=cast.legal_adviser)
    return letter


def authorise_and_issue(letter: Letter, cast: Any) -> None:
    """The draft goes through every hand, and is to be made."""
    submit_letter(letter, by=cast.senior_adviser)
    if letter.tells_diocese:
        tell_diocese(letter, how="Canon Ferrier, by telephone", by=cast.senior_adviser)
    if letter.kind.needs_legal_check:
        check_law(letter, agreed=True, by=cast.legal_adviser)
    authorise_letter(letter, by=cast.head_of_improvement)
    issue_letter(letter, by=cast.head_of_improvement)


def make_authorised(cast: Any, *, sending_day_why: str = "", **overrides: Any) -> Letter:
    """With ``sending_day_why`` also where no term dates are known."""
    letter = make_checked(cast, **overrides)
    authorise_letter(letter, sending_day_why=sending_day_why, by=cast.head_of_improvement)
    issue_letter(letter, by=cast.head_of_improvement)
    return letter


def make_free(cast: Any, case: ConcernCase) -> Letter:
    """A free letter that was given: it awaits no answer."""
    letter = draft_letter(case, kind="free_letter", by=cast.senior_adviser)
    edit_letter(letter, subject="Our visit in May", body="Thank you for your time.", by=cast.senior_adviser)
    authorise_and_issue(letter, cast)
    give_letter(letter, made=make_file(letter), by=None)
    return letter


def make_given(cast: Any, **overrides: Any) -> Letter:
    letter = make_authorised(cast, **overrides)
    give_letter(letter, made=make_file(letter), by=None)
    return letter
