"""A pack as one PDF: every paper made fit to be a page, the front written, and all of it put together.

Slow: never inside a transaction. A file that can't be printed gets a page that says so and where it is.
"""

import csv
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import nh3
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from concern_cases.models import EvidenceFile
from concern_cases.uploads import ARCHIVES, CSV, DOCX, JPEG, PDF, PNG, TEXT, XLSX
from meetings.packs.content import PackContent, PackPaper
from meetings.words import day_in_words
from record import clock
from record.pdf import (
    Part,
    PdfError,
    clean_pdf,
    join_pdfs,
    picture_pdf,
    render_pdf,
    word_html,
    workbook_tables,
)

KEPT = 4  # layouts
MAX_SECONDS_TO_LAY_OUT = 240  # 25 schools on a busy machine
LONGEST_TEXT = 200_000  # characters; beyond it a text is for a screen, not for paper
MOST_ROWS, MOST_COLUMNS = 1_000, 20
TOO_LONG = "It is too long to be printed."
GONE = "It could not be found in the store of files."
WORD_TAGS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "strong", "em", "sup", "sub", "a", "img"}
WORD_TAGS |= {"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
WORD_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}}
WORD_ATTRIBUTES["th"] = WORD_ATTRIBUTES["td"]
WORD_LINKS = {"http", "https", "mailto"}
ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")


@dataclass(frozen=True)
class Printed:
    """One paper as pages."""

    row: PackPaper
    path: Path
    pages: int


@dataclass(frozen=True)
class Listed:
    """One paper as the front lists it: from which page to which."""

    row: PackPaper
    first: int
    last: int


def make_pack_pdf(content: PackContent, folder: Path) -> tuple[Path, int]:
    """The pack as a file in the folder, and how many pages it has; without papers it is PDF/UA-1."""
    printed = [_print(row, folder) for row in content.papers]
    front, strip, target = folder / "front.pdf", folder / "strip.pdf", folder / "pack.pdf"
    title = f"{title_of(content)}, copy for {content.reader}"
    pages, behind = 1, sum(each.pages for each in printed)
    for _ in range(3):  # the front says on which pages the papers are, and moves them by its own length
        listed = _list(printed, after=pages)
        front.write_bytes(laid_out(front_of(content, listed, total=pages + behind), title=title_of(content)))
        found = join_pdfs(front, [], target, title=title)
        if found == pages or not printed:
            break
        pages = found
    strip.write_bytes(_strip(content))
    places = {line.item.pk: place for place, line in enumerate(content.agenda.lines)}
    parts = [
        Part(each.path, each.row.title, each.row.label, places[each.row.line.item.pk]) for each in printed
    ]
    return target, join_pdfs(front, parts, target, title=title, strip=strip)


def title_of(content: PackContent) -> str:
    """What the file is called in a reader's window."""
    meeting = content.meeting
    return f"Papers: {meeting}, {day_in_words(meeting.starts_at)}"


@lru_cache(maxsize=KEPT)
def laid_out(html: str, *, title: str) -> bytes:
    """The page as a PDF: laid out once for all readers who see the same, one after the other.

    What each may see was asked for each; only the very same words give the same pages.
    """
    return render_pdf(html, title=title, max_seconds=MAX_SECONDS_TO_LAY_OUT)


def _strip(content: PackContent) -> bytes:
    """Whose copy it is, and when it was made: at the head of every page."""
    facts = {"reader": content.reader, "made_at": clock.now()}
    return render_pdf(render_to_string("meetings/pack/strip.html", facts), title="", is_tagged=False)


def front_of(content: PackContent, listed: Sequence[Listed], *, total: int = 0) -> str:
    """The agenda with what it brings along, and on which pages the papers are.

    ``total``: pages of the whole pack, if papers follow. It names no reader and no time.
    """
    lines = [
        (line, [each for each in listed if each.row.line is line], content.sections.get(line.item.pk))
        for line in content.agenda.lines
    ]
    facts = {
        "content": content,
        "meeting": content.meeting,
        "lines": lines,
        "after_schools": _after_schools(content),
        "total": total if listed else 0,
        "authority": settings.AUTHORITY_NAME,
    }
    return render_to_string("meetings/pack/front.html", facts)


