"""Who gets a letter and how: chosen while it is not given."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from letters.kinds.rights import reads_kinds
from letters.models import Letter
from letters.pages import head_of
from letters.services.choosing import choose_ways
from letters.services.locking import require_not_given
from letters.services.naming import say_names
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
    """Who each recipient is, where no account says so, and how the letter gets there, until it is given."""
    rows = Letter.objects.visible_to(request.user).select_related("kind__clock_rule", "school", "case__lead")
    letter = seen_or_404(request, rows, reference=reference)
    require(request, Perm.DRAFT_LETTER, letter.school)
    try:
        require_not_given(letter)
    except RuleError as error:
        messages.info(request, str(error))
        return redirect(letter)
    form = WaysForm(request.POST or None, letter=letter)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, letter, form)
            return redirect(letter)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    record_reading(letter, what="who receives it", by=reader(request))
    facts = {
        "letter": letter,
        "form": form,
        "taken_from": next((each.taken_from for each in form.recipients if each.taken_from), None),
        "head": head_of(letter, reader(request)),
        "sees_bodies": reads_kinds(request.user),
    }
    return render(request, "letters/recipients.html", facts)


def _save(request: HttpRequest, letter: Letter, form: WaysForm) -> None:
    """Names and ways are saved together: an address that was typed is of the person who was named."""
    with transaction.atomic():
        named = say_names(letter, names=form.names(), by=reader(request))
        changed = choose_ways(letter, ways=form.ways(), by=reader(request))
    if named:
        messages.success(request, f"It is recorded by which name the letter goes: {'; '.join(named)}.")
    if changed:
        messages.success(request, f"It is recorded how the letter goes: {'; '.join(changed)}.")
    if not named and not changed:
        messages.info(request, "The letter goes as before.")
