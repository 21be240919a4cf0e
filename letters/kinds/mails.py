"""Mails about changes of kinds of letter: a link, never what the change says."""

from django.conf import settings
from django.urls import reverse

from letters.kinds.rights import agreeing_perms, may_agree
from letters.models import KindChange
from letters.wording import plain_day
from people.access import users_at
from people.models import User
from record.mail import enqueue_mail


def mail_who_can_agree(change: KindChange) -> None:
    """Everybody who can agree to the change is told that it waits."""
    people = {user for perm in agreeing_perms(change) for user in users_at(perm, change.la)}
    for user in sorted(people, key=lambda user: user.pk):
        if may_agree(user, change):
            what = f"{change.proposed_by} proposes a change of the {_named(change)}."
            ask = "It holds only once a second person has agreed to it. Please read it, and agree or refuse."
            _mail(change, user, "proposed", subject=f"A change of the {_named(change)}", what=what, ask=ask)


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
        key=f"letters.kind_change:{change.pk}:{about}:{user.pk}",
        to=f"{user.name} <{user.email}>",
        subject=subject,
        text="\n\n".join(part for part in parts if part),
    )
