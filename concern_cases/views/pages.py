"""Pages that show a case: concerns and evidence, timeline."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from concern_cases.case_head import case_head
from concern_cases.events import subject_of, tell
from concern_cases.judged import judged_where, judgement_told, judgements_of
from concern_cases.models import CaseEvent, Concern, ConcernCase, Disagreement, Evidence, NonEngagement
from concern_cases.views.shared import case_seen
from record.exports import download
from schools.permissions import Circle, Perm

ENTRIES = 25


@require_safe
def concerns_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Every concern with its evidence, and what the school says and does: what this person may read of it."""
    case = case_seen(request, reference, what="concerns and evidence")

    def rows(model: Any) -> list[Any]:
        found = model.objects.visible_to(request.user).filter(case=case)
        return list(found.prefetch_related("named"))

    concerns = list(
        Concern.objects.visible_to(request.user)
        .filter(case=case)
        .select_related("area")
        .prefetch_related("named")
    )
    evidence = Evidence.objects.visible_to(request.user).filter(case=case)
    of_concern: dict[int | None, list[Evidence]] = {concern.pk: [] for concern in concerns}
    for row in evidence.select_related("visitor__user").prefetch_related("named", "files"):
        # Evidence of a concern that this person may not read stands with the rest, and does not name it.
        key = row.concern_id if row.concern_id in of_concern else None
        of_concern.setdefault(key, []).append(row)
    head = case_head(case, user=request.user, current="concerns")
    facts = {
        "head": head,
        "case": case,
        "concerns": [(concern, of_concern[concern.pk]) for concern in concerns],
        "other_evidence": of_concern.get(None, []),
        "judgements": [(row, judgement_told(row), judged_where(row)) for row in judgements_of(case)],
        "disagreements": rows(Disagreement),
        "non_engagements": rows(NonEngagement),
        "unfounded": [concern for concern in concerns if not of_concern[concern.pk]],
        "drafts_letters": Perm.DRAFT_LETTER in head.perms,
        "adds_files": {Perm.ADD_EVIDENCE, Perm.READ_LA} <= head.perms and case.is_open,
    }
    return render(request, "concern_cases/concern_list.html", facts)


@require_safe
def timeline_page(request: HttpRequest, reference: str) -> HttpResponse:
    """What happened, the latest first, as far as this person may read it."""
    case = case_seen(request, reference, what="timeline")
    events, subjects, chosen = _events(request, case)
    page = Paginator(events, ENTRIES).get_page(request.GET.get("page"))
    facts = {
        "head": case_head(case, user=request.user, current="timeline"),
        "case": case,
        "subjects": subjects,
        "chosen": chosen,
        "page_obj": page,
        "entries": [tell(event) for event in page.object_list],
    }
    return render(request, "concern_cases/timeline.html", facts)


@require_safe
def timeline_csv(request: HttpRequest, reference: str) -> HttpResponse:
    """The same timeline, whole, as a table for a spreadsheet."""
    case = case_seen(request, reference, what="timeline as CSV")
    events, _, _ = _events(request, case)
    circles = dict(Circle.choices)
    rows = []
    for event in events.iterator(chunk_size=500):
        told = tell(event)
        at = timezone.localtime(told.at).strftime("%Y-%m-%d %H:%M")
        rows.append([at, told.title, told.by, " ".join(told.details), circles[told.circle]])
    heads = ["When", "What", "By", "More", "Who may read it"]
    return download("csv", name=f"{case.reference}-timeline", heads=heads, rows=rows)


def _events(request: HttpRequest, case: ConcernCase) -> tuple[Any, list[tuple[str, str]], str]:
    """The events that this person may read, the subjects among them, and the subject chosen."""
    seen = CaseEvent.objects.visible_to(request.user).filter(case_reference=case.reference)
    names = {subject_of(kind) for kind in seen.order_by().values_list("kind", flat=True).distinct()}
    subjects = sorted((name, name.replace("_", " ").capitalize()) for name in names)
    chosen = request.GET.get("about", "")
    if chosen in names:
        seen = seen.filter(kind__startswith=f"{chosen}.")
    # The place in the chain, not the time: two events of one second have an order too.
    return seen.order_by("-position"), subjects, chosen if chosen in names else ""
