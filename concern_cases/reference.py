"""The cadences and the templates of plans that every copy begins with.

"Frequency by the school's risk assessment, for example monthly, termly or bi-termly": as "bi-termly" may
mean twice a term or every two terms, each name here says which terms it counts.
"""

from typing import Any

# code, name, every, unit, the risk that proposes it
_ROWS = [
    ("monthly", "Every month", 1, "months", ""),
    ("every-3-months", "Every 3 months", 3, "months", "high"),
    ("twice-a-term", "Twice a term (every half-term)", 1, "half_terms", ""),
    ("termly", "Once a term (three times a year)", 1, "long_terms", "medium"),
    ("every-two-terms", "Every two terms (of three a year)", 2, "long_terms", "low"),
]

CADENCES: list[dict[str, Any]] = [
    {"code": code, "name": name, "every": every, "unit": unit, "for_risk": risk, "order": place}
    for place, (code, name, every, unit, risk) in enumerate(_ROWS, start=1)
]

# The school-level plans of the source document (its appendices 4 to 6 are named there, not printed): the
# objectives are worded from what it says of such schools, in general terms, to be worded for each school.
# code, name, kind, months to the horizon, times a year it is re-written, for whom, what is reached
_TEMPLATES = [
    (
        "ofsted-category",
        "In an Ofsted category",
        "support",
        24,
        0,
        "For a school in an Ofsted category, or judged inadequate by the LA. Written by the Advisory "
        "Headteacher with the National Leader of Education, and revised after each visit by HMI and each "
        "case conference.",
        "The school is out of its category, and can sustain that by itself",
    ),
    (
        "satisfactory-to-good",
        "Satisfactory to good, in two years",
        "single",
        24,
        3,
        "For a school that has stayed satisfactory, with satisfactory capacity to improve. Written by the "
        "head and the School Improvement Partner, and re-written three times a year.",
        "The school is good within two years",
    ),
    (
        "hard-to-shift-floor",
        "Hard to shift: below the floor target for long",
        "single",
        18,
        3,
        "For a school that has stayed below the floor target although much was done. Written by the head and "
        "the School Improvement Partner from the predictions for Years 5 and 6.",
        "The school is above the floor target, and stays there",
    ),
    (
        "below-floor",
        "Below or near the floor target",
        "single",
        12,
        3,
        "For a school below the floor target, or in danger of falling below it. Written by the head and the "
        "School Improvement Partner; in nearly all cases one year is enough.",
        "The school is above the floor target within one year",
    ),
]
# template, area, title, how it is known, target, seen from, months
_OBJECTIVES = [
    (
        "ofsted-category",
        "key-stage-2",
        "Pupils reach what they should at the end of key stage 2",
        "Share of the cohort that reaches the expected level in English and mathematics",
        "At or above the LA’s average",
        "Key stage 2 results, and the tracker each half-term",
        18,
    ),
    (
        "ofsted-category",
        "year-1-and-4-progress",
        "Pupils in every year group make the progress they should",
        "Share of pupils on track, year group by year group",
        "At least 90 % in each",
        "Pupil-progress meetings, three times a year",
        12,
    ),
    (
        "ofsted-category",
        "staffing",
        "No lesson is inadequate, and most are good",
        "Lessons seen together with the head",
        "No inadequate lesson, 70 % good or better",
        "Joint observations by AHT, NLE and SIP",
        12,
    ),
    (
        "ofsted-category",
        "self-evaluation",
        "Leaders know what works and act on it",
        "The school’s judgements agree with those of the SIP",
        "In every area",
        "Moderated self-evaluation",
        12,
    ),
    (
        "ofsted-category",
        "governance",
        "Governors hold the school to account",
        "Written visits and questions on record",
        "Each governor, each term",
        "Minutes of the governing body",
        9,
    ),
    (
        "ofsted-category",
        "behaviour-and-attendance",
        "Pupils are in school and ready to learn",
        "Attendance of all pupils and of each group",
        "At or above the national average",
        "Attendance returns each half-term",
        12,
    ),
    (
        "satisfactory-to-good",
        "self-evaluation",
        "Evaluation is robust, and the plan follows from it",
        "The school’s judgements agree with those of the SIP",
        "In every area",
        "Moderated self-evaluation",
        12,
    ),
    (
        "satisfactory-to-good",
        "year-1-and-4-progress",
        "Every child’s progress is tracked and acted upon",
        "Pupils who fall behind and have an intervention that is evaluated",
        "All of them",
        "The tracker and pupil-progress meetings, three times a year",
        9,
    ),
    (
        "satisfactory-to-good",
        "staffing",
        "Teaching is consistently good",
        "Lessons seen together by head and SIP",
        "80 % good or better",
        "Notes of SIP visits",
        18,
    ),
    (
        "satisfactory-to-good",
        "key-stage-2",
        "Attainment at the end of key stage 2 rises over two years",
        "Share of the cohort that reaches the expected level in English and mathematics",
        "At or above the LA’s average",
        "Key stage 2 results",
        24,
    ),
    (
        "satisfactory-to-good",
        "succession",
        "Leadership is shared and can carry the improvement",
        "Subject leaders who monitor and report on their subject",
        "All of them",
        "Notes of SIP visits",
        18,
    ),
    (
        "hard-to-shift-floor",
        "key-stage-2",
        "The school is above the floor target",
        "Share of the Year 6 cohort predicted to reach the expected level in English and mathematics",
        "Above the floor target",
        "Predictions for Year 6 at every SIP visit",
        12,
    ),
    (
        "hard-to-shift-floor",
        "value-added",
        "The next cohort is on its way above the floor target",
        "Share of the Year 5 cohort predicted to reach the expected level in English and mathematics",
        "Above the floor target",
        "Predictions for Year 5 at every SIP visit",
        18,
    ),
    (
        "hard-to-shift-floor",
        "self-evaluation",
        "Leaders know why what was done before has not worked, and act on it",
        "Earlier actions and support whose effect was evaluated with the SIP",
        "All of them",
        "Notes of SIP visits",
        3,
    ),
    (
        "hard-to-shift-floor",
        "staffing",
        "Teaching in Years 5 and 6 is good",
        "Lessons seen together by head and SIP",
        "All good or better",
        "Notes of SIP visits",
        9,
    ),
    (
        "below-floor",
        "key-stage-2",
        "The school is above the floor target",
        "Share of the Year 6 cohort predicted to reach the expected level in English and mathematics",
        "Above the floor target",
        "Predictions for Year 5 and Year 6 at every SIP visit",
        12,
    ),
    (
        "below-floor",
        "value-added",
        "Pupils make two levels’ progress across key stage 2",
        "Share of pupils making two levels’ progress in English and in mathematics",
        "90 % in each",
        "The tracker each half-term",
        12,
    ),
    (
        "below-floor",
        "sen",
        "Pupils at risk of not making expected progress are known and helped",
        "Vulnerable pupils with an intervention that is evaluated",
        "All of them",
        "Pupil-progress meetings",
        6,
    ),
    (
        "below-floor",
        "staffing",
        "Quality-first teaching in Years 5 and 6",
        "Lessons seen together by head and SIP",
        "All good or better",
        "Notes of SIP visits",
        6,
    ),
]

PLAN_TEMPLATES: list[dict[str, Any]] = [
    {
        "code": code,
        "name": name,
        "kind": kind,
        "horizon_months": months,
        "rewritten_a_year": times,
        "about": about,
        "goal": goal,
        "order": place,
    }
    for place, (code, name, kind, months, times, about, goal) in enumerate(_TEMPLATES, start=1)
]
TEMPLATE_OBJECTIVES: list[dict[str, Any]] = [
    {
        "template": template,
        "area": area,
        "title": title,
        "criterion": criterion,
        "target": target,
        "source": source,
        "months": months,
        "order": place,
    }
    for place, (template, area, title, criterion, target, source, months) in enumerate(_OBJECTIVES, start=1)
]
