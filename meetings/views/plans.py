"""The plan of a term: asked for, looked at, decided, stopped, dropped. Accepting is in ``workflows``."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from concern_cases.views.shared import read_and_send, send_once, sent_before
from meetings.calendars.plan_page import plan_page, quality_in_words
from meetings.calendars.tabs import calendar_tabs
from meetings.calendars.term import calendar_of
from meetings.calendars.terms import Term, chosen, near, terms_of
from meetings.forms.calendars import ChoiceForm, RulesForm
from meetings.models import ProposedDate, TermPlan
from meetings.services.invitees import suggested_invitees
from meetings.services.planning_rules import change_planning_rules
from meetings.services.problems import RULES, rules_of
from meetings.services.term_plans import (
    ask_for_plan,
    choose,
    drop_plan,
    plan_again,
    stop_planning,
)
from people import access
from people.guards import log_reading, log_refusal, person, refuse, require, seen_or_404
from record import clock
from record.errors import AlreadyDone, RuleError
from schools.models import LocalAuthority
from schools.permissions import Perm

ACTS = {
    "again": (plan_again, "A new plan is being worked out."),
    "stop": (stop_planning, "The search stops, and proposes the best plan found so far."),
    "drop": (drop_plan, "The plan was dropped. Nothing was changed by it."),
}


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """The plan of a term (``?term=2026-3``, ``2026-spring``): progress, decisions, dates, and its rules."""
    la = managed_la(request)
    found = _term(la, request.GET.get("term", ""))
    if found is None:
        return render(request, "meetings/term_unknown.html", {"tabs": calendar_tabs(request.user, "plan")})
    return _page(request, la, *found)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """A plan is asked for."""
    la = managed_la(request)
    found = _term(la, request.POST.get("term", ""))
    if found is None:
        raise Http404
    term = found[0]
    try:
        ask_for_plan(la, first_day=term.first_day, last_day=term.last_day, by=person(request))
        messages.success(request, "The plan is being worked out.")
    except RuleError as error:
        messages.info(request, f"{error}.")
    return redirect(plan_url(term))


@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The plan is made again, stopped or dropped."""
    found = plan_managed(request, pk)
    service, done = ACTS[what]
    try:
        service(found, by=person(request))
        messages.success(request, done)
    except AlreadyDone as already:
        messages.info(request, f"{already}.")
    return redirect(url_of(found))


@require_POST
def choose_date(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the dates offered for a case is taken."""
    row = ProposedDate.objects.select_related("plan__la", "case__school").filter(pk=pk).first()
    if row is None:
        raise Http404
    found = plan_managed(request, row.plan_id)
    onward = url_of(found)
    earlier = sent_before(request, otherwise=onward)
    if earlier:
        return earlier
    form = ChoiceForm(request.POST, date=row)
    if form.is_valid():
        key, reason = form.cleaned_data["choice"], form.cleaned_data["reason"]
        answer = send_once(
            request,
            form,
            do=lambda: choose(row, key=key, reason=reason, by=person(request)),
            onward=lambda _: onward,
            done=lambda _: f"{row.case.school} has a date.",
            otherwise=onward,
        )
        if answer:
            return answer
    elif not row.choices:
        messages.info(request, "This was decided already.")
        return redirect(onward)
    term = _term_of(found)
    return _page(request, found.la, *term, bound=form) if term else redirect(onward)


@require_safe
def invitations(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that accepting the plan would send, conference by conference."""
    found = plan_managed(request, pk)
    rows = found.dates.filter(starts_at__isnull=False).select_related("case__school", "case__lead", "keeps")
    dates = [(row, suggested_invitees(row.case)) for row in rows.order_by("starts_at") if not row.stays]
    facts = {
        "plan": found,
        "dates": dates,
        "some_left": any(not row.left_out for row, _ in dates),
        "back": url_of(found),
        "tabs": calendar_tabs(request.user, "plan"),
    }
    return render(request, "meetings/plan_invitations.html", facts)


@read_and_send
def planning_rules(request: HttpRequest) -> HttpResponse:
    """The numbers by which dates are proposed: read by those who plan, changed by those who lead."""
    la = _la_of(request, Perm.MANAGE_MEETING, Perm.MANAGE_STRATEGY)
    changes = access.may(request.user, Perm.MANAGE_STRATEGY, la)
    if request.method == "POST" and not changes:
        refuse(request, Perm.MANAGE_STRATEGY, la)
    rules = rules_of(la)
    form = RulesForm(request.POST or None, initial={name: getattr(rules, name) for name in RULES})
    onward = reverse("meetings:planning_rules")
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: change_planning_rules(la, **form.rules(), by=person(request)),
            onward=lambda _: onward,
            done=lambda _: "Dates are proposed by these rules from now on.",
            otherwise=onward,
        )
        if answer:
            return answer
    facts = {"form": form, "changes": changes, "la": la, "tabs": calendar_tabs(request.user, "")}
    return render(request, "meetings/planning_rules.html", facts)


def managed_la(request: HttpRequest) -> LocalAuthority:
    """The authority whose meetings the person manages; 403 for its other people, 404 for everybody else."""
    return _la_of(request, Perm.MANAGE_MEETING)


def plan_managed(request: HttpRequest, pk: int) -> TermPlan:
    """The plan, if the person may manage its authority's meetings; 403 for its other people, 404 else."""
    seen = TermPlan.objects.filter(la__in=access.las_where(request.user, may=Perm.VIEW_CASE))
    found = seen_or_404(request, seen.select_related("la"), pk=pk)
    require(request, Perm.MANAGE_MEETING, found.la)
    return found


def plan_url(term: Term) -> str:
    return f"{reverse('meetings:plan')}?term={term.name}"


def url_of(found: TermPlan) -> str:
    """The page on which the plan stands."""
    term = _term_of(found)
    return plan_url(term[0]) if term else reverse("meetings:plan")


def _la_of(request: HttpRequest, *perms: Perm) -> LocalAuthority:
    for perm in perms:
        la = access.las_where(request.user, may=perm).first()
        if la:
            return la
    seen = access.las_where(request.user, may=Perm.VIEW_CASE).first()
    if seen is None:
        log_refusal(request)
        raise Http404
    refuse(request, perms[0], seen)
    raise AssertionError("refuse never returns")


def _term(la: LocalAuthority, name: str) -> tuple[Term, list[Term]] | None:
    terms = terms_of(la)
    term = chosen(terms, name, today=clock.today())
    return (term, terms) if term else None


def _term_of(found: TermPlan) -> tuple[Term, list[Term]] | None:
    terms = terms_of(found.la)
    for term in terms:
        if (term.first_day, term.last_day) == (found.first_day, found.last_day):
            return term, terms
    return None


def _page(
    request: HttpRequest,
    la: LocalAuthority,
    term: Term,
    terms: list[Term],
    *,
    bound: ChoiceForm | None = None,
) -> HttpResponse:
    page = plan_page(la, term, bound=bound)
    log_reading(request, what=f"plan of {term.kind} {term.name}")
    facts: dict[str, Any] = {"page": page, "plan": page.plan, "term": term, "near": near(terms, term)}
    facts |= {
        "form": bound,
        "tabs": calendar_tabs(request.user, "plan"),
        "is_over": term.last_day <= clock.today(),
    }
    facts["view"] = calendar_of(request.user, la, term.first_day, term.last_day)
    facts["quality"] = quality_in_words(page.plan) if page.plan else ""
    return render(request, "meetings/plan.html", facts)
