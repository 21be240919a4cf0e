"""The types of meeting, the decisions and the agenda that every copy begins with."""

from datetime import date
from decimal import Decimal
from typing import Any

from meetings.choices import Fill, Part, RequiredAs
from people.roles import Role

CASE_CONFERENCE = "case_conference"
STRATEGY_MEETING = "strategy_meeting"
MEMBERS_PANEL = "members_panel"
DIOCESE_MEETING = "diocese"
# Meetings of the authority, about no one school.
OF_THE_LA = (STRATEGY_MEETING, MEMBERS_PANEL, DIOCESE_MEETING)

MEETING_TYPES: list[dict[str, Any]] = [
    {"code": CASE_CONFERENCE, "name": "Case conference", "order": 1, "requires_diocese": True},
    {
        "code": STRATEGY_MEETING,
        "name": "LA strategy meeting",
        "order": 2,
        "papers_days_before": 7,
        "length_minutes": 180,
    },
    {"code": MEMBERS_PANEL, "name": "Members Panel", "order": 3, "length_minutes": 120},
    {"code": DIOCESE_MEETING, "name": "Meeting with a diocese", "order": 4},
]

# code, name, whether the school improves as fast as it has to
_PROGRESS = [
    ("quickly", "Improving quickly", True),
    ("improving", "Improving", True),
    ("too_slow", "Improving too slowly", False),
    ("none", "No improvement", False),
    ("declining", "Declining", False),
]

PROGRESS: list[dict[str, Any]] = [
    {"code": code, "name": name, "order": place, "is_enough": enough}
    for place, (code, name, enough) in enumerate(_PROGRESS, start=1)
]

# code, name, what it sets going, the letter that it starts
_DECISIONS = [
    ("continue", "Continue as planned", "", ""),
    ("revise_plan", "Revise the plan", "plan", ""),
    ("change_frequency", "Change how often we meet", "cadence", ""),
    ("add_support", "Add support", "support", ""),
    ("withdraw_support", "Withdraw support", "support", ""),
    ("external_review", "Ask for an external review", "ask", ""),
    ("recategorise", "Change the category", "category", ""),
    ("refer_to_strategy", "Refer to the strategy meeting", "strategy", ""),
    ("letter_of_concern", "Letter of concern", "letter", "letter_of_concern"),
    ("warning_letter", "Warning letter", "letter", "warning_letter"),
    ("notice", "Propose a statutory warning notice", "letter", "s60_notice"),
    ("power", "Propose to use a power of intervention", "letter", "proposal_notice"),
    ("step_down", "Step down", "step_down", ""),
    ("close", "Close the case", "close", ""),
    ("strategy", "Change the strategy or a policy", "", ""),
]

DECISIONS: list[dict[str, Any]] = [
    {"code": code, "name": name, "order": place, "effect": effect, "letter_kind": letter}
    for place, (code, name, effect, letter) in enumerate(_DECISIONS, start=1)
]

# After one of these no further conference is planned by itself.
ENDING_DECISIONS = ("close",)

