"""The page of one letter: for the council where it is written, for everybody else what it asks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from letters.draft_errors import show_on_grounds
from letters.forms import DraftForms, GroundsForm
from letters.merging import body_of
from letters.models import Letter
from letters.pages import guest_facts, head_of, kept_from_school, working_facts
from letters.services.drafting import NOT_GIVEN_YET, set_grounds
from letters.services.ending import STILL_STANDING
from letters.services.reading import record_reading
from letters.views.reader import reader
from people.access import may
from people.guards import require, seen_or_404
from record.errors import RuleError
from schools.permissions import Perm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter's page; sending the form of a draft saves it."""
    rows = Letter.objects.visible_to(request.user).select_related("kind__clock_rule", "school", "case__lead")
    letter = seen_or_404(request, rows, reference=reference)
    if not may(request.user, Perm.READ_LA, letter.school):
        return _guest_page(request, letter)
    writes = may(request.user, Perm.DRAFT_LETTER, letter.school)
    forms = None
    if request.method == "POST":
        require(request, Perm.DRAFT_LETTER, letter.school)
        forms = DraftForms(letter, request.POST)
        if forms.is_valid() and forms.save(by=reader(request)):
            messages.success(request, "The draft was saved.")
            return redirect(letter)
    elif writes and letter.status == Letter.Status.DRAFT:
        forms = DraftForms(letter)
    record_reading(letter, what="page", by=reader(request))
    facts = working_facts(letter, reader(request))
    if forms:
        facts |= {"form": forms.words, "actions": forms.actions}
    stands = letter.status == Letter.Status.GIVEN
    facts["can_extend"] = stands and may(request.user, Perm.ASSESS_RESPONSE, letter.school)
    facts["can_enter"] = stands and may(request.user, Perm.RESPOND_TO_LETTER, letter.school)
    facts["can_end"] = writes and letter.status in STILL_STANDING and not letter.kind.ends_as
    facts["can_withdraw"] = writes and letter.status in NOT_GIVEN_YET
    return render(request, "letters/letter_work.html", {"letter": letter, "writes": writes, **facts})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grounds_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The records that a draft relies on are chosen anew."""
    rows = Letter.objects.visible_to(request.user).select_related("kind__clock_rule", "school", "case__lead")
    letter = seen_or_404(request, rows, reference=reference)
    require(request, Perm.DRAFT_LETTER, letter.school)
    if letter.status != Letter.Status.DRAFT:
        messages.info(
            request, f"{letter} can’t be changed now. It is: {letter.get_status_display().lower()}."
        )
        return redirect(letter)
    form = GroundsForm(request.POST or None, letter=letter)
    if request.method == "POST" and form.is_valid():
        try:
            set_grounds(letter, records=form.chosen(), not_told=form.not_told(), by=reader(request))
            messages.success(request, "The letter relies on the records that you chose.")
            return redirect(letter)
        except RuleError as error:
            show_on_grounds(form, error)
    record_reading(letter, what="records behind it", by=reader(request))
    facts = {
        "letter": letter,
        "form": form,
        "kept": kept_from_school(letter),
        "head": head_of(letter, reader(request)),
    }
    return render(request, "letters/letter_grounds.html", facts)


def _guest_page(request: HttpRequest, letter: Letter) -> HttpResponse:
    if request.method == "POST":
        require(request, Perm.DRAFT_LETTER, letter.school)
    record_reading(letter, what="page", by=reader(request))
    if not letter.is_given:
        return render(request, "letters/letter_prepared.html", {"letter": letter, "body_of": body_of(letter)})
    return render(
        request, "letters/letter_guest.html", {"letter": letter, **guest_facts(letter, reader(request))}
    )
