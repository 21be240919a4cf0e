"""The October letter: to every school, with its category and the support that is available to it.

The lists are those of the Wiltshire World Class Primary Plan (2010), "Summary profile of differentiated
support".
"""

from typing import Any

_EVERY_SCHOOL = """* 5 days of SIP time, 3 of them in school
* access to the programme of continuing professional development
* the leadership development programme
* collaborative partnership development
* networks of subject leaders and others
* the leading teacher programme
* support from the teams for vulnerable learners
* partnering with similar schools
"""
_SATISFACTORY = """* support from a Local Leader of Education
* the “Partners in Leadership” programme
* support from leading teachers
* support from schools within a collaborative partnership or cluster area
"""
_GOOD = """The school is encouraged to explore:

* becoming a National or Local Leader of Education, or an accredited school provider
* becoming a Leadership Host school
* the “Partners in Leadership” programme
"""
BY_CATEGORY = {
    "inadequate": """* 5 or more days from the SIP, 3 or more of them in school
* an Advisory Headteacher, who gate-keeps the support for the school
* working with a National Leader of Education and a National Support School
* a support plan, reviewed after each visit of inspectors and each case conference
* consultants by subject
* a consultant governor
* a case conference every three months, held in the school
* external evaluations, where they are needed
""",
    "satisfactory-satisfactory": "A single plan, written by the headteacher and the SIP and re-written three "
    f"times a year, and:\n\n{_EVERY_SCHOOL}{_SATISFACTORY}",
    "satisfactory-good": f"{_EVERY_SCHOOL}{_SATISFACTORY}",
    "good": f"{_EVERY_SCHOOL}\n{_GOOD}",
    "outstanding": f"{_EVERY_SCHOOL}\n{_GOOD}",
}

OCTOBER_LETTER: dict[str, Any] = {
    "code": "october_letter",
    "series": "october_letter",
    "name": "October letter",
    "order": 7,
    "yearly": True,
    "needs_legal_check": False,
    "needs_matters": False,
    "needs_actions": False,
    "needs_evidence": False,
    "for_academies": True,
    "copies_to": ["head", "clerk"],
    "effect": "This letter has no legal effect. It tells the school’s category and the support available.",
    "opening": (
        "Every autumn the council writes to each of its schools. This letter tells the {body} in which "
        "category the school is for the school year {year}, and which support is available to it."
    ),
    "by_category": BY_CATEGORY,
}
