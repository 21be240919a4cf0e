"""From a path to the CSV texts in it: plain, gzipped, or in a zip as the register's site gives them."""

import gzip
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO, cast

from schools.importing.errors import Unusable

GZIP, ZIP = b"\x1f\x8b", b"PK"
OTHER_KINDS = {
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook; save it as CSV (UTF-8)",
    b"<!doc": "a web page, not a download",
    b"<html": "a web page, not a download",
    b"\xff\xfe": "in UTF-16; save it as CSV (UTF-8)",
    b"\xfe\xff": "in UTF-16; save it as CSV (UTF-8)",
}
DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError, RuntimeError)
A_DAY = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")


@dataclass(frozen=True)
class Source:
    """One CSV text under its own name, inside a zip or out of it; ``open`` gives its bytes from the start."""

    name: str
    open: Callable[[], IO[bytes]]

    @property
    def dated(self) -> date | None:
        """The date in the name (edubasealldata20250718.csv), if there is one."""
        for year, month, day in A_DAY.findall(self.name):
            try:
                return date(int(year), int(month), int(day))
            except ValueError:
                continue
        return None


@contextmanager
def sound(name: str) -> Iterator[None]:
    """Inside, a file that is cut off, locked or unreadable is Unusable, with a sentence saying so."""
    try:
        yield
    except EOFError as error:
        raise Unusable(f"{name} is cut off: it ends before it is complete. Download it again.") from error
    except DAMAGED as error:
        raise Unusable(f"{name} is damaged and can’t be unpacked ({error}). Download it again.") from error
    except OSError as error:
        raise Unusable(f"{name} can’t be read: {error.strerror or error}.") from error


def sources_in(path: Path | str) -> list[Source]:
    """The CSV texts of the file, known by what it contains and not by how it is called.

    Refuses (Unusable) what is neither text, gzip nor a zip with CSV files in it.
    """
    path = Path(path)
    with sound(path.name):
        with path.open("rb") as file:
            start = file.read(8)
        if start.startswith(GZIP):
            return [Source(path.name.removesuffix(".gz"), partial(_open_gzip, path))]
        if start.startswith(ZIP):
            return _sources_in_zip(path)
    for magic, kind in OTHER_KINDS.items():
        if start.lower().startswith(magic.lower()):
            raise Unusable(f"{path.name} is {kind}.")
    if not start:
        raise Unusable(f"{path.name} is empty.")
    return [Source(path.name, partial(_open_plain, path))]


def _open_plain(path: Path) -> IO[bytes]:
    return path.open("rb")


def _open_gzip(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path, "rb"))


def _open_member(path: Path, member: str) -> IO[bytes]:
    return zipfile.ZipFile(path).open(member)


def _sources_in_zip(path: Path) -> list[Source]:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
        if "[Content_Types].xml" in archive.namelist():
            raise Unusable(f"{path.name} is an Excel workbook; save it as CSV (UTF-8).")
    if not names:
        raise Unusable(f"{path.name} is a zip without a .csv file in it.")
    return [Source(Path(name).name, partial(_open_member, path, name)) for name in sorted(names)]
