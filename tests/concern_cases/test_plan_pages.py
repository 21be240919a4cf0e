"""The page of a version: what it shows, to whom, and in how many questions."""

import re
from datetime import date, timedelta

import pytest

from concern_cases.models import ObjectiveText, Plan, PlanComment, PlanVersion
from concern_cases.plan_pages.content import content_of
from concern_cases.plan_pages.whose_turn import turn_of
from concern_cases.services.plans import bring_into_force
from record import clock
from tests.concern_cases.makers import days, make_case, make_plan, objective_facts
from tests.concern_cases.plan_makers import (
    add_action,
    add_milestone,
    add_objective,
    fill_plan,
    judge,
    make_next_version,
    make_visit,
    next_draft,
)

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def plan(cast):
    return make_plan(make_case(cast))


@pytest.fixture
def page(as_):
    """``page(user, address)``: the words of the page's main part."""

    def read(user, row, status=200):
        address = row if isinstance(row, str) else row.get_absolute_url()
        response = as_(user).get(address)
        assert response.status_code == status
        html = response.content.decode()
        text = re.sub(r"<[^>]+>", " ", html[html.find("<main") : html.find("<footer")])
        return re.sub(r"\s+", " ", text.replace("&nbsp;", " ").replace("\xa0", " ").replace("&#x27;", "’"))

    return read


def first_text(plan):
    return plan.versions.get(number=1).texts.get()


def test_the_page_says_what_is_in_force_who_wrote_it_and_why_it_was_opened(plan, cast, page):
    draft = next_draft(plan, why="HMI came on 3 March")
    draft.drafted_by, draft.approved_by = cast.aht, cast.senior_adviser
    draft.save()
    ObjectiveText.objects.filter(version=draft).update(changed_by=cast.nle)
    bring_into_force(draft, by=cast.senior_adviser)
    text = page(cast.chair, plan)
    assert "Support plan, version 2" in text
    assert "In force since Monday 23 November." in text
    assert "Written by Martin Osei and Ruth Calloway; approved by Helen Marchetti." in text
    assert "Opened because: HMI came on 3 March" in text


def test_a_past_version_says_so_and_leads_to_the_one_in_force(plan, cast, page):
    make_next_version(plan, by=cast.senior_adviser)
    text = page(cast.head, plan.versions.get(number=1))
    assert "This version is past: it was superseded on Monday 23 November" in text
    assert "version 2 is in force" in text


def test_a_withdrawn_version_says_that_it_never_came_into_force(plan, cast, page):
    draft = next_draft(plan)
    draft.status = PlanVersion.Status.WITHDRAWN
    draft.save()
    assert "withdrawn and never came into force" in page(cast.aht, draft)


@pytest.mark.parametrize(
    ("stage", "seen_by"),
    [
        ("writing", {"senior_adviser", "aht", "nle"}),
        ("with_school", {"senior_adviser", "aht", "nle", "head", "chair", "diocesan_officer"}),
        ("for_approval", {"senior_adviser", "aht", "nle", "head", "chair", "diocesan_officer"}),
    ],
)
def test_a_draft_is_seen_by_its_writers_until_the_school_has_it(plan, cast, as_, stage, seen_by):
    draft = next_draft(plan)
    draft.stage = stage
    draft.save()
    addresses = [draft.get_absolute_url(), f"/plans/{plan.pk}/2.pdf", f"/plans/{plan.pk}/1/compare/2/"]
    names = ["senior_adviser", "aht", "nle", "head", "chair", "diocesan_officer", "other_chair"]
    for address in addresses[:1] + addresses[2:]:
        got = {name for name in names if as_(getattr(cast, name)).get(address).status_code == 200}
        assert got == seen_by, address
    assert as_(cast.other_chair).get(addresses[1]).status_code == 404


def test_the_school_is_not_told_of_a_draft_that_it_may_not_see_yet(plan, cast, page):
    next_draft(plan)
    assert "Version 2" not in page(cast.head, plan)
    assert "Version 2 is being written" in page(cast.senior_adviser, plan)
    assert "may write it" in page(cast.senior_adviser, plan)


