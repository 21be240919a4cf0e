from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, transaction
from django.db.models.signals import post_migrate

from concern_cases.reference import CADENCES, PLAN_TEMPLATES
from concern_cases.template_reference import OBJECTIVES, Begin
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
        if self.get_model("TemplateStep")._meta.db_table in tables:
            self._load_templates()

    @transaction.atomic
    def _load_templates(self) -> None:
        """A template comes with its objectives; one that is there already stays as people left it."""
        template: Any = self.get_model("PlanTemplate")
        areas = {row.code: row for row in apps.get_model("evaluation", "Area")._default_manager.all()}
        known = set(template.objects.values_list("code", flat=True))
        load_reference(template, "code", PLAN_TEMPLATES)
        made = {row.code: row for row in template.objects.exclude(code__in=known)}
        with acting_as(None):
            for place, row in enumerate(OBJECTIVES, start=1):
                if row.template in made and row.area in areas:
                    self._make_objective(row, place, template=made[row.template], area=areas[row.area])

    def _make_objective(self, row: Begin, place: int, **of: Any) -> None:
        """The objective is there, with what measures it and its first steps."""
        objective = self._rows("TemplateObjective").create(
            order=place, title=row.title, months=row.months, **of
        )
        for at, measured in enumerate(row.criteria, start=1):
            self._rows("TemplateCriterion").create(objective=objective, order=at, **vars(measured))
        for kind, steps in (("action", row.actions), ("milestone", row.milestones)):
            for step in steps:
                self._rows("TemplateStep").create(objective=objective, kind=kind, **vars(step))

    def _rows(self, model: str) -> Any:
        return self.get_model(model)._default_manager
