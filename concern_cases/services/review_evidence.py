"""What a review looks at: evidence of the case, for one objective or for the plan as a whole."""

from collections.abc import Iterable

from concern_cases.events import EventKind, event_kind, record_event
from concern_cases.models import Evidence, Objective, Review, ReviewEvidence
from concern_cases.services.reviews import lock_review, title_of
from people.models import User
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.permissions import Circle, Perm

CLEARS = (Perm.RATE_PLAN, Perm.DECIDE_REVIEW)  # who may take off what others put before a review

LOOKED_AT = event_kind(
    "reviews.evidence",
    "put evidence before the review: {what}",
    title="Evidence for the review: {what}",
    details=("For {objective}.",),
)
TAKEN_OFF = event_kind(
    "reviews.evidence_taken_off",
    "took evidence off the review: {what}",
    title="No evidence for the review after all: {what}",
    details=("It was for {objective}. It stays in the case.",),
)


@service
def look_at_evidence(
    review: Review, *, evidence: Iterable[Evidence], objective: Objective | None = None, by: User
) -> list[ReviewEvidence]:
    """The review looks at these pieces of evidence, each once.

    Refuses (RuleError) none, evidence of a school at which the plan never was, an objective of another plan;
    a review that was decided or dropped (AlreadyDone).
    """
    evidence = list(evidence)
    if not evidence:
        raise RuleError("Choose evidence, or add some", field="evidence")
    lock_review(review)
    if not review.is_under_way:
        raise AlreadyDone("This review was decided or dropped already")
    if objective and objective.plan_id != review.plan_id:
        raise RuleError("Choose an objective of this plan", field="objective")
    return [_look_at(review, piece, objective, by=by) for piece in evidence]


@service
def take_off_evidence(
    review: Review, *, evidence: Evidence, objective: Objective | None = None, by: User
) -> None:
    """The review looks at it no more for that objective, or for the plan as a whole; the case keeps it.

    Refuses (AlreadyDone) what the review does not look at, and a review that was decided or dropped.
    """
    lock_review(review)
    if not review.is_under_way:
        raise AlreadyDone("This review was decided or dropped already")
    gone, _ = review.looked_at.filter(evidence=evidence, objective=objective).delete()
    if not gone:
        raise AlreadyDone("It was taken off already")
    _tell(TAKEN_OFF, review, evidence, objective)


def _look_at(review: Review, evidence: Evidence, objective: Objective | None, *, by: User) -> ReviewEvidence:
    if not review.plan.schools.filter(pk=evidence.case.school_id).exists():
        raise RuleError("Choose evidence about this school", field="evidence")
    row, is_new = ReviewEvidence.objects.get_or_create(
        review=review, objective=objective, evidence=evidence, defaults={"added_by": by}
    )
    if is_new:
        _tell(LOOKED_AT, review, evidence, objective)
    return row


def _tell(kind: EventKind, review: Review, evidence: Evidence, objective: Objective | None) -> None:
    record_event(
        kind,
        school=review.plan.school,
        case=evidence.case,
        circle=evidence.circle,
        audience=evidence.named.all() if evidence.circle == Circle.NAMED else (),
        what=str(evidence),
        objective=f"“{title_of(objective)}”" if objective else "the plan as a whole",
    )
