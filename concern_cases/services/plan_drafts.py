"""The way of a draft: written, with the school, for approval, and from there into force or back.

What happens while a draft is being written is told to the LA alone; from the day on which the school has it,
the school is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from concern_cases.events import EventKind, event_kind, record_event
from concern_cases.models import ObjectiveText, Plan, PlanComment, PlanVersion, SuccessCriterion
from concern_cases.plan_days import after_objective
from concern_cases.plan_pages.measures import read as measure
from concern_cases.plan_writers import wrote_in
from concern_cases.rules import worded
from people.access import may, users_where
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from record.words import listed, plain_day
from schools.permissions import Circle, Perm

Stage = PlanVersion.Stage
Status = PlanVersion.Status

DRAFT_SUBMITTED = event_kind(
    "plans.submitted",
    "sent version {version} of the {plan_kind} to the school for comment",
    title="Version {version} of the plan is with the school",
)
DRAFT_COMMENTED = event_kind(
    "plans.commented",
    "answered for the school to version {version} of the {plan_kind}: {view}",
    title="The school on version {version} of the plan: {view}",
    details=("{text}",),
)
SCHOOL_SILENT = event_kind(
    "plans.silent",
    "heard nothing from the school to version {version} of the {plan_kind} in time",
    title="The school said nothing to version {version} of the plan in time",
    details=("It was asked to answer by {on}.",),
)
SOMEBODY_SILENT = event_kind(
    "plans.somebody_silent",
    "heard nothing from {who} to version {version} of the {plan_kind} in time",
    title="{who} said nothing to version {version} of the plan in time",
    details=("The answer was asked for by {on}.",),
)
NOBODY_TO_ASK = event_kind(
    "plans.nobody_to_ask",
    "found nobody on record who answers for the school to version {version} of the {plan_kind}",
    title="Nobody on record could answer for the school to version {version} of the plan",
    details=("The answer was asked for by {on}.",),
)
DRAFT_APPROVED = event_kind(
    "plans.approved",
    "approved version {version} of the {plan_kind}",
    title="Version {version} of the plan approved",
)
DRAFT_SENT_BACK = event_kind(
    "plans.sent_back",
    "sent version {version} of the {plan_kind} back to be written again",
    title="Version {version} of the plan sent back",
    details=("{remarks}",),
)


@dataclass(frozen=True)
class Gap:
    """What one objective of a draft still lacks: as ends of a sentence."""

    text: ObjectiveText
    lacks: tuple[str, ...]

    def __str__(self) -> str:
        return f"Objective {self.text.objective.number}, “{self.text.title}”: say {'; '.join(self.lacks)}"


class DraftIncomplete(RuleError):
    """The draft can't go on: ``gaps`` says what is missing, objective by objective."""

    def __init__(self, gaps: list[Gap]) -> None:
        self.gaps = gaps
        super().__init__(". ".join(str(gap) for gap in gaps))


# Field of an objective, and what is missing without it. The first need not be there before others see it.
NEEDED = {"title": "what is to be reached", "by": "by when"}
ADVISED = {
    "monitored_by": "who watches over it",
    "monitored_how": "how it is watched",
    "monitored_when": "when it is watched",
}
PARTS = ("criteria", "actions", "milestones")  # what ``lacking`` and ``worth_saying`` look at besides


def lacking(text: ObjectiveText) -> tuple[str, ...]:
    """What the objective must say before the draft goes on, and does not.

    It has a criterion, each criterion a target; these, and what is still to come on the way, have their day
    no later than the objective has.
    """
    found = [words for name, words in NEEDED.items() if not getattr(text, name)]
    criteria = list(text.criteria.all())
    if not criteria:
        found.append("how it will be known")
    found += _of_each("what the target is", [row for row in criteria if not row.target], criteria)
    coming: list[Any] = [step for step in text.actions.all() if step.done_on is None]
    coming += [step for step in text.milestones.all() if step.reached_on is None]
    days = [(row, row.by) for row in criteria if row.by] + [(step, step.due_on) for step in coming]
    for row, day in days:
        if after_objective(day, by=text.by):
            own = plain_day(text.by)
            found.append(f"an earlier day for “{row}”, or a later one than {own} for the objective")
    return tuple(found)


