"""The mails of a development site, and mails that somebody has to look after."""

import pytest

from record.mail import enqueue_mail
from record.models import Dispatch, ReadLog

ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def development(settings):
    settings.DEBUG = True


@pytest.fixture
def mail(cast):
    return enqueue_mail(
        key="invitation:1",
        to='"Susan Hallett" <susan@school.example>',
        subject="Case conference on 26 November",
        text="Dear Mrs Hallett\n\n<b>Please come.</b> https://soc.example/meetings/1/",
        calendar=ICS,
        urn=cast.school.urn,
    )


def pages(mail):
    return ["/mail/", f"/mail/{mail.pk}/", f"/mail/{mail.pk}/calendar.ics"]


# --- The development site


def test_the_mails_are_shown_to_whoever_works_on_the_site(client, mail, development):
    listed, message, calendar = (client.get(address) for address in pages(mail))
    assert "Case conference on 26 November" in listed.content.decode()
    assert "with a calendar entry" in listed.content.decode()
    html = message.content.decode()
    assert "&lt;b&gt;Please come.&lt;/b&gt;" in html
    assert 'href="https://soc.example/meetings/1/"' in html
    assert calendar.content.decode() == ICS
    assert calendar["Content-Type"].startswith("text/calendar")


def test_they_are_found_by_whom_they_go_to(client, mail, development):
    assert "Case conference on" in client.get("/mail/?to=susan").content.decode()
    assert "No mail to “gareth”" in client.get("/mail/?to=gareth").content.decode()


def test_what_became_of_a_mail_is_told(client, mail, development):
    Dispatch.objects.update(state="unknown", error="The worker stopped.")
    assert "Not known, check" in client.get(f"/mail/{mail.pk}/").content.decode()


def test_a_mail_without_a_calendar_entry_has_no_such_file(client, cast, development):
    plain = enqueue_mail(key="plain", to="a@school.example", subject="s", text="t")
    assert client.get(f"/mail/{plain.pk}/calendar.ics").status_code == 404


def test_anywhere_else_there_are_no_such_pages(client, cast, mail):
    client.force_login(cast.senior_adviser)
    for address in pages(mail):
        assert client.get(address).status_code == 404


def test_where_mail_really_leaves_there_are_no_such_pages_either(client, mail, development, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    for address in pages(mail):
        assert client.get(address).status_code == 404


# --- Mails to look after


@pytest.fixture
def unknown(mail):
    Dispatch.objects.filter(pk=mail.pk).update(state="unknown", error="The worker stopped.")
    return mail


def test_whoever_runs_the_cases_is_told_of_mail_that_may_not_have_left(cast, unknown, page_of):
    assert "One mail could not be sent, or may not have left. Look after it" in page_of(
        cast.senior_adviser, "/"
    )
    words = page_of(cast.senior_adviser, "/outbox/")
    assert "Case conference on 26 November Susan Hallett" in words
    assert "Not known, check The worker stopped." in words
    assert "Please come" not in words


def test_mail_that_waits_or_was_sent_needs_nobody(cast, mail, page_of):
    assert "Every mail has left." in page_of(cast.senior_adviser, "/outbox/")
    assert "Look after" not in page_of(cast.senior_adviser, "/")


def test_it_is_sent_again_by_one_press(cast, client, unknown):
    client.force_login(cast.senior_adviser)
    response = client.post(f"/outbox/{unknown.pk}/again/", follow=True)
    unknown.refresh_from_db()
    assert (unknown.state, unknown.checked_by_name) == ("waiting", "Helen Marchetti")
    assert "The mail to Susan Hallett will be sent again." in response.content.decode()


def test_it_counts_as_sent_when_somebody_found_out(cast, client, unknown):
    client.force_login(cast.senior_adviser)
    client.post(f"/outbox/{unknown.pk}/sent/")
    unknown.refresh_from_db()
    assert unknown.state == "sent"
    assert unknown.checked_by_name == "Helen Marchetti"


def test_a_second_press_does_nothing_more(cast, client, unknown):
    client.force_login(cast.senior_adviser)
    client.post(f"/outbox/{unknown.pk}/sent/")
    assert client.post(f"/outbox/{unknown.pk}/again/").status_code == 404
    unknown.refresh_from_db()
    assert unknown.state == "sent"


def test_looking_at_a_button_changes_nothing(cast, client, unknown):
    client.force_login(cast.senior_adviser)
    assert client.get(f"/outbox/{unknown.pk}/again/").status_code == 405


@pytest.mark.parametrize(
    "who", ["clerk", "head", "chair", "diocesan_officer", "other_chair", "left_yesterday"]
)
def test_nobody_else_learns_of_it(cast, client, unknown, who):
    user = getattr(cast, who)
    client.force_login(user)
    assert client.get("/outbox/").status_code == 404
    assert client.post(f"/outbox/{unknown.pk}/again/").status_code == 404
    unknown.refresh_from_db()
    assert unknown.state == "unknown"
    assert ReadLog.objects.filter(user_id=user.pk, refused=True, what="/outbox/").exists()


def test_an_administrator_looks_after_mail_about_no_school(cast, client, unknown, page_of):
    assert "Every mail has left." in page_of(cast.administrator, "/outbox/")
    invitation = enqueue_mail(key="invite", to="new@people.example", subject="Your account", text="x")
    Dispatch.objects.filter(pk=invitation.pk).update(state="failed")
    assert "Your account" in page_of(cast.administrator, "/outbox/")
    assert "Your account" not in page_of(cast.senior_adviser, "/outbox/")
    client.force_login(cast.administrator)
    assert client.post(f"/outbox/{unknown.pk}/again/").status_code == 404
