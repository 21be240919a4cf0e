"""Pages of one deployment: what it is, and everything that happens to it."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concern_cases.views.shared import FormPage, read_and_send
from people.access import may
from people.guards import log_reading, log_refusal, person, require, require_one, seen_or_404
from schools.permissions import Perm
from support.forms.deployments import (
    AgreeForm,
    ChangeForm,
    CorrectForm,
    DaysForm,
    EndForm,
    ReasonForm,
    RefuseForm,
)
from support.gatekeeping import may_answer, who_answers
from support.listing import lines_until
from support.models import DaysUsed, Deployment
from support.school_page import ASKERS, Line, titles_of
from support.services.answering import agree_support, change_support, refuse_support, warnings_now
from support.services.days_used import correct_days, undo_days, use_days
from support.services.deployments import end_support, withdraw_support
from support.services.rules import used_of
from support.views.shared import act, deployment_seen, given, head_of
from support.words import in_days, on_day

Status = Deployment.Status
WARNED = (Perm.READ_LA, Perm.GATEKEEP_SUPPORT, Perm.DRAFT_PLAN)


@require_safe
def deployment(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is sent, why, and what was done day by day."""
    row = deployment_seen(request, pk)
    log_reading(request, what=f"support by {row.provider}", urn=row.school.urn)
    title = titles_of([row.objective_id]).get(row.objective_id, "")
    head = head_of(request, row.school, row.case)
    answers = who_answers(row) if row.waits else []
    is_mine, asks = request.user in answers, bool(head["perms"].intersection(ASKERS))
    manages = Perm.MANAGE_CASE in head["perms"]
    facts: dict[str, Any] = {
        "row": row,
        "line": Line(row, used_of(row), title),
        "entries": row.used.select_related("entered_by"),
        "answers": answers,
        "is_mine": is_mine,
        "manages": manages,
        "asks": asks,
        "asked_it": row.asked_by == request.user and row.status == Status.PROPOSED,
        "takes_change_back": row.has_change and (manages or row.change_asked_by == request.user),
        "stands": lines_until(row.provider, _last_day(row)) if row.waits and (is_mine or asks) else [],
        "works": _works(request, row) and row.status == Status.AGREED,
        "shows_warnings": is_mine or bool(head["perms"].intersection(WARNED)) or row.asked_by == request.user,
        **head,
    }
    return render(request, "support/deployment.html", facts)


@read_and_send
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    row = _to_answer(request, pk)
    standing = warnings_now(row) if row.waits else []
    fresh = [text for text in standing if text not in row.warnings]
    form = AgreeForm(request.POST or None, offered=fresh, initial={"terms": row.terms})
    return _act(
        request,
        row,
        form,
        page=FormPage(title="Agree the support", button="Agree"),
        do=lambda: agree_support(row, **given(form), by=person(request)),
        done="The support is agreed.",
        warnings=[text for text in standing if text in row.warnings],
        # Asked when the page is drawn: what was changed meanwhile is then told as it is now.
        asked=lambda: _asked(row),
        stands=lambda: lines_until(row.provider, _last_day(row)),
    )


@read_and_send
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    row = _to_answer(request, pk)
    form = RefuseForm(request.POST or None, initial={"terms": row.terms})
    return _act(
        request,
        row,
        form,
        page=FormPage(title="Do not agree the support", button="Do not agree"),
        do=lambda: refuse_support(row, **given(form), by=person(request)),
        done="The support was not agreed. Whoever asked for it is told.",
        asked=lambda: _asked(row),
    )


@read_and_send
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other days, or another end: a new agreement, for which everybody can ask who may ask for support."""
    row = deployment_seen(request, pk)
    require_one(request, ASKERS, row.school)
    form = ChangeForm(request.POST or None, initial={"days": row.days_agreed, "ends_on": row.ends_on})
    lead = f"Agreed are {in_days(row.days_agreed)} until {on_day(row.ends_on)}. {in_days(used_of(row))} used."
    lead += " For another first day or somebody else, withdraw it and ask again."
    return _act(
        request,
        row,
        form,
        page=FormPage(title="Extend or change the support", button="Ask for the change", lead=lead),
        do=lambda: change_support(row, **given(form), by=person(request)),
        done=lambda made: (
            "The change waits for an answer." if made.has_change else "The support was changed."
        ),
    )


@read_and_send
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = deployment_seen(request, pk)
    require(request, Perm.MANAGE_CASE, row.school)
    form = EndForm(request.POST or None)
    return _act(
        request,
        row,
        form,
        page=FormPage(title="End the support", button="End the support"),
        do=lambda: end_support(row, **given(form), by=person(request)),
        done="The support has ended.",
    )


@read_and_send
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody is sent after all. Whoever asked may do so as long as it is not agreed."""
    row = deployment_seen(request, pk)
    if row.asked_by != request.user:
        require(request, Perm.MANAGE_CASE, row.school)
    form = ReasonForm(request.POST or None)
    verb = "Take the request back" if row.status == Status.PROPOSED else "Withdraw the support"
    return _act(
        request,
        row,
        form,
        page=FormPage(title=verb, button=verb),
        do=lambda: withdraw_support(row, why=form.cleaned_data["why"], by=person(request)),
        done="The support was withdrawn.",
    )


