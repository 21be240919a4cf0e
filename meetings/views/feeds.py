"""One's own meetings in one's own calendar: the page that makes the address, and what stands under it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from concern_cases.forms.base import KeyedForm
from concern_cases.services.once import SentTwice, once
from concern_cases.views.shared import read_and_send
from meetings.services.calendar_files import feed_text
from meetings.services.feeds import (
    feed_by_secret,
    feed_of,
    make_feed,
    meetings_of,
    note_reading,
    revoke_feed,
)
from people.guards import person
from record.reading import log_read


@login_not_required
@sensitive_variables("secret")
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The meetings of whoever made this address, as of now; 404 when it works no more."""
    found = feed_by_secret(secret)
    if found is None:
        raise Http404
    if note_reading(found):
        log_read(found.user, "own meetings, by the calendar’s address")
    response = HttpResponse(feed_text(meetings_of(found.user)), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response


@sensitive_variables("secret")
@read_and_send
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The address is made, or made anew; it is shown this once and never again."""
    user = person(request)
    form = KeyedForm(request.POST if request.method == "POST" else None)
    address = ""
    if form.is_valid():
        try:
            with once(form.cleaned_data["form_key"], by=user) as submission:
                address = settings.SITE_URL + reverse("meetings:feed", args=[make_feed(user, by=user)])
                submission.led_to = reverse("meetings:calendar_feed")
                submission.save(update_fields=["led_to"])
        except SentTwice:
            messages.info(request, "An address was made. If you have not kept it, make a new one.")
            return redirect("meetings:calendar_feed")
        form = KeyedForm()
    facts = {"form": form, "feed": feed_of(user), "address": address}
    facts["webcal"] = f"webcal://{address.partition('://')[2]}" if address else ""
    return render(request, "meetings/calendar_feed.html", facts)


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """The reader's address works no more."""
    user = person(request)
    if revoke_feed(user, by=user):
        messages.success(request, "The address was revoked: nobody can read your meetings by it.")
    return redirect("meetings:calendar_feed")
