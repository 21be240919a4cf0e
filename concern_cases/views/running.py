"""Pages that judge the school and change how the case is run. Closing stops processes: ``workflows``."""

from django.http import HttpRequest, HttpResponse

from concern_cases.cadence_words import how_often, what_each_risk_proposes
from concern_cases.forms.running import CadenceForm, CategoryForm, LeadForm, RiskForm
from concern_cases.models import ConcernCase
from concern_cases.services.cadences import (
    cadence_proposed,
    change_cadence,
    follows_risk,
    inside,
    risk_of,
)
from concern_cases.services.judgements import judge_risk, set_category
from concern_cases.services.leads import change_lead
from concern_cases.views.shared import FormPage, act_on_case, case_seen, people_of, person, read_and_send
from evaluation.models import Risk
from people.access import may
from schools.permissions import Perm


@read_and_send
def risk_page(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_seen(request, reference, what="judging a risk", perm=Perm.JUDGE_SCHOOL)
    form = RiskForm(request.POST or None)

    def do() -> Risk:
        given = form.cleaned_data
        facts = {name: given[name] for name in ("kind", "level", "reason", "on", "source")}
        return judge_risk(case.school, by=person(request), **facts)

    level = risk_of(case.school)
    more = {
        "now": inside(how_often(case, level)),
        "follows": follows_risk(case, level),
        "proposals": what_each_risk_proposes(),
        "may_change": may(request.user, Perm.MANAGE_CASE, case.school),
    }
    page = FormPage(
        title="Judge a risk of the school",
        button="Record the judgement",
        template="concern_cases/risk_judge.html",
    )
    return act_on_case(
        request, case, form, page=page, do=do, done=lambda risk: _judged(case, risk), more=more
    )


def _judged(case: ConcernCase, risk: Risk) -> str:
    """That it was recorded, and what it did to how often conferences are held."""
    words = "The judgement was recorded."
    if risk.kind != Risk.Kind.IMPROVEMENT:
        return words
    if not Risk.objects.current().filter(pk=risk.pk).exists():
        return f"{words} It is not the latest: a later one stands, and nothing else was changed."
    before = case.cadence
    case.refresh_from_db()
    now = inside(how_often(case, risk.level))
    return f"{words} Conferences are {'still' if case.cadence == before else 'now'} held {now}"


@read_and_send
def category_page(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_seen(request, reference, what="setting the category", perm=Perm.JUDGE_SCHOOL)
    form = CategoryForm(request.POST or None)

    def do() -> object:
        given = form.cleaned_data
        names = ("category", "stage", "on", "reason", "disputed_why", "source")
        facts = {name: given[name] for name in names}
        return set_category(case.school, by=person(request), **facts)

    page = FormPage(title="Set the category of the school", button="Set the category")
    return act_on_case(request, case, form, page=page, do=do, done="The category was set.")


@read_and_send
def cadence_page(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_seen(request, reference, what="changing the cadence", perm=Perm.MANAGE_CASE)
    level = risk_of(case.school)
    proposed = cadence_proposed(level)
    form = CadenceForm(request.POST or None, current=case.cadence, proposed=proposed)

    def do() -> object:
        given = form.cleaned_data
        return change_cadence(case, cadence=given["cadence"], why=given["why"], by=person(request))

    page = FormPage(
        title="Change how often conferences are held",
        button="Change it",
        lead=f"Now: {inside(how_often(case, level))}",
    )
    return act_on_case(
        request, case, form, page=page, do=do, done="How often conferences are held was changed."
    )


@read_and_send
def lead_page(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_seen(request, reference, what="changing the lead", perm=Perm.MANAGE_CASE)
    leads = people_of(case.school, Perm.MANAGE_CASE)
    leads.pop(case.lead_id, None)
    form = LeadForm(request.POST or None, leads=leads)

    def do() -> object:
        return change_lead(
            case, lead=form.cleaned_data["lead"], why=form.cleaned_data["why"], by=person(request)
        )

    page = FormPage(
        title="Hand the case to another lead", button="Hand it over", lead=f"{case.lead} leads it now."
    )
    return act_on_case(request, case, form, page=page, do=do, done="The case was handed over.")
