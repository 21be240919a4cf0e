"""Pages of reviews: what each reader sees and may do there."""

from datetime import date, timedelta

import pytest

from concern_cases.events import tell
from concern_cases.models import (
    CaseEvent,
    ConcernCase,
    Disagreement,
    Evidence,
    ObjectiveRating,
    Review,
    ReviewEvidence,
)
from concern_cases.review_page import lines_of, version_of
from concern_cases.services.plans import bring_into_force
from concern_cases.services.review_deciding import decide_review
from concern_cases.services.review_evidence import look_at_evidence
from concern_cases.services.review_judging import (
    Judgement,
    SchoolAnswer,
    answer_review,
    judge_review,
    record_silence,
)
from concern_cases.services.reviews import plan_review, rate_objective
from record import clock
from tests.concern_cases.makers import (
    make_action,
    make_case,
    make_evidence,
    make_plan,
    objective_facts,
    sent_file,
)
from tests.concern_cases.plan_makers import add_objective, next_draft, readings
from workflows.services.reviews import start_review

TODAY = date(2026, 11, 23)


@pytest.fixture
def now():
    with clock.at(TODAY):
        yield


@pytest.fixture
def case(cast, now):
    return make_case(cast)


@pytest.fixture
def plan(case):
    return make_plan(case)


@pytest.fixture
def review(plan):
    return plan_review(plan, due_on=TODAY + timedelta(days=7), by=None)


def key_of(page):
    return page.context["form"]["form_key"].value()


def send(client, address, **facts):
    page = client.get(address)
    return client.post(address, {"form_key": key_of(page), **facts})


def words(response):
    return response.content.decode().replace("\xa0", " ")


def judged(review, cast, rag="amber"):
    said = {
        each: Judgement(rag, "Secure in three classes.", readings(each, "3 of 5"))
        for each in review.plan.objectives.all()
    }
    judge_review(review, judgements=said, by=cast.sip)


def test_the_list_says_when_reviews_are_due_and_what_came_of_them(as_, cast, case, review):
    judged(review, cast)
    record_silence(review, on=TODAY, by=None)
    decide_review(
        review, follows="letter", outcome="Nothing moved.", criteria_met=False, by=cast.senior_adviser
    )
    address = f"/cases/{case.reference}/reviews/"
    assert "Failing: propose a letter" in words(as_(cast.senior_adviser).get(address))
    seen = words(as_(cast.head).get(address))
    assert "Nothing moved." in seen
    assert "propose a letter" not in seen


def test_a_version_that_comes_into_force_later_on_that_day_is_not_what_the_review_judged(cast, plan, review):
    judged(review, cast)
    draft = next_draft(plan)
    add_objective(draft, 9)
    bring_into_force(draft, by=cast.senior_adviser)
    review.refresh_from_db()
    assert version_of(review).number == 1
    assert [line.text.objective.number for line in lines_of(review, cast.sip)] == [1]


def test_the_list_of_a_case_without_a_plan_says_what_to_do(as_, cast, case):
    assert "There is no plan to review." in words(as_(cast.sip).get(f"/cases/{case.reference}/reviews/"))


def test_an_objective_stands_with_its_judgements_and_the_direction(as_, cast, plan, review):
    with clock.at(TODAY - timedelta(days=3)):
        rate_objective(plan.objectives.get(), rag="red", reason="One class.", on=clock.today(), by=cast.sip)
    judged(review, cast)
    seen = words(as_(cast.chair).get(f"/reviews/{review.pk}/"))
    assert "3 of 5" in seen
    assert "better" in seen
    assert "One class." in seen
    assert "Has not answered yet" in seen


