"""Everybody who got a letter hears what was found: by mail who reads here, on paper who does not."""

from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse
from pypdf import PdfReader

from concern_cases.models import CaseEvent
from letters.models import PaperNotice, Recipient, Service
from letters.recipients import recipients_of
from letters.services.answering import answer_letter, assess_letter
from letters.services.choosing import Way, choose_ways
from letters.services.issuing import give_letter, make_file
from letters.services.reaching import tell_successor
from letters.services.reading import remind_governors
from letters.services.serving import record_return
from letters.services.telling import make_notice, notices_to_send, record_notice_sent
from letters.services.timing import extend_clock
from letters.services.verifying import Verdict, verify
from people.models import Share
from people.services.posts import end_post
from people.services.shares import end_share
from record import clock
from record.models import Dispatch
from tests.factories import make_post, make_user
from tests.letters.makers import authorise_and_issue, make_draft, make_given
from tests.letters.test_answering import ANSWERS
from tests.letters.test_letter_flow import work

WHY = "No plan was adopted."


def assess(letter, cast, **facts):
    with clock.at(date(2027, 1, 6)):
        assess_letter(letter, **{"complied": False, "why": WHY, **facts}, by=cast.senior_adviser)
        work()


def chair_leaves(cast, on):
    with clock.at(on):
        end_post(cast.chair.posts.get(), on=on, by=cast.administrator)


def told_by_mail(letter):
    mails = Dispatch.objects.filter(key__startswith=f"letter:{letter.pk}:outcome:")
    return sorted(mail.payload["to"].partition(" <")[0].strip('"') for mail in mails)


def text_of(notice):
    pages = PdfReader(notice.pdf.path).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


def test_everybody_who_got_the_letter_is_told_what_was_found(county):
    letter = make_given(county)
    answer_letter(letter, answers=ANSWERS, by=county.chair)
    assess(letter, county)
    by_mail = Service.objects.filter(recipient__letter=letter, method="portal")
    assert told_by_mail(letter) == sorted(given.recipient.user.name for given in by_mail)
    assert len(told_by_mail(letter)) == 3
    work()
    notice = notices_to_send().get()
    assert str(notice.recipient) == "Clerk to governors"
    assert CaseEvent.objects.get(kind="letters.not_complied").body["by_post"] == "Clerk to governors"
    text = text_of(notice)
    assert "Not complied with." in text
    assert WHY in text
    assert "you received a copy. It was answered on 23 November 2026." in text


def test_a_chair_without_an_account_is_told_and_reminded_on_paper(county):
    chair_leaves(county, on=date(2026, 11, 20))
    letter = make_given(county)
    remind_governors(letter, by=None)
    reminder = PaperNotice.objects.get(about="reminder")
    assert reminder.recipient.received_as == Recipient.As.CHAIR
    addressee = CaseEvent.objects.get(kind="letters.reminded").body["addressee"]
    assert addressee == "Chair of governors (by a notice to post)"
    assess(letter, county)
    outcome = PaperNotice.objects.filter(about="outcome", recipient=reminder.recipient)
    assert list(notices_to_send().filter(recipient=reminder.recipient)) == list(outcome)


def test_a_notice_is_made_once_and_says_for_ever_what_was_posted(county, client):
    letter = make_given(county)
    assess(letter, county)
    notice = notices_to_send().get()
    made = Path(notice.pdf.path).read_bytes()
    with clock.at(date(2027, 2, 1)):
        letter.outcome_why = "Something else."
        letter.save()
        make_notice(PaperNotice.objects.get())
        client.force_login(county.senior_adviser)
        page = client.get(reverse("letters:notice", args=[letter.reference, notice.pk]))
        assert b"".join(page.streaming_content) == made
    event = CaseEvent.objects.get(kind="letters.notice_made")
    assert event.body["sha256"] == notice.sha256
    assert verify(reference=letter.reference, sha256=notice.sha256) == Verdict.NOTICE
    assert verify(reference="L-2026-0002", sha256=notice.sha256) == Verdict.NOT_OURS
    record_notice_sent(notice, proof="Nasreen Aziz, 7 January", by=county.senior_adviser)
    assert CaseEvent.objects.filter(kind="letters.notice_sent").exists()
    page = client.get(letter.get_absolute_url()).content.decode()
    assert "Told on paper since" in page
    assert reverse("letters:notice", args=[letter.reference, notice.pk]) in page


def test_notices_from_before_files_were_kept_get_one_if_they_are_still_to_be_sent(county):
    letter = make_given(county)
    with clock.at(date(2027, 1, 6)):
        assess_letter(letter, complied=False, why=WHY, by=county.senior_adviser)
    Dispatch.objects.filter(topic="letters.notice").delete()
    unsent, sent = PaperNotice.objects.get(), PaperNotice.objects.get()
    sent.pk, sent.about, sent.proof = None, "more_time", "Posted on 2 December"
    sent.save()
    PaperNotice.objects.update(made_from={})
    migration = import_module("letters.migrations.0008_files_of_earlier_notices")
    for _ in range(2):
        migration.ask_for_files(apps, None)
    assert Dispatch.objects.filter(topic="letters.notice").count() == 1
    with clock.at(date(2027, 1, 7)):
        work()
    unsent.refresh_from_db()
    sent.refresh_from_db()
    assert WHY in text_of(unsent)
    assert not sent.pdf


