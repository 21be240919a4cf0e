"""Mail: plain text, one message per recipient, each with one identity however often it is tried."""

import hashlib
import logging
import re
import smtplib
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email

from record.errors import RuleError
from record.models import Dispatch
from record.outbox import NotAccepted, Undeliverable, enqueue, hand_over

TOPIC = "mail"
METHODS = ("REQUEST", "CANCEL", "PUBLISH", "REPLY")
# SMTP's answers: from 400 on a refusal for now, from 500 on for good; anything else was no clear answer.
REFUSED, REFUSED_FOR_GOOD = 400, 500
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
logger = logging.getLogger(__name__)


def enqueue_mail(
    *,
    key: str,
    to: str | Sequence[str],
    subject: str,
    text: str,
    calendar: str | None = None,
    calendar_method: str = "REQUEST",
    attachments: Sequence[tuple[str, str, str]] = (),
    urn: str = "",
    forget_text: bool = False,
) -> Dispatch:
    """One plain mail to one person will leave after the transaction commits, once per ``key``.

    ``to`` is an address or ``Name <address>``; ``calendar`` the text of an .ics file; ``attachments`` are
    name, path in the file storage and media type, read when the mail leaves. ``forget_text`` keeps the text
    no longer than needed.
    Refuses (RuleError) what is not one e-mail address.
    """
    if calendar_method not in METHODS:
        raise ValueError(f"{calendar_method} is no calendar method.")
    payload: dict[str, Any] = {
        "to": _address(to),
        "subject": one_line(subject),
        "text": text.replace("\r\n", "\n").replace("\r", "\n"),
        "calendar": calendar,
        "calendar_method": calendar_method,
        "attachments": [[file_name(name), path, _media_type(type_)] for name, path, type_ in attachments],
        "message_id": message_id(key),
        "urn": urn,
    }
    if forget_text:
        payload["forget"] = ["text"]
    return enqueue(TOPIC, key=key, payload=payload)


def enqueue_message(message: EmailMessage, key: str) -> Dispatch:
    """The mail of another package (a link to set a password) leaves like ours; only its text is taken.

    The text is forgotten once it is delivered: such links sign people in.
    Refuses (ValueError) copies and attachments.
    """
    if message.cc or message.bcc or message.attachments:
        raise ValueError("Only a mail to one person without attachments can be taken over.")
    return enqueue_mail(
        key=key, to=message.to, subject=str(message.subject), text=str(message.body), forget_text=True
    )


def deliver(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """The mail was taken by the mail server.

    Everything that can fail without anything leaving comes before the hand-over. After it only the server's
    own refusal is certain: Undeliverable (never) or NotAccepted (not now); any other error leaves it unknown.
    """
    message = built(payload)
    message.message()  # a mail that can't be written fails here, not on its way
    connection = get_connection()
    connection.open()
    try:
        hand_over(dispatch)
        _send(connection, message)
    finally:
        _close(connection)


def built(payload: dict[str, Any]) -> EmailMessage:
    """The message as it leaves, with the invitation both as a part that calendars read and as a file."""
    message = EmailMultiAlternatives(
        subject=payload["subject"],
        body=payload["text"],
        from_email=settings.MAIL_FROM,
        to=[payload["to"]],
        headers={"Message-ID": payload["message_id"], "Auto-Submitted": "auto-generated"},
    )
    if payload["calendar"]:
        message.attach_alternative(payload["calendar"], f"text/calendar; method={payload['calendar_method']}")
        message.attach("invite.ics", payload["calendar"].encode(), "application/ics")
    for name, path, media_type in payload["attachments"]:
        with default_storage.open(path, "rb") as file:
            message.attach(name, file.read(), media_type)
    return message


def message_id(key: str) -> str:
    """The same for the same key, so that a mailbox that gets a mail twice shows it once."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{settings.MESSAGE_ID_DOMAIN}>"


def one_line(text: str) -> str:
    """The text without line ends and other control characters: no header can follow it."""
    return " ".join(CONTROL.sub(" ", str(text)).split())


def file_name(name: str) -> str:
    """The bare name of a file, on one line."""
    return PurePosixPath(one_line(name).replace("\\", "/")).name or "file"


def _address(to: str | Sequence[str]) -> str:
    """``address`` or ``"Name" <address>``, safe in a header."""
    if not isinstance(to, str):
        if len(to) != 1:
            raise RuleError("A mail goes to one person: send one to each.", field="to")
        to = to[0]
    name, bracket, rest = to.rpartition("<")
    address = rest.removesuffix(">").strip() if bracket else to.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise RuleError(f"{one_line(address)} is not an e-mail address.", field="to") from error
    name = one_line(re.sub(r'[\\"<>]', "", name))
    return f'"{name}" <{address}>' if name else address


def _media_type(text: str) -> str:
    return text if MEDIA_TYPE.fullmatch(text) else "application/octet-stream"


def _send(connection: BaseEmailBackend, message: EmailMessage) -> None:
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _ in error.recipients.values())
        raise _refused(code, error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Undeliverable(str(error)) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, error) from error


def _refused(code: int, error: Exception) -> Exception:
    if code < REFUSED:
        return error
    kind = Undeliverable if code >= REFUSED_FOR_GOOD else NotAccepted
    return kind(f"The mail server refused it: {error}")


def _close(connection: BaseEmailBackend) -> None:
    """The connection is closed as well as it can be: what the server answered to the mail itself stands."""
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.warning("The mail server's connection could not be closed properly.", exc_info=True)
