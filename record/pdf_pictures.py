"""Pages of a PDF as pictures: what ``record.pdf_process`` does for a preview. Runs in that process alone."""

import base64
import io
from typing import Any

import pypdfium2

COLOURS = 64  # text with its smooth edges and a letterhead; a fifth of the bytes of full colour


def pictures(pdf: bytes, *, most: int, width: int) -> dict[str, Any]:
    """How many pages there are, and the first ``most`` as PNG (base64), each ``width`` pixels wide."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [document[number] for number in range(min(most, len(document)))]
        return {"pages": len(document), "pictures": [_png(page, width) for page in pages]}
    finally:
        document.close()


def _png(page: Any, width: int) -> str:
    image = page.render(scale=width / page.get_width()).to_pil()
    sink = io.BytesIO()
    image.quantize(COLOURS, method=2).save(sink, "PNG")
    return base64.b64encode(sink.getvalue()).decode()
