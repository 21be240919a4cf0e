"""What may be a person's address, name and password: each cleaned, or refused (RuleError with the field)."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from people.models import User
from record.errors import RuleError

LONGEST_NAME = 150


def checked_email(email: str, besides: User | None = None) -> str:
    """The address in small letters, which is nobody's but ``besides``'s."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise RuleError("Enter an e-mail address, for example name@school.example.", field="email") from None
    others = User.objects.filter(email__iexact=email)
    other = (others.exclude(pk=besides.pk) if besides else others).first()
    if other:
        raise RuleError(f"{email} belongs to {other} already.", field="email")
    return email


def checked_name(name: str) -> str:
    """The name on one line: it stands in the heads of mails and letters."""
    name = " ".join(name.split())
    if not name:
        raise RuleError("Enter the name.", field="name")
    if len(name) > LONGEST_NAME:
        raise RuleError(f"The name is too long: up to {LONGEST_NAME} letters.", field="name")
    return name


def check_password(password: str, user: User) -> None:
    """Nothing, if the password is hard enough to guess."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise RuleError(" ".join(error.messages), field="password") from None
