"""What schools of a category are given: a table that people change, from one day on."""

from datetime import timedelta
from decimal import Decimal

from evaluation.models import CategoryKind
from people.models import User
from record import clock
from record.errors import RuleError
from record.services import service
from support.models import Entitlement, Programme, SupportType


@service
def set_entitlement(
    category: CategoryKind | None,
    of: SupportType | Programme,
    *,
    is_given: bool,
    is_offered: bool = False,
    days: Decimal | None = None,
    times: int | None = None,
    note: str = "",
    by: User,
) -> Entitlement | None:
    """From today on schools of the category are given this support so, or (None) not at all.

    Without a category: schools at high risk of falling below the floor. What the table said until yesterday
    stays. ``days``, ``times``: at least so many a year. Refuses (RuleError) less than half a day, no times.
    """
    if days is not None and days <= 0:
        raise RuleError("Say how many days a year, or leave it empty", field="days")
    if times is not None and times <= 0:
        raise RuleError("Say how often a year, or leave it empty", field="times")
    # Of itself: two who change one cell at once come one after the other.
    type(of)._default_manager.select_for_update().get(pk=of.pk)
    about = {"category": category, "type" if isinstance(of, SupportType) else "programme": of}
    now = Entitlement.objects.in_force().filter(**about).first()
    said = {"is_offered": is_offered, "days": days, "times": times, "note": note.strip()}
    if now and is_given and said == {name: getattr(now, name) for name in said}:
        return now
    if now:
        _end(now)
    if not is_given:
        return None
    return Entitlement.objects.create(**about, valid_from=clock.today(), **said)


def _end(entitlement: Entitlement) -> None:
    """It held until yesterday; one of today never held."""
    if entitlement.valid_from == clock.today():
        entitlement.delete()
        return
    entitlement.valid_until = clock.today() - timedelta(days=1)
    entitlement.save()
