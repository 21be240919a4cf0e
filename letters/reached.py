"""Whether a letter is on record as having reached those to whom it was given."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from letters.merging import body_of
from letters.models import Letter, Recipient, Service
from letters.wording import plain_day
from record.models import Dispatch

BY_MAIL = (Service.Method.PORTAL, Service.Method.EMAIL)
ON_PAPER = (Service.Method.POST, Service.Method.HAND)
# Whoever opened or acknowledged a letter has it, however it came.
UNSEEN = {"first_read_at": None, "acknowledged_at": None, "receipt_on": None}
LOST = {**UNSEEN, "arrived_why": ""}


def lost_mails() -> QuerySet[Service]:
    """Services whose mail came back or did not leave, and that nobody has opened, acknowledged or told us of.

    With ``was_refused``: whether the mail system did not take it. How it went otherwise, with a reason, is no
    longer that mail.
    """
    refused = Dispatch.objects.filter(key=OuterRef("dispatch_key"), state=Dispatch.State.FAILED)
    rows = Service.objects.filter(method__in=BY_MAIL, **LOST).annotate(was_refused=Exists(refused))
    return rows.filter(Q(returned_on__isnull=False) | Q(was_refused=True, deemed_why=""))


def unsent_copies() -> QuerySet[Service]:
    """Services by post or by hand that are not on record as sent."""
    return Service.objects.filter(method__in=ON_PAPER, proof="", deemed_why="")


def why_not_reached(letter: Letter) -> str:
    """Why a letter that was given is not on record as having reached its addressee, and what to do.

    Empty if it is, or if the governing body has it for certain: a chair opened or acknowledged the letter, or
    somebody has answered it. Otherwise its mail came back or did not leave, or it went on paper and nothing
    says that it left.
    """
    if _governing_body_has(letter):
        return ""
    main = {"recipient__letter": letter, "recipient__is_copy": False}
    if lost := lost_mails().filter(**main).first():
        became = f"came back on {plain_day(lost.returned_on)}" if lost.returned_on else "could not be sent"
        return (
            f"The e-mail about {letter} to the {body_of(letter)} {became}, and nobody has opened the letter. "
            "Post it, and record that under Letters, “To post or take by hand”; or say on its page that it "
            "did arrive."
        )
    if unsent := unsent_copies().filter(**main, **UNSEEN).first():
        left = "handed over" if unsent.method == Service.Method.HAND else "posted"
        return (
            f"It is not on record that {letter} was {left} to the {body_of(letter)}. Record it under "
            "Letters, “To post or take by hand”, with the day."
        )
    return ""


def _governing_body_has(letter: Letter) -> bool:
    chairs = Service.objects.filter(
        recipient__letter=letter, recipient__received_as=Recipient.As.CHAIR
    ).exclude(**UNSEEN)
    return hasattr(letter, "response") or letter.parts.exists() or chairs.exists()
