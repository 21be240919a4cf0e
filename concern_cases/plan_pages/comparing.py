"""Two versions of a plan, read for ``differences``."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from concern_cases.models import ObjectiveText, PlanVersion
from concern_cases.plan_pages.content import in_one, judgements_of
from concern_cases.plan_pages.differences import Criterion, Differences, Step, Why, Wording, compare
from record.words import plain_day


def differences_of(before: PlanVersion, after: PlanVersion) -> Differences:
    """What changed from the one to the other, which is later: seven queries.

    Reasons are those of every version since the earlier one; an objective that was given up on the way is
    told with the reason that was given then, and with what stays in the record of it.
    """
    rows = ObjectiveText.objects.filter(
        version__plan=before.plan_id, version__number__gte=before.number, version__number__lte=after.number
    ).exclude(~Q(version__in=[before, after]), version__status=PlanVersion.Status.WITHDRAWN)
    rows = rows.select_related("version__drafted_by", "objective__split_from", "changed_by")
    texts = list(
        rows.order_by("version__number", "order", "pk").prefetch_related(
            "criteria", "actions", "milestones", "answers__inspection"
        )
    )
    whys = _whys(texts, since=before.number)
    first = [text for text in texts if text.version_id == before.pk]
    last = [text for text in texts if text.version_id == after.pk]
    there = {text.objective_id for text in last}
    given_up = [text for text in texts if text.dropped and text.objective_id not in there]
    kept = {text.objective_id for text in last if not text.dropped}
    judged = judgements_of([text.objective_id for text in first if text.objective_id not in kept])
    return compare(
        [_wording(text, whys, judged) for text in first],
        [_wording(text, whys, judged) for text in [*last, *given_up]],
    )


def _whys(texts: Sequence[Any], *, since: int) -> dict[int, list[Why]]:
    """Why each objective was worded anew, in every version after that one."""
    whys: dict[int, list[Why]] = defaultdict(list)
    for text in texts:
        if text.version.number > since and (text.change_why or text.changed_by):
            by, at = text.changed_by or text.version.drafted_by, text.changed_at or text.version.opened_at
            whys[text.objective_id].append(Why(text.change_why, str(by or ""), at, text.version.number))
    return whys


def _wording(text: Any, whys: dict[int, list[Why]], judged: dict[int, list[Any]]) -> Wording:
    origin = text.objective.split_from
    return Wording(
        number=text.objective.number,
        title=text.title,
        by=text.by,
        baseline=text.baseline,
        monitoring=in_one(text),
        answers="; ".join(_answer(answer) for answer in text.answers.all()),
        criteria=[
            Criterion(row.key, row.what, row.baseline, row.target, row.by, row.source)
            for row in text.criteria.all()
        ],
        actions=[Step(row.key, row.what, row.who, row.due_on, row.resources) for row in text.actions.all()],
        milestones=[Step(row.key, row.what, row.who, row.due_on) for row in text.milestones.all()],
        split_from=origin.number if origin else None,
        dropped=text.dropped,
        whys=whys.get(text.objective_id, []),
        judged=[row.get_rag_display().lower() for row in judged.get(text.objective_id, [])],
    )


def _answer(answer: Any) -> str:
    return f"recommendation {answer.number} of {plain_day(answer.inspection.on)}"
