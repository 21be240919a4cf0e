"""PDF files from our own HTML, made in a process of their own that can be killed.

Text typed by people can make a renderer busy for half a minute or crash it; and nothing in a page may
fetch anything but our own static files. So the rendering stands outside (``record.pdf_process``), without
database or settings, with limits on time and memory. Files of others are taken apart there as well.
"""

import atexit
import base64
import json
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings

from record import clock

MAX_SECONDS = 30
MAX_SECONDS_TO_JOIN = 90
MAX_MEMORY_BYTES = 1024 * 1024 * 1024
MAX_HTML_BYTES = 5 * 1024 * 1024
MAX_JOBS = 50  # then a fresh process: memory freed inside one is never given back
PASSED_ON = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH")


class PdfError(Exception):
    """The PDF could not be made; the message says why, without the text of the page."""


def render_pdf(
    html: str,
    *,
    title: str,
    lang: str = "en-GB",
    kept: Mapping[str, Path] | None = None,
    is_tagged: bool = True,
    max_seconds: float = MAX_SECONDS,
) -> bytes:
    """The page as a tagged PDF (PDF/UA-1), the same bytes for the same HTML at the same moment.

    ``html`` is a whole document; its stylesheets and pictures are our own static files (``{% static %}``), or
    ``kept`` ones, which it asks for as ``/kept/<name>``. Without tags it is not to be read by itself: a strip
    that is drawn on the pages of another. Refuses (PdfError) a page that asks for anything else, is too
    large, or takes too long.
    """
    job = _page_job(html, title=title, lang=lang, kept=kept)
    return _renderer.ask({**job, "do": "render", "is_tagged": is_tagged}, max_seconds=max_seconds)


@dataclass(frozen=True)
class Pictures:
    """How many pages a PDF has, and pictures (PNG) of its first ones."""

    pages: int
    pictures: list[bytes]


def picture_pages(
    html: str, *, title: str, most: int, width: int, kept: Mapping[str, Path] | None = None
) -> Pictures:
    """Pictures of the first ``most`` pages of what ``render_pdf`` makes, each ``width`` pixels wide.

    Refuses (PdfError) what that refuses.
    """
    job = _page_job(html, title=title, lang="en-GB", kept=kept)
    job |= {"do": "pictures", "is_tagged": True, "most": most, "width": width}
    found = json.loads(_renderer.ask(job, max_seconds=MAX_SECONDS))
    return Pictures(found["pages"], [base64.b64decode(each) for each in found["pictures"]])


def _page_job(html: str, *, title: str, lang: str, kept: Mapping[str, Path] | None) -> dict[str, object]:
    if len(html.encode()) > MAX_HTML_BYTES:
        raise PdfError("The text is too long for a PDF.")
    return {
        "html": html,
        "title": title,
        "lang": lang,
        "created": clock.now().replace(microsecond=0).isoformat(),
        "static_url": settings.STATIC_URL,
        "roots": [str(root) for root in static_roots()],
        "kept": {name: str(path) for name, path in (kept or {}).items()},
    }


@dataclass(frozen=True)
class Part:
    """A PDF to be put behind others: what its pages are called, and under which of the front's bookmarks."""

    path: Path
    title: str
    label: str  # stamped on each of its pages: letters, digits and commas
    under: int


def clean_pdf(source: Path, target: Path) -> int:
    """The pages of somebody's PDF without anything else that it holds; returns how many there are.

    Refuses (PdfError, saying why) one that is locked or damaged.
    """
    return _on_files({"do": "clean", "source": str(source), "target": str(target)})


def picture_pdf(source: Path, target: Path) -> int:
    """A PNG or JPEG picture as one page. Refuses (PdfError, saying why) one that can't be read."""
    return _on_files({"do": "picture", "source": str(source), "target": str(target)})


def word_html(source: Path, *, folder: Path) -> tuple[str, dict[str, Path]]:
    """The text of a Word document as HTML, not cleaned, and its pictures, by the names that ``kept`` takes.

    The pictures are written to the folder. Refuses (PdfError, saying why) one that can't be read.
    """
    job: dict[str, object] = {"do": "word", "source": str(source), "folder": str(folder), "name": source.name}
    found = json.loads(_renderer.ask(job, max_seconds=MAX_SECONDS))
    return found["html"], {name: folder / name for name in found["pictures"]}


