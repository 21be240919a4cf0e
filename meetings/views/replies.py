"""Answers to invitations: by the link in the mail, on the site, and as the clerk heard them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from concern_cases.case_head import case_head
from concern_cases.views.shared import read_and_send, send_once, sent_before
from meetings.attending import invited
from meetings.forms.replies import AnswerForm, InviteForm, RepliesForm, TakeOffForm
from meetings.models import Invitee, Meeting
from meetings.reply_links import GONE, LinkOver, invitee_by_link
from meetings.rights import require_for
from meetings.services.groups import not_invited
from meetings.services.invitees import suggested_invitees
from meetings.services.inviting import invite_again, invite_person, take_off_list
from meetings.services.replies import answer_invitation, enter_replies
from meetings.views.lists import meeting_seen, my_invitation
from people.guards import log_reading, person, seen_or_404
from record.errors import RuleError
from record.reading import log_read
from schools.permissions import Perm


@login_not_required
@sensitive_variables("token")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the link answers the one invitation that it was made for; looking changes nothing.

    The page shows what the mail said, as it is today, and nothing of the case.
    """
    try:
        invitee = invitee_by_link(token)
    except LinkOver as over:
        if over.status == GONE:
            log_read(request.user, "the link of an invitation", refused=True)
        return render(request, "meetings/reply_over.html", {"why": over.why}, status=over.status)
    form = AnswerForm(request.POST if request.method == "POST" else None, invitee=invitee)
    if form.is_valid():
        try:
            answer_invitation(invitee, form.answer(), heard=Invitee.Heard.LINK, by=None)
        except RuleError as error:
            form.show(error)
        else:
            messages.success(request, _thanks(invitee))
            return redirect("meetings:reply", token=token)
    meeting = invitee.meeting
    log_reading(request, what=f"invitation of {invitee.name} by its link", urn=_urn(meeting))
    return render(request, "meetings/reply.html", {"form": form, "invitee": invitee, "meeting": meeting})


@read_and_send
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The reader's own invitation is answered."""
    invitee = my_invitation(request, pk)
    meeting = invitee.meeting
    if meeting.is_over:
        messages.info(request, f"{meeting.get_status_display()}: nothing needs an answer any more.")
        return redirect(meeting)
    form = AnswerForm(request.POST if request.method == "POST" else None, invitee=invitee)
    if form.is_valid():
        try:
            answer_invitation(invitee, form.answer(), by=person(request))
        except RuleError as error:
            form.show(error)
        else:
            messages.success(request, _thanks(invitee))
            return redirect(meeting)
    if request.method != "POST":
        log_reading(request, what=f"own invitation to {meeting}", urn=_urn(meeting))
    return render(request, "meetings/answer.html", {"form": form, "meeting": meeting, "invitee": invitee})


@read_and_send
def replies(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said on the telephone is entered for everybody invited, in one form."""
    meeting, over = _to_arrange(request, pk)
    if over:
        return over
    form = RepliesForm(request.POST if request.method == "POST" else None, invitees=invited(meeting))
    if form.is_valid():
        here = reverse("meetings:replies", args=[meeting.pk])
        sent = send_once(
            request,
            form,
            do=lambda: enter_replies(meeting, form.answers(), by=person(request)),
            onward=lambda _: here,
            done=lambda _: "The replies were entered.",
            otherwise=here,
        )
        if sent:
            return sent
    return _page(request, meeting, "meetings/replies.html", form)


@read_and_send
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody more is invited."""
    meeting, over = _to_arrange(request, pk)
    if over:
        return over
    suggested = _not_invited(meeting)
    form = InviteForm(request.POST if request.method == "POST" else None, suggested=suggested)
    if form.is_valid():
        here = reverse("meetings:replies", args=[meeting.pk])
        sent = send_once(
            request,
            form,
            do=lambda: invite_person(meeting, facts=form.facts(), by=person(request)),
            onward=lambda _: here,
            done=lambda added: f"{added.name} was invited.",
            otherwise=here,
        )
        if sent:
            return sent
    return _page(request, meeting, "meetings/invite.html", form)


@read_and_send
def take_off(request: HttpRequest, pk: int, invitee_pk: int) -> HttpResponse:
    """Somebody is not invited any more."""
    meeting, over = _to_arrange(request, pk)
    if over:
        return over
    here = reverse("meetings:replies", args=[meeting.pk])
    invitee = seen_or_404(request, meeting.invitees.select_related("stands_in_for"), pk=invitee_pk)
    form = TakeOffForm(
        request.POST if request.method == "POST" else None,
        is_diocese=invitee.required_as == Invitee.RequiredAs.DIOCESE,
    )
    if form.is_valid():
        sent = send_once(
            request,
            form,
            do=lambda: take_off_list(invitee, **form.facts(), by=person(request)),
            onward=lambda _: here,
            done=lambda _: f"{invitee.name} was taken off the list.",
            otherwise=here,
        )
        if sent:
            return sent
    return _page(request, meeting, "meetings/take_off.html", form, invitee=invitee)


@require_http_methods(["POST"])
def again(request: HttpRequest, pk: int, invitee_pk: int) -> HttpResponse:
    """Somebody has the invitation once more."""
    meeting, over = _to_arrange(request, pk)
    if over:
        return over
    invitee = seen_or_404(request, meeting.invitees.select_related("user", "stands_in_for"), pk=invitee_pk)
    try:
        invite_again(invitee, by=person(request))
        messages.success(request, f"The invitation was sent to {invitee.name} again.")
    except RuleError as error:
        messages.error(request, str(error))
    return redirect("meetings:replies", pk=meeting.pk)


def _to_arrange(request: HttpRequest, pk: int) -> tuple[Meeting, HttpResponse | None]:
    """The meeting, if the person may arrange it; with the way out if it is over, or the form was sent before.

    That is asked before the form is read: what it did changed what the page offers.
    """
    meeting = meeting_seen(request, pk)
    require_for(request, Perm.MANAGE_MEETING, meeting)
    earlier = sent_before(request, otherwise=reverse("meetings:replies", args=[meeting.pk]))
    if earlier or not meeting.is_over:
        return meeting, earlier
    messages.info(request, f"{meeting.get_status_display()}: nothing was changed.")
    return meeting, redirect(meeting)


def _page(request: HttpRequest, meeting: Meeting, template: str, form: Any, **more: Any) -> HttpResponse:
    if request.method != "POST":
        log_reading(request, what=f"invitees of {meeting}", urn=_urn(meeting))
    head = case_head(meeting.case, user=request.user) if meeting.case else None
    return render(request, template, {"form": form, "meeting": meeting, "head": head, **more})


def _not_invited(meeting: Meeting) -> list[Any]:
    """Whom the rules of attendance name and who is not on the list."""
    if meeting.case:
        people = suggested_invitees(meeting.case, chair=meeting.chair, type_code=meeting.type.code)
    elif meeting.school_id is None:
        people = not_invited(meeting)
    else:
        return []
    known = {email.lower() for email in meeting.invitees.values_list("email", flat=True)}
    return [facts for facts in people if facts.address not in known and facts.required_as != "chair"]


def _thanks(invitee: Invitee) -> str:
    if invitee.reply == Invitee.Reply.DELEGATED:
        return f"You send {invitee.delegate.name}. The invitation is on its way."
    return f"You {invitee.get_reply_display().lower()} the invitation."


def _urn(meeting: Meeting) -> str:
    return meeting.school.urn if meeting.school else ""