def test_what_was_given_up_names_the_parts_in_which_it_goes_on(plan, cast, page):
    origin = first_text(plan)
    for number in (2, 3):
        add_objective(plan.versions.get(), number, split_from=origin.objective)
    ObjectiveText.objects.filter(pk=origin.pk).update(dropped=True, change_why="Too much in one")
    words = page(cast.senior_adviser, plan)
    assert "(Too much in one), which goes on in objectives 2 and 3." in words


def test_every_other_version_is_named_with_its_state(plan, cast, page):
    make_next_version(plan, by=cast.senior_adviser)
    next_draft(plan, key="third")
    assert "Other versions: 3 (draft), 1 (superseded)." in page(cast.senior_adviser, plan)
    first = plan.versions.get(number=1)
    assert "Other versions: 3 (draft), 2 (in force)." in page(cast.senior_adviser, first)


def test_nothing_open_says_that_nothing_is_needed(plan, cast, page):
    assert "nothing is needed now" in page(cast.head, plan)
    plan.reviews.create(due_on=days(30))
    assert "The next review is due on 23 December 2026" in page(cast.head, plan)


def test_what_the_school_said_is_shown_with_who_and_when(plan, cast, page):
    version = plan.versions.get()
    PlanComment.objects.create(
        version=version, view="differs", text="Two terms\nare short", said_by=cast.chair
    )
    PlanComment.objects.create(version=version, view="silent")
    text = page(cast.aht, plan)
    assert "Susan Hallett sees it differently , Monday 23 November" in text
    assert "The school said nothing by Monday 23 November" in text


def test_the_plan_on_a_page_shows_judgements_direction_and_the_late_milestone(plan, cast, page):
    text = first_text(plan)
    add_milestone(text, "Calendar of checks", due_on=days(-4))
    judge(text.objective, "red", days(-90), by=cast.sip)
    judge(text.objective, "amber", days(-10), by=cast.sip, now="4 of 5 classes")
    words = page(cast.head, plan)
    assert "from 2 of 5 classes now 4 of 5 classes to 5 of 5 classes" in words
    assert "A Amber ↑ better , 13 Nov" in words
    assert "No review has been held yet." in words
    assert "Calendar of checks Thursday 19 November, 2 working days late" in words


def test_the_plan_on_a_page_has_the_last_six_reviews_in_order_of_time(plan, cast, page):
    objective = first_text(plan).objective
    for place in range(8):
        held = days(-300 + 40 * place)
        review = plan.reviews.create(due_on=held, status="done", held_on=held, version=plan.version_on(held))
        if place not in (3, 6):
            judge(objective, "red" if place < 5 else "green", held, by=cast.sip, review=review)
    judge(objective, "amber", days(-1), by=cast.sip)
    add_objective(plan.versions.get(), 2)
    words = page(cast.head, plan)
    dates = "Review of 17 Apr 2026 Review of 27 May 2026 Review of 6 Jul 2026 Review of 15 Aug 2026"
    assert f"{dates} Review of 24 Sep 2026 Review of 3 Nov 2026 Latest" in words
    assert "R Red Not judged R Red G Green Not judged G Green A Amber ↓ worse , 22 Nov" in words
    assert "Two earlier reviews" in words
    [first, second] = content_of(plan.versions.get()).objectives
    assert [rag for _, rag in first.at_reviews] == ["red", "", "red", "green", "", "green"]
    assert [rag for _, rag in second.at_reviews] == [""] * 6


def test_a_past_version_has_the_reviews_that_were_held_then(plan, cast):
    plan.reviews.create(due_on=days(-9), status="done", held_on=days(-9), version=plan.version_on(days(-9)))
    make_next_version(plan, by=cast.senior_adviser)
    with clock.at(TODAY + timedelta(days=20)):
        plan.reviews.create(due_on=days(0), status="done", held_on=days(0), version=plan.version_on(days(0)))
        past, now = plan.versions.order_by("number")
        assert [len(content_of(version).reviews) for version in (past, now)] == [1, 2]


