from django.apps import AppConfig
from django.db.backends.signals import connection_created

from schools.finding import lend_to_sqlite


class SchoolsConfig(AppConfig):
    name = "schools"

    def ready(self) -> None:
        connection_created.connect(lend_to_sqlite)
