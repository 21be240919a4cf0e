"""Files of others made fit to be pages of ours, and put together: what ``record.pdf_process`` does with them.

Runs in that process alone, without database or settings: a file that breaks the library breaks nothing else.
"""

import io
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf
from PIL import Image, ImageOps

A4 = (595.28, 841.89)
MARGIN = 40.0
MOST_PIXELS = 60_000_000
PICTURE_QUALITY = 85
LOCKED = "It is locked by a password."
UNREADABLE = "It can’t be read: the file is damaged."
LEFT_OUT = ("/AA", "/StructParents", "/Metadata", "/Thumb", "/B", "/PieceInfo", "/Annots", "/Tabs")
# Widths of the stamped characters in Helvetica, in thousandths.
WIDTHS = dict.fromkeys("0123456789aegop", 556) | {"P": 667, " ": 278, "f": 278, "I": 278, "t": 278, "m": 833}
WIDTHS |= {"r": 333, ",": 278, "i": 222}


class Unusable(Exception):
    """The file can't become pages of ours; the message says why."""


def clean(job: dict[str, Any]) -> dict[str, Any]:
    """A PDF without anything but what its pages show: no scripts, forms, actions or files inside.

    Remarks and filled forms become part of the page as they would be printed; links to the web are kept.
    """
    try:
        with pikepdf.open(job["source"]) as source:
            if source.is_encrypted:
                raise Unusable(LOCKED)
            links = [_web_links(page) for page in source.pages]
            if any("/Annots" in page.obj for page in source.pages):
                source.generate_appearance_streams()
                source.flatten_annotations("print")
            target = pikepdf.new()
            target.pages.extend(source.pages)
            for page, kept in zip(target.pages, links, strict=True):
                _strip(page, kept, target)
            if not len(target.pages):
                raise Unusable(UNREADABLE)
            target.save(job["target"], compress_streams=True)
            return {"pages": len(target.pages)}
    except pikepdf.PasswordError as error:
        raise Unusable(LOCKED) from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unusable(UNREADABLE) from error


def picture(job: dict[str, Any]) -> dict[str, Any]:
    """A picture as one page, the right way up, as large as fits; where it was taken is left out."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(job["source"], formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Unusable("It has too many pixels to be printed.")
            shown = _flat(ImageOps.exif_transpose(opened))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unusable(UNREADABLE) from error
    data = io.BytesIO()
    shown.save(data, "JPEG", quality=PICTURE_QUALITY)
    page_size = A4 if shown.height >= shown.width else (A4[1], A4[0])
    target = pikepdf.new()
    stream = target.make_stream(
        data.getvalue(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=shown.width,
        Height=shown.height,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    page = target.add_blank_page(page_size=page_size)
    name = page.add_resource(stream, Name.XObject)
    page.Contents = target.make_stream(_placed(str(name), shown.size, page_size))
    target.save(job["target"])
    return {"pages": 1}


def join(job: dict[str, Any]) -> dict[str, Any]:
    """One PDF of the front and the parts, every part under its bookmark of the front.

    ``parts``: path, title, label (stamped on its pages beside their number), and under which of the front's
    bookmarks it stands. ``strip``: a PDF whose first page is drawn at the head of every page; or empty.
    """
    with pikepdf.open(job["front"]) as whole:
        own, labels = len(whole.pages), [""] * len(whole.pages)
        starts = []
        for part in job["parts"]:
            starts.append(len(labels))
            with pikepdf.open(part["path"]) as source:
                labels += [part["label"]] * len(source.pages)
                whole.pages.extend(source.pages)
        font = whole.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
            )
        )
        strip = _strip_of(whole, job["strip"])
        for number, (page, label) in enumerate(zip(whole.pages, labels, strict=True), start=1):
            if number > own:
                _stamp(whole, page, font, foot=f"Page {number} of {len(labels)}", head=label)
            if strip is not None:
                _draw_strip(whole, page, strip)
        with whole.open_outline() as outline:
            under = list(outline.root)
            for part, start in zip(job["parts"], starts, strict=True):
                under[part["under"]].children.append(OutlineItem(part["title"], start, "Fit"))
        _describe(whole, job["title"], has_parts=bool(job["parts"]))
        whole.save(job["target"], compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return {"pages": len(labels)}


def stack(job: dict[str, Any]) -> dict[str, Any]:
    """The parts one after the other, each with an even number of pages: to be printed on both sides."""
    whole = pikepdf.new()
    for path in job["parts"]:
        with pikepdf.open(path) as source:
            first = len(whole.pages)
            whole.pages.extend(source.pages)
            for page in whole.pages[first:]:
                if "/StructParents" in page.obj:
                    del page.obj["/StructParents"]
        if len(whole.pages) % 2:
            whole.add_blank_page(page_size=A4)
    whole.save(job["target"], compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return {"pages": len(whole.pages)}


def _web_links(page: Any) -> list[Dictionary]:
    """Where the page links to the web, as plain new annotations."""
    found = []
    for annotation in page.obj.get("/Annots", ()):
        action = annotation.get("/A", {}) if isinstance(annotation, Dictionary) else {}
        address = str(action.get("/URI", "")) if action.get("/S") == Name.URI else ""
        if annotation.get("/Subtype") == Name.Link and address.startswith(("https://", "http://", "mailto:")):
            place = [float(number) for number in annotation.get("/Rect", ())]
            found.append(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Link,
                    Rect=Array(place),
                    Border=Array([0, 0, 0]),
                    A=Dictionary(S=Name.URI, URI=address),
                )
            )
    return found


def _strip(page: Any, links: list[Dictionary], target: Pdf) -> None:
    for key in LEFT_OUT:
        if key in page.obj:
            del page.obj[key]
    if links:
        page.obj.Annots = Array([target.make_indirect(link) for link in links])
    _box(page)  # a page without a size is found out here


def _flat(image: Image.Image) -> Image.Image:
    """On white: a page knows no transparency."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image.convert("RGB")


