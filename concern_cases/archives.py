"""Office documents are zip archives: which kind they are, and whether they may be opened at all."""

import zipfile
import zlib
from typing import IO, Any

# A scanned report in Word unfolds to a few times its size; a bomb to a thousand times and more.
MOST_ENTRIES = 5_000
MOST_UNFOLDED = 300 * 1024 * 1024
MOST_TIMES = 150
SMALL = 20 * 1024 * 1024  # below this, how many times does not matter: empty tables fold well
CHUNK = 256 * 1024
LARGEST_LIST = 2 * 1024 * 1024

MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
}
ODT_TYPE = b"application/vnd.oasis.opendocument.text"


class Refused(Exception):
    """The file is not taken: the message says why and what to do."""


def kind_of_archive(file: IO[bytes] | Any) -> str:
    """``docx``, ``xlsx``, ``pptx`` or ``odt``.

    Refuses (Refused) a damaged or locked archive, a bomb, one with macros, and any other archive.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_bomb(archive)
            return _kind(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise Refused("it is damaged: open it, save it anew and send that") from None
    finally:
        file.seek(0)


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    """Everything unfolds to a size that can be borne, counted while unfolding and not as declared.

    What an archive says of itself may be a lie: each entry is read through once, in pieces, up to the limit.
    """
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Refused("it has too many parts: print it to a PDF and send that")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused("it is locked by a password: save it without one and send that")
    folded = sum(entry.compress_size for entry in entries)
    most = min(MOST_UNFOLDED, max(SMALL, folded * MOST_TIMES))
    unfolded = 0
    for entry in entries:
        with archive.open(entry) as part:
            while piece := part.read(CHUNK):
                unfolded += len(piece)
                if unfolded > most:
                    raise Refused("it unfolds into far more than it is: print it to a PDF and send that")


def _kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    lower = {name.lower() for name in names}
    macros = "it may contain macros: save it as an ordinary document and send that"
    if any(name.endswith("vbaproject.bin") for name in lower):
        raise Refused(macros)
    if "[Content_Types].xml" in names:
        content = _small(archive, "[Content_Types].xml")
        if b"macroenabled" in content.lower() or b"vbaproject" in content.lower():
            raise Refused(macros)
        for main, kind in MAIN_PARTS.items():
            if main in content:
                return kind
    if "mimetype" in names and _small(archive, "mimetype").strip() == ODT_TYPE:
        if any(name.startswith(("basic/", "scripts/")) for name in lower):
            raise Refused(macros)
        return "odt"
    raise Refused("it is a zip archive: unpack it and send the documents in it")


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(LARGEST_LIST)
