"""Files that people send: what they are is found out from their content, never from what they are called."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.base import File

from concern_cases.archives import Refused, kind_of_archive
from record.errors import RuleError

LONGEST_NAME = 120
CHUNK = 64 * 1024


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is taken: the endings it may have, and what it is sent as."""

    words: str
    endings: tuple[str, ...]
    content_type: str


PDF = FileKind("a PDF", (".pdf",), "application/pdf")
PNG = FileKind("a PNG picture", (".png",), "image/png")
JPEG = FileKind("a JPEG picture", (".jpg", ".jpeg"), "image/jpeg")
TEXT = FileKind("plain text", (".txt",), "text/plain")
CSV = FileKind("a CSV table", (".csv",), "text/csv")
OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = FileKind("a Word document", (".docx",), f"{OFFICE}.wordprocessingml.document")
XLSX = FileKind("an Excel workbook", (".xlsx",), f"{OFFICE}.spreadsheetml.sheet")
PPTX = FileKind("a PowerPoint presentation", (".pptx",), f"{OFFICE}.presentationml.presentation")
ODT = FileKind("an OpenDocument text", (".odt",), "application/vnd.oasis.opendocument.text")
ARCHIVES = {"docx": DOCX, "xlsx": XLSX, "pptx": PPTX, "odt": ODT}
KINDS = (PDF, DOCX, XLSX, PPTX, ODT, PNG, JPEG, TEXT, CSV)
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)
TAKEN = "PDF, Word, Excel, PowerPoint, OpenDocument text, a PNG or JPEG picture, or plain text"

MACRO_ENDINGS = {".docm", ".dotm", ".xlsm", ".xltm", ".xlsb", ".pptm", ".potm", ".ppsm"}
OLD_OFFICE_ENDINGS = {".doc": ".docx", ".xls": ".xlsx", ".ppt": ".pptx"}
PAGE_ENDINGS = {".htm", ".html", ".xhtml", ".svg", ".xml", ".mht", ".mhtml"}

MACRO = "it may contain macros: save it as an ordinary document and send that"
PROGRAM = "it is a program; programs are never taken"
PAGE = "it is a web page: print it to a PDF and send that"

PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe")
OLD_OFFICE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What browsers take for a page, as in the WHATWG's sniffing rules.
PAGE_START = re.compile(
    rb"<(!doctype|html|head|body|script|iframe|svg|style|a|img|table|\?xml|!--)\b|<!--", re.I
)


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept: its content is what its name says."""

    name: str
    content_type: str
    size: int
    sha256: str
    file: "File[bytes]"


def check_file(file: "File[bytes] | CheckedFile") -> CheckedFile:
    """The file with a safe name, its true kind and its SHA-256; a checked one as it is.

    Refuses (RuleError on ``files``, naming the file and saying what to do) one that is empty or too large,
    of a kind that is not taken (programs, pages, documents with macros), whose name says something else
    than its content, or that would unfold into far more than it is (zip bombs).
    """
    if isinstance(file, CheckedFile):
        return file
    name = safe_name(file.name or "")
    try:
        size = _size(file)
        kind = _kind(file, name)
    except Refused as refusal:
        raise RuleError(f"“{name}” was not taken: {refusal}", field="files") from None
    return CheckedFile(name, kind.content_type, size, _sha256(file), file)


def safe_name(name: str) -> str:
    """The name without folders, control characters, or what turns its reading direction; never empty.

    At most 120 characters long, of which the ending is kept.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    # Categories C*: control and format characters, among them those that hide "exe" as "fdp.exe" reversed.
    name = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in name)
    name = re.sub(r'[<>:"|?*]+', "-", name)
    name = re.sub(r"\s+", " ", name).strip(" .")
    stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix[:10]
    if not stem:
        return "file"
    return f"{stem[: LONGEST_NAME - len(ending)]}{ending}"


def _size(file: "File[bytes]") -> int:
    limit, size = settings.UPLOAD_MAX_BYTES, file.size
    if not size:
        raise Refused("it is empty")
    if size > limit:
        raise Refused(f"it is {megabytes(size)} and the limit is {megabytes(limit)}")
    return size


def megabytes(size: int) -> str:
    """A size as people say it: 20 MB."""
    return f"{size / (1024 * 1024):.1f}".removesuffix(".0") + "\N{NO-BREAK SPACE}MB"


def _kind(file: "File[bytes]", name: str) -> FileKind:
    ending = PurePosixPath(name).suffix.lower()
    file.seek(0)
    start = file.read(4096)
    _refuse_by_ending(ending)
    _refuse_by_start(start)
    kind = _kind_of_content(file, start, ending)
    if ending not in kind.endings:
        raise Refused(f"it is {kind.words}, but its name does not end in {' or '.join(kind.endings)}")
    return kind


def _refuse_by_ending(ending: str) -> None:
    if ending in MACRO_ENDINGS:
        raise Refused(MACRO)
    if ending in PAGE_ENDINGS:
        raise Refused(PAGE)
    if ending in OLD_OFFICE_ENDINGS:
        raise Refused(f"it is in an old format: save it as {OLD_OFFICE_ENDINGS[ending]} and send that")
    if ending not in ENDINGS:
        raise Refused(f"send {TAKEN}")


def _refuse_by_start(start: bytes) -> None:
    if start.startswith(PROGRAM_STARTS):
        raise Refused(PROGRAM)
    if start.startswith(OLD_OFFICE_START):
        raise Refused("it is in an old format or locked by a password: save it anew and send that")


def _kind_of_content(file: "File[bytes]", start: bytes, ending: str) -> FileKind:
    if start.startswith(b"%PDF-"):
        return PDF
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if start.startswith(b"\xff\xd8\xff"):
        return JPEG
    if start.startswith(b"PK"):
        return ARCHIVES[kind_of_archive(file)]
    if _is_text(file):
        if PAGE_START.match(start.removeprefix(b"\xef\xbb\xbf").lstrip()):
            raise Refused(PAGE)
        return CSV if ending == ".csv" else TEXT
    raise Refused(f"its content was not recognised: send {TAKEN}")


def _is_text(file: "File[bytes]") -> bool:
    """Whether it is text from its first byte to its last: no control characters but line ends and tabs."""
    control = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
    return not any(control.search(chunk) for chunk in _chunks(file))


def _sha256(file: "File[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(file):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(file: "File[bytes]"):
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk
    file.seek(0)