def test_the_direction_has_a_reason_of_its_own_or_leads_to_the_two_judgements(as_, cast, plan, review):
    with clock.at(TODAY - timedelta(days=3)):
        rate_objective(plan.objectives.get(), rag="red", reason="One class.", on=clock.today(), by=cast.sip)
    judged(review, cast)
    client, address = as_(cast.sip), f"/reviews/{review.pk}/"
    assert "Why better: see the two judgements and their reasons." in words(client.get(address))
    facts = {"rag": "amber", "reason": "Secure in three classes.", "moved_why": "Two teachers were coached."}
    send(client, f"{address}objectives/1/judge/", **facts)
    assert "Why better: Two teachers were coached." in words(client.get(address))
    page = client.get(f"{address}objectives/1/judge/")
    assert page.context["form"]["moved_why"].value() == "Two teachers were coached."
    assert "Why better: Two teachers were coached." in words(client.get(plan.get_absolute_url()))


def test_a_first_judgement_is_asked_for_no_direction(as_, cast, review):
    page = as_(cast.sip).get(f"/reviews/{review.pk}/objectives/1/judge/")
    assert "moved_why" not in page.context["form"].fields


def test_each_reader_sees_only_the_evidence_and_the_record_that_they_may_read(as_, cast, case, review):
    objective = review.plan.objectives.get()
    inner = make_evidence(case, circle="la", source="A call with the adviser")
    outer = make_evidence(case, source="SIP visit 3")
    for piece in (inner, outer):
        ReviewEvidence.objects.create(
            review=review, objective=objective, evidence=piece, added_by=cast.senior_adviser
        )
    make_action(case, what="Watch the head closely", circle="la", due_on=TODAY)
    with clock.at(TODAY + timedelta(days=2)):
        inside, outside = (
            words(as_(user).get(f"/reviews/{review.pk}/")) for user in (cast.senior_adviser, cast.head)
        )
    assert "A call with the adviser" in inside
    assert "Watch the head closely" in inside
    assert "SIP visit 3" in outside
    assert "A call with the adviser" not in outside
    assert "Watch the head closely" not in outside


def test_judging_twice_corrects_the_one_judgement(as_, cast, review):
    address = f"/reviews/{review.pk}/objectives/1/judge/"
    client = as_(cast.sip)
    for rag in ("red", "green"):
        answer = send(client, address, rag=rag, now="3 of 5", reason="Seen in lessons.")
        assert answer.status_code == 302
    rating = ObjectiveRating.objects.get()
    assert (rating.rag, rating.history.count()) == ("green", 2)


def test_after_a_correction_the_earlier_answer_stays_beside_the_judgement_as_it_was(as_, cast, review):
    judged(review, cast)
    [objective] = review.plan.objectives.all()
    answer_review(review, answers={objective: SchoolAnswer("disputes", "All five.")}, by=cast.head)
    rate_objective(objective, rag="green", reason="Seen again.", on=TODAY, review=review, by=cast.sip)
    rating = review.ratings.get()
    assert (rating.school_view, rating.school_evidence, rating.school_said_by) == ("", "", None)
    [line] = lines_of(review, cast.head)
    [was] = line.answered
    assert (was.rag, was.school_evidence, was.school_said_by) == ("amber", "All five.", cast.head)
    page = words(as_(cast.head).get(f"/reviews/{review.pk}/"))
    assert "Before it was corrected" in page
    assert "All five." in page
    told = CaseEvent.objects.get(kind="plans.rated_anew")
    assert f"it disputes it ({cast.head}): All five." in " ".join(tell(told).details)


def test_a_review_is_not_judged_before_its_work_begins(as_, cast, review):
    review.due_on = TODAY + timedelta(days=80)
    review.save()
    assert as_(cast.sip).get(f"/reviews/{review.pk}/objectives/1/judge/").status_code == 302
    assert "Judge it" not in words(as_(cast.sip).get(f"/reviews/{review.pk}/"))


def test_an_objective_that_the_review_does_not_judge_is_not_found(as_, cast, review):
    assert as_(cast.sip).get(f"/reviews/{review.pk}/objectives/7/judge/").status_code == 404


