"""What schools of each category are entitled to: the table, and one cell of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concern_cases.views.shared import FormPage, read_and_send
from evaluation.models import CategoryKind
from people.access import las_where
from people.guards import log_reading, person, seen_or_404
from schools.permissions import Perm
from support.forms.providers import GIVEN, NOTHING, OFFERED, EntitlementForm
from support.models import Entitlement, SupportType
from support.services.entitlements import set_entitlement
from support.views.providers import tabs
from support.views.shared import act, la_managed


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Kinds of support by category: it is public knowledge among those who sign in."""
    categories, types = list(CategoryKind.objects.in_use()), list(SupportType.objects.in_use())
    cells = {(row.category_id, row.type_id): row for row in Entitlement.objects.in_force()}
    log_reading(request, what="table of entitlement")
    facts = {
        "categories": categories,
        "rows": [(type_, [(kind, cells.get((kind.pk, type_.pk))) for kind in categories]) for type_ in types],
        "manages": las_where(request.user, may=Perm.MANAGE_CASE).exists(),
        "tabs": tabs("entitlements"),
    }
    return render(request, "support/entitlements.html", facts)


@read_and_send
def cell(request: HttpRequest, category: str, kind: str) -> HttpResponse:
    """What schools of one category are given of one kind, from today on."""
    la_managed(request)
    category_ = seen_or_404(request, CategoryKind.objects.all(), code=category)
    type_ = seen_or_404(request, SupportType.objects.in_use(), code=kind)
    now = Entitlement.objects.in_force().filter(category=category_, type=type_).first()
    form = EntitlementForm(request.POST or None, initial=_now(now))

    def do() -> Any:
        given = form.cleaned_data
        return set_entitlement(
            category_,
            type_,
            is_given=given["how"] != NOTHING,
            is_offered=given["how"] == OFFERED,
            days=given["days"],
            note=given["note"],
            by=person(request),
        )

    return act(
        request,
        form,
        page=FormPage(
            title=f"{type_}: {category_}",
            button="Keep it",
            lead="It holds from today on. What held before is kept.",
        ),
        do=do,
        done="The table was changed.",
        back=reverse("support:entitlements"),
    )


def _now(row: Entitlement | None) -> dict[str, Any]:
    if row is None:
        return {"how": NOTHING}
    return {"how": OFFERED if row.is_offered else GIVEN, "days": row.days, "note": row.note}
