"""Whose turn it is in a case: yours, somebody's, blocked by something, or nothing is next."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from concern_cases.models import ConcernCase, PlanVersion
from letters.models import Letter
from meetings.next_due import is_too_late, latest_day
from people.access import school_keys_where
from people.roles import roles_with
from record.words import listed
from schools.permissions import Perm
from web.findings import Finding
from web.templatetags.soc import day, days_left, is_late, plain_day
from workflows.cards import people_who_may, task_url
from workflows.models import TaskCard

NAMES_SHOWN = 3
STOPPED = ("step_stopped", "trigger_stuck")


@dataclass(frozen=True)
class Way:
    """One way on: the first of a step is its button."""

    label: str
    url: str


@dataclass(frozen=True)
class NextStep:
    """What the panel above a case says. ``kind``: yours, blocked or waiting."""

    kind: str
    label: str
    title: str
    why: str
    ways: list[Way] = field(default_factory=list)


def open_steps(case: ConcernCase, user: Any) -> list[TaskCard]:
    """The open steps of the case that the user may know of, the most urgent first.

    Steps about a letter are known to the LA; to others only the answer to a letter that they may see. Nobody
    outside learns from the panel who in the council has which step, nor that a draft is being written.
    """
    letters = Letter.objects.visible_to(user).filter(case=case)
    about = "task__process__caseworkprocess__letter"
    cards: QuerySet[TaskCard] = TaskCard.objects.open().filter(case=case)
    inside = Q(school__in=school_keys_where(user, may=Perm.READ_LA))
    known = Q(**{f"{about}__in": letters}) & (inside | Q(perm=Perm.RESPOND_TO_LETTER))
    cards = cards.filter(Q(**{about: None}) | known)
    version = "task__process__caseworkprocess__plan_version"
    drafts = PlanVersion.objects.visible_to(user).filter(plan__school=case.school_id)
    cards = cards.filter(Q(**{version: None}) | Q(**{f"{version}__in": drafts}))
    cards = cards.select_related("task", "school", "la").prefetch_related("not_for")
    return list(cards.order_by("due_on", "pk"))


def next_step(
    case: Any,
    user: Any,
    *,
    perms: Collection[Perm],
    steps: Sequence[TaskCard],
    findings: Iterable[Finding] = (),
) -> NextStep:
    """The one panel of the case, for this reader."""
    mine = [card for card in steps if card.perm in perms and user not in card.not_for.all()]
    stopped = next((finding for finding in findings if finding.need in STOPPED), None)
    late = _way_to_move(case, perms)
    if mine:
        return _yours(mine[0], mine[1:], late)
    if stopped:
        return NextStep("blocked", "Next step, blocked", "Something has stopped by itself", stopped.sentence)
    if late:
        return _to_move(case, late)
    if steps:
        return _somebodys(steps[0])
    if not case.is_open:
        return _closed(case)
    return _nothing_open(case, perms)


def _when(card: TaskCard) -> str:
    verb = "was" if is_late(card.due_on) else "is"
    return f"It {verb} due on {day(card.due_on)}, {days_left(card.due_on)}."


def _way_to_move(case: Any, perms: Collection[Perm]) -> list[Way]:
    """The page that proposes another date, for who may move the next conference where that is too late."""
    if not case.is_open or Perm.MANAGE_MEETING not in perms or not is_too_late(case):
        return []
    return [Way("Move the conference", reverse("tasks:move_conference", args=[case.next_meeting]))]


def _to_move(case: Any, ways: list[Way]) -> NextStep:
    when = f"It is on {day(case.next_at)}, and one {_due(case)}."
    why = f"{when} You are shown dates that suit everybody who has to come."
    title = "The next conference is later than the interval allows"
    return NextStep("yours", "Next step, yours", title, why, ways)


def _yours(card: TaskCard, others: Sequence[TaskCard], late: Sequence[Way] = ()) -> NextStep:
    ways = [Way("Open the task", task_url(card.task))]
    ways += [Way(other.title, task_url(other.task)) for other in others]
    also = f" Also yours: {listed(other.title for other in others)}." if others else ""
    also += " The next conference is later than the interval allows: move it." if late else ""
    return NextStep("yours", "Next step, yours", card.title, f"{_when(card)}{also}", [*ways, *late])


def _somebodys(card: TaskCard) -> NextStep:
    people = people_who_may(card)
    if not people:
        return _nobodys(card)
    names = [user.name for user in people[:NAMES_SHOWN]]
    if len(people) > NAMES_SHOWN:
        names.append("others")
    verb = "has" if len(people) == 1 else "have"
    return NextStep(
        "waiting",
        "Nothing for you to do",
        f"Waiting: {card.title}",
        f"{listed(names)} {verb} this task. {_when(card)}",
    )


def _nobodys(card: TaskCard) -> NextStep:
    posts = " or ".join(str(role.label) for role in roles_with(Perm(card.perm)))
    apart = " Whoever did the step before, or this one already, may not do it." if card.not_for.all() else ""
    why = f"It can be done by: {posts}. Nobody holds such a post here now.{apart} {_when(card)}"
    return NextStep("blocked", "Next step, blocked", f"Nobody can do this now: {card.title}", why)


def _closed(case: ConcernCase) -> NextStep:
    follow_up = f" To be looked at again on {day(case.follow_up_on)}." if case.follow_up_on else ""
    why = f"{case.closed_why}{follow_up}"
    return NextStep("waiting", "Closed", f"This case was closed on {plain_day(case.closed_on)}", why)


def _nothing_open(case: Any, perms: Collection[Perm]) -> NextStep:
    if case.next_at:
        title = f"The next conference is on {day(case.next_at)}, {days_left(case.next_at)}"
        late = f" One {_due(case)}: move it." if is_too_late(case) else ""
        why = f"No step is open until then.{late}"
        return NextStep("waiting", "Nothing is waiting for you", title, why)
    why = f"None is planned. One {_due(case)}."
    if Perm.MANAGE_MEETING in perms:
        return NextStep(
            "yours", "Next step, yours", "Call the next case conference", why, call_conference(case)
        )
    return NextStep("waiting", "Nothing for you to do", "The next case conference is to be called", why)


def _due(case: Any) -> str:
    due = latest_day(case)
    return f"{'was' if is_late(due) else 'is'} due by {day(due)}, {days_left(due)}"


def call_conference(case: ConcernCase) -> list[Way]:
    """The way to the page on which a conference of the case is called."""
    return [Way("Call a conference", reverse("tasks:call_conference", args=[case.reference]))]
