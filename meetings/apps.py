from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from meetings.reference import ATTENDANCE_RULES, DECISIONS, MEETING_TYPES, PROGRESS, SEATS, TEMPLATE_ITEMS
from record.actor import acting_as
from record.reference import load_reference

_CODED = (("MeetingType", MEETING_TYPES), ("DecisionCode", DECISIONS), ("ProgressKind", PROGRESS))


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        import_module("meetings.since")  # its parts of a review's draft
        import_module("meetings.given")  # what it knows of what schools are entitled to
        post_migrate.connect(self.load_reference_rows, sender=self)

    def load_reference_rows(self, using: str, **facts: Any) -> None:
        """The types of meeting and the decisions are there, once their tables are."""
        tables = connections[using].introspection.table_names()
        for name, rows in _CODED:
            model = self.get_model(name)
            if model._meta.db_table in tables:
                load_reference(model, "code", rows)
        usual = (("TemplateItem", TEMPLATE_ITEMS), ("AttendanceRule", ATTENDANCE_RULES), ("Seat", SEATS))
        there = [(name, rows) for name, rows in usual if self.get_model(name)._meta.db_table in tables]
        if there:
            self._load_usual_rules(there)

    def _load_usual_rules(self, usual_rows: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        """A type of meeting that nobody has given such rows yet has the usual ones."""
        kinds: Any = self.get_model("MeetingType")._default_manager.all()
        types = {row.code: row for row in kinds}
        for name, usual in usual_rows:
            rows_of = self.get_model(name)._default_manager
            given = set(rows_of.values_list("type__code", flat=True))
            with acting_as(None):
                for code, rows in usual.items():
                    for row in rows if code not in given else ():
                        rows_of.create(type=types[code], **row)
