"""The objectives of a draft: added, split, given up and taken back, put in order; and so their criteria.

Nothing with recorded progress can be deleted: what was ever in force, judged, done or reached is given up
with a reason, and stays in the versions before.
"""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, ProtectedError, QuerySet

from concern_cases.models import (
    Milestone,
    Objective,
    ObjectiveText,
    PlanAction,
    PlanVersion,
    SuccessCriterion,
)
from concern_cases.plan_days import after_objective, objective_day
from concern_cases.rules import worded
from concern_cases.services.plan_drafts import lock_stage
from concern_cases.services.plan_splitting import give_back, take_along
from concern_cases.services.plan_writing import GIVEN_UP, change, refresh
from concern_cases.services.plans import parts_of
from evaluation.models import Area
from people.models import User
from record.errors import RuleError
from record.services import service

WRITING = PlanVersion.Stage.WRITING
COPIED = ("baseline", "monitored_by", "monitored_how", "monitored_when")


@service
def add_objective(
    version: PlanVersion,
    *,
    title: str,
    area: Area | None = None,
    until: date,
    split_from: Objective | None = None,
    steps: Collection[UUID] = (),
    by: User,
) -> ObjectiveText:
    """The draft has one more objective, the last of it, to be worded further.

    One that is ``split_from`` another of the plan takes over its area and how it is measured, and its text
    stands after it; ``steps`` are the keys of those open actions and milestones that go along.

    Refuses (RuleError) no title, no area, a day before the version was opened, one of another plan, and what
    ``take_along`` refuses; a draft that is not being written (AlreadyDone).
    """
    lock_stage(version, WRITING)
    title = worded(title, "Say what is to be reached", field="title")
    if split_from and split_from.plan_id != version.plan_id:
        raise RuleError("Choose an objective of this plan", field="split_from")
    area = split_from.area if split_from else area
    if area is None:
        raise RuleError("Choose an area", field="area")
    if reason := objective_day(until, before=None, opened_on=version.opened_on):
        raise RuleError(reason, field="until")
    before = version.texts.filter(objective=split_from).first() if split_from else None
    if steps and not before:
        raise RuleError(
            "Only a part takes steps along: untick them, or say what it is split from", field="steps"
        )
    objective = Objective.objects.create(
        plan=version.plan, number=_next_number(version), area=area, split_from=split_from
    )
    last = version.texts.aggregate(last=Max("order"))["last"] or 0
    text = ObjectiveText(version=version, objective=objective, order=last + 1, title=title, by=until)
    if before:
        for name in COPIED:
            setattr(text, name, getattr(before, name))
    text.save()
    if before:
        _take_over_criteria(text, before)
    change(text, by=by)
    if before:
        _put_after(text, before)
    if steps and before:
        take_along(text, origin=before, keys=steps)
        change(before, by=by)  # whoever has it open is shown that it says less now
    return text


def _take_over_criteria(text: ObjectiveText, before: ObjectiveText) -> None:
    """The part is measured as the whole was, by criteria of its own: none is later than the part."""
    for row in before.criteria.all():
        row.pk, row._state.adding, row.key, row.text = None, True, uuid4(), text
        row.by = None if row.by and after_objective(row.by, by=text.by) else row.by
        row.save()


@service
def give_up_objective(text: ObjectiveText, *, why: str, by: User) -> ObjectiveText:
    """The objective is given up from this version on, and says why. What was reached of it stays on record.

    Refuses (RuleError) no reason; a draft that is not being written (AlreadyDone).
    """
    lock_stage(text.version, WRITING)
    why = worded(why, "Say why it is given up", field="why")
    refresh(text)
    text.dropped, text.change_why = True, why
    return change(text, by=by)


@service
def take_back_objective(text: ObjectiveText, *, by: User) -> ObjectiveText:
    """The objective is one of the draft again. Refuses (AlreadyDone) a draft that is not being written."""
    lock_stage(text.version, WRITING)
    refresh(text)
    if not text.dropped:
        return text
    text.dropped, text.change_why = False, ""
    return change(text, by=by)


