"""What whoever asked may do until it is answered: change the request, and take a change back."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from concern_cases.views.shared import FormPage, read_and_send
from people.guards import log_refusal, person, require, require_one
from schools.permissions import Perm
from support.forms.deployments import ReasonForm, RequestForm
from support.school_page import ASKERS, titles_of
from support.services.deployments import Request
from support.services.requests import change_request, take_back_change
from support.views.school import choices_of, objectives_of
from support.views.shared import act, deployment_seen, given, head_of


@read_and_send
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words, days or another provider of what waits."""
    row = deployment_seen(request, pk)
    require_one(request, ASKERS, row.school)
    if row.asked_by != request.user:
        log_refusal(request, urn=row.school.urn)
        raise PermissionDenied(f"{row.asked_by} asked for it, and can change the request.")
    objectives = objectives_of(row.school)
    names = ("provider", "objective", "why", "starts_on", "ends_on")
    form = RequestForm(
        request.POST or None,
        **choices_of(row.school, objectives, titles_of(each.pk for each in objectives), now=row.provider),
        initial={**{name: getattr(row, name) for name in names}, "days": row.days_agreed},
    )

    def do() -> object:
        facts = given(form)
        in_spite_of = facts.pop("in_spite_of")
        return change_request(row, facts=Request(**facts), in_spite_of=in_spite_of, by=person(request))

    lead = "It is not agreed yet. Whoever has to agree it is told of the change."
    return act(
        request,
        form,
        page=FormPage(title="Change the request", button="Change the request", lead=lead),
        do=do,
        done="The request was changed.",
        back=row.get_absolute_url(),
        **head_of(request, row.school, row.case),
    )


@read_and_send
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The support goes on as it was agreed."""
    row = deployment_seen(request, pk)
    if row.change_asked_by is None or row.change_asked_by != request.user:
        require(request, Perm.MANAGE_CASE, row.school)
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        page=FormPage(
            title="Take the change back",
            button="Take the change back",
            lead="The support goes on as it was agreed.",
        ),
        do=lambda: take_back_change(row, why=form.cleaned_data["why"], by=person(request)),
        done="The change was taken back.",
        back=row.get_absolute_url(),
        **head_of(request, row.school, row.case),
    )
