"""What the services of support share: locks, and refusals."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Max, Sum

from record.errors import AlreadyDone, RuleError
from support.models import Deployment, Provider

Status = Deployment.Status


class Warned(RuleError):
    """It can be asked for all the same, once whoever asks has said so of every one of ``warnings``."""

    def __init__(self, warnings: list[str]) -> None:
        super().__init__("Read what speaks against it, and tick it to ask all the same", field="in_spite_of")
        self.warnings = warnings


class Reworded(RuleError):
    """What is to be answered is not what was read: it was changed, and has other ``terms`` now."""

    def __init__(self, terms: str) -> None:
        super().__init__("It was changed since you opened this page: read it again, then answer")
        self.terms = terms


def heed(warnings: list[str], *, in_spite_of: Iterable[str]) -> None:
    """Refuses (Warned) while one of the warnings was not ticked."""
    if not set(warnings) <= set(in_spite_of):
        raise Warned(warnings)


def lock_provider(provider: Provider) -> Provider:
    """So that two who ask at once each see what the other has promised."""
    provider.refresh_from_db(from_queryset=Provider.objects.select_for_update(of=("self",)))
    return provider


def lock_deployment(deployment: Deployment, *statuses: str) -> Deployment:
    """The deployment as it is now, kept from other changes; refuses (AlreadyDone) one in another status."""
    deployment.refresh_from_db(from_queryset=Deployment.objects.select_for_update(of=("self",)))
    if deployment.status not in statuses:
        raise AlreadyDone(f"This support is {deployment.get_status_display().lower()} now")
    return deployment


def check_span(starts_on: date, ends_on: date, days: Decimal) -> None:
    """Refuses (RuleError) an end before the start, and no days."""
    if ends_on < starts_on:
        raise RuleError("Choose a last day that is not before the first", field="ends_on")
    if days <= 0:
        raise RuleError("Say how many days: half a day at least", field="days")


def used_days(deployment: Deployment) -> Decimal:
    """Days used so far."""
    return deployment.used.aggregate(sum=Sum("days"))["sum"] or Decimal(0)


def used_of(deployment: Deployment) -> Decimal:
    """The same, of one whose days were fetched with it."""
    return sum((row.days for row in deployment.used.all()), Decimal(0))


def last_used_on(deployment: Deployment) -> date | None:
    last: date | None = deployment.used.aggregate(last=Max("on"))["last"]
    return last