@read_and_send
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Days that were worked are entered by whoever was sent, or by a manager."""
    row = _worked(request, pk)
    form = DaysForm(request.POST or None)
    return _act(
        request,
        row,
        form,
        page=FormPage(title="Enter days", button="Enter the days", lead=_so_far(row)),
        do=lambda: use_days(row, **given(form), by=person(request)),
        done=lambda made: _entered(made.deployment),
    )


@read_and_send
def correct(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    row = _worked(request, pk)
    used = _entry(request, row, entry)
    initial = {name: getattr(used, name) for name in ("on", "days", "done", "impact")}
    form = CorrectForm(request.POST or None, initial=initial)
    return _act(
        request,
        row,
        form,
        page=FormPage(title="Correct days", button="Correct the days", lead="What stood before is kept."),
        do=lambda: correct_days(used, **given(form), by=person(request)),
        done=lambda made: _entered(made.deployment, what="corrected"),
    )


@read_and_send
def undo(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    row = _worked(request, pk)
    used = _entry(request, row, entry)
    form = ReasonForm(request.POST or None)
    lead = f"{in_days(used.days)} on {on_day(used.on)}: {used.done}"
    return _act(
        request,
        row,
        form,
        page=FormPage(title="Take days back", button="Take the days back", lead=lead),
        do=lambda: undo_days(used, why=form.cleaned_data["why"], by=person(request)),
        done="The days were taken back.",
    )


def _act(
    request: HttpRequest, row: Deployment, form: Any, *, page: FormPage, do: Any, done: Any, **more: Any
) -> HttpResponse:
    head = head_of(request, row.school, row.case)
    facts = {"row": row, **head, **more}
    return act(request, form, page=page, do=do, done=done, back=row.get_absolute_url(), **facts)


def _to_answer(request: HttpRequest, pk: int) -> Deployment:
    """The deployment, if the answer is the person's; what nobody answers any more, of whoever could."""
    row = deployment_seen(request, pk)
    if may_answer(person(request), row) or (not row.waits and person(request) in who_answers(row)):
        return row
    log_refusal(request, urn=row.school.urn)
    names = ", ".join(str(user) for user in who_answers(row))
    raise PermissionDenied(f"{names} can agree this support.")


def _worked(request: HttpRequest, pk: int) -> Deployment:
    row = deployment_seen(request, pk)
    if not _works(request, row):
        log_refusal(request, urn=row.school.urn)
        raise PermissionDenied("Whoever is sent, or whoever runs the case, can enter days.")
    return row


def _works(request: HttpRequest, row: Deployment) -> bool:
    mine = row.provider.user_id is not None and row.provider.user_id == request.user.pk
    return mine or may(request.user, Perm.MANAGE_CASE, row.school)


def _entry(request: HttpRequest, row: Deployment, pk: int) -> DaysUsed:
    return seen_or_404(request, DaysUsed.objects.filter(deployment=row), pk=pk)


def _asked(row: Deployment) -> str:
    if row.has_change:
        days, ends_on = row.change_days or row.days_agreed, row.change_ends_on or row.ends_on
        return (
            f"{row.provider}: {in_days(days)} until {on_day(ends_on)} instead of "
            f"{in_days(row.days_agreed)} until {on_day(row.ends_on)}. {row.change_why}"
        )
    span = f"from {on_day(row.starts_on)} to {on_day(row.ends_on)}"
    return f"{row.provider}, {in_days(row.days_agreed)} {span}. {row.why}"


def _last_day(row: Deployment) -> date:
    return row.change_ends_on or row.ends_on


def _so_far(row: Deployment) -> str:
    return f"{row.provider}: {Line(row, used_of(row), '').days}."


def _entered(row: Deployment, *, what: str = "entered") -> str:
    line = Line(row, used_of(Deployment.objects.prefetch_related("used").get(pk=row.pk)), "")
    beyond = " That is more than was agreed: ask for more days, or put it right." if line.is_beyond else ""
    return f"The days were {what}: {line.days}.{beyond}"
