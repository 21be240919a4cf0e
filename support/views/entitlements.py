"""What schools of each category are entitled to: the table, and one cell of it."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from support.forms.entitlements import DAYS, GIVEN, NOTHING, OFFERED, TIMES, EntitlementForm
from support.given import is_often
from support.models import NEAR_FLOOR, Entitlement, Programme, SupportType
from support.services.entitlements import set_entitlement
from support.views.providers import tabs
from support.views.shared import act, la_managed

FLOOR = "near-floor"  # in an address, where a category stands otherwise


@dataclass(frozen=True)
class Cell:
    """What one category is given of one row, if anything, and where that is changed."""

    column: str
    row: Entitlement | None
    url: str


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Kinds of support and programmes by category: public knowledge among those who sign in."""
    columns: list[CategoryKind | None] = [*CategoryKind.objects.in_use(), None]
    cells = {(row.category_id, row.type_id, row.programme_id): row for row in Entitlement.objects.in_force()}
    kinds = list(SupportType.objects.in_use())
    parts: list[tuple[str, Sequence[SupportType | Programme]]] = [
        ("People and schools who support", [kind for kind in kinds if not kind.counted]),
        ("Visits, meetings, plans, and leading others", [kind for kind in kinds if kind.counted]),
        ("Programmes", list(Programme.objects.in_use())),
    ]
    log_reading(request, what="table of entitlement")
    facts = {
        "columns": [str(column or NEAR_FLOOR) for column in columns],
        "parts": [
            (title, [(of, [_cell(of, column, cells) for column in columns]) for of in rows])
            for title, rows in parts
        ],
        "manages": las_where(request.user, may=Perm.MANAGE_CASE).exists(),
        "tabs": tabs("entitlements"),
    }
    return render(request, "support/entitlements.html", facts)


@read_and_send
def cell(request: HttpRequest, category: str, kind: str) -> HttpResponse:
    """What schools of one category are given of one kind, from today on."""
    la_managed(request)
    return _change(request, category, seen_or_404(request, SupportType.objects.in_use(), code=kind))


@read_and_send
def programme_cell(request: HttpRequest, category: str, code: str) -> HttpResponse:
    """Whether schools of one category are given a place in one programme, from today on."""
    la_managed(request)
    return _change(request, category, seen_or_404(request, Programme.objects.in_use(), code=code))


def _change(request: HttpRequest, category: str, of: SupportType | Programme) -> HttpResponse:
    column = None
    if category != FLOOR:
        column = seen_or_404(request, CategoryKind.objects.all(), code=category)
    about = {"type" if isinstance(of, SupportType) else "programme": of}
    now = Entitlement.objects.in_force().filter(category=column, **about).first()
    form = EntitlementForm(request.POST or None, initial=_now(now), measures=_measures(of))

    def do() -> Any:
        given = form.cleaned_data
        return set_entitlement(
            column,
            of,
            is_given=given["how"] != NOTHING,
            is_offered=given["how"] == OFFERED,
            days=given.get(DAYS),
            times=given.get(TIMES),
            note=given["note"],
            by=person(request),
        )

    return act(
        request,
        form,
        page=FormPage(
            title=f"{of}: {column or NEAR_FLOOR}",
            button="Keep it",
            lead="It holds from today on. What held before is kept.",
        ),
        do=do,
        done="The table was changed.",
        back=reverse("support:entitlements"),
    )


def _cell(of: SupportType | Programme, column: CategoryKind | None, cells: dict[Any, Entitlement]) -> Cell:
    code = column.code if column else FLOOR
    key = column.pk if column else None
    if isinstance(of, SupportType):
        url = reverse("support:entitlement", args=[code, of.code])
        return Cell(str(column or NEAR_FLOOR), cells.get((key, of.pk, None)), url)
    url = reverse("support:programme_entitlement", args=[code, of.code])
    return Cell(str(column or NEAR_FLOOR), cells.get((key, None, of.pk)), url)


def _measures(of: SupportType | Programme) -> str:
    """What the cell can say beside given or offered: days of people who are sent, or how often it happens."""
    if isinstance(of, Programme):
        return ""
    if not of.counted:
        return DAYS
    return TIMES if is_often(of.counted) else ""


def _now(row: Entitlement | None) -> dict[str, Any]:
    if row is None:
        return {"how": NOTHING}
    how = OFFERED if row.is_offered else GIVEN
    return {"how": how, "days": row.days, "times": row.times, "note": row.note}
