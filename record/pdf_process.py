"""The process that turns pages into PDF files: ``record.pdf`` starts, feeds and kills it.

It imports nothing of the project but what it does with files, and holds no secrets: what it may read is
named in each job.
"""

import json
import mimetypes
import resource
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

import pydyf
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from record.pdf_assembly import Unusable, clean, join, picture, stack
from record.pdf_office import word, workbook
from record.pdf_pictures import pictures

OWN_SITE = "https://own.invalid"  # where relative addresses lead; nothing is ever asked of it
KEPT = "/kept/"  # before the names of a job's own files


class OwnFilesOnly(URLFetcher):
    """Gives our own static files and those that the job names, and stops the rendering at anything else."""

    def __init__(self, static_url: str, roots: list[Path], kept: dict[str, str] | None = None) -> None:
        super().__init__(allowed_protocols=())
        self._prefix = f"{OWN_SITE}{static_url}"
        self._roots = [root.resolve() for root in roots]
        self._kept = {f"{OWN_SITE}{KEPT}{name}": Path(path) for name, path in (kept or {}).items()}
        self.refused = ""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url in self._kept:
            return _response(url, self._kept[url])
        if not url.startswith(self._prefix):
            raise self._refusal("A PDF is made of our own files alone.")
        name = unquote(urlsplit(url[len(self._prefix) :]).path)
        for root in self._roots:
            path = (root / name).resolve()
            if path.is_relative_to(root) and path.is_file():
                return _response(url, path)
        raise self._refusal("A file that the page is made with is missing.")

    def _refusal(self, why: str) -> FatalURLFetchingError:
        """Remembered as well: the library lets no error out of a drawing."""
        self.refused = why
        return FatalURLFetchingError(why)


def _response(url: str, path: Path) -> URLFetcherResponse:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def add_header_scopes(document: Document, pdf: pydyf.PDF) -> None:
    """Every header cell says whether it heads a row or a column: PDF/UA asks for it, WeasyPrint has none."""
    by_reference = {item.reference: item for item in pdf.objects if isinstance(item, pydyf.Dictionary)}
    for row in by_reference.values():
        if row.get("S") != "/TR":
            continue
        cells = [by_reference.get(kid) for kid in row["K"]]
        heads_a_row = any(cell and cell.get("S") == "/TD" for cell in cells)
        for cell in cells:
            if cell and cell.get("S") == "/TH":
                attributes = cell.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
                attributes["Scope"] = "/Row" if heads_a_row else "/Column"


def render(job: dict[str, Any], fonts: FontConfiguration) -> bytes:
    fetcher = OwnFilesOnly(job["static_url"], [Path(root) for root in job["roots"]], job.get("kept"))
    page = HTML(string=job["html"], base_url=f"{OWN_SITE}/", url_fetcher=fetcher)
    if not job["is_tagged"]:
        return bytes(page.write_pdf(font_config=fonts) or b"")
    document = page.render(font_config=fonts, pdf_variant="pdf/ua-1")
    facts = document.metadata
    facts.title, facts.lang, facts.generator = job["title"], job["lang"], "Schools of Concern"
    facts.created = facts.modified = job["created"]
    result = document.write_pdf(finisher=add_header_scopes, pdf_variant="pdf/ua-1")
    if fetcher.refused:
        raise FatalURLFetchingError(fetcher.refused)
    return bytes(result or b"")


def do(job: dict[str, Any], fonts: FontConfiguration) -> bytes:
    """What the job asks: a page rendered, or files cleaned, read and put together."""
    on_files = {"clean": clean, "picture": picture, "join": join, "stack": stack}
    on_files |= {"word": word, "workbook": workbook}
    if job["do"] in on_files:
        return json.dumps(on_files[job["do"]](job)).encode()
    pdf = render(job, fonts)
    if job["do"] == "pictures":
        return json.dumps(pictures(pdf, most=job["most"], width=job["width"])).encode()
    return pdf


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Jobs in, files out, until the source ends."""
    fonts = FontConfiguration()
    while len(header := source.read(8)) == 8:
        job = json.loads(source.read(struct.unpack(">Q", header)[0]))
        try:
            kind, body = b"P", do(job, fonts)
        except (FatalURLFetchingError, Unusable) as error:
            kind, body = b"E", str(error).encode()
        except Exception as error:  # noqa: BLE001 - whatever happened, the message must not carry the text
            kind, body = b"E", f"The PDF could not be made ({type(error).__name__}).".encode()
        sink.write(kind + struct.pack(">Q", len(body)) + body)
        sink.flush()


if __name__ == "__main__":
    limit = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer)
