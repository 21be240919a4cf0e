"""What the county's cases are about. Invented, factual in tone, nothing about a person's capability."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Matter:
    """One concern with the evidence behind it and the action that answers it."""

    area: str  # code of evaluation.Area
    concern: str
    source: str
    evidence_kind: str
    evidence_source: str
    evidence: str
    action: str
    measure: str


MATTERS = [
    Matter(
        "key-stage-2",
        "Results at the end of key stage 2 have been below the floor for two years and the present Year 6 is "
        "predicted at 45 % (9 of 20 pupils).",
        "SIP visit 2",
        "results",
        "LA data summary, September",
        "English and mathematics combined at level 4 or better: 52 % (11 of 21), then 48 % (10 of 21). "
        "The cohort is small; the school’s own tracking of Years 4 and 5 says the same.",
        "Put every Year 6 pupil who is behind into a small group for mathematics, three times a week",
        "Predictions reviewed each half-term; at least 60 % (12 of 20) by May",
    ),
    Matter(
        "year-1-and-4-progress",
        "Progress in mathematics slows in Years 3 and 4: 11 of 24 pupils made less than expected progress last year.",
        "SIP visit 1",
        "work_scrutiny",
        "Joint work scrutiny, mathematics, Years 3 to 5",
        "In three of five classes the same work was set for all pupils. Marking said what was right, seldom what to do next.",
        "Plan mathematics from what pupils can do already, with the leading teacher",
        "Work scrutiny in six weeks: tasks differ in every class",
    ),
    Matter(
        "self-evaluation",
        "Leaders check teaching too seldom to know whether it improves: three of nine planned checks were made.",
        "SIP visit 3",
        "note_of_visit",
        "Note of SIP visit 3",
        "The calendar of checks was read with the head. Three checks have a written record; none led to a second look.",
        "Publish a calendar of checks and keep to it",
        "Nine checks each half-term, each with a note",
    ),
    Matter(
        "governance",
        "The governing body receives little information about standards and asks few questions about it.",
        "Consultant governor’s audit",
        "minutes",
        "Minutes of the governing body, three meetings",
        "Standards were an item at one meeting of three. No question about them is minuted.",
        "Report standards by group to every meeting of governors",
        "In the minutes of the next two meetings",
    ),
    Matter(
        "key-stage-1",
        "Teaching is uneven: two of six lessons seen jointly with the head had clear steps for all pupils.",
        "Joint observations",
        "observation",
        "Six lessons seen with the head",
        "In four lessons pupils waited for others or were given work that they could do already.",
        "Four days of coaching in phonics for three teachers",
        "Two lessons seen in each of three classes",
    ),
    Matter(
        "behaviour-and-attendance",
        "Attendance has been below 94 % for a year, and 14 of 142 pupils are away one day in ten.",
        "Attendance return",
        "results",
        "Attendance return, summer term",
        "93.1 %, against 94.8 % in the county. Nine of the fourteen pupils are in Years 5 and 6.",
        "Meet the families of the fourteen pupils and agree a plan for each",
        "Ten of fourteen above 92 % at the end of term",
    ),
    Matter(
        "sen",
        "Pupils with special educational needs make less progress than others, and support is not checked for effect.",
        "Learning support visit",
        "other",
        "Report of the learning support service",
        "For eight of twelve pupils the plan had no measurable target. Support assistants were not told the aim of the lesson.",
        "Rewrite the twelve plans with measurable targets",
        "Twelve plans seen and agreed by the learning support service",
    ),
    Matter(
        "safeguarding",
        "The single central record had gaps at two checks and training for three members of staff is out of date.",
        "Safeguarding check",
        "inspection",
        "LA safeguarding audit",
        "Two entries lacked a date of check; the school put them right on the day. Training is booked.",
        "Finish the outstanding training and have the record checked",
        "Certificates for three members of staff; a clean check in a month",
    ),
]

DISAGREEMENT: dict[str, Any] = {
    "judgement": "Leadership and management: inadequate.",
    "said": "The school considers that leadership is satisfactory and that the fall in results comes from the size of the cohort.",
    "source": "Letter of the chair of governors, and the note of SIP visit 3",
}
NON_ENGAGEMENT = [
    ("visit_refused", "The joint observation agreed for the half-term was called off by the school and not arranged again.",
     "E-mail of the school, and two requests without answer"),
    ("action_not_done", "The calendar of checks agreed at the case conference was not published by the date agreed.",
     "Minutes of the case conference, action 1"),
]  # fmt: skip

LETTER_ACTIONS = [
    (
        "Publish a calendar of checks of teaching and carry it out.",
        "Nine checks in each half-term, each with a written note that the SIP has read.",
    ),
    (
        "Take part in the joint observations and work scrutiny that the SIP proposes.",
        "All dates kept, or another date within five working days agreed beforehand.",
    ),
    (
        "Give the governing body a report on standards, by group, at each of its meetings.",
        "The report and the governors’ questions are in the minutes of the next two meetings.",
    ),
]
