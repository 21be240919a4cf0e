"""Links by which somebody who was invited chooses a password: they work once, and not for ever."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from people.models import User
from record import clock


class InvitationTokens(PasswordResetTokenGenerator):
    """Signed with the person's password, address and last sign-in: each of them uses the link up."""

    key_salt = "people.invitations"


_tokens = InvitationTokens()


def new_token(user: User) -> str:
    return _tokens.make_token(user)


def link_for(user: User, token: str) -> str:
    """The full address of the page where the person chooses a password."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return settings.SITE_URL + reverse("people:invitation", args=[key, token])


def valid_until() -> datetime:
    """The last moment at which a link made now works."""
    return clock.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def invited_person(key: str, token: str) -> User | None:
    """The person whom the link was made for; None if it is used up, too old, or not one of ours."""
    try:
        number = int(urlsafe_base64_decode(key))
    except (ValueError, OverflowError):
        return None
    user = User.objects.filter(pk=number, is_active=True).first()
    return user if user and _tokens.check_token(user, token) else None
