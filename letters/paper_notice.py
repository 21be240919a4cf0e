"""What recipients of a letter whom no mail from here reaches are told on paper after it was given."""

from datetime import date
from typing import Any

from django.template.loader import render_to_string

from letters.answers import progress_of
from letters.assessing import assessed_after
from letters.content import contact_of
from letters.law import by_power
from letters.letterhead import pictures_of, sender_facts
from letters.models import Clock, Letter, PaperNotice, Recipient
from letters.wording import opening_and_close
from record import clock
from record.pdf import render_pdf
from record.words import capital

About = PaperNotice.About
DAYS = ("dated", "given_on", "due", "was", "answered_on", "assessed_after")
SUBJECTS = {
    About.MORE_TIME: "More time to answer our letter {}",
    About.OUTCOME: "What follows from our letter {}",
    About.REMINDER: "An answer to our letter {} is still awaited",
}


def facts_of_notice(
    running: Clock, recipient: Recipient, about: str, *, to_post: bool = False
) -> dict[str, Any]:
    """Everything that the notice says, dated today: gathered once, stored with it, and made into its file.

    ``to_post``: it goes to whoever holds the post now, where the person who got the letter has left.
    """
    letter = running.letter
    contact = contact_of(letter)
    name = recipient.get_received_as_display() if to_post else recipient.name
    title, alone = ("", "") if to_post else _addressed(recipient)
    dear, close = opening_and_close(title=title, name=alone, unnamed="Sir or Madam")
    return {
        **sender_facts(letter.school.la),
        "about": about,
        "reference": letter.reference,
        "kind": letter.kind.name,
        "subject": SUBJECTS[About(about)].format(letter.reference),
        "dated": clock.today(),
        "address": [line for line in (name, *recipient.address.splitlines()) if line],
        "given_on": letter.given_on,
        "school": letter.school.name,
        "is_copy": recipient.is_copy,
        "due": running.ends_on,
        "contact": contact,
        "dear": dear,
        "close": close,
        "signatory": contact,
        **_said(letter, running, about),
    }


def _addressed(recipient: Recipient) -> tuple[str, str]:
    """The title and the name without it: of letters given before titles were kept, the account's of today."""
    user = recipient.user
    if user and not recipient.title:
        return user.title, user.name
    return recipient.title, recipient.name.removeprefix(recipient.title).strip()


def pdf_of_notice(made_from: dict[str, Any]) -> bytes:
    """The notice as a tagged PDF, from its facts as they are stored. Slow: outside any transaction."""
    days = {name: date.fromisoformat(made_from[name]) for name in DAYS if made_from.get(name)}
    facts = {**made_from, **days}
    html = render_to_string(f"letters/pdf/notice_{facts['about']}.html", {"letter": facts})
    return render_pdf(html, title=facts["subject"], kept=pictures_of(facts))


def _said(letter: Letter, running: Clock, about: str) -> dict[str, Any]:
    """What this kind of notice says besides: until when there was time and why, or what was found and why."""
    if about == About.MORE_TIME:
        before = letter.clocks.filter(pk__lt=running.pk).order_by("-pk").first()
        return {
            "was": before.ends_on if before else None,
            "why": before.superseded_why if before else "",
            "assessed_after": assessed_after(letter) if hasattr(letter, "response") else None,
        }
    if about == About.OUTCOME:
        response = getattr(letter, "response", None)
        return {
            "found": letter.get_status_display(),
            "why": letter.outcome_why,
            "powers": by_power(letter.powers_used),
            "answered_on": response.received_on if response else None,
            "progress": capital(progress_of(letter)),
        }
    return {"progress": capital(progress_of(letter))}
