"""A version of a plan as a PDF, read back."""

import re
from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from concern_cases.models import ObjectiveText, PlanComment, PlanRules
from concern_cases.services.plan_changing import change_plan
from concern_cases.services.plan_closing import close_plan
from concern_cases.services.plans import bring_into_force
from concern_cases.services.recommendations import change_recommendation
from concern_cases.services.visits import correct_visit
from people.services.people import change_person
from record import clock
from record.pdf import PdfError
from tests.concern_cases.makers import days, make_case, make_plan, make_visit, visit_facts
from tests.concern_cases.plan_makers import (
    add_action,
    add_milestone,
    add_objective,
    fill_plan,
    judge,
    make_next_version,
    next_draft,
)

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def plan(cast):
    plan = make_plan(make_case(cast))
    text = plan.versions.get().texts.get()
    add_action(text, "Plan on Mondays", resources="Cover for two teachers")
    add_milestone(text, "Writing moderated", due_on=days(-9))
    judge(text.objective, "red", days(-30), by=cast.sip, reason="No checks were seen.", now="2 of 5 classes")
    return plan


def pdf_of(browser, plan, number):
    response = browser.get(f"/plans/{plan.pk}/{number}.pdf")
    assert response["Content-Type"] == "application/pdf"
    return response.content


def words_of(pdf):
    pages = PdfReader(BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages).replace("\xa0", " "))


def test_a_pdf_that_cannot_be_made_now_says_what_to_do(plan, cast, as_, monkeypatch):
    def too_long(*args, **facts):
        raise PdfError("The PDF could not be made: it took too long or too much memory.")

    monkeypatch.setattr("concern_cases.views.plans.pdf_of", too_long)
    answer = as_(cast.head).get(f"/plans/{plan.pk}/1.pdf")
    assert answer.status_code == 503
    text = answer.content.decode()
    assert "it took too long or too much memory" in text
    assert "try again in a few minutes" in text


def test_it_holds_the_version_its_objectives_and_the_judgements(plan, cast, as_):
    words = words_of(pdf_of(as_(cast.head), plan, 1))
    for said in (
        "Support plan, version 1",
        "In force since Monday 23 November 2026",
        "In force, as it stood on 23 November 2026",
        "The plan on a page",
        "Mathematics is taught securely in all five classes",
        "Plan on Mondays",
        "Cover for two teachers",
        "Writing moderated",
        "No checks were seen.",
        "Judith Penhale",
    ):
        assert said in words


def test_it_is_tagged_has_bookmarks_and_no_picture_without_words(plan, cast, as_):
    with pikepdf.open(BytesIO(pdf_of(as_(cast.head), plan, 1))) as document:
        assert document.Root.MarkInfo.Marked
        with document.open_outline() as outline:
            titles = [str(item.title) for item in outline.root]
        figures = [
            each
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == pikepdf.Name("/Figure")
        ]
    assert titles[0] == "Support plan, version 1"
    assert figures
    assert all("/Alt" in figure for figure in figures)


def test_a_judgement_says_why_it_moved(plan, cast, as_):
    objective = plan.objectives.get()
    judge(objective, "amber", days(-3), by=cast.sip, moved_why="Two teachers were coached.")
    assert "Against last time: Two teachers were coached." in words_of(pdf_of(as_(cast.head), plan, 1))


def test_a_past_version_is_as_it_was(plan, cast, as_, client):
    draft = next_draft(plan)
    draft.texts.update(title="Mathematics is taught well")
    bring_into_force(draft, by=cast.senior_adviser)
    before = words_of(pdf_of(as_(cast.head), plan, 1))
    client.logout()  # a session ends with the day
    with clock.at(TODAY + timedelta(days=20)):
        judge(draft.texts.get().objective, "green", days(-1), by=cast.sip, reason="All five are secure.")
        after = words_of(pdf_of(as_(cast.head), plan, 1))
        assert "All five are secure." in words_of(pdf_of(as_(cast.head), plan, 2))
    assert after == before
    assert "securely in all five classes" in after


def test_a_past_version_names_people_the_school_and_what_was_asked_as_they_were(plan, cast, as_, client):
    recommended = make_visit(cast.school, by=cast.sip, recommendations=["Check the marking"])
    plan.opened_on = recommended.on
    plan.save()
    draft = next_draft(plan)
    text = draft.texts.get()
    text.answers.set(recommended.recommendations.all())
    ObjectiveText.objects.filter(pk=text.pk).update(changed_by=cast.aht)
    PlanComment.objects.create(version=draft, view="agrees", said_by=cast.head)
    bring_into_force(draft, by=cast.senior_adviser)
    make_next_version(plan, key="third", by=cast.senior_adviser)
    before = words_of(pdf_of(as_(cast.senior_adviser), plan, 2))
    client.logout()
    with clock.at(TODAY + timedelta(days=20)):
        for user in (cast.aht, cast.head, cast.sip):
            change_person(user, email=user.email, name=f"{user.name} Married", by=None)
        cast.school.name = "Fernhallow Academy"
        cast.school.save()
        row = recommended.recommendations.get()
        change_recommendation(row, text="Check the marking weekly", why="Typed in haste", by=cast.sip)
        assert words_of(pdf_of(as_(cast.senior_adviser), plan, 2)) == before
        address = plan.versions.get(number=2).get_absolute_url()
        asked = as_(cast.senior_adviser).get(address).context["visits"]
        assert [row.recommendation.text for each in asked for row in each.rows] == ["Check the marking"]
        now = words_of(pdf_of(as_(cast.senior_adviser), plan, 3))
    for name in ("Martin Osei", "David Lorimer", "Judith Penhale", "Check the marking", "Wystan"):
        assert name in before
    for name in ("Judith Penhale Married", "Fernhallow Academy", "marking weekly"):
        assert name in now