# By type of meeting: role, as what its holders belong to it, whether a date is found only when they are free.
_ATTENDANCE: dict[str, list[tuple[Role, RequiredAs, bool]]] = {
    CASE_CONFERENCE: [
        (Role.HEADTEACHER, RequiredAs.SCHOOL, True),
        (Role.SLT_MEMBER, RequiredAs.SCHOOL, False),
        (Role.CHAIR, RequiredAs.SCHOOL, True),
        (Role.VICE_CHAIR, RequiredAs.OPTIONAL, False),
        (Role.GOVERNORS_CLERK, RequiredAs.OPTIONAL, False),
        (Role.SIP, RequiredAs.LA, False),
        (Role.CONSULTANT, RequiredAs.LA, False),
        (Role.CLERK, RequiredAs.LA, False),
        (Role.AHT, RequiredAs.SUPPORT, True),
        (Role.NLE, RequiredAs.SUPPORT, True),
        (Role.CONSULTANT_GOVERNOR, RequiredAs.SUPPORT, False),
        (Role.DIOCESAN_OFFICER, RequiredAs.DIOCESE, True),
    ],
    STRATEGY_MEETING: [
        (Role.DIRECTOR, RequiredAs.LA, False),
        (Role.HEAD_OF_IMPROVEMENT, RequiredAs.LA, False),
        (Role.SENIOR_ADVISER, RequiredAs.LA, False),
        (Role.STRATEGY_MEMBER, RequiredAs.LA, False),
        (Role.CLERK, RequiredAs.OPTIONAL, False),
        (Role.DIOCESAN_OFFICER, RequiredAs.DIOCESE, False),
    ],
    # Elected members hold officers to account: no diocese.
    MEMBERS_PANEL: [
        (Role.DIRECTOR, RequiredAs.LA, False),
        (Role.HEAD_OF_IMPROVEMENT, RequiredAs.LA, False),
        (Role.PANEL_MEMBER, RequiredAs.LA, False),
        (Role.CLERK, RequiredAs.OPTIONAL, False),
    ],
    DIOCESE_MEETING: [
        (Role.HEAD_OF_IMPROVEMENT, RequiredAs.LA, False),
        (Role.SENIOR_ADVISER, RequiredAs.LA, False),
        (Role.DIOCESAN_OFFICER, RequiredAs.DIOCESE, True),
    ],
}

ATTENDANCE_RULES: dict[str, list[dict[str, Any]]] = {
    type_: [
        {"role": role.value, "required_as": part.value, "must_come": must, "order": place}
        for place, (role, part, must) in enumerate(rows, start=1)
    ]
    for type_, rows in _ATTENDANCE.items()
}

# By type of meeting: title, minutes planned, what fills it, part. Restricted items stand at the end.
_AGENDAS: dict[str, list[tuple[str, int, Fill, Part]]] = {
    CASE_CONFERENCE: [
        ("Apologies and interests", 2, Fill.NONE, Part.A),
        ("Confidentiality", 2, Fill.NONE, Part.A),
        ("Last minutes and open actions", 8, Fill.ACTIONS, Part.A),
        ("Progress by priority: evidence and impact", 25, Fill.OBJECTIVES, Part.A),
        ("Results and progress data", 8, Fill.EVIDENCE, Part.A),
        ("Teaching", 7, Fill.NONE, Part.A),
        ("Leadership and governance", 8, Fill.NONE, Part.A),
        ("What the support achieved", 6, Fill.SUPPORT, Part.A),
        ("Risk and category", 5, Fill.RISK, Part.A),
        ("Decisions", 5, Fill.DECISIONS, Part.A),
        ("Dates", 2, Fill.DATES, Part.A),
        ("Restricted items: safeguarding, staffing, finance", 8, Fill.NONE, Part.B),
    ],
    STRATEGY_MEETING: [
        ("Apologies and interests", 5, Fill.NONE, Part.A),
        ("Last minutes, and what became of the decisions", 10, Fill.ACTIONS, Part.A),
        ("The schools of greatest concern", 10, Fill.SCHOOLS, Part.A),
        ("Strategy and policy", 20, Fill.NONE, Part.A),
        ("Dates", 5, Fill.NONE, Part.A),
    ],
    MEMBERS_PANEL: [
        ("Apologies and interests", 5, Fill.NONE, Part.A),
        ("Last minutes, and what became of the decisions", 5, Fill.ACTIONS, Part.A),
        ("Schools at high risk", 60, Fill.NONE, Part.A),
        ("How far the success criteria are met", 30, Fill.NONE, Part.A),
        ("Dates", 5, Fill.NONE, Part.A),
    ],
    DIOCESE_MEETING: [
        ("Apologies and interests", 5, Fill.NONE, Part.A),
        ("Last minutes, and what became of the decisions", 5, Fill.ACTIONS, Part.A),
        ("Shared strategy", 30, Fill.NONE, Part.A),
        ("Appointments of headteachers", 20, Fill.NONE, Part.A),
        ("Dates", 5, Fill.NONE, Part.A),
    ],
}

