from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"

    def ready(self) -> None:
        """Every flow is loaded: its timers fall away with its steps only in a process that knows it."""
        for package in iter_modules([self.path]):
            if package.ispkg and find_spec(f"workflows.{package.name}.flow"):
                import_module(f"workflows.{package.name}.flow")
        import_module("workflows.strategy.pack")  # what packs say of a school
        import_module("workflows.checks")
