"""The end of a meeting that is being held: what is still missing, and the step that takes it on."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from viewflow.workflow.exceptions import FlowLockFailed

from meetings.live.agenda import items_of
from meetings.live.guards import while_it_is_held
from meetings.live.page import decided_so_far, who_is_here
from meetings.live.room import room_of
from meetings.models import AgendaItem, DraftAction, Meeting
from people.guards import log_reading, log_refusal, person
from record import clock
from record.errors import RuleError
from workflows import engine
from workflows.models import CaseworkProcess, TaskCard
from workflows.services.conferences import end_conference

NOT_YET = "The meeting can’t be ended yet: “{}” comes first. Finish that task, then end the meeting here."


@require_http_methods(["GET", "HEAD", "POST"])
@while_it_is_held
def end(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """What is still missing; sent, the meeting is held and its process goes on, by the same one door."""
    errors: list[str] = []
    if request.method == "POST":
        try:
            end_conference(meeting, by=person(request))
            messages.success(request, "The meeting was ended. The minutes come next.")
            return redirect(meeting)
        except (TaskCard.DoesNotExist, CaseworkProcess.DoesNotExist):
            errors = [NOT_YET.format(_comes_first(meeting))]
        except FlowLockFailed:
            errors = ["Somebody is ending the meeting at this very moment. Wait a little, and look again."]
        except PermissionDenied:
            log_refusal(request, urn=meeting.school.urn if meeting.school else "")
            raise
        except engine.StepTaken as taken:
            messages.info(request, f"The meeting was ended already. {taken}")
            return redirect(meeting)
        except RuleError as error:
            errors = [str(error)]
        meeting.refresh_from_db()
    else:
        log_reading(request, what=f"end of {meeting}", urn=meeting.school.urn if meeting.school else "")
    return render(request, "meetings/live/end.html", _facts(request, meeting, errors))


def _comes_first(meeting: Meeting) -> str:
    return next((card.title for card in engine.open_cards(meeting)), "Collect the papers")


def _facts(request: HttpRequest, meeting: Meeting, errors: list[str]) -> dict[str, Any]:
    alone = bool(request.GET.get("alone")) and meeting.school_id is None
    room = room_of(meeting, person(request), alone=alone)
    shown, hidden = items_of(meeting, room)
    still_open = [item for item in shown if item.state == AgendaItem.State.OPEN]
    drafts = DraftAction.objects.filter(item__in=[item.pk for item in shown]).select_related("item")
    return {
        "meeting": meeting,
        "errors": errors,
        "still_open": still_open,
        "restricted": next((item for item in hidden if item.state == AgendaItem.State.OPEN), None),
        "judged": [item for item in shown if item.rag],
        "progressing": [item for item in shown if item.progress],
        "room": room,
        "not_shown": bool(hidden) and meeting.school_id is None,
        "decided": decided_so_far(meeting, shown),
        "drafts": list(drafts),
        "overdue": [f"“{draft.what}”" for draft in drafts if draft.due_on < clock.today()],
        "items": shown,
        **who_is_here(meeting),
    }