@service
def remove_objective(text: ObjectiveText, *, by: User) -> None:
    """An objective that came with this draft and has no progress yet is gone; the history has it still.

    What came along with it when it was split off stands where it stood before, under an edition one higher.
    Refuses (RuleError) one that any other version has, that was judged, or of which something is done; a
    draft that is not being written (AlreadyDone).
    """
    lock_stage(text.version, WRITING)
    refresh(text)
    if not is_removable(text):
        raise RuleError("Something is recorded about this objective: give it up with a reason instead")
    try:
        with transaction.atomic():
            origin = give_back(text)
            if origin:
                change(origin, by=by)  # whoever has it open is shown that it says more now
            for part in parts_of(text):
                part.delete()
            objective = text.objective
            text.answers.clear()
            text.delete()
            objective.delete()
    except ProtectedError:
        raise RuleError("Something else names this objective: give it up with a reason instead") from None


@service
def move_objective(text: ObjectiveText, *, up: bool, by: User) -> None:
    """The objective stands one place further up or down.

    Refuses (AlreadyDone) a draft that is not being written.
    """
    lock_stage(text.version, WRITING)
    _move(list(text.version.texts.order_by("order", "pk")), text.pk, up=up)


@service
def move_criterion(text: ObjectiveText, *, key: UUID | None, up: bool, by: User) -> bool:
    """The criterion stands one place further up or down, under an edition one higher; whether it does.

    At the end of the line it stays where it is. Refuses (RuleError) what is no criterion of the objective,
    and an objective that is given up; a draft that is not being written (AlreadyDone).
    """
    lock_stage(text.version, WRITING)
    refresh(text)
    if text.dropped:
        raise RuleError(GIVEN_UP)
    rows = list(SuccessCriterion.objects.filter(text=text))
    row = next((each for each in rows if each.key == key), None)
    if row is None:
        raise RuleError("Write this criterion before you move it")
    moves = _move(rows, row.pk, up=up)
    if moves:
        change(text, by=by)
    return moves


def is_removable(text: ObjectiveText) -> bool:
    """Whether the objective came with this draft and nothing is recorded about it."""
    return removable(text.version).filter(pk=text.pk).exists()


def removable(version: PlanVersion) -> QuerySet[ObjectiveText]:
    """The objectives of the draft of which that is so."""
    here = OuterRef("pk")
    others = ObjectiveText.objects.filter(objective=OuterRef("objective")).exclude(version=version)
    return version.texts.filter(
        ~Exists(others),
        ~Exists(PlanAction.objects.filter(text=here).exclude(done_on=None)),
        ~Exists(Milestone.objects.filter(text=here).exclude(reached_on=None)),
        objective__ratings=None,
        objective__split_into=None,
    )


def _next_number(version: PlanVersion) -> int:
    """A number that no objective of the plan ever had, one that was removed included."""
    last = Objective.history.filter(plan=version.plan_id).aggregate(last=Max("number"))["last"] or 0
    return last + 1


def _put_after(text: ObjectiveText, before: ObjectiveText) -> None:
    texts = [each for each in text.version.texts.order_by("order", "pk") if each.pk != text.pk]
    place = next(place for place, each in enumerate(texts) if each.pk == before.pk)
    _number([*texts[: place + 1], text, *texts[place + 1 :]])


def _move(rows: list[Any], key: int, *, up: bool) -> bool:
    """That of this primary key and its neighbour change places, if it has one on that side."""
    at = next((place for place, each in enumerate(rows) if each.pk == key), None)
    to = -1 if at is None else at - 1 if up else at + 1
    if at is None or not 0 <= to < len(rows):
        return False
    rows[at], rows[to] = rows[to], rows[at]
    _number(rows)
    return True


def _number(rows: list[Any]) -> None:
    for place, row in enumerate(rows, start=1):
        if row.order != place:
            row.order = place
            row.save()
