"""The portfolio, the entitlements and the programmes that every copy begins with.

All are those of the Wiltshire World Class Primary Plan (2010), "Portfolio of Support for Schools", "Summary
Profile of Differentiate Support" and "Primary Leadership Plan". They may be renamed, ended and added to.
"""

from typing import Any

# code, name, what it is for, gate-keeps
_TYPES = [
    ("sip", "School Improvement Partner", "Visits every school, challenges and agrees its support.", False),
    ("aht", "Advisory Headteacher", "Allocated to an inadequate school to gate-keep its support.", True),
    (
        "nle",
        "National Leader of Education",
        "A head who partners the school, with the National Support School.",
        False,
    ),
    ("nss", "National Support School", "Partners the school at several levels, with its head as NLE.", False),
    ("lle", "Local Leader of Education", "A head who works alongside a school that is satisfactory.", False),
    ("provider", "Accredited school provider or group", "Leads the improvement of other schools.", False),
    ("leading-teacher", "Leading teacher", "Planning, teaching and assessment, in either school.", False),
    (
        "consultant",
        "LA consultant",
        "English, maths, Early Years, science, ICT, PSHE and SEAL, languages, gifted and talented.",
        False,
    ),
    ("adviser", "LA adviser", "Works with each pair of schools in Partners in Leadership.", False),
    ("consultant-governor", "Consultant governor", "Works alongside the governing body.", False),
    ("partnership", "Collaborative partnership", "Schools of a community area help each other.", False),
    ("subject-network", "Subject leader network", "Subject leaders learn from each other.", False),
    (
        "leadership-partners",
        "Partners in Leadership",
        "A school paired with another that has the same theme, with an LA adviser.",
        False,
    ),
    (
        "partner-school",
        "Partner school",
        "A similar school that shares what works there.",
        False,
    ),
    (
        "vulnerable-learners",
        "Teams for vulnerable learners",
        "EMAS, learning support, Traveller education, gifted and talented.",
        False,
    ),
    ("head-support", "Headteacher support service", "For heads in challenging circumstances.", False),
    (
        "courses",
        "Courses and leadership development",
        "The authority’s own, open to every school.",
        False,
    ),
    ("university", "University programmes", "Development programmes of universities.", False),
]

SUPPORT_TYPES: list[dict[str, Any]] = [
    {"code": code, "name": name, "about": about, "is_gatekeeper": gatekeeps, "order": place}
    for place, (code, name, about, gatekeeps) in enumerate(_TYPES, start=1)
]

# category, type, days a year, only offered, note
_BY_CATEGORY: list[tuple[str, str, int | None, bool, str]] = [
    ("inadequate", "sip", 5, False, "5 days or more, 3 or more of them in school"),
    ("inadequate", "aht", None, False, "Allocated to gate-keep support for the school"),
    ("inadequate", "nle", None, False, "Partners the school with the National Support School"),
    ("inadequate", "nss", None, False, "With its head as NLE, at several levels"),
    ("inadequate", "consultant", None, False, "By subject, as the plan asks for"),
    ("inadequate", "consultant-governor", None, True, "Above all if delegated powers were withdrawn"),
    ("satisfactory-satisfactory", "sip", 5, False, "5 days or more, 3 or more of them in school"),
    ("satisfactory-satisfactory", "lle", None, False, ""),
    ("satisfactory-satisfactory", "leading-teacher", None, False, ""),
    ("satisfactory-satisfactory", "partnership", None, False, ""),
    ("satisfactory-satisfactory", "aht", None, True, "As for an inadequate school, tailored"),
    ("satisfactory-satisfactory", "nle", None, True, "As for an inadequate school, tailored"),
    ("satisfactory-satisfactory", "nss", None, True, "As for an inadequate school, tailored"),
    ("satisfactory-satisfactory", "consultant", None, True, "As for an inadequate school, tailored"),
    ("satisfactory-satisfactory", "consultant-governor", None, True, "As for an inadequate school"),
    ("satisfactory-good", "sip", 5, False, "5 days, 3 of them in school"),
    ("satisfactory-good", "lle", None, False, ""),
    ("satisfactory-good", "leading-teacher", None, False, ""),
    ("satisfactory-good", "partnership", None, False, ""),
    ("good", "sip", 5, False, "5 days, 3 of them in school"),
    ("outstanding", "sip", 5, False, "5 days, 3 of them in school"),
]
_CATEGORIES = ("inadequate", "satisfactory-satisfactory", "satisfactory-good", "good", "outstanding")
# "Universal provision": open to every school, whatever its category.
_UNIVERSAL = (
    "leading-teacher",
    "partnership",
    "subject-network",
    "partner-school",
    "vulnerable-learners",
    "courses",
    "university",
)
_SAID = {(category, code) for category, code, *_ in _BY_CATEGORY}
ENTITLEMENTS: list[tuple[str, str, int | None, bool, str]] = [
    *_BY_CATEGORY,
    *[
        (category, code, None, True, "")
        for category in _CATEGORIES
        for code in _UNIVERSAL
        if (category, code) not in _SAID
    ],
]

_PROGRAMMES = [
    ("partners-in-leadership", "Partners in Leadership", "Pairs of schools with a common theme."),
    ("satisfactory-to-good", "Satisfactory to good in one year", "For schools that are satisfactory."),
    ("good-to-great", "Good to great", "For schools that are good."),
    ("outstanding-network", "Outstanding schools network", "For schools that are outstanding."),
    ("leadership-champions", "Cluster leadership champions", "Two champions from each cluster."),
    ("leadership-host", "Leadership host schools", "Host interns who are to become heads."),
    ("middle-leaders", "Leading and managing from the middle", "Up to two middle leaders of a school."),
    ("heads-and-chairs", "Heads and chairs working in partnership", "On performance management."),
    ("new-heads", "New and acting heads", "Taught, with mentoring, and solving problems together."),
    ("npqh-graduates", "NPQH graduates group", "For those who are to become heads: acting headships."),
    ("new-models", "New models of school leadership", "Chains of schools led by an accredited school."),
    ("succession-mark", "Leadership succession quality mark", "Leadership that lasts."),
    ("logical-chain", "Logical chain project", "Partnership working and community cohesion."),
    ("service-schools", "Service schools project", "Schools with children of service families."),
]

PROGRAMMES: list[dict[str, Any]] = [
    {"code": code, "name": name, "about": about, "order": place}
    for place, (code, name, about) in enumerate(_PROGRAMMES, start=1)
]
