"""Whose turn it is with a plan while no step of a version is open: told in the panel above it."""

from dataclasses import dataclass

from concern_cases.models import Plan, PlanVersion, Review
from concern_cases.plan_writers import perm_to_write, wrote_in
from people.access import users_where
from record import clock
from record.words import listed, plain_day
from schools.permissions import Perm

NAMES_SHOWN = 3


@dataclass(frozen=True)
class Turn:
    """What the panel says. ``kind``: blocked or waiting; ``yields`` to open steps of the review."""

    kind: str
    label: str
    title: str
    why: str
    yields: bool = False


def turn_of(
    version: PlanVersion, *, draft: PlanVersion | None, flag: str, review: Review | None
) -> Turn | None:
    """Who writes the ``draft`` next, or that nothing is needed. None for a version that is past."""
    if version.status in (PlanVersion.Status.SUPERSEDED, PlanVersion.Status.WITHDRAWN):
        return None
    if draft is not None:
        return _with_a_draft(draft)
    if version.plan.closed_on:
        return Turn("waiting", "Closed", f"This plan was closed on {plain_day(version.plan.closed_on)}", "")
    if flag:
        return Turn("blocked", "Next step", flag, "A visit by inspectors opens the next version of the plan.")
    return _nothing_needed(review)


def review_of(plan: Plan) -> Review | None:
    """The review that is ahead, or that was held and waits for its decision."""
    return plan.reviews.under_way().order_by("-due_on").first()


def _with_a_draft(draft: PlanVersion) -> Turn:
    title = f"Version {draft.number} is {draft.get_stage_display().lower()}"
    perm = {
        PlanVersion.Stage.WRITING: perm_to_write(draft.plan),
        PlanVersion.Stage.WITH_SCHOOL: Perm.COMMENT_PLAN,
        PlanVersion.Stage.FOR_APPROVAL: Perm.APPROVE_PLAN,
    }[PlanVersion.Stage(draft.stage)]
    may = users_where(perm, draft.plan.school)
    if perm == Perm.APPROVE_PLAN:
        may = may.exclude(pk__in=wrote_in(draft).values("pk"))
    people = list(may.order_by("name").values_list("name", flat=True))
    if not people:
        why = "Nobody who may take it on holds a post today. An administrator can appoint somebody."
        return Turn("blocked", "Next step, nobody’s", title, why)
    names = [*people[:NAMES_SHOWN], *(["others"] if len(people) > NAMES_SHOWN else [])]
    does = {
        Perm.DRAFT_PLAN: "write it",
        Perm.WRITE_SINGLE_PLAN: "write it",
        Perm.COMMENT_PLAN: "say what the school thinks of it",
        Perm.APPROVE_PLAN: "approve it",
    }[perm]
    return Turn("waiting", "The next version", title, f"{listed(names)} may {does}.")


def _nothing_needed(review: Review | None) -> Turn:
    label, why = "Nothing is waiting", "The plan is in force until something opens its next version."
    if review is None:
        title = "The plan is in force, and nothing is needed now"
        why = "A visit by inspectors, a case conference or a review opens the next version."
    elif review.held_on:
        label, why = "The review", "The next review is planned once it is decided."
        title = f"The review of {plain_day(review.held_on)} waits for its decision"
    else:
        was = "was" if review.due_on < clock.today() else "is"
        title = f"The next review {was} due on {plain_day(review.due_on)}"
    return Turn("waiting", label, title, why, yields=True)
