"""How often conferences are held: which cadence a risk proposes, and what another one needs."""

from concern_cases.events import event_kind, record_event
from concern_cases.models import Cadence, ConcernCase
from concern_cases.rules import lock_open_case
from evaluation.models import Risk
from people.models import User
from record.errors import RuleError
from record.services import service
from schools.models import School

CADENCE_CHANGED = event_kind(
    "cases.cadence_changed",
    "changed how often conferences are held, from {before} to {cadence}",
    title="Conferences changed to {cadence}",
    details=("{why}", "Before: {before}."),
)


def risk_of(school: School) -> str:
    """The level of the school's risk of failing to improve; empty when it was never judged."""
    row = Risk.objects.current().filter(school=school, kind=Risk.Kind.IMPROVEMENT).first()
    return row.level if row else ""


def cadence_proposed(risk_level: str) -> Cadence | None:
    """The cadence that the risk proposes, or None when the reference data name none."""
    return Cadence.objects.in_use().filter(for_risk=risk_level).first() if risk_level else None


def follow_risk(case: ConcernCase, *, before: str) -> None:
    """Conferences are held at the interval that the risk of failing to improve proposes now.

    ``before``: its level until now. An interval that somebody set with a reason stays, and so does any where
    the level is the same (a judgement dated before a later one changes nothing) or proposes none. The caller
    holds the lock of the case.
    """
    level = risk_of(case.school)
    proposed = cadence_proposed(level)
    if level == before or proposed in (None, case.cadence) or not follows_risk(case, before):
        return
    why = f"Because the risk of failing to improve is now {level}."
    _hold_at(case, cadence=proposed, why="", told=why)


def follows_risk(case: ConcernCase, level: str) -> bool:
    """Whether the case's interval is that of the risk and nobody set it; also one no longer in use."""
    return bool(level) and not case.cadence_why and case.cadence.for_risk == level


def cadence_chosen(cadence: Cadence | None, *, why: str, risk_level: str) -> tuple[Cadence, str]:
    """The cadence with its reason: without a choice the one that the risk proposes.

    Refuses (RuleError) another one without a reason, one no longer in use, and no choice where the risk
    proposes nothing.
    """
    proposed, why = cadence_proposed(risk_level), why.strip()
    if cadence is None or cadence == proposed:
        if proposed is None:
            raise RuleError("Choose how often conferences are held", field="cadence")
        return proposed, why
    if not Cadence.objects.in_use().filter(pk=cadence.pk).exists():
        raise RuleError(f"“{cadence}” is no longer in use: choose another interval", field="cadence")
    if not why:
        instead = f" instead of {inside(proposed.name)}" if proposed else ""
        raise RuleError(f"Say why conferences are held at this interval{instead}", field="cadence_why")
    return cadence, why


@service
def change_cadence(case: ConcernCase, *, cadence: Cadence, why: str = "", by: User) -> ConcernCase:
    """Conferences are held at another interval from now on.

    Refuses (RuleError) the same cadence, one that the school's risk does not propose without a reason, and
    a closed case (AlreadyDone).
    """
    lock_open_case(case)
    if cadence == case.cadence:
        raise RuleError("Choose another interval than now", field="cadence")
    cadence, why = cadence_chosen(cadence, why=why, risk_level=risk_of(case.school))
    _hold_at(case, cadence=cadence, why=why, told=why)
    return case


def _hold_at(case: ConcernCase, *, cadence: Cadence, why: str, told: str) -> None:
    before, case.cadence, case.cadence_why = case.cadence, cadence, why
    case._change_reason = told
    case.save()
    record_event(
        CADENCE_CHANGED,
        school=case.school,
        case=case,
        before=inside(before.name),
        cadence=inside(cadence.name),
        why=told,
    )


def inside(name: str) -> str:
    """A name inside a sentence: "every 3 months", "proposed by the SIP"."""
    return name[:1].lower() + name[1:]
