"""The list of actions: one's own, and all that one may read."""

import re
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concern_cases.late_steps import late_steps_of
from concern_cases.models import Plan
from people.guards import log_reading, person
from record import clock, exports
from record.words import counted
from web.actions.listing import ALL, HEADS, MINE, VERIFY, action_list, rows_of

PAGE = 25

WHOSE = (
    (MINE, MINE, "Mine"),
    (VERIFY, f"{VERIFY}&state=to_verify", "Yours to verify"),
    (ALL, ALL, "Everybody’s"),
)


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """The actions that the reader may read, filtered and sorted by the address, 25 a page."""
    found = action_list(request.user, request.GET)
    page = Paginator(found.actions, PAGE).get_page(request.GET.get("page"))
    tabs = [
        {"label": label, "url": f"?whose={address}", "current": found.whose == whose}
        for whose, address, label in WHOSE
    ]
    steps = _late_steps(request, found.whose)
    shown = steps if request.GET.get("steps") == ALL else steps[:PAGE]
    facts = {"found": found, "page": page, "sort": found.sort, "tabs": tabs}
    return render(request, "web/actions.html", {**facts, "steps": shown, "all_steps": steps})


def _late_steps(request: HttpRequest, whose: str) -> list[Any]:
    """The late steps of plans that belong on the tab; one’s own name the reader. A step is not verified."""
    if whose == VERIFY:
        return []
    steps = late_steps_of(Plan.objects.visible_to(request.user))
    if whose == ALL:
        return steps
    named = re.compile(rf"(?<![\w-]){re.escape(person(request).name)}(?![\w-])")
    return [step for step in steps if named.search(step.who)]


@require_safe
def download_actions(request: HttpRequest, kind: str) -> HttpResponse:
    """The same actions, all of them, as a file; the read log knows who took how many."""
    if kind not in exports.KINDS:
        raise Http404
    rows = rows_of(action_list(request.user, request.GET).actions)
    log_reading(request, what=f"list of {counted(len(rows), 'action')} as {kind.upper()}")
    return exports.download(kind, name=f"actions-{clock.today().isoformat()}", heads=HEADS, rows=rows)
