"""One file, one mail for each recipient, one event: whatever happens, and whoever clicks twice."""

import hashlib
from datetime import date

import pytest
from django.core.files.storage import default_storage

from concern_cases.models import CaseEvent
from letters.models import Clock, Letter, LetterDocument, Recipient, Service
from letters.recipients import recipients_of
from letters.services import issuing
from letters.services.issuing import LetterChanged, give_letter, issue_letter, make_file
from letters.services.serving import record_posting
from people.models import Post
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from schools.permissions import Circle
from tests.factories import make_post, make_user
from tests.letters.makers import (
    make_academy,
    make_authorised,
    make_case,
    make_checked,
    make_draft,
    make_given,
    make_ready_case,
)

LEAVING = (LetterDocument, Service, Clock)


def mails(letter):
    return Dispatch.objects.filter(key__startswith=f"letter:{letter.pk}:recipient:")


def test_issuing_dates_the_letter_and_asks_for_its_file_once(county):
    letter = make_authorised(county)
    assert letter.dated == date(2026, 11, 23)
    assert Dispatch.objects.filter(topic="letters.render").count() == 1
    with pytest.raises(AlreadyDone):
        issue_letter(letter, by=county.head_of_improvement)
    assert Dispatch.objects.filter(topic="letters.render").count() == 1
    assert letter.recipients.count() == 4
    assert not mails(letter).exists(), "nobody is written to before there is a file"


def test_a_letter_that_is_not_authorised_is_not_issued(county):
    with pytest.raises(RuleError, match="can’t be issued now"):
        issue_letter(make_checked(county), by=county.head_of_improvement)


def test_a_given_letter_has_file_clock_services_mails_and_event(county):
    letter = make_given(county)
    assert (letter.status, letter.given_on) == ("given", date(2026, 11, 23))
    with letter.document.pdf.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == letter.document.sha256
    assert letter.document.pdf.name == f"letters/2026/{letter.document.sha256}.pdf"
    running = letter.running_clock
    assert (running.rule, running.days, running.ends_on) == ("inspection", 20, date(2027, 1, 5))
    assert ["2026-12-21", "school holiday"] in running.counted
    event = CaseEvent.objects.get(kind="letters.given")
    assert event.body["sha256"] == letter.document.sha256
    assert event.circle == Circle.SCHOOL


def test_one_mail_for_each_recipient_who_can_read_it_here(county):
    letter = make_given(county)
    addressed = sorted(mail.payload["to"] for mail in mails(letter))
    assert addressed == sorted(
        f'"{user.name}" <{user.email}>' for user in (county.chair, county.head, county.diocesan_officer)
    )
    methods = dict(Service.objects.values_list("recipient__received_as", "method"))
    assert methods == {"chair": "portal", "clerk": "post", "head": "portal", "diocese": "portal"}
    for mail in mails(letter):
        assert f"/letters/{letter.reference}/" in mail.payload["text"]
        assert "Results have fallen" not in mail.payload["text"]
        assert mail.payload["attachments"] == []


def test_the_file_goes_along_only_where_the_authority_wants_it(county, settings):
    settings.LETTER_ATTACH_PDF = True
    letter = make_given(county)
    name, path, kind = mails(letter).first().payload["attachments"][0]
    assert (name, path, kind) == (f"{letter.reference}.pdf", letter.document.pdf.name, "application/pdf")


def test_names_and_addresses_are_copied_as_they_were_on_the_day(county):
    county.chair.title = "Mrs"
    county.chair.save()
    letter = make_given(county)
    county.chair.name = "Somebody Else"
    county.chair.save()
    chair = letter.recipients.get(is_copy=False)
    assert chair.name == "Mrs Susan Hallett"
    assert chair.address.splitlines()[-2:] == ["WYVENFORD", "WY1 2AB"]


def test_without_a_chair_the_letter_goes_to_the_post_by_post(county):
    Post.objects.filter(role="chair").delete()
    letter = make_given(county)
    chair = letter.recipients.get(is_copy=False)
    assert (chair.name, chair.user, chair.service.method) == ("", None, "post")
    assert letter.document.made_from["dear"] == "Dear Chair of Governors"
    assert letter.document.made_from["close"] == "Yours faithfully"


def test_the_register_names_the_head_where_there_is_no_account(county):
    Post.objects.filter(role="headteacher").delete()
    head = next(each for each in recipients_of(make_draft(county)) if each.received_as == "head")
    assert (head.name, head.method) == ("Mr David Lorimer", "post")


def test_somebody_in_two_posts_gets_one_letter(county):
    make_post("governors_clerk", user=county.head, schools=(county.school,))
    found = [each.user for each in recipients_of(make_draft(county)) if each.user]
    assert len(found) == len(set(found)) == 3


def test_the_chair_appointed_last_is_written_to(county):
    new = make_user("Ruth Okafor", title="Dr")
    make_post("chair", user=new, schools=(county.school,), since=date(2026, 11, 1))
    assert recipients_of(make_draft(county))[0].name == "Dr Ruth Okafor"


def test_an_academys_letter_goes_to_its_trust_with_a_copy_to_the_chair(county):
    academy = make_academy()
    letter = make_draft(county, make_case(county, school=academy), kind="letter_of_concern")
    addressee, *copies = recipients_of(letter)
    assert (addressee.received_as, addressee.method) == ("trust", "post")
    assert addressee.address[:3] == ("Chair of the Trust", "The Vale Trust", f"c/o {academy.name}")
    assert "chair" in [each.received_as for each in copies]


