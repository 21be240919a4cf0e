"""The types of meeting, the decisions and the agenda that every copy begins with."""

from typing import Any

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

DECISIONS: list[dict[str, Any]] = [
    {"code": "continue", "name": "Continue as planned", "order": 1},
    {"code": "change_frequency", "name": "Change how often we meet", "order": 2},
    {"code": "add_support", "name": "Add support", "order": 3},
    {"code": "withdraw_support", "name": "Withdraw support", "order": 4},
    {"code": "external_review", "name": "Ask for an external review", "order": 5},
    {"code": "recategorise", "name": "Change the category", "order": 6},
    {"code": "refer_to_strategy", "name": "Refer to the strategy meeting", "order": 7},
    {
        "code": "letter_of_concern",
        "name": "Letter of concern",
        "order": 8,
        "effect": "letter",
        "letter_kind": "letter_of_concern",
    },
    {
        "code": "warning_letter",
        "name": "Warning letter",
        "order": 9,
        "effect": "letter",
        "letter_kind": "warning_letter",
    },
    {"code": "notice", "name": "Propose a statutory warning notice", "order": 10},
    {"code": "power", "name": "Propose to use a power of intervention", "order": 11},
    {"code": "step_down", "name": "Step down", "order": 12},
    {"code": "close", "name": "Close the case", "order": 13},
]

# After one of these no further conference is planned by itself.
ENDING_DECISIONS = ("close",)

AGENDA = [
    "Apologies and interests",
    "Confidentiality",
    "Last minutes and open actions",
    "Progress by priority: evidence and impact",
    "Results and progress data",
    "Teaching",
    "Leadership and governance",
    "What the support achieved",
    "Risk and category",
    "Decisions",
    "Dates",
]