def worth_saying(text: ObjectiveText) -> tuple[str, ...]:
    """What a good objective says besides, and this one does not."""
    criteria = list(text.criteria.all())
    no_line = [row for row in criteria if row.target and measure(row.target) is None]
    found = []
    if not text.baseline:
        found += _of_each("where it begins", [row for row in criteria if not row.baseline], criteria)
    found += _of_each("what it is seen from", [row for row in criteria if not row.source], criteria)
    found += [words for name, words in ADVISED.items() if not getattr(text, name)]
    found += _of_each(
        "a target with a figure: none can be read from it, so no line is drawn", no_line, criteria
    )
    if not text.actions.all():
        found.append("what will be done for it")
    if text.by > text.version.plan.horizon:
        found.append(f"why it is reached after the plan’s horizon ({text.version.plan.horizon:%-d %B %Y})")
    return tuple(found)


def _of_each(words: str, missing: Sequence[SuccessCriterion], criteria: Sequence[SuccessCriterion]) -> list:
    """The words once where all criteria lack it, else with the names of those that do."""
    if not missing:
        return []
    names = listed([f"“{row}”" for row in missing])
    return [words if len(missing) == len(criteria) else f"{words} (of {names})"]


def gaps_of(version: PlanVersion) -> list[Gap]:
    """Every objective that lacks something; those given up in this version need nothing more."""
    texts = version.texts.filter(dropped=False).select_related("objective").prefetch_related(*PARTS)
    gaps = [Gap(text, lacking(text)) for text in texts]
    return [gap for gap in gaps if gap.lacks]


@service
def submit_draft(version: PlanVersion, *, by: User) -> PlanVersion:
    """The draft is with the school; neither who sent it nor anybody who wrote in it can approve it.

    Refuses (AlreadyDone) one that is not being written, (RuleError) one without objectives, and, objective by
    objective, what lacks a criterion, a target or a date, or has dates out of order (DraftIncomplete).
    """
    lock_stage(version, Stage.WRITING)
    if not version.texts.filter(dropped=False).exists():
        raise RuleError("Write at least one objective before the draft goes to the school")
    gaps = gaps_of(version)
    if gaps:
        raise DraftIncomplete(gaps)
    version.stage, version.drafted_by, version.submitted_at = Stage.WITH_SCHOOL, by, clock.now()
    version.approved_by = None
    version.save()
    version.writing.all().delete()
    tell(DRAFT_SUBMITTED, version)
    return version


@service
def comment_plan(version: PlanVersion, *, view: str, text: str = "", by: User) -> PlanComment:
    """It is known what somebody at the school thinks of the draft.

    It goes to be approved once everybody who answers for the school did (``left_to_comment``). Refuses
    (AlreadyDone) a draft that is not with the school, and a second answer of the same person; (RuleError) no
    view, and a different one that is not put into words.
    """
    lock_stage(version, Stage.WITH_SCHOOL)
    if by in answered_by(version):
        raise AlreadyDone(f"{by} answered already")
    said = (PlanComment.View.AGREES, PlanComment.View.DIFFERS)
    if view not in said:
        raise RuleError("Say whether the school agrees", field="view")
    if view == PlanComment.View.DIFFERS:
        text = worded(text, "Say what the school sees differently", field="text")
    comment = PlanComment.objects.create(version=version, view=view, text=text.strip(), said_by=by)
    if not left_to_comment(version):
        _set_stage(version, Stage.FOR_APPROVAL)
    tell(DRAFT_COMMENTED, version, view=comment.get_view_display().lower(), text=comment.text)
    return comment


