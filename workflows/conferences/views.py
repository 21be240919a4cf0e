"""Pages of a conference that belong to its process: where it stands, calling, moving and cancelling it."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concern_cases.case_head import CaseVerb, case_head, case_verb
from concern_cases.views.shared import case_seen, send_once, sent_before, wrong_state
from meetings import attending
from meetings.agenda import agenda_of
from meetings.models import Invitee, Meeting
from meetings.rights import held_for, require_for
from meetings.services.carrying_out import replace_by_action
from meetings.services.changing import can_chair
from meetings.services.held_reviews import reviews_beside
from meetings.services.holding import missing_people
from meetings.services.minutes import attendance_in_words, latest
from meetings.services.minutes_text import extract_for
from meetings.services.panel import reports_on_table, reports_withheld
from meetings.services.restricted import may_write_part_b
from meetings.views.lists import meeting_seen
from meetings.views.minutes import readable_minutes
from meetings.views.papers import papers_page
from meetings.words import moment_in_words
from people.guards import log_reading, seen_or_404
from people.models import User
from record.errors import RuleError
from schools.permissions import Perm
from workflows import picture, triggers
from workflows.conferences import deciding
from workflows.conferences.flow import CaseConferenceFlow
from workflows.conferences.forms import CallForm, CancelForm, MoveForm
from workflows.conferences.next_step import next_step
from workflows.models import CaseworkProcess, TaskCard
from workflows.services.conferences import cancel_conference, move_conference, start_conference

READ_AND_SEND = ["GET", "HEAD", "POST"]
COLLECTING = CaseConferenceFlow.instance.node("collect_papers")

case_verb(CaseVerb("Conference", "tasks:call_conference", 5, Perm.MANAGE_MEETING))


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The conference: when, who, what lies on the table, what was decided, and whose turn it is."""
    found = meeting_seen(request, pk)
    log_reading(request, what=f"{found}", urn=found.school.urn if found.school else "")
    return render(request, "meetings/meeting.html", _facts(found, request.user))


@require_http_methods(READ_AND_SEND)
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers of the conference, with the day on which its process wants them."""
    process = CaseworkProcess.objects.filter(meeting=pk).first()
    cards = TaskCard.objects.filter(task__process=process, task__flow_task=COLLECTING)
    card = cards.order_by("pk").last() if process else None
    return papers_page(request, pk, due_on=card.due_on if card else None)


@require_http_methods(READ_AND_SEND)
def call_conference(request: HttpRequest, reference: str) -> HttpResponse:
    """A conference about the case is called: day, time, place, chair, and who is invited."""
    case = case_seen(request, reference, what="calling a conference", perm=Perm.MANAGE_MEETING)
    user = cast(User, request.user)
    earlier = sent_before(request, otherwise=case.get_absolute_url())
    if earlier or not case.is_open:
        return earlier or wrong_state(request, case)
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
        do=lambda: move_conference(found, by=user, **form.move()),
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


@require_POST
def follow_up(request: HttpRequest, pk: int, decision_pk: int) -> HttpResponse:
    """A decision that could not be followed up by itself is tried once more, or becomes an action."""
    found, user = _to_change(request, pk), cast(User, request.user)
    decision = seen_or_404(request, found.decisions.visible_to(user), pk=decision_pk)
    try:
        wish = deciding.failed_trigger_of(decision)
        if request.POST.get("do") == "action":
            replace_by_action(decision, by=user)
            messages.success(request, f"“{decision}” is an action now.")
        else:
            triggers.want_again(wish, by=user)
            messages.success(request, f"“{decision}” is tried once more.")
    except RuleError as error:
        messages.warning(request, str(error))
    return redirect(found)


def _to_change(request: HttpRequest, pk: int) -> Meeting:
    found = meeting_seen(request, pk)
    require_for(request, Perm.MANAGE_MEETING, found)
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


def _attendance(found: Meeting, invitees: list[Invitee], perms: set[Perm]) -> dict[str, Any]:
    """Who is invited and what each said, as far as the reader may know; whom it is, or was, held without."""
    prepares = bool(perms & {Perm.MANAGE_MEETING, Perm.RECORD_MEETING})
    ahead = not found.is_over
    return {
        "invited": attending.invited_rows(invitees, reads_notes=prepares),
        "declined": attending.declined(invitees) if ahead else [],
        "shut_out": attending.shut_out(found, invitees) if ahead and prepares else [],
        "without_diocese": attending.without_diocese(found),
        "arranges": ahead and Perm.MANAGE_MEETING in perms,
    }


def _extract(found: Meeting, user: Any) -> str:
    """What whoever may not have all the approved minutes of the authority's own meeting reads of them."""
    minutes = latest(found)
    if found.school_id or minutes is None or not minutes.is_approved:
        return ""
    return "" if readable_minutes(found, user).exists() else extract_for(minutes, user)


def _facts(found: Meeting, user: Any) -> dict[str, Any]:
    process = CaseworkProcess.objects.filter(meeting=found).first()
    perms = held_for(user, found)
    held = found.is_over and found.status != Meeting.Status.CANCELLED
    invitees = attending.invited(found)
    agenda = agenda_of(found, user)
    changes = Perm.MANAGE_MEETING in perms and not found.is_over
    decisions = deciding.decided(found, user, perms=perms)
    return {
        "meeting": found,
        "head": case_head(found.case, user=user) if found.case else None,
        "held": held,
        "step": next_step(found, user, perms=perms),
        "process": process,
        "places": picture.places(process.coerced) if process else [],
        **_attendance(found, invitees, perms),
        "mine": next((invitee for invitee in invitees if invitee.user_id == user.pk), None),
        "agenda": agenda,
        "papers": agenda.papers,
        "reports": reports_on_table(found, user),
        "reports_withheld": reports_withheld(found, user),
        "lays": changes,
        "reads_notes": held and Perm.RECORD_MEETING in perms,
        "attendance": attendance_in_words(found) if held else [],
        "missing": missing_people(found) if held else [],
        "decisions": [row for row in decisions if not row.is_policy],
        "policies": [row for row in decisions if row.is_policy],
        "versions": readable_minutes(found, user).prefetch_related("amendments"),
        "writes_part_b": held and may_write_part_b(found, user),
        "reviews_beside": reviews_beside(found, user),
        "earlier": found.earlier_dates.select_related("moved_by"),
        "can_change": changes,
        "chair_left": changes and not can_chair(found.chair, found),
        "adds_evidence": Perm.ADD_EVIDENCE in perms and found.case and found.case.is_open,
        "extract": _extract(found, user) if held else "",
        "follows": deciding.followed(process, user, perms=perms) if process and held else [],
    }
