from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate

from record.actor import acting_as
from record.reference import load_reference
from support.reference import ENTITLEMENTS, PROGRAMMES, SUPPORT_TYPES


class SupportConfig(AppConfig):
    name = "support"

    def ready(self) -> None:
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
        """The usual table of each kind of support, as long as nobody has ever written one for it."""
        entitlements = self.get_model("Entitlement")._default_manager
        written = set(self.get_model("HistoricalEntitlement")._default_manager.values_list("type", flat=True))
        kinds: Any = apps.get_model("evaluation", "CategoryKind")
        types: Any = self.get_model("SupportType")
        types = {row.code: row for row in types._default_manager.exclude(pk__in=written)}
        categories = {row.code: row for row in kinds._default_manager.all()}
        with acting_as(None):
            for category, code, days, offered, note in ENTITLEMENTS:
                if category in categories and code in types:
                    entitlements.create(
                        category=categories[category],
                        type=types[code],
                        days=days,
                        is_offered=offered,
                        note=note,
                    )
