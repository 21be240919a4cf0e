"""What a meeting decides under its items, and the actions that it speaks of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from concern_cases.models import Cadence, ConcernCase
from concern_cases.rules import can_read, worded
from evaluation.models import CategoryKind
from meetings.choices import Part
from meetings.models import AgendaItem, Decision, DecisionCode, DraftAction, Meeting
from meetings.services.live import day_of, is_late, lock_live
from meetings.words import day_in_words
from people.models import User
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.calendar import deadline

Effect = DecisionCode.Effect


@dataclass(frozen=True)
class ActionFacts:
    """Who does what by when, and how it will be known.

    ``due_on``, or ``days`` by the named ``rule``, counted from the day of the meeting.
    """

    what: str
    due_on: date | None
    measure: str
    owner: User | None = None
    owner_name: str = ""
    days: int | None = None
    rule: str = ""


@dataclass(frozen=True)
class DecisionFacts:
    """What was decided (a code of ``DecisionCode``), why, and the actions that follow."""

    code: str
    reason: str
    actions: Sequence[ActionFacts] = field(default_factory=list)
    cadence: Cadence | None = None
    category: CategoryKind | None = None


# --- Decisions


@service
def record_decision(
    item: AgendaItem,
    *,
    code: str,
    reason: str,
    cadence: Cadence | None = None,
    category: CategoryKind | None = None,
    by: User,
) -> Decision:
    """The decision stands under the item. What it sets going begins when the minutes are approved.

    Refuses (RuleError) an unknown code, an empty reason, another interval or category that is not named, what
    sets something going at a school under an item about none, and what ``begin_meeting`` refuses.
    """
    lock_live(item.meeting)
    found = DecisionCode.objects.in_use().filter(code=code).first()
    if found is None:
        raise RuleError("Choose what was decided", field="code")
    reason = worded(reason, f"Say why: {found}", field="reason")
    if found.effect and case_of(item) is None:
        raise RuleError(f"“{found}” is decided of one school: this item is about none", field="code")
    if found.effect == Effect.CADENCE and cadence is None:
        raise RuleError("Choose how often conferences are held from now on", field="cadence")
    if found.effect == Effect.CATEGORY and category is None:
        raise RuleError("Choose the new category", field="category")
    return Decision.objects.create(
        meeting=item.meeting,
        item=item,
        code=found,
        reason=reason,
        cadence=cadence if found.effect == Effect.CADENCE else None,
        category=category if found.effect == Effect.CATEGORY else None,
        recorded_by=by,
    )


@service
def remove_decision(decision: Decision, *, by: User) -> None:
    """The decision was not taken after all; actions spoken of with it stay. History keeps what it said."""
    lock_live(decision.meeting)
    for draft in decision.drafts.all():
        draft.decision = None
        draft.save()
    decision.delete()


# --- Actions spoken of


@service
def draft_action(
    item: AgendaItem, facts: ActionFacts, *, decision: Decision | None = None, by: User
) -> DraftAction:
    """The action stands under the item and is agreed when the meeting ends.

    Refuses (RuleError) missing words, nobody responsible, somebody who couldn't read it, a due date that has
    passed, a decision of another item, and what ``begin_meeting`` refuses.
    """
    lock_live(item.meeting)
    if decision and decision.item_id != item.pk:
        raise RuleError("Choose a decision of this item", field="decision")
    return DraftAction.objects.create(item=item, decision=decision, **_checked(item, facts))


@service
def change_draft(draft: DraftAction, facts: ActionFacts, *, by: User) -> DraftAction:
    """The action says this instead. Refuses what ``draft_action`` refuses."""
    _lock_draft(draft)
    for name, value in _checked(draft.item, facts).items():
        setattr(draft, name, value)
    draft.save()
    return draft


@service
def remove_draft(draft: DraftAction, *, by: User) -> None:
    """Nobody is to do it after all. History keeps what it said."""
    _lock_draft(draft)
    draft.delete()


def case_of(item: AgendaItem | None, meeting: Meeting | None = None) -> ConcernCase | None:
    """The case that an item is about: of the meeting, or of the item's own school."""
    meeting = item.meeting if item else meeting
    return (meeting.case if meeting else None) or (item.case if item else None)


def open_decisions(meeting: Meeting) -> list[Decision]:
    """The decisions that everybody may read who reads the meeting: not those of its restricted items."""
    return list(meeting.decisions.exclude(item__part=Part.B).select_related("code", "item"))


def _lock_draft(draft: DraftAction) -> None:
    lock_live(draft.item.meeting)
    if draft.action_id:
        raise AlreadyDone("This action is agreed already")


def _checked(item: AgendaItem, facts: ActionFacts) -> dict[str, Any]:
    owner_name = worded(
        str(facts.owner) if facts.owner else facts.owner_name, "Say who is responsible", field="owner"
    )
    school = item.school
    if facts.owner and school and not can_read(facts.owner, item.circle, item.named.all(), school=school):
        raise RuleError(f"{facts.owner} couldn’t read this action: choose somebody else", field="owner")
    due_on = _due(item, facts)
    return {
        "what": worded(facts.what, "Say what will be done", field="what"),
        "measure": worded(facts.measure, "Say how we shall know that it is done", field="measure"),
        "owner": facts.owner,
        "owner_name": owner_name,
        "due_on": due_on,
        "rule": "" if facts.due_on else facts.rule,
    }


def _due(item: AgendaItem, facts: ActionFacts) -> date:
    meeting, due_on = item.meeting, facts.due_on
    if due_on is None:
        if not facts.days or not facts.rule:
            raise RuleError("Say by when", field="due_on")
        counted = deadline(facts.rule, given=day_of(meeting), days=facts.days, school=item.school)
        due_on = counted.ends_on
    if due_on < day_of(meeting):  # of a meeting entered late it may have passed: the action is overdue then
        since = f"{day_in_words(day_of(meeting))} on" if is_late(meeting) else "today on"
        raise RuleError(f"Choose a due date from {since}", field="due_on")
    return due_on
