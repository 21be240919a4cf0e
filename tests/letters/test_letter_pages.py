"""The pages of letters: what each reader sees, what is saved, and what a second click does."""

from datetime import date

import pytest
from django.urls import reverse

from concern_cases.models import CaseEvent
from letters.models import Letter
from letters.services.answering import answer_letter
from letters.services.authorising import authorise_letter, check_law, send_back, tell_diocese
from letters.services.drafting import ActionAsked, set_required_actions, submit_letter, withdraw_draft
from letters.services.issuing import give_letter, issue_letter, make_file
from record.models import ReadLog
from schools.permissions import Circle
from tests.letters.makers import (
    disagree,
    make_authorised,
    make_case,
    make_checked,
    make_draft,
    make_given,
    make_ready_case,
    make_submitted,
    refuse,
)
from tests.letters.test_answering import ANSWERS
from tests.letters.test_letter_flow import give
from tests.letters.test_pdf import text_of
from workflows import cards, engine
from workflows.services.letters import start_letter

EVIL = '<script>alert("x")</script>'
OUTSIDE = ["other_chair", "other_diocesan_officer", "left_yesterday", "deactivated", "administrator"]


@pytest.fixture
def read(client):
    """The text of a page as somebody sees it, with its status."""

    def get(user, url, *, status=200, **facts):
        client.force_login(user)
        answer = client.get(url, **facts)
        assert answer.status_code == status, answer
        if answer.streaming:
            return b"".join(answer.streaming_content)
        return answer.content.decode().replace("\xa0", " ")

    return get


@pytest.fixture
def post(client):
    def send(user, url, data=None, *, status=302):
        client.force_login(user)
        answer = client.post(url, data or {})
        assert answer.status_code == status, answer.content.decode()[:4000]
        return answer

    return send


def url(letter, name="letter", *more):
    return reverse(f"letters:{name}", args=[letter.reference, *more])


def draft_data(letter, **changes):
    """What the form of a draft sends: its words, its actions, and an empty action."""
    actions = list(letter.required_actions.all())
    data = {
        "subject": letter.subject,
        "body": letter.body,
        "actions-TOTAL_FORMS": len(actions) + 1,
        "actions-INITIAL_FORMS": len(actions),
        "actions-MIN_NUM_FORMS": 0,
        "actions-MAX_NUM_FORMS": 30,
    }
    data |= {f"paragraph-{ground.number}": ground.text for ground in letter.grounds.all()}
    for place, action in enumerate(actions):
        data |= {
            f"actions-{place}-what": action.what,
            f"actions-{place}-measure": action.measure,
            f"actions-{place}-by": f"{action.by:%d/%m/%Y}",
        }
    return data | changes


# --- The preview


def test_the_preview_shows_the_words_as_they_are_typed_and_keeps_nothing(county, client):
    letter = make_draft(county)
    client.force_login(county.senior_adviser)
    url = f"/letters/{letter.reference}/draft.pdf"
    events = CaseEvent.objects.count()
    answer = client.post(
        url, draft_data(letter, body="Typed | just now.\n\n| Year | Pupils |\n|---|---|\n| 6 | 24 |")
    )
    text = " ".join(text_of(answer.content))
    assert answer["Content-Type"] == "application/pdf"
    assert "just now" in text
    assert "DRAFT" in text
    letter.refresh_from_db()
    assert (letter.body, CaseEvent.objects.count()) == ("", events)


def test_a_preview_that_cant_be_made_says_what_is_to_be_put_right(county, client):
    letter = make_draft(county)
    client.force_login(county.senior_adviser)
    url = f"/letters/{letter.reference}/draft.pdf"
    page = client.post(url, draft_data(letter, subject="", body="See {nonsense}")).content.decode()
    assert "Write the subject of the letter" in page
    page = client.post(url, draft_data(letter, body="See {nonsense}")).content.decode()
    assert "There is no field {nonsense}" in page


# --- Who sees what


@pytest.mark.parametrize("role", ["chair", "head", "governor", "nle", "diocesan_officer", *OUTSIDE])
def test_a_draft_is_not_there_for_anybody_outside_the_council(county, read, role):
    letter = make_draft(county)
    expected = 302 if role == "deactivated" else 404
    for name in ("letter", "pdf", "draft", "grounds"):
        read(getattr(county, role), url(letter, name), status=expected)
    if expected == 404:
        assert letter.reference not in read(getattr(county, role), reverse("letters:list"))
        assert ReadLog.objects.filter(refused=True, urn=county.school.urn).exists()


