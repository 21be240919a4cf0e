"""Before every page of a meeting that is being held."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from meetings.models import AgendaItem, Meeting
from meetings.rights import require_for
from meetings.services.live import day_of
from meetings.views.lists import meeting_seen
from meetings.words import day_in_words
from people.guards import seen_or_404
from record import clock
from schools.permissions import Perm

# Texts that somebody may have typed while the meeting was ended elsewhere.
TYPED = ("notes", "rag_reason", "reason", "what", "measure")
View = Callable[..., HttpResponse]


def why_not_live(meeting: Meeting) -> str:
    """Why nothing can be written in the meeting now; empty while it can."""
    if meeting.is_over:
        return f"{meeting.get_status_display()}: nothing more is written here."
    if day_of(meeting) > clock.today():
        return f"It is held on {day_in_words(meeting.starts_at)}. From then on you record it here."
    return ""


def while_it_is_held(view: View) -> View:
    """The page gets the meeting, if the person may record it; one that is over leads to its own page.

    What was typed while somebody else ended it is shown, to be copied.
    """

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **rest: Any) -> HttpResponse:
        meeting = meeting_to_record(request, pk)
        why_not = why_not_live(meeting)
        if why_not and _typed(request):
            facts = {"meeting": meeting, "why_not": why_not, "typed": _typed(request)}
            return render(request, "meetings/live/over.html", facts, status=409)
        if why_not:
            messages.info(request, why_not)
            return redirect(meeting)
        return view(request, meeting, **rest)

    return guarded


def meeting_to_record(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, if the person sees it (else 404) and may record it (else 403)."""
    meeting = meeting_seen(request, pk)
    require_for(request, Perm.RECORD_MEETING, meeting)
    return meeting


def item_seen(request: HttpRequest, meeting: Meeting, pk: int) -> AgendaItem:
    """The item of the meeting, if the person may read it; otherwise 404."""
    items = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting)
    found = seen_or_404(request, items.select_related("objective").prefetch_related("named"), pk=pk)
    found.meeting = meeting
    return found


def _typed(request: HttpRequest) -> list[str]:
    return [text for name in TYPED if (text := request.POST.get(name, "").strip())]
