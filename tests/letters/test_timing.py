"""The right clock: from the day on which the letter counts as given, extended if need be, never moved."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from concern_cases.models import CaseEvent
from letters.checks import draft_checks
from letters.content import facts_of
from letters.models import Letter, Service
from letters.recounting import counted_otherwise
from letters.services.serving import not_delivered, record_posting, record_return
from letters.services.telling import notices_to_send, record_notice_sent
from letters.services.timing import correct_service, extend_clock, recount
from letters.wording import how_counted
from people.models import Post
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from schools.calendar import deadline
from schools.models import TermDates
from tests.letters.makers import make_academy, make_case, make_draft, make_given, make_ready_case
from tests.letters.test_answering import ANSWERS
from tests.letters.test_letter_flow import at, begin, give, open_now, take, work
from web.findings import find
from web.letter_needs import LETTER_NEEDS
from workflows import engine
from workflows.cards import task_url
from workflows.services.letters import extend_letter, send_answer
from workflows.timers import fire_due_timers


def test_a_posted_letter_counts_from_the_day_it_counts_as_given(county):
    letter = make_draft(
        county, make_case(county, school=make_academy(la=county.la)), kind="letter_of_concern"
    )
    facts = facts_of(letter, given=clock.today())
    assert facts["due"] == date(2026, 12, 16), "two working days later than by e-mail"
    assert "25\xa0November\xa02026, the day on which this letter counts as given" in facts["how_counted"]


def test_without_a_chair_the_clock_and_the_service_know_the_post(county):
    Post.objects.filter(role="chair").delete()
    letter = make_given(county)
    main = Service.objects.get(recipient__letter=letter, recipient__is_copy=False)
    assert (main.given_on, main.deemed_on) == (date(2026, 11, 23), date(2026, 11, 25))
    assert letter.running_clock.given_on == date(2026, 11, 25)


def test_more_time_is_told_once_to_everybody_and_the_old_clock_stays(county):
    letter = make_given(county)
    extend_clock(letter, ends_on=date(2027, 1, 12), why="The clerk was ill.", by=county.senior_adviser)
    old, new = letter.clocks.all()
    assert (old.ends_on, old.superseded_why) == (date(2027, 1, 5), "The clerk was ill.")
    assert (new.ends_on, new.days, new.given_on) == (date(2027, 1, 12), 25, old.given_on)
    assert Dispatch.objects.filter(key__contains=":extended:").count() == 3
    assert CaseEvent.objects.get(kind="letters.extended").body["by_post"] == "Clerk to governors"
    with pytest.raises(RuleError, match="is being made"):
        record_notice_sent(notices_to_send().get(), proof="Posted", by=county.senior_adviser)
    work()
    notice = notices_to_send().get()
    text = " ".join(PdfReader(notice.pdf.path).pages[0].extract_text().split())
    assert "now due by Tuesday 12 January 2027" in text.replace("\xa0", " ")
    assert "The clerk was ill." in text
    record_notice_sent(notice, proof="Nasreen Aziz, first class, today", by=county.senior_adviser)
    with pytest.raises(AlreadyDone):
        record_notice_sent(notice, proof="Again", by=county.senior_adviser)
    assert not notices_to_send().exists()


@pytest.mark.parametrize(
    ("ends_on", "why", "sentence", "field"),
    [
        (date(2027, 1, 12), " ", "Say why", "why"),
        (date(2027, 1, 5), "Ill.", "later than Tuesday", "ends_on"),
        (date(2027, 1, 9), "Ill.", "next day that counts is Monday", "ends_on"),
        (date(2029, 1, 9), "Ill.", "within a year", "ends_on"),
    ],
)
def test_more_time_is_refused_in_words(county, ends_on, why, sentence, field):
    letter = make_given(county)
    with pytest.raises(RuleError, match=sentence) as refused:
        extend_clock(letter, ends_on=ends_on, why=why, by=county.senior_adviser)
    assert refused.value.field == field
    assert letter.clocks.count() == 1


def test_the_process_follows_the_new_clock_and_an_assessment_can_give_more_time(county):
    letter = begin(county)
    give(letter, county)
    extend_letter(letter, ends_on=date(2027, 1, 8), why="The clerk was ill.", by=county.senior_adviser)
    with at(2027, 1, 6, 9):
        fire_due_timers()
        assert open_now(letter) == ["await_response"]
    with at(2027, 1, 9, 0):
        fire_due_timers()
        assert open_now(letter) == ["assess_response"]
        until = date(2027, 1, 15)
        take(letter, "assess_response", county.senior_adviser, until=until, why="Half of it is done.")
        assert (open_now(letter), letter.running_clock.ends_on) == (["await_response"], until)
        take(letter, "await_response", county.chair, answers=ANSWERS)
        take(letter, "assess_response", county.senior_adviser, complied=True, why="Done.")
    assert letter.status == Letter.Status.COMPLIED
    with pytest.raises(AlreadyDone):
        extend_clock(letter, ends_on=date(2027, 2, 1), why="x", by=county.senior_adviser)


def test_after_an_answer_there_can_be_more_time_and_what_was_answered_stays(county, client):
    letter = begin(county)
    give(letter, county)
    with at(2026, 12, 1, 9):
        take(letter, "await_response", county.chair, answers=ANSWERS)
        client.force_login(county.senior_adviser)
        url = task_url(engine.open_card(letter, "assess_response").task)
        page = client.get(url).content.decode()
        assert "may be done until Wednesday 13 January" in page.replace("\xa0", " ")
        assert 'value="13/01/2027"' in page, "the last of its actions’ days is proposed"
        said = {"outcome": "more_time", "ends_on": "13/01/2027", "why": "Two actions are under way."}
        client.post(url, said)
        assert open_now(letter) == ["await_response"]
        work()
    letter.refresh_from_db()
    assert (letter.running_clock.ends_on, letter.response.items.count()) == (date(2027, 1, 13), 3)
    mail = Dispatch.objects.filter(key__contains=":extended:").first()
    assert "The answer can be added to until Wednesday 13" in mail.payload["text"]
    text = " ".join(PdfReader(notices_to_send().get().pdf.path).pages[0].extract_text().split())
    assert "The answer can be added to until then" in text, "the clerk is told on paper"
    with at(2027, 1, 14, 0):
        fire_due_timers()
        assert engine.open_card(letter, "assess_response").due_on == date(2027, 1, 20)
        remind = Dispatch.objects.filter(key__contains=":reminder:")
        assert not remind.exists(), "who has answered is not told that no answer has come"


def test_what_came_within_more_time_is_not_late_any_more(county):
    letter = begin(county)
    give(letter, county)
    last = letter.running_clock.ends_on
    with at(last.year, last.month, last.day + 2, 9):
        fire_due_timers()
        send_answer(letter, answers=ANSWERS, by=county.chair)
        letter.refresh_from_db()
        assert letter.response.late
        why = "A bank holiday was overlooked."
        extend_letter(letter, ends_on=last + timedelta(days=10), why=why, by=county.senior_adviser)
    letter.response.refresh_from_db()
    assert not letter.response.late
    assert letter.response.history.filter(late=True).exists(), "what was said of it stays on record"


def test_more_time_from_the_page_of_an_answered_letter_awaits_an_answer_again(county, client):
    letter = begin(county)
    give(letter, county)
    take(letter, "await_response", county.chair, answers=ANSWERS)
    client.force_login(county.senior_adviser)
    assert "Give more time" in client.get(letter.get_absolute_url()).content.decode()
    extend_letter(letter, ends_on=date(2027, 1, 12), why="The head is ill.", by=county.senior_adviser)
    assert open_now(letter) == ["await_response"]


def test_a_draft_says_which_actions_are_due_after_its_last_day(county):
    said = {check.sentence: check for check in draft_checks(make_draft(county))}
    line = said["Due after the last day of the letter: action 3"]
    assert line.ok
    assert "judged after 13\xa0January\xa02027" in line.note


def test_a_calendar_that_changes_is_shown_and_moves_nothing(county):
    letter = make_given(county)
    assert recount(letter) == ""
    half_term = TermDates.objects.get(la=county.la, half_term=3)
    half_term.first_day = date(2027, 1, 6)
    half_term.save()
    assert "would end on Wednesday 6" in recount(letter).replace("\xa0", " ")
    assert letter.running_clock.ends_on == date(2027, 1, 5)


def too_short(user):
    found = [each for group in find(LETTER_NEEDS, user) for each in group.findings]
    return [each.sentence.replace("\xa0", " ") for each in found if each.need == "letter_too_short"]


def test_a_time_that_would_end_later_today_is_a_need_until_there_is_more(county):
    letter, by = make_given(county), county.senior_adviser
    assert too_short(by) == []
    main = Service.objects.get(recipient__letter=letter, recipient__is_copy=False)
    Service.objects.filter(pk=main.pk).update(deemed_on=date(2026, 11, 25))
    (sentence,) = too_short(by)
    assert "it would end on Thursday 7 January" in sentence
    extend_clock(letter, ends_on=date(2027, 1, 7), why="It was posted late.", by=by)
    assert too_short(by) == [], "the same two days are not counted twice"
    assert recount(letter) == ""
    half_term = TermDates.objects.get(la=county.la, half_term=3)
    half_term.first_day = date(2027, 1, 6)
    half_term.save()
    assert "it would end on Friday 8 January" in too_short(by)[0]


def test_a_time_that_would_end_sooner_today_stands_and_is_no_need(county):
    letter = make_given(county)
    half_term = TermDates.objects.get(la=county.la, half_term=3)
    half_term.first_day = date(2027, 1, 4)
    half_term.save()
    assert "would end on Monday 4" in recount(letter).replace("\xa0", " ")
    assert too_short(county.senior_adviser) == []


def test_any_number_of_letters_is_counted_in_as_many_queries(county, django_assert_num_queries):
    make_given(county)
    make_given(county, case=make_ready_case(county, school=county.other_school))
    Service.objects.update(deemed_on=date(2026, 11, 25))
    with django_assert_num_queries(3):
        assert len(counted_otherwise(Letter.objects.select_related("school"))) == 2


@pytest.mark.parametrize(
    ("rule", "period", "ends_on", "words"),
    [
        ("s60", (date(2022, 4, 14), 15), date(2022, 5, 10), "Good Friday (15 April 2022)"),
        ("s60", (date(2022, 5, 31), 5), date(2022, 6, 9), "Platinum Jubilee"),
        ("s60", (date(2022, 9, 16), 5), date(2022, 9, 26), "State Funeral of Queen Elizabeth II"),
        ("inspection", (date(2022, 3, 28), 10), date(2022, 4, 25), "from 9 April 2022 to 24 April 2022"),
        ("inspection", (date(2022, 7, 18), 10), date(2022, 9, 9), "from 22 July 2022 to 31 August 2022"),
        ("inspection", (date(2022, 5, 25), 6), date(2022, 6, 6), "Platinum Jubilee"),
    ],
)
def test_a_deadline_across_easter_a_royal_bank_holiday_and_the_summer(county, rule, period, ends_on, words):
    given, days = period
    half_terms = [
        (date(2022, 2, 28), date(2022, 4, 8)),
        (date(2022, 4, 25), date(2022, 5, 27)),
        (date(2022, 6, 6), date(2022, 7, 21)),
    ]
    for number, (first, last) in enumerate(half_terms, start=4):
        TermDates.objects.create(
            la=county.la, year=2021, half_term=number, long_term="summer", first_day=first, last_day=last
        )
    counted = deadline(rule, given=given, days=days, school=county.school)
    assert counted.ends_on == ends_on
    told = how_counted(days=counted.days, left_out=counted.left_out).replace("\xa0", " ")
    assert words in told


def test_how_a_letter_really_went_is_recorded_with_its_reason(county):
    letter = make_given(county)
    main = Service.objects.get(recipient__letter=letter, recipient__is_copy=False)
    facts = {"method": "hand", "given_on": date(2026, 11, 23), "by": county.senior_adviser}
    with pytest.raises(RuleError, match="before it left"):
        correct_service(main, **facts, deemed_on=date(2026, 11, 20), why="The e-mail came back.")
    with pytest.raises(RuleError, match="Say why"):
        correct_service(main, **facts, deemed_on=date(2026, 11, 24), why="")
    correct_service(main, **facts, deemed_on=date(2026, 11, 24), why="The e-mail came back.")
    assert (main.get_method_display(), main.deemed_on) == ("By hand", date(2026, 11, 24))
    assert "unless you give more time" in recount(letter)


def test_a_mail_that_came_back_is_a_need_until_the_letter_went_otherwise(county):
    letter = make_given(county)
    main = Service.objects.get(recipient__letter=letter, recipient__is_copy=False)
    by = county.senior_adviser
    assert not not_delivered().exists()
    Dispatch.objects.filter(key=main.dispatch_key).update(state=Dispatch.State.FAILED)
    assert not_delivered().get() == main
    Dispatch.objects.filter(key=main.dispatch_key).update(state=Dispatch.State.WAITING)
    with pytest.raises(RuleError, match="what came back"):
        record_return(main, on=clock.today(), why=" ", by=by)
    with pytest.raises(PermissionDenied):
        record_return(main, on=clock.today(), why="No such address", by=county.chair)
    record_return(main, on=clock.today(), why="No such address", by=by)
    found = [each for each in find(LETTER_NEEDS, by) if each.about == letter.case]
    assert "came back on Monday 23\xa0November" in found[0].findings[0].sentence
    facts = {"given_on": clock.today(), "deemed_on": date(2026, 11, 25), "why": "The e-mail came back."}
    correct_service(main, method="post", **facts, by=by)
    assert not not_delivered().exists()


def test_the_proof_of_posting_is_kept_as_a_file_for_the_council_alone(county, client):
    letter = make_given(county)
    clerk = letter.recipients.get(received_as="clerk").service
    sent = SimpleUploadedFile("receipt.txt", b"Posted at Wyvenford, 23 November, 4 pm")
    record_posting(clerk, proof="Nasreen Aziz, today", file=sent, by=county.senior_adviser)
    address = reverse("letters:proof", args=[letter.reference, clerk.pk])
    client.force_login(county.senior_adviser)
    assert b"".join(client.get(address).streaming_content).startswith(b"Posted at Wyvenford")
    client.force_login(county.chair)
    assert client.get(address).status_code == 403