def _placed(name: str, size: tuple[int, int], page: tuple[float, float]) -> bytes:
    room = (page[0] - 2 * MARGIN, page[1] - 2 * MARGIN)
    scale = min(room[0] / size[0], room[1] / size[1])
    width, height = size[0] * scale, size[1] * scale
    left, bottom = (page[0] - width) / 2, (page[1] - height) / 2
    return f"q {width:.2f} 0 0 {height:.2f} {left:.2f} {bottom:.2f} cm {name} Do Q".encode()


def _box(page: Any) -> tuple[float, float, float, float]:
    """What of the page is shown: left, bottom, right, top."""
    x0, y0, x1, y1 = (float(number) for number in page.cropbox)
    left, bottom, right, top = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    if right - left < 1 or top - bottom < 1:
        raise Unusable(UNREADABLE)
    return left, bottom, right, top


@dataclass(frozen=True)
class Seen:
    """A page as it is seen, however it is turned or cut."""

    width: float
    height: float
    matrix: str  # leads from there to the page as it is kept

    @property
    def scale(self) -> float:
        """How much larger than on A4 words are to be."""
        return max(0.6, min(self.width, self.height) / A4[0])


def _seen(page: Any) -> Seen:
    left, bottom, right, top = _box(page)
    turned = int(page.obj.get("/Rotate", 0)) % 360
    width, height = right - left, top - bottom
    matrix = {
        90: f"0 1 -1 0 {right:.2f} {bottom:.2f}",
        180: f"-1 0 0 -1 {right:.2f} {top:.2f}",
        270: f"0 -1 1 0 {left:.2f} {top:.2f}",
    }.get(turned, f"1 0 0 1 {left:.2f} {bottom:.2f}")
    if turned in (90, 270):
        width, height = height, width
    return Seen(width, height, matrix)


def _stamp(whole: Pdf, page: Any, font: Any, *, foot: str, head: str) -> None:
    """The words stand at the foot and the head of the page as it is seen."""
    seen = _seen(page)
    size = 9 * seen.scale
    name = str(page.add_resource(font, Name.Font, Name.SocStamp, replace_existing=True))
    x, y = seen.width - _width(head, size) - size * 3, seen.height - size * 2.4
    drawn = [_words(name, foot, size, (seen.width - _width(foot, size)) / 2, size * 1.6)]
    if head:
        drawn.append(_words(name, head, size, x, y))
    _draw(whole, page, seen, "\n".join(drawn))


def _strip_of(whole: Pdf, path: str) -> Any:
    """What is drawn at the head of every page, with its own fonts; None without a file."""
    if not path:
        return None
    with pikepdf.open(path) as source:
        return whole.copy_foreign(source.pages[0].as_form_xobject())


def _draw_strip(whole: Pdf, page: Any, strip: Any) -> None:
    """As wide as the page, at its upper edge."""
    seen = _seen(page)
    _, _, width, height = (float(number) for number in strip.BBox)
    scale = seen.width / width
    name = page.add_resource(strip, Name.XObject, Name.SocStrip, replace_existing=True)
    place = f"{scale:.4f} 0 0 {scale:.4f} 0 {seen.height - height * scale:.2f}"
    _draw(whole, page, seen, f"q {place} cm {name} Do Q")


def _draw(whole: Pdf, page: Any, seen: Seen, drawing: str) -> None:
    """On top of the page, and none of what it says: a screen reader passes it by."""
    # What the page itself draws may leave its own scale behind: it is closed in.
    page.contents_add(whole.make_stream(b"q\n"), prepend=True)
    drawing = f"\nQ\n/Artifact <</Type /Pagination>> BDC\nq {seen.matrix} cm\n{drawing}\nQ\nEMC\n"
    page.contents_add(whole.make_stream(drawing.encode()))


def _words(font: str, text: str, size: float, x: float, y: float) -> str:
    """Grey words on white: on a slide with a dark ground they are read as well."""
    room = size * 0.5
    ground = f"1 g {x - room:.2f} {y - room:.2f} {_width(text, size) + 2 * room:.2f} {size + room:.2f} re f"
    return f"{ground} 0.28 g BT {font} {size:.2f} Tf {x:.2f} {y:.2f} Td ({text}) Tj ET"


def _width(text: str, size: float) -> float:
    return sum(WIDTHS.get(each, 556) for each in text) * size / 1000


def _describe(whole: Pdf, title: str, *, has_parts: bool) -> None:
    """The file says what it is; with parts no longer that all pages are tagged: those of others are not."""
    with whole.open_metadata(set_pikepdf_as_editor=False) as facts:
        facts["dc:title"] = title
        if has_parts:
            for key in [key for key in facts if "pdfuaid" in key or "pdfua/ns/id" in key]:
                del facts[key]
