"""Stores term dates of authorities and schools from a CSV file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from schools.importing import Unusable
from schools.importing.terms import import_term_dates


class Command(BaseCommand):
    help = (
        "Stores half-terms from a CSV file with the columns la or urn, year (in which the academic year "
        "begins), half_term (1 to 6), long_term (autumn, spring or summer; may be left out), first and last "
        "(school days)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_term_dates(options["file"], dry_run=options["dry_run"])
        except Unusable as error:
            raise CommandError(f"{error} Nothing of it was stored.") from error
        self.stdout.write(str(report))
