"""Accepting a plan: its conferences are called with their processes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from meetings.views.plans import plan_managed, url_of
from people.guards import person
from record.errors import RuleError
from workflows.services.term_plans import accept_plan


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposed dates become conferences, and everybody is invited."""
    found = plan_managed(request, pk)
    try:
        count = accept_plan(found, by=person(request))
        messages.success(
            request, f"Invitations for {count} date{'' if count == 1 else 's'} are on their way."
        )
    except RuleError as error:
        messages.info(request, f"{str(error).rstrip('.')}. Nothing was done twice.")
    return redirect(url_of(found))
