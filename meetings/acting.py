"""What the pages that change a meeting have in common: fetch, guard, act, redirect."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concern_cases.case_head import case_head
from concern_cases.forms.base import KeyedForm
from concern_cases.views.shared import send_once, sent_before
from meetings.models import Meeting
from meetings.rights import require_for
from meetings.views.lists import meeting_seen
from people import access
from people.guards import log_reading, person, refuse, seen_or_404
from record.errors import AlreadyDone, RuleError
from schools.models import LocalAuthority
from schools.permissions import Perm


@dataclass(frozen=True)
class FormPage:
    """The words of a page with one form about a meeting."""

    title: str
    button: str
    lead: str = ""
    template: str = "meetings/act.html"


def meeting_to_change(request: HttpRequest, pk: int, perm: Perm, *, what: str) -> Meeting:
    """The meeting, if the person may see it (else 404) and holds the permission (else 403)."""
    meeting = meeting_seen(request, pk)
    require_for(request, perm, meeting)
    if request.method != "POST":
        log_reading(request, what=f"{meeting}, {what}", urn=meeting.school.urn if meeting.school else "")
    return meeting


def la_seen(request: HttpRequest) -> LocalAuthority:
    """The authority whose own people the person belongs to; 404 for everybody else."""
    seen = access.las_where(request.user, may=Perm.VIEW_CASE)
    la: LocalAuthority | None = seen.first()
    return la or seen_or_404(request, seen)


def la_led(request: HttpRequest) -> LocalAuthority:
    """The authority whose strategy the person manages; 403 for its other people, 404 for everybody else."""
    la: LocalAuthority | None = access.las_where(request.user, may=Perm.MANAGE_STRATEGY).first()
    if la is None:
        refuse(request, Perm.MANAGE_STRATEGY, la_seen(request))
        raise AssertionError("refuse never returns")
    return la


def page_facts(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """What every page about a meeting shows around its own content."""
    head = case_head(meeting.case, user=request.user) if meeting.case else None
    return {"meeting": meeting, "head": head}


def is_closed(request: HttpRequest, meeting: Meeting) -> HttpResponse | None:
    """The way to its page, with a word, when the meeting is over and nothing of it changes any more."""
    if not meeting.is_over:
        return None
    messages.info(request, f"{meeting.get_status_display()}: nothing was changed.")
    return redirect(meeting)


def act_on_meeting(
    request: HttpRequest,
    meeting: Meeting,
    form: KeyedForm,
    *,
    page: FormPage,
    do: Callable[[], Any],
    done: str,
    onward: str,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form, or the page that follows once it was sent and ``do`` was done."""
    answer = sent_before(request, otherwise=onward) or is_closed(request, meeting)
    if answer:
        return answer
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request, form, do=do, onward=lambda _: onward, done=lambda _: done, otherwise=onward
        )
        if answer:
            return answer
    facts = {"form": form, "page": page, "back": onward, **(more or {})}
    return render(request, page.template, {**page_facts(request, meeting), **facts})


def press(
    request: HttpRequest,
    pk: int,
    *,
    what: str,
    do: Callable[..., Any],
    done: str,
    onward: Callable[[Meeting], str],
) -> HttpResponse:
    """A button about a meeting was pressed by somebody who manages it: ``do(meeting, by=)`` was done."""
    meeting = meeting_to_change(request, pk, Perm.MANAGE_MEETING, what=what)
    return do_and_return(request, lambda: do(meeting, by=person(request)), done=done, onward=onward(meeting))


def do_and_return(request: HttpRequest, do: Callable[[], Any], *, done: str, onward: str) -> HttpResponse:
    """A button was pressed: it was done, or the rule that forbids it is told above the page."""
    try:
        do()
    except AlreadyDone as already:
        messages.info(request, f"{str(already).rstrip('.')}. Nothing was done twice.")
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(onward)
