"""The areas and categories that every copy begins with.

Both are those of the Wiltshire World Class Primary Plan (2010), in its order: the areas of the
data dashboard and the categories of the summer moderation. They may be renamed, ended and added to.
"""

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