@service
def record_silence(version: PlanVersion, *, on: date, by: User | None) -> PlanComment | None:
    """It is on record who said nothing by ``on``, the day by which the school was asked; the draft goes on.

    Where nobody answered, the school said nothing; where one of them did, the others are named in the text.
    Where nobody on record could answer, that is recorded, and no silence. None where whoever is left to
    answer is there no more. Refuses (AlreadyDone) a draft that is not with the school.
    """
    lock_stage(version, Stage.WITH_SCHOOL)
    _set_stage(version, Stage.FOR_APPROVAL)
    answered, left = answered_by(version), left_to_comment(version)
    if answered and not left:
        return None
    who = listed([user.name for user in left]) if answered else ""
    view = PlanComment.View.SILENT if left else PlanComment.View.NOBODY
    comment = PlanComment.objects.create(version=version, view=view, text=who, asked_until=on)
    event = SOMEBODY_SILENT if who else SCHOOL_SILENT if left else NOBODY_TO_ASK
    tell(event, version, who=who, on=on)
    return comment


def comments_now(version: PlanVersion) -> QuerySet[PlanComment]:
    """What the school said since the draft was last sent to it."""
    sent = version.submitted_at or version.opened_at
    return version.comments.filter(at__gte=sent).select_related("said_by")


def answered_by(version: PlanVersion) -> list[User]:
    """Who answered for the school since the draft was last sent to it.

    A head who sent the draft of a single plan has said by that what he or she thinks of it.
    """
    answered = [comment.said_by for comment in comments_now(version) if comment.said_by]
    sender, school = version.drafted_by, version.plan.school
    if sender and sender not in answered and may(sender, Perm.COMMENT_PLAN, school):
        answered.append(sender)
    return answered


def left_to_comment(version: PlanVersion) -> list[User]:
    """Who is still asked: the head and the chair of today without those who answered."""
    answered = answered_by(version)
    people = users_where(Perm.COMMENT_PLAN, version.plan.school).order_by("name")
    return [user for user in people if user not in answered]


@service
def approve_draft(version: PlanVersion, *, by: User) -> PlanVersion:
    """The draft is approved, and can come into force.

    Refuses (AlreadyDone) one that is not for approval, and (RuleError) whoever wrote in it.
    """
    lock_stage(version, Stage.FOR_APPROVAL)
    if wrote_in(version).filter(pk=by.pk).exists():
        raise RuleError("Somebody else has to approve what you wrote")
    version.approved_by = by
    version.save()
    tell(DRAFT_APPROVED, version)
    return version


@service
def send_back_draft(version: PlanVersion, *, remarks: str, by: User) -> PlanVersion:
    """The draft is being written again, with these remarks. What the school said stays on record.

    A reason for revision that came meanwhile is one of those for which it is written now.
    Refuses (AlreadyDone) one that is not for approval, (RuleError) no remarks.
    """
    remarks = worded(remarks, "Say what has to be changed", field="remarks")
    lock_stage(version, Stage.FOR_APPROVAL)
    version.remarks = remarks
    _set_stage(version, Stage.WRITING)
    version.reasons.update(is_late=False)
    tell(DRAFT_SENT_BACK, version, circle=Circle.LA, remarks=remarks)
    return version


def is_approved(version: PlanVersion) -> bool:
    """Whether somebody approved what the version says now."""
    return version.approved_by_id is not None


def lock_stage(version: PlanVersion, stage: str) -> PlanVersion:
    """The draft as it is now, kept from other changes until the transaction ends.

    Refuses (AlreadyDone) a closed plan, a version that is no draft, and one at another stage.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=version.plan_id)
    version.refresh_from_db()
    if plan.closed_on:
        raise AlreadyDone("This plan is closed")
    if not version.is_draft:
        raise AlreadyDone(f"Version {version.number} is {version.get_status_display().lower()} already")
    if version.stage != stage:
        raise AlreadyDone(f"Version {version.number} is {version.get_stage_display().lower()} now")
    return version


def tell(event: EventKind, version: PlanVersion, *, circle: str = Circle.SCHOOL, **facts: Any) -> None:
    """It stands in the timeline what happened to the version."""
    plan = version.plan
    name = plan.get_kind_display().lower()
    facts |= {"plan": plan.pk, "plan_kind": name, "version": version.number}
    record_event(event, school=plan.school, case=plan.case, circle=circle, **facts)


def _set_stage(version: PlanVersion, stage: str) -> None:
    version.stage = stage
    version.save()
