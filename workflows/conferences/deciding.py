"""What a conference decided: set going by the worker, once each, and shown with what came of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse

from concern_cases.models import Action, ConcernCase, PlanVersion
from concern_cases.services.plans import plans_of_conference
from meetings.became import outcome_for
from meetings.models import Decision, DecisionCode, Meeting
from meetings.services.carrying_out import ask_for_plan_revision, called, carry_out_decision
from meetings.services.deciding import case_of
from meetings.services.following import acting_decisions, ask_for_part_b
from meetings.words import day_in_words
from people.models import User
from record.errors import RuleError
from schools.permissions import Perm
from workflows import engine, triggers
from workflows.models import CaseworkProcess, Trigger

Effect = DecisionCode.Effect


def want_what_was_decided(process: CaseworkProcess) -> None:
    """It is written down what the approved decisions set going; the worker begins it.

    Restricted decisions, and a Part B that is owed, are at once actions of the people named: a wish of the
    worker's could be read by others.
    """
    meeting = process.meeting
    if meeting is None:
        return
    for decision in acting_decisions(meeting):
        if decision.is_restricted:
            _quietly(partial(carry_out_decision, decision, by=decision.recorded_by))
        else:
            _want(decision, process)
    plans = plans_of_conference(process.case) if process.case else []
    if plans:
        triggers.want(
            key=f"conference:{meeting.pk}:plans",
            wanted="revise_plans",
            cause=f"{called(meeting)}: the {plans[0].get_kind_display().lower()} is reviewed",
            payload={"meeting": meeting.pk},
            from_process=process,
        )
    _quietly(partial(ask_for_part_b, meeting, by=None))


def _want(decision: Decision, process: CaseworkProcess) -> None:
    is_letter = decision.code.effect == Effect.LETTER
    meeting, case = decision.meeting, case_of(decision.item, decision.meeting)
    day, whose = day_in_words(meeting.starts_at), "conference" if meeting.school_id else str(meeting.type)
    triggers.want(
        key=f"decision:{decision.pk}:letter" if is_letter else f"decision:{decision.pk}",
        wanted="start_letter" if is_letter else "carry_out_decision",
        cause=f"{decision.code}, decided by the {whose} of {day}",
        payload={
            "kind": decision.code.letter_kind,
            "by": decision.recorded_by_id,
            "meeting": process.meeting_id,
            "decision": decision.pk,
        },
        case=case,
        from_process=process,
    )


def _quietly(do: Callable[[], Any]) -> None:
    """What a rule forbids here keeps the rest from nothing, and is told to nobody who is not named."""
    try:
        with transaction.atomic():
            do()
    except RuleError:
        return


def carry_out_wanted_decision(trigger: Trigger) -> None:
    """Serves a decision: in the name of whoever recorded it."""
    decision = Decision.objects.get(pk=trigger.payload["decision"])
    carry_out_decision(decision, by=decision.recorded_by)


def revise_wanted_plans(trigger: Trigger) -> None:
    """Serves a conference that was held: the support plan has a reason for its next version."""
    ask_for_plan_revision(Meeting.objects.get(pk=trigger.payload["meeting"]), by=None)


# --- What the page of the conference shows


@dataclass(frozen=True)
class Decided:
    """A decision with its actions, and what came of it as far as the reader may know."""

    decision: Decision
    actions: list[Action] = field(default_factory=list)
    came_of_it: str = ""
    url: str = ""
    label: str = ""
    error: str = ""
    waits: bool = False
    can_mend: bool = False

    @property
    def is_policy(self) -> bool:
        """A meeting of the authority took it, and it concerns no single school."""
        return case_of(self.decision.item, self.decision.meeting) is None


def decided(meeting: Meeting, user: Any, *, perms: Collection[Perm]) -> list[Decided]:
    """The decisions that the reader may read; what a letter is about only to those who may know of it."""
    wishes = {trigger.payload.get("decision"): trigger for trigger in _triggers_of(meeting)}
    decisions = meeting.decisions.visible_to(user).select_related("code", "item__school")
    decisions = decisions.order_by("item__order", "pk") if meeting.school_id is None else decisions
    return [_shown(decision, wishes.get(decision.pk), meeting, user, perms) for decision in decisions]


def followed(process: CaseworkProcess, user: User, *, perms: Collection[Perm]) -> list[tuple[Trigger, str]]:
    """What else follows from the conference, with the page where it goes on."""
    found = []
    for trigger in process.triggers_given.select_related("process"):
        begun = trigger.process
        if "decision" in trigger.payload:
            continue
        if begun and engine.is_visible(begun.coerced, user):
            found.append((trigger, begun.coerced.subject.get_absolute_url()))
        elif begun is None and Perm.READ_LA in perms and (trigger.error or not trigger.done_at):
            found.append((trigger, ""))
    return found


def failed_trigger_of(decision: Decision) -> Trigger:
    """The wish of a decision that could not be carried out. Refuses (RuleError) a decision without one."""
    for trigger in _triggers_of(decision.meeting):
        if trigger.payload.get("decision") == decision.pk and trigger.error and not decision.came_of_it:
            return trigger
    raise RuleError("There is nothing to try again here")


def _triggers_of(meeting: Meeting) -> list[Trigger]:
    rows = Trigger.objects.filter(from_process__meeting=meeting).select_related("process")
    return [trigger for trigger in rows if "decision" in trigger.payload]


def _shown(
    decision: Decision, wish: Trigger | None, meeting: Meeting, user: Any, perms: Collection[Perm]
) -> Decided:
    actions = list(Action.objects.visible_to(user).filter(decisions=decision))
    if meeting.school_id is None:
        actions += Action.objects.of_la(user).filter(decisions=decision)
    inside = Perm.READ_LA in perms
    url, label = _way_on(decision, wish, meeting, user, perms)
    error = wish.error if wish and inside and not decision.came_of_it else ""
    return Decided(
        decision=decision,
        actions=actions,
        came_of_it=outcome_for(decision, inside=inside),
        url=url,
        label=label,
        error=error,
        waits=bool(inside and wish and not wish.done_at and not error),
        can_mend=bool(error and Perm.MANAGE_MEETING in perms),
    )


def _way_on(
    decision: Decision, wish: Trigger | None, meeting: Meeting, user: Any, perms: Collection[Perm]
) -> tuple[str, str]:
    """Where it goes on, and what the link says; nothing for what the person may not know of."""
    begun, effect = wish.process if wish else None, decision.code.effect
    if begun:
        process = begun.coerced
        seen = engine.is_visible(process, user)
        return (process.subject.get_absolute_url(), str(process.subject)) if seen else ("", "")
    case = case_of(decision.item, meeting)
    if not decision.came_of_it or case is None or effect == Effect.LETTER:
        return "", ""
    if effect == Effect.CLOSE and Perm.MANAGE_CASE in perms and case.is_open:
        return reverse("tasks:close_case", args=[case.reference]), "Close the case"
    if effect == Effect.SUPPORT:
        return _way_to_support(case, meeting, perms)
    if effect == Effect.PLAN and (version := _version_for(decision, user)):
        return version.get_absolute_url(), str(version)
    if effect in (Effect.CADENCE, Effect.CATEGORY, Effect.STEP_DOWN):
        return case.get_absolute_url(), str(case.reference)
    return reverse("cases:actions", args=[case.reference]), "Actions of the case"


def _way_to_support(case: ConcernCase, meeting: Meeting, perms: Collection[Perm]) -> tuple[str, str]:
    """Where support is asked for, with where it was decided filled in; else the support of the case."""
    if Perm.MANAGE_CASE in perms and case.is_open:
        asked = urlencode({"origin": called(meeting)})
        return f"{reverse('support:case_ask', args=[case.reference])}?{asked}", "Ask for the support"
    return reverse("support:case", args=[case.reference]), "Support of the case"


def _version_for(decision: Decision, user: Any) -> PlanVersion | None:
    """The version of a plan that the decision opened, or was added to; None for who may not see it yet."""
    key = f"decision:{decision.pk}:plan:"
    versions = PlanVersion.objects.visible_to(user).filter(reasons__key__startswith=key)
    return versions.select_related("plan__school").order_by("pk").first()
