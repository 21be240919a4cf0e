"""Pages that end a case with everything that is under way in it."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concern_cases.case_head import CaseVerb, case_head, case_verb
from concern_cases.forms.running import CloseForm
from concern_cases.models import Action, ConcernCase
from concern_cases.views.shared import (
    FormPage,
    act_on_case,
    case_seen,
    people_of,
    read_and_send,
    send_once,
    sent_before,
    wrong_state,
)
from people.access import schools_where
from people.models import User
from schools.permissions import Perm
from workflows.case_forms import ContinueWithConferencesForm
from workflows.services.cases import close_case_and_processes, continue_case_at, under_way


def _has_successor(case: ConcernCase) -> bool:
    return not case.school.is_open and case.school.successions_out.exists()


case_verb(CaseVerb("Close the case", "tasks:close_case", 90, Perm.MANAGE_CASE, menu="change"))
case_verb(
    CaseVerb(
        "Continue it at the successor",
        "tasks:continue_case",
        80,
        Perm.MANAGE_CASE,
        menu="change",
        fits=_has_successor,
    )
)


@read_and_send
def close_case(request: HttpRequest, reference: str) -> HttpResponse:
    """The case is closed with everything that is under way in it, after the page has said what that is."""
    case = case_seen(request, reference, what="closing the case", perm=Perm.MANAGE_CASE)
    actions = list(Action.objects.open().visible_to(request.user).filter(case=case))
    form = CloseForm(request.POST or None, actions=actions)
    return act_on_case(
        request,
        case,
        form,
        page=FormPage("Close the case", "Close the case", template="workflows/case_close.html"),
        do=lambda: close_case_and_processes(
            case,
            reason=form.cleaned_data["reason"],
            follow_up_on=form.cleaned_data["follow_up_on"],
            open_actions=form.open_actions,
            by=cast(User, request.user),
        ),
        done=f"{case.reference} was closed.",
        more={"under_way": under_way(case)},
    )


@read_and_send
def continue_case(request: HttpRequest, reference: str) -> HttpResponse:
    """The case goes on at the school that follows its own, after the page has said what that does."""
    case = case_seen(request, reference, what="continuing the case", perm=Perm.MANAGE_CASE)
    user = cast(User, request.user)
    schools = schools_where(user, may=Perm.MANAGE_CASE)
    schools = schools.filter(successions_in__predecessor=case.school, status__startswith="Open")
    form = ContinueWithConferencesForm(
        request.POST or None,
        case=case,
        schools=schools,
        leads=people_of(case.school, Perm.MANAGE_CASE),
        initial={"lead": case.lead_id},
    )

    def go_on() -> ConcernCase:
        given = form.cleaned_data
        new, called, refused = continue_case_at(
            case, school=given["school"], why=given["why"], lead=given["lead"], by=user
        )
        if called:
            number = "One conference was" if len(called) == 1 else f"{len(called)} conferences were"
            messages.info(request, f"{number} called anew, and everybody who belongs to it is invited.")
        for words in refused:
            messages.warning(request, words)
        return new

    onward = case.get_absolute_url()
    earlier = sent_before(request, otherwise=onward)
    if earlier or not case.is_open:
        return earlier or wrong_state(request, case)
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=go_on,
            onward=lambda new: new.get_absolute_url(),
            done=lambda new: f"{case.reference} was closed, and goes on as {new.reference}.",
            otherwise=onward,
        )
        if answer:
            return answer
    page = FormPage("Continue the case at the successor", "Continue it there")
    facts = {"form": form, "page": page, "case": case, "back": onward, "under_way": under_way(case)}
    facts |= {"head": case_head(case, user=user), "successors": schools.exists()}
    return render(request, "workflows/case_continue.html", facts)
