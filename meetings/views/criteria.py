"""The success criteria of the authority, with their figures over time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from concern_cases.forms.base import KeyedForm
from concern_cases.views.shared import read_and_send, send_once, sent_before
from meetings.acting import do_and_return
from meetings.criteria_rows import criteria_rows, row_of
from meetings.forms.criteria import CriterionForm, FigureForm, ReasonForm
from meetings.models import SuccessCriterion, SuccessFigure
from meetings.services.criteria import (
    add_criterion,
    begin_criteria,
    change_criterion,
    compute_figure,
    end_criterion,
    enter_figure,
    take_back_figure,
)
from people import access
from people.guards import log_reading, log_refusal, person, refuse, require, seen_or_404
from record import clock
from schools.models import LocalAuthority
from schools.permissions import Perm

SAID = ("text", "unit", "baseline", "baseline_on", "target", "by")


@dataclass(frozen=True)
class Words:
    """The words of a page with one form about a criterion."""

    title: str
    button: str
    about: str = ""
    lead: str = ""


@dataclass(frozen=True)
class Version:
    """What a criterion said once, who wrote it, and why."""

    at: Any
    who: str
    why: str
    said: list[str]


@require_safe
def criteria(request: HttpRequest) -> HttpResponse:
    """Every criterion in force with its baseline, target and figures, and whether it is on the way."""
    la = _la(request)
    log_reading(request, what="success criteria")
    ended = SuccessCriterion.objects.filter(la=la).exclude(ended_on=None).order_by("-ended_on", "-pk")
    facts = {
        "rows": criteria_rows(la),
        "ended": ended,
        "manages": access.may(request.user, Perm.MANAGE_STRATEGY, la),
    }
    return render(request, "meetings/criteria.html", facts)


@require_safe
def criterion(request: HttpRequest, pk: int) -> HttpResponse:
    """One criterion: its way as a picture, every figure with its source, and what it said before."""
    found = _seen(request, pk)
    log_reading(request, what=f"success criterion: {found}")
    figures = found.figures.select_related("criterion", "entered_by", "taken_back_by").order_by("-on", "-pk")
    facts = {
        "row": row_of(found, [figure for figure in figures if figure.taken_back_at is None]),
        "taken_back": [
            (figure, found.worded(figure.value)) for figure in figures if figure.taken_back_at is not None
        ],
        "versions": _versions(found),
        "manages": access.may(request.user, Perm.MANAGE_STRATEGY, found.la) and not found.ended_on,
    }
    return render(request, "meetings/criterion.html", facts)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """The authority begins with the nine criteria of the programme."""
    la = _la(request)
    require(request, Perm.MANAGE_STRATEGY, la)
    return do_and_return(
        request,
        lambda: begin_criteria(la, by=person(request)),
        done="The criteria are there. Enter or count their figures.",
        onward=reverse("meetings:criteria"),
    )


@require_POST
def compute(request: HttpRequest, pk: int) -> HttpResponse:
    """The figure of today is counted."""
    found = _managed(request, pk)
    return do_and_return(
        request,
        lambda: compute_figure(found, by=person(request)),
        done="It was counted.",
        onward=found.get_absolute_url(),
    )


@read_and_send
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """A figure is entered, with its day and its source."""
    found = _managed(request, pk)
    form = FigureForm(request.POST or None, criterion=found, initial={"on": clock.today()})
    return _act(
        request,
        form,
        words=Words("Enter a figure", "Keep the figure", about=str(found)),
        do=lambda: enter_figure(found, by=person(request), **form.facts()),
        done="The figure is on record.",
        onward=found.get_absolute_url(),
    )


@read_and_send
def take_back(request: HttpRequest, pk: int, figure_pk: int) -> HttpResponse:
    """A figure that was wrong is taken back, with the reason."""
    found = _managed(request, pk)
    figure: SuccessFigure = seen_or_404(request, SuccessFigure.objects.filter(criterion=found), pk=figure_pk)
    form = ReasonForm(request.POST or None)
    words = Words(
        "Take a figure back",
        "Take it back",
        about=str(found),
        lead=f"{found.worded(figure.value)}, {figure.source.rstrip('.')}. It counts no more, but stays.",
    )
    return _act(
        request,
        form,
        words=words,
        do=lambda: take_back_figure(figure, by=person(request), **form.facts()),
        done="The figure was taken back.",
        onward=found.get_absolute_url(),
    )


@read_and_send
def add(request: HttpRequest) -> HttpResponse:
    """A criterion of the authority's own is added."""
    la = _la(request)
    require(request, Perm.MANAGE_STRATEGY, la)
    form = CriterionForm(request.POST or None)
    return _act(
        request,
        form,
        words=Words("Add a success criterion", "Add it"),
        do=lambda: add_criterion(la, by=person(request), **form.facts()),
        done="The criterion was added.",
        onward=reverse("meetings:criteria"),
    )


