"""Links by which somebody signs in without a password: for those who sign in once a year.

A link is made for one person and one page, works once and for a short while (``SIGN_IN_LINK_MINUTES``),
and opens a page with a button: a program that looks into mails and follows links uses none up.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from people.models import User
from record import clock

SALT = "people.links"


def new_token(user: User, *, onward: str) -> str:
    """What a link carries: whose it is, as he or she is now, and the path of the page that it leads to."""
    return signing.dumps([user.pk, _seal(user), onward], salt=SALT)


def link_for(token: str) -> str:
    """The full address of the page with the button."""
    return settings.SITE_URL + reverse("account_link_use", args=[token])


def valid_until() -> datetime:
    """The last moment at which a link made now works."""
    return clock.now() + timedelta(minutes=settings.SIGN_IN_LINK_MINUTES)


def holder_of_link(token: str) -> User | None:
    """Whom the link signs in; None if it is used up, too old, not one of ours, or for a closed account."""
    try:
        key, seal, _ = signing.loads(token, salt=SALT, max_age=settings.SIGN_IN_LINK_MINUTES * 60)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    return user if user and constant_time_compare(seal, _seal(user)) else None


def onward_of(token: str) -> str:
    """The path that the link leads to, of an old one too; empty if it is not one of ours."""
    try:
        return str(signing.loads(token, salt=SALT)[2])
    except signing.BadSignature:
        return ""


def _seal(user: User) -> str:
    """Another one after every sign-in, and after a change of password or address."""
    return salted_hmac(SALT, f"{user.password} {user.email} {user.last_login}").hexdigest()[:32]
