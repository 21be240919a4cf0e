"""The page of the October letters of an LA."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from letters.services.october import authorise_october, in_words, october_run, prepare_october
from letters.views.reader import reader
from people.access import las_where, may
from people.guards import log_reading, log_refusal
from record.errors import AlreadyDone, RuleError
from schools.permissions import Perm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def october(request: HttpRequest) -> HttpResponse:
    """How far this year's letters are; who may prepares them, and somebody else authorises them."""
    drafting = las_where(request.user, may=Perm.DRAFT_LETTER).first()
    la = drafting or las_where(request.user, may=Perm.AUTHORISE_LETTER).first()
    if la is None:
        log_refusal(request)
        raise PermissionDenied(Perm.DRAFT_LETTER.value)
    if request.method == "POST":
        try:
            if request.POST.get("do") == "authorise":
                count = authorise_october(la, by=reader(request))
                messages.success(request, f"You authorised {in_words(count)}. They are given one by one.")
            else:
                count = prepare_october(la, by=reader(request))
                messages.success(request, f"You prepared {in_words(count)}. Somebody else authorises them.")
        except (AlreadyDone, RuleError) as told:
            messages.info(request, str(told))
        return redirect("letters:october")
    log_reading(request, what="October letters")
    run = october_run(la)
    mine = run.letters.filter(status="for_authorisation", drafted_by=reader(request)).exists()
    facts = {
        "run": run,
        "years": f"{run.year} to {run.year + 1}",
        "can_prepare": may(request.user, Perm.DRAFT_LETTER, la),
        "can_authorise": may(request.user, Perm.AUTHORISE_LETTER, la) and not mine,
        "sample": run.letters.filter(status="for_authorisation").first(),
    }
    return render(request, "letters/october.html", facts)
