"""Pages of what new meetings begin with: the agenda and the numbers of each type.

Who arranges meetings reads them. They are changed by those who answer for the authority's strategy: an agenda
and its deadlines bind every conference of the county, which is more than arranging one.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from concern_cases.forms.base import KeyedForm
from concern_cases.views.shared import read_and_send, send_once, sent_before
from meetings.acting import do_and_return
from meetings.forms.templates import ArrangeTemplateForm, NumbersForm, TemplateItemForm
from meetings.models import MeetingType, TemplateItem
from meetings.services.agenda_templates import (
    add_template_item,
    arrange_template_items,
    change_numbers,
    change_template_item,
    remove_template_item,
)
from meetings.views.lists import TEMPLATES
from people.access import las_where
from people.guards import log_refusal, person
from record.errors import RuleError
from schools.permissions import Perm

CHANGE = Perm.MANAGE_STRATEGY


@require_safe
def types(request: HttpRequest) -> HttpResponse:
    """Every type of meeting, with the number of its items and its deadlines."""
    _see(request)
    rows = MeetingType.objects.in_use().prefetch_related("template_items")
    return render(request, "meetings/templates.html", {"types": rows})


@read_and_send
def template(request: HttpRequest, code: str) -> HttpResponse:
    """The agenda and the numbers of one type."""
    type_ = _type(request, code)
    may = _may_change(request)
    items = list(type_.template_items.order_by("part", "order", "pk"))
    form = ArrangeTemplateForm(request.POST or None, items=items)
    if request.method == "POST":
        _require(request)
        if form.is_valid():
            try:
                arrange_template_items(
                    type_, order=form.order(), minutes=form.whole("minutes"), by=person(request)
                )
            except RuleError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, "The template was saved.")
                return redirect(_template(type_))
    facts = {
        "type": type_,
        "form": form,
        "may_change": may,
        "rows": [(item, form[f"place_{item.pk}"], form[f"minutes_{item.pk}"]) for item in items],
        "minutes": sum(item.minutes for item in items),
        "over": max(sum(item.minutes for item in items) - type_.length_minutes, 0),
    }
    return render(request, "meetings/template.html", facts)


@read_and_send
def numbers(request: HttpRequest, code: str) -> HttpResponse:
    """The length and the deadlines of a type."""
    type_ = _type(request, code, to_change=True)
    form = NumbersForm(request.POST or None, type_=type_)
    return _act(
        request,
        type_,
        form,
        title="Change the numbers",
        do=lambda: change_numbers(type_, numbers=form.facts(), by=person(request)),
        done="The numbers were saved.",
    )


@read_and_send
def add(request: HttpRequest, code: str) -> HttpResponse:
    """One more item."""
    type_ = _type(request, code, to_change=True)
    form = TemplateItemForm(request.POST or None)
    return _act(
        request,
        type_,
        form,
        title="Add an item to the template",
        do=lambda: add_template_item(type_, by=person(request), **form.facts()),
        done="The item was added.",
    )


@read_and_send
def item(request: HttpRequest, code: str, item_pk: int) -> HttpResponse:
    """One item."""
    type_, found = _item(request, code, item_pk)
    begun = {name: getattr(found, name) for name in ("title", "minutes", "fill", "part")}
    form = TemplateItemForm(request.POST or None, initial=begun)
    return _act(
        request,
        type_,
        form,
        title="Change the item",
        do=lambda: change_template_item(found, by=person(request), **form.facts()),
        done="The item was saved.",
    )


@require_POST
def remove(request: HttpRequest, code: str, item_pk: int) -> HttpResponse:
    """The item is on no new agenda."""
    type_, found = _item(request, code, item_pk)
    return do_and_return(
        request,
        lambda: remove_template_item(found, by=person(request)),
        done=f"“{found}” was removed.",
        onward=_template(type_),
    )


def _see(request: HttpRequest) -> None:
    """Nothing, for those whom the templates concern; for others there is no such page (404)."""
    if not any(las_where(request.user, may=perm).exists() for perm in TEMPLATES):
        log_refusal(request)
        raise Http404


def _may_change(request: HttpRequest) -> bool:
    return las_where(request.user, may=CHANGE).exists()


def _require(request: HttpRequest) -> None:
    if not _may_change(request):
        log_refusal(request)
        raise PermissionDenied(CHANGE.value)


def _type(request: HttpRequest, code: str, *, to_change: bool = False) -> MeetingType:
    _see(request)
    found = MeetingType.objects.in_use().filter(code=code).first()
    if found is None:
        raise Http404
    if to_change:
        _require(request)
    return found


def _item(request: HttpRequest, code: str, item_pk: int) -> tuple[MeetingType, TemplateItem]:
    type_ = _type(request, code, to_change=True)
    found = type_.template_items.filter(pk=item_pk).first()
    if found is None:
        raise Http404
    return type_, found


def _act(
    request: HttpRequest,
    type_: MeetingType,
    form: KeyedForm,
    *,
    title: str,
    do: Callable[[], Any],
    done: str,
) -> HttpResponse:
    """The form, or the template's page once it was sent and ``do`` was done."""
    onward = _template(type_)
    answer = sent_before(request, otherwise=onward)
    if answer is None and request.method == "POST" and form.is_valid():
        answer = send_once(
            request, form, do=do, onward=lambda _: onward, done=lambda _: done, otherwise=onward
        )
    facts = {"form": form, "type": type_, "title": title, "back": onward}
    return answer or render(request, "meetings/template_act.html", facts)


def _template(type_: MeetingType) -> str:
    return reverse("meetings:template", args=[type_.code])