@pytest.mark.parametrize("role", OUTSIDE)
def test_a_given_letter_is_not_there_for_anybody_of_elsewhere(county, read, role):
    letter = make_given(county)
    expected = 302 if role == "deactivated" else 404
    for name in ("letter", "pdf", "draft"):
        read(getattr(county, role), url(letter, name), status=expected)


@pytest.mark.parametrize(
    "role", ["chair", "head", "governor", "diocesan_officer", "senior_adviser", "auditor"]
)
def test_a_given_letter_is_read_by_those_it_concerns_and_the_reading_logged(county, read, role):
    letter = make_given(county)
    user = getattr(county, role, county.director)
    assert read(user, url(letter, "pdf"))[:5] == b"%PDF-"
    assert "Tuesday 5 January 2027" in read(user, url(letter))
    assert ReadLog.objects.filter(user_id=user.pk, what=f"{letter.reference}, PDF", refused=False).exists()


def test_the_diocese_that_was_told_sees_that_and_nothing_of_the_text(county, read):
    letter = make_submitted(county)
    tell_diocese(letter, by=county.senior_adviser)
    text = read(county.diocesan_officer, url(letter))
    assert "is being prepared" in text
    assert "Results have fallen" not in text
    read(county.diocesan_officer, url(letter, "draft"), status=403)
    read(county.diocesan_officer, url(letter, "pdf"), status=404)
    withdraw_draft(letter, why="No longer needed.", by=county.senior_adviser)
    text = read(county.diocesan_officer, url(letter))
    assert "will not be given" in text
    assert "No longer needed" not in text


def test_what_is_for_the_council_alone_is_on_no_page_of_the_school(county, read):
    case = make_ready_case(county)
    disagree(case, county, said="A secret word", circle=Circle.LA)
    letter = make_given(county, case=case)
    for user in (county.chair, county.head, county.diocesan_officer):
        text = read(user, url(letter))
        assert "secret" not in text
        assert "Imran Qadir" not in text, "who checked the law is the council's own matter"


# --- Writing


def test_the_page_of_a_draft_says_what_blocks_it_and_leads_there(county, read):
    letter = make_draft(county)
    set_required_actions(letter, actions=[], by=county.senior_adviser)
    text = read(county.senior_adviser, url(letter))
    assert "Write what the school has to do." in text
    assert 'href="#actions"' in text
    assert "Colin Tregarth and Dorothea Vane" in text
    assert "Tuesday 5 January 2027" in text


def test_a_draft_is_saved_with_words_paragraphs_and_actions(county, post):
    letter = make_draft(county)
    changes = {
        "subject": "A new subject",
        "paragraph-1": "Better words.",
        "actions-3-what": "Write to parents",
        "actions-3-measure": "The letter",
        "actions-3-by": "01/02/2027",
        "actions-0-DELETE": "on",
    }
    post(county.senior_adviser, url(letter), draft_data(letter, **changes))
    letter.refresh_from_db()
    assert letter.subject == "A new subject"
    assert letter.grounds.get(number=1).text == "Better words."
    asked = [row.what for row in letter.required_actions.all()]
    assert asked == ["Take part in a joint review", "Meet us to discuss the results", "Write to parents"]


