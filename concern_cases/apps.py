from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from concern_cases.reference import CADENCES
from record.reference import load_reference


class ConcernCasesConfig(AppConfig):
    name = "concern_cases"

    def ready(self) -> None:
        import_module("concern_cases.since_parts")  # its parts of a review's draft
        post_migrate.connect(self.load_reference_rows, sender=self)

    def load_reference_rows(self, using: str, **facts: Any) -> None:
        """The cadences are there, once their table is."""
        model = self.get_model("Cadence")
        if model._meta.db_table in connections[using].introspection.table_names():
            load_reference(model, "code", CADENCES)
