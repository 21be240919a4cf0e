"""Pages about meetings that move no process: the list, answers and calendar files."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from concern_cases.case_head import CasePage, case_head, case_page
from concern_cases.models import ConcernCase
from meetings.answers import answers_in_words, with_answers
from meetings.calendars.tabs import calendar_tabs
from meetings.listing import HEADS, WHEN, meeting_list
from meetings.models import AgendaItem, Invitee, Meeting, MeetingMove
from meetings.services.calendar_files import calendar_text
from people import access
from people.guards import log_reading, person, seen_or_404
from people.models import Post, User
from people.roles import Role
from record import clock, exports
from schools.permissions import Perm

PAGE = 25
TEMPLATES = (Perm.MANAGE_MEETING, Perm.MANAGE_STRATEGY)  # who reads the templates of agendas

case_page(CasePage("conferences", "Conferences", "meetings:case", 50))


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings that the reader sees, filtered by the address, 25 a page."""
    found = meeting_list(request.user, request.GET)
    page = Paginator(found.meetings, PAGE).get_page(request.GET.get("page"))
    rows = _with_invitations(request, list(page))
    facts: dict[str, Any] = {"found": found, "page": page, "rows": rows, "sort": found.sort}
    tabs = [*_tabs(request, found.when), *calendar_tabs(request.user, "")[1:]]
    facts |= {"tabs": tabs, "count": page.paginator.count}
    facts["manages"] = access.las_where(request.user, may=Perm.MANAGE_MEETING).exists()
    facts["sees_criteria"] = access.las_where(request.user, may=Perm.VIEW_CASE).exists()
    member = Post.objects.current().filter(user=person(request), role=Role.PANEL_MEMBER)
    facts["sees_panel"] = facts["sees_criteria"] or member.exists()
    facts["leads"] = access.las_where(request.user, may=Perm.MANAGE_STRATEGY).exists()
    facts["sees_templates"] = any(access.las_where(request.user, may=perm).exists() for perm in TEMPLATES)
    return render(request, "meetings/meeting_list.html", facts)


@require_safe
def case_meetings(request: HttpRequest, reference: str) -> HttpResponse:
    """The conferences of one case, and the authority's meetings that talk about it, the latest first."""
    case = seen_or_404(request, ConcernCase.objects.visible_to(request.user), reference=reference)
    log_reading(request, what=f"{case.reference}, conferences", urn=case.school.urn)
    found = with_answers(Meeting.objects.visible_to(request.user).filter(case=case))
    rows = _with_invitations(request, list(found.select_related("type", "school", "la", "case", "chair")))
    head = case_head(case, user=request.user, current="conferences")
    facts = {"case": case, "head": head, "rows": rows, "count": len(rows)}
    talked = AgendaItem.objects.visible_to(request.user).filter(case=case, meeting__school=None)
    talked = talked.exclude(meeting__status=Meeting.Status.CANCELLED).select_related(
        "meeting__type", "progress"
    )
    facts["talked"] = list(talked.prefetch_related("decisions__code").order_by("-meeting__starts_at"))
    facts |= {"moves": sum(meeting.moves for meeting, _ in rows), "earlier": _earlier_dates(rows)}
    return render(request, "meetings/case_meetings.html", facts)


@require_safe
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The same meetings, all of them, as a file; the read log knows who took how many."""
    rows = [_row(meeting) for meeting in meeting_list(request.user, request.GET).meetings]
    log_reading(request, what=f"list of {len(rows)} meetings as {kind.upper()}")
    name = f"meetings-{clock.today().isoformat()}"
    return exports.download(kind, name=name, heads=HEADS, rows=rows)


@require_safe
def invitation_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The reader's own invitation as a calendar file."""
    invitee = my_invitation(request, pk)
    method = "CANCEL" if invitee.meeting.status == Meeting.Status.CANCELLED else "REQUEST"
    text = calendar_text(invitee, method=method)
    response = HttpResponse(text, content_type=f"text/calendar; charset=utf-8; method={method}")
    response["Content-Disposition"] = 'attachment; filename="invitation.ics"'
    return response


def meeting_seen(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, if the person may see it; otherwise 404."""
    rows = Meeting.objects.visible_to(request.user)
    return seen_or_404(request, rows.select_related("type", "school__la", "case", "chair", "la"), pk=pk)


def my_invitation(request: HttpRequest, pk: int) -> Invitee:
    """The person's own invitation to a meeting that he or she still sees; otherwise 404."""
    meeting = meeting_seen(request, pk)
    return seen_or_404(request, meeting.invitees.select_related("meeting"), user=request.user)


def _with_invitations(request: HttpRequest, found: list[Meeting]) -> list[tuple[Meeting, Invitee | None]]:
    """Each meeting, which says what was answered, with the reader's own invitation to it."""
    for meeting in found:
        meeting.answers = answers_in_words(meeting)  # type: ignore[attr-defined]
    invited = Invitee.objects.filter(user=cast(User, request.user), meeting__in=found)
    replies = {invitee.meeting_id: invitee for invitee in invited}
    return [(meeting, replies.get(meeting.pk)) for meeting in found]


def _earlier_dates(rows: list[tuple[Meeting, Invitee | None]]) -> list[MeetingMove]:
    """Every date that a conference of these was moved from, the latest move first."""
    moves = MeetingMove.objects.filter(meeting__in=[meeting for meeting, _ in rows])
    return list(moves.select_related("meeting", "moved_by").order_by("-moved_at", "-pk"))


def _tabs(request: HttpRequest, chosen: str) -> list[dict[str, Any]]:
    """The same filters, to come, past or all."""
    tabs = []
    for value, label in WHEN:
        asked = request.GET.copy()
        asked["when"] = value
        asked.pop("page", None)
        tabs.append({"label": label, "url": f"?{asked.urlencode()}", "current": value == chosen})
    return tabs


def _row(meeting: Any) -> list[Any]:
    starts = timezone.localtime(meeting.starts_at)
    return [
        starts.date().isoformat(),
        f"{starts:%H:%M}",
        str(meeting.type),
        str(meeting.school or ""),
        _urn(meeting),
        meeting.case.reference if meeting.case else "",
        meeting.place,
        str(meeting.chair),
        meeting.state,
        meeting.moves,
        meeting.asked,
        meeting.accepted,
        meeting.declined,
    ]


def _urn(meeting: Meeting) -> str:
    return meeting.school.urn if meeting.school else ""
