"""A database made from nothing and one that went the long way are the same database."""

from typing import Any

import pytest
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState
from django.test import override_settings


@pytest.fixture(scope="module")
def every_migration() -> MigrationLoader:
    """The graph of all migrations, those that were replaced and those that replace them side by side."""
    with override_settings(MIGRATION_MODULES={}):  # tests run without any
        return MigrationLoader(None, replace_migrations=False)


@pytest.fixture(scope="module")
def squashed(every_migration) -> list[Migration]:
    """The migrations that stand for several earlier ones."""
    return list(every_migration.replacements.values())


def models_of(state: ProjectState, squashed: list[Migration]) -> dict[tuple[str, str], Any]:
    """Every model of the apps that were squashed, with its fields, options and bases."""
    apps = {one.app_label for one in squashed}
    return {
        key: (
            {name: field.deconstruct()[1:] for name, field in model.fields.items()},
            {name: value for name, value in model.options.items() if value},
            model.bases,
        )
        for key, model in state.models.items()
        if key[0] in apps
    }


def test_the_short_way_leads_where_the_long_one_does(every_migration, squashed):
    short = every_migration.project_state([(one.app_label, one.name) for one in squashed])
    long = every_migration.project_state([one.replaces[-1] for one in squashed])

    assert models_of(short, squashed) == models_of(long, squashed)


def test_what_was_replaced_is_named_once_and_nothing_on_the_way_is_left_out(every_migration, squashed):
    def on_the_way_to(*key: str) -> set[tuple[str, str]]:
        return {step for step in every_migration.graph.forwards_plan(key) if step[0] == key[0]}

    for one in squashed:
        before = on_the_way_to(one.app_label, one.name) - {(one.app_label, one.name)}
        assert sorted(one.replaces) == sorted(on_the_way_to(*one.replaces[-1]) - before)


def test_each_app_has_one_short_way_and_it_leads_through_no_long_one(every_migration, squashed):
    """Otherwise a copy that is half way through the long one could not go on."""
    replaced = {key for one in squashed for key in one.replaces}

    assert len({one.app_label for one in squashed}) == len(squashed)
    for one in squashed:
        assert not replaced & set(every_migration.graph.forwards_plan((one.app_label, one.name)))
