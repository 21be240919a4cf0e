from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordConfig(AppConfig):
    name = "record"

    def ready(self) -> None:
        # The module reads models, which are there from now on.
        after_migrate = import_module("record.after_migrate")
        post_migrate.connect(after_migrate.prepare, sender=self)
