"""The mails of a development site, on a page instead of in a mailbox."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from record.mail import TOPIC
from record.models import Dispatch

PAGE = 50


def _only_in_development() -> None:
    """These pages show every mail to everybody, so they exist only where no mail leaves the machine."""
    if not settings.DEBUG or settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        raise Http404


@login_not_required
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """Everything that was or will be sent, the latest first: somebody may need a link before signing in."""
    _only_in_development()
    mails = Dispatch.objects.filter(topic=TOPIC).order_by("-created_at", "-pk")
    words = request.GET.get("to", "").strip()
    if words:
        mails = mails.filter(payload__to__icontains=words)
    page = Paginator(mails, PAGE).get_page(request.GET.get("page"))
    return render(request, "web/mail.html", {"page": page, "words": words})


@login_not_required
@require_safe
def mail_message(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail as it leaves, and what became of it."""
    _only_in_development()
    mail = get_object_or_404(Dispatch, pk=pk, topic=TOPIC)
    return render(request, "web/mail_message.html", {"mail": mail})


@login_not_required
@require_safe
def mail_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The calendar entry that the mail carries."""
    _only_in_development()
    mail = get_object_or_404(Dispatch, pk=pk, topic=TOPIC)
    calendar = mail.payload.get("calendar")
    if not calendar:
        raise Http404
    response = HttpResponse(calendar, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="invite.ics"'
    return response
