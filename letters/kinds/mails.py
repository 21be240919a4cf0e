"""Mails about changes of kinds of letter: a link, never what the change says."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from letters.kinds.rights import who_can_agree
from letters.models import KindChange
from letters.wording import plain_day
from people.models import User
from record.mail import enqueue_mail

REMINDER = "reminder"
ASK = "It holds only once a second person has agreed to it. Please read it, and agree or refuse."


def mail_who_can_agree(change: KindChange) -> None:
    """Everybody who can agree to the change is told that it waits."""
    for user in who_can_agree([change])[change.pk]:
        _mail(
            change,
            user,
            "proposed",
            subject=f"A change of the {_named(change)}",
            what=_asked(change),
            ask=ASK,
        )


def mail_reminder(change: KindChange, user: User) -> None:
    """Somebody who can agree to the change is reminded that it waits still."""
    subject = f"Still waiting: a change of the {_named(change)}"
    since = plain_day(timezone.localdate(change.proposed_at))
    what = f"{_asked(change)} Nobody has decided about it since {since}."
    _mail(change, user, REMINDER, subject=subject, what=what, ask=ASK)


def reminder_key(change: KindChange, user: User) -> str:
    """The key of that mail in the outbox: it goes once."""
    return _key(change, user, REMINDER)


def _asked(change: KindChange) -> str:
    return f"{change.proposed_by} proposes a change of the {_named(change)}."


def _key(change: KindChange, user: User, about: str) -> str:
    return f"letters.kind_change:{change.pk}:{about}:{user.pk}"


def mail_who_proposed(change: KindChange) -> None:
    """Whoever proposed the change is told what became of it."""
    what = f"{change.decided_by} {_past(change)} the change of the {_named(change)} that you proposed."
    _mail(change, change.proposed_by, change.state, subject=f"Your change was {_past(change)}", what=what)


def _past(change: KindChange) -> str:
    return "agreed to" if change.state == change.State.AGREED else "refused"


def _named(change: KindChange) -> str:
    return f"{change.of.name.lower()} from {plain_day(change.valid_from)}"


def _mail(change: KindChange, user: User, about: str, *, subject: str, what: str, ask: str = "") -> None:
    link = f"{settings.SITE_URL}{reverse('letters:kind_change', args=[change.pk])}"
    parts = [f"Dear {user.formal_name},", what, ask, link, settings.AUTHORITY_NAME]
    enqueue_mail(
        key=_key(change, user, about),
        to=f"{user.name} <{user.email}>",
        subject=subject,
        text="\n\n".join(part for part in parts if part),
    )