@read_and_send
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A criterion says something else from now on; what it said is kept."""
    found = _managed(request, pk)
    form = CriterionForm(request.POST or None, criterion=found)
    return _act(
        request,
        form,
        words=Words("Change the criterion", "Change it", about=str(found)),
        do=lambda: change_criterion(found, by=person(request), **form.facts()),
        done="The criterion was changed.",
        onward=found.get_absolute_url(),
    )


@read_and_send
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """A criterion counts no longer."""
    found = _managed(request, pk)
    form = ReasonForm(request.POST or None)
    words = Words("End the criterion", "End it", about=str(found), lead="Its figures stay to be read.")
    return _act(
        request,
        form,
        words=words,
        do=lambda: end_criterion(found, by=person(request), **form.facts()),
        done="The criterion was ended.",
        onward=reverse("meetings:criteria"),
    )


def _act(
    request: HttpRequest,
    form: KeyedForm,
    *,
    words: Words,
    do: Callable[[], Any],
    done: str,
    onward: str,
) -> HttpResponse:
    """The form, or the page that follows once it was sent and ``do`` was done."""
    answer = sent_before(request, otherwise=onward)
    if not answer and request.method == "POST" and form.is_valid():
        answer = send_once(
            request, form, do=do, onward=lambda _: onward, done=lambda _: done, otherwise=onward
        )
    if answer:
        return answer
    return render(request, "meetings/criterion_act.html", {"form": form, "words": words, "back": onward})


def _versions(found: SuccessCriterion) -> list[Version]:
    """What the criterion said from its beginning on, the latest first; of each what was new in it."""
    rows = list(found.history.select_related("history_user").order_by("history_date", "history_id"))
    versions = []
    for before, row in zip([None, *rows], rows, strict=False):
        new = [name for name in SAID if before and getattr(before, name) != getattr(row, name)]
        said = [_said(name, getattr(before, name), found) for name in new]
        why = row.history_change_reason or ""
        if before is None or said or row.ended_on != before.ended_on:
            versions.append(Version(row.history_date, str(row.history_user or ""), why, said))
    return versions[::-1]


def _said(name: str, was: Any, found: SuccessCriterion) -> str:
    """What a field said before, in words."""
    label = {"text": "Text", "unit": "Unit", "baseline": "Beginning", "target": "Target"}.get(name)
    if name in ("baseline_on", "by"):
        label = "Day of the beginning" if name == "baseline_on" else "Day of the target"
    if was is None:
        return f"{label}: there was none"
    if name in ("baseline", "target"):
        was = found.worded(was)
    elif isinstance(was, date):
        was = f"{was.day} {was:%B %Y}"
    elif name == "unit":
        was = SuccessCriterion.Unit(was).label
    return f"{label} before: {was}"


def _la(request: HttpRequest) -> LocalAuthority:
    """The authority whose people the person belongs to; 404 for everybody else."""
    la = access.las_where(request.user, may=Perm.VIEW_CASE).first()
    if la is None:
        log_refusal(request)
        seen_or_404(request, LocalAuthority.objects.none())
    return la  # type: ignore[return-value]


def _seen(request: HttpRequest, pk: int) -> SuccessCriterion:
    rows = SuccessCriterion.objects.visible_to(request.user).select_related("la")
    found: SuccessCriterion = seen_or_404(request, rows, pk=pk)
    return found


def _managed(request: HttpRequest, pk: int) -> SuccessCriterion:
    found = _seen(request, pk)
    if not access.may(request.user, Perm.MANAGE_STRATEGY, found.la):
        refuse(request, Perm.MANAGE_STRATEGY, found.la)
    return found
