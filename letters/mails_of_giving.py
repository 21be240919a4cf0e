"""Mails that bring a letter: a link to its page or, where that was chosen, the letter itself."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from concern_cases.models import EvidenceFile
from concern_cases.uploads import PDF
from letters.addressees import NAMED_BY_ADDRESS
from letters.mails import contact_in, text_of, written_to
from letters.models import Letter, Recipient
from letters.wording import full_day, plain_day
from record.mail import enqueue_mail
from record.models import Dispatch


def mail_letter(letter: Letter, recipient: Recipient, *, path: str, to_successor: bool = False) -> Dispatch:
    """The recipient is told that the letter is there; with ``LETTER_ATTACH_PDF`` the file comes along."""
    what, ask = _said_with(letter, recipient, to_successor=to_successor)
    files = [(f"{letter.reference}.pdf", path, "application/pdf")] if settings.LETTER_ATTACH_PDF else []
    return enqueue_mail(
        key=f"letter:{letter.pk}:recipient:{recipient.pk}",
        to=f"{recipient.name} <{recipient.email}>",
        subject=f"A letter to {written_to(letter)} of {letter.school}",
        text=text_of(letter, recipient.name, what, ask),
        attachments=files,
        urn=letter.school.urn,
    )


def mail_letter_itself(
    letter: Letter, recipient: Recipient, *, path: str, files: Iterable[EvidenceFile], reads_here: bool
) -> Dispatch:
    """The recipient has the letter itself with what it encloses, because that was chosen.

    It is the file that others get by post: nothing that the school may not read goes along.
    """
    what, ask = _said_with(letter, recipient)
    enclosed = [(file.name, str(file.file.name), file.content_type) for file in files]
    parts = [
        f"To {recipient.name or recipient.address.splitlines()[0]}",
        what,
        ask,
        f"The letter is attached{', with what it encloses' if enclosed else ''}. Whoever has the file can "
        f"check that it is genuine: {settings.SITE_URL}{reverse('letters:verify')}",
    ]
    if reads_here:
        parts.append(f"You can read it here, too: {settings.SITE_URL}{letter.get_absolute_url()}")
    return enqueue_mail(
        key=f"letter:{letter.pk}:recipient:{recipient.pk}",
        to=f"{recipient.name} <{recipient.email}>",
        subject=f"A letter to {written_to(letter)} of {letter.school}",
        text="\n\n".join([*parts, contact_in(letter)]),
        attachments=[(f"{letter.reference}.pdf", path, PDF.content_type), *enclosed],
        urn=letter.school.urn,
    )


def _said_with(letter: Letter, recipient: Recipient, *, to_successor: bool = False) -> tuple[str, str]:
    """What a mail that brings the letter says of it, and what it asks."""
    running = letter.running_clock
    due = f" by {full_day(running.ends_on)}" if running else ""
    to = f"{written_to(letter)} of {letter.school}"
    what = f"{settings.AUTHORITY_NAME} has written to {to}."
    if to_successor:
        what = f"{settings.AUTHORITY_NAME} wrote to {to} before you became its chair."
        what += " You receive the letter now."
        ask = f"Please read the letter, and answer it{due}." if running else "Please read the letter."
    elif recipient.is_copy:
        what += f" You receive a copy{_post(recipient)}."
        ask = "You need not do anything."
        if running:
            ask = f"An answer is due from {written_to(letter)}{due}. {ask}"
    else:
        ask = "Please read the letter and say that you received it."
        if running:
            ask = f"Please read the letter, say that you received it, and answer it{due}."
    old = letter.replaces
    if old and old.given_on:
        what += f" The letter takes the place of ours of {plain_day(old.given_on)}, which no longer stands."
    return what, ask


def _post(recipient: Recipient) -> str:
    """In which post: of a body that gets it as itself nothing."""
    if recipient.received_as == Recipient.As.DIOCESE and recipient.user:
        return f" as officer of the {recipient.address.splitlines()[0]}"
    if recipient.received_as in NAMED_BY_ADDRESS:
        return ""
    return f" as {recipient.get_received_as_display().lower()}"
