"""``manage.py work``"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from record import worker
from record.triggers import missing_triggers


class Command(BaseCommand):
    help = (
        "Delivers what waits in the outbox, serves triggers and fires due timers, until it is told to stop."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--once", action="store_true", help="every duty once, then stop")
        group.add_argument("--until-idle", action="store_true", help="stop when nothing is left to do")

    def handle(self, *, once: bool, until_idle: bool, **options: Any) -> None:
        if missing := missing_triggers():
            raise CommandError(
                f"The record is not protected: {len(missing)} guards are missing in the database. "
                "Run migrate, which puts them back."
            )
        outcome = worker.run(once=once, until_idle=until_idle)
        if (once or until_idle) and outcome.failed:
            raise CommandError(f"Failed: {', '.join(outcome.failed)}.")
