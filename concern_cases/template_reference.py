"""The templates of plans that every copy begins with: objectives, what measures them, and first steps.

The school-level plans of the source document (its appendices 4 to 6) are named there, not printed: everything
here is worded from what it says of such schools, in general terms, to be worded for each school. Months are
counted from the day on which a plan is opened.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """What is measured, to where, seen from what; without months it is met with its objective."""

    what: str
    target: str
    source: str
    months: int | None = None


@dataclass(frozen=True)
class Step:
    """What is to be done, or to be there, so many months after the plan was opened."""

    months: int
    what: str
    who: str = ""
    resources: str = ""


@dataclass(frozen=True)
class Begin:
    """One objective of a template, in an area (its code), to be reached within so many months."""

    template: str
    area: str
    title: str
    months: int
    criteria: tuple[Measured, ...]
    actions: tuple[Step, ...] = ()
    milestones: tuple[Step, ...] = ()


HEAD, GOVERNORS, SIP, AHT, NLE = (
    "The head",
    "The chair of governors",
    "The School Improvement Partner",
    "The Advisory Headteacher",
    "The National Leader of Education",
)
Y5_Y6 = "Predictions at every SIP visit"
SEEN = "Lessons seen together with the head"

_CATEGORY = [
    Begin(
        "ofsted-category",
        "key-stage-2",
        "Pupils reach what they should at the end of key stage 2",
        18,
        (
            Measured(
                "Share of the cohort that reaches the expected level in English and mathematics",
                "At or above the LA’s average",
                "Key stage 2 results",
            ),
            Measured(
                "Share of Year 6 predicted to reach the expected level in English and mathematics",
                "At or above the LA’s average",
                Y5_Y6,
                9,
            ),
        ),
        (
            Step(1, "Predict what each pupil of Years 5 and 6 will reach, and agree it with the SIP", HEAD),
            Step(2, "Teach those who are behind in small groups", HEAD, "Hours of a teacher each week"),
        ),
        (Step(6, "The predictions are better than at the start, in both subjects", HEAD),),
    ),
    Begin(
        "ofsted-category",
        "year-1-and-4-progress",
        "Pupils in every year group make the progress they should",
        12,
        (
            Measured("Share of pupils on track in each year group", "At least 90 %", "The tracker"),
            Measured("Share of vulnerable pupils on track", "At least 90 %", "The tracker"),
        ),
        (
            Step(1, "Enter and check where every pupil is in the tracker", HEAD),
            Step(3, "Hold the first pupil-progress meeting in every class", HEAD, "Cover for each teacher"),
        ),
        (Step(6, "Two rounds of pupil-progress meetings, each with what was done for whom", HEAD),),
    ),
    Begin(
        "ofsted-category",
        "staffing",
        "No lesson is inadequate, and most are good",
        12,
        (
            Measured("Lessons judged inadequate", "0", SEEN, 6),
            Measured("Share of lessons judged good or better", "70 %", SEEN),
        ),
        (
            Step(
                1, "See every teacher teach, together with the AHT or NLE, and agree what is worked on", HEAD
            ),
            Step(3, "Plan and teach with the partner school", NLE, "Days of the NLE and cover"),
        ),
        (Step(6, "No lesson seen is inadequate", AHT), Step(9, "Half of the lessons seen are good", AHT)),
    ),
    Begin(
        "ofsted-category",
        "self-evaluation",
        "Leaders know what works and act on it",
        12,
        (
            Measured(
                "Areas in which the school’s judgement agrees with the SIP’s",
                "All of them",
                "Moderated self-evaluation",
            ),
            Measured(
                "Share of the plan’s actions whose effect was evaluated", "All of them", "Notes of SIP visits"
            ),
        ),
        (Step(2, "Agree who monitors what, when, and to whom it is reported", HEAD),),
        (Step(5, "The first report of each subject leader is with the governors", HEAD),),
    ),
    Begin(
        "ofsted-category",
        "governance",
        "Governors hold the school to account",
        9,
        (
            Measured("Governors with a written visit in the term", "All of them", "Minutes of governors"),
            Measured(
                "Meetings with questions on pupils’ progress on record",
                "Every meeting",
                "Minutes of governors",
            ),
        ),
        (
            Step(1, "Give each governor a part of the plan to follow", GOVERNORS),
            Step(
                2, "Train governors in reading the school’s data", GOVERNORS, "An evening with a consultant"
            ),
        ),
        (Step(5, "Every governor has visited once and reported", GOVERNORS),),
    ),
    Begin(
        "ofsted-category",
        "behaviour-and-attendance",
        "Pupils are in school and ready to learn",
        12,
        (
            Measured("Attendance of all pupils", "At or above the national average", "Attendance returns"),
            Measured("Share of pupils who are persistently absent", "Below the LA’s average", "The register"),
        ),
        (Step(1, "Look at absence week by week, and call home on the first day", HEAD),),
        (Step(6, "Attendance is better than in the same half-term of the last year", HEAD),),
    ),
]

_TO_GOOD = [
    Begin(
        "satisfactory-to-good",
        "self-evaluation",
        "Evaluation is robust, and the plan follows from it",
        12,
        (
            Measured(
                "Areas in which the school’s judgement agrees with the SIP’s",
                "All of them",
                "Moderated self-evaluation",
            ),
            Measured(
                "Times a year the plan was re-written from what was found", "3 times", "The plan’s versions"
            ),
        ),
        (Step(1, "Put the school’s and the SIP’s judgements side by side, area by area", HEAD),),
        (Step(4, "The plan is re-written for the first time from what was found", HEAD),),
    ),
    Begin(
        "satisfactory-to-good",
        "year-1-and-4-progress",
        "Every child’s progress is tracked and acted upon",
        9,
        (
            Measured(
                "Share of pupils behind who have an intervention that is evaluated",
                "All of them",
                "Pupil-progress meetings",
            ),
            Measured("Share of pupils on track in each year group", "At least 90 %", "The tracker"),
        ),
        (
            Step(1, "Name the pupils who are behind, class by class", HEAD),
            Step(3, "Hold the first pupil-progress meeting in every class", HEAD, "Cover for each teacher"),
        ),
        (Step(6, "Every intervention was evaluated once, and those without effect were changed", HEAD),),
    ),
    Begin(
        "satisfactory-to-good",
        "staffing",
        "Teaching is consistently good",
        18,
        (
            Measured("Share of lessons judged good or better", "80 %", SEEN),
            Measured(
                "Share of teachers who observed a good lesson elsewhere",
                "All of them",
                "Notes of SIP visits",
                12,
            ),
        ),
        (
            Step(2, "See every teacher teach together with the SIP, and agree what is worked on", HEAD),
            Step(
                4, "Visit a leading teacher in each subject that is worked on", HEAD, "Cover for a day each"
            ),
        ),
        (Step(9, "60 % of the lessons seen are good or better", SIP),),
    ),
    Begin(
        "satisfactory-to-good",
        "key-stage-2",
        "Attainment at the end of key stage 2 rises over two years",
        24,
        (
            Measured(
                "Share of the cohort that reaches the expected level in English and mathematics",
                "At or above the LA’s average",
                "Key stage 2 results",
            ),
            Measured(
                "Share of Year 6 predicted to reach the expected level in English and mathematics",
                "At or above the LA’s average",
                Y5_Y6,
                18,
            ),
        ),
        (Step(2, "Agree targets for Years 5 and 6 with the SIP, pupil by pupil", HEAD),),
        (Step(12, "The first results are better than those of the year before", HEAD),),
    ),
    Begin(
        "satisfactory-to-good",
        "succession",
        "Leadership is shared and can carry the improvement",
        18,
        (
            Measured(
                "Subject leaders who monitor and report on their subject",
                "All of them",
                "Notes of SIP visits",
            ),
            Measured("Parts of the plan led by somebody else than the head", "Half of them", "The plan"),
        ),
        (Step(3, "Agree what each subject leader monitors this year, with time for it", HEAD),),
        (Step(9, "Each subject leader has reported to the governors once", HEAD),),
    ),
]

_HARD_TO_SHIFT = [
    Begin(
        "hard-to-shift-floor",
        "key-stage-2",
        "The school is above the floor target",
        12,
        (
            Measured(
                "Share of the Year 6 cohort predicted to reach the expected level in English and mathematics",
                "Above the floor target",
                Y5_Y6,
                9,
            ),
            Measured(
                "Share of the cohort that reaches the expected level in English and mathematics",
                "Above the floor target",
                "Key stage 2 results",
            ),
        ),
        (
            Step(1, "Predict what each pupil of Year 6 will reach, and agree it with the SIP", HEAD),
            Step(1, "Name the pupils without whom the floor is not reached, and who teaches each", HEAD),
            Step(2, "Teach these pupils in small groups, three times a week", HEAD, "Hours of a teacher"),
        ),
        (Step(5, "The second predictions are above the first", SIP),),
    ),
    Begin(
        "hard-to-shift-floor",
        "value-added",
        "The next cohort is on its way above the floor target",
        18,
        (
            Measured(
                "Share of the Year 5 cohort predicted to reach the expected level in English and mathematics",
                "Above the floor target",
                Y5_Y6,
            ),
            Measured("Share of Year 5 that made a year’s progress in the year", "90 %", "The tracker", 12),
        ),
        (Step(2, "Agree targets for Year 5 with the SIP, pupil by pupil", HEAD),),
        (Step(9, "No pupil of Year 5 is behind without an intervention", HEAD),),
    ),
    Begin(
        "hard-to-shift-floor",
        "self-evaluation",
        "Leaders know why what was done before has not worked, and act on it",
        3,
        (
            Measured(
                "Earlier actions and support whose effect was evaluated with the SIP",
                "All of them",
                "Notes of SIP visits",
            ),
            Measured("Actions without effect that were ended or changed", "All of them", "The plan"),
        ),
        (Step(1, "List what was done and given in the last two years, with what came of each", HEAD),),
        (Step(2, "Head, governors and SIP agree what is not done any more", GOVERNORS),),
    ),
    Begin(
        "hard-to-shift-floor",
        "staffing",
        "Teaching in Years 5 and 6 is good",
        9,
        (
            Measured("Share of lessons in Years 5 and 6 judged good or better", "All of them", SEEN),
            Measured(
                "Teachers who plan with the partner school each half-term",
                "All of them",
                "Notes of support",
                6,
            ),
        ),
        (Step(1, "See the teachers of Years 5 and 6 teach, together with the SIP", HEAD),),
        (Step(5, "Half of the lessons seen in Years 5 and 6 are good", SIP),),
    ),
]

_BELOW_FLOOR = [
    Begin(
        "below-floor",
        "key-stage-2",
        "The school is above the floor target",
        12,
        (
            Measured(
                "Share of the Year 6 cohort predicted to reach the expected level in English and mathematics",
                "Above the floor target",
                Y5_Y6,
                9,
            ),
            Measured(
                "Share of the cohort that reaches the expected level in English and mathematics",
                "Above the floor target",
                "Key stage 2 results",
            ),
        ),
        (
            Step(1, "Find out with the SIP why the school is below the floor, or may fall below it", HEAD),
            Step(1, "Predict what each pupil of Years 5 and 6 will reach, and agree it with the SIP", HEAD),
        ),
        (Step(5, "The second predictions are above the first", SIP),),
    ),
    Begin(
        "below-floor",
        "value-added",
        "Pupils make two levels’ progress across key stage 2",
        12,
        (
            Measured("Share of pupils making two levels’ progress in English", "90 %", "The tracker"),
            Measured("Share of pupils making two levels’ progress in mathematics", "90 %", "The tracker"),
        ),
        (Step(2, "Hold a pupil-progress meeting for each class of key stage 2", HEAD, "Cover"),),
        (Step(6, "80 % are on track to make two levels’ progress in each subject", HEAD),),
    ),
    Begin(
        "below-floor",
        "sen",
        "Pupils at risk of not making expected progress are known and helped",
        6,
        (
            Measured(
                "Share of vulnerable pupils with an intervention that is evaluated",
                "All of them",
                "Pupil-progress meetings",
            ),
            Measured("Share of vulnerable pupils on track", "At least 80 %", "The tracker"),
        ),
        (Step(1, "Name the groups that are at risk, and agree with the SIP what each needs", HEAD),),
        (Step(3, "Every intervention was evaluated once", HEAD),),
    ),
    Begin(
        "below-floor",
        "staffing",
        "Quality-first teaching in Years 5 and 6",
        6,
        (
            Measured("Share of lessons in Years 5 and 6 judged good or better", "All of them", SEEN),
            Measured("Share of books in which marking says what comes next", "All of them", "Work seen", 4),
        ),
        (Step(1, "See the teachers of Years 5 and 6 teach, together with the SIP", HEAD),),
        (Step(3, "Half of the lessons seen in Years 5 and 6 are good", SIP),),
    ),
]

OBJECTIVES: list[Begin] = [*_CATEGORY, *_TO_GOOD, *_HARD_TO_SHIFT, *_BELOW_FLOOR]
