"""The pages of a meeting while it is held. Each item's page is one form that works without scripts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from meetings.live.agenda import first_open, items_of
from meetings.live.attendance_form import AttendanceForm
from meetings.live.forms import RaisedItemForm
from meetings.live.guards import item_seen, while_it_is_held
from meetings.live.page import Forms, item_page, who_is_here
from meetings.live.room import Room, room_of
from meetings.live.sending import carry_out
from meetings.live.writing import note_writing
from meetings.models import AgendaItem, Attendance, Meeting
from meetings.services.attending import remove_guest, set_presence
from meetings.services.item_notes import StaleItem, raise_item
from meetings.services.live import begin_meeting
from people.guards import log_reading, person
from record.errors import AlreadyDone, RuleError

READ_AND_SEND = ["GET", "HEAD", "POST"]


@require_http_methods(READ_AND_SEND)
@while_it_is_held
def hold(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The way into the meeting: it begins when this is sent, and goes on at the first open item."""
    if request.method == "POST":
        begin_meeting(meeting, by=person(request))
    shown, _ = items_of(meeting, room_of(meeting, person(request)))
    found = first_open(shown)
    if found is None:
        return redirect("meetings:hold_end", meeting.pk)
    return redirect("meetings:hold_item", meeting.pk, found.pk)


@require_http_methods(READ_AND_SEND)
@while_it_is_held
def item(request: HttpRequest, meeting: Meeting, item: int) -> HttpResponse:
    """One item: what lies on the table, the judgement, the notes, the decision, the actions."""
    found = item_seen(request, meeting, item)
    room = _room(request, meeting)
    if not room.shows(found) and request.method != "POST":
        kept_out = room.kept_out_of(found)
        facts = {"meeting": meeting, "item": found, "kept_out": kept_out}
        return render(request, "meetings/live/restricted.html", facts)
    forms, stale = Forms.of(request, found), None
    if request.method == "POST":
        try:
            onward = carry_out(request, found, forms)
            if onward:
                return redirect(onward)
        except StaleItem as error:
            stale = error
            found.refresh_from_db()
        except AlreadyDone as already:
            messages.info(request, f"{already}.".replace("..", "."))
            return redirect(meeting)
    else:
        log_reading(request, what=f"{meeting}, item {found.order}", urn=_urn(meeting))
    note_writing(meeting, found, by=person(request))
    facts = item_page(found, meeting, room, forms, stale=stale)
    return render(request, "meetings/live/item.html", facts, status=409 if stale else 200)


@require_http_methods(READ_AND_SEND)
@while_it_is_held
def attendance(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Who is here, and who came besides."""
    user = person(request)
    guest = request.POST.get("remove", "")
    if guest.isdigit():
        for row in meeting.attendance.filter(pk=guest, invitee=None):
            remove_guest(row, by=user)
        return redirect("meetings:hold_attendance", meeting.pk)
    form = AttendanceForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        otherwise = Attendance.Presence.PRESENT if "everybody" in request.POST else ""
        for invitee, presence, note in form.said(otherwise=otherwise):
            set_presence(meeting, invitee=invitee, presence=presence, note=note, by=user)
        if name := form.cleaned_data["name"].strip():
            note = form.cleaned_data["note"]
            set_presence(meeting, name=name, presence="present", note=note, by=user)
        messages.success(request, "Who is here was saved.")
        return redirect(_way_back(request, meeting))
    facts = {"meeting": meeting, "form": form, "back": _way_back(request, meeting), **who_is_here(meeting)}
    return render(request, "meetings/live/attendance.html", facts)


@require_http_methods(READ_AND_SEND)
@while_it_is_held
def raise_one(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """One more item, raised in the meeting."""
    form = RaisedItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            raised = raise_item(meeting, **form.cleaned_data, by=person(request))
            return redirect("meetings:hold_item", meeting.pk, raised.pk)
        except RuleError as error:
            form.show(error)
    facts = {"meeting": meeting, "form": form, "back": _way_back(request, meeting)}
    return render(request, "meetings/live/raise.html", facts)


@require_safe
@while_it_is_held
def printed(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The record so far, to be printed: Part A, or (``?part=B``) what the reader is named on."""
    part = "B" if request.GET.get("part") == "B" else "A"
    log_reading(request, what=f"record of {meeting} so far, Part {part}", urn=_urn(meeting))
    items = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting, part=part)
    items = items.prefetch_related("decisions__code", "draft_actions")
    facts = {"meeting": meeting, "items": items, "part": part, **who_is_here(meeting)}
    return render(request, "meetings/live/print.html", facts)


def _room(request: HttpRequest, meeting: Meeting) -> Room:
    alone = bool(request.GET.get("alone"))
    return room_of(meeting, person(request), alone=alone)


def _way_back(request: HttpRequest, meeting: Meeting) -> str:
    """To the item that the reader came from."""
    chosen = request.GET.get("item", "")
    items: Any = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting)
    if chosen.isdigit() and items.filter(pk=chosen).exists():
        return reverse("meetings:hold_item", args=[meeting.pk, chosen])
    return reverse("meetings:hold", args=[meeting.pk])


def _urn(meeting: Meeting) -> str:
    return meeting.school.urn if meeting.school else ""
