"""The portfolio, the entitlements and the programmes that every copy begins with.

All are those of the Wiltshire World Class Primary Plan (2010), "Portfolio of Support for Schools", "Summary
Profile of Differentiate Support" and "Primary Leadership Plan". They may be renamed, ended and added to.
"""

from typing import Any, NamedTuple

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

# What schools are given without anybody being sent: code, name, what it is for, what of the records tells it.
_COUNTED = [
    ("sip-visits", "SIP visits", "The annual programme: six visits, each with a note.", "sip_visits"),
    (
        "conferences",
        "Case conferences",
        "In the school, with all who support it: progress against the plan.",
        "conferences",
    ),
    ("support-plan", "Support plan", "By the AHT and the NLE; revised after each HMI visit.", "support_plan"),
    (
        "single-plan",
        "Single plan",
        "By the head and the SIP, on what is to be better by when.",
        "single_plan",
    ),
    ("evaluations", "External evaluations", "Progress against the plan, seen from outside.", "evaluations"),
    (
        "becoming-nle",
        "Becoming a National Leader of Education",
        "With the school as a National Support School.",
        "leading",
    ),
    ("becoming-lle", "Becoming a Local Leader of Education", "To work alongside other schools.", "leading"),
    (
        "becoming-provider",
        "Becoming an accredited provider or group",
        "To lead the improvement of other schools.",
        "leading",
    ),
]
SUPPORT_TYPES += [
    {"code": code, "name": name, "about": about, "counted": counted, "order": place}
    for place, (code, name, about, counted) in enumerate(_COUNTED, start=len(SUPPORT_TYPES) + 1)
]
# Row of those who lead: kinds of which the school, or its head, is a provider then.
LEADING = {"becoming-nle": ("nle", "nss"), "becoming-lle": ("lle",), "becoming-provider": ("provider",)}


class Usual(NamedTuple):
    """One cell of the table as it begins; without a category the one of schools near the floor target."""

    category: str
    code: str  # of a kind of support, or of a programme
    days: int | None = None  # a year, at least
    offered: bool = False
    note: str = ""
    times: int | None = None  # a year, at least


_AS_INADEQUATE = "As for an inadequate school, tailored"
_BY_CATEGORY = [
    Usual("inadequate", "sip", 5, note="5 days or more, 3 or more of them in school"),
    Usual("inadequate", "sip-visits", times=6),
    Usual("inadequate", "aht", note="Allocated to gate-keep support for the school"),
    Usual("inadequate", "nle", note="Partners the school with the National Support School"),
    Usual("inadequate", "nss", note="With its head as NLE, at several levels"),
    Usual("inadequate", "support-plan", note="Reviewed after each HMI visit or case conference"),
    Usual("inadequate", "consultant", note="By subject, as the plan asks for"),
    Usual(
        "inadequate", "consultant-governor", offered=True, note="Above all if delegated powers were withdrawn"
    ),
    Usual("inadequate", "conferences", times=4, note="In the school, with all who support it"),
    Usual("inadequate", "evaluations", offered=True, note="Where progress against the plan needs it"),
    Usual("satisfactory-satisfactory", "sip", 5, note="5 days or more, 3 or more of them in school"),
    Usual("satisfactory-satisfactory", "sip-visits", times=6),
    Usual(
        "satisfactory-satisfactory",
        "single-plan",
        times=3,
        note="Re-written each time; good within two years",
    ),
    Usual("satisfactory-satisfactory", "lle"),
    Usual("satisfactory-satisfactory", "leading-teacher"),
    Usual("satisfactory-satisfactory", "partnership"),
    *[
        Usual("satisfactory-satisfactory", code, offered=True, note=_AS_INADEQUATE)
        for code in (
            "aht",
            "nle",
            "nss",
            "support-plan",
            "consultant",
            "consultant-governor",
            "conferences",
            "evaluations",
        )
    ],
    Usual("satisfactory-good", "sip", 5, note="5 days, 3 of them in school"),
    Usual("satisfactory-good", "sip-visits", times=6),
    Usual("satisfactory-good", "single-plan", offered=True, note="Where concerns are to be met together"),
    Usual("satisfactory-good", "lle"),
    Usual("satisfactory-good", "leading-teacher"),
    Usual("satisfactory-good", "partnership"),
    *[
        row
        for category in ("good", "outstanding")
        for row in (
            Usual(category, "sip", 5, note="5 days, 3 of them in school"),
            Usual(category, "sip-visits", times=6),
            *(Usual(category, code, offered=True) for code in LEADING),
        )
    ],
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
_SAID = {(row.category, row.code) for row in _BY_CATEGORY}
# "Schools below floor targets": a single plan, and what there is for satisfactory schools.
NEAR_FLOOR_USUAL = [
    Usual("", "single-plan", times=3, note="Above the floor target, in nearly all cases within a year"),
    *(Usual("", code, offered=True) for code in ("lle", "leading-teacher", "partnership", "consultant")),
]
ENTITLEMENTS = [
    *_BY_CATEGORY,
    *[
        Usual(category, code, offered=True)
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

_SATISFACTORY = ("satisfactory-satisfactory", "satisfactory-good")
_GOOD = ("good", "outstanding")
_OF_PROGRAMMES: dict[str, tuple[tuple[str, ...], str]] = {
    "partners-in-leadership": ((*_SATISFACTORY, *_GOOD), "In a pair, with an LA adviser"),
    "satisfactory-to-good": (("satisfactory-good",), ""),
    "good-to-great": (("good",), ""),
    "outstanding-network": (("outstanding",), ""),
    "leadership-champions": (_GOOD, "Two from each cluster"),
    "leadership-host": (_GOOD, ""),
    "heads-and-chairs": (_SATISFACTORY, "With a neighbouring authority"),
    "middle-leaders": (_CATEGORIES, "For up to two middle leaders of every primary school"),
    "new-heads": (_CATEGORIES, "Where the head is new or acting"),
}
PROGRAMME_ENTITLEMENTS = [
    Usual(category, code, offered=True, note=note)
    for code, (categories, note) in _OF_PROGRAMMES.items()
    for category in categories
]
