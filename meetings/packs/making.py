"""A pack as one PDF: every paper made fit to be a page, the front written, and all of it put together.

Slow: never inside a transaction. A file that can't be printed gets a page that says so and where it is.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from concern_cases.printing import PRINTED_BY, print_file, print_page
from concern_cases.uploads import ARCHIVES
from meetings.packs.content import PackContent, PackPaper, PackReport
from meetings.words import day_in_words
from record import clock
from record.pdf import (
    Part,
    PdfError,
    clean_pdf,
    join_pdfs,
    render_pdf,
)

KEPT = 4  # layouts
MAX_SECONDS_TO_LAY_OUT = 240  # 25 schools on a busy machine
GONE = "It could not be found in the store of files."


@dataclass(frozen=True)
class Printed:
    """One paper as pages."""

    row: PackPaper | PackReport
    path: Path
    pages: int


@dataclass(frozen=True)
class Listed:
    """One paper as the front lists it: from which page to which."""

    row: PackPaper | PackReport
    first: int
    last: int


def make_pack_pdf(content: PackContent, folder: Path) -> tuple[Path, int]:
    """The pack as a file in the folder, and how many pages it has; without papers it is PDF/UA-1."""
    printed = [_print(row, folder) for row in content.printed]
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


def _print(row: PackPaper | PackReport, folder: Path) -> Printed:
    if isinstance(row, PackReport):
        return _print_report(row, folder)
    file, target = row.paper.file, folder / f"paper-{row.number}.pdf"
    try:
        if file.content_type not in PRINTED_BY:
            raise PdfError("")
        source = folder / f"source-{row.number}"
        _copy(file.file, source)
        pages = print_file(file, source, target, heading=row.title)
        source.unlink()
    except (PdfError, OSError) as error:
        why = GONE if isinstance(error, OSError) else str(error)
        pages = _notice(row, target, why)
    return Printed(row, target, pages)


def _print_report(row: PackReport, folder: Path) -> Printed:
    """Made by ourselves: one that can't be read leaves the pack unmade."""
    source, target = folder / f"source-{row.number}", folder / f"paper-{row.number}.pdf"
    _copy(row.report.pdf, source)
    return Printed(row, target, clean_pdf(source, target))


def _copy(file: Any, to: Path) -> None:
    """In pieces: a file of 20 MB is never in memory as a whole."""
    with file.open("rb") as source, to.open("wb") as target:
        shutil.copyfileobj(source, target)


def _notice(row: PackPaper, target: Path, why: str) -> int:
    """A page that names a file which is not printed here, says why, and leads to it."""
    kinds = {kind.content_type: kind.words for kind in ARCHIVES.values()}
    kind = "" if why else kinds.get(row.paper.file.content_type, "")
    template = "meetings/pack/notice.html"
    return print_page(row.paper.file, target, template, heading=row.title, kind=kind, why=why)
