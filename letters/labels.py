"""Labels for envelopes: 21 on a sheet of A4, 63.5 by 38.1 mm each, as they are sold everywhere (L7160).

A letter has its addressee's address in the window of the envelope. A copy is the same file, so that its own
envelope needs a label.
"""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string

from letters.posting import ToPost
from record.pdf import render_pdf

ON_SHEET = 21
MANY_LINES = 7  # more are printed smaller


def labels_pdf(rows: Iterable[ToPost]) -> bytes:
    """One label for each row, in their order, on as many sheets as that needs."""
    labels = [(row.address, len(row.address) > MANY_LINES) for row in rows]
    sheets = [labels[first : first + ON_SHEET] for first in range(0, len(labels), ON_SHEET)]
    return render_pdf(render_to_string("letters/pdf/labels.html", {"sheets": sheets}), title="Labels")


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
            row.how,
            "yes" if row.recipient.is_copy else "no",
            row.on,
            ", ".join(file.name for file in row.enclosures),
        ]
        for row in rows
    ]
