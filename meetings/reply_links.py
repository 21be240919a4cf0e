"""Links by which somebody who was invited answers without signing in: each person's own, until it is over."""

import uuid

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from meetings.models import Invitee, Meeting
from meetings.services.invitees import entitled
from record import clock

UNKNOWN, GONE = 404, 410


class LinkOver(Exception):
    """The link answers nothing (any more). ``why``: unknown, withdrawn, cancelled or over."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
        self.status = UNKNOWN if why == "unknown" else GONE


def reply_link(invitee: Invitee) -> str:
    """The full address of the page where the person answers. It stays the same when the meeting moves."""
    return settings.SITE_URL + reverse("meetings:reply", args=[token_of(invitee)])


def token_of(invitee: Invitee) -> str:
    return _signer().sign(invitee.uid.hex)


def invitee_by_link(token: str) -> Invitee:
    """Whose link it is.

    Refuses (LinkOver) one that we did not make, an invitation that was taken back, a person who may not see
    the school any more, and a meeting that is over.
    """
    try:
        uid = uuid.UUID(hex=_signer().unsign(token))
    except (BadSignature, ValueError):
        raise LinkOver("unknown") from None
    rows = Invitee.objects.select_related(
        "user", "meeting__type", "meeting__school", "meeting__la", "meeting__chair"
    )
    invitee = rows.filter(uid=uid).first()
    if invitee is None or not may_answer(invitee):
        raise LinkOver("withdrawn")
    meeting = invitee.meeting
    if meeting.status == Meeting.Status.CANCELLED:
        raise LinkOver("cancelled")
    if meeting.is_over or meeting.ends_at <= clock.now():
        raise LinkOver("over")
    return invitee


def may_answer(invitee: Invitee) -> bool:
    """Whether the invitation is still the person's: by account only while the meeting may be seen."""
    return bool(entitled([invitee], invitee.meeting))


def _signer() -> Signer:
    return Signer(salt="meetings.replies", sep=".")
