"""What is to leave by post or by hand: one row for each copy of a letter and each notice on paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from concern_cases.models import EvidenceFile
from concern_cases.printing import is_printable, print_file
from letters.models import Letter, PaperNotice, Recipient, Service
from letters.pages import files_given_with
from letters.services.serving import BY_MAIL, copies_to_post, way_on_paper
from letters.services.telling import notices_to_send
from record.pdf import PdfError, stack_pdfs
from schools.models import School

LETTERS, NOTICES, HAND, YEARLY = "letters", "notices", "hand", "october"
GROUPS = {
    LETTERS: "Letters",
    NOTICES: "Notices after a letter",
    HAND: "By hand",
    YEARLY: "October letters",
}


@dataclass(frozen=True)
class ToPost:
    """One thing to be posted or handed over; ``on`` is the day on which it was to leave, or came back."""

    sent: Service | PaperNotice
    letter: Letter
    recipient: Recipient
    group: str
    on: date
    enclosures: Sequence[EvidenceFile] = field(default_factory=list)

    @property
    def key(self) -> str:
        """How a form names it: ``copy-12``, ``notice-3``."""
        return f"{'copy' if isinstance(self.sent, Service) else 'notice'}-{self.sent.pk}"

    @property
    def by_hand(self) -> bool:
        """Whether somebody is to hand it over, so that it is asked who took it."""
        return self.sent.method == Service.Method.HAND

    @property
    def is_instead(self) -> bool:
        """Whether it goes by post because its e-mail reached nobody."""
        return self.sent.method in BY_MAIL

    @property
    def how(self) -> str:
        """First class post or by hand."""
        return way_on_paper(self.sent.method).label

    @property
    def what(self) -> str:
        if isinstance(self.sent, Service):
            return str(self.letter)
        return f"{self.sent.get_about_display()}: {self.letter.reference}"

    @property
    def address(self) -> list[str]:
        """Name and address, a line each: of a notice those that stand on it."""
        if isinstance(self.sent, PaperNotice) and self.sent.made_from:
            return list(self.sent.made_from["address"])
        lines = [self.recipient.name, *self.recipient.address.splitlines()]
        return [line.strip() for line in lines if line.strip()]

    @property
    def pdf(self) -> Any:
        """Its file; without one the worker has not made it yet."""
        return self.letter.document.pdf if isinstance(self.sent, Service) else self.sent.pdf

    @property
    def url(self) -> str:
        if isinstance(self.sent, Service):
            return reverse("letters:pdf", args=[self.letter.reference])
        return reverse("letters:notice", args=[self.letter.reference, self.sent.pk])

    @property
    def printed_along(self) -> list[EvidenceFile]:
        """Enclosures that become pages; the others have to be printed from the case."""
        return [each for each in self.enclosures if is_printable(each)]

    @property
    def printed_apart(self) -> list[EvidenceFile]:
        return [each for each in self.enclosures if not is_printable(each)]


def rows_to_post(schools: QuerySet[School], group: str = "") -> list[ToPost]:
    """Everything of these schools that is not on record as sent: letters, notices, what goes by hand, then
    October letters.

    Of one ``group`` that alone.
    """
    copies, notices = _copies_by_group(schools), _notices_by_group(schools)
    rows: list[ToPost] = []
    for each in [group] if group else GROUPS:
        if each in copies:
            rows += _of_copies(copies[each], each)
        if each in notices:
            rows += _of_notices(notices[each], each)
    order = list(GROUPS)
    return sorted(rows, key=lambda row: (order.index(row.group), row.on, row.letter.pk))


def counts_to_post(schools: QuerySet[School]) -> dict[str, int]:
    """How many rows there are in each group."""
    copies, notices = _copies_by_group(schools), _notices_by_group(schools)
    return {
        group: sum(rows[group].count() for rows in (copies, notices) if group in rows) for group in GROUPS
    }


def print_rows(rows: Iterable[ToPost], target: Path) -> list[str]:
    """One PDF of the files, each with its enclosures, each on a fresh sheet. What could not be printed.

    Slow: outside any transaction.
    """
    missing: list[str] = []
    with TemporaryDirectory(prefix="post-") as place:
        parts: list[Path] = []
        for row in rows:
            parts.append(Path(row.pdf.path))
            for file in row.printed_along:
                made = Path(place) / f"{file.pk}.pdf"
                try:
                    if not made.exists():
                        heading = f"Enclosed with {row.letter.reference}: {file.name}"
                        print_file(file, Path(file.file.path), made, heading=heading)
                    parts.append(made)
                except PdfError as error:
                    missing.append(f"{file.name}, enclosed with {row.letter.reference}: {error}")
        stack_pdfs(parts, target)
    return list(dict.fromkeys(missing))


def _copies_by_group(schools: QuerySet[School]) -> dict[str, QuerySet[Service]]:
    copies = copies_to_post().filter(recipient__letter__school__in=schools)
    posted = copies.exclude(method=Service.Method.HAND)
    return {
        LETTERS: posted.filter(recipient__letter__for_year=None),
        HAND: copies.filter(method=Service.Method.HAND),
        YEARLY: posted.exclude(recipient__letter__for_year=None),
    }


def _notices_by_group(schools: QuerySet[School]) -> dict[str, QuerySet[PaperNotice]]:
    notices = notices_to_send().filter(clock__letter__school__in=schools)
    by_hand = notices.filter(method=Service.Method.HAND)
    return {NOTICES: notices.exclude(method=Service.Method.HAND), HAND: by_hand}


def _of_copies(copies: QuerySet[Service], group: str) -> list[ToPost]:
    of_letter = ("school", "kind", "document", "case")
    found = copies.select_related(*(f"recipient__letter__{name}" for name in of_letter)).order_by("recipient")
    files: dict[int, list[EvidenceFile]] = {}
    if group != YEARLY:
        files = files_given_with([given.recipient.letter for given in found])
    rows = []
    for given in found:
        letter = given.recipient.letter
        enclosed = files.get(letter.pk, [])
        on = given.returned_on or given.given_on
        rows.append(ToPost(given, letter, given.recipient, group, on, enclosed))
    return rows


def _of_notices(notices: QuerySet[PaperNotice], group: str) -> list[ToPost]:
    found = notices.select_related("clock__letter__kind", "clock__letter__school", "recipient")
    return [ToPost(each, each.letter, each.recipient, group, each.dated) for each in found]
