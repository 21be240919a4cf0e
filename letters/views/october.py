"""The page of the October letters of an LA."""

from django import forms
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
from record.errors import RuleError
from schools.models import LocalAuthority
from schools.permissions import Perm


class SendingDayForm(forms.Form):
    """Why the letters are given on a day on which letters are not given: asked for on such a day alone."""

    sending_day_why = forms.CharField(
        label="Why the letters have to be given today",
        help_text="The reason stands on record with each letter that goes to a school before a holiday, or "
        "to one whose term dates are not known.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def october(request: HttpRequest) -> HttpResponse:
    """How far this year's letters are; who may prepares them, and somebody else authorises them."""
    drafting = las_where(request.user, may=Perm.DRAFT_LETTER).first()
    la = drafting or las_where(request.user, may=Perm.AUTHORISE_LETTER).first()
    if la is None:
        log_refusal(request)
        raise PermissionDenied(Perm.DRAFT_LETTER.value)
    form = SendingDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _do(request, la, **form.cleaned_data)
            return redirect("letters:october")
        except RuleError as told:
            if not told.field:
                messages.info(request, str(told))
                return redirect("letters:october")
            form.add_error(told.field, str(told))
    log_reading(request, what="October letters")
    run = october_run(la)
    mine = run.letters.filter(status="for_authorisation", drafted_by=reader(request)).exists()
    facts = {
        "run": run,
        "held_back": list(run.held_back),
        "years": f"{run.year} to {run.year + 1}",
        "can_prepare": may(request.user, Perm.DRAFT_LETTER, la),
        "can_authorise": may(request.user, Perm.AUTHORISE_LETTER, la) and not mine,
        "form": form,
        "sample": run.letters.filter(status="for_authorisation").first(),
    }
    return render(request, "letters/october.html", facts)


def _do(request: HttpRequest, la: LocalAuthority, *, sending_day_why: str) -> None:
    """What the button that was pressed asks for is done, and told."""
    if request.POST.get("do") == "authorise":
        count = authorise_october(la, sending_day_why=sending_day_why, by=reader(request))
        messages.success(request, f"You authorised {in_words(count)}. They are given one by one.")
    else:
        count = prepare_october(la, by=reader(request))
        messages.success(request, f"You prepared {in_words(count)}. Somebody else authorises them.")
