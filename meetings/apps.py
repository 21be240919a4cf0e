from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from meetings.reference import DECISIONS, MEETING_TYPES
from record.reference import load_reference


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        post_migrate.connect(self.load_reference_rows, sender=self)

    def load_reference_rows(self, using: str, **facts: Any) -> None:
        """The types of meeting and the decisions are there, once their tables are."""
        tables = connections[using].introspection.table_names()
        for name, rows in (("MeetingType", MEETING_TYPES), ("DecisionCode", DECISIONS)):
            model = self.get_model(name)
            if model._meta.db_table in tables:
                load_reference(model, "code", rows)
