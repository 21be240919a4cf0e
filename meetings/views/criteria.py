"""The success criteria of the authority, with their figures over time."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from concern_cases.forms.base import KeyedForm
from concern_cases.plan_pages.measures import Line, line
from concern_cases.views.shared import read_and_send, send_once, sent_before
from meetings.acting import do_and_return
from meetings.criteria import WORDS, standing
from meetings.models import SuccessCriterion, SuccessFigure
from meetings.services.criteria import begin_criteria, compute_figure, enter_figure
from people import access
from people.guards import log_reading, log_refusal, person, refuse, require, seen_or_404
from record import clock
from schools.models import LocalAuthority
from schools.permissions import Perm


class FigureForm(KeyedForm):
    value = forms.DecimalField(
        label="Figure",
        max_digits=6,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"data-label": "s", "data-width": 5}),
        error_messages={"required": "Give the figure"},
    )
    on = forms.DateField(
        label="On which day was it so?",
        widget=forms.DateInput(attrs={"data-label": "s"}),
        error_messages={"required": "Say on which day"},
    )
    source = forms.CharField(
        label="Where does it come from?",
        max_length=300,
        widget=forms.TextInput(attrs={"data-label": "s"}),
        error_messages={"required": "Say where the figure comes from"},
    )

    def facts(self) -> dict[str, Any]:
        """What ``enter_figure`` takes."""
        return {name: self.cleaned_data[name] for name in ("value", "on", "source")}


@dataclass(frozen=True)
class Row:
    """One criterion as the page shows it, its figures the latest first."""

    criterion: SuccessCriterion
    figures: list[SuccessFigure]
    standing: str
    line: Line | None

    @property
    def last(self) -> SuccessFigure | None:
        return self.figures[0] if self.figures else None

    @property
    def words(self) -> str:
        return WORDS[self.standing]

    @property
    def values(self) -> list[tuple[SuccessFigure, str]]:
        return [(figure, self.criterion.worded(figure.value)) for figure in self.figures]

    @property
    def baseline(self) -> str:
        return _worded(self.criterion, self.criterion.baseline)

    @property
    def target(self) -> str:
        return self.criterion.worded(self.criterion.target)


@require_safe
def criteria(request: HttpRequest) -> HttpResponse:
    """Every criterion with its baseline, its target, its figures, and whether it is on the way."""
    la = _la(request)
    log_reading(request, what="success criteria")
    rows = SuccessCriterion.objects.visible_to(request.user).filter(la=la).prefetch_related("figures")
    manages = access.may(request.user, Perm.MANAGE_STRATEGY, la)
    facts = {"rows": [row_of(each) for each in rows], "manages": manages}
    return render(request, "meetings/criteria.html", facts)


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
    criterion = _managed(request, pk)
    return do_and_return(
        request,
        lambda: compute_figure(criterion, by=person(request)),
        done="It was counted.",
        onward=reverse("meetings:criteria"),
    )


@read_and_send
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """A figure is entered, with its day and its source."""
    criterion, onward = _managed(request, pk), reverse("meetings:criteria")
    form = FigureForm(request.POST or None, initial={"on": clock.today()})
    answer = sent_before(request, otherwise=onward)
    if not answer and request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: enter_figure(criterion, by=person(request), **form.facts()),
            onward=lambda _: onward,
            done=lambda _: "The figure is on record.",
            otherwise=onward,
        )
    if answer:
        return answer
    return render(request, "meetings/criterion.html", {"form": form, "criterion": criterion, "back": onward})


def row_of(criterion: Any) -> Row:
    """One criterion with its figures and whether the last of them is on the way."""
    figures = sorted(criterion.figures.all(), key=lambda each: each.on, reverse=True)
    last = figures[0] if figures else None
    stands = standing(
        baseline=criterion.baseline,
        baseline_on=criterion.baseline_on,
        target=criterion.target,
        by=criterion.by,
        value=last.value if last else None,
        on=last.on if last else None,
    )
    now = criterion.worded(last.value) if last else ""
    drawn = line(_worded(criterion, criterion.baseline), now, criterion.worded(criterion.target))
    return Row(criterion, figures, stands, drawn)


def _worded(criterion: SuccessCriterion, value: Decimal | None) -> str:
    return "" if value is None else criterion.worded(value)


def _la(request: HttpRequest) -> LocalAuthority:
    """The authority whose people the person belongs to; 404 for everybody else."""
    la = access.las_where(request.user, may=Perm.VIEW_CASE).first()
    if la is None:
        log_refusal(request)
        seen_or_404(request, LocalAuthority.objects.none())
    return la  # type: ignore[return-value]


def _managed(request: HttpRequest, pk: int) -> SuccessCriterion:
    found: SuccessCriterion = seen_or_404(
        request, SuccessCriterion.objects.visible_to(request.user).select_related("la"), pk=pk
    )
    if not access.may(request.user, Perm.MANAGE_STRATEGY, found.la):
        refuse(request, Perm.MANAGE_STRATEGY, found.la)
    return found
