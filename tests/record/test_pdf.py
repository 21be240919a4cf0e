"""PDF files are made of our own files alone, by a process that can be killed."""

import time
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from record import clock
from record.pdf import MAX_HTML_BYTES, PdfError, picture_pages, render_pdf

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TABLE = """<table><thead><tr><th scope="col">What</th><th scope="col">By when</th></tr></thead>
<tbody><tr><th scope="row">Two lessons</th><td>11 December</td></tr></tbody></table>"""


def page(body: str) -> str:
    return f'<!doctype html><html lang="en-GB"><head><title>x</title></head><body>{body}</body></html>'


def made(body: str = "<h1>Minutes</h1>", **facts) -> bytes:
    return render_pdf(page(body), title="Minutes", **facts)


def test_a_page_becomes_a_tagged_file_with_its_title_and_language():
    with pikepdf.open(BytesIO(made())) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo.Title) == "Minutes"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def test_the_same_page_at_the_same_moment_is_the_same_file():
    with clock.at(NOW):
        assert made() == made()


def test_every_header_cell_says_what_it_heads():
    with pikepdf.open(BytesIO(made(TABLE))) as pdf:
        heads = [
            item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TH"
        ]
        scopes = [str(head.A.Scope) for head in heads]
    assert sorted(scopes) == ["/Column", "/Column", "/Row"]


def test_our_own_static_files_can_be_used():
    assert made('<img src="/static/assets/letterhead.svg" alt="Mark">')


def test_a_file_that_is_named_beside_the_page_can_be_used(tmp_path):
    picture = tmp_path / "logo.png"
    Image.new("RGB", (9, 9)).save(picture)
    assert made('<img src="/kept/a/logo.png" alt="Logo">', kept={"a/logo.png": picture})
    with pytest.raises(PdfError):
        made('<img src="/kept/b/logo.png" alt="Logo">', kept={"a/logo.png": picture})


@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://127.0.0.1:1/x.png" alt="x">',
        '<img src="https://elsewhere.example/x.png" alt="x">',
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="/etc/passwd" alt="x">',
        '<img src="/static/../../etc/passwd" alt="x">',
        '<img src="/kept/logo.png" alt="x">',
        '<img src="/kept/../etc/passwd" alt="x">',
        '<img src="/static/%2e%2e/%2e%2e/config/settings.py" alt="x">',
        '<img src="data:image/png;base64,AAAA" alt="x">',
        '<link rel="stylesheet" href="http://127.0.0.1:1/x.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        "<style>@import url(file:///etc/passwd);</style>",
        "<style>body { background: url(http://127.0.0.1:1/x.png) }</style>",
        '<style>@font-face { font-family: x; src: url("http://127.0.0.1:1/x") } body { font: 9pt x }</style>',
        '<object data="file:///etc/passwd"></object>',
        '<svg width="9" height="9"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
    ],
)
def test_nothing_else_is_ever_fetched(body):
    with pytest.raises(PdfError):
        made(body)
    assert made()


@pytest.mark.parametrize("body", ["<div>" * 5000, "<table><td colspan=100000000>x</td></table>"])
def test_text_that_breaks_the_renderer_is_refused_and_the_next_page_is_made(body):
    with pytest.raises(PdfError):
        made(body, max_seconds=10)
    assert made()


def test_what_takes_too_long_is_killed():
    began = time.monotonic()
    with pytest.raises(PdfError, match="too long"):
        made("<p>word </p>" * 200_000, max_seconds=0.5)
    assert time.monotonic() - began < 5
    assert made()


def test_what_is_too_long_is_not_even_tried():
    with pytest.raises(PdfError, match="too long"):
        made("x" * (MAX_HTML_BYTES + 1))


def test_the_error_never_carries_the_text_of_the_page():
    with pytest.raises(PdfError) as refused:
        made('<p>Mrs Hallett</p><img src="file:///home/hallett.png" alt="x">')
    assert "allett" not in str(refused.value)


def test_the_first_pages_can_be_had_as_pictures():
    body = "".join(f'<h1 style="break-before: page">{number}</h1>' for number in range(4))
    found = picture_pages(page(body), title="Minutes", most=3, width=300)
    assert (found.pages, len(found.pictures)) == (4, 3)
    first = Image.open(BytesIO(found.pictures[0]))
    assert (first.format, first.size) == ("PNG", (300, 425))
    assert len(set(found.pictures)) == 3


def test_pictures_are_refused_what_a_page_is_refused():
    with pytest.raises(PdfError):
        picture_pages(page('<img src="http://127.0.0.1:9/x.png">'), title="x", most=1, width=300)
    with pytest.raises(PdfError):
        picture_pages("x" * (MAX_HTML_BYTES + 1), title="x", most=1, width=300)