def test_what_the_school_said_of_earlier_judgements_is_on_the_page_as_in_the_file(plan, cast, page):
    facts = {"school_view": "disputes", "school_evidence": "Five were good", "school_said_by": cast.head}
    judge(first_text(plan).objective, "red", days(-60), by=cast.sip, **facts)
    judge(first_text(plan).objective, "amber", days(-10), by=cast.sip)
    assert "The school disputed this (David Lorimer): Five were good" in page(cast.head, plan)


def test_the_last_judgement_stands_with_its_reason_and_the_schools_view(plan, cast, page):
    facts = {
        "school_view": "disputes",
        "school_evidence": "Five lessons\nwere good",
        "school_said_by": cast.head,
    }
    judge(first_text(plan).objective, "red", days(-10), by=cast.sip, reason="No checks seen.", **facts)
    words = page(cast.head, plan)
    assert "No checks seen." in words
    assert "The school disputes this (David Lorimer): Five lessons were good" in words


def test_a_past_version_shows_the_judgements_that_were_known_then(plan, cast, page):
    objective = first_text(plan).objective
    early = judge(objective, "red", days(-30), by=cast.sip, reason="Known before.")
    make_next_version(plan, by=cast.senior_adviser)
    with clock.at(TODAY + timedelta(days=20)):
        judge(objective, "amber", days(0), by=cast.sip, reason="Came after.")
        judge(objective, "green", days(-40), by=cast.sip, reason="Dated back.")
        early.school_view, early.school_evidence = "disputes", "Said later."
        early.save()
        past = page(cast.head, plan.versions.get(number=1))
        assert "Known before." in past
        for later in ("Came after.", "Dated back.", "Said later."):
            assert later not in past
        assert "Came after." in page(cast.head, plan)


def test_milestones_are_drawn_and_listed(plan, cast, as_):
    text = first_text(plan)
    add_milestone(text, "Pupils named", due_on=days(-60), reached_on=days(-61))
    add_milestone(text, "Writing moderated", due_on=days(-3))
    html = as_(cast.head).get(plan.get_absolute_url()).content.decode()
    assert 'role="img"' in html
    assert '<title id="time-line-title">Milestones from' in html
    assert "1 reached, 1 late, 1 to come" in html
    assert "All milestones as a list" in html


def test_what_a_version_changed_stands_on_its_page(plan, cast, page):
    draft = next_draft(plan)
    draft.texts.update(change_why="HMI asked for it", changed_by=cast.aht)
    draft.texts.get().criteria.update(target="4 of 5 classes")
    bring_into_force(draft, by=cast.senior_adviser)
    words = page(cast.head, plan)
    assert "What version 2 changed" in words
    moved = "Target moved, “Lessons seen by the SIP”: removed: 5 of 5 classes added: 4 of 5 classes"
    assert moved in words
    assert "Why: HMI asked for it" in words
    assert "by Martin Osei" in words


def test_any_two_versions_are_compared_the_earlier_first(plan, cast, page):
    draft = next_draft(plan)
    add_objective(draft, 2, title="Attendance is good")
    bring_into_force(draft, by=cast.senior_adviser)
    draft = next_draft(plan, key="third")
    gone = draft.texts.get(objective__number=1)
    gone.dropped, gone.change_why = True, "It was reached"
    gone.save()
    bring_into_force(draft, by=cast.senior_adviser)
    make_next_version(plan, key="fourth", by=cast.senior_adviser)
    for address in (f"/plans/{plan.pk}/1/compare/4/", f"/plans/{plan.pk}/4/compare/1/"):
        words = page(cast.head, address)
        assert "from version 1 to version 4" in words
        assert "Objective 2, Attendance is good: added" in words
        assert "securely in all five classes: dropped" in words
        assert "Why: It was reached" in words


def test_a_version_compared_with_itself_is_that_version(plan, cast, as_):
    response = as_(cast.head).get(f"/plans/{plan.pk}/1/compare/1/")
    assert response.url == plan.versions.get().get_absolute_url()


