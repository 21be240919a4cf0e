"""The kinds of support of the portfolio, and the programmes: added, renamed, retired, offered again."""

from datetime import timedelta
from typing import Any, TypeVar

from django.db.models import Max
from django.utils.text import slugify

from concern_cases.rules import worded
from evaluation.models.reference import DatedName
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service

Named = TypeVar("Named", bound=DatedName)
LONGEST_CODE = 40
RESERVED = ("add", "schools")  # addresses of pages beside those of the rows


@service
def add_to_portfolio(model: type[Named], *, by: User, **facts: Any) -> Named:
    """There is one more kind, or programme, the last of all.

    Refuses (RuleError) no name, and one that another has, retired ones among them.
    """
    rows = _locked(model)
    _check(model, facts, but=None)
    last = rows.aggregate(last=Max("order"))["last"] or 0
    row: Named = rows.create(code=_free_code(model, facts["name"]), order=last + 1, **facts)
    return row


@service
def change_in_portfolio(row: Named, *, by: User, **facts: Any) -> Named:
    """It is called so, and is for that, wherever it stands. Refuses as ``add_to_portfolio`` does."""
    _locked(type(row))
    _check(type(row), facts, but=row.pk)
    row.refresh_from_db()
    for name, fact in facts.items():
        setattr(row, name, fact)
    row.save()
    return row


@service
def retire_from_portfolio(row: Named, *, by: User) -> Named:
    """From today on it is not offered; it stays where it stands. Refuses (AlreadyDone) what is retired."""
    _locked(type(row))
    row.refresh_from_db()
    if not row.is_in_use:
        raise AlreadyDone(f"{row} is retired already")
    row.valid_until = clock.today() - timedelta(days=1)
    row.save()
    return row


@service
def offer_again(row: Named, *, by: User) -> Named:
    """What was retired is offered again. Refuses (AlreadyDone) what is offered."""
    _locked(type(row))
    row.refresh_from_db()
    if row.is_in_use:
        raise AlreadyDone(f"{row} is offered already")
    row.valid_until = None
    row.save()
    return row


def _locked(model: type[Named]) -> Any:
    """Two who change the list at once come one after the other."""
    list(model.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    return model.objects


def _check(model: type[Named], facts: dict[str, Any], *, but: int | None) -> None:
    facts["name"] = worded(facts["name"], "Give it a name", field="name")
    facts["about"] = facts["about"].strip()
    same = model.objects.filter(name__iexact=facts["name"]).exclude(pk=but).first()
    if same:
        retired = "" if same.is_in_use else ", which is retired: offer it again"
        raise RuleError(f"There is “{same}” already{retired}", field="name")


def _free_code(model: type[Named], name: str) -> str:
    """The name as a part of an address; with a number where another has it, or none is left of it."""
    stem = slugify(name)[: LONGEST_CODE - 4] or "support"
    taken = {*model.objects.values_list("code", flat=True), *RESERVED}
    candidates = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))]
    return next(code for code in candidates if code not in taken)
