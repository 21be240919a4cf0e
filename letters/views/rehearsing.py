"""The rehearsal: the page of a draft as chair, head and diocese will see it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letters.models import Letter
from letters.rehearsal import rehearse
from letters.services.reading import record_reading
from letters.views.reader import reader
from people.guards import require, seen_or_404
from schools.permissions import Perm


@login_required
@require_safe
def rehearsal(request: HttpRequest, reference: str) -> HttpResponse:
    """What each recipient will see if the letter is given today; for the council, before it is given."""
    rows = Letter.objects.visible_to(request.user).select_related("kind__clock_rule", "school", "case__lead")
    letter = seen_or_404(request, rows, reference=reference)
    require(request, Perm.READ_LA, letter.school)
    if letter.is_given:
        raise Http404
    record_reading(letter, what="rehearsal", by=reader(request))
    facts = rehearse(letter, received_as=request.GET.get("as", ""))
    return render(request, "letters/letter_guest.html", {"letter": letter, **facts})
