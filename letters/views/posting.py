"""The list of what is to be posted or taken by hand: printed as one file, and recorded as sent in one go."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from letters.posting import GROUPS, ToPost, counts_to_post, print_rows, rows_to_post
from letters.services.posting import record_sent
from letters.services.reading import record_reading
from letters.serving_forms import SentForm
from letters.views.reader import reader
from letters.wording import counted
from people.access import schools_where
from people.guards import log_reading, log_refusal
from record import clock
from record.errors import RuleError
from schools.permissions import Perm


@dataclass(frozen=True)
class Tab:
    """One group above the list."""

    label: str
    url: str
    count: int
    current: bool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def to_post(request: HttpRequest) -> HttpResponseBase:
    """What is to leave by post or by hand and is not on record as sent: to tick, print and record."""
    schools = schools_where(request.user, may=Perm.DRAFT_LETTER)
    if not schools.exists():
        log_refusal(request)
        raise PermissionDenied(Perm.DRAFT_LETTER.value)
    shown = request.GET.get("show", "")
    group = shown if shown in GROUPS else ""
    rows = rows_to_post(schools, group)
    form = SentForm(request.POST or None, rows=rows, initial={"on": clock.today()})
    ticked = {row.key for row in rows} if request.GET.get("tick") else set()
    if request.method == "POST":
        ticked = set(request.POST.getlist("what"))
        answer = _act(request, form, [row for row in rows if row.key in ticked])
        if answer:
            return answer
    log_reading(request, what="List of letters to post")
    facts: dict[str, Any] = {
        "rows": rows,
        "listed": form.with_fields(rows),
        "ticked": ticked,
        "tabs": _tabs(counts_to_post(schools), group),
        "form": form,
        "group": group,
    }
    return render(request, "letters/to_post.html", facts)


def _act(request: HttpRequest, form: SentForm, rows: list[ToPost]) -> HttpResponseBase | None:
    """What the button that was pressed asks for; None if something on the form is to be put right."""
    if request.POST.get("do") == "print":
        return _print(request, form, rows)
    return _record(request, form, rows) if form.is_valid() else None


def _print(request: HttpRequest, form: SentForm, rows: list[ToPost]) -> FileResponse | None:
    if not rows:
        form.add_error("what", "Tick what is to be printed")
        return None
    for row in rows:
        record_reading(row.letter, what="to be printed and posted", by=reader(request))
    with NamedTemporaryFile(suffix=".pdf", delete=False) as kept:
        target = Path(kept.name)
    try:
        for missing in print_rows(rows, target):
            messages.warning(request, f"This could not be printed along: {missing}")
        answer = FileResponse(target.open("rb"), content_type="application/pdf", filename="to-post.pdf")
    finally:
        target.unlink()  # what is open is read to its end
    return answer


def _record(request: HttpRequest, form: SentForm, rows: list[ToPost]) -> HttpResponse | None:
    facts = {name: form.cleaned_data[name] for name in ("on", "who")}
    try:
        count = record_sent([row.sent for row in rows], taken_by=form.taken_by(), by=reader(request), **facts)
    except RuleError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    what = f"{counted(count, 'letter or notice', 'letters or notices')} {'was' if count == 1 else 'were'}"
    messages.success(request, f"It is recorded that {what} sent.")
    return redirect(request.get_full_path())


def _tabs(counts: dict[str, int], chosen: str) -> list[Tab]:
    """All, and each group with something in it."""
    tabs = [Tab("All", "?", sum(counts.values()), not chosen)]
    for group, label in GROUPS.items():
        if counts[group] or group == chosen:
            tabs.append(Tab(label, f"?show={group}", counts[group], group == chosen))
    return tabs
