"""The cadences and the templates of plans that every copy begins with.

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

# Their objectives stand in ``template_reference``.
# code, name, kind, months to the horizon, times a year it is re-written, for whom, what is reached
_TEMPLATES = [
    (
        "ofsted-category",
        "In an Ofsted category",
        "support",
        24,
        0,
        "For a school in an Ofsted category, or judged inadequate by the LA. Written by the Advisory "
        "Headteacher with the National Leader of Education, and revised after each visit by HMI and each "
        "case conference.",
        "The school is out of its category, and can sustain that by itself",
    ),
    (
        "satisfactory-to-good",
        "Satisfactory to good, in two years",
        "single",
        24,
        3,
        "For a school that has stayed satisfactory, with satisfactory capacity to improve. Written by the "
        "head and the School Improvement Partner, and re-written three times a year.",
        "The school is good within two years",
    ),
    (
        "hard-to-shift-floor",
        "Hard to shift: below the floor target for long",
        "single",
        18,
        3,
        "For a school that has stayed below the floor target although much was done. Written by the head and "
        "the School Improvement Partner from the predictions for Years 5 and 6.",
        "The school is above the floor target, and stays there",
    ),
    (
        "below-floor",
        "Below or near the floor target",
        "single",
        12,
        3,
        "For a school below the floor target, or in danger of falling below it. Written by the head and the "
        "School Improvement Partner; in nearly all cases one year is enough.",
        "The school is above the floor target within one year",
    ),
]

PLAN_TEMPLATES: list[dict[str, Any]] = [
    {
        "code": code,
        "name": name,
        "kind": kind,
        "horizon_months": months,
        "rewritten_a_year": times,
        "about": about,
        "goal": goal,
        "order": place,
    }
    for place, (code, name, kind, months, times, about, goal) in enumerate(_TEMPLATES, start=1)
]
