"""The areas, categories and inspectors' judgements that every copy begins with.

Areas and categories are those of the Wiltshire World Class Primary Plan (2010), in its order: the areas of
the data dashboard and the categories of the summer moderation. Frameworks and grades are Ofsted's, each with
the days on which it was in use. All may be renamed, ended and added to.
"""

from datetime import date
from typing import Any

AREA_NAMES = [
    ("foundation-stage", "Foundation Stage outcomes"),
    ("key-stage-1", "Key stage 1 outcomes"),
    ("key-stage-2", "Key stage 2 outcomes, including two levels’ progress"),
    ("value-added", "Key stage 1 to key stage 2 contextual value added"),
    ("year-1-and-4-progress", "Year 1 and Year 4 progress"),
    ("ofsted", "Ofsted judgements"),
    ("self-evaluation", "Moderated self-evaluation"),
    ("governance", "Governance"),
    ("succession", "Leadership succession planning"),
    ("finance", "Finance"),
    ("pupil-numbers", "Pupil numbers"),
    ("staffing", "Staffing"),
    ("buildings", "Buildings"),
    ("safeguarding", "Safeguarding"),
    ("behaviour-and-attendance", "Behaviour, attendance and exclusions"),
    ("sen", "Special educational needs"),
]

CATEGORY_NAMES = [
    ("inadequate", "Inadequate"),
    ("satisfactory-satisfactory", "Satisfactory with satisfactory capacity to improve"),
    ("satisfactory-good", "Satisfactory with good capacity to improve"),
    ("good", "Good"),
    ("outstanding", "Outstanding"),
]


def _in_order(names: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"code": code, "name": name, "order": place} for place, (code, name) in enumerate(names, start=1)]


AREAS = _in_order(AREA_NAMES)
CATEGORIES = [{**row, "is_inadequate": row["code"] == "inadequate"} for row in _in_order(CATEGORY_NAMES)]

# code, name, from, until
_FRAMEWORKS = [
    ("2009", "Framework of September 2009", date(2009, 9, 1), date(2011, 12, 31)),
    ("2012", "Framework of January 2012", date(2012, 1, 1), date(2015, 8, 31)),
    ("2015", "Common inspection framework of 2015", date(2015, 9, 1), date(2019, 8, 31)),
    ("2019", "Education inspection framework of 2019", date(2019, 9, 1), date(2025, 11, 9)),
    ("2025", "Report cards, from November 2025", date(2025, 11, 10), None),
]

# code, name, opens a revision, from, until
_VISITS = [
    ("full", "Full inspection", True, None, None),
    ("monitoring", "HMI monitoring visit", True, None, None),
    ("ungraded", "Short or ungraded inspection", True, date(2015, 9, 1), date(2025, 11, 9)),
    ("subject", "Subject or survey visit", False, None, None),
]

# framework, code, name, scale, puts the school in a category
_GRADES = [
    ("2009", "outstanding", "Outstanding", "overall", False),
    ("2009", "good", "Good", "overall", False),
    ("2009", "satisfactory", "Satisfactory", "overall", False),
    ("2009", "notice-to-improve", "Inadequate: notice to improve", "overall", True),
    ("2009", "special-measures", "Inadequate: special measures", "overall", True),
    ("2009", "progress-outstanding", "Outstanding progress", "progress", False),
    ("2009", "progress-good", "Good progress", "progress", False),
    ("2009", "progress-satisfactory", "Satisfactory progress", "progress", False),
    ("2009", "progress-inadequate", "Inadequate progress", "progress", False),
    ("2012", "outstanding", "Outstanding", "overall", False),
    ("2012", "good", "Good", "overall", False),
    ("2012", "requires-improvement", "Requires improvement", "overall", False),
    ("2012", "serious-weaknesses", "Inadequate: serious weaknesses", "overall", True),
    ("2012", "special-measures", "Inadequate: special measures", "overall", True),
    ("2012", "progress-reasonable", "Reasonable progress", "progress", False),
    ("2012", "progress-not-enough", "Not making enough progress", "progress", False),
    ("2015", "outstanding", "Outstanding", "overall", False),
    ("2015", "good", "Good", "overall", False),
    ("2015", "requires-improvement", "Requires improvement", "overall", False),
    ("2015", "serious-weaknesses", "Inadequate: serious weaknesses", "overall", True),
    ("2015", "special-measures", "Inadequate: special measures", "overall", True),
    ("2015", "progress-effective", "Taking effective action", "progress", False),
    ("2015", "progress-not-effective", "Not taking effective action", "progress", False),
    ("2019", "outstanding", "Outstanding", "overall", False),
    ("2019", "good", "Good", "overall", False),
    ("2019", "requires-improvement", "Requires improvement", "overall", False),
    ("2019", "serious-weaknesses", "Inadequate: serious weaknesses", "overall", True),
    ("2019", "special-measures", "Inadequate: special measures", "overall", True),
    ("2019", "progress-effective", "Taking effective action", "progress", False),
    ("2019", "progress-not-effective", "Not taking effective action", "progress", False),
    # Report cards give no grade for the school as a whole, only whether it is in a category.
    ("2025", "no-category", "In no category of concern", "overall", False),
    ("2025", "significant-improvement", "Requires significant improvement", "overall", True),
    ("2025", "special-measures", "Requires special measures", "overall", True),
    ("2025", "progress-enough", "Making enough progress", "progress", False),
    ("2025", "progress-not-enough", "Not making enough progress", "progress", False),
]

FRAMEWORKS: list[dict[str, Any]] = [
    {"code": code, "name": name, "order": place, "valid_from": since, "valid_until": until}
    for place, (code, name, since, until) in enumerate(_FRAMEWORKS, start=1)
]
VISIT_KINDS: list[dict[str, Any]] = [
    {
        "code": code,
        "name": name,
        "opens_revision": opens,
        "order": place,
        "valid_from": since,
        "valid_until": until,
    }
    for place, (code, name, opens, since, until) in enumerate(_VISITS, start=1)
]
GRADES: list[dict[str, Any]] = [
    {
        "code": f"{framework}-{code}",
        "framework": framework,
        "name": name,
        "scale": scale,
        "is_inadequate": inadequate,
        "order": place,
    }
    for place, (framework, code, name, scale, inadequate) in enumerate(_GRADES, start=1)
]
