"""Labels for envelopes: 21 on a sheet of A4, 63.5 by 38.1 mm each, as they are sold everywhere (L7160).

A letter has its addressee's address in the window of the envelope. A copy is the same file, so that its own
envelope needs a label.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from letters.posting import ToPost
from record.pdf import render_pdf

COLUMNS, ROWS = 3, 7
LEFT, TOP = 7.25, 15.15  # millimetres, of the first label
ACROSS, DOWN = 66.0, 38.1  # from one label to the next
MANY_LINES = 7  # more are printed smaller


@dataclass(frozen=True)
class Label:
    """One address and where it stands on its sheet, in millimetres."""

    lines: list[str]
    left: str
    top: str

    @property
    def is_long(self) -> bool:
        return len(self.lines) > MANY_LINES


def labels_pdf(rows: Iterable[ToPost]) -> bytes:
    """One label for each row, in their order, on as many sheets as that needs."""
    addresses = [row.address for row in rows]
    on_sheet = COLUMNS * ROWS
    sheets = [
        [_placed(lines, place) for place, lines in enumerate(addresses[first : first + on_sheet])]
        for first in range(0, len(addresses), on_sheet)
    ]
    return render_pdf(render_to_string("letters/pdf/labels.html", {"sheets": sheets}), title="Labels")


def _placed(lines: list[str], place: int) -> Label:
    down, across = divmod(place, COLUMNS)
    return Label(lines, f"{LEFT + across * ACROSS:.2f}", f"{TOP + down * DOWN:.2f}")


HEADS = ["Letter", "About", "School", "URN", "To", "Address", "How", "Copy", "To leave on", "Enclosures"]


def list_rows(rows: Iterable[ToPost]) -> list[list[Any]]:
    """The list as a table to take away, in the order of ``HEADS``."""
    return [
        [
            row.letter.reference,
            row.what,
            row.letter.school.name,
            row.letter.school.urn,
            row.address[0],
            ", ".join(row.address[1:]),
            row.sent.get_method_display(),
            "yes" if row.recipient.is_copy else "no",
            row.on,
            ", ".join(file.name for file in row.enclosures),
        ]
        for row in rows
    ]
