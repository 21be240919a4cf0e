"""Who gets a letter and how: chosen while it is not given."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from letters.kinds.rights import reads_kinds
from letters.models import Letter
from letters.pages import head_of
from letters.services.choosing import choose_ways
from letters.services.drafting import NOT_GIVEN_YET
from letters.services.reading import record_reading
from letters.views.reader import reader
from letters.ways_form import WaysForm
from people.guards import require, seen_or_404
from record.errors import RuleError
from schools.permissions import Perm

READ_AND_SEND = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(READ_AND_SEND)
def recipients(request: HttpRequest, reference: str) -> HttpResponse:
    """How each recipient is to get the letter, until it is given."""
    rows = Letter.objects.visible_to(request.user).select_related("kind__clock_rule", "school", "case__lead")
    letter = seen_or_404(request, rows, reference=reference)
    require(request, Perm.DRAFT_LETTER, letter.school)
    if letter.status not in NOT_GIVEN_YET:
        messages.info(
            request, f"{letter} can’t be changed now. It is: {letter.get_status_display().lower()}."
        )
        return redirect(letter)
    form = WaysForm(request.POST or None, letter=letter)
    if request.method == "POST" and form.is_valid():
        try:
            changed = choose_ways(letter, ways=form.ways(), by=reader(request))
            if changed:
                messages.success(request, f"It is recorded how the letter goes: {'; '.join(changed)}.")
            else:
                messages.info(request, "The letter goes as before.")
            return redirect(letter)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    record_reading(letter, what="who receives it", by=reader(request))
    facts = {
        "letter": letter,
        "form": form,
        "head": head_of(letter, reader(request)),
        "sees_bodies": reads_kinds(request.user),
    }
    return render(request, "letters/recipients.html", facts)
