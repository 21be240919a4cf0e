"""A mail leaves once, says what it was given, and can't be bent by what people type."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage

from record.errors import RuleError
from record.mail import enqueue_mail, enqueue_message, message_id
from record.models import Dispatch
from record.outbox import deliver_waiting
from tests.record.smtp_server import MailServer, mail_server

State = Dispatch.State
ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Case conference – Fernhallow\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        yield server


def put(**facts) -> Dispatch:
    facts = {"key": "k", "to": "chair@people.example", "subject": "A letter", "text": "It is here."} | facts
    return enqueue_mail(**facts)


def sent(dispatch: Dispatch) -> Parsed:
    """The one mail, read as the recipient's program reads it."""
    deliver_waiting()
    dispatch.refresh_from_db()
    assert dispatch.state == State.SENT, dispatch.error
    [message] = mail.outbox
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


@pytest.mark.django_db
def test_a_mail_is_plain_text_from_the_authority(settings):
    settings.MAIL_FROM = "Schools of Concern <schools-of-concern@wyvenshire.example>"
    message = sent(put(text="Größe – “quoted”\r\nsecond line", subject="A letter – Fernhallow"))

    assert message["From"] == "Schools of Concern <schools-of-concern@wyvenshire.example>"
    assert message["To"] == "chair@people.example"
    assert message["Subject"] == "A letter – Fernhallow"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert message.get_content() == "Größe – “quoted”\nsecond line"


@pytest.mark.django_db
def test_the_identity_of_a_mail_depends_on_its_key_alone(settings):
    settings.MESSAGE_ID_DOMAIN = "wyvenshire.example"
    message = sent(put(key="invitation:5:1"))

    assert message["Message-ID"] == message_id("invitation:5:1")
    assert message["Message-ID"].endswith("@wyvenshire.example>")
    assert message_id("invitation:5:1") != message_id("invitation:5:2")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_is_a_part_that_calendars_read_and_a_file(method):
    message = sent(put(calendar=ICS, calendar_method=method))

    text, calendar = message.get_payload()[0].get_payload()
    assert text.get_content_type() == "text/plain"
    assert calendar.get_content_type() == "text/calendar"
    assert calendar["Content-Type"].params["method"] == method
    assert calendar["Content-Type"].params["charset"] == "utf-8"
    assert "SUMMARY:Case conference – Fernhallow" in calendar.get_content()
    [file] = message.iter_attachments()
    assert file.get_filename() == "invite.ics"
    assert file.get_content() == ICS.encode()


@pytest.mark.django_db
def test_an_unknown_calendar_method_is_refused():
    with pytest.raises(ValueError, match="no calendar method"):
        put(calendar=ICS, calendar_method="REQUEST\nX: 1")


@pytest.mark.django_db
def test_attachments_are_read_when_the_mail_leaves():
    dispatch = put(attachments=[("letter.pdf", "letters/1.pdf", "application/pdf")])
    default_storage.save("letters/1.pdf", ContentFile(b"%PDF-1.7"))

    [file] = sent(dispatch).iter_attachments()

    assert file.get_filename() == "letter.pdf"
    assert file.get_content_type() == "application/pdf"
    assert file.get_content() == b"%PDF-1.7"


@pytest.mark.django_db
def test_a_missing_attachment_keeps_the_mail_here():
    dispatch = put(attachments=[("letter.pdf", "letters/none.pdf", "application/pdf")])

    deliver_waiting()

    dispatch.refresh_from_db()
    assert dispatch.state == State.WAITING
    assert "FileNotFoundError" in dispatch.error
    assert mail.outbox == []


