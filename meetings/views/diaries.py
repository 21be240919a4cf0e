"""One's own diary: when one can't come. Nobody else's is ever shown here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from concern_cases.views.shared import read_and_send, send_once
from meetings.calendars.tabs import calendar_tabs
from meetings.calendars.term import authority_of
from meetings.forms.calendars import AbsenceForm, CalendarForm
from meetings.models import BusyTime, Diary
from meetings.services.diaries import (
    add_absence,
    confirm_diary,
    forget_calendar,
    remove_absence,
    take_calendar,
)
from meetings.services.diary_list import until_when
from people.guards import person, seen_or_404
from record import clock

HERE = "meetings:diary"


@read_and_send
def diary(request: HttpRequest) -> HttpResponse:
    """What stands in the reader's diary, and a form for an absence."""
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: add_absence(**form.absence(), by=person(request)),
            onward=lambda _: reverse(HERE),
            done=lambda _: "It stands in your diary.",
            otherwise=reverse(HERE),
        )
        if answer:
            return answer
    return _page(request, absence=form)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """A calendar file takes the place of the one before."""
    form = CalendarForm(request.POST, request.FILES)
    if form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: take_calendar(form.cleaned_data["file"].read(), by=person(request)),
            onward=lambda _: reverse(HERE),
            done=lambda count: f"Your calendar was read: {count} busy times in the next 13 months.",
            otherwise=reverse(HERE),
        )
        if answer:
            return answer
    return _page(request, calendar=form)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """An absence is taken out."""
    rows = BusyTime.objects.filter(user=person(request), source=BusyTime.Source.ENTERED)
    remove_absence(seen_or_404(request, rows, pk=pk), by=person(request))
    messages.success(request, "It was taken out of your diary.")
    return redirect(HERE)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """What the uploaded calendar said is forgotten."""
    forget_calendar(by=person(request))
    messages.success(request, "Nothing of your calendar is kept.")
    return redirect(HERE)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """The diary was looked through."""
    confirm_diary(by=person(request))
    messages.success(request, "Your diary counts as looked through today.")
    return redirect(HERE)


def _page(
    request: HttpRequest, *, absence: AbsenceForm | None = None, calendar: CalendarForm | None = None
) -> HttpResponse:
    user = person(request)
    ahead = user.busy_times.filter(ends_at__gt=clock.now()).select_related("entered_by")
    la = authority_of(user)
    facts: dict[str, Any] = {
        "absence": absence or AbsenceForm(),
        "calendar": calendar or CalendarForm(),
        "form": next((form for form in (absence, calendar) if form and form.errors), None),
        "entered": ahead.filter(source=BusyTime.Source.ENTERED),
        "uploaded": ahead.filter(source=BusyTime.Source.CALENDAR).count(),
        "diary": Diary.objects.filter(user=user).first(),
        "known_until": until_when(user, la) if la else None,
        "tabs": calendar_tabs(user, "diary"),
    }
    return render(request, "meetings/diary.html", facts)
