"""A judgement says where every success criterion is: one series each, through all versions and reviews."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from concern_cases.measured import counted_by_met
from concern_cases.models import CriterionReading, ObjectiveRating
from concern_cases.plan_pages.content import content_of
from concern_cases.services.plan_words import Words
from concern_cases.services.plan_writing import save_objective
from concern_cases.services.plans import CriterionFacts, bring_into_force
from concern_cases.services.review_judging import Judgement, judge_review, mark_of
from concern_cases.services.reviews import Reading, plan_review, rate_objective
from record import clock
from record.errors import RuleError
from tests.concern_cases.makers import days, make_case, make_plan, objective_facts
from tests.concern_cases.plan_makers import add_criterion, judge, next_draft, readings

TODAY = date(2026, 11, 23)
LESSONS = CriterionFacts("Lessons judged good", "8 of 10", "3 of 10", source="Seen with the head")
BOOKS = CriterionFacts("Books in which marking helps", "90 %", "40 %", source="Work seen")


@pytest.fixture
def plan(cast):
    with clock.at(TODAY):
        facts = [
            objective_facts(criteria=[LESSONS, BOOKS]),
            objective_facts(title="Attendance", criteria=[CriterionFacts("Attendance", "97 %", "94 %")]),
        ]
        yield make_plan(make_case(cast), objectives=facts)


@pytest.fixture
def objective(plan):
    return plan.objectives.get(number=1)


@pytest.fixture
def review(plan):
    return plan_review(plan, due_on=TODAY + timedelta(days=7), by=None)


def said(objective, *words):
    return Judgement("amber", "Seen in five classes.", readings(objective, *words))


def keys(objective):
    return [row.key for row in objective.texts.get(version__number=1).criteria.all()]


def text_of(page):
    return " ".join(page.content.decode().replace("\xa0", " ").split())


def send(client, address, **facts):
    key = client.get(address).context["form"]["form_key"].value()
    return client.post(address, {"form_key": key, **facts})


# --- Judging


def test_every_criterion_is_asked_for_and_what_was_said_stands_there_again(as_, cast, objective, review):
    client, address = as_(cast.sip), f"/reviews/{review.pk}/objectives/1/judge/"
    first, second = (key.hex for key in keys(objective))
    facts = {f"now_{first}": "5 of 10", f"met_{first}": "not_yet", f"met_{second}": "unknown"}
    assert send(client, address, rag="amber", reason="Seen.", **facts).status_code == 302
    found = {row.criterion.hex: (row.now, row.met) for row in CriterionReading.objects.all()}
    assert found == {first: ("5 of 10", "not_yet"), second: ("", "unknown")}
    form = client.get(address).context["form"]
    assert {name: form[name].value() for name in facts} == facts
    assert list(form.fields)[:5] == ["rag", *[f"{n}_{k}" for k in (first, second) for n in ("now", "met")]]


def test_words_that_are_too_long_are_refused_beside_their_criterion(as_, cast, objective, review):
    _, second = (key.hex for key in keys(objective))
    facts = {"rag": "red", "reason": "Seen.", f"now_{second}": "x" * 151}
    page = send(as_(cast.sip), f"/reviews/{review.pk}/objectives/1/judge/", **facts)
    assert list(page.context["form"].errors) == [f"now_{second}"]
    assert not ObjectiveRating.objects.exists()


@pytest.mark.parametrize("which", ["no", "another"])
def test_a_criterion_of_no_or_another_objective_is_refused(cast, plan, objective, which):
    key = uuid4() if which == "no" else keys(plan.objectives.get(number=2))[0]
    with pytest.raises(RuleError, match="not one of the objective") as refused:
        rate_objective(
            objective, rag="red", reason="Seen.", on=TODAY, readings={key: Reading("3")}, by=cast.sip
        )
    assert refused.value.field == f"now_{key.hex}"
    assert not ObjectiveRating.objects.exists()


def test_whether_it_is_met_is_said_in_one_of_three_ways(cast, objective):
    said = readings(objective, Reading("3", "perhaps"))
    with pytest.raises(RuleError, match="Say met"):
        rate_objective(objective, rag="red", reason="Seen.", on=TODAY, readings=said, by=cast.sip)


def test_a_corrected_judgement_says_what_the_correction_says_and_the_history_keeps_the_rest(
    cast, objective, review
):
    facts = {"rag": "amber", "reason": "Seen.", "on": TODAY, "review": review, "by": cast.sip}
    rating = rate_objective(objective, readings=readings(objective, "5 of 10", "60 %"), **facts)
    mark = mark_of(rating)
    rate_objective(objective, readings=readings(objective, Reading("6 of 10", "not_yet")), **facts)
    rating = ObjectiveRating.objects.get()
    assert [str(row) for row in rating.readings.all()] == ["6 of 10, not met yet"]
    assert mark_of(rating) != mark
    kept = CriterionReading.history.filter(criterion=keys(objective)[1])
    assert sorted(kept.values_list("history_type", "now")) == [("+", "60 %"), ("-", "60 %")]


def test_a_correction_that_speaks_of_no_criterion_leaves_what_was_said_of_them(cast, objective, review):
    facts = {"reason": "Seen.", "on": TODAY, "review": review, "by": cast.sip}
    rate_objective(objective, rag="red", readings=readings(objective, "5 of 10"), **facts)
    rating = rate_objective(objective, rag="amber", **facts)
    assert [str(row) for row in rating.readings.all()] == ["5 of 10"]


# --- Reading


def test_the_review_says_of_each_criterion_where_it_is_was_and_what_is_not_said(
    as_, cast, plan, objective, review
):
    judge(objective, "red", days(-30), by=cast.sip, now="3 of 10")
    judged = {each: said(each, "5 of 10") for each in plan.objectives.all()}
    judged[plan.objectives.get(number=2)] = said(plan.objectives.get(number=2), Reading("96 %", "met"))
    judge_review(review, judgements=judged, by=cast.sip)
    page = text_of(as_(cast.head).get(f"/reviews/{review.pk}/"))
    assert '<b>Now: 5 of 10.</b> <span class="app-muted">On 24 October 2026: 3 of 10.</span>' in page
    assert '<b>Now: not said.</b> <span class="app-muted">Before: not said.</span>' in page
    assert "<b>Now: 96 %, met.</b>" in page
    assert "Three success criteria, met or not: 1 met and 2 not said." in page


def test_the_plan_tells_the_series_of_each_criterion_through_its_versions(as_, cast, plan, objective):
    judge(objective, "red", days(-60), by=cast.sip, now="3 of 10")
    draft = next_draft(plan)
    text = draft.texts.get(objective=objective)
    lessons, _ = Words.of(text).criteria
    words = replace(Words.of(text), criteria=(replace(lessons, what="Lessons judged good or better"),))
    save_objective(text, edition=text.edition, words=words, by=cast.aht)
    rate_objective(
        objective,
        rag="amber",
        reason="Seen.",
        on=days(-1),
        readings=readings(objective, "5 of 10"),
        by=cast.sip,
    )
    judge(objective, "amber", days(-2), by=cast.sip)
    version = bring_into_force(draft, by=cast.senior_adviser)
    [first] = content_of(version).objectives[0].criteria
    assert [(rating.on, reading.now) for rating, reading in first.series] == [
        (days(-60), "3 of 10"),
        (days(-1), "5 of 10"),
    ]
    assert first.now == "5 of 10"
    assert first.line is not None
    assert first.line.now is not None


def test_what_is_measured_no_more_keeps_its_series(as_, cast, plan, objective):
    said_now = readings(objective, "5 of 10", Reading("60 %", "not_yet"))
    rate_objective(objective, rag="red", reason="A.", on=days(-9), readings=said_now, by=cast.sip)
    judge(objective, "amber", days(-2), by=cast.sip, now="6 of 10")
    draft = next_draft(plan)
    text = draft.texts.get(objective=objective)
    words = replace(Words.of(text), criteria=Words.of(text).criteria[:1])
    save_objective(text, edition=text.edition, words=words, by=cast.aht)
    version = bring_into_force(draft, by=cast.senior_adviser)
    page = text_of(as_(cast.head).get(version.get_absolute_url()))
    assert "Books in which marking helps (not in this version)" in page
    assert "60 %, not met yet" in page
    assert [each.row.what for each in content_of(version).objectives[0].criteria] == ["Lessons judged good"]


def test_a_past_version_says_what_was_known_then(cast, plan, objective):
    before = plan.versions.get(number=1)
    judge(objective, "amber", TODAY, by=cast.sip, now="5 of 10")
    with clock.at(TODAY + timedelta(days=1)):
        bring_into_force(next_draft(plan), by=cast.senior_adviser)
    before.refresh_from_db()
    with clock.at(TODAY + timedelta(days=2)):
        row = CriterionReading.objects.get()
        row.now = "9 of 10"
        row.save()
    assert content_of(before).objectives[0].first.now == "5 of 10"
    assert content_of(plan.versions.get(number=2)).objectives[0].first.now == "9 of 10"


def test_the_counts_name_what_was_not_said():
    met, unsure = CriterionReading(met="met"), CriterionReading(met="unknown")
    assert counted_by_met([met, met, unsure, None]) == (
        "Four success criteria, met or not: 2 met, 1 cannot be said yet and 1 not said."
    )
    assert counted_by_met([]) == ""


@pytest.mark.parametrize("where", ["review", "plan"])
def test_more_criteria_take_no_more_queries(as_, cast, review, where, django_assert_max_num_queries):
    client, plan = as_(cast.senior_adviser), review.plan
    judge_review(review, judgements={each: said(each, "1") for each in plan.objectives.all()}, by=cast.sip)
    address = f"/reviews/{review.pk}/" if where == "review" else plan.get_absolute_url()
    client.get(address)
    with django_assert_max_num_queries(60) as few:
        client.get(address)
    for text in plan.versions.get().texts.all():
        for number in range(5):
            key = add_criterion(text, f"Measure {number}", target="9").key
            rating = text.objective.ratings.get()
            CriterionReading.objects.create(rating=rating, criterion=key, now=str(number))
    with django_assert_max_num_queries(len(few)):
        answer = client.get(address)
    assert "Measure 4" in text_of(answer)
