"""Recommendations of inspectors: numbered, worded as they were, and answered by objectives of a draft."""

import re
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Max

from concern_cases.events import event_kind, record_event
from concern_cases.models import PlanVersion
from concern_cases.recommendations import is_answered
from concern_cases.rules import worded
from concern_cases.services.judgements import open_case_of
from concern_cases.services.plan_drafts import lock_stage
from concern_cases.services.plan_writing import change
from concern_cases.visit_words import visit_of
from evaluation.models import Inspection, InspectionRecommendation
from people.models import User
from record.errors import RuleError
from record.services import service
from record.words import listed
from schools.permissions import Circle

RECOMMENDATIONS_ADDED = event_kind(
    "visits.recommendations_added",
    "added what inspectors recommend after the {visit}",
    title="Recommendations added: {visit}",
    details=("{what}",),
)
RECOMMENDATION_CHANGED = event_kind(
    "visits.recommendation_changed",
    "worded recommendation {number} of the {visit} anew",
    title="Recommendation {number} worded anew: {visit}",
    details=("{text}", "Before: {before}", "Why: {why}"),
)
RECOMMENDATION_REMOVED = event_kind(
    "visits.recommendation_removed",
    "took recommendation {number} of the {visit} away",
    title="Recommendation {number} taken away: {visit}",
    details=("{text}", "Why: {why}"),
)
ANSWERED = event_kind(
    "visits.answered",
    "said which objectives answer the recommendations of the {visit}",
    title="Recommendations answered in version {version}: {visit}",
    details=("{what}",),
)
# "3.", "3)" or "(3)" before a line that somebody copied from a report.
NUMBER = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|[-–•*])\s+")


def split_recommendations(text: str) -> list[str]:
    """One recommendation a line, without the numbers and bullets that they had in the report."""
    rows = (NUMBER.sub("", line).strip() for line in text.splitlines())
    return [row for row in rows if row]


@service
def add_recommendations(
    visit: Inspection, *, texts: Iterable[str], by: User
) -> list[InspectionRecommendation]:
    """They stand behind those that are there already, numbered on. Refuses (RuleError) none at all."""
    wanted = [text.strip() for text in texts if text.strip()]
    if not wanted:
        raise RuleError("Write at least one recommendation", field="recommendations")
    added = put_down(visit, wanted)
    what = " ".join(f"{row.number}. {row.text}" for row in added)
    record_event(RECOMMENDATIONS_ADDED, **_about(visit), what=what)
    return added


def put_down(visit: Inspection, texts: Iterable[str]) -> list[InspectionRecommendation]:
    """The rows alone, for whoever tells of the visit as a whole."""
    visit.refresh_from_db(from_queryset=Inspection.objects.select_for_update(of=("self",)))
    last = visit.recommendations.aggregate(last=Max("number"))["last"] or 0
    create = InspectionRecommendation.objects.create
    return [
        create(inspection=visit, number=number, text=text)
        for number, text in enumerate(texts, start=last + 1)
    ]


@service
def change_recommendation(
    row: InspectionRecommendation, *, text: str, why: str = "", by: User
) -> InspectionRecommendation:
    """It is worded as the report words it; what stood there before is kept.

    Refuses (RuleError) no words, and no reason once an objective answers it: somebody worked by those words.
    """
    text = worded(text, "Write what the inspectors recommend", field="text")
    _lock(row)
    why = _reason(row, why)
    if text == row.text:
        return row
    before, row.text = row.text, text
    row._change_reason = why or None
    row.save()
    record_event(
        RECOMMENDATION_CHANGED, **_about(row.inspection), number=row.number, text=text, before=before, why=why
    )
    return row


@service
def remove_recommendation(row: InspectionRecommendation, *, why: str, by: User) -> None:
    """It is gone: it was never in the report. Refuses (RuleError) no reason, and one that is answered."""
    why = worded(why, "Say why it is taken away", field="why")
    _lock(row)
    if is_answered(row):
        raise RuleError("An objective answers it: take it off the objective first, or word it anew")
    record_event(RECOMMENDATION_REMOVED, **_about(row.inspection), number=row.number, text=row.text, why=why)
    row._change_reason = why
    row.delete()


@service
def say_what_answers(
    version: PlanVersion,
    *,
    visit: Inspection,
    chosen: Mapping[int, Collection[int]],
    seen: Mapping[int, Collection[int]] | None = None,
    by: User,
) -> None:
    """In the draft these objectives answer the visit's recommendations: ``by`` has written in each of them.

    ``chosen`` has the keys of wordings by the key of the recommendation. ``seen``: what stood there when the
    choice began; what somebody else chose since then stays. An objective that is given up keeps what it
    answered. Refuses (AlreadyDone) a draft that is not being written, (RuleError) a wording of another
    version.
    """
    lock_stage(version, PlanVersion.Stage.WRITING)
    texts = {text.pk: text for text in version.texts.filter(dropped=False).select_related("objective")}
    told, changed = [], set()
    for row in visit.recommendations.all():
        wanted = set(chosen.get(row.pk, ()))
        if not wanted <= set(texts):
            raise RuleError("Choose objectives of this draft")
        had = set(row.answered_by.filter(pk__in=texts).values_list("pk", flat=True))
        if seen is not None:
            before = set(seen.get(row.pk, ()))
            wanted = (had - (before - wanted)) | (wanted - before)
        if had != wanted:
            row.answered_by.remove(*(had - wanted))
            row.answered_by.add(*(wanted - had))
            changed |= had ^ wanted
            told.append(_answer(row, [str(texts[key].objective.number) for key in sorted(wanted)]))
    for key in changed:
        change(texts[key], by=by)
    if told:
        # A draft is the LA's and its writers' until the school has it.
        record_event(ANSWERED, **_about(visit), circle=Circle.LA, version=version.number, what=" ".join(told))


def _answer(row: InspectionRecommendation, numbers: list[str]) -> str:
    if not numbers:
        return f"Recommendation {row.number}: by no objective."
    noun = "objective" if len(numbers) == 1 else "objectives"
    return f"Recommendation {row.number}: by {noun} {listed(numbers)}."


def _about(visit: Inspection) -> dict:
    return {
        "school": visit.school,
        "case": open_case_of(visit.school),
        "inspection": visit.pk,
        "visit": visit_of(visit),
    }


def _lock(row: InspectionRecommendation) -> None:
    rows = InspectionRecommendation.objects.select_for_update(of=("self",))
    row.refresh_from_db(from_queryset=rows)


def _reason(row: InspectionRecommendation, why: str) -> str:
    if is_answered(row):
        return worded(why, "An objective answers it: say why it is worded anew", field="why")
    return why.strip()
