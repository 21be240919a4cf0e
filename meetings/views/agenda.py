"""Pages on which the agenda of a meeting is put together before it is held."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from concern_cases.audiences import readers_of
from concern_cases.views.shared import read_and_send
from meetings.acting import (
    FormPage,
    act_on_meeting,
    do_and_return,
    is_closed,
    meeting_to_change,
    page_facts,
    press,
)
from meetings.agenda import agenda_of, objectives_without_item
from meetings.choices import Part
from meetings.forms.agenda import ArrangeForm, ItemForm
from meetings.models import AgendaItem, Meeting
from meetings.services.agenda import put_off_before
from meetings.services.agenda_items import (
    add_item,
    arrange_items,
    bring_up_to_date,
    change_item,
    remove_item,
)
from people.guards import person, seen_or_404
from record.errors import RuleError
from schools.permissions import Perm


@read_and_send
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """The items in order, with their times: each has a place and a length that can be changed here."""
    meeting = meeting_to_change(request, pk, Perm.MANAGE_MEETING, what="agenda")
    closed = is_closed(request, meeting)
    if closed:
        return closed
    shown = agenda_of(meeting, request.user)
    form = ArrangeForm(request.POST or None, items=[line.item for line in shown.lines])
    if request.method == "POST" and form.is_valid():
        try:
            arrange_items(meeting, order=form.order(), minutes=form.whole("minutes"), by=person(request))
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, "The agenda was saved.")
            return redirect(_agenda(meeting))
    rows = [(line, form[f"place_{line.item.pk}"], form[f"minutes_{line.item.pk}"]) for line in shown.lines]
    facts = {"form": form, "agenda": shown, "rows": rows, "missing": objectives_without_item(meeting)}
    facts["put_off"] = [row.title for row in put_off_before(meeting) if row.part == Part.A]
    return render(request, "meetings/agenda.html", {**page_facts(request, meeting), **facts})


@read_and_send
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more item."""
    meeting = meeting_to_change(request, pk, Perm.MANAGE_MEETING, what="adding an item")
    form = ItemForm(request.POST or None, people=_people(request, meeting))
    return act_on_meeting(
        request,
        meeting,
        form,
        page=FormPage(title="Add an item to the agenda", button="Add the item"),
        do=lambda: add_item(meeting, by=person(request), **form.facts()),
        done="The item was added.",
        onward=_agenda(meeting),
    )


@read_and_send
def item(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """What an item is about, how long it is, and who may read it."""
    meeting, found = _item(request, pk, item_pk)
    begun = {"title": found.title, "minutes": found.minutes, "part": found.part, "named": found.named.all()}
    form = ItemForm(request.POST or None, people=_people(request, meeting), initial=begun)
    return act_on_meeting(
        request,
        meeting,
        form,
        page=FormPage(title="Change the item", button="Save the item"),
        do=lambda: change_item(found, by=person(request), **form.facts()),
        done="The item was saved.",
        onward=_agenda(meeting),
    )


@require_POST
def remove(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """The item is taken off the agenda."""
    meeting, found = _item(request, pk, item_pk)
    return do_and_return(
        request,
        lambda: remove_item(found, by=person(request)),
        done=f"“{found}” was removed.",
        onward=_agenda(meeting),
    )


@require_POST
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    """Objectives that came into the plan since the agenda was laid out have their items."""
    done = "The agenda was brought up to date."
    return press(request, pk, what="agenda", do=bring_up_to_date, done=done, onward=_agenda)


def _item(request: HttpRequest, pk: int, item_pk: int) -> tuple[Meeting, AgendaItem]:
    meeting = meeting_to_change(request, pk, Perm.MANAGE_MEETING, what="an item of the agenda")
    return meeting, seen_or_404(request, meeting.items.visible_to(request.user), pk=item_pk)


def _people(request: HttpRequest, meeting: Meeting) -> dict[int, str] | None:
    """Who can be named for a restricted item: everybody who sees the school’s cases, but whoever asks.

    None for a meeting of the authority: there each reads of the schools that he or she may read of.
    """
    if meeting.school is None:
        return None
    readers: dict[int, Any] = readers_of(meeting.school)
    return {key: str(reader) for key, reader in readers.items() if key != person(request).pk}


def _agenda(meeting: Meeting) -> str:
    return reverse("meetings:agenda", args=[meeting.pk])
