"""What surrounds signing in: whom an attempt is counted against, and what is kept of a lock-out."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from people.events import LOCKED_OUT, record_access
from people.models import User


def address_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The e-mail address that an attempt to sign in is for, the same however it was typed.

    Wrong passwords are counted by address and place of origin: colleagues behind one address of the council's
    network don't lock each other out.
    """
    given = credentials or {}
    found = given.get("email") or given.get(settings.AXES_USERNAME_FORM_FIELD)
    return str(found or request.POST.get(settings.AXES_USERNAME_FORM_FIELD, "")).strip().lower()


def record_lock_out(request: HttpRequest, credentials: dict[str, Any]) -> None:
    """If the attempt that failed just now was the last one allowed, it is on record, if it was for somebody.

    Later attempts are refused unread and leave nothing here.
    """
    failures = getattr(request, "axes_failures_since_start", 0) or 0
    if not getattr(request, "axes_locked_out", False) or failures < settings.AXES_FAILURE_LIMIT:
        return
    # What is nobody’s address stays out of a log that can’t be cleaned: it may be a mistyped password.
    user = User.objects.filter(email=address_of(request, credentials)).first()
    if user is not None:
        record_access(LOCKED_OUT, subject=user, failures=failures)
