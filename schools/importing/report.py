"""What an import did, in figures and in plain English."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format

NAMED_AT_MOST = 10  # a first import has thousands of new schools; a later one a handful


@dataclass
class Tally:
    """How many, and the first few by name."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        self.count += 1
        if len(self.first) < NAMED_AT_MOST:
            self.first.append(name)

    def __bool__(self) -> bool:
        return self.count > 0

    @property
    def names(self) -> str:
        rest = self.count - len(self.first)
        return "; ".join(self.first) + (f"; and {rest:,} more" if rest else "")


@dataclass
class Refusal:
    line: int
    urn: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}{f', URN {self.urn}' if self.urn else ''}: {self.reason}"


@dataclass
class SchoolsPart:
    """What became of the rows of a register."""

    source: str
    encoding: str
    rows: int = 0
    new: Tally = field(default_factory=Tally)
    changed: int = 0
    changed_by_field: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0
    closed: Tally = field(default_factory=Tally)
    missing: Tally = field(default_factory=Tally)
    back: Tally = field(default_factory=Tally)
    older: int = 0
    other_las: int = 0
    damaged: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def lines(self) -> list[str]:
        lines = [
            f"{counted(self.rows, 'row')} in {self.source} ({self.encoding}).",
            f"New: {counted(self.new.count, 'school')}{_after(self.new)}",
            f"Changed: {counted(self.changed, 'school')}{_fields(self.changed_by_field)}",
            f"Unchanged: {counted(self.unchanged, 'school')}",
            f"Closed since last time: {counted(self.closed.count, 'school')}{_after(self.closed)}",
            f"Missing since last time, kept and marked: "
            f"{counted(self.missing.count, 'school')}{_after(self.missing)}",
        ]
        if self.back:
            lines.append(f"Back in the register: {counted(self.back.count, 'school')}{_after(self.back)}")
        if self.older:
            lines.append(
                f"Older than what is stored, so left out: {counted(self.older, 'row')}. "
                "A later register of the authority was imported before this one."
            )
        if self.other_las:
            lines.append(f"Of other local authorities, left out: {counted(self.other_las, 'row')}")
        if self.damaged:
            lines.append(
                f"With damaged characters (they were lost before the file was downloaded): "
                f"{counted(self.damaged, 'row')}"
            )
        return lines + _refusals(self.refused)


@dataclass
class LinksPart:
    """What became of the rows of a file of predecessors and successors."""

    source: str
    encoding: str
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    of_unknown_schools: int = 0
    of_other_kinds: int = 0
    contradictory: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def lines(self) -> list[str]:
        return [
            f"{counted(self.rows, 'row')} in {self.source} ({self.encoding}).",
            f"New: {counted(self.new, 'succession')}",
            f"Changed: {counted(self.changed, 'succession')}",
            f"Unchanged: {counted(self.unchanged, 'succession')}",
            f"With a school that is not stored, left out: {counted(self.of_unknown_schools, 'row')}",
            f"Of other kinds, such as sixth-form centres, left out: {counted(self.of_other_kinds, 'row')}",
            f"Each school named as the other’s predecessor, left out: {counted(self.contradictory, 'pair')}",
            *_refusals(self.refused),
        ]


@dataclass
class Report:
    """What one file did. ``schools`` or ``links`` is None when the file had no such part."""

    file: str
    dated: date
    dry_run: bool = False
    schools: SchoolsPart | None = None
    links: LinksPart | None = None
    left_unread: list[str] = field(default_factory=list)
    dated_by_name: bool = True

    @property
    def reason(self) -> str:
        """Why the rows changed, as their history says it."""
        return f"Register of {plain(self.dated)}"

    @property
    def refused(self) -> list[Refusal]:
        return [row for part in (self.schools, self.links) if part for row in part.refused]

    def __str__(self) -> str:
        lines = [f"{self.reason}: {self.file}"]
        if not self.dated_by_name:
            lines.append(
                "  Its name bears no date: it is dated by when it was saved. Say --date if that is wrong."
            )
        for part in (self.schools, self.links):
            if part:
                lines += [f"  {line}" for line in part.lines()]
        if self.left_unread:
            lines.append(f"  Not a register, so left unread: {', '.join(self.left_unread)}")
        if self.dry_run:
            lines.append("  Dry run: nothing was written.")
        return "\n".join(lines)


def plain(day: date) -> str:
    """18 July 2025."""
    return date_format(day, "j F Y")


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _after(tally: Tally) -> str:
    return f": {tally.names}" if tally else ""


def _fields(fields: Counter[str]) -> str:
    parts = [f"{label} {number:,}" for label, number in sorted(fields.items(), key=lambda f: (-f[1], f[0]))]
    return f" ({', '.join(parts)})" if parts else ""


def _refusals(refused: list[Refusal]) -> list[str]:
    if not refused:
        return ["Refused: no rows"]
    return [f"Refused: {counted(len(refused), 'row')}", *[f"  {row}" for row in refused]]
