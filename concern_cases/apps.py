from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, transaction
from django.db.models.signals import post_migrate

from concern_cases.reference import CADENCES, PLAN_TEMPLATES, TEMPLATE_OBJECTIVES
from record.actor import acting_as
from record.reference import load_reference


class ConcernCasesConfig(AppConfig):
    name = "concern_cases"

    def ready(self) -> None:
        import_module("concern_cases.since_parts")  # its parts of a review's draft
        post_migrate.connect(self.load_reference_rows, sender=self)

    def load_reference_rows(self, using: str, **facts: Any) -> None:
        """The cadences and the templates of plans are there, once their tables are."""
        tables = connections[using].introspection.table_names()
        cadence = self.get_model("Cadence")
        if cadence._meta.db_table in tables:
            load_reference(cadence, "code", CADENCES)
        if self.get_model("TemplateObjective")._meta.db_table in tables:
            self._load_templates()

    @transaction.atomic
    def _load_templates(self) -> None:
        """A template comes with its objectives; one that is there already stays as people left it."""
        template: Any = self.get_model("PlanTemplate")
        areas = {row.code: row for row in apps.get_model("evaluation", "Area")._default_manager.all()}
        known = set(template.objects.values_list("code", flat=True))
        load_reference(template, "code", PLAN_TEMPLATES)
        made = {row.code: row for row in template.objects.exclude(code__in=known)}
        objectives: Any = self.get_model("TemplateObjective")._default_manager
        with acting_as(None):
            for row in TEMPLATE_OBJECTIVES:
                if row["template"] in made and row["area"] in areas:
                    owner = {"template": made[row["template"]], "area": areas[row["area"]]}
                    objectives.create(**{**row, **owner})
