"""Which of its two encodings a download of the register is in."""

from dataclasses import dataclass
from typing import IO

from schools.importing.errors import Unusable
from schools.importing.files import Source, sound

LONGEST_LINE = 1_000_000
UTF_8, CP1252 = "utf-8-sig", "cp1252"


@dataclass
class _Seen:
    lines: int = 0
    utf_8: int = 0  # number of the first line whose accents are UTF-8
    other: int = 0  # number of the first line whose accents are not


def encoding_of(source: Source) -> tuple[str, int]:
    """The encoding, and how many lines the text has.

    UTF-8 when every byte fits it, otherwise cp1252 when every byte means something there. Refuses
    (Unusable) other encodings, a mixture of the two, and what is not text at all. Nothing is guessed by
    frequency: a register has a handful of accents in a million letters, too few to guess from.
    """
    with sound(source.name), source.open() as file:
        seen = _look_through(source.name, file)
    if seen.utf_8 and seen.other:
        raise Unusable(
            f"{source.name} is in two encodings at once: line {seen.utf_8} is UTF-8, line {seen.other} "
            "is not. It was probably put together from two files; download it again."
        )
    return (CP1252 if seen.other else UTF_8), seen.lines


def _look_through(name: str, file: IO[bytes]) -> _Seen:
    seen = _Seen()
    for line in iter(lambda: file.readline(LONGEST_LINE), b""):
        seen.lines += 1
        if b"\0" in line or len(line) >= LONGEST_LINE:
            raise Unusable(
                f"{name} is not a CSV text: line {seen.lines} has bytes or a length that no text has."
            )
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            seen.utf_8 = seen.utf_8 or seen.lines
        except UnicodeDecodeError:
            seen.other = seen.other or seen.lines
            _refuse_unless_cp1252(name, line, seen.lines)
    return seen


def _refuse_unless_cp1252(name: str, line: bytes, number: int) -> None:
    try:
        line.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Unusable(
            f"{name} is neither in UTF-8 nor in Windows-1252 (line {number}). Save it as CSV (UTF-8)."
        ) from error
