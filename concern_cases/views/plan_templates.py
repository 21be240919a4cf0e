"""Pages of what new plans begin with, and of the numbers by which plans and reviews run.

Whoever works at the authority reads them; whoever runs its cases changes them.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from concern_cases.forms.base import KeyedForm
from concern_cases.forms.plans import RulesForm, TemplateForm, TemplateObjectiveForm
from concern_cases.forms.template_rows import empty_rows
from concern_cases.models import PlanRules, PlanTemplate, TemplateObjective
from concern_cases.services.plan_templates import (
    NUMBERS,
    add_template,
    change_plan_rules,
    change_template,
    move_template_objective,
    remove_template_objective,
    save_template_objective,
)
from concern_cases.views.shared import read_and_send, send_once, sent_before
from people.access import las_where
from people.guards import log_refusal, person, refuse
from schools.models import LocalAuthority
from schools.permissions import Perm

CHANGE = Perm.MANAGE_CASE


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Every template, with what plans begin with."""
    _see(request)
    rows = PlanTemplate.objects.in_use().prefetch_related("objectives")
    facts = {"templates": rows, "may_change": _may_change(request)}
    return render(request, "concern_cases/plan_templates.html", facts)


@require_safe
def template(request: HttpRequest, code: str) -> HttpResponse:
    """One template with its objectives."""
    found = _template(request, code)
    objectives = found.objectives.select_related("area").prefetch_related("criteria", "steps")
    facts = {"template": found, "objectives": objectives, "may_change": _may_change(request)}
    return render(request, "concern_cases/plan_template.html", facts)


@read_and_send
def add(request: HttpRequest) -> HttpResponse:
    """One more template."""
    _change(request)
    form = TemplateForm(request.POST or None)
    return _act(
        request,
        form,
        title="Add a template",
        do=lambda: add_template(by=person(request), **form.facts()),
        onward=_url,
        back=reverse("plans:templates"),
    )


@read_and_send
def change(request: HttpRequest, code: str) -> HttpResponse:
    """What a template is for, its horizon, how often its plans are re-written."""
    found = _template(request, code, to_change=True)
    form = TemplateForm(request.POST or None, template=found)
    return _act(
        request,
        form,
        title=f"Change the template “{found}”",
        do=lambda: change_template(found, by=person(request), **form.facts()),
        back=_url(found),
    )


@read_and_send
def objective(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """One objective of a template with what measures it and its first steps, or a new one."""
    found = _template(request, code, to_change=True)
    row = _objective(found, pk) if pk else None
    form = TemplateObjectiveForm(request.POST or None, objective=row)
    return _act(
        request,
        form,
        title="Change the objective" if row else "Add an objective",
        do=lambda: save_template_objective(found, row, by=person(request), **form.facts()),
        back=_url(found),
        page="concern_cases/plan_template_objective.html",
        more={"template": found, "empty_rows": empty_rows()},
    )


@require_POST
def arrange(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A button of an objective: up, down, remove."""
    found = _template(request, code, to_change=True)
    row, button = _objective(found, pk), request.POST.get("do")
    if button in ("up", "down"):
        move_template_objective(row, up=button == "up", by=person(request))
    if button == "remove":
        remove_template_objective(row, by=person(request))
        messages.success(request, f"“{row}” was removed.")
    return redirect(_url(found))


@read_and_send
def rules(request: HttpRequest) -> HttpResponse:
    """The numbers by which the authority's plans and reviews run."""
    la = _see(request)
    changing = las_where(request.user, may=CHANGE).first()
    numbers = PlanRules.of(changing or la)
    form = RulesForm(request.POST or None, rules=numbers)
    if request.method == "POST" and changing is None:
        refuse(request, CHANGE, la)
    if changing:
        here = reverse("plans:rules")
        answer = sent_before(request, otherwise=here)
        if answer is None and request.method == "POST" and form.is_valid():
            answer = send_once(
                request,
                form,
                do=lambda: change_plan_rules(changing, numbers=form.facts(), by=person(request)),
                onward=lambda _: here,
                done=lambda _: "The numbers were saved.",
                otherwise=here,
            )
        if answer:
            return answer
    shown = [(form.fields[name].label, getattr(numbers, name), NUMBERS[name][0]) for name in NUMBERS]
    facts = {"form": form, "la": changing or la, "may_change": bool(changing), "shown": shown}
    return render(request, "concern_cases/plan_rules.html", facts)


def _see(request: HttpRequest) -> LocalAuthority:
    """The authority of whoever works there; for others there is no such page (404)."""
    la = las_where(request.user, may=Perm.VIEW_CASE).first()
    if la is None:
        log_refusal(request)
        raise Http404
    return la


def _may_change(request: HttpRequest) -> bool:
    return las_where(request.user, may=CHANGE).exists()


def _change(request: HttpRequest) -> None:
    la = _see(request)
    if not _may_change(request):
        refuse(request, CHANGE, la)


def _template(request: HttpRequest, code: str, *, to_change: bool = False) -> PlanTemplate:
    _see(request)
    found: PlanTemplate | None = PlanTemplate.objects.in_use().filter(code=code).first()
    if found is None:
        raise Http404
    if to_change:
        _change(request)
    return found


def _objective(template: PlanTemplate, pk: int) -> TemplateObjective:
    found = template.objectives.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _url(template: PlanTemplate) -> str:
    return reverse("plans:template", args=[template.code])


def _act(
    request: HttpRequest,
    form: KeyedForm,
    *,
    title: str,
    do: Callable[[], Any],
    back: str,
    onward: Callable[[Any], str] | None = None,
    page: str = "concern_cases/plan_template_act.html",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form, or the template's page once it was sent and ``do`` was done."""
    answer = sent_before(request, otherwise=back)
    if answer is None and request.method == "POST" and form.is_valid():
        then = onward or (lambda _: back)
        answer = send_once(
            request, form, do=do, onward=then, done=lambda _: "The template was saved.", otherwise=back
        )
    facts = {"form": form, "title": title, "back": back, **(more or {})}
    return answer or render(request, page, facts)
