"""People and posts from a file: looked at first, then brought in as a whole."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from people.forms.imports import ConfirmForm, ImportForm
from people.managed import managed_las
from people.roles import RULES, Role, Scope
from people.rows import COLUMNS
from people.services.importing import import_people
from people.views.posted import posted
from record.errors import RuleError
from record.exports import download

EXAMPLES = [
    ["a.adviser@council.example", "Ann Adviser", "Dr", "01632 960001", "senior_adviser", "999"]
    + ["", "", "2026-09-01", ""],
    ["c.chair@school.example", "Chris Chair", "", "", "chair", "", "", "999998 999999"]
    + ["2026-09-01", "2030-08-31"],
    ["o.officer@diocese.example", "Olu Officer", "Canon", "", "diocesan_officer", "", "CE91"]
    + ["", "2026-09-01", ""],
]


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Nothing at first; then what the file would do, line by line; then it is done."""
    las = list(managed_las(request))
    if "text" in request.POST:
        return _confirm(request, las)
    form = ImportForm(posted(request), request.FILES or None)
    report = confirm = None
    if form.is_valid():
        text = form.cleaned_data["file"]
        try:
            report = import_people(text, by=request.user, las=las, dry_run=True)  # type: ignore[arg-type]
        except RuleError as error:
            form.add_error(error.field, str(error))
        else:
            confirm = ConfirmForm(initial={"text": text})
    return _page(request, form, report, confirm)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The columns, with one example of each kind of post."""
    managed_las(request)
    return download("csv", name="people-template", heads=COLUMNS, rows=EXAMPLES)


def _confirm(request: HttpRequest, las: list) -> HttpResponse:
    """The text comes back from the page and is read anew: nothing of it is trusted."""
    confirm = ConfirmForm(request.POST)
    form = ImportForm()
    if not confirm.is_valid():
        return _page(request, form, None, None)
    text, invite = confirm.cleaned_data["text"], confirm.cleaned_data["invite"]
    try:
        report = import_people(text, by=request.user, las=las, invite=invite)  # type: ignore[arg-type]
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("people:import")
    if not report.done:
        return _page(request, form, report, confirm)
    invited = f" {report.invited} were invited to sign in." if report.invited else ""
    messages.success(request, f"{report.people} people and {report.posts} posts were brought in.{invited}")
    return redirect("people:people")


def _page(
    request: HttpRequest, form: ImportForm, report: object, confirm: ConfirmForm | None
) -> HttpResponse:
    scopes = {Scope.LA: "la", Scope.DIOCESE: "diocese", Scope.SCHOOLS: "schools"}
    roles = [(role.value, role.label, scopes[RULES[role].scope]) for role in Role]
    context = {"form": form, "report": report, "confirm": confirm, "roles": roles}
    return render(request, "people/import.html", context)
