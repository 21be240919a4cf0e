from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate

from letters.reference import CLOCK_RULE, KINDS
from record.reference import load_reference


class LettersConfig(AppConfig):
    name = "letters"

    def ready(self) -> None:
        import_module("letters.case_parts")  # it needs the models, which are there only now
        # Each app's rows follow those of the apps before it in INSTALLED_APPS: the rule is there by then.
        post_migrate.connect(self.load_reference_rows, sender=self)

    def load_reference_rows(self, using: str, **facts: Any) -> None:
        """The kinds of letter are there with the rule of their clock, once their table and that rule are."""
        model = self.get_model("LetterKind")
        if model._meta.db_table not in connections[using].introspection.table_names():
            return
        rule = apps.get_model("record", "DeadlineRule").objects.filter(name=CLOCK_RULE).first()
        if rule:
            load_reference(model, "code", [{**kind, "clock_rule": rule} for kind in KINDS])
