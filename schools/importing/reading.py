"""Rows of a CSV text with their line numbers, read in a stream."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

from schools.importing.encoding import encoding_of
from schools.importing.errors import NotARegister, Unusable
from schools.importing.files import Source, sound

LOST = "\ufffd"  # stands where a character was lost before the file reached us


@dataclass(slots=True)
class Row:
    line: int
    values: list[str]
    damaged: bool  # some character of it was lost


class _Lines:
    """The lines handed to the CSV reader, remembered until the row that they make is complete."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.pending: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._file.readline()
        if not line:
            raise StopIteration
        self.pending.append(line)
        return line

    def take(self) -> str:
        text = "".join(self.pending)
        self.pending.clear()
        return text


@dataclass
class Table:
    """A CSV text whose encoding and columns are known and whose end has been seen.

    ``rows`` begins anew each time it is asked and holds one row at a time in memory.
    """

    source: Source
    encoding: str
    header: list[str] = field(default_factory=list)
    count: int = 0

    @classmethod
    def of(cls, source: Source, *, needs: str = "") -> "Table":
        """Refuses (Unusable) what is not CSV, lacks the column needed, has no rows, or is cut off."""
        encoding, _lines = encoding_of(source)
        table = cls(source, encoding)
        table._look_through(needs)
        return table

    @property
    def encoding_name(self) -> str:
        return {"cp1252": "Windows-1252"}.get(self.encoding, "UTF-8")

    def rows(self) -> Iterator[Row]:
        """Every row after the header that is not blank, with the line where it begins."""
        for row, _text in self._rows():
            yield row

    def _rows(self) -> Iterator[tuple[Row, str]]:
        name = self.source.name
        with sound(name), self.source.open() as raw:
            lines = _Lines(io.TextIOWrapper(raw, encoding=self.encoding, newline=""))
            reader = csv.reader(lines)
            begins = 1
            try:
                for values in reader:
                    text = lines.take()
                    if begins == 1:
                        self.header = [value.strip() for value in values]
                    elif any(value.strip("\x1a ") for value in values):
                        yield Row(begins, values, LOST in text), text
                    begins = reader.line_num + 1
            except csv.Error as error:
                raise Unusable(f"{name} is not a sound CSV text from line {begins} on: {error}.") from error

    def _look_through(self, needs: str) -> None:
        last = None
        for row, text in self._rows():
            self.count += 1
            last = row, text
        if sum(map(bool, self.header)) < 2:
            raise NotARegister(f"{self.source.name} is not a CSV text: its first line names no columns.")
        if needs and needs not in self.header:
            raise NotARegister(
                f"{self.source.name} has no column {needs}, so it is not a download of the register."
            )
        if last is None:
            raise Unusable(f"{self.source.name} has a line of column names and nothing under it.")
        if len(last[0].values) < len(self.header) or _is_open(last[1]):
            raise Unusable(
                f"{self.source.name} is cut off: its last row, line {last[0].line}, has "
                f"{len(last[0].values)} of {len(self.header)} fields. Download it again."
            )


def _is_open(text: str) -> bool:
    """A quotation that was begun in the row's text and never closed."""
    try:
        list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False
