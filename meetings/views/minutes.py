"""Pages of minutes: reading a version, its files, amending it, and Part B for the people named."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from concern_cases.case_head import case_head
from concern_cases.views.shared import read_and_send, send_once, sent_before
from meetings import rights
from meetings.choices import Part
from meetings.forms.minutes import AmendForm, CheckPartBForm, PartBForm
from meetings.models import Amendment, Meeting, Minutes
from meetings.rights import require_for
from meetings.services.amendments import amend_minutes
from meetings.services.minutes import check_part_b, draft_part_b
from meetings.services.restricted import may_write_part_b, part_b_to_check
from meetings.views.lists import meeting_seen
from people.guards import log_reading, log_refusal, person, seen_or_404
from schools.permissions import Perm


@require_safe
def minutes(request: HttpRequest, pk: int, version: int, part: str = Part.A) -> HttpResponse:
    """One version of the minutes as it was written, with what corrected it since."""
    found = minutes_seen(request, pk, version, part=part)
    _log(request, found, "minutes")
    may_amend = rights.may(request.user, Perm.RECORD_MEETING, found.meeting) and bool(found.circulated_at)
    facts = {
        "minutes": found,
        "meeting": found.meeting,
        "head": found.head,
        "amendments": found.amendments.select_related("made_by"),
        "can_amend": may_amend,
        "checks": part_b_to_check(found.meeting, person(request)) == found,
    }
    return render(request, "meetings/minutes.html", facts)


@require_safe
def minutes_file(request: HttpRequest, pk: int, version: int, part: str = Part.A) -> FileResponse:
    """The PDF that was sent."""
    found = minutes_seen(request, pk, version, part=part, pdf__gt="")
    _log(request, found, "PDF of minutes")
    return FileResponse(found.pdf.open("rb"), as_attachment=True, filename=f"{_file_name(found)}.pdf")


@require_safe
def amended_file(
    request: HttpRequest, pk: int, version: int, number: int, part: str = Part.A
) -> FileResponse:
    """The PDF with the amendments up to that number, as it was sent."""
    found = minutes_seen(request, pk, version, part=part)
    amendment: Amendment = seen_or_404(request, found.amendments.filter(pdf__gt=""), number=number)
    _log(request, found, "PDF of minutes")
    name = f"{_file_name(found)}, amendment {number}.pdf"
    return FileResponse(amendment.pdf.open("rb"), as_attachment=True, filename=name)


@read_and_send
def amend(request: HttpRequest, pk: int, version: int, part: str = Part.A) -> HttpResponse:
    """Approved minutes are corrected by a numbered amendment, which everybody gets who had them."""
    found = minutes_seen(request, pk, version, part=part)
    require_for(request, Perm.RECORD_MEETING, found.meeting)
    if not found.circulated_at:
        messages.info(request, "Only minutes that were approved and sent are amended.")
        return redirect(found)
    form = AmendForm(request.POST or None, meeting=found.meeting)
    if request.method == "POST" and form.is_valid():
        text, why = form.cleaned_data["text"], form.cleaned_data["why"]
        answer = send_once(
            request,
            form,
            do=lambda: amend_minutes(found, text=text, why=why, by=person(request)),
            onward=lambda _: found.get_absolute_url(),
            done=lambda made: f"Amendment {made.number} was made and is on its way to everybody.",
            otherwise=found.get_absolute_url(),
        )
        if answer:
            return answer
    return _page(request, "meetings/minutes_amend.html", found.meeting, form=form, minutes=found)


@read_and_send
def write_part_b(request: HttpRequest, pk: int) -> HttpResponse:
    """Part B is drafted by somebody named on every restricted item; for everybody else there is no page."""
    meeting, user = meeting_seen(request, pk), person(request)
    earlier = sent_before(request, otherwise=meeting.get_absolute_url())
    if earlier:
        return earlier
    if not may_write_part_b(meeting, user):
        log_refusal(request, urn=meeting.school.urn if meeting.school else "")
        raise Http404
    form = PartBForm(request.POST or None, meeting=meeting, by=user)
    if request.method == "POST" and form.is_valid():
        text, readers = form.cleaned_data["part_b"], list(form.cleaned_data["readers"])
        answer = send_once(
            request,
            form,
            do=lambda: draft_part_b(meeting, text=text, readers=readers, by=user),
            onward=lambda _: meeting.get_absolute_url(),
            done=lambda _: "Part B was drafted and waits for its check.",
            otherwise=meeting.get_absolute_url(),
        )
        if answer:
            return answer
    return _page(request, "meetings/part_b_write.html", meeting, form=form)


@read_and_send
def check_of_part_b(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Part B is approved or sent back by somebody named in it who approves minutes and didn't draft it."""
    found = minutes_seen(request, pk, version, part=Part.B)
    require_for(request, Perm.APPROVE_MINUTES, found.meeting)
    onward = found.meeting.get_absolute_url()
    earlier = sent_before(request, otherwise=onward)
    if earlier:
        return earlier
    if part_b_to_check(found.meeting, person(request)) != found:
        messages.info(request, "This version does not wait for your check.")
        return redirect(found)
    form = CheckPartBForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        approved, remarks = form.cleaned_data["outcome"] == "approve", form.cleaned_data["remarks"]
        answer = send_once(
            request,
            form,
            do=lambda: check_part_b(found, approved=approved, remarks=remarks, by=person(request)),
            onward=lambda _: onward,
            done=lambda _: "Part B was approved." if approved else "Part B was sent back.",
            otherwise=onward,
        )
        if answer:
            return answer
    return _page(request, "meetings/part_b_check.html", found.meeting, form=form, minutes=found)


def minutes_seen(request: HttpRequest, pk: int, version: int, *, part: str, **more: Any) -> Minutes:
    """That version of that part, if the person may read it; otherwise 404, whether or not there is one."""
    rows = readable_minutes(meeting_seen(request, pk), request.user)
    return seen_or_404(request, rows, meeting=pk, part=part, version=version, **more)


def readable_minutes(meeting: Meeting, user: Any) -> Any:
    """Every version of both parts that the person may read, Part A first."""
    rows = Minutes.objects.visible_to(user).filter(meeting=meeting)
    return rows.select_related("drafted_by", "checked_by", "meeting__school", "meeting__la", "accepted_at")


def _page(request: HttpRequest, template: str, meeting: Meeting, **facts: Any) -> HttpResponse:
    head = case_head(meeting.case, user=request.user) if meeting.case else None
    return render(request, template, {**facts, "meeting": meeting, "case_head": head})


def _log(request: HttpRequest, found: Minutes, what: str) -> None:
    """The words are the same for both parts: the read log is read by people who know of no Part B."""
    meeting = found.meeting
    urn = meeting.school.urn if meeting.school else ""
    log_reading(request, what=f"{what} of {meeting}, version {found.version}", urn=urn)


def _file_name(found: Minutes) -> str:
    day = timezone.localdate(found.meeting.starts_at).isoformat()
    return f"Minutes {day}, Part B" if found.is_restricted else f"Minutes {day}"
