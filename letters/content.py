"""What a letter says: every fact of its text, gathered once, for the page, the preview and the file.

The template adds words and order, nothing else; what was gathered is stored with the file.
"""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from concern_cases.models import Concern, Disagreement, Evidence, NonEngagement
from evaluation.models import Category, Risk
from letters.enclosures import enclosures_of
from letters.history import told_of_before
from letters.law import by_ground, by_power
from letters.letterhead import pictures_of, post_of, sender_facts, signed_with
from letters.merging import body_of, merged
from letters.models import Ground, Letter, LetterKind, RequiredAction, Service
from letters.quoting import heading_of, source_of
from letters.recipients import recipients_of
from letters.wording import counted, full_day, how_counted, opening_and_close, plain_day
from people.models import User
from record.deadlines import Deadline
from record.errors import RuleError
from record.pdf import Pictures, picture_pages, render_pdf
from schools.calendar import deadline

UNNAMED = {"chair": "Chair of Governors", "trust": "Chair of Trustees"}
HOW_SENT = {
    Service.Method.PORTAL: "By e-mail and online",
    Service.Method.EMAIL: "By e-mail",
    Service.Method.POST: "By first class post",
    Service.Method.HAND: "By hand",
}
TEMPLATE = "letters/pdf/letter.html"
PICTURE_WIDTH = 1120  # pixels: twice as wide as a page is shown, so that it is sharp on every screen
MATTERS: dict[type, str] = {
    Concern: "concern",
    Evidence: "evidence",
    Category: "judgement",
    Risk: "judgement",
    Disagreement: "disagreement",
    NonEngagement: "fact",
}
TOLD_UNDER: dict[type, str] = {
    Concern: "concerns",
    Evidence: "concerns",
    Category: "judgements",
    Risk: "judgements",
    Disagreement: "answers",
    NonEngagement: "answers",
}


def deadline_of(letter: Letter, *, given: date, method: str) -> Deadline | None:
    """The day by which an answer is due if the letter leaves on ``given``; None if it asks for no answer.

    Counted from the day on which it counts as given (``counts_as_given``), by its kind's rule; the days are
    the letter's own where it names its period, otherwise its kind's. ``method`` is how the addressee gets it.
    """
    kind = letter.kind
    if kind.clock_rule is None:
        return None
    days = (kind.own_period and letter.days) or kind.clock_days
    if days is None:
        raise RuleError(f"A {kind.name.lower()} has no period yet: say how many days it gives.", field="days")
    since = counts_as_given(letter, method, left=given)
    return deadline(kind.clock_rule.name, given=since, days=days, school=letter.school)


def counts_as_given(letter: Letter, method: str, *, left: date) -> date:
    """The day on which a letter that left then counts as given: by post some working days later."""
    if method != Service.Method.POST:
        return left
    return deadline("working", given=left, days=settings.LETTER_POST_DAYS, school=letter.school).ends_on


def facts_of(letter: Letter, *, given: date) -> dict[str, Any]:
    """Everything that the letter says, if it is given on ``given``."""
    recipients = recipients_of(letter)
    addressee = recipients[0]
    dear, close = opening_and_close(
        title=addressee.title,
        name=addressee.name_alone,
        unnamed=UNNAMED[addressee.received_as],
    )
    due = deadline_of(letter, given=given, method=addressee.method)
    due_on = due.ends_on if due else None
    return {
        **sender_facts(letter.school.la),
        "reference": letter.reference,
        "case_reference": letter.case.reference if letter.case else "",
        "kind": letter.kind.name,
        "school": letter.school.name,
        "dated": given,
        "how_sent": HOW_SENT[Service.Method(addressee.method)],
        "address": [*([addressee.name] if addressee.name else []), *addressee.address],
        "dear": dear,
        "close": close,
        "subject": letter.subject,
        "body_of": body_of(letter),
        "opening": merged(letter, letter.kind.opening, due=due_on),
        **_replaced(letter),
        "body": merged(letter, letter.body, due=due_on),
        "consequence": merged(letter, letter.kind.consequence, due=due_on),
        "support": merged(letter, letter.kind.support, due=due_on),
        "due": due_on,
        "days": due.days if due else None,
        "how_counted": how_counted(days=due.days, left_out=due.left_out, since=due.given, dated=given)
        if due
        else "",
        "statutory": letter.kind.statutory,
        "regime": letter.kind.regime,
        "effect": merged(letter, letter.kind.effect, due=due_on),
        "grounds_in_law": by_ground(letter.grounds_in_law),
        "powers": by_power(letter.powers),
        "powers_title": powers_title(letter.kind),
        "asks_actions": letter.kind.needs_actions,
        **_category(letter),
        **_matters(letter, due_on),
        **_actions(letter, due_on),
        "history": [asdict(row) for row in told_of_before(letter, given=given)],
        "contact": contact_of(letter),
        **signed_with(letter.authorised_by),
        "enclosures": [f"{file.name} ({source_of(file.evidence)})" for file in enclosures_of(letter)],
        "copies": [each.described for each in recipients[1:]],
    }


