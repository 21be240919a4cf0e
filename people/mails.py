"""Mails to people about their account."""

import hashlib

from django.conf import settings
from django.template.loader import render_to_string

from people.models import User
from record.mail import enqueue_mail


def mail_person(user: User, what: str, *, to: str, stamp: str, **facts: object) -> None:
    """The mail ``people/mail/<what>.txt`` is in the outbox; twice with the same stamp it is sent once."""
    help_ = {"help_phone": settings.LETTER_PHONE, "help_email": settings.LETTER_EMAIL}
    context = {"person": user, **help_, **facts}
    enqueue_mail(
        key=f"people.{what}:{user.pk}:{hashlib.sha256(stamp.encode()).hexdigest()[:24]}",
        to=to,
        subject=render_to_string(f"people/mail/{what}_subject.txt", context).strip(),
        text=render_to_string(f"people/mail/{what}.txt", context),
        forget_text=True,
    )
