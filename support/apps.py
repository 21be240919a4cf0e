from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate

from record.actor import acting_as
from record.reference import load_reference
from support.reference import (
    ENTITLEMENTS,
    NEAR_FLOOR_USUAL,
    PROGRAMME_ENTITLEMENTS,
    PROGRAMMES,
    SUPPORT_TYPES,
    Usual,
)


class SupportConfig(AppConfig):
    name = "support"

    def ready(self) -> None:
        import_module("support.counted")  # what of the records counts as given
        import_module("support.since")  # its parts of a review's draft
        import_module("support.plan_part")  # its part of a plan
        post_migrate.connect(self.load_reference_rows, sender=self)

    def load_reference_rows(self, using: str, **facts: Any) -> None:
        """The portfolio, what each category is given of it, and the programmes are there."""
        tables = connections[using].introspection.table_names()
        for name, rows in (("SupportType", SUPPORT_TYPES), ("Programme", PROGRAMMES)):
            model = self.get_model(name)
            if model._meta.db_table in tables:
                load_reference(model, "code", rows)
        if self.get_model("Entitlement")._meta.db_table in tables:
            self._load_entitlements()

    def _load_entitlements(self) -> None:
        """The usual table of each kind and programme, as long as nobody has ever written one for it.

        What schools near the floor are given is a column of its own: as long as nobody wrote in that.
        """
        history = self.get_model("HistoricalEntitlement")._default_manager
        of_categories = history.filter(category__isnull=False)
        for model, field, usual in (
            ("SupportType", "type", ENTITLEMENTS),
            ("Programme", "programme", PROGRAMME_ENTITLEMENTS),
        ):
            written = of_categories.filter(**{f"{field}__isnull": False}).values_list(field, flat=True)
            self._write_usual(self.get_model(model), field, usual, but=set(written))
        if not history.filter(category=None).exists():
            self._write_usual(self.get_model("SupportType"), "type", NEAR_FLOOR_USUAL, but=set())

    def _write_usual(self, model: Any, field: str, usual: list[Usual], *, but: set[int]) -> None:
        entitlements = self.get_model("Entitlement")._default_manager
        kinds: Any = apps.get_model("evaluation", "CategoryKind")
        rows = {row.code: row for row in model._default_manager.exclude(pk__in=but)}
        categories = {"": None, **{row.code: row for row in kinds._default_manager.all()}}
        with acting_as(None):
            for said in usual:
                if said.category in categories and said.code in rows:
                    entitlements.create(
                        category=categories[said.category],
                        days=said.days,
                        times=said.times,
                        is_offered=said.offered,
                        note=said.note,
                        **{field: rows[said.code]},
                    )
