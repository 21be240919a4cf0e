"""What a person wants to be told in the weekly mail, and that it was told."""

from datetime import date

from concern_cases.models import Digest
from people.models import User
from record.services import service


@service
def choose_digest(user: User, *, only_overdue: bool, by: User) -> Digest:
    """The weekly mail has everything that is due, or only what is overdue, which nobody can turn off."""
    digest, _ = Digest.objects.update_or_create(user=user, defaults={"only_overdue": only_overdue})
    return digest


def wants_only_overdue(user: User) -> bool:
    return Digest.objects.filter(user=user, only_overdue=True).exists()


def was_told(user: User, *, on: date) -> None:
    """The mail of the week that begins on that day was written, or there was nothing to write."""
    Digest.objects.update_or_create(user=user, defaults={"last_on": on})
