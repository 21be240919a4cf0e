"""``manage.py workflow_timers``: our dispatcher instead of the library's (see ``workflows.timers``)."""

from typing import Any

from django.core.management.base import BaseCommand

from workflows.timers import fire_due_timers


class Command(BaseCommand):
    help = "Fires every timer of a process that is due: reminders, escalations, interruptions."

    def handle(self, *args: Any, **options: Any) -> None:
        fired = fire_due_timers()
        self.stdout.write(f"{fired} timer{'' if fired == 1 else 's'} fired.")
