"""Pages of visits by inspectors, their recommendations and the statement of action."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from concern_cases.models import ConcernCase, ObjectiveText, PlanVersion, StatementOfAction
from concern_cases.services.cases import close_case
from concern_cases.services.statements import send_statement
from evaluation.models import Inspection, InspectionGrade, VisitKind
from record import clock
from tests.concern_cases.makers import make_case, make_inadequate, make_plan, make_visit, sent_file
from tests.factories import make_school

OPENED = date(2026, 9, 7)
TODAY = date(2026, 11, 23)
WORDS = ("Check the marking", "Give subject leaders time to lead")
NASTY = "<script>alert('x')</script>"


@pytest.fixture
def case(cast):
    with clock.at(OPENED):
        return make_case(cast)


@pytest.fixture
def plan(case):
    with clock.at(OPENED):
        return make_plan(case)


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def visit(plan, cast):
    return make_visit(cast.school, by=cast.sip, recommendations=WORDS)


@pytest.fixture
def inadequate(case, cast):
    return make_inadequate(cast.school, by=cast.sip)


def typed(**facts):
    """What a browser sends with the form of a visit."""
    facts = {
        "form_key": "k1",
        "kind": VisitKind.objects.get(code="monitoring").pk,
        "on": "6/10/2026",
        "progress": InspectionGrade.objects.get(code="2025-progress-enough").pk,
        **facts,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def page(browser, name, *args, status=200):
    response = browser.get(reverse(name, args=args))
    assert response.status_code == status
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_a_visit_is_recorded_from_its_case_and_says_what_follows(case, plan, cast, as_):
    address = reverse("cases:record-visit", args=[case.reference])
    answer = as_(cast.sip).post(
        address, typed(recommendations="1. Check the marking\n2. Give time"), follow=True
    )
    visit = Inspection.objects.get()
    assert answer.redirect_chain[-1][0] == visit.get_absolute_url()
    assert "Because of it version 2 of the support plan is in draft." in answer.content.decode()
    assert [row.text for row in visit.recommendations.all()] == ["Check the marking", "Give time"]


def test_a_form_sent_twice_records_one_visit(case, cast, as_):
    address = reverse("cases:record-visit", args=[case.reference])
    for _ in range(2):
        as_(cast.sip).post(address, typed())
    assert Inspection.objects.count() == 1


def test_a_refusal_stands_beside_its_field(case, cast, as_):
    address = reverse("cases:record-visit", args=[case.reference])
    answer = as_(cast.sip).post(address, typed(report_on="5/10/2026"))
    assert "report_on" in answer.context["form"].errors


def test_nothing_is_recorded_in_a_closed_case(case, cast, as_):
    close_case(case, reason="Done", follow_up_on=date(2027, 3, 1), open_actions={}, by=cast.senior_adviser)
    page(as_(cast.sip), "cases:record-visit", case.reference, status=409)
    assert "Record a visit" not in page(as_(cast.sip), "cases:visits", case.reference)


def test_a_school_without_a_case_has_its_visits_too(cast, as_):
    school = make_school()
    browser = as_(cast.senior_adviser)
    assert "No visit by inspectors is recorded." in page(browser, "schools:visits", school.urn)
    browser.post(reverse("schools:record-visit", args=[school.urn]), typed())
    visit = Inspection.objects.get(school=school)
    assert "HMI monitoring visit, 6 October 2026" in page(browser, "schools:visits", school.urn)
    page(browser, "visits:visit", visit.pk)
    page(as_(cast.sip), "visits:visit", visit.pk, status=404)
    page(as_(cast.administrator), "schools:visits", school.urn, status=404)


def test_a_school_page_leads_to_its_inspections(cast, as_):
    assert reverse("schools:visits", args=[cast.school.urn]) in page(
        as_(cast.head), "schools:school", cast.school.urn
    )


def test_the_page_shows_what_answers_a_recommendation_and_what_does_not(visit, plan, cast, as_):
    draft = plan.versions.get(status="draft")
    draft.texts.get().answers.add(visit.recommendations.first())
    words = page(as_(cast.sip), "visits:visit", visit.pk)
    assert "“Mathematics is taught securely in all five classes”" in words
    assert words.count("No objective answers it.") == 1


def test_what_no_plan_has_to_answer_is_not_flagged(case, cast, as_):
    visit = make_visit(cast.school, by=cast.sip, recommendations=WORDS)
    assert "No objective answers it." not in page(as_(cast.sip), "visits:visit", visit.pk)


def test_a_draft_that_is_being_written_is_not_shown_to_the_school(visit, plan, cast, as_):
    draft = plan.versions.get(status="draft")
    draft.texts.get().answers.add(visit.recommendations.first())
    words = page(as_(cast.head), "visits:visit", visit.pk)
    assert "in the draft" not in words
    assert f"/plans/{plan.pk}/2/" not in words


def test_whoever_writes_the_plan_says_what_answers(visit, plan, cast, as_):
    draft = plan.versions.get(status="draft")
    text, row = draft.texts.get(), visit.recommendations.first()
    address = reverse("visits:answers", args=[visit.pk, draft.pk])
    assert address in page(as_(cast.aht), "visits:visit", visit.pk)
    assert address not in page(as_(cast.senior_adviser), "visits:visit", visit.pk)
    as_(cast.aht).post(address, {"form_key": "k", f"answers_{row.pk}": [text.pk]})
    assert list(text.answers.all()) == [row]
    # What somebody else chose while the page was open stays; what one saw and took away goes.
    as_(cast.aht).post(address, {"form_key": "k2", "seen": ""})
    assert list(text.answers.all()) == [row]
    as_(cast.aht).post(address, {"form_key": "k3", "seen": f"{row.pk}:{text.pk}"})
    assert not ObjectiveText.objects.filter(answers=row).exists()


def test_the_head_writes_in_a_single_plan_that_was_shared(case, cast, as_):
    with clock.at(OPENED):
        plan = make_plan(case, kind="single")
    visit = make_visit(cast.school, by=cast.sip, recommendations=WORDS)
    page(as_(cast.head), "visits:answers", visit.pk, plan.versions.get(status="draft").pk)


def test_an_answered_recommendation_asks_why_it_is_worded_anew(visit, plan, cast, as_):
    row = visit.recommendations.first()
    plan.versions.get(status="draft").texts.get().answers.add(row)
    address = reverse("visits:change-recommendation", args=[visit.pk, row.number])
    answer = as_(cast.sip).post(address, {"form_key": "k", "text": "Check it weekly", "why": ""})
    assert "why" in answer.context["form"].errors
    as_(cast.sip).post(address, {"form_key": "k", "text": "Check it weekly", "why": "Typed in haste"})
    row.refresh_from_db()
    assert row.text == "Check it weekly"


def test_recommendations_are_added_and_taken_away(visit, cast, as_):
    browser = as_(cast.sip)
    browser.post(
        reverse("visits:recommendations", args=[visit.pk]), {"form_key": "k", "recommendations": "Publish"}
    )
    browser.post(
        reverse("visits:remove-recommendation", args=[visit.pk, 1]), {"form_key": "k2", "why": "Not there"}
    )
    assert list(visit.recommendations.values_list("number", flat=True)) == [2, 3]


def test_a_correction_is_shown_with_its_reason(visit, cast, as_):
    browser = as_(cast.sip)
    facts = typed(report_on="20/10/2026", why="The letter has come")
    browser.post(reverse("visits:correct", args=[visit.pk]), facts)
    words = page(browser, "visits:visit", visit.pk)
    assert "Received on Tuesday 20 October 2026" in words
    assert "The letter has come" in words


def test_a_visit_entered_by_mistake_can_be_taken_away_by_whoever_runs_cases(case, cast, as_):
    visit = make_visit(cast.school, by=cast.sip)
    address = reverse("visits:remove", args=[visit.pk])
    assert address not in page(as_(cast.sip), "visits:visit", visit.pk)
    assert address in page(as_(cast.senior_adviser), "visits:visit", visit.pk)
    as_(cast.senior_adviser).post(address, {"form_key": "k", "why": "Another school"}, follow=True)
    assert not Inspection.objects.exists()


def test_what_hangs_on_a_visit_is_said_when_it_is_to_go(visit, cast, as_):
    address = reverse("visits:remove", args=[visit.pk])
    answer = as_(cast.senior_adviser).post(address, {"form_key": "k", "why": "Another school"})
    assert "A plan is revised because of it. Correct the visit instead" in answer.content.decode()


def test_what_people_type_is_never_markup(plan, cast, as_):
    visit = make_visit(cast.school, by=cast.sip, summary=NASTY, recommendations=[NASTY])
    words = page(as_(cast.sip), "visits:visit", visit.pk)
    assert "<script>alert" not in words
    assert words.count("&lt;script&gt;") >= 2


def test_the_queries_of_the_pages_do_not_grow(visit, cast, as_, django_assert_max_num_queries):
    browser = as_(cast.sip)
    list_url = reverse("cases:visits", args=[ConcernCase.objects.get().reference])
    browser.get(list_url)
    with django_assert_max_num_queries(40) as few:
        browser.get(list_url)
    draft = PlanVersion.objects.get(status="draft")
    for day in (3, 5, 9):
        more = make_visit(cast.school, by=cast.sip, on=date(2026, 11, day), recommendations=WORDS)
        draft.texts.get().answers.set(more.recommendations.all())
    with django_assert_max_num_queries(len(few)):
        browser.get(list_url)
    with django_assert_max_num_queries(45):
        browser.get(more.get_absolute_url())


def test_the_next_visit_that_is_to_be_expected_is_told(case, cast, as_):
    with clock.at(date(2010, 4, 1)):
        facts = {"grade": "2009-special-measures", "report_on": None}
        make_inadequate(cast.school, by=cast.sip, on=date(2010, 3, 2), **facts)
    words = page(as_(cast.head), "cases:visits", case.reference)
    assert "Between 2 July 2010 and 2 September 2010" in words


# --- The statement of action


def test_the_list_of_visits_leads_to_the_statement(case, inadequate, cast, as_):
    address = reverse("visits:statement", args=[inadequate.pk])
    assert address in page(as_(cast.sip), "cases:visits", case.reference)
    assert address not in page(as_(cast.head), "cases:visits", case.reference)


def test_the_statement_says_by_when_it_is_due_and_how_that_was_counted(inadequate, cast, as_):
    words = page(as_(cast.senior_adviser), "visits:statement", inadequate.pk)
    assert "Monday 30 November 2026" in words
    assert "10 working days after the day on which the report came, leaving out weekends" in words
    assert "Term dates of" in words


def test_it_is_written_with_its_recipients(inadequate, cast, as_):
    browser = as_(cast.senior_adviser)
    address = reverse("visits:write-statement", args=[inadequate.pk])
    assert "His Majesty’s Chief Inspector (Ofsted)" in browser.get(address).content.decode()
    browser.post(
        address,
        {
            "form_key": "k",
            "text": "# Support\n\nAn AHT for two days a week.",
            "recipients-TOTAL_FORMS": 3,
            "recipients-INITIAL_FORMS": 2,
            "recipients-0-name": "Ofsted",
            "recipients-1-name": "Susan Hallett",
            "recipients-1-DELETE": "on",
            "recipients-2-name": "Catherine Blyth",
            "recipients-2-why": "Diocese",
        },
    )
    statement = StatementOfAction.objects.get()
    assert statement.text.startswith("# Support")
    assert [row.name for row in statement.recipients.all()] == ["Ofsted", "Catherine Blyth"]


def test_a_recipient_without_a_name_is_told(inadequate, cast, as_):
    answer = as_(cast.senior_adviser).post(
        reverse("visits:write-statement", args=[inadequate.pk]),
        {
            "form_key": "k",
            "text": "x",
            "recipients-TOTAL_FORMS": 1,
            "recipients-INITIAL_FORMS": 0,
            "recipients-0-why": "Nobody",
        },
    )
    assert answer.status_code == 200
    assert StatementOfAction.objects.get().text == ""


def test_its_sending_is_recorded_and_the_school_reads_it_then(inadequate, cast, as_):
    statement = StatementOfAction.objects.get()
    row = statement.recipients.first()
    facts = {
        "form_key": "k",
        "on": "23/11/2026",
        f"how_{row.pk}": "E-mail",
        "files": sent_file("statement.pdf"),
    }
    page(as_(cast.head), "visits:statement", inadequate.pk, status=404)
    as_(cast.senior_adviser).post(reverse("visits:send-statement", args=[inadequate.pk]), facts)
    words = page(as_(cast.head), "visits:statement", inadequate.pk)
    assert "23 November 2026, e-mail" in words
    assert "statement.pdf" in words
    assert "Record that it was sent" not in words


def test_one_that_was_sent_is_not_written_any_more(inadequate, cast, as_):
    statement = StatementOfAction.objects.get()
    given = {statement.recipients.first().pk: "Post"}
    send_statement(statement, on=TODAY, given=given, files=[sent_file()], by=cast.senior_adviser)
    page(as_(cast.senior_adviser), "visits:write-statement", inadequate.pk, status=302)


def test_its_pdf_says_that_it_is_a_draft_until_it_is_sent(inadequate, cast, as_):
    StatementOfAction.objects.update(text="We shall send an AHT.")
    answer = as_(cast.senior_adviser).get(reverse("visits:statement-pdf", args=[inadequate.pk]))
    words = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert "Draft, not sent" in words
    assert "We shall send an AHT." in words


def test_a_school_in_a_category_without_a_case_is_proposed_one(cast, as_):
    school = make_school()
    visit = make_inadequate(school, by=cast.senior_adviser)
    address = f"{reverse('cases:open')}?school={school.urn}"
    assert address in page(as_(cast.senior_adviser), "visits:visit", visit.pk)
    assert address in page(as_(cast.senior_adviser), "visits:statement", visit.pk)
    assert address not in page(as_(cast.clerk), "visits:visit", visit.pk)