def test_saving_the_same_draft_twice_changes_nothing_more(county, post):
    letter = make_draft(county)
    data = draft_data(letter, subject="Once")
    for _ in range(2):
        post(county.senior_adviser, url(letter), data)
    assert CaseEvent.objects.filter(kind="letters.edited").count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"subject": " "}, "Write the subject of the letter"),
        ({"paragraph-2": ""}, "Write paragraph 2, or take its record away"),
        ({"actions-1-measure": ""}, "Say how this action will be measured"),
        ({"actions-1-by": "23/11/2026"}, "Give a date that is still to come"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_saved(county, post, changes, sentence):
    letter = make_draft(county)
    answer = post(county.senior_adviser, url(letter), draft_data(letter, **changes), status=200)
    text = answer.content.decode()
    assert text.count(sentence) == 2, "in the summary and beside the field"
    letter.refresh_from_db()
    assert letter.required_actions.get(number=2).measure == "Both days held; five lessons seen"


@pytest.mark.parametrize(("role", "status"), [("director", 403), ("sip", 403), ("chair", 404)])
def test_who_may_not_draft_does_not_save(county, post, role, status):
    letter = make_draft(county)
    post(getattr(county, role), url(letter), draft_data(letter, subject="Mine"), status=status)
    letter.refresh_from_db()
    assert letter.subject != "Mine"


def test_a_letter_that_went_on_meanwhile_is_not_changed(county, post):
    letter = make_draft(county)
    data = draft_data(letter, subject="Too late")
    submitted = Letter.objects.get(pk=letter.pk)
    submitted.status = Letter.Status.LEGAL_CHECK
    submitted.save()
    answer = post(county.senior_adviser, url(letter), data, status=200)
    assert "can’t be changed now" in answer.content.decode()


def test_records_are_chosen_on_a_page_that_offers_only_what_may_be_quoted(county, read, post):
    case = make_ready_case(county)
    refuse(case, county, fact="A secret fact", circle=Circle.LA)
    letter = make_draft(county, case)
    text = read(county.senior_adviser, url(letter, "grounds"))
    assert "secret" not in text
    assert "One record of the case is kept from the school" in text
    fields = ("concern", "evidence", "disagreement", "non_engagement")
    values = [
        f"{field}-{getattr(ground, f'{field}_id')}"
        for ground in letter.grounds.all()
        for field in fields
        if getattr(ground, f"{field}_id")
    ]
    post(county.senior_adviser, url(letter, "grounds"), {"records": values[:-1]})
    assert letter.grounds.count() == 6
    answer = post(county.senior_adviser, url(letter, "grounds"), {"records": values[:2]}, status=200)
    assert "Record the school’s disagreement" in answer.content.decode()


def test_the_preview_is_a_pdf_for_the_council_and_its_reading_is_logged(county, client):
    letter = make_draft(county)
    client.force_login(county.director)
    answer = client.get(url(letter, "draft"))
    assert answer.content[:5] == b"%PDF-"
    assert ReadLog.objects.filter(what=f"{letter.reference}, preview of the draft").exists()


def test_a_letter_that_was_sent_back_says_why(county, read):
    letter = make_checked(county)
    send_back(letter, why="Shorter, please.", by=county.director)
    assert "Shorter, please." in read(county.senior_adviser, url(letter))


def test_while_the_file_is_made_the_page_says_so(county, read):
    assert "is being made and given" in read(county.senior_adviser, url(make_authorised(county)))


# --- The school's side


def test_the_chair_reads_by_when_first_and_acknowledges_with_one_click(county, read, post):
    letter = make_given(county)
    text = read(county.chair, url(letter))
    assert text.index("Please answer all three actions by") < text.index("Read the letter")
    assert "This letter has no legal effect by itself" in text
    for _ in range(2):
        post(county.chair, url(letter, "acknowledge"))
    assert CaseEvent.objects.filter(kind="letters.acknowledged").count() == 1
    text = read(county.chair, url(letter))
    assert "You told us on Monday 23 November 2026" in text
    assert "I have received this letter" not in text
    assert "Susan Hallett" in read(county.senior_adviser, url(letter))


@pytest.mark.parametrize(
    ("role", "status"), [("governor", 403), ("head", 403), ("senior_adviser", 403), ("other_chair", 404)]
)
def test_nobody_else_acknowledges(county, post, role, status):
    letter = make_given(county)
    post(getattr(county, role), url(letter, "acknowledge"), status=status)
    assert not CaseEvent.objects.filter(kind="letters.acknowledged").exists()


def test_copies_say_that_they_are_copies_and_offer_no_button(county, read):
    letter = make_given(county)
    text = read(county.head, url(letter))
    assert "You receive a copy as headteacher." in text
    assert "I have received this letter" not in text


def test_the_chair_answers_on_a_page_without_the_councils_steps(county, read, post):
    process = start_letter(
        make_ready_case(county),
        kind="warning_letter",
        skips_rung_why="x",
        by=county.senior_adviser,
    )
    step = given_by_process(county, process)
    text = read(county.chair, step)
    assert "Answer the letter of 23 November 2026" in text
    assert "Imran Qadir" not in text
    data = {"form_key": "one form"} | {f"answer-{number}": words for number, words in ANSWERS.items()}
    answer = post(county.chair, step, {**data, "answer-2": ""}, status=200)
    assert "has done about action 2" in answer.content.decode(), "the step itself takes no part"
    post(county.chair, step, data)
    post(county.chair, step, data, status=409)
    text = read(county.chair, process.letter.get_absolute_url())
    assert "Adopted on 3 December." in text
    assert "The letter was answered on" in text


def given_by_process(cast, process):
    """The address of the step in which the school answers."""
    give(process.letter, cast)
    return cards.task_url(engine.open_card(process.letter, "await_response").task)


def test_the_senior_adviser_enters_an_answer_on_paper(county, read, post):
    process = start_letter(
        make_ready_case(county), kind="warning_letter", skips_rung_why="x", by=county.senior_adviser
    )
    step = given_by_process(county, process)
    assert "enter it here as it was written" in read(county.senior_adviser, step)
    data = {"form_key": "one form"} | {f"answer-{number}": words for number, words in ANSWERS.items()}
    data |= {"came": "post", "received_on": "23/11/2026", "answered_by": "Susan Hallett"}
    post(county.senior_adviser, step, data)
    text = read(county.senior_adviser, process.letter.get_absolute_url())
    assert "Entered by Helen Marchetti." in text


# --- Lists, posting, escaping


def test_the_list_shows_each_reader_his_or_her_letters(county, read):
    given = make_given(county)
    draft = make_draft(county, make_ready_case(county, school=county.other_school))
    text = read(county.senior_adviser, reverse("letters:list"))
    assert given.reference in text
    assert draft.reference in text
    assert draft.reference not in read(county.senior_adviser, reverse("letters:list") + "?show=awaited")
    text = read(county.chair, reverse("letters:list"))
    assert given.reference in text
    assert draft.reference not in text
    assert "Being written" not in text


def test_the_list_as_csv_has_the_same_rows_and_calculates_nothing(county, read):
    county.school.name = "=HYPERLINK(1)"
    county.school.save()
    letter = make_given(county)
    lines = read(county.senior_adviser, reverse("letters:csv")).splitlines()
    assert lines[1].startswith(f"{letter.reference},Warning letter,'=HYPERLINK(1)")
    assert len(read(county.other_chair, reverse("letters:csv")).splitlines()) == 1


def test_the_letters_of_a_case_are_a_page_of_the_case(county, read):
    letter = make_given(county)
    address = reverse("letters:case", args=[letter.case.reference])
    assert letter.reference in read(county.senior_adviser, address)
    assert letter.reference in read(county.chair, address)
    read(county.other_chair, address, status=404)


def test_how_a_copy_was_posted_is_recorded_from_the_page(county, read, post):
    letter = make_given(county)
    clerk = letter.recipients.get(received_as="clerk").service
    assert "To be sent by first class post" in read(county.senior_adviser, url(letter))
    post(county.senior_adviser, url(letter, "posted", clerk.pk), {"proof": "Nasreen Aziz, today"})
    assert "Nasreen Aziz, today" in read(county.senior_adviser, url(letter))
    post(county.director, url(letter, "posted", clerk.pk), {"proof": "x"}, status=403)
    other = make_given(county, case=make_ready_case(county, school=county.other_school))
    post(county.senior_adviser, url(other, "posted", clerk.pk), {"proof": "x"}, status=404)


def test_a_letter_is_begun_and_withdrawn_from_its_pages(county, read, post):
    case = make_case(county)
    address = reverse("tasks:begin_letter", args=[case.reference])
    text = read(county.senior_adviser, address)
    assert "Record the school’s disagreement" in text
    key = text.partition('name="form_key" value="')[2].partition('"')[0]
    data = {"form_key": key, "kind": "warning_letter"}
    answer = post(county.senior_adviser, address, data, status=200)
    assert "Say why it is left out" in answer.content.decode()
    for _ in range(2):
        post(county.senior_adviser, address, {**data, "skips_rung_why": "Urgent."})
    letter = Letter.objects.get()
    read(county.chair, address, status=403)
    withdrawal = reverse("tasks:withdraw_letter", args=[letter.reference])
    post(county.senior_adviser, withdrawal, {"form_key": "k1", "why": "Not needed."})
    letter.refresh_from_db()
    assert letter.status == Letter.Status.WITHDRAWN
    read(county.chair, withdrawal, status=404)


def test_what_people_type_is_never_markup_on_a_page(county, read):
    county.chair.name = EVIL
    county.chair.save()
    case = make_ready_case(county)
    disagree(case, county, said=EVIL, source=EVIL)
    letter = make_draft(county, case, skips_rung_why=EVIL)
    actions = [ActionAsked(EVIL, EVIL, date(2027, 1, 20))]
    set_required_actions(letter, actions=actions, by=county.senior_adviser)
    pages = [read(county.senior_adviser, url(letter))]
    given = finish(letter, county)
    pages += [read(user, url(given)) for user in (county.senior_adviser, county.chair, county.head)]
    for text in pages:
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def finish(letter, cast):
    submit_letter(letter, by=cast.senior_adviser)
    tell_diocese(letter, how=EVIL, by=cast.senior_adviser)
    check_law(letter, agreed=True, by=cast.legal_adviser)
    authorise_letter(letter, by=cast.director)
    issue_letter(letter, by=cast.director)
    give_letter(letter, made=make_file(letter), by=None)
    answer_letter(letter, answers=dict.fromkeys((1, 2, 3), EVIL), by=cast.chair)
    return letter
