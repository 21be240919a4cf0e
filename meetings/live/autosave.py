"""What the page sends by itself while somebody types, and what it is answered: JSON, never a page."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings import rights
from meetings.live.guards import item_seen, why_not_live
from meetings.live.room import room_of
from meetings.live.writing import note_writing, others_writing
from meetings.models import AgendaItem
from meetings.services.item_notes import Said, StaleItem, save_item
from meetings.views.lists import meeting_seen
from meetings.words import time_in_words
from people.guards import log_refusal, person
from record import clock
from record.errors import AlreadyDone, RuleError
from schools.permissions import Perm


@require_POST
def save(request: HttpRequest, pk: int, item: int) -> JsonResponse:
    """The text was saved (200), or stands in the way of somebody else's (409, with theirs), or can't be.

    ``beat``: nothing is saved; the page says that it is still open, and learns whether the item changed.
    A page that one person left open is not saved under the name of whoever signed in after (401).
    """
    meeting = meeting_seen(request, pk)
    if not rights.may(request.user, Perm.RECORD_MEETING, meeting):
        log_refusal(request, urn=meeting.school.urn if meeting.school else "")
        return _refused("permission", 403)
    if request.POST.get("person") != str(person(request).pk):
        return _refused("person", 401)
    if why_not := why_not_live(meeting):
        return _refused("over", 409, message=why_not)
    found = item_seen(request, meeting, item)
    news: dict[str, Any] = {}
    try:
        if "beat" not in request.POST:
            save_item(found, **_typed(request, found), by=person(request))
        elif request.POST.get("version") != str(found.version):
            news = _theirs(StaleItem(found))
    except StaleItem as stale:
        return _refused("stale", 409, message=str(stale), **_theirs(stale))
    except AlreadyDone as over:
        return _refused("over", 409, message=str(over))
    except (RuleError, ValueError) as error:
        return _refused("rule", 400, message=str(error))
    note_writing(meeting, found, by=person(request))
    writing = others_writing(meeting, room_of(meeting, person(request)))
    now = time_in_words(clock.now())
    answer = {**news, "version": found.version, "saved_at": now, "writing": writing}
    return JsonResponse(answer)


def _typed(request: HttpRequest, item: AgendaItem) -> dict[str, Any]:
    """What ``save_item`` takes; what the page has no field for stays as it is. ValueError: no version."""
    return {
        "version": int(request.POST.get("version", "")),
        "notes": request.POST.get("notes", item.notes),
        "rag": request.POST.get("rag", item.rag),
        "rag_reason": request.POST.get("rag_reason", item.rag_reason),
        "progress": request.POST.get("progress", Said.under(item).progress),
    }


def _theirs(stale: StaleItem) -> dict[str, Any]:
    said: Said = stale.theirs
    when = time_in_words(timezone.localtime(stale.when)) if stale.when else ""
    theirs = asdict(said)
    return {"version": stale.version, "theirs": theirs, "who": stale.who, "when": when}


def _refused(reason: str, status: int, **facts: Any) -> JsonResponse:
    return JsonResponse({"reason": reason, **facts}, status=status)
