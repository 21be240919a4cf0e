"""The notice on paper that there is more time, for whoever no mail from here reaches."""

from django.template.loader import render_to_string

from letters.assessing import assessed_after
from letters.content import contact_of
from letters.letterhead import pictures_of, sender_facts
from letters.models import ExtensionNotice, Letter
from letters.wording import opening_and_close
from record import clock
from record.pdf import render_pdf


def pdf_of_extension(letter: Letter, notice: ExtensionNotice) -> bytes:
    """The notice as a tagged PDF, dated today: until when there is time now, until when it was, and why."""
    running = notice.clock
    before = letter.clocks.filter(pk__lt=running.pk).order_by("-pk").first()
    recipient, contact = notice.recipient, contact_of(letter)
    dear, close = opening_and_close(
        title=recipient.user.title if recipient.user else "",
        name=recipient.user.name if recipient.user else "",
        unnamed="Sir or Madam",
    )
    address = [line for line in (recipient.name, *recipient.address.splitlines()) if line]
    subject = f"More time to answer our letter {letter.reference}"
    facts = {
        **sender_facts(letter.school.la),
        "reference": letter.reference,
        "kind": letter.kind.name,
        "subject": subject,
        "dated": clock.today(),
        "address": address,
        "given_on": letter.given_on,
        "school": letter.school.name,
        "is_copy": recipient.is_copy,
        "due": running.ends_on,
        "assessed_after": assessed_after(letter) if hasattr(letter, "response") else None,
        "was": before.ends_on if before else None,
        "why": before.superseded_why if before else "",
        "contact": contact,
        "dear": dear,
        "close": close,
        "signatory": contact,
    }
    html = render_to_string("letters/pdf/extension.html", {"letter": facts})
    return render_pdf(html, title=subject, kept=pictures_of(facts))
