"""Stores schools from downloads of the national register."""

import re
import sys
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from schools.importing import Unusable, import_file, look_at


def la_code(text: str) -> str:
    if not re.fullmatch(r"\d{3}", text):
        raise ArgumentTypeError(
            f"“{text}” is not the three-digit code of a local authority (put files before --la)"
        )
    return text


class Command(BaseCommand):
    help = (
        "Stores the schools of a download of the national register (Get Information About Schools), or the "
        "predecessors and successors of its file of links. Takes .csv, .csv.gz and .zip. Each file is stored "
        "whole or not at all; importing one again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--la",
            nargs="+",
            action="extend",
            type=la_code,
            default=[],
            metavar="CODE",
            help="keep to these local authorities, for example 865",
        )
        parser.add_argument("--date", type=date.fromisoformat, help="the file's date, when its name has none")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            # All are looked at before the first is stored, and stored in the order of their dates.
            files = [look_at(path, file_date=options["date"]) for path in options["files"]]
            for file in sorted(files, key=lambda file: (file.dated, not file.registers)):
                with tqdm(
                    total=file.rows, unit=" rows", desc=file.path.name, file=sys.stderr, disable=None
                ) as bar:
                    report = import_file(
                        file, las=options["la"], dry_run=options["dry_run"], progress=bar.update
                    )
                self.stdout.write(str(report))
        except Unusable as error:
            raise CommandError(f"{error} Nothing of it was stored.") from error