def stored(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts as JSON keeps them."""
    kept: dict[str, Any] = json.loads(json.dumps(facts, cls=DjangoJSONEncoder))
    return kept


def html_of(facts: dict[str, Any], *, draft: bool, sample: bool = False) -> str:
    """The letter as a whole page; a draft, or a sample of a kind, says so on every one of its pages."""
    return render_to_string(TEMPLATE, {"letter": facts, "draft": draft, "sample": sample})


def pdf_of(facts: dict[str, Any], *, draft: bool) -> bytes:
    """The letter as a tagged PDF. Slow: outside any transaction."""
    return render_pdf(html_of(facts, draft=draft), title=_title(facts, draft=draft), kept=pictures_of(facts))


def pages_of(facts: dict[str, Any], *, most: int) -> Pictures:
    """The first pages of a draft's PDF as pictures. Slow: outside any transaction."""
    return picture_pages(
        html_of(facts, draft=True),
        title=_title(facts, draft=True),
        most=most,
        width=PICTURE_WIDTH,
        kept=pictures_of(facts),
    )


def _title(facts: dict[str, Any], *, draft: bool) -> str:
    title = f"{facts['subject']} ({facts['reference']})"
    return f"DRAFT. {title}" if draft else title


def _matters(letter: Letter, due: date | None) -> dict[str, Any]:
    told: dict[str, Any] = {"concerns": [], "judgements": [], "answers": []}
    for ground in letter.grounds.with_records():
        told[TOLD_UNDER[type(ground.record)]].append(_matter(letter, ground, due))
    return told


def _matter(letter: Letter, ground: Ground, due: date | None) -> dict[str, Any]:
    return {
        "number": ground.number,
        "heading": heading_of(ground.record),
        "text": merged(letter, ground.text, due=due),
        "source": source_of(ground.record),
        "is": MATTERS[type(ground.record)],
    }


def _category(letter: Letter) -> dict[str, Any]:
    """The category that a yearly letter tells, since when, and the support available in it."""
    found = letter.category
    if found is None:
        return {"category": "", "category_on": None, "category_stage": "", "available": ""}
    return {
        "category": found.category.name,
        "category_on": found.on,
        "category_stage": found.get_stage_display(),
        "available": letter.kind.by_category.get(found.category.code, ""),
    }


def _replaced(letter: Letter) -> dict[str, str]:
    """Which letter it takes the place of, and why; nothing for every other letter."""
    old = letter.replaces
    if old is None or old.given_on is None:
        return {"replaces": "", "replaces_why": ""}
    return {
        "replaces": f"This letter takes the place of our {old.kind.name.lower()} of "
        f"{plain_day(old.given_on)}, {old.reference}. That letter no longer stands, and no answer to it is "
        "awaited.",
        "replaces_why": merged(letter, letter.ends_why),
    }


def powers_title(kind: LetterKind) -> str:
    """Over the powers that a notice of the kind names."""
    return f"The powers that the council {'proposes' if kind.must_follow else 'is minded'} to use"


def _actions(letter: Letter, due: date | None) -> dict[str, Any]:
    rows = list(letter.required_actions.all())
    return {
        "actions": [
            {"number": row.number, "what": row.what, "measure": row.measure, "by": row.by} for row in rows
        ],
        "actions_title": f"{counted(len(rows), 'action').capitalize()}, "
        f"{'each with its' if len(rows) > 1 else 'with its'} measure and date",
        "sooner": _sooner(rows, due) if due else "",
    }


def _sooner(rows: list[RequiredAction], due: date) -> str:
    """What is to be done before the answer is due: "Two of the three actions are to be done by …"."""
    early = [row for row in rows if row.by < due]
    if not early:
        return ""
    first = min(row.by for row in early)
    count = sum(row.by == first for row in early)
    every = counted(len(rows), "action").partition(" ")[0]
    if len(rows) == 1:
        which, verb = "The action", "is"
    elif count == len(rows):
        which, verb = ("Both actions" if count == 2 else f"All {every} actions"), "are"
    else:
        number = counted(count, "action").partition(" ")[0].capitalize()
        which, verb = f"{number} of the {every} actions", "is" if count == 1 else "are"
    return f"{which} {verb} to be done by {full_day(first)}"


def contact_of(letter: Letter) -> dict[str, str]:
    """Who answers questions about the letter."""
    lead = letter.case.lead if letter.case else letter.drafted_by
    return {"name": lead.formal_name, "post": role_of(lead), "phone": lead.telephone, "email": lead.email}


def role_of(user: User) -> str:
    """The person's post at the LA in words; empty without one."""
    post = post_of(user)
    return post.get_role_display() if post else ""