def test_evidence_of_the_case_is_put_before_the_review_once(as_, cast, case, review):
    piece = make_evidence(case)
    text = review.plan.versions.get().texts.get()
    facts = {"objective": text.pk, "which": "found", "evidence": [piece.pk]}
    for _ in range(2):
        assert send(as_(cast.nle), f"/reviews/{review.pk}/evidence/", **facts).status_code == 302
    row = ReviewEvidence.objects.get()
    assert (row.evidence, row.objective, row.added_by) == (piece, text.objective, cast.nle)


def test_evidence_that_was_put_at_the_wrong_objective_is_taken_off_once(as_, cast, case, review):
    objective, piece = review.plan.objectives.get(), make_evidence(case)
    for where in (objective, None):
        look_at_evidence(review, evidence=[piece], objective=where, by=cast.sip)
    client, address = as_(cast.sip), f"/reviews/{review.pk}/evidence/{piece.pk}/take-off/"
    assert words(client.get(f"/reviews/{review.pk}/")).count("Take it off this review") == 2
    for said in ("It was taken off this review", "Nothing was done twice"):
        page = client.post(address, {"objective": objective.number}, follow=True)
        assert said in words(page)
    assert [row.objective for row in review.looked_at.all()] == [None]
    assert client.post(address, {"objective": 99}).status_code == 404
    assert client.post(address).status_code == 302
    assert not review.looked_at.exists()
    assert CaseEvent.objects.filter(kind="reviews.evidence_taken_off").count() == 2
    assert case.evidence.filter(pk=piece.pk).exists()


def test_what_others_put_before_the_review_is_taken_off_by_who_judges_or_decides(as_, cast, case, review):
    objective, own, other = review.plan.objectives.get(), make_evidence(case), make_evidence(case)
    for where in (objective, None):
        look_at_evidence(review, evidence=[own], objective=where, by=cast.nle)
        look_at_evidence(review, evidence=[other], objective=where, by=cast.senior_adviser)
    here = f"/reviews/{review.pk}/"
    shown = [(cast.nle, 2), (cast.aht, 0), (cast.sip, 4), (cast.director, 4)]
    for who, buttons in shown:
        assert words(as_(who).get(here)).count("Take it off this review") == buttons, who
    for sent in ({}, {"objective": objective.number}):
        assert as_(cast.nle).post(f"{here}evidence/{other.pk}/take-off/", sent).status_code == 403
        assert as_(cast.nle).post(f"{here}evidence/{own.pk}/take-off/", sent).status_code == 302
    assert {row.evidence for row in review.looked_at.all()} == {other}
    assert as_(cast.director).post(f"{here}evidence/{other.pk}/take-off/").status_code == 302
    assert review.looked_at.get().objective == objective


def test_no_evidence_is_taken_off_by_who_may_not_or_after_the_decision(as_, cast, case, review):
    piece, hidden = make_evidence(case), make_evidence(case, circle="la")
    look_at_evidence(review, evidence=[hidden], by=cast.senior_adviser)
    look_at_evidence(review, evidence=[piece], by=cast.aht)
    assert as_(cast.aht).post(f"/reviews/{review.pk}/evidence/{hidden.pk}/take-off/").status_code == 404
    address = f"/reviews/{review.pk}/evidence/{piece.pk}/take-off/"
    assert as_(cast.head).post(address).status_code == 403
    Review.objects.filter(pk=review.pk).update(status="dropped")
    client = as_(cast.aht)
    assert "Nothing was done twice" in words(client.post(address, follow=True))
    assert "Take it off" not in words(client.get(f"/reviews/{review.pk}/"))
    assert review.looked_at.count() == 2


def test_new_evidence_is_evidence_of_the_case_too(as_, cast, case, review):
    facts = {
        "which": "new",
        "kind": "observation",
        "on": "20/11/2026",
        "source": "Lesson, Year 5",
        "text": "Secure.",
        "circle": "school",
        "files": sent_file(),
    }
    assert send(as_(cast.aht), f"/reviews/{review.pk}/evidence/", **facts).status_code == 302
    assert Evidence.objects.get().case == case
    assert ReviewEvidence.objects.get().objective is None


