"""``reconcile_access``: stored access is what posts and shares call for."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from people.services.grants import Drift, derive_grants, reconcile


class Command(BaseCommand):
    help = (
        "Makes the stored access what posts and shares call for, and says what was not. "
        "With --dry-run nothing is changed, and the exit status is 1 if there is drift."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Look only.")

    def handle(self, *args: Any, **options: Any) -> None:
        drift = self.looked_at() if options["dry_run"] else reconcile()
        for table, missing in drift.missing.items():
            surplus = drift.surplus[table]
            if missing or surplus:
                self.stdout.write(f"{table}: {missing} missing, {surplus} too many")
        if drift.lapsed:
            self.stdout.write(f"{drift.lapsed} rows had come to their last day; they gave nothing any more.")
        if not drift:
            self.stdout.write("Stored access is what posts and shares call for.")
        elif options["dry_run"]:
            self.stdout.write("Stored access is not what posts and shares call for. Nothing was changed.")
            sys.exit(1)
        else:
            self.stdout.write("Stored access was put right.")

    def looked_at(self) -> Drift:
        with transaction.atomic():
            drift = derive_grants()
            transaction.set_rollback(True)
        return drift
