"""Single dates of a plan, before it is accepted: left out, put back, at another time."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from concern_cases.views.shared import read_and_send, send_once, sent_before
from meetings.calendars.tabs import calendar_tabs
from meetings.forms.calendars import OtherTimeForm
from meetings.models import ProposedDate
from meetings.services.plan_dates import leave_out, other_times, put_back, take_other_time
from meetings.views.plans import plan_managed
from people.guards import person
from record.errors import AlreadyDone, RuleError

ACTS = {"leave_out": (leave_out, "left out"), "put_back": (put_back, "put back")}


@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The date is left out of what accepting the plan calls, or put back."""
    row = _managed(request, pk)
    service, done = ACTS[what]
    try:
        service(row, by=person(request))
        messages.success(request, f"{row.case.school} was {done}.")
    except AlreadyDone as already:
        messages.info(request, f"{already}.")
    except RuleError as refused:
        messages.error(request, f"{refused}.")
    return redirect("meetings:plan_invitations", row.plan_id)


@read_and_send
def other_time(request: HttpRequest, pk: int) -> HttpResponse:
    """The times that suit as well, to choose one of them."""
    row = _managed(request, pk)
    onward = reverse("meetings:plan_invitations", args=[row.plan_id])
    earlier = sent_before(request, otherwise=onward)
    if earlier:
        return earlier
    if row.plan.state != row.plan.State.READY or row.starts_at is None:
        messages.info(request, "This plan is no longer open.")
        return redirect(onward)
    form = OtherTimeForm(request.POST or None, times=other_times(row))
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: take_other_time(row, at=form.time(), by=person(request)),
            onward=lambda _: onward,
            done=lambda _: f"{row.case.school} has another time.",
            otherwise=onward,
        )
        if answer:
            return answer
    facts = {"date": row, "form": form, "back": onward, "tabs": calendar_tabs(request.user, "plan")}
    return render(request, "meetings/plan_other_time.html", facts)


def _managed(request: HttpRequest, pk: int) -> ProposedDate:
    row = ProposedDate.objects.select_related("plan__la", "case__school", "keeps").filter(pk=pk).first()
    if row is None:
        raise Http404
    plan_managed(request, row.plan_id)
    return row
