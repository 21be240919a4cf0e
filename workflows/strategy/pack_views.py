"""Pages of the packs of a meeting of the authority: how far they are, made again, stopped."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from meetings.acting import press
from meetings.models import Meeting
from meetings.rights import require_for
from meetings.views.lists import meeting_seen
from schools.permissions import Perm
from workflows.services.strategy_packs import make_packs_again, outdated_in, progress_of, stop_packs
from workflows.strategy.chosen import proposed_since


@require_safe
def packs(request: HttpRequest, pk: int) -> HttpResponse:
    """How far each reader's pack is; while they are made the page looks again by itself.

    It tells nothing of a case, so that nobody's looking again fills the read log.
    """
    meeting = meeting_seen(request, pk)
    require_for(request, Perm.MANAGE_MEETING, meeting)
    progress = progress_of(meeting)
    facts = {
        "meeting": meeting,
        "packs": progress,
        "outdated": outdated_in(progress),
        "waiting": [] if meeting.is_over else proposed_since(meeting),
    }
    return render(request, "workflows/strategy/packs.html", facts)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever would have another pack by now has one made."""
    done = "The packs are being made. A pack in which nothing changed stays as it is."
    return press(request, pk, what="packs", do=make_packs_again, done=done, onward=packs_of_meeting)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Packs that are not made yet are not made."""
    done = "No more packs are made. Those that were made stay."
    return press(request, pk, what="packs", do=stop_packs, done=done, onward=packs_of_meeting)


def packs_of_meeting(meeting: Meeting) -> str:
    """The address of the page of the meeting's packs."""
    return reverse("tasks:strategy_packs", args=[meeting.pk])
