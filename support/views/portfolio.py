"""Pages of the portfolio and the programmes as lists that people keep: add, rename, retire, offer again.

Everybody who signs in reads them; who runs the authority's cases changes them, as templates of plans.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concern_cases.forms.base import KeyedForm
from concern_cases.views.shared import FormPage, read_and_send
from evaluation.models.reference import DatedName
from people.access import las_where
from people.guards import log_reading, person, seen_or_404
from schools.permissions import Perm
from support.forms.portfolio import KindForm, ProgrammeForm, RulesForm
from support.models import Programme, SupportRules, SupportType
from support.services.portfolio import (
    add_to_portfolio,
    change_in_portfolio,
    offer_again,
    retire_from_portfolio,
)
from support.services.reminders import change_support_rules
from support.views.providers import tabs
from support.views.shared import act, given, la_managed

# Address of the list: whose list, its form, what one of it is called.
LISTS: dict[str, tuple[type[DatedName], type[KeyedForm], str]] = {
    "kinds": (SupportType, KindForm, "kind of support"),
    "programmes": (Programme, ProgrammeForm, "programme"),
}


@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """The kinds of support that are offered, and those that were."""
    rows = list(SupportType.objects.all())
    log_reading(request, what="kinds of support")
    facts = {
        "rows": [row for row in rows if row.is_in_use],
        "retired": [row for row in rows if not row.is_in_use],
        "manages": las_where(request.user, may=Perm.MANAGE_CASE).exists(),
        "tabs": tabs("kinds"),
    }
    return render(request, "support/kinds.html", facts)


@read_and_send
def add(request: HttpRequest, of: str) -> HttpResponse:
    la_managed(request)
    model, form_of, what = LISTS[of]
    form = form_of(request.POST or None)
    return act(
        request,
        form,
        page=FormPage(title=f"Add a {what}", button=f"Add the {what}"),
        do=lambda: add_to_portfolio(model, **given(form), by=person(request)),
        done=lambda row: f"{row} was added.",
        back=reverse(f"support:{of}"),
    )


@read_and_send
def change(request: HttpRequest, of: str, code: str) -> HttpResponse:
    row, form_of, what = _row(request, of, code)
    now = {name: getattr(row, name) for name in form_of.base_fields if name != "form_key"}
    form = form_of(request.POST or None, initial=now)
    lead = "It has the new name on old records too. What it was called before is kept in its history."
    return act(
        request,
        form,
        page=FormPage(title=f"Change {row}", button=f"Change the {what}", lead=lead),
        do=lambda: change_in_portfolio(row, **given(form), by=person(request)),
        done=f"The {what} was changed.",
        back=reverse(f"support:{of}"),
    )


@read_and_send
def retire(request: HttpRequest, of: str, code: str) -> HttpResponse:
    row, _, what = _row(request, of, code)
    lead = "It can’t be chosen any more from today on. Where it stands already, it stays."
    return act(
        request,
        KeyedForm(request.POST or None),
        page=FormPage(title=f"Retire {row}", button=f"Retire the {what}", lead=lead),
        do=lambda: retire_from_portfolio(row, by=person(request)),
        done=f"{row} is retired.",
        back=reverse(f"support:{of}"),
    )


@read_and_send
def offer(request: HttpRequest, of: str, code: str) -> HttpResponse:
    row, _, what = _row(request, of, code)
    return act(
        request,
        KeyedForm(request.POST or None),
        page=FormPage(title=f"Offer {row} again", button=f"Offer the {what} again"),
        do=lambda: offer_again(row, by=person(request)),
        done=f"{row} is offered again.",
        back=reverse(f"support:{of}"),
    )


@read_and_send
def rules(request: HttpRequest) -> HttpResponse:
    """After how many working days whoever has to agree support is reminded."""
    la = la_managed(request)
    form = RulesForm(request.POST or None, initial={"answer_days": SupportRules.of(la).answer_days})
    return act(
        request,
        form,
        page=FormPage(
            title="Reminders of support that waits",
            button="Change the number",
            lead="It counts from the day on which support, or a change of it, was asked for.",
        ),
        do=lambda: change_support_rules(la, **given(form), by=person(request)),
        done="The number was changed.",
        back=reverse("support:kinds"),
    )


def _row(request: HttpRequest, of: str, code: str) -> tuple[Any, type[KeyedForm], str]:
    la_managed(request)
    model, form_of, what = LISTS[of]
    row = seen_or_404(request, model.objects.all(), code=code)
    # Nobody is sent with what the records count, who could agree other support.
    return row, ProgrammeForm if getattr(row, "counted", "") else form_of, what