def test_who_left_is_told_nothing_where_somebody_else_has_the_letter_in_that_post(county):
    letter = make_given(county)
    chair_leaves(county, on=date(2026, 11, 30))
    with clock.at(date(2026, 12, 1)):
        chair = letter.recipients.get(received_as="chair")
        new = Recipient.objects.create(letter=letter, received_as="chair", name="Mr Moxon")
        Service.objects.create(recipient=new, method="post", given_on=clock.today())
    assess(letter, county)
    told = set(PaperNotice.objects.values_list("recipient", flat=True))
    assert new.pk in told
    assert chair.pk not in told
    assert "Susan Hallett" not in told_by_mail(letter)


def test_where_nobody_follows_the_post_is_told_and_a_diocese_without_a_share_is_not(county):
    letter = make_given(county)
    chair_leaves(county, on=date(2026, 11, 30))
    diocese = letter.recipients.get(received_as="diocese")
    end_share(
        Share.objects.get(school=county.school), why="It was agreed for a year.", by=county.senior_adviser
    )
    assess(letter, county)
    chair = PaperNotice.objects.get(recipient__received_as="chair")
    assert chair.made_from["address"][0] == "Chair of governors"
    assert "Hallett" not in str(chair.made_from)
    assert not PaperNotice.objects.filter(recipient=diocese).exists()
    assert diocese.name not in told_by_mail(letter)


def give_by(method, county):
    """A letter that head, chair and diocesan officer, who all read here, got in a way that was chosen."""
    letter = make_draft(county)
    three = [each for each in recipients_of(letter) if each.user]
    choose_ways(letter, ways={each.key: Way(method) for each in three}, by=county.senior_adviser)
    authorise_and_issue(letter, county)
    give_letter(letter, made=make_file(letter), by=None)
    return letter


def more_time(letter, cast):
    extend_clock(letter, ends_on=date(2027, 1, 12), why="The clerk was ill.", by=cast.senior_adviser)


def outcome(letter, cast):
    assess_letter(letter, complied=False, why=WHY, by=cast.senior_adviser)


@pytest.mark.parametrize("method", ["email", "post", "hand"])
@pytest.mark.parametrize("tell", [more_time, outcome])
def test_who_left_is_told_no_more_whatever_way_was_chosen(county, method, tell):
    letter = give_by(method, county)
    share = Share.objects.get(school=county.school)
    end_share(share, why="It was agreed for a year.", by=county.senior_adviser)
    chair_leaves(county, on=date(2026, 11, 30))
    with clock.at(date(2026, 12, 1)):
        end_post(county.head.posts.get(), on=clock.today(), by=county.administrator)
        make_post("chair", user=make_user("Ruth Okafor"), schools=(county.school,), since=clock.today())
        tell_successor(letter, by=county.senior_adviser)
    with clock.at(date(2027, 1, 4)):
        before = Dispatch.objects.count()
        tell(letter, county)
    notices = PaperNotice.objects.exclude(recipient__received_as="clerk")
    (to_post,) = notices
    assert to_post.recipient.user == county.head
    assert to_post.made_from["address"][0] == "Headteacher"
    assert "Lorimer" not in str(to_post.made_from)
    assert to_post.method == ("hand" if method == "hand" else "post")
    mails = Dispatch.objects.order_by("pk")[before:]
    told = [mail.payload["to"] for mail in mails if "to" in mail.payload]
    assert told
    assert all("Ruth Okafor" in each for each in told), "the chair of today alone reads here"


def test_who_reads_here_and_had_it_attached_to_an_email_is_told_by_email(county):
    letter = give_by("email", county)
    assess(letter, county)
    assert len(told_by_mail(letter)) == 3
    assert {notice.recipient.received_as for notice in PaperNotice.objects.all()} == {"clerk"}


def test_whose_mail_came_back_is_told_on_paper(county):
    letter = make_given(county)
    head = Service.objects.get(recipient__letter=letter, recipient__received_as="head")
    record_return(head, on=clock.today(), why="Mailbox full.", by=county.senior_adviser)
    assess(letter, county)
    assert PaperNotice.objects.get(recipient=head.recipient).method == "post"


@pytest.mark.parametrize("path", ["page", "post list"])
def test_a_notice_stands_on_the_page_and_on_the_list_to_post(county, client, path):
    letter = make_given(county)
    assess(letter, county)
    client.force_login(county.senior_adviser)
    address = letter.get_absolute_url() if path == "page" else reverse("letters:to_post")
    page = client.get(address).content.decode()
    assert reverse("letters:notice", args=[letter.reference, PaperNotice.objects.get().pk]) in page
    assert "hat follows from the letter" in page
