"""The cadences that every copy begins with.

"Frequency by the school's risk assessment, for example monthly, termly or bi-termly": as "bi-termly" may
mean twice a term or every two terms, each name here says which terms it counts.
"""

from typing import Any

# code, name, every, unit, the risk that proposes it
_ROWS = [
    ("monthly", "Every month", 1, "months", ""),
    ("every-3-months", "Every 3 months", 3, "months", "high"),
    ("twice-a-term", "Twice a term (every half-term)", 1, "half_terms", ""),
    ("termly", "Once a term (three times a year)", 1, "long_terms", "medium"),
    ("every-two-terms", "Every two terms (of three a year)", 2, "long_terms", "low"),
]

CADENCES: list[dict[str, Any]] = [
    {"code": code, "name": name, "every": every, "unit": unit, "for_risk": risk, "order": place}
    for place, (code, name, every, unit, risk) in enumerate(_ROWS, start=1)
]
