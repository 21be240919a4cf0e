"""Pages of a conference that belong to its process: where it stands, calling, moving and cancelling it."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from concern_cases.case_head import CaseVerb, case_head, case_verb
from concern_cases.models import Action
from concern_cases.views.shared import case_seen, send_once, sent_before, wrong_state
from meetings.models import Meeting
from meetings.services.deciding import decisions_seen
from meetings.services.holding import missing_people
from meetings.services.minutes import attendance_in_words
from meetings.services.papers import papers_of
from meetings.views import meeting_seen, readable_minutes
from meetings.words import moment_in_words
from people.access import perms_of
from people.guards import log_reading, require
from people.models import User
from schools.permissions import Perm
from workflows import engine, picture
from workflows.conferences.forms import CallForm, CancelForm, MoveForm
from workflows.conferences.next_step import next_step
from workflows.models import CaseworkProcess, Trigger
from workflows.services.conferences import cancel_conference, move_conference, start_conference

READ_AND_SEND = ["GET", "HEAD", "POST"]

case_verb(CaseVerb("Conference", "tasks:call_conference", 5, Perm.MANAGE_MEETING))


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The conference: when, who, what lies on the table, what was decided, and whose turn it is."""
    found = meeting_seen(request, pk)
    log_reading(request, what=f"{found}", urn=found.school.urn if found.school else "")
    return render(request, "meetings/meeting.html", _facts(found, request.user))


@require_http_methods(READ_AND_SEND)
def call_conference(request: HttpRequest, reference: str) -> HttpResponse:
    """A conference about the case is called: day, time, place, chair, and who is invited."""
    case = case_seen(request, reference, what="calling a conference", perm=Perm.MANAGE_MEETING)
    user = cast(User, request.user)
    if not case.is_open:
        return sent_before(request, otherwise=case.get_absolute_url()) or wrong_state(request, case)
    form = CallForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: start_conference(case, by=user, **form.conference()).meeting,
            onward=lambda called: called.get_absolute_url(),
            done=lambda called: f"The conference was called for {moment_in_words(called.starts_at)}.",
            otherwise=case.get_absolute_url(),
        )
        if answer:
            return answer
    facts = {"form": form, "case": case, "head": case_head(case, user=request.user)}
    return render(request, "workflows/conferences/call.html", facts)


@require_http_methods(READ_AND_SEND)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """The conference is put at another time; everybody gets the new one."""
    found = _to_change(request, pk)
    form, user = MoveForm(request.POST or None, meeting=found), cast(User, request.user)
    return _change(
        request,
        found,
        form,
        do=lambda: move_conference(found, starts_at=form.starts_at(), why=form.cleaned_data["why"], by=user),
        done=lambda moved: f"The conference was moved to {moment_in_words(moved.starts_at)}.",
        template="workflows/conferences/move.html",
    )


@require_http_methods(READ_AND_SEND)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """The conference is cancelled; everybody is told."""
    found = _to_change(request, pk)
    form, user = CancelForm(request.POST or None), cast(User, request.user)
    return _change(
        request,
        found,
        form,
        do=lambda: cancel_conference(found, why=form.cleaned_data["why"], by=user),
        done=lambda _: "The conference was cancelled.",
        template="workflows/conferences/cancel.html",
    )


def _to_change(request: HttpRequest, pk: int) -> Meeting:
    found = meeting_seen(request, pk)
    require(request, Perm.MANAGE_MEETING, found.school or found.la)
    return found


def _change(
    request: HttpRequest, found: Meeting, form: Any, *, do: Any, done: Any, template: str
) -> HttpResponse:
    onward = found.get_absolute_url()
    if found.is_over:
        messages.info(request, f"{found.get_status_display()}: nothing was changed.")
        return sent_before(request, otherwise=onward) or redirect(onward)
    if request.method == "POST" and form.is_valid():
        answer = send_once(request, form, do=do, onward=lambda _: onward, done=done, otherwise=onward)
        if answer:
            return answer
    head = case_head(found.case, user=request.user) if found.case else None
    return render(request, template, {"form": form, "meeting": found, "head": head})


def _followed(process: CaseworkProcess, user: User, perms: set[Perm]) -> list[tuple[Trigger, str]]:
    """What the decisions set going, with the page where it goes on, as far as the person may know of it."""
    found = []
    for trigger in process.triggers_given.select_related("process"):
        begun = trigger.process
        if begun and engine.is_visible(begun.coerced, user):
            found.append((trigger, begun.coerced.subject.get_absolute_url()))
        elif begun is None and Perm.READ_LA in perms and (trigger.error or not trigger.done_at):
            found.append((trigger, ""))
    return found


def _facts(found: Meeting, user: Any) -> dict[str, Any]:
    process = CaseworkProcess.objects.filter(meeting=found).first()
    perms = perms_of(user, found.school) if found.school else set()
    held = found.is_over and found.status != Meeting.Status.CANCELLED
    invitees = list(found.invitees.select_related("user"))
    actions = Action.objects.visible_to(user)
    return {
        "meeting": found,
        "head": case_head(found.case, user=user) if found.case else None,
        "held": held,
        "step": next_step(found, user, perms=perms),
        "process": process,
        "places": picture.places(process.coerced) if process else [],
        "invitees": invitees,
        "mine": next((invitee for invitee in invitees if invitee.user_id == user.pk), None),
        "items": found.items.visible_to(user).filter(part="A"),
        "reads_notes": held and Perm.RECORD_MEETING in perms,
        "papers": papers_of(found, user),
        "attendance": attendance_in_words(found) if held else [],
        "missing": missing_people(found) if held else [],
        "decisions": [
            (decision, list(actions.filter(decisions=decision))) for decision in decisions_seen(found, user)
        ],
        "versions": readable_minutes(found, user),
        "earlier": found.earlier_dates.select_related("moved_by"),
        "can_change": Perm.MANAGE_MEETING in perms and not found.is_over,
        "adds_evidence": Perm.ADD_EVIDENCE in perms and found.case and found.case.is_open,
        "follows": _followed(process, user, perms) if process and held else [],
    }
