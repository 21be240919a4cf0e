"""The types of meeting, the decisions and the agenda that every copy begins with."""

from typing import Any

from meetings.choices import Fill, Part, RequiredAs
from people.roles import Role

CASE_CONFERENCE = "case_conference"

MEETING_TYPES: list[dict[str, Any]] = [
    {"code": CASE_CONFERENCE, "name": "Case conference", "order": 1, "requires_diocese": True},
    {
        "code": "strategy_meeting",
        "name": "LA strategy meeting",
        "order": 2,
        "papers_days_before": 7,
        "length_minutes": 180,
    },
    {"code": "members_panel", "name": "Members Panel", "order": 3, "length_minutes": 120},
    {"code": "diocese", "name": "Meeting with a diocese", "order": 4, "requires_diocese": True},
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
    ("notice", "Propose a statutory warning notice", "ask", ""),
    ("power", "Propose to use a power of intervention", "ask", ""),
    ("step_down", "Step down", "step_down", ""),
    ("close", "Close the case", "close", ""),
]

DECISIONS: list[dict[str, Any]] = [
    {"code": code, "name": name, "order": place, "effect": effect, "letter_kind": letter}
    for place, (code, name, effect, letter) in enumerate(_DECISIONS, start=1)
]

# After one of these no further conference is planned by itself.
ENDING_DECISIONS = ("close",)

# Role, as what its holders belong to a case conference, whether a date is found only when they are free.
_CONFERENCE_ATTENDANCE = [
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
]

ATTENDANCE_RULES: list[dict[str, Any]] = [
    {"role": role.value, "required_as": part.value, "must_come": must, "order": place}
    for place, (role, part, must) in enumerate(_CONFERENCE_ATTENDANCE, start=1)
]

# Title, minutes planned, what fills it, part. Restricted items stand at the end.
_CONFERENCE_AGENDA = [
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
]

TEMPLATE_ITEMS: list[dict[str, Any]] = [
    {"order": place, "title": title, "minutes": minutes, "fill": fill.value, "part": part.value}
    for place, (title, minutes, fill, part) in enumerate(_CONFERENCE_AGENDA, start=1)
]
