"""One file of the register, from its path to the report of what it did."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from record.actor import acting_as
from schools.importing.columns import Entry, RegisterColumns, urn_and_la
from schools.importing.errors import BadRow, NotARegister, Unusable
from schools.importing.files import sources_in
from schools.importing.links import read_links
from schools.importing.reading import Table
from schools.importing.report import Refusal, Report, SchoolsPart
from schools.importing.writing import AT_ONCE, Writer
from schools.models import School

Progress = Callable[[int], None]  # told how many more rows have been dealt with


@dataclass
class RegisterFile:
    """A file that has been looked at from end to end and can be believed."""

    path: Path
    dated: date
    registers: list[Table]
    links: list[Table]
    left_unread: list[str]
    dated_by_name: bool = True

    @property
    def rows(self) -> int:
        return sum(table.count for table in (*self.registers, *self.links))


def look_at(path: Path | str, *, file_date: date | None = None) -> RegisterFile:
    """The file as it is, with its date and its parts; nothing is written.

    Refuses (Unusable) what is not a register or a file of its links, is cut off or damaged, is in
    another encoding. Its date is the one given, the one in its name, or the day on which it was saved.
    """
    path = Path(path)
    sources = sources_in(path)
    registers, links, others = [], [], []
    for source in sources:
        try:
            table = Table.of(source, needs="URN")
        except NotARegister:
            if len(sources) == 1:
                raise
            others.append(source.name)
            continue
        if "LinkURN" in table.header:
            links.append(table)
        elif len(sources) > 1 and not {"URN", "EstablishmentName"} <= set(table.header):
            others.append(source.name)
        else:
            RegisterColumns(table)
            registers.append(table)
    if not registers and not links:
        raise Unusable(f"{path.name} has no download of the register in it.")
    if len(registers) > 1:
        raise Unusable(
            f"{path.name} has {len(registers)} registers in it. Unpack it and name them one by one."
        )
    named = file_date or next((day for source in sources if (day := source.dated)), None)
    dated = named or timezone.localdate(datetime.fromtimestamp(path.stat().st_mtime, tz=UTC))
    return RegisterFile(path, dated, registers, links, others, dated_by_name=named is not None)


def import_register(
    path: Path | str,
    *,
    las: Collection[str] = (),
    dry_run: bool = False,
    file_date: date | None = None,
    by: Any = None,
    progress: Progress | None = None,
) -> Report:
    """The schools of the file are stored as it has them, all or none; says what was new, changed, refused.

    ``las`` keeps to those authorities' codes. ``file_date`` stands in for a date in the file's name.
    ``dry_run`` does everything and takes it back. Bad rows are refused one by one; Unusable is raised,
    with nothing written, when the file as a whole can't be believed.
    """
    return import_file(look_at(path, file_date=file_date), las=las, dry_run=dry_run, by=by, progress=progress)


def import_file(
    file: RegisterFile,
    *,
    las: Collection[str] = (),
    dry_run: bool = False,
    by: Any = None,
    progress: Progress | None = None,
) -> Report:
    """As ``import_register``, for a file that has been looked at already."""
    report = Report(
        file.path.name,
        file.dated,
        dry_run=dry_run,
        left_unread=file.left_unread,
        dated_by_name=file.dated_by_name,
    )
    with acting_as(by), transaction.atomic(), _no_query_log():
        for table in file.registers:
            _read_schools(table, report, frozenset(las), progress)
        for table in file.links:
            read_links(table, report)
            if progress:
                progress(table.count)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _read_schools(table: Table, report: Report, las: frozenset[str], progress: Progress | None) -> None:
    part = report.schools = SchoolsPart(table.source.name, table.encoding_name)
    writer = Writer(report, part)
    covered: set[str] = set()
    waiting: list[Entry] = []
    told = 0
    for entry in _entries(table, part, writer, las):
        covered.add(entry.la[0])
        waiting.append(entry)
        if len(waiting) == AT_ONCE:
            writer.write(waiting)
            waiting.clear()
            if progress:
                progress(part.rows - told)
                told = part.rows
    writer.write(waiting)
    if progress:
        progress(part.rows - told)
    if las and not covered & las:
        raise Unusable(
            f"{table.source.name} has no school of the local authority {' or '.join(sorted(las))}."
        )
    writer.mark_missing(covered & las if las else covered)


def _entries(table: Table, part: SchoolsPart, writer: Writer, las: frozenset[str]) -> Iterator[Entry]:
    """The rows to store, one by one; those refused or of other authorities are counted on the way."""
    columns = RegisterColumns(table)
    # A school that has left one of these authorities is still followed to where it went.
    ours = set(School.objects.filter(la__code__in=las).values_list("urn", flat=True))
    for row in table.rows():
        part.rows += 1
        urn, la = urn_and_la(row, table)
        if las and la.zfill(3) not in las and urn not in ours:
            part.other_las += 1
            continue
        try:
            entry = columns.entry(row)
            writer.take(entry.urn)
        except BadRow as error:
            writer.note(urn)
            part.refused.append(Refusal(row.line, urn, str(error)))
            continue
        part.damaged += row.damaged
        yield entry


@contextmanager
def _no_query_log() -> Iterator[None]:
    """Inside, a development site does not keep every statement: they would be larger than the file."""
    connection.make_debug_cursor = connection.make_cursor  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        del connection.make_debug_cursor
