"""By what a plan of the county measures each matter, and what it begins with. Invented, as the matters are.

``{figures}`` in the texts are a school's own: see ``demo.figures``.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """What is measured, from where to where, seen from what. ``early``: half-way through the plan."""

    what: str
    begins: str
    target: str
    source: str
    early: bool = False


@dataclass(frozen=True)
class Measures:
    """Where the school begins, what the objective is measured by, and how far the first one is on the way.

    The first actions and milestones are due so many school days after the plan was drawn up.
    """

    baseline: str
    criteria: tuple[Measure, ...]
    half_way: str  # where the first criterion is when the objective is amber
    actions: tuple[tuple[int, str, str], ...]  # due, what, with what
    milestones: tuple[tuple[int, str], ...]  # due, what


MEASURES: dict[str, Measures] = {
    "key-stage-2": Measures(
        "Results have been below the floor target for two years.",
        (
            Measure(
                "Share of Year 6 predicted to reach level 4 in English and mathematics",
                "{predicted}",
                "{target}",
                "Predictions agreed with the SIP",
                early=True,
            ),
            Measure(
                "Share of the cohort that reaches level 4 in English and mathematics",
                "{last}",
                "{target}",
                "Key stage 2 results",
            ),
        ),
        "{better}",
        (
            (15, "Predict with the SIP what each pupil of Years 5 and 6 will reach", ""),
            (35, "Plan the teaching of Year 6 with the partner school", "Two days of the NLE"),
        ),
        (
            (60, "The second predictions are above the first"),
            (180, "Half of the pupils behind have caught up"),
        ),
    ),
    "year-1-and-4-progress": Measures(
        "The same work is set for all pupils in most lessons.",
        (
            Measure("Books in which tasks differ", "4 of 12", "9 of 12", "Work scrutiny with the SIP", True),
            Measure("Books in which pupils answer the marking", "2 of 12", "9 of 12", "Work scrutiny"),
            Measure(
                "Pupils of Years 3 and 4 who make less than expected progress",
                "{slow}",
                "{slow_aim}",
                "The tracker",
            ),
        ),
        "7 of 12",
        ((20, "Agree how mathematics is planned, beginning with Year 4", "A staff meeting"),),
        ((70, "Tasks differ in half of the books that are read"),),
    ),
    "self-evaluation": Measures(
        "A calendar of checks exists and is not kept.",
        (
            Measure(
                "Planned checks that were made in the half-term", "3 of 9", "9 of 9", "Notes on file", True
            ),
            Measure("Checks that led to a second look", "0 of 9", "6 of 9", "Notes on file"),
        ),
        "6 of 9",
        ((10, "Publish a calendar of checks for the year", ""),),
        ((60, "Two of three planned checks were made"),),
    ),
    "governance": Measures(
        "Standards were an item at one meeting of three.",
        (
            Measure("Meetings with questions on standards in the minutes", "1 of 3", "3 of 3", "The minutes"),
            Measure("Governors who visited and reported in the year", "2 of 12", "12 of 12", "The minutes"),
        ),
        "2 of 3",
        ((25, "Train governors in reading the school’s data", "An evening of a consultant governor"),),
        ((80, "Two governors have visited and reported"),),
    ),
    "key-stage-1": Measures(
        "Teaching in key stage 1 is uneven.",
        (
            Measure(
                "Lessons with clear steps for all pupils", "2 of 6", "5 of 6", "Lessons seen together", True
            ),
            Measure("Share of Year 2 on track in reading", "{reading}", "{reading_aim}", "The tracker"),
        ),
        "4 of 6",
        ((20, "Plan two lessons a week together in key stage 1", "Cover for two teachers"),),
        ((60, "Half of the lessons seen have clear steps"),),
    ),
    "behaviour-and-attendance": Measures(
        "Attendance has been below 94 % for a year.",
        (
            Measure("Attendance of all pupils", "93.1 %", "95 %", "Attendance returns", True),
            Measure("Pupils who are away one day in ten", "{away}", "{away_aim}", "The register"),
        ),
        "94.2 %",
        ((10, "Call home on the first day of every absence", "An hour of the office a day"),),
        ((60, "Attendance is above 94 % over six weeks"),),
    ),
    "sen": Measures(
        "Whether support works is not looked at.",
        (
            Measure(
                "Plans with a target that can be measured",
                "{clear} of {plans}",
                "{plans} of {plans}",
                "Plans read with the SIP",
            ),
            Measure(
                "Plans whose effect was looked at this term",
                "0 of {plans}",
                "{plans} of {plans}",
                "Plans read with the SIP",
            ),
        ),
        "{nearly} of {plans}",
        ((20, "Write each plan anew with the parents", "A day of the learning support service"),),
        ((70, "Half of the plans were looked at for their effect"),),
    ),
    "safeguarding": Measures(
        "The single central record had gaps at two checks.",
        (
            Measure("Gaps found in the single central record", "5", "0", "Checks by the governor", True),
            Measure("Members of staff whose training is out of date", "3", "0", "The record of training"),
        ),
        "1",
        ((10, "Close the gaps in the record, and book the training", ""),),
        ((40, "A check of the record finds no gap"),),
    ),
}
