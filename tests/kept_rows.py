"""Rows that many tests begin with: made once by the services, and from then on put back as they were.

Making the cast takes some two hundred queries, and thousands of tests ask for it.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models


@dataclass
class Kept:
    """What was made: the rows by model, and whatever the maker gave back (by name)."""

    rows: list[tuple[type[models.Model], list[models.Model]]]
    keys: dict[str, tuple[type[models.Model], Any]]


_kept: dict[Hashable, Kept] = {}


def kept(key: Hashable, make: Callable[[], dict[str, models.Model]]) -> dict[str, models.Model]:
    """The rows that ``make`` gives by name, with all others that it writes.

    ``key`` says what they depend on.
    """
    if key not in _kept:
        before = {model: _keys_of(model) for model in _all_models()}
        made = make()
        rows = [(model, list(_new_rows(model, before[model]))) for model in _all_models()]
        names = {name: (type(row), row.pk) for name, row in made.items()}
        _kept[key] = Kept([(model, found) for model, found in rows if found], names)
        return made
    for model, found in _kept[key].rows:
        model._base_manager.bulk_create(found)
    return _named(_kept[key].keys)


def _named(keys: dict[str, tuple[type[models.Model], Any]]) -> dict[str, models.Model]:
    wanted: dict[type[models.Model], set[Any]] = {}
    for model, pk in keys.values():
        wanted.setdefault(model, set()).add(pk)
    found = {model: model._base_manager.in_bulk(pks) for model, pks in wanted.items()}
    return {name: found[model][pk] for name, (model, pk) in keys.items()}


def forget() -> None:
    """After a flush the reference data have other keys: nothing that was kept fits any more."""
    _kept.clear()


def _all_models() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def _keys_of(model: type[models.Model]) -> set[Any]:
    return set(model._base_manager.values_list("pk", flat=True))


def _new_rows(model: type[models.Model], before: set[Any]) -> models.QuerySet[Any]:
    return model._base_manager.exclude(pk__in=before).order_by("pk")
