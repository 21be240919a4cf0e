from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from evaluation.reference import AREAS, CATEGORIES, FRAMEWORKS, GRADES, VISIT_KINDS
from record.reference import load_reference


class EvaluationConfig(AppConfig):
    name = "evaluation"

    def ready(self) -> None:
        post_migrate.connect(self.load_reference_rows, sender=self)

    def load_reference_rows(self, using: str, **facts: Any) -> None:
        """Areas, categories and the judgements of inspectors are there, once their tables are."""
        tables = connections[using].introspection.table_names()
        named = {"Area": AREAS, "CategoryKind": CATEGORIES, "Framework": FRAMEWORKS, "VisitKind": VISIT_KINDS}
        for name, rows in named.items():
            model = self.get_model(name)
            if model._meta.db_table in tables:
                load_reference(model, "code", rows)
        grade = self.get_model("InspectionGrade")
        if grade._meta.db_table in tables:
            known: Any = self.get_model("Framework")._default_manager.all()
            frameworks = {row.code: row for row in known}
            # One whose framework was renamed is not made anew.
            rows = [
                {**row, "framework": frameworks[row["framework"]]}
                for row in GRADES
                if row["framework"] in frameworks
            ]
            load_reference(grade, "code", rows)
