"""``manage.py verify_audit``"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from record import clock
from record.audit import BrokenChain, Found, Heads, Place, verify


class Command(BaseCommand):
    help = "Proves that no event was altered, removed or slipped in; exit status 1 names the first wrong one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchor", type=Path, metavar="FILE", help="write the end of every chain, to be kept elsewhere"
        )
        parser.add_argument(
            "--against", type=Path, metavar="FILE", help="what an earlier --anchor wrote must still be there"
        )

    def handle(self, *, anchor: Path | None, against: Path | None, **options: Any) -> None:
        anchored = _read(against) if against else None
        found = Found()
        try:
            verify(anchored=anchored, found=found)
        except BrokenChain as error:
            raise CommandError(f"BROKEN after {_counted(found)}: {error}") from error
        self.stdout.write(f"Whole: {_counted(found)}.")
        if anchored is not None:
            self.stdout.write(f"All {len(anchored):,} anchored ends are still in their chains.")
        if anchor:
            _write(anchor, found.heads)
            self.stdout.write(
                f"The ends of the chains are in {anchor}. Keep it where nobody of this site can change it."
            )


def _counted(found: Found) -> str:
    return f"{found.rows:,} rows in {found.chains:,} chains"


def _write(path: Path, heads: Heads) -> None:
    content = {
        "taken_at": clock.now().isoformat(),
        "heads": {name: asdict(place) for name, place in sorted(heads.items())},
    }
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _read(path: Path) -> Heads:
    try:
        heads = json.loads(path.read_text())["heads"]
        return {name: Place(place["position"], place["hash"]) for name, place in heads.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{path} is no file that --anchor wrote: {error}") from error