def workbook_tables(source: Path, *, most_rows: int, most_columns: int) -> list[tuple[str, list[list[str]]]]:
    """The visible sheets of an Excel workbook that hold anything: each with its title and its rows of words.

    Refuses (PdfError, saying why) one that can't be read, and a sheet of more rows or columns.
    """
    most = {"most_rows": most_rows, "most_columns": most_columns}
    job: dict[str, object] = {"do": "workbook", "source": str(source), **most}
    found = json.loads(_renderer.ask(job, max_seconds=MAX_SECONDS))
    return [(title, rows) for title, rows in found["sheets"]]


def join_pdfs(
    front: Path, parts: Sequence[Part], target: Path, *, title: str, strip: Path | None = None
) -> int:
    """One PDF of the front and the parts; returns how many pages there are.

    The pages of the parts are numbered on from those of the front, which says its own, and the first page of
    ``strip`` is drawn at the head of every page. The parts stand as bookmarks under those that the front has.
    Every file comes from ``render_pdf``, ``clean_pdf`` or ``picture_pdf``. Without parts the whole is still
    PDF/UA-1, if the front was.
    """
    rows = [{**asdict(part), "path": str(part.path)} for part in parts]
    job: dict[str, object] = {"do": "join", "front": str(front), "parts": rows, "title": title}
    job["strip"] = str(strip) if strip else ""
    return _on_files({**job, "target": str(target)}, max_seconds=MAX_SECONDS_TO_JOIN)


def stack_pdfs(parts: Sequence[Path], target: Path) -> int:
    """One PDF of the parts as they are, each beginning on a fresh sheet when both sides are printed.

    Returns how many pages there are. Every file comes from ``render_pdf``, ``clean_pdf`` or ``picture_pdf``.
    """
    job: dict[str, object] = {"do": "stack", "parts": [str(part) for part in parts], "target": str(target)}
    return _on_files(job, max_seconds=MAX_SECONDS_TO_JOIN)


def _on_files(job: dict[str, object], *, max_seconds: float = MAX_SECONDS) -> int:
    pages: int = json.loads(_renderer.ask(job, max_seconds=max_seconds))["pages"]
    return pages


def static_roots() -> list[Path]:
    """Where our own static files are: what a page may draw on, and nothing else."""
    roots = [Path(root) for root in settings.STATICFILES_DIRS]
    return [*roots, Path(settings.STATIC_ROOT)]


class _Renderer:
    """One rendering process, begun when first needed and begun again after a kill or many jobs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._jobs = 0

    def ask(self, job: dict[str, object], *, max_seconds: float) -> bytes:
        with self._lock:
            process = self._ready()
            try:
                message = json.dumps(job).encode()
                self._write(process, struct.pack(">Q", len(message)) + message)
                kind, body = self._answer(process, deadline=time.monotonic() + max_seconds)
            except (OSError, EOFError) as error:
                self.close()
                raise PdfError("The PDF could not be made: it took too long or too much memory.") from error
            self._jobs += 1
            if kind != b"P" or self._jobs >= MAX_JOBS:
                self.close()
        if kind != b"P":
            raise PdfError(body.decode())
        return body

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # a forked worker never shares its parent's pipe
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self._jobs = 0
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "record.pdf_process", str(MAX_MEMORY_BYTES)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            )
        return self._process

    def _answer(self, process: subprocess.Popen[bytes], *, deadline: float) -> tuple[bytes, bytes]:
        header = self._read(process, 9, deadline=deadline)
        return header[:1], self._read(process, struct.unpack(">Q", header[1:])[0], deadline=deadline)

    @staticmethod
    def _write(process: subprocess.Popen[bytes], message: bytes) -> None:
        pipe = cast("BinaryIO", process.stdin)
        pipe.write(message)
        pipe.flush()

    @staticmethod
    def _read(process: subprocess.Popen[bytes], size: int, *, deadline: float) -> bytes:
        pipe = cast("BinaryIO", process.stdout)
        parts: list[bytes] = []
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while size:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise TimeoutError
                part = os.read(pipe.fileno(), min(size, 1 << 20))
                if not part:
                    raise EOFError
                parts.append(part)
                size -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        """The process is gone, whatever it was doing."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            try:
                if stream:
                    stream.close()
            except OSError:  # a killed process can't take what was still buffered for it
                continue
        process.wait()


_renderer = _Renderer()
atexit.register(_renderer.close)
