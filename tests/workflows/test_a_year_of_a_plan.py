"""The whole life of one plan over a year: five versions, four reviews, two visits by inspectors."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest

from concern_cases.models import ConcernCase, ObjectiveRating, Plan, PlanVersion, Review, RevisionReason
from concern_cases.plan_pages.comparing import differences_of
from concern_cases.plan_pages.flags import not_revised_since
from concern_cases.services.plan_objectives import add_objective, give_up_objective
from concern_cases.services.plan_words import Words
from concern_cases.services.plan_writing import save_objective
from concern_cases.services.plans import ask_for_revision, open_plan
from concern_cases.services.review_judging import Judgement, SchoolAnswer, record_dispute
from concern_cases.services.visits import record_visit
from evaluation.models import VisitKind
from evaluation.services.inspections import VisitFacts
from meetings.services.minutes import suggested_text
from record import clock
from record.audit import verify
from record.outbox import deliver_waiting
from tests.concern_cases.makers import objective_facts
from tests.concern_cases.plan_makers import readings
from tests.letters.makers import make_terms
from tests.workflows.conftest import call, decisions, everybody_present, london
from web.findings import find
from web.needs import NEEDS
from workflows import engine
from workflows.health import tasks_in_error
from workflows.reviews.duties import keep_reviews_going
from workflows.services.plans import begin_missing_drafts
from workflows.timers import fire_due_timers
from workflows.triggers import serve_triggers

pytestmark = pytest.mark.usefixtures("no_packs")

CONFERENCE = date(2027, 6, 16)
ONE_DAY = timedelta(days=1)
TITLES = ["Mathematics is secure in every class", "Leaders check lessons", "Pupils learn outdoors"]


def let_the_worker_work() -> None:
    """Everything that the worker sees to at this moment is done."""
    while (
        deliver_waiting()
        + serve_triggers()
        + fire_due_timers()
        + begin_missing_drafts()
        + keep_reviews_going()
    ):
        pass


class Year:
    """The plan, and whoever lives through the year with it."""

    def __init__(self, plan: Plan, cast: Any) -> None:
        self.plan, self.cast = plan, cast

    def take(self, subject: Any, node: str, *, by: Any, on: date, **facts: Any) -> None:
        with clock.at(london(on, 11)):
            engine.take_step(engine.open_card(subject, node).task, by=by, **facts)
            let_the_worker_work()

    @property
    def draft(self) -> PlanVersion:
        return self.plan.versions.get(status=PlanVersion.Status.DRAFT)

    @property
    def in_force(self) -> PlanVersion:
        return self.plan.versions.get(status=PlanVersion.Status.IN_FORCE)

    def write(self, on: date, change: Callable[[PlanVersion], None] = lambda draft: None) -> PlanVersion:
        """The AHT words the draft and sends it to the school."""
        draft = self.draft
        with clock.at(london(on)):
            change(draft)
        self.take(draft, "draft_plan", by=self.cast.aht, on=on)
        return draft

    def agree(self, draft: PlanVersion, on: date) -> None:
        """Head and chair agree on that day, and the Senior Adviser approves on the next."""
        for person in (self.cast.head, self.cast.chair):
            self.take(draft, "school_comment", by=person, on=on, view="agrees")
        self.take(draft, "approve_plan", by=self.cast.senior_adviser, on=on + ONE_DAY)

    def review(self, rag: dict[int, str], *, disputed: bool = False, **decision: Any) -> Review:
        """The next review takes its course, as the worker opened it; what is not judged ``rag`` is amber."""
        with clock.at(london(self.plan.reviews.get(status="open").due_on - timedelta(days=12))):
            let_the_worker_work()
        review = self.plan.reviews.get(status="open")
        objectives = {text.objective for text in self.in_force.texts.filter(dropped=False)}
        judged = {
            each: Judgement(
                rag=rag.get(each.number, "amber"),
                reason="Seen in books.",
                readings=readings(each, "45 % (9 of 20)"),
            )
            for each in objectives
        }
        answer = SchoolAnswer(view="disputes", text="The books say more.") if disputed else None
        answers = {each: answer or SchoolAnswer(view="agrees") for each in objectives}
        gathered, due = review.due_on - timedelta(days=8), review.due_on
        self.take(review, "gather_evidence", by=self.cast.nle, on=gathered)
        self.take(review, "rate_objectives", by=self.cast.sip, on=due, judgements=judged)
        self.take(review, "school_comment", by=self.cast.chair, on=due + ONE_DAY, answers=answers)
        facts = {"outcome": "As the judgements say.", "criteria_met": False, **decision}
        decided = due + 2 * ONE_DAY
        self.take(review, "decide_outcome", by=self.cast.senior_adviser, on=decided, **facts)
        review.refresh_from_db()
        return review

    def visit(self, on: date, *recommendations: str) -> None:
        facts = VisitFacts(kind=VisitKind.objects.get(code="monitoring"), on=on)
        with clock.at(london(on + ONE_DAY, 10)):
            record_visit(self.plan.school, facts=facts, recommendations=recommendations, by=self.cast.sip)
            let_the_worker_work()

    def flag(self, on: date) -> str:
        with clock.at(on):
            return not_revised_since(self.plan)


@pytest.fixture
def year(case: ConcernCase, cast: Any) -> Year:
    make_terms(cast.la)
    facts = [objective_facts(title=title) for title in TITLES]
    plan = open_plan(case, kind="support", horizon=date(2028, 8, 31), objectives=facts, by=cast.aht)
    begin_missing_drafts()
    return Year(plan, cast)


def answering(draft: PlanVersion, place: int, *, what: str = "", **words: Any) -> None:
    """The objective at that place is worded anew, and answers every recommendation that there is.

    ``what``: what its first criterion measures from now on.
    """
    text = draft.texts.order_by("order")[place]
    rows = draft.plan.school.inspections.values_list("recommendations", flat=True)
    if what:
        first, *others = Words.of(text).criteria
        words["criteria"] = (replace(first, what=what), *others)
    found = replace(Words.of(text), answers=frozenset(key for key in rows if key), **words)
    save_objective(text, edition=text.edition, words=found, by=draft.plan.versions.get(number=1).drafted_by)


def test_a_plan_lives_through_a_year(year, case, cast):  # noqa: PLR0915  a year is long
    plan = year.plan

    # The first version: written, agreed by the school, approved.
    year.agree(year.write(date(2026, 11, 24)), date(2026, 11, 26))
    assert plan.reviews.get().due_on == date(2027, 2, 26)

    # Inspectors come; the answer stands in the second version, on which the school says nothing.
    year.visit(date(2026, 12, 8), "Check teaching more often")
    assert year.flag(date(2026, 12, 10)).startswith("Not revised since the HMI monitoring visit")
    year.write(date(2026, 12, 10), lambda draft: answering(draft, 1, what="Nine checks each half-term"))
    second = year.draft
    with clock.at(london(date(2027, 1, 9), 9)):  # Christmas does not count
        let_the_worker_work()
    year.take(second, "approve_plan", by=cast.senior_adviser, on=date(2027, 1, 11))
    assert second.comments.get().view == "silent"
    assert year.flag(date(2027, 1, 12)) == ""

    # The first review is failed: a conference is asked for, and the plan is to be revised.
    first = year.review({1: "red"}, follows="conference")
    assert (first.status, first.follows) == ("done", "conference")
    third = year.draft

    # Inspectors come again while that draft is written: one draft, two reasons.
    year.visit(date(2027, 3, 9), "Give subject leaders time")
    assert year.draft == third
    assert set(third.reasons.values_list("kind", flat=True)) == {"review", "inspection"}

    def rearrange(draft: PlanVersion) -> None:
        answering(draft, 0, title="Mathematics is secure in Years 3 to 6", change_why="HMI asked for it")
        origin = draft.texts.order_by("order")[0].objective
        add_objective(
            draft, title="Fractions are taught early", until=date(2027, 7, 2), split_from=origin, by=cast.aht
        )
        give_up_objective(draft.texts.get(title=TITLES[2]), why="Reached in the spring.", by=cast.aht)

    year.agree(year.write(date(2027, 3, 12), rearrange), date(2027, 3, 15))
    told = differences_of(second, third)
    assert [told.of_kind(kind) for kind in ("changed", "split", "dropped")] == [[1], [4], [3]]

    # The second review: the school disputes a judgement, and the LA records that.
    second_review = year.review({1: "amber"}, disputed=True, follows="on_track")
    rating = second_review.ratings.get(objective__number=1)
    with clock.at(london(second_review.held_on + 3 * ONE_DAY)):
        record_dispute(rating, by=cast.senior_adviser)
    assert case.disagreements.get().said == "The books say more."

    # A conference revises the plan: the fourth version.
    with clock.at(london(date(2027, 5, 24), 9)):
        meeting = call(case, cast, starts_at=london(CONFERENCE))
    year.take(meeting, "collect_papers", by=cast.clerk, on=CONFERENCE - 7 * ONE_DAY)
    with clock.at(london(CONFERENCE, 17)):
        held = {"attendance": everybody_present(meeting), "decisions": decisions()}
        engine.take_step(engine.open_card(meeting, "hold_conference").task, by=cast.senior_adviser, **held)
        let_the_worker_work()
    text = suggested_text(meeting)
    year.take(meeting, "draft_minutes", by=cast.clerk, on=CONFERENCE + ONE_DAY, text=text)
    checked = CONFERENCE + 2 * ONE_DAY
    year.take(meeting, "check_minutes", by=cast.senior_adviser, on=checked, approved=True, remarks="")
    assert year.draft.reasons.get().kind == RevisionReason.Kind.MEETING
    year.agree(year.write(date(2027, 6, 21)), date(2027, 6, 23))

    # The third and the fourth review find the criteria met; between them the fifth version.
    met = {"follows": "on_track", "criteria_met": True, "capacity": "partly", "capacity_why": "With the AHT."}
    year.review({1: "green", 4: "green"}, **met)
    on = plan.reviews.decided().latest("held_on").held_on + 7 * ONE_DAY
    with clock.at(london(on)):
        ask_for_revision(plan, kind="text", why="A new year begins", on=on, key="autumn 2027", by=cast.aht)
        let_the_worker_work()
    year.agree(year.write(on + ONE_DAY), on + 4 * ONE_DAY)
    last = year.review({1: "green", 4: "green"}, **met)

    versions = plan.versions.order_by("number")
    assert list(versions.values_list("number", "status")) == [
        (1, "superseded"),
        (2, "superseded"),
        (3, "superseded"),
        (4, "superseded"),
        (5, "in_force"),
    ]
    assert plan.reviews.decided().count() == 4
    assert plan.reviews.open().count() == 1

    # One identity through all versions: every judgement of the year is there, and nothing was deleted.
    numbers = count(1)
    assert [each.number for each in plan.objectives.order_by("number")] == [next(numbers) for _ in range(4)]
    history = ObjectiveRating.objects.filter(objective__plan=plan, objective__number=1).order_by("on")
    assert [row.rag for row in history] == ["red", "amber", "green", "green"]
    given_up = plan.objectives.get(number=3)
    assert given_up.texts.order_by("version__number").last().version == third
    assert given_up.ratings.count() == 1

    # Stepping down is proposed, and nobody but a person does it.
    with clock.at(london(last.held_on + 3 * ONE_DAY)):
        found = [
            finding.need
            for group in find(NEEDS, cast.senior_adviser, school=case.school)
            for finding in group.findings
        ]
    assert "step_down_proposed" in found
    case.refresh_from_db()
    assert case.status == ConcernCase.Status.OPEN
    assert not tasks_in_error().exists()
    verify()
