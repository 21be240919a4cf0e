"""A sample of a letter of a kind: invented school, people and records, in the words of one version."""

from datetime import date, timedelta
from typing import Any

from evaluation.models import Category
from letters.content import html_of, powers_title
from letters.kinds.parts import categories, copies_in_words
from letters.law import GROUNDS, POWERS, by_ground, by_power
from letters.letterhead import pictures_of, sender_facts
from letters.merging import filled
from letters.models import LetterKind
from letters.wording import full_day, how_counted, plain_day
from record import clock
from record.pdf import render_pdf
from schools.calendar import academic_year, deadline
from schools.models import LocalAuthority

SCHOOL = "Sample Primary School"
NAME = "SAMPLE"
WRITTEN = "Here stands what whoever writes the letter adds."
FIVE_WEEKS = timedelta(weeks=5)


def pdf_of_sample(kind: LetterKind, la: LocalAuthority) -> bytes:
    """A letter as this version words it, a sample on every page; nothing in it is anybody's. Slow."""
    facts = sample_facts(kind, la)
    html = html_of(facts, draft=False, sample=True)
    return render_pdf(html, title=f"SAMPLE. {facts['subject']}", kept=pictures_of(facts))


def sample_facts(kind: LetterKind, la: LocalAuthority) -> dict[str, Any]:
    """The facts of such a letter, dated today or on the first day of a version to come."""
    dated = max(kind.valid_from or clock.today(), clock.today())
    due = _due(kind, dated)
    fields = _fields(kind, dated, due["due"])
    return {
        **sender_facts(la),
        "reference": NAME,
        "case_reference": "",
        "kind": kind.name,
        "school": SCHOOL,
        "dated": dated,
        "how_sent": "By e-mail and online",
        "address": ["Ms Sample", "Chair of Governors", SCHOOL, "1 Sample Road", "SAMPLETOWN", "SA1 1AA"],
        "dear": "Dear Ms Sample",
        "close": "Yours sincerely",
        "subject": f"{kind.name}: {SCHOOL}",
        "body_of": fields["body"],
        "opening": filled(kind.opening, fields),
        "body": "" if kind.needs_matters or kind.ends_as or kind.yearly else WRITTEN,
        "consequence": filled(kind.consequence, fields),
        "support": filled(kind.support, fields),
        **due,
        "statutory": kind.statutory,
        "regime": kind.regime,
        "effect": filled(kind.effect, fields),
        "grounds_in_law": by_ground(list(GROUNDS)[:1]) if kind.states_grounds else [],
        "powers": by_power(list(POWERS)[:2]) if kind.states_powers else [],
        "powers_title": powers_title(kind),
        "asks_actions": kind.needs_actions,
        **_category(kind, dated),
        **_matters(kind, dated),
        **_actions(kind, due["due"] or dated + FIVE_WEEKS),
        "history": [],
        "contact": {"name": "Mr Example", "post": "", "phone": "", "email": "sample@council.example"},
        "signatory": {
            "name": "Mrs Specimen",
            "post": "Here stands the post of whoever authorises the letter",
        },
        "signature": "",
        "enclosures": [],
        "copies": [copies_in_words([code]) for code in kind.copies_to],
    }


def _fields(kind: LetterKind, dated: date, due: date | None) -> dict[str, str]:
    year = academic_year(dated)
    return {
        "body": "governing body",
        "school": SCHOOL,
        "due": full_day(due) if due else "",
        "year": f"{year} to {year + 1}",
        "ended": "warning letter",
        "ended_on": plain_day(dated - FIVE_WEEKS),
        "ended_reference": f"{NAME}-1",
    }


def _due(kind: LetterKind, dated: date) -> dict[str, Any]:
    if kind.clock_rule is None or not kind.clock_days:
        return {"due": None, "days": None, "how_counted": "", "sooner": ""}
    counted = deadline(kind.clock_rule.name, given=dated, days=kind.clock_days)
    how = how_counted(days=counted.days, left_out=counted.left_out, since=counted.given, dated=dated)
    return {"due": counted.ends_on, "days": counted.days, "how_counted": how, "sooner": ""}


def _category(kind: LetterKind, dated: date) -> dict[str, Any]:
    """The first category for which the version says which support is available."""
    code = next(iter(kind.by_category), "")
    if not kind.yearly or not code:
        return {"category": "", "category_on": None, "category_stage": "", "available": ""}
    return {
        "category": categories().get(code, code),
        "category_on": dated - FIVE_WEEKS,
        "category_stage": Category.Stage.CONFIRMED.label,
        "available": kind.by_category[code],
    }


def _matters(kind: LetterKind, dated: date) -> dict[str, Any]:
    if not kind.needs_matters:
        return {"concerns": [], "answers": []}
    seen, said = plain_day(dated - FIVE_WEEKS), plain_day(dated - FIVE_WEEKS / 2)
    concerns = [
        _matter(1, "concern", "Sample area", "What concerns the council, as the record says it.", seen)
    ]
    if kind.needs_evidence:
        concerns.append(_matter(2, "evidence", "Sample area", "What was seen, by whom and when.", seen))
    answers = []
    if kind.needs_disagreement:
        answers.append(_matter(3, "disagreement", "The school disagrees", "What the school said.", said))
    if kind.needs_non_engagement:
        answers.append(_matter(4, "fact", "Not done", "What was offered and not taken up.", said))
    return {"concerns": concerns, "answers": answers}


def _matter(number: int, what: str, heading: str, text: str, on: str) -> dict[str, Any]:
    return {"number": number, "heading": heading, "text": text, "source": f"Sample record, {on}", "is": what}


def _actions(kind: LetterKind, by: date) -> dict[str, Any]:
    rows = []
    if kind.needs_actions:
        rows = [
            {
                "number": 1,
                "what": "What the school is asked to do",
                "measure": "How everybody will know that it is done",
                "by": by,
            }
        ]
    return {"actions": rows, "actions_title": "One action, with its measure and date"}