def test_giving_twice_gives_once(county):
    letter = make_authorised(county)
    made = make_file(letter)
    give_letter(letter, made=made, by=None)
    with pytest.raises(AlreadyDone):
        give_letter(letter, made=made, by=None)
    assert (LetterDocument.objects.count(), mails(letter).count(), Clock.objects.count()) == (1, 3, 1)
    assert CaseEvent.objects.filter(kind="letters.given").count() == 1


def test_the_same_file_is_made_under_the_same_name(county):
    letter = make_authorised(county)
    first, second = make_file(letter), make_file(letter)
    assert (first.sha256, first.path) == (second.sha256, second.path)
    folder = default_storage.listdir("letters/2026")[1]
    assert folder == [f"{first.sha256}.pdf"]


def test_a_file_that_was_cut_off_is_written_anew(county):
    letter = make_authorised(county)
    made = make_file(letter)
    with default_storage.open(made.path, "wb") as file:
        file.write(b"%PDF-1.7 cut o")
    again = make_file(letter)
    assert again == made
    with default_storage.open(made.path) as file:
        assert hashlib.sha256(file.read()).hexdigest() == made.sha256


@pytest.mark.parametrize("where", ["pdf_of", "keep_pdf", "_start_clock", "mail_letter", "log_letter"])
def test_a_failure_anywhere_leaves_nothing_half_done_and_the_next_try_gives_it(county, monkeypatch, where):
    letter = make_authorised(county)
    with monkeypatch.context() as broken:
        broken.setattr(issuing, where, lambda *args, **facts: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            give_letter(letter, made=make_file(letter), by=None)
    letter.refresh_from_db()
    assert letter.status == Letter.Status.AUTHORISED
    counts = [rows.count() for rows in (mails(letter), *(each.objects for each in LEAVING))]
    assert counts == [0, 0, 0, 0]
    give_letter(letter, made=make_file(letter), by=None)
    assert (letter.status, mails(letter).count(), LetterDocument.objects.count()) == ("given", 3, 1)


def test_a_letter_made_a_day_late_has_the_day_on_which_it_is_given(county):
    letter = make_authorised(county)
    with clock.at(date(2026, 11, 24)):
        give_letter(letter, made=make_file(letter), by=None)
    assert (letter.dated, letter.given_on) == (date(2026, 11, 24), date(2026, 11, 24))
    assert letter.running_clock.ends_on == date(2027, 1, 6)
    assert letter.document.made_from["dated"] == "2026-11-24"
    assert CaseEvent.objects.filter(kind="letters.redated").exists()


def test_a_letter_that_slips_onto_the_eve_of_a_holiday_says_so(county):
    letter = make_authorised(county)
    with clock.at(date(2026, 12, 18)):
        give_letter(letter, made=make_file(letter), by=None)
    assert "could not be made before" in letter.sending_day_why


def test_evidence_changed_after_the_authorisation_takes_it_away(county):
    letter = make_authorised(county)
    made = make_file(letter)
    evidence = letter.grounds.get(number=2).record
    evidence.text = "It was not so."
    evidence.save()
    give_letter(letter, made=made, by=None)
    assert (letter.status, letter.authorised_by, letter.dated) == ("draft", None, None)
    assert "paragraph 2" in letter.sent_back_why
    assert not Recipient.objects.exists()
    assert not mails(letter).exists()
    assert CaseEvent.objects.filter(kind="letters.voided").exists()


def test_what_changed_while_the_file_was_made_is_made_anew(county):
    letter = make_authorised(county)
    made = make_file(letter)
    county.chair.name = "Susan Hallett-Jones"
    county.chair.save()
    with pytest.raises(LetterChanged):
        give_letter(letter, made=made, by=None)
    give_letter(letter, made=make_file(letter), by=None)
    assert letter.document.made_from["address"][0] == "Susan Hallett-Jones"


def test_a_letter_that_is_not_to_be_given_makes_no_file(county):
    assert make_file(make_checked(county)) is None


def test_how_a_letter_was_posted_is_recorded_once(county):
    letter = make_given(county)
    clerk = Service.objects.get(recipient__received_as="clerk")
    with pytest.raises(RuleError, match="who sent it"):
        record_posting(clerk, proof=" ", by=county.senior_adviser)
    record_posting(clerk, proof="Nasreen Aziz, first class, 23 November", by=county.senior_adviser)
    with pytest.raises(AlreadyDone):
        record_posting(clerk, proof="again", by=county.senior_adviser)
    assert letter.recipients.get(received_as="clerk").service.proof.startswith("Nasreen Aziz")


def test_a_second_letter_of_a_school_counts_on(county):
    first = make_given(county, kind="letter_of_concern", case=make_ready_case(county))
    first.status = Letter.Status.NOT_COMPLIED
    first.save()
    with clock.at(date(2026, 12, 15)):
        second = make_given(county, case=first.case, skips_rung_why="")
    history = second.document.made_from["history"]
    assert second.reference == "L-2026-0002"
    assert [(row["what"], row["became"].replace("\xa0", " ")) for row in history] == [
        ("Letter of concern, L-2026-0001", "No answer by Monday 14 December 2026. Found not complied with")
    ]


def test_governors_by_name_are_written_to_care_of_the_school_and_the_head_at_it(county):
    letter, school = make_draft(county), county.school.name
    found = {each.received_as: each for each in recipients_of(letter)}
    assert found["chair"].address[:2] == ("Chair of the Governing Body", f"c/o {school}")
    assert found["head"].address[:2] == ("Headteacher", school)
    Post.objects.filter(role="chair", schools=county.school).delete()
    vacant = recipients_of(letter)[0]
    assert (vacant.name, vacant.address[:2]) == ("", ("Chair of the Governing Body", school))