@pytest.mark.django_db
def test_no_header_follows_from_what_people_type():
    default_storage.save("a.pdf", ContentFile(b"a"))
    message = sent(
        put(
            to='Susan\r\nBcc: spy@people.example, "Hallett" <susan@people.example>',
            subject="A letter\r\nBcc: spy@people.example\x00\u2028end",
            attachments=[("../../x\r\nX-Bad: 1\\letter.pdf", "a.pdf", "application/pdf\r\nX-Bad: 1")],
        )
    )

    assert message["Bcc"] is None
    assert message["X-Bad"] is None
    assert message["Subject"] == "A letter Bcc: spy@people.example end"
    [recipient] = message["To"].addresses
    assert recipient.addr_spec == "susan@people.example"
    [file] = message.iter_attachments()
    assert file.get_filename() == "letter.pdf"
    assert file.get_content_type() == "application/octet-stream"


@pytest.mark.django_db
def test_a_name_goes_with_the_address():
    message = sent(put(to="Zoë O’Brien, OBE <zoe@people.example>"))

    [recipient] = message["To"].addresses
    assert (recipient.display_name, recipient.addr_spec) == ("Zoë O’Brien, OBE", "zoe@people.example")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "to",
    [
        "",
        "nobody",
        "a@people.example, b@people.example",
        "a@people.example\nBcc: b@people.example",
        ["a@b.example"] * 2,
    ],
)
def test_what_is_not_one_address_is_refused(to):
    with pytest.raises(RuleError) as refused:
        put(to=to)
    assert refused.value.field == "to"
    assert not Dispatch.objects.exists()


@pytest.mark.django_db
def test_the_mails_of_other_packages_leave_like_ours(settings):
    dispatch = enqueue_message(
        EmailMessage(subject="Set\na password", body="https://site.example/reset/x", to=["a@people.example"]),
        "reset:1",
    )

    message = sent(dispatch)

    assert (message["Subject"], message["Message-ID"]) == ("Set a password", message_id("reset:1"))
    assert "reset/x" in message.get_content()
    assert "text" not in dispatch.payload, "a link that signs somebody in is not kept"


def test_copies_to_others_are_not_taken_over():
    with pytest.raises(ValueError, match="one person"):
        enqueue_message(EmailMessage(to=["a@people.example"], bcc=["b@people.example"]), "k")


@pytest.mark.django_db
def test_a_mail_server_gets_it_once(server):
    dispatch = put(subject="A letter – Fernhallow")

    assert deliver_waiting() == 1
    assert deliver_waiting() == 0

    dispatch.refresh_from_db()
    assert dispatch.state == State.SENT
    assert len(server.taken) == 1
    assert dispatch.payload["message_id"].encode() in server.taken[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "answer", "state"),
    [
        ("greeting", None, State.WAITING),
        ("greeting", "421 Busy", State.WAITING),
        ("MAIL", "451 Later", State.WAITING),
        ("MAIL", "550 Not you", State.FAILED),
        ("RCPT", "450 Greylisted", State.WAITING),
        ("RCPT", "550 No such person", State.FAILED),
        ("DATA", "451 Later", State.WAITING),
        ("end", "452 Full", State.WAITING),
        ("end", "554 Looks like spam", State.FAILED),
        ("end", None, State.UNKNOWN),
        ("end", "nonsense", State.UNKNOWN),
    ],
)
def test_only_what_certainly_did_not_leave_is_tried_again(server, stage, answer, state):
    server.answers[stage] = answer
    dispatch = put()

    deliver_waiting()

    dispatch.refresh_from_db()
    assert dispatch.state == state
    assert (len(server.taken) == 1) == (stage == "end" and answer is None)


@pytest.mark.django_db
def test_a_mail_server_that_is_down_is_tried_again(server, settings):
    settings.EMAIL_PORT = 1
    dispatch = put()

    deliver_waiting()

    dispatch.refresh_from_db()
    assert dispatch.state == State.WAITING
    assert "ConnectionRefusedError" in dispatch.error


@pytest.mark.django_db
def test_a_server_that_hangs_up_after_its_answer_has_the_mail(server):
    server.answers["QUIT"] = None
    dispatch = put()

    deliver_waiting()

    dispatch.refresh_from_db()
    assert dispatch.state == State.SENT
