"""Diaries of other people, kept by those who plan: who told when they can’t come. Never what for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from concern_cases.views.shared import read_and_send, send_once
from meetings.calendars.tabs import calendar_tabs
from meetings.forms.calendars import AbsenceOfForm
from meetings.models import BusyTime
from meetings.services.diaries import add_absence, confirm_diary, diary_owners, remove_absence
from meetings.services.diary_list import diaries_that_count, until_when
from meetings.views.plans import managed_la
from people.guards import log_reading, person, seen_or_404
from people.models import User
from record import clock


@require_safe
def diaries(request: HttpRequest) -> HttpResponse:
    """Who must come to the conferences of open cases, and until when each one's diary is known."""
    rows = diaries_that_count(managed_la(request))
    log_reading(request, what="whose diaries are known")
    facts = {"rows": rows, "unknown": sum(1 for row in rows if row.known_until is None)}
    return render(request, "meetings/diaries.html", facts | {"tabs": calendar_tabs(request.user, "diaries")})


@read_and_send
def diary_of(request: HttpRequest, pk: int) -> HttpResponse:
    """When somebody can't come, and a form for what that person told."""
    owner = _owner(request, pk)
    form, here = AbsenceOfForm(request.POST or None), reverse("meetings:diary_of", args=[pk])
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: add_absence(**form.absence(), of=owner, by=person(request)),
            onward=lambda _: here,
            done=lambda _: f"It stands in the diary of {owner}, who sees that you entered it.",
            otherwise=here,
        )
        if answer:
            return answer
    log_reading(request, what=f"when {owner} is away")
    ahead = owner.busy_times.filter(ends_at__gt=clock.now()).select_related("entered_by")
    facts = {
        "owner": owner,
        "form": form,
        "absences": ahead.filter(source=BusyTime.Source.ENTERED),
        "uploaded": ahead.filter(source=BusyTime.Source.CALENDAR).count(),
        "known_until": until_when(owner, managed_la(request)),
    }
    return render(request, "meetings/diary_of.html", facts | {"tabs": calendar_tabs(request.user, "diaries")})


@require_POST
def confirm_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The person went through the own diary with whoever plans."""
    owner = _owner(request, pk)
    confirm_diary(of=owner, by=person(request))
    messages.success(request, f"The diary of {owner} counts as looked through today.")
    return redirect("meetings:diary_of", pk)


@require_POST
def remove_of(request: HttpRequest, pk: int, busy_pk: int) -> HttpResponse:
    """What somebody entered for the person is taken out; what the person entered stays."""
    owner = _owner(request, pk)
    rows = BusyTime.objects.filter(user=owner, entered_by__isnull=False)
    remove_absence(seen_or_404(request, rows, pk=busy_pk), by=person(request))
    messages.success(request, f"It was taken out of the diary of {owner}.")
    return redirect("meetings:diary_of", pk)


def _owner(request: HttpRequest, pk: int) -> User:
    return seen_or_404(request, diary_owners(managed_la(request)), pk=pk)
