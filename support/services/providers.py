"""Providers of support: added, changed, and ended."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from concern_cases.rules import worded
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.models import LocalAuthority, School
from support.models import Deployment, Provider, SupportType
from support.services.rules import lock_provider


@dataclass(frozen=True)
class ProviderFacts:
    """Who gives which kind of support, and how many days of it there are in a long term (None: not known)."""

    type: SupportType
    name: str
    user: User | None = None
    school: School | None = None
    subjects: str = ""
    days_per_term: Decimal | None = None
    active_from: date | None = None
    note: str = ""


@service
def add_provider(la: LocalAuthority, *, facts: ProviderFacts, by: User) -> Provider:
    """The provider can be asked for support at the authority's schools.

    Refuses (RuleError) no name, a kind that nobody is sent for, a second one of the same name and type, and
    less than no days.
    """
    return _keep(Provider(la=la), facts)


@service
def change_provider(provider: Provider, *, facts: ProviderFacts, by: User) -> Provider:
    """The provider is as it is said; what it was before stays in the history.

    Refuses as ``add_provider`` does; an end before its beginning.
    """
    return _keep(lock_provider(provider), facts)


@service
def end_provider(provider: Provider, *, on: date, note: str = "", by: User) -> Provider:
    """The provider is asked no more after that day; what it gave stays.

    Refuses (RuleError) a day before its beginning, and one on which it is still to be at work at a school;
    (AlreadyDone) one that has ended.
    """
    lock_provider(provider)
    if provider.active_until and provider.active_until < clock.today():
        raise AlreadyDone(f"{provider} has ended already")
    if provider.active_from and on < provider.active_from:
        raise RuleError("Choose a day that is not before its beginning", field="on")
    beyond = Deployment.objects.filter(provider=provider, ends_on__gt=on)
    beyond = beyond.filter(status__in=[Deployment.Status.PROPOSED, Deployment.Status.AGREED])
    if first := beyond.select_related("school").first():
        raise RuleError(f"It is promised to {first.school} for longer: end that support first", field="on")
    provider.active_until = on
    provider.note = note.strip() or provider.note
    provider.save()
    return provider


def _keep(provider: Provider, facts: ProviderFacts) -> Provider:
    name = worded(facts.name, "Say who it is", field="name")
    if facts.type.counted:
        raise RuleError("Choose a kind of support that somebody gives", field="type")
    same = Provider.objects.filter(la=provider.la, type=facts.type, name=name).exclude(pk=provider.pk)
    if same.exists():
        raise RuleError(f"There is a provider “{name}” of this kind already", field="name")
    if facts.days_per_term is not None and facts.days_per_term < 0:
        raise RuleError("Say how many days there are, or leave it empty", field="days_per_term")
    if facts.active_from and provider.active_until and provider.active_until < facts.active_from:
        raise RuleError("Choose a day that is not after its end", field="active_from")
    provider.type, provider.name, provider.user, provider.school = (
        facts.type,
        name,
        facts.user,
        facts.school,
    )
    provider.subjects, provider.days_per_term = facts.subjects.strip(), facts.days_per_term
    provider.active_from, provider.note = facts.active_from, facts.note.strip()
    provider.save()
    return provider
