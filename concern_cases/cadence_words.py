"""How often conferences are held, in sentences."""

from concern_cases.models import ConcernCase
from concern_cases.services.cadences import cadence_proposed, follows_risk, inside
from evaluation.models import Risk


def how_often(case: ConcernCase, level: str) -> str:
    """Every 3 months, as the risk proposes. Or why it is another interval, and what that level proposes."""
    if follows_risk(case, level):
        return f"{case.cadence}, as the risk proposes."
    proposed = cadence_proposed(level)
    every = f"{case.cadence}: {clause(case.cadence_why)}" if case.cadence_why else f"{case.cadence}."
    if proposed is None or proposed == case.cadence:
        return every
    return f"{every} The risk proposes {inside(proposed.name)}."


def what_each_risk_proposes() -> str:
    """Every 3 months while it is high, termly while it is medium; empty where no risk proposes any."""
    proposed = [(level, cadence_proposed(level)) for level in Risk.Level]
    return ", ".join(f"{inside(row.name)} while it is {level}" for level, row in proposed if row)


def clause(text: str) -> str:
    """The text as the end of a sentence: with a full stop, if it has no mark of its own."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
