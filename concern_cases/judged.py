"""How the school of a case is judged: its category and the risk of falling below the floor.

Both are the School Improvement Partner's to judge, the one in the moderation of its self-evaluation, the
other at every visit (Wiltshire World Class Primary Plan, 2010). Everybody who sees the school's cases reads
them, the school among them. The other risk, of failing to improve, says how often conferences are held and is
not among them.
"""

from concern_cases.models import ConcernCase
from concern_cases.services.cadences import inside
from evaluation.models import Category, Risk
from people.roles import Role

Judgement = Category | Risk


def judgements_of(case: ConcernCase) -> list[Judgement]:
    """What held when the case was opened and what was judged since, in the order of days; two queries."""
    categories = Category.objects.filter(school=case.school_id).select_related("category", "agreed_by")
    risks = Risk.objects.filter(school=case.school_id, kind=Risk.Kind.FLOOR).select_related("judged_by")
    found: list[Judgement] = []
    for rows in (list(categories.order_by("on", "pk")), list(risks.order_by("on", "pk"))):
        before = [row for row in rows if row.on < case.opened_on]
        found += [*before[-1:], *rows[len(before) :]]
    return sorted(found, key=lambda row: row.on)


def standing_of(rows: list[Judgement]) -> list[Judgement]:
    """Of judgements in the order of days the last of each sort: those that stand."""
    last = {type(row): row for row in rows}
    return [row for row in rows if last[type(row)] is row]


def is_of_sip(row: Judgement) -> bool:
    """Whether a School Improvement Partner of the school judged it."""
    return row.judged_as == Role.SIP


def judgement_told(row: Judgement) -> str:
    """What was judged, as a sentence."""
    if isinstance(row, Category):
        return f"The school was judged to be in the category “{inside(str(row.category))}”."
    return f"The risk of {inside(row.get_kind_display())} was judged {row.get_level_display().lower()}."


def judged_where(row: Judgement) -> str:
    """Who judged it, in which post, at which stage and where it is written: the end of a source."""
    if isinstance(row, Category):
        person, stage = row.agreed_by, inside(row.get_stage_display())
    else:
        person, stage = row.judged_by, ""
    post = row.get_judged_as_display() if row.judged_as else ""
    who = f"{person.name}, {post}" if post else person.name
    return "; ".join(part for part in (f"judged by {who}", stage, row.source) if part)
