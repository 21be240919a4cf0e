"""Pages of the authority's own meetings: calling one, and the schools that it talks about."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from concern_cases.models import Action
from concern_cases.services.actions import complete_action
from concern_cases.views.shared import read_and_send, send_once, sent_before
from meetings.acting import FormPage, act_on_meeting, la_led, meeting_to_change, press
from meetings.agenda_facts import papers_by_item
from meetings.models import AgendaItem, Meeting, MeetingType
from meetings.reference import MEMBERS_PANEL, OF_THE_LA, STRATEGY_MEETING
from meetings.rights import held_for
from meetings.services.strategy_schools import (
    add_school,
    are_packs_out,
    ask_question,
    leave_out_school,
    reasons_seen,
)
from meetings.views.lists import meeting_seen
from meetings.words import day_in_words, moment_in_words
from people.guards import log_reading, person, require, seen_or_404
from record.exports import download
from schools.permissions import Perm
from workflows import cards, engine
from workflows.services.la_meetings import start_la_meeting
from workflows.services.strategy import bring_schools, is_next, order_schools
from workflows.services.strategy_packs import progress_of
from workflows.strategy.choosing import proposed_schools, reasons_for
from workflows.strategy.chosen import HEADS, left_out_of, listed_rows, proposed_since, school_items, told
from workflows.strategy.circles import circles_of
from workflows.strategy.evidence import evidence_of
from workflows.strategy.forms import AddSchoolForm, CallForm, LeaveOutForm, OutcomeForm, QuestionForm


@read_and_send
def call(request: HttpRequest, kind: str) -> HttpResponse:
    """A meeting of the authority is called: day, time, place, chair, and who is invited."""
    la, user = la_led(request), person(request)
    type_ = seen_or_404(request, MeetingType.objects.in_use().filter(code__in=OF_THE_LA), code=kind)
    onward = reverse("meetings:list")
    earlier = sent_before(request, otherwise=onward)
    if earlier:
        return earlier
    form = CallForm(request.POST or None, la=la, type_=type_, by=user)
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: start_la_meeting(la, type_code=kind, **form.meeting(), by=user),
            onward=lambda called: called.get_absolute_url(),
            done=lambda called: (
                f"It is entered for {moment_in_words(called.starts_at)}: record now what was said."
                if called.entered_late
                else f"It was called for {moment_in_words(called.starts_at)}."
            ),
            otherwise=onward,
        )
        if answer:
            return answer
    types = MeetingType.objects.in_use().filter(code__in=OF_THE_LA)
    tabs = [
        {"label": str(row), "url": reverse("tasks:call_la_meeting", args=[row.code]), "current": row == type_}
        for row in types
    ]
    facts = {"form": form, "type": type_, "tabs": tabs, "back": onward}
    return render(request, "workflows/strategy/call.html", facts)


@require_safe
def schools(request: HttpRequest, pk: int) -> HttpResponse:
    """The schools that the meeting talks about and why, as far as the reader may see them."""
    meeting = meeting_seen(request, pk)
    log_reading(request, what=f"schools of {meeting}, {day_in_words(meeting.starts_at)}")
    perms = held_for(request.user, meeting)
    facts: dict[str, Any] = {
        "meeting": meeting,
        "rows": listed_rows(meeting, request.user, request.GET),
        "all": school_items(meeting, request.user).count(),
        "changes": Perm.MANAGE_MEETING in perms and not meeting.is_over,
        "packs": progress_of(meeting) if Perm.MANAGE_MEETING in perms else None,
        "left_out": [],
        "waiting": [],
    }
    if Perm.READ_LA in perms:
        facts["left_out"] = left_out_of(meeting, request.user)
    ahead = meeting.type.code == STRATEGY_MEETING and not meeting.is_over
    facts["is_panel"] = meeting.type.code == MEMBERS_PANEL
    facts["packs_out"] = are_packs_out(meeting)
    facts["by_weight"] = ahead
    facts["waits_its_turn"] = ahead and not is_next(meeting)
    if facts["changes"]:
        facts["waiting"] = proposed_since(meeting)
        facts["task"] = _choice_of_schools(meeting)
    return render(request, "workflows/strategy/schools.html", facts)


@require_safe
def schools_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same list as a table for a spreadsheet."""
    meeting = meeting_seen(request, pk)
    log_reading(request, what=f"schools of {meeting}, {day_in_words(meeting.starts_at)}, as CSV")
    rows = listed_rows(meeting, request.user, request.GET)
    name = f"schools-{timezone.localdate(meeting.starts_at).isoformat()}"
    return download("csv", name=name, heads=HEADS, rows=told(rows))