def _after_schools(content: PackContent) -> set[int]:
    """Numbers of the items that come right after one about a school: they begin a new page."""
    about = [line.item.pk in content.sections for line in content.agenda.lines]
    return {
        line.number
        for line, before, now in zip(content.agenda.lines[1:], about, about[1:], strict=False)
        if before and not now
    }


def _list(printed: Sequence[Printed], *, after: int) -> list[Listed]:
    found, page = [], after
    for each in printed:
        found.append(Listed(each.row, page + 1, page + each.pages))
        page += each.pages
    return found


def _print(row: PackPaper, folder: Path) -> Printed:
    file, target = row.paper.file, folder / f"paper-{row.number}.pdf"
    make = MADE_BY.get(file.content_type)
    try:
        if make is None:
            raise PdfError("")
        source = folder / f"source-{row.number}"
        _copy(file, source)
        pages = make(row, source, target)
        source.unlink()
    except (PdfError, OSError) as error:
        why = GONE if isinstance(error, OSError) else str(error)
        pages = _notice(row, target, why)
    return Printed(row, target, pages)


def _copy(file: EvidenceFile, to: Path) -> None:
    """In pieces: a file of 20 MB is never in memory as a whole."""
    with file.file.open("rb") as source, to.open("wb") as target:
        shutil.copyfileobj(source, target)


def _text(row: PackPaper, source: Path, target: Path) -> int:
    text = _read(source)
    if len(text) > LONGEST_TEXT:
        raise PdfError(TOO_LONG)
    return _page(target, "meetings/pack/text.html", row, text=text)


def _table(row: PackPaper, source: Path, target: Path) -> int:
    text = _read(source)
    if len(text) > LONGEST_TEXT:
        raise PdfError(TOO_LONG)
    rows = list(csv.reader(text.splitlines(), _dialect(text))) or [[]]
    if len(rows) > MOST_ROWS or max(map(len, rows)) > MOST_COLUMNS:
        raise PdfError(TOO_LONG)
    return _page(target, "meetings/pack/tables.html", row, tables=[("", rows)])


def _workbook(row: PackPaper, source: Path, target: Path) -> int:
    tables = workbook_tables(source, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
    return _page(target, "meetings/pack/tables.html", row, tables=tables, is_made=True)


def _word(row: PackPaper, source: Path, target: Path) -> int:
    """Its text with its pictures; what could do more than be read is cleaned away."""
    html, pictures = word_html(source, folder=target.parent)
    text = nh3.clean(html, tags=WORD_TAGS, attributes=WORD_ATTRIBUTES, url_schemes=WORD_LINKS)
    return _page(target, "meetings/pack/word.html", row, kept=pictures, text=mark_safe(text))


def _dialect(text: str) -> Any:
    try:
        return csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
    except csv.Error:
        return csv.excel


def _notice(row: PackPaper, target: Path, why: str) -> int:
    """A page that names a file which is not printed here, says why, and leads to it."""
    kinds = {kind.content_type: kind.words for kind in ARCHIVES.values()}
    kind = "" if why else kinds.get(row.paper.file.content_type, "")
    return _page(target, "meetings/pack/notice.html", row, kind=kind, why=why)


def _page(
    target: Path, template: str, row: PackPaper, *, kept: Mapping[str, Path] | None = None, **facts: Any
) -> int:
    address = reverse("cases:file", args=[row.paper.file.evidence.case.reference, row.paper.file_id])
    facts |= {"row": row, "file": row.paper.file, "address": f"{settings.SITE_URL}{address}"}
    html = render_to_string(template, facts)
    rendered = target.with_suffix(".rendered")
    rendered.write_bytes(render_pdf(html, title=row.paper.file.name, kept=kept))
    return clean_pdf(rendered, target)  # its tags would clash with the front's


def _read(source: Path) -> str:
    """The text in whichever encoding it was written: every byte is a character of the last one."""
    data = source.read_bytes()
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PdfError(GONE)


MADE_BY: dict[str, Callable[[PackPaper, Path, Path], int]] = {
    PDF.content_type: lambda row, source, target: clean_pdf(source, target),
    PNG.content_type: lambda row, source, target: picture_pdf(source, target),
    JPEG.content_type: lambda row, source, target: picture_pdf(source, target),
    TEXT.content_type: _text,
    CSV.content_type: _table,
    DOCX.content_type: _word,
    XLSX.content_type: _workbook,
}
