"""How fast the whole register of England is stored, and with how much memory.

    python benchmarks/import_england.py edubasealldata20250718.csv.gz
    DATABASE_URL=postgres://postgres@127.0.0.1:5432/soc python benchmarks/import_england.py …

Works in a database of its own (``test_…`` of the one configured), which it removes afterwards.
"""

import gzip
import os
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
OWN_FOLDER = tempfile.TemporaryDirectory(prefix="soc-benchmark-")
os.environ["VAR_DIR"] = OWN_FOLDER.name

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

from schools.importing import import_file, look_at  # noqa: E402
from schools.models import School  # noqa: E402

A_FEW = 5_000


def peak_megabytes() -> float:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def beginning_of(path: Path, rows: int, folder: Path) -> Path:
    """A file with the first rows only, to compare the memory with."""
    short = folder / "beginning20000101.csv"
    with gzip.open(path, "rb") as whole, short.open("wb") as part:
        part.writelines(line for line, _number in zip(whole, range(rows + 1), strict=False))
    return short


def measure(title: str, path: Path, *, dry_run: bool = False) -> None:
    """One import, told in a line."""
    began, worked = time.perf_counter(), time.process_time()
    file = look_at(path, file_date=date(2025, 7, 18))
    looked = time.perf_counter()
    report = import_file(file, dry_run=dry_run)
    took, worked = time.perf_counter() - began, time.process_time() - worked
    part = report.schools
    assert part is not None
    print(
        f"{title:<28} {part.rows:>6,} rows in {took:5.1f} s ({worked:.1f} s of processor, "
        f"{looked - began:.1f} s looking through): "
        f"{part.rows / took:>7,.0f} rows/s, peak {peak_megabytes():.0f} MB; new {part.new.count:,}, changed "
        f"{part.changed:,}, unchanged {part.unchanged:,}, refused {len(part.refused)}"
    )


def main(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        connection.settings_dict["TEST"]["NAME"] = (
            str(Path(folder) / "england.sqlite3") if connection.vendor == "sqlite" else None
        )
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            print(f"{connection.vendor}, before the first row: {peak_megabytes():.0f} MB")
            measure(f"first {A_FEW:,} rows, dry run", beginning_of(path, A_FEW, Path(folder)), dry_run=True)
            measure("first import", path)
            measure("the same again", path)
            assert School.objects.count() == School.history.count()
            # Every school has to be changed: the worst that a later file can bring.
            School.objects.update(roll=0, head_last_name="", register_changed_on=None)
            measure("every row changed", path)
        finally:
            name = connection.settings_dict["NAME"]
            connection.close()
            connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
