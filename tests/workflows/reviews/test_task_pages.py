"""The pages of the steps: what they ask, and that what is sent takes the step."""

from typing import Any

import pytest

from concern_cases.models import Plan, Review
from concern_cases.services.reviews import rate_objective
from record import clock
from record.errors import RuleError
from tests.concern_cases.makers import sent_file
from tests.workflows.conftest import london
from tests.workflows.reviews.makers import JUDGED, OPENS, answers, at, judge, objectives, take
from workflows import engine
from workflows.cards import task_url


@pytest.fixture
def page_of(client, review):
    """The page of the open step, as somebody; ``send`` answers it."""

    def open_page(node: str, user: Any) -> str:
        client.force_login(user, backend="people.backends.SignInBackend")
        return task_url(engine.open_card(review, node).task)

    return open_page


def keys(review: Review) -> list[int]:
    return [objective.pk for objective in objectives(review)]


def test_the_evidence_is_said_to_be_in(client, page_of, review, cast):
    with at(OPENS):
        address = page_of("gather_evidence", cast.nle)
        assert "Recorded since the last review" in client.get(address).content.decode()
        assert client.post(address).status_code == 302
    assert engine.open_card(review, "rate_objectives")


def test_each_objective_is_judged_on_the_page(client, page_of, review, cast):
    with at(JUDGED):
        take(review, "gather_evidence", by=cast.aht)
        address = page_of("rate_objectives", cast.sip)
        first, second = keys(review)
        sent = {f"rag_{first}": "green", f"reason_{first}": "Seen.", f"rag_{second}": "red"}
        page = client.post(address, sent)
        assert page.context["form"].errors == {f"reason_{second}": ["Say why objective 2 is judged so"]}
        assert client.post(address, {**sent, f"reason_{second}": "94 %."}).status_code == 302
    assert sorted(review.ratings.values_list("rag", flat=True)) == ["green", "red"]


def test_why_it_moved_is_asked_of_what_was_judged_before(client, page_of, review, cast):
    first, second = objectives(review)
    with at(OPENS):
        rate_objective(first, rag="red", reason="One class.", on=OPENS, by=cast.sip)
    with at(JUDGED):
        take(review, "gather_evidence", by=cast.aht)
        address = page_of("rate_objectives", cast.sip)
        assert f"moved_why_{second.pk}" not in client.get(address).content.decode()
        sent = {f"{name}_{each.pk}": "green" for each in (first, second) for name in ("rag", "reason")}
        sent[f"moved_why_{first.pk}"] = "Two teachers were coached."
        assert client.post(address, sent).status_code == 302
    said = review.ratings.order_by("objective__number").values_list("moved_why", flat=True)
    assert list(said) == ["Two teachers were coached.", ""]
    with at(JUDGED, 12):
        page = client.get(page_of("school_comment", cast.head)).content.decode()
        assert "Against last time: Two teachers were coached." in page


def test_the_school_answers_on_the_page(client, page_of, review, cast):
    judge(review, cast)
    with at(JUDGED, 12):
        address = page_of("school_comment", cast.chair)
        assert "26\N{NO-BREAK SPACE}February" in client.get(address).content.decode()
        first, second = keys(review)
        sent: dict[str, Any] = {f"view_{first}": "agrees", f"view_{second}": "disputes"}
        page = client.post(address, sent)
        assert page.context["form"].errors == {f"text_{second}": ["Say what the school says instead"]}
        sent |= {f"text_{second}": "96 % in January.", f"files_{second}": sent_file()}
        assert client.post(address, sent).status_code == 302
    views = review.ratings.order_by("objective__number").values_list("school_view", "school_evidence")
    assert list(views) == [("agrees", ""), ("disputes", "96 % in January.")]


