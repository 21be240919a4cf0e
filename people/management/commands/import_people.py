"""``import_people FILE``: people and posts from a CSV file, all of them or none."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.rows import COLUMNS
from people.services.importing import Report, import_people
from record.errors import RuleError
from record.tables import decode


class Command(BaseCommand):
    help = (
        f"Brings in people and posts from a CSV file with the columns {', '.join(COLUMNS)}. One bad row and "
        "nothing is brought in; every bad row is explained with its line. The exit status is then 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Look only.")
        parser.add_argument("--invite", action="store_true", help="Invite everybody who is new to sign in.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = decode(options["file"].read_bytes())
            report = import_people(text, by=None, dry_run=options["dry_run"], invite=options["invite"])
        except OSError as error:
            raise CommandError(f"{options['file']} can’t be read: {error.strerror}.") from None
        except RuleError as error:
            raise CommandError(str(error)) from None
        self.tell(report)
        if report.refused:
            sys.exit(1)

    def tell(self, report: Report) -> None:
        for outcome in report.outcomes:
            if outcome.why:
                column = f", {outcome.column}" if outcome.column else ""
                self.stdout.write(f"Line {outcome.line}{column} ({outcome.email}): {outcome.why}")
        new = "Brought in" if report.done else "To bring in"
        self.stdout.write(
            f"{new}: {report.people} people, {report.posts} posts. "
            f"Here already: {report.known}. Refused: {len(report.refused)}. Invited: {report.invited}."
        )
        if not report.done:
            self.stdout.write("Nothing was changed.")