TEMPLATE_ITEMS: dict[str, list[dict[str, Any]]] = {
    type_: [
        {"order": place, "title": title, "minutes": minutes, "fill": fill.value, "part": part.value}
        for place, (title, minutes, fill, part) in enumerate(rows, start=1)
    ]
    for type_, rows in _AGENDAS.items()
}

# The named posts of a group: the Members Panel as the World Class Primary Programme (2010) has it.
_SEATS: dict[str, list[tuple[str, str]]] = {
    MEMBERS_PANEL: [
        ("Director of Children’s Services", Role.DIRECTOR),
        ("Service Director, Schools and Learning", ""),
        ("Head of School Improvement", Role.HEAD_OF_IMPROVEMENT),
        ("Cabinet Member with responsibility for Children’s Services", ""),
        ("Portfolio holder for Schools", ""),
        ("Portfolio holder for Youth and Skills", ""),
        ("Portfolio holder for Vulnerable Children", ""),
        ("Chair of the Primary Headteachers Forum", ""),
        ("Chair of the Secondary and Special School Headteachers Association", ""),
    ],
}

SEATS: dict[str, list[dict[str, Any]]] = {
    type_: [
        {"name": name, "role": str(role), "order": place} for place, (name, role) in enumerate(rows, start=1)
    ]
    for type_, rows in _SEATS.items()
}

# How many meetings of a year are usual: three to six strategy meetings, three of the Panel, one a term.
USUAL_IN_A_YEAR = {STRATEGY_MEETING: 4, MEMBERS_PANEL: 3, DIOCESE_MEETING: 3}

# The success criteria of the World Class Primary Programme (2010): text, unit, how it is counted, baseline,
# target, by when. The baselines are those of the programme's own text, which gives no day for them: the
# beginning of its year stands for it. Where it names none there is none.
_BEGAN = date(2010, 1, 1)
BELOW_FLOOR = "below_floor"  # the code of the criterion whose figures say how many schools are
_CRITERIA: list[tuple[str, str, str, str | None, str, date]] = [
    ("Schools in an Ofsted category", "schools", "in_category", "4", "2", date(2010, 12, 31)),
    (
        "Schools that are inadequate (Ofsted or LA category)",
        "percent",
        "inadequate",
        "4",
        "2.5",
        date(2010, 12, 31),
    ),
    ("Schools that are good or outstanding", "percent", "", "68.5", "75", date(2011, 10, 31)),
    (
        "The “hard-to-shift” school is above the floor target: such schools left",
        "schools",
        "",
        "1",
        "0",
        date(2011, 7, 31),
    ),
    ("Schools below the floor target", "percent", BELOW_FLOOR, "9", "5", date(2010, 7, 31)),
    (
        "Two levels’ progress in English and in mathematics, the lower of the two",
        "percent",
        "",
        None,
        "90",
        date(2010, 10, 31),
    ),
    ("Schools with a lead role in good practice transfer", "percent", "", None, "33", date(2011, 7, 31)),
    (
        "Schools supported by a lead school that improve outcomes for children",
        "percent",
        "",
        None,
        "100",
        date(2011, 7, 31),
    ),
    (
        "Lead schools that can show improved leadership in the schools they support",
        "percent",
        "",
        None,
        "100",
        date(2011, 7, 31),
    ),
]

CRITERIA: list[dict[str, Any]] = [
    {
        "text": text,
        "unit": unit,
        "computed": "" if computed == BELOW_FLOOR else computed,
        "code": computed,
        "baseline": Decimal(baseline) if baseline else None,
        "baseline_on": _BEGAN if baseline else None,
        "target": Decimal(target),
        "by": by,
    }
    for text, unit, computed, baseline, target, by in _CRITERIA
]
