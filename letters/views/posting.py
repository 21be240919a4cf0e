"""The list of what is to be posted or taken by hand: printed as one file, and recorded as sent in one go."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from letters.labels import HEADS, labels_pdf, list_rows
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
from record.exports import download
from schools.models import School
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
    schools, group = _asked(request)
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
        "any_instead": any(row.is_instead for row in rows),
        "ticked": ticked,
        "tabs": _tabs(counts_to_post(schools), group),
        "form": form,
        "group": group,
    }
    return render(request, "letters/to_post.html", facts)


@login_required
@require_safe
def post_download(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as a table for a spreadsheet, such as for a mailing house: the same rows."""
    schools, group = _asked(request)
    log_reading(request, what=f"List of letters to post as {kind.upper()}")
    return download(kind, name="to-post", heads=HEADS, rows=list_rows(rows_to_post(schools, group)))


def _asked(request: HttpRequest) -> tuple[QuerySet[School], str]:
    """The schools whose letters the person posts, and the group that is shown; refused to everybody else."""
    schools = schools_where(request.user, may=Perm.DRAFT_LETTER)
    if not schools.exists():
        log_refusal(request)
        raise PermissionDenied(Perm.DRAFT_LETTER.value)
    shown = request.GET.get("show", "")
    return schools, shown if shown in GROUPS else ""


def _act(request: HttpRequest, form: SentForm, rows: list[ToPost]) -> HttpResponseBase | None:
    """What the button that was pressed asks for; None if something on the form is to be put right."""
    do = request.POST.get("do")
    if do in ("print", "labels") and not rows:
        form.add_error("what", "Tick what is to be printed")
        return None
    if do == "labels":
        return _labels(request, rows)
    if do == "print":
        return _print(request, rows)
    return _record(request, form, rows) if form.is_valid() else None


def _labels(request: HttpRequest, rows: list[ToPost]) -> HttpResponse | None:
    log_reading(request, what=f"{counted(len(rows), 'label')} for letters to post")
    answer = HttpResponse(labels_pdf(rows), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="labels.pdf"'
    return answer


def _print(request: HttpRequest, rows: list[ToPost]) -> FileResponse:
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
