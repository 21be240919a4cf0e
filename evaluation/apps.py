from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from evaluation.reference import AREAS, CATEGORIES
from record.reference import load_reference


class EvaluationConfig(AppConfig):
    name = "evaluation"

    def ready(self) -> None:
        post_migrate.connect(self.load_reference_rows, sender=self)

    def load_reference_rows(self, using: str, **facts: Any) -> None:
        """Areas and categories are there, once their tables are."""
        tables = connections[using].introspection.table_names()
        for name, rows in (("Area", AREAS), ("CategoryKind", CATEGORIES)):
            model = self.get_model(name)
            if model._meta.db_table in tables:
                load_reference(model, "code", rows)
