from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate

from letters.reference import KINDS
from letters.reference_notices import CENTRAL_BODIES
from letters.reference_paragraphs import PARAGRAPHS
from letters.reference_versions import load_versions
from record.reference import load_reference


class LettersConfig(AppConfig):
    name = "letters"

    def ready(self) -> None:
        import_module("letters.case_parts")  # it needs the models, which are there only now
        # Each app's rows follow those of the apps before it in INSTALLED_APPS: the rule is there by then.
        post_migrate.connect(self.load_reference_rows, sender=self)

    def load_reference_rows(self, using: str, **facts: Any) -> None:
        """The kinds of letter are there with the rules of their clocks, and so are the central bodies."""
        tables = connections[using].introspection.table_names()
        kind, body = self.get_model("LetterKind"), self.get_model("CentralBody")
        if body._meta.db_table not in tables:
            return
        load_versions(body, "received_as", CENTRAL_BODIES)
        load_reference(self.get_model("Paragraph"), "code", PARAGRAPHS)
        rules = {rule.name: rule for rule in apps.get_model("record", "DeadlineRule").objects.all()}
        if rules:
            rows = [{**row, "clock_rule": rules.get(row.get("clock_rule", ""))} for row in KINDS]
            load_versions(kind, "series", rows)
