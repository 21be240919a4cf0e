"""The groups that meet for the authority: who belongs to them, and whether everybody is invited."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from concern_cases.forms.base import KeyedForm
from concern_cases.views.shared import read_and_send, send_once, sent_before
from meetings.acting import la_led, la_seen, press
from meetings.forms.groups import LeaveForm, MemberForm
from meetings.models import Meeting, MeetingType, Member
from meetings.reference import OF_THE_LA
from meetings.services.groups import (
    add_member,
    end_member,
    invite_missing,
    meetings_ahead,
    others_of,
    places_of,
)
from meetings.words import day_in_words
from people import access
from people.guards import log_reading, person, seen_or_404
from schools.permissions import Perm


@require_safe
def group(request: HttpRequest, kind: str) -> HttpResponse:
    """The named posts and the other members, from when to when, and the group's meetings to come."""
    la, type_ = la_seen(request), _type(request, kind)
    log_reading(request, what=f"group of the {type_}")
    facts: dict[str, Any] = {"type": type_, "places": places_of(la, type_), "others": others_of(la, type_)}
    facts["rules"] = type_.attendance_rules.all()
    facts["ahead"] = meetings_ahead(la, type_)
    facts["leads"] = access.may(request.user, Perm.MANAGE_STRATEGY, la)
    types = MeetingType.objects.in_use().filter(code__in=OF_THE_LA)
    facts["tabs"] = [
        {"label": str(row), "url": reverse("meetings:group", args=[row.code]), "current": row == type_}
        for row in types
    ]
    return render(request, "meetings/group.html", facts)


@read_and_send
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """Somebody joins the group, and is invited to its meetings that are called."""
    la, type_ = la_led(request), _type(request, kind)
    form = MemberForm(request.POST or None, la=la, type_=type_, initial={"seat": request.GET.get("seat")})
    return _act(
        request,
        form,
        type_,
        title=f"Somebody joins: {type_}",
        button="Put on the list",
        do=lambda: add_member(la, type_=type_, by=person(request), **form.facts()),
        done=lambda member: f"{member.user} belongs to the group, and is invited to its meetings.",
    )


@read_and_send
def end(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Somebody leaves the group, and is not invited to later meetings any more."""
    la, type_ = la_led(request), _type(request, kind)
    members = Member.objects.lasting().filter(la=la, type=type_).select_related("la", "type", "user", "seat")
    member: Member = seen_or_404(request, members, pk=pk)
    form = LeaveForm(request.POST or None, member=member)
    return _act(
        request,
        form,
        type_,
        title=f"{member.user} leaves: {member.seat or type_}",
        button="Record the last day",
        do=lambda: end_member(member, until=form.cleaned_data["until"], by=person(request)),
        done=lambda left: f"{left.user} belongs to the group until {day_in_words(left.until)}.",
    )


@require_POST
def invite_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever belongs to the group by now and is not on the meeting's list is invited."""
    done = "Everybody who belongs to the group is invited."
    return press(request, pk, what="invitees", do=invite_missing, done=done, onward=_group)


def _group(meeting: Meeting) -> str:
    if meeting.school_id:
        return meeting.get_absolute_url()
    return reverse("meetings:group", args=[meeting.type.code])


def _type(request: HttpRequest, kind: str) -> MeetingType:
    found: MeetingType = seen_or_404(
        request, MeetingType.objects.in_use().filter(code__in=OF_THE_LA), code=kind
    )
    return found


def _act(
    request: HttpRequest, form: KeyedForm, type_: MeetingType, *, title: str, button: str, do: Any, done: Any
) -> HttpResponse:
    onward = reverse("meetings:group", args=[type_.code])
    answer = sent_before(request, otherwise=onward)
    if not answer and request.method == "POST" and form.is_valid():
        answer = send_once(request, form, do=do, onward=lambda _: onward, done=done, otherwise=onward)
    if answer:
        return answer
    facts = {"form": form, "type": type_, "title": title, "button": button, "back": onward}
    return render(request, "meetings/group_act.html", facts)
