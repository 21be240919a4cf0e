"""How long a pack of 12 papers and 100 pages takes, against merging the bare files, and with how much memory.

    python benchmarks/make_pack.py

Works in a folder of its own, which it removes afterwards; no database is asked.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
OWN_FOLDER = tempfile.TemporaryDirectory(prefix="soc-benchmark-")
os.environ["VAR_DIR"] = OWN_FOLDER.name

import django  # noqa: E402

django.setup()

import pikepdf  # noqa: E402

from record.pdf import Part, _renderer, clean_pdf, join_pdfs, render_pdf  # noqa: E402

PAGES = [4, 6, 8, 10, 12, 8, 8, 8, 10, 10, 8, 8]  # 12 papers, 100 pages
HEAVY_MEGABYTES = 18


def paper(folder: Path, number: int, pages: int) -> Path:
    """A PDF of so many pages full of text; the last one carries a scan as large as is taken."""
    line = "<p>Nine of 17 pupils made progress in writing since the last visit. </p>" * 22
    break_ = "<div style='break-after: page'></div>"
    body = break_.join([line] * pages)
    path = folder / f"paper-{number}.pdf"
    html = f"<html lang='en'><head><title>x</title></head><body>{body}</body></html>"
    path.write_bytes(render_pdf(html, title=f"Paper {number}", max_seconds=120))
    if number == len(PAGES):
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            noise = os.urandom(HEAVY_MEGABYTES * 1024 * 1024)
            pdf.pages[-1].add_resource(pdf.make_stream(noise), pikepdf.Name.XObject)
            pdf.save(path)
    return path


def merge_bare(papers: list[Path], target: Path) -> None:
    with pikepdf.new() as whole:
        for path in papers:
            with pikepdf.open(path) as source:
                whole.pages.extend(source.pages)
        whole.save(target)


def make_pack(papers: list[Path], folder: Path) -> int:
    """As ``meetings.packs.making`` does it: cleaned one by one, the front twice, joined and numbered."""
    items = "".join(f"<h2>{number}. Item</h2><p>Facts.</p>" for number in range(1, 13))
    style = "<style>h2 { bookmark-level: 1 }</style>"
    html = f"<html lang='en'><head><title>x</title>{style}</head><body>{items}</body></html>"
    front, parts = folder / "front.pdf", []
    for number, path in enumerate(papers, start=1):
        clean = folder / f"clean-{number}.pdf"
        clean_pdf(path, clean)
        parts.append(Part(clean, f"Paper {number}", f"Item {number}, paper {number}", number - 1))
    for _ in range(2):
        front.write_bytes(render_pdf(html, title="Papers"))
        join_pdfs(front, [], folder / "pack.pdf", title="Papers")
    return join_pdfs(front, parts, folder / "pack.pdf", title="Papers")


def peak(who: int = resource.RUSAGE_SELF) -> str:
    """The most memory that this process, or the largest of its children, has held so far."""
    return f"{resource.getrusage(who).ru_maxrss / 1024:.0f} MB"


def megabytes(*paths: Path) -> str:
    return f"{sum(path.stat().st_size for path in paths) / 1024 / 1024:.1f} MB"


def main() -> None:
    folder = Path(OWN_FOLDER.name)
    papers = [paper(folder, number, pages) for number, pages in enumerate(PAGES, start=1)]
    _renderer.close()  # what was needed to write the papers does not count
    print(f"{len(papers)} papers, {sum(PAGES)} pages, {megabytes(*papers)}; this process {peak()}")
    began = time.perf_counter()
    pages = make_pack(papers, folder)
    took = time.perf_counter() - began
    print(
        f"pack:       {took:5.2f} s, {pages} pages, {megabytes(folder / 'pack.pdf')}; this process {peak()}"
    )
    _renderer.close()
    print(f"            the process beside it held {peak(resource.RUSAGE_CHILDREN)} at most")
    began = time.perf_counter()
    merge_bare(papers, folder / "bare.pdf")
    took = time.perf_counter() - began
    print(f"bare merge: {took:5.2f} s, {megabytes(folder / 'bare.pdf')}; this process {peak()}")


if __name__ == "__main__":
    main()
