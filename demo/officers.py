"""The officers of the fictitious county and its dioceses, and those who support its schools, by name."""

from people.roles import Role

LA_TEAM: list[tuple[str, str, str]] = [
    (Role.ADMINISTRATOR, "Adele Strand", ""),
    (Role.DIRECTOR, "Dorothea Vane", ""),
    (Role.HEAD_OF_IMPROVEMENT, "Colin Tregarth", ""),
    (Role.SENIOR_ADVISER, "Helen Marchetti", ""),
    (Role.SENIOR_ADVISER, "Robert Ellery", ""),
    (Role.LEGAL_ADVISER, "Imran Qadir", ""),
    (Role.CLERK, "Nasreen Aziz", ""),
    (Role.STRATEGY_MEMBER, "Fiona Denholm", ""),
    (Role.PANEL_MEMBER, "Arthur Pettifer", "Cllr"),
    (Role.AUDITOR, "Neil Garside", ""),
    (Role.INFORMATION_OFFICER, "Priya Chandra", ""),
]
DIOCESAN_OFFICERS = [
    ("CE91", "Catherine Blyth", ""),
    ("CE92", "Stephen Wren", "Canon"),
    ("RC91", "Bridget Keeble", ""),
]
SIPS = [
    "Judith Penhale",
    "Malcolm Sibley",
    "Hannah Oakley",
    "Samir Rahman",
    "Rosalind Frost",
    "Gareth Lovell",
]
# Allocated to schools as these become inadequate.
SUPPORT: dict[str, list[str]] = {
    Role.AHT: ["Martin Osei", "Deborah Fothergill", "Wendy Sable"],
    Role.NLE: ["Ruth Calloway", "Simon Whitlock", "Owen Redfern"],
    Role.CONSULTANT: ["Ben Adeyemi", "Laura Finch"],
    Role.CONSULTANT_GOVERNOR: ["Peter Strand"],
}

OFFICERS = [
    *(name for _, name, _ in LA_TEAM),
    *(name for _, name, _ in DIOCESAN_OFFICERS),
    *SIPS,
    *(name for names in SUPPORT.values() for name in names),
]