def test_without_a_case_no_evidence_is_gathered_and_no_files_are_asked_for(client, page_of, review, cast):
    Plan.objects.filter(pk=review.plan_id).update(case=None)
    with at(OPENS):
        page = client.get(page_of("gather_evidence", cast.nle)).content.decode()
        assert "The school has no open case" in page
        assert "Add evidence" not in page
    judge(review, cast)
    with at(JUDGED, 12):
        address = page_of("school_comment", cast.chair)
        page = client.get(address).content.decode()
        assert "No files can be sent along" in page
        assert 'type="file"' not in page
        first, second = keys(review)
        sent = {f"view_{first}": "agrees", f"view_{second}": "disputes", f"text_{second}": "96 %."}
        assert client.post(address, sent).status_code == 302
    assert review.ratings.get(objective=second).school_evidence == "96 %."


def test_files_for_a_case_that_was_closed_meanwhile_are_refused_beside_the_words(review, cast):
    judge(review, cast)
    Plan.objects.filter(pk=review.plan_id).update(case=None)
    review.refresh_from_db()
    with at(JUDGED, 12), pytest.raises(RuleError) as refused:
        take(
            review,
            "school_comment",
            by=cast.head,
            answers=answers(review, "disputes", text="No.", files=[sent_file()]),
        )
    assert refused.value.field == f"text_{keys(review)[0]}"


def test_an_answer_to_a_judgement_that_was_corrected_meanwhile_is_not_taken_for_one_to_the_new(
    client, page_of, review, cast
):
    judge(review, cast)
    first, second = keys(review)

    def sent(page: Any) -> dict[str, Any]:
        shown = {f"read_{rating.objective_id}": rating.mark for rating in page.context["form"].ratings}
        return {f"view_{first}": "disputes", f"text_{first}": "96 %.", f"view_{second}": "agrees", **shown}

    with at(JUDGED, 12):
        address = page_of("school_comment", cast.head)
        read = client.get(address)
        facts = {"rag": "red", "reason": "Seen again.", "on": JUDGED, "review": review, "by": cast.sip}
        rate_objective(objectives(review)[0], **facts)
        page = client.post(address, sent(read))
        assert "was corrected: read it as it is now" in page.context["form"].errors[f"view_{first}"][0]
        assert "96 %." in page.content.decode()
        assert client.post(address, sent(page)).status_code == 302
    assert review.ratings.get(objective=first).school_evidence == "96 %."


def test_the_outcome_is_decided_on_the_page(client, page_of, review, cast):
    judge(review, cast)
    with at(JUDGED, 12):
        take(review, "school_comment", by=cast.head, answers=answers(review))
        address = page_of("decide_outcome", cast.head_of_improvement)
        assert client.get(address).status_code == 200
        sent = {"follows": "on_track", "outcome": "Secure.", "criteria_met": "yes"}
        page = client.post(address, sent)
        assert list(page.context["form"].errors) == ["capacity"]
        sent |= {"capacity": "partly", "capacity_why": "One leader is new."}
        assert client.post(address, sent).status_code == 302
    review.refresh_from_db()
    assert (review.follows, review.criteria_met, review.capacity) == ("on_track", True, "partly")
    assert review.decided_by == cast.head_of_improvement


def test_the_page_of_the_review_leads_to_the_step_of_whoever_has_it(client, review, cast):
    with clock.at(london(OPENS, 9)):
        client.force_login(cast.aht, backend="people.backends.SignInBackend")
        mine = client.get(review.get_absolute_url()).content.decode()
        client.force_login(cast.head, backend="people.backends.SignInBackend")
        not_mine = client.get(review.get_absolute_url()).content.decode()
    assert "Next step, yours" in mine
    assert "Nothing for you to do" in not_mine
    assert "Martin Osei" in not_mine


def test_the_picture_of_a_review_that_proposes_a_letter_is_the_councils(client, review, cast):
    address = f"/tasks/{engine.process_about(review).pk}/diagram.svg"
    client.force_login(cast.head, backend="people.backends.SignInBackend")
    with at(OPENS):
        assert client.get(address).status_code == 200
    Review.objects.filter(pk=review.pk).update(
        status="done", held_on=OPENS, version=review.plan.version_on(OPENS), follows="letter"
    )
    with at(OPENS):
        assert client.get(address).status_code == 404
        client.force_login(cast.sip, backend="people.backends.SignInBackend")
        assert client.get(address).status_code == 200
