from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from meetings.reference import ATTENDANCE_RULES, CASE_CONFERENCE, DECISIONS, MEETING_TYPES, TEMPLATE_ITEMS
from record.actor import acting_as
from record.reference import load_reference


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        import_module("meetings.since")  # its parts of a review's draft
        post_migrate.connect(self.load_reference_rows, sender=self)

    def load_reference_rows(self, using: str, **facts: Any) -> None:
        """The types of meeting and the decisions are there, once their tables are."""
        tables = connections[using].introspection.table_names()
        for name, rows in (("MeetingType", MEETING_TYPES), ("DecisionCode", DECISIONS)):
            model = self.get_model(name)
            if model._meta.db_table in tables:
                load_reference(model, "code", rows)
        if self.get_model("TemplateItem")._meta.db_table in tables:
            self._load_conference_rules()

    def _load_conference_rules(self) -> None:
        """A type of meeting that nobody has given an agenda or rules of attendance yet has the usual ones."""
        conference = self.get_model("MeetingType")._default_manager.get(code=CASE_CONFERENCE)
        for name, rows in (("TemplateItem", TEMPLATE_ITEMS), ("AttendanceRule", ATTENDANCE_RULES)):
            model = self.get_model(name)
            if not model._default_manager.filter(type=conference).exists():
                with acting_as(None):
                    for row in rows:
                        model._default_manager.create(type=conference, **row)