@require_safe
def school(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """The evidence on one school of the meeting, with the way to the one before and the one after."""
    meeting = meeting_seen(request, pk)
    item: AgendaItem = seen_or_404(request, school_items(meeting, request.user), pk=item_pk)
    log_reading(request, what=f"evidence for {meeting}", urn=item.school.urn if item.school else "")
    item.meeting = meeting
    keys = list(school_items(meeting, request.user))
    place = next(place for place, row in enumerate(keys) if row.pk == item.pk)
    perms = held_for(request.user, meeting)
    facts = {
        "meeting": meeting,
        "item": item,
        "shown": evidence_of(item, request.user),
        "why": reasons_seen(item, circles=circles_of(perms)),
        "papers": papers_by_item(meeting, request.user).get(item.pk, ()),
        "chooses": Perm.MANAGE_MEETING in perms and not meeting.is_over,
        "number": place + 1,
        "count": len(keys),
        "before": keys[place - 1] if place else None,
        "after": keys[place + 1] if place + 1 < len(keys) else None,
    }
    return render(request, "workflows/strategy/school.html", facts)


@require_POST
def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """Every school that the records propose is on the agenda."""
    done = "The agenda has every school that the records propose."
    return press(request, pk, what="schools", do=bring_schools, done=done, onward=schools_of)


@require_POST
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """The most pressing school stands first."""
    done = "The most pressing schools stand first."
    return press(request, pk, what="schools", do=order_schools, done=done, onward=schools_of)


@read_and_send
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One school more, with a reason."""
    meeting = meeting_to_change(request, pk, Perm.MANAGE_MEETING, what="adding a school")
    form = AddSchoolForm(request.POST or None, meeting=meeting, initial={"case": request.GET.get("case")})

    def do() -> AgendaItem:
        facts = form.facts()
        why = reasons_for(facts["case"], proposed_schools(meeting.la))
        return add_school(meeting, reasons=why, by=person(request), **facts)

    return act_on_meeting(
        request,
        meeting,
        form,
        page=FormPage(title="Add a school", button="Put it on the agenda"),
        do=do,
        done="The school is on the agenda.",
        onward=schools_of(meeting),
    )


@read_and_send
def leave_out(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """The meeting does not talk about a school, with the reason."""
    meeting, item = _item_to_change(request, pk, item_pk)
    form = LeaveOutForm(request.POST or None)
    return act_on_meeting(
        request,
        meeting,
        form,
        page=FormPage(title=f"Leave out {item}", button="Leave it out"),
        do=lambda: leave_out_school(item, why=form.cleaned_data["why"], by=person(request)),
        done=f"{item} was left out.",
        onward=schools_of(meeting),
    )


@read_and_send
def question(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """The question about a school that the meeting is to answer."""
    meeting, item = _item_to_change(request, pk, item_pk)
    form = QuestionForm(request.POST or None, initial={"question": item.question})
    return act_on_meeting(
        request,
        meeting,
        form,
        page=FormPage(title=f"The question about {item}", button="Save the question"),
        do=lambda: ask_question(item, question=form.cleaned_data["question"], by=person(request)),
        done="The question was saved.",
        onward=schools_of(meeting),
    )


@read_and_send
def la_action(request: HttpRequest, pk: int) -> HttpResponse:
    """An action that concerns no school is done: recorded by whoever has it, or manages the strategy."""
    action: Action = seen_or_404(request, Action.objects.of_la(request.user).select_related("la"), pk=pk)
    user, onward = person(request), reverse("home")
    if action.owner_id != user.pk:
        require(request, Perm.MANAGE_STRATEGY, action.la)
    form = OutcomeForm(request.POST or None)
    answer = sent_before(request, otherwise=onward)
    if not answer and request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: complete_action(action, outcome=form.cleaned_data["outcome"], by=user),
            onward=lambda _: onward,
            done=lambda _: "It is recorded as done.",
            otherwise=onward,
        )
    if answer:
        return answer
    return render(request, "workflows/strategy/action.html", {"form": form, "action": action, "back": onward})


def _choice_of_schools(meeting: Meeting) -> str:
    """Where it is said that these are the schools; nothing once somebody said it."""
    for card in engine.open_cards(meeting):
        if card.task.flow_task.name == "choose_schools":
            return cards.task_url(card.task)
    return ""


def schools_of(meeting: Meeting) -> str:
    """The address of the page of the meeting's schools."""
    return reverse("tasks:strategy_schools", args=[meeting.pk])


def _item_to_change(request: HttpRequest, pk: int, item_pk: int) -> tuple[Meeting, AgendaItem]:
    meeting = meeting_to_change(request, pk, Perm.MANAGE_MEETING, what="schools")
    return meeting, seen_or_404(request, school_items(meeting, request.user), pk=item_pk)