def test_a_plan_that_was_not_revised_since_a_visit_says_so(plan, cast, page):
    with clock.at(TODAY + timedelta(days=30)):
        make_visit(cast.school, days(-3), by=cast.senior_adviser, kind="subject")
        assert "Not revised" not in page(cast.head, plan)
        make_visit(cast.school, days(-2), by=cast.senior_adviser)
        assert "Not revised since the HMI monitoring visit of 21 December 2026" in page(cast.head, plan)
        make_next_version(plan, by=cast.senior_adviser)
        assert "Not revised" not in page(cast.head, plan)


def test_a_large_plan_takes_as_many_queries_as_a_small_one(
    plan, cast, as_, django_assert_max_num_queries, django_assert_num_queries
):
    browser = as_(cast.senior_adviser)
    text = first_text(plan)
    add_action(text)
    judge(text.objective, "red", days(-9), by=cast.sip)
    draft = next_draft(plan)
    with django_assert_max_num_queries(53) as few:
        browser.get(draft.get_absolute_url())
    fill_plan(draft, by=cast.sip)
    with django_assert_num_queries(len(few)):
        response = browser.get(draft.get_absolute_url())
    assert len(response.content) < 400_000


@pytest.mark.parametrize("address", ["", "steps/"])
def test_a_large_plan_in_force_takes_as_many_queries_as_a_small_one(
    plan, cast, as_, address, django_assert_max_num_queries
):
    """Read with its reviews and its next version in draft, and where what is done is recorded."""
    browser, url = as_(cast.aht), f"{plan.get_absolute_url()}{address}"
    next_draft(plan)
    text = first_text(plan)
    add_action(text)
    judge(text.objective, "red", days(-9), by=cast.sip)
    plan.reviews.create(due_on=days(-1), status="done", held_on=days(-1), version=plan.version_on(days(-1)))
    with django_assert_max_num_queries(49 if not address else 25) as few:
        browser.get(url)
    for place in range(1, 4):
        plan.reviews.create(
            due_on=days(-90 * place - 1),
            status="done",
            held_on=days(-90 * place - 1),
            version=plan.version_on(days(-90 * place - 1)),
        )
    fill_plan(plan.versions.get(number=1), by=cast.sip)
    with django_assert_max_num_queries(len(few)):
        page = browser.get(url).content.decode()
    assert "Action number 79" in page


def test_measures_that_are_no_numbers_stay_words(cast, page):
    facts = objective_facts(baseline="Not in place", target="In place")
    plan = make_plan(make_case(cast), objectives=[facts])
    assert "Began at: Not in place. Target: In place." in page(cast.head, plan)


def test_a_plan_without_a_case_has_its_school_for_a_head(plan, cast, as_):
    Plan.objects.update(case=None)
    html = as_(cast.head).get(plan.get_absolute_url()).content.decode()
    assert f'href="{cast.school.get_absolute_url()}"' in html
    assert "Fernhallow St Wystan" in html


def test_pages_of_plans_belong_to_the_cases_in_the_navigation(plan, cast, as_):
    context = as_(cast.head).get(plan.get_absolute_url()).context
    assert [item.label for item in context["navigation"] if item.current] == ["Cases"]


def test_earlier_plans_of_the_school_are_reached_from_the_one_it_works_by(plan, cast, as_):
    closed = Plan.objects.get(pk=plan.pk)
    closed.closed_on = TODAY
    closed.save()
    running = make_plan(plan.case)
    page = as_(cast.head).get(f"/cases/{plan.case.reference}/plan/", follow=True)
    html = page.content.decode()
    assert page.redirect_chain[0][0] == running.get_absolute_url()
    assert "Earlier plans:" in html
    assert f'href="{closed.get_absolute_url()}">support plan</a>, closed on 23' in html
    assert "The school also works by" not in html


def test_the_panel_names_nobody_where_nobody_holds_a_post(plan, cast):
    draft = next_draft(plan)
    draft.stage = PlanVersion.Stage.WITH_SCHOOL
    for user in (cast.head, cast.chair):
        user.is_active = False
        user.save()
    assert turn_of(draft, draft=draft, flag="", review=None).kind == "blocked"
