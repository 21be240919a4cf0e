"""A file of a case made into pages, for packs and for what is posted: PDF, pictures, text, Word and Excel.

Slow: never inside a transaction. What is left out of a document, such as its own layout, the page says.
"""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nh3
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from concern_cases.models import EvidenceFile
from concern_cases.uploads import CSV, DOCX, JPEG, PDF, PNG, TEXT, XLSX
from record.pdf import PdfError, clean_pdf, picture_pdf, render_pdf, word_html, workbook_tables

LONGEST_TEXT = 200_000  # characters; beyond it a text is for a screen, not for paper
MOST_ROWS, MOST_COLUMNS = 1_000, 20
TOO_LONG = "It is too long to be printed."
UNREADABLE = "Its text could not be read."
WORD_TAGS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "strong", "em", "sup", "sub", "a", "img"}
WORD_TAGS |= {"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
WORD_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}}
WORD_ATTRIBUTES["th"] = WORD_ATTRIBUTES["td"]
WORD_LINKS = {"http", "https", "mailto"}
ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")


def is_printable(file: EvidenceFile) -> bool:
    """Whether it can become pages: of a kind that is printed, and without a virus."""
    return file.content_type in PRINTED_BY and file.scan_state != EvidenceFile.ScanState.INFECTED


def print_file(file: EvidenceFile, source: Path, target: Path, *, heading: str) -> int:
    """The file, whose content lies at ``source``, is a PDF at ``target``; how many pages it has.

    ``heading`` says on pages of our own making what it is. Beside the target lie the files that this needs.
    Refuses (PdfError, saying why) one that can't be read or is too long, and (KeyError) a kind that is not
    printed.
    """
    return PRINTED_BY[file.content_type](file, heading, source, target)


def print_page(
    file: EvidenceFile,
    target: Path,
    template: str,
    *,
    kept: Mapping[str, Path] | None = None,
    **facts: Any,
) -> int:
    """A page of our own about the file, with its address, as a PDF at ``target``; how many pages it has."""
    address = reverse("cases:file", args=[file.evidence.case.reference, file.pk])
    facts |= {"file": file, "address": f"{settings.SITE_URL}{address}"}
    html = render_to_string(template, facts)
    rendered = target.with_suffix(".rendered")
    rendered.write_bytes(render_pdf(html, title=file.name, kept=kept))
    return clean_pdf(rendered, target)  # its tags would clash with those of what it is put behind


def _text(file: EvidenceFile, heading: str, source: Path, target: Path) -> int:
    text = _read(source)
    if len(text) > LONGEST_TEXT:
        raise PdfError(TOO_LONG)
    return print_page(file, target, "concern_cases/print/text.html", heading=heading, text=text)


def _table(file: EvidenceFile, heading: str, source: Path, target: Path) -> int:
    text = _read(source)
    if len(text) > LONGEST_TEXT:
        raise PdfError(TOO_LONG)
    rows = list(csv.reader(text.splitlines(), _dialect(text))) or [[]]
    if len(rows) > MOST_ROWS or max(map(len, rows)) > MOST_COLUMNS:
        raise PdfError(TOO_LONG)
    return print_page(file, target, "concern_cases/print/tables.html", heading=heading, tables=[("", rows)])


def _workbook(file: EvidenceFile, heading: str, source: Path, target: Path) -> int:
    tables = workbook_tables(source, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
    return print_page(
        file, target, "concern_cases/print/tables.html", heading=heading, tables=tables, is_made=True
    )


def _word(file: EvidenceFile, heading: str, source: Path, target: Path) -> int:
    """Its text with its pictures; what could do more than be read is cleaned away."""
    html, pictures = word_html(source, folder=target.parent)
    text = nh3.clean(html, tags=WORD_TAGS, attributes=WORD_ATTRIBUTES, url_schemes=WORD_LINKS)
    return print_page(
        file, target, "concern_cases/print/word.html", heading=heading, kept=pictures, text=mark_safe(text)
    )


def _dialect(text: str) -> Any:
    try:
        return csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
    except csv.Error:
        return csv.excel


def _read(source: Path) -> str:
    """The text in whichever encoding it was written: every byte is a character of the last one."""
    data = source.read_bytes()
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PdfError(UNREADABLE)


PRINTED_BY: dict[str, Callable[[EvidenceFile, str, Path, Path], int]] = {
    PDF.content_type: lambda file, heading, source, target: clean_pdf(source, target),
    PNG.content_type: lambda file, heading, source, target: picture_pdf(source, target),
    JPEG.content_type: lambda file, heading, source, target: picture_pdf(source, target),
    TEXT.content_type: _text,
    CSV.content_type: _table,
    DOCX.content_type: _word,
    XLSX.content_type: _workbook,
}