def test_evidence_that_is_not_said_is_asked_for(as_, cast, review):
    page = send(as_(cast.aht), f"/reviews/{review.pk}/evidence/", which="new")
    assert page.status_code == 200
    assert {"kind", "on", "source", "text", "circle"} <= set(page.context["form"].errors)


def test_who_may_not_add_evidence_chooses_from_what_is_there(as_, cast, whole_cast, case, review):
    make_evidence(case)
    page = as_(whole_cast.consultant_governor).get(f"/reviews/{review.pk}/evidence/")
    assert "A new piece of evidence" not in words(page)


def test_a_dispute_is_put_on_record_in_one_click(as_, cast, review):
    judged(review, cast)
    [objective] = review.plan.objectives.all()
    answer_review(review, answers={objective: SchoolAnswer("disputes", "All five.")}, by=cast.head)
    client = as_(cast.sip)
    assert "Record the disagreement" in words(client.get(f"/reviews/{review.pk}/"))
    for _ in range(2):
        assert client.post(f"/reviews/{review.pk}/objectives/1/disagreement/").status_code == 302
    assert Disagreement.objects.count() == 1
    assert "The disagreement is on record" in words(client.get(f"/reviews/{review.pk}/"))
    assert "Record the disagreement" not in words(as_(cast.head).get(f"/reviews/{review.pk}/"))


def test_a_decided_review_changes_no_more(as_, cast, review):
    judged(review, cast)
    record_silence(review, on=TODAY, by=None)
    decide_review(review, follows="on_track", outcome="Well.", criteria_met=False, by=cast.senior_adviser)
    client = as_(cast.senior_adviser)
    for page in ("evidence/", "objectives/1/judge/"):
        assert client.get(f"/reviews/{review.pk}/{page}").status_code == 302
    assert client.get(f"/reviews/{review.pk}/move/").status_code == 302


def test_a_review_is_moved_from_its_page(as_, cast, review):
    client = as_(cast.senior_adviser)
    answer = send(client, f"/reviews/{review.pk}/move/", due_on="10/12/2026", why="Inspectors come.")
    assert answer.status_code == 302
    review.refresh_from_db()
    assert review.due_on == date(2026, 12, 10)
    page = send(client, f"/reviews/{review.pk}/move/", due_on="12/12/2026", why="A Saturday.")
    assert page.context["form"].errors["due_on"] == ["Choose a day on which the school is open"]


def test_a_case_is_stepped_down_with_capacity_sign_off_and_follow_up(as_, cast, case):
    facts = {
        "capacity": "yes",
        "capacity_why": "Two leaders are in post.",
        "reason": "All targets were met twice.",
        "signed_off_by": cast.senior_adviser.pk,
        "follow_up_on": "10/03/2027",
    }
    address = f"/cases/{case.reference}/step-down/"
    assert send(as_(cast.senior_adviser), address, **facts).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.follow_up_on) == (ConcernCase.Status.STEPPING_DOWN, date(2027, 3, 10))
    told = words(as_(cast.senior_adviser).get(f"/cases/{case.reference}/timeline/"))
    assert "Capacity of the school: yes, it can sustain this by itself. Two leaders are in post." in told
    assert "Signed off by Helen Marchetti." in told


def test_a_review_of_twelve_objectives_takes_few_queries(as_, cast, case, django_assert_max_num_queries):
    facts = [objective_facts(title=f"Objective number {number}") for number in range(12)]
    plan = make_plan(case, objectives=facts)
    review = plan_review(plan, due_on=TODAY + timedelta(days=7), by=None)
    judged(review, cast)
    start_review(review, by=None)
    for objective in plan.objectives.all():
        piece = make_evidence(case, source=f"For {objective}", files=[sent_file(f"{objective}.pdf")])
        ReviewEvidence.objects.create(review=review, objective=objective, evidence=piece, added_by=cast.sip)
    client = as_(cast.senior_adviser)
    client.get(f"/reviews/{review.pk}/")
    with django_assert_max_num_queries(54):
        page = client.get(f"/reviews/{review.pk}/")
    assert page.content.count(b"SIP note of visit") >= 12