def test_a_past_version_keeps_its_horizon_its_visits_and_the_names_of_areas(plan, cast, as_, client):
    visit = make_visit(cast.school, by=cast.sip, recommendations=["Check the marking"])
    plan.opened_on = visit.on
    plan.save()
    draft = next_draft(plan)
    draft.texts.get().answers.set(visit.recommendations.all())
    bring_into_force(draft, by=cast.senior_adviser)
    make_next_version(plan, key="third", by=cast.senior_adviser)
    before = words_of(pdf_of(as_(cast.senior_adviser), plan, 2))
    horizon, on, area = plan.horizon, visit.on, plan.objectives.get().area
    client.logout()
    with clock.at(TODAY + timedelta(days=20)):
        longer = {"horizon": horizon + timedelta(days=100), "review_months": 6, "why": "It takes longer."}
        change_plan(plan, **longer, by=cast.senior_adviser)
        PlanRules.objects.create(la=cast.la, review_months=4)
        facts = visit_facts(on=on + timedelta(days=1), progress="2025-progress-enough")
        correct_visit(visit, facts=facts, why="The wrong day", by=cast.sip)
        area.name = "Leading and managing"
        area.save()
        assert words_of(pdf_of(as_(cast.senior_adviser), plan, 2)) == before
        page = as_(cast.senior_adviser).get(plan.versions.get(number=2).get_absolute_url())
        now = words_of(pdf_of(as_(cast.senior_adviser), plan, 3))
    assert "reviewed every three months" in page.content.decode()
    (asked,) = page.context["visits"]
    assert asked.visit.on == on
    assert f"{horizon:%-d %B %Y}, reviewed every three months" in before
    assert "reviewed every six months" in now
    assert "Leading and managing" in now


def test_the_plan_that_was_closed_stays_as_it_was(plan, cast, as_, client):
    close_plan(plan, reason="The school joined a trust.", by=cast.senior_adviser)
    before = words_of(pdf_of(as_(cast.senior_adviser), plan, 1))
    client.logout()
    with clock.at(TODAY + timedelta(days=20)):
        change_person(cast.sip, email=cast.sip.email, name="Judith Married", by=None)
        assert words_of(pdf_of(as_(cast.senior_adviser), plan, 1)) == before
    assert "Judith Penhale" in before


def test_a_large_plan_is_made_in_time(plan, cast, as_):
    fill_plan(plan.versions.get(), by=cast.sip)
    assert "Action number 79" in words_of(pdf_of(as_(cast.head), plan, 1))


def test_twelve_objectives_by_six_reviews_are_one_page(plan, cast, as_):
    version = plan.versions.get()
    long = (
        "Pupils in every year group and of every group make the progress that they should make, and it shows"
    )
    for number in range(2, 13):
        text = add_objective(
            version, number, title=f"{long} ({number})", target="At least 60 % of the cohort"
        )
        add_milestone(text, "Pupil-progress meetings are held in every year group", due_on=days(9))
    for place in range(6):
        on = days(-90 * (6 - place))
        review = plan.reviews.create(
            due_on=on, status="done", held_on=on, version=plan.version_on(on), follows="on_track"
        )
        for text in version.texts.all():
            judge(text.objective, "amber", on, by=cast.sip, review=review, now=f"{42 + place} %")
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf_of(as_(cast.head), plan, 1))).pages]
    assert "1. Mathematics" in pages[0]
    assert "12. Pupils" in pages[0]
    assert "Support plan, version 1" in pages[0]
    assert "Milestones" in pages[1]
    assert "12. Pupils in every year" in pages[1]
    assert "In force since" in pages[2]


def test_the_heading_of_the_milestones_stays_with_their_drawing(plan, cast, as_):
    for number in range(2, 15):
        add_milestone(add_objective(plan.versions.get(), number), f"Step of {number}", due_on=days(number))
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf_of(as_(cast.head), plan, 1))).pages]
    [page] = [page for page in pages if "to come. A dot is reached" in page]
    assert "14. Objective" in page


def test_a_draft_that_is_being_written_is_no_file_for_the_school(plan, cast, as_):
    next_draft(plan)
    assert as_(cast.head).get(f"/plans/{plan.pk}/2.pdf").status_code == 404
    assert "Draft, being written: not in force" in words_of(pdf_of(as_(cast.aht), plan, 2))
