"""The rules of counting days that every copy begins with."""

from typing import Any

from record.models import DeadlineRule
from record.reference import load_reference

RULES: list[dict[str, Any]] = [
    {
        "name": "s60",
        "title": "Working days of a section 60 notice",
        "holidays_of": "ENG,WLS",
        "source": "Education and Inspections Act 2006, section 60: not a Saturday, Sunday, Christmas Day, "
        "Good Friday or bank holiday. The period begins on the day after the notice is given.",
    },
    {
        "name": "inspection",
        "title": "Working days of the school",
        "holidays_of": "ENG,WLS",
        "leaves_out_school_holidays": True,
        "source": "Education (School Inspection) (England) Regulations 2005, regulation 2: also leaves out "
        "any part of a holiday longer than a week taken by the school in question.",
    },
    {
        "name": "foi",
        "title": "Working days of a freedom of information request",
        "holidays_of": "ENG,WLS,SCT,NIR",
        "source": "Freedom of Information Act 2000, section 10(6): bank holidays in any part of the kingdom.",
    },
    {
        "name": "clear_days",
        "title": "Clear days",
        "leaves_out_weekends": False,
        "clear_days": True,
        "source": "Notice of governing body meetings: neither the day of notice nor the meeting's counts.",
    },
    {
        "name": "working",
        "title": "Working days",
        "holidays_of": "ENG",
        "source": "Usual practice for papers and minutes: not weekends and bank holidays in England.",
    },
]


def load_rules() -> int:
    """Every rule of counting days is there; those that people changed stay as they are."""
    return load_reference(DeadlineRule, "name", RULES)
