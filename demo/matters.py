"""What the county's cases are about. Invented, factual in tone, nothing about a person's capability.

``{figures}`` in the texts are a school's own: see ``demo.figures``; ``{day}`` is the day of the evidence.
"""

from dataclasses import dataclass

from people.roles import Role


@dataclass(frozen=True)
class Step:
    """One step towards better: the action agreed, its measure, what came of it, and what was seen later."""

    action: str
    measure: str
    outcome: str
    seen: str


@dataclass(frozen=True)
class Matter:
    """One concern with the evidence behind it, the steps that answer it, and what a letter would ask for."""

    area: str  # code of evaluation.Area
    headline: str
    concern: str
    source: str
    evidence_kind: str
    evidence_source: str
    evidence: str
    steps: tuple[Step, Step]
    asked: str
    asked_measure: str
    for_primary: bool = False  # secondary schools have no such concern
    owner: str = Role.HEADTEACHER


MATTERS = [
    Matter(
        area="key-stage-2",
        headline="results at the end of key stage 2",
        concern="Results at the end of key stage 2 have been below the floor for two years. Of the present Year 6, "
        "{predicted} are predicted to reach level 4 in English and mathematics.",
        source="LA data summary of {day}",
        evidence_kind="results",
        evidence_source="LA summary of the last two years",
        evidence="English and mathematics combined at level 4 or better: {before}, then {last}. {small}",
        steps=(
            Step(
                "Teach every Year 6 pupil who is behind in mathematics in a small group, three times a week",
                "The next predictions: at least {target} at level 4",
                "The groups meet three times a week. The predictions rose to {better}.",
                "A mathematics group was seen at work. Its pupils could say what they were learning and what comes next.",
            ),
            Step(
                "Teach writing in small groups as well, with work set from each pupil’s last piece",
                "Ten pieces moderated with another school: most pupils have moved on",
                "Ten pieces were moderated with another school; in seven the pupil had moved on.",
                "Pupils correct their own writing now. Spelling is still weak.",
            ),
        ),
        asked="Teach every Year 6 pupil who is behind in mathematics in a small group, and send the SIP the "
        "predictions each half-term.",
        asked_measure="In the next predictions at least {target} at level 4.",
        for_primary=True,
    ),
    Matter(
        area="year-1-and-4-progress",
        headline="progress in mathematics in Years 3 and 4",
        concern="Progress in mathematics slows in Years 3 and 4: {slow} pupils made less than expected progress "
        "last year.",
        source="Work scrutiny of {day}",
        evidence_kind="work_scrutiny",
        evidence_source="12 mathematics books from Years 3 to 5, read with the head",
        evidence="In 8 of 12 books the same work was set for all pupils of the class. Marking said what was right, "
        "seldom what to do next.",
        steps=(
            Step(
                "Plan mathematics from what pupils can do already, beginning with Year 4",
                "A second scrutiny of 12 books: tasks differ in at least nine",
                "In the second scrutiny tasks differed in 10 of 12 books.",
                "In mathematics tasks now differ in most lessons. About half of the marking says what to do next.",
            ),
            Step(
                "Say in the marking of every piece what comes next, and give time to do it",
                "12 books: pupils have answered the marking in at least nine",
                "Pupils had answered the marking in 9 of 12 books.",
                "Pupils answer the marking as a habit and could explain what they had put right.",
            ),
        ),
        asked="Plan mathematics in Years 3 to 5 from what pupils can do already.",
        asked_measure="A scrutiny of 12 books with the SIP: tasks differ in at least nine.",
        for_primary=True,
    ),
    Matter(
        area="self-evaluation",
        headline="leaders’ checks of teaching",
        concern="Leaders check teaching too seldom to know whether it improves: three of nine planned checks were made.",
        source="SIP visit of {day}",
        evidence_kind="note_of_visit",
        evidence_source="Leadership and self-evaluation",
        evidence="The calendar of checks was read with the head. Three checks have a written record; none led to a "
        "second look.",
        steps=(
            Step(
                "Publish a calendar of checks of teaching and keep to it",
                "Nine checks in the half-term, each with a written note",
                "Eight of nine checks were made, each with a note.",
                "The notes of the checks say what was seen. What was to change is not yet followed up.",
            ),
            Step(
                "Look a second time at whatever a check found wanting",
                "A note of each second look, within three weeks of the first",
                "Five second looks are on file. Four found what was asked for.",
                "Leaders could show from their notes what had changed and what had not.",
            ),
        ),
        asked="Publish a calendar of checks of teaching and carry it out.",
        asked_measure="Nine checks in the half-term, each with a written note that the SIP has read.",
    ),
    Matter(
        area="governance",
        headline="what governors know of standards",
        concern="The governing body receives little information about standards and asks few questions about it.",
        source="Minutes of the governing body, read on {day}",
        evidence_kind="minutes",
        evidence_source="The last three meetings",
        evidence="Standards were an item at one meeting of three. No question about them is minuted.",
        steps=(
            Step(
                "Put standards, group by group, on the agenda of every meeting of governors",
                "The report and the governors’ questions are in the minutes of the next meeting",
                "The report was discussed. The minutes have four questions about it.",
                "Governors have the figures now. They ask more about results than about what is done.",
            ),
            Step(
                "Let two governors see the school at work with the head each half-term",
                "A note of each visit at the next meeting of governors",
                "Two governors came and reported to their next meeting.",
                "The governors’ notes of their visits are plain and useful. Others have asked to come.",
            ),
        ),
        asked="Give the governing body a report on standards, group by group, at each of its meetings.",
        asked_measure="The report and the governors’ questions are in the minutes of the next two meetings.",
        owner=Role.CHAIR,
    ),
    Matter(
        area="key-stage-1",
        headline="teaching in key stage 1",
        concern="Teaching in key stage 1 is uneven: two of six lessons seen with the head had clear steps for all "
        "pupils.",
        source="Lessons seen on {day}",
        evidence_kind="observation",
        evidence_source="Six lessons in key stage 1, seen with the head",
        evidence="In four lessons pupils waited for others or were given work that they could do already.",
        steps=(
            Step(
                "Give the teachers of key stage 1 four days of coaching in phonics",
                "Four lessons seen with the head: at least three have clear steps for all pupils",
                "The coaching was given. Three of four lessons seen had clear steps.",
                "Phonics has a brisk routine. Lessons in the afternoon still lack one.",
            ),
            Step(
                "Carry the routine of the phonics lessons over to writing",
                "Two writing lessons seen with the head have clear steps",
                "Both lessons had clear steps. In one the ablest pupils waited.",
                "Writing lessons begin promptly, and pupils know what they are to do.",
            ),
        ),
        asked="Plan the lessons of key stage 1 with clear steps for all pupils.",
        asked_measure="Four lessons seen by the head and the SIP: at least three have them.",
        for_primary=True,
    ),
    Matter(
        area="behaviour-and-attendance",
        headline="attendance",
        concern="Attendance has been below 94 % for a year, and {away} pupils are away one day in ten.",
        source="Attendance return of {day}",
        evidence_kind="results",
        evidence_source="Attendance return",
        evidence="93.1 %, against 94.8 % in the county. Of the {away_count} pupils who are often away, {older} are in "
        "{oldest}.",
        steps=(
            Step(
                "Meet the families of the {away_count} pupils who are often away and agree a plan with each",
                "At least half of the pupils above 92 % over a half-term",
                "All families but one were met. More than half of the pupils are above 92 %.",
                "Attendance was 93.9 % in the last four weeks.",
            ),
            Step(
                "Ring home on the first day of every absence",
                "Attendance above 94.5 % over six weeks",
                "Attendance was 94.6 % over six weeks.",
                "Families are rung by nine o’clock. Attendance is close to that of the county.",
            ),
        ),
        asked="Agree a plan with the family of each of the {away_count} pupils who are away one day in ten.",
        asked_measure="Attendance above 94 % over six weeks.",
    ),
    Matter(
        area="sen",
        headline="the progress of pupils with special educational needs",
        concern="Pupils with special educational needs make less progress than others, and support is not checked for "
        "effect.",
        source="Visit of the learning support service on {day}",
        evidence_kind="observation",
        evidence_source="Lessons with support assistants, seen by the learning support service",
        evidence="For {vague} of {plans} pupils the plan had no measurable target. Support assistants were not told the "
        "aim of the lesson.",
        steps=(
            Step(
                "Rewrite the {plans} plans with targets that can be measured",
                "All {plans} plans seen and agreed by the learning support service",
                "The learning support service has agreed all {plans} plans.",
                "The plans have targets now. Assistants know them; class teachers not always.",
            ),
            Step(
                "Give support assistants the aim of each lesson beforehand, in writing",
                "Six lessons seen: the assistant can say the aim in each",
                "In five of six lessons the assistant could say the aim.",
                "Assistants support what the lesson is about. Two plans are due to be reviewed.",
            ),
        ),
        asked="Rewrite the {plans} plans of pupils with special educational needs with targets that can be measured.",
        asked_measure="All {plans} plans seen and agreed by the learning support service.",
    ),
    Matter(
        area="safeguarding",
        headline="safeguarding records",
        concern="The single central record had gaps at two checks, and the training of three members of staff is out "
        "of date.",
        source="Safeguarding audit of {day}",
        evidence_kind="other",
        evidence_source="Safeguarding audit by the LA",
        evidence="Two entries lacked the date of a check. The school put them right on the day; training is booked.",
        steps=(
            Step(
                "Finish the outstanding training and have the record checked again",
                "Three certificates, and a clean check within a month",
                "The certificates were seen, and the second check was clean.",
                "The record was complete. Staff could say to whom they would turn.",
            ),
            Step(
                "Let the safeguarding governor check the record each half-term",
                "A signed note of the check",
                "The governor’s signed note was seen.",
                "The check of the record stands in the governors’ calendar.",
            ),
        ),
        asked="Have the single central record checked each half-term by the safeguarding governor.",
        asked_measure="A clean check, with a signed note.",
    ),
]  # fmt: skip


def matters_for(number: int, *, primary: bool) -> list[Matter]:
    """The three concerns of the school with that number among the schools of concern."""
    fitting = [matter for matter in MATTERS if primary or not matter.for_primary]
    return [fitting[(number + place) % len(fitting)] for place in range(3)]
