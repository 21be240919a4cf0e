"""Files of others as pages of ours: only what their pages show, turned and cut as they are, numbered."""

from io import BytesIO

import pikepdf
import pytest
from pdfua import Validator
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from pypdf import PdfReader

from record.pdf import Part, PdfError, clean_pdf, join_pdfs, picture_pdf, render_pdf


@pytest.fixture
def front(tmp_path):
    style = "<style>h1{bookmark-level:none} h2{bookmark-level:1}</style>"
    html = (
        f"<html lang='en'><head><title>x</title>{style}</head><body><h1>Cover</h1><h2>One</h2></body></html>"
    )
    path = tmp_path / "front.pdf"
    path.write_bytes(render_pdf(html, title="Front"))
    return path


def written(path, pdf):
    pdf.save(path)
    return path


def test_nothing_but_the_pages_is_left_of_a_file(tmp_path):
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 400))
    page.obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert('x')")))
    places = Array([0, 0, 10, 10])
    page.obj.Annots = Array(
        [
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=places,
                A=Dictionary(S=Name.JavaScript, JS=String("x")),
            ),
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=places,
                A=Dictionary(S=Name.Launch, F=String("x.exe")),
            ),
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=places,
                A=Dictionary(S=Name.URI, URI=String("https://la.example/")),
            ),
        ]
    )
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('open')"))
    pdf.attachments["inside.txt"] = b"A file inside."
    source = written(tmp_path / "source.pdf", pdf)
    assert clean_pdf(source, tmp_path / "clean.pdf") == 1
    with pikepdf.open(tmp_path / "clean.pdf") as clean:
        assert set(clean.Root.keys()) == {"/Type", "/Pages"}
        assert len(clean.attachments) == 0
        assert "/AA" not in clean.pages[0].obj
        assert [str(row.A.URI) for row in clean.pages[0].obj.Annots] == ["https://la.example/"]
    assert b"JavaScript" not in (tmp_path / "clean.pdf").read_bytes()


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("box", [(0, 0, 300, 400), (50, -20, 350, 380)])
def test_numbers_stand_at_the_foot_of_a_page_however_it_is_turned_or_cut(tmp_path, front, turned, box):
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 400))
    page.obj.MediaBox = Array(box)
    page.obj.Rotate = turned
    part = written(tmp_path / "part.pdf", pdf)
    join_pdfs(front, [Part(part, "A paper", "Item 1, paper 1", 0)], tmp_path / "whole.pdf", title="Whole")
    place = {}

    def found(text, matrix, text_matrix, *_):
        if text.strip():
            a, b, c, d, e, f = matrix
            x, y = text_matrix[4], text_matrix[5]
            place[text.strip()] = (a * x + c * y + e - box[0], b * x + d * y + f - box[1])

    PdfReader(tmp_path / "whole.pdf").pages[1].extract_text(visitor_text=found)
    x, y = place["Page 2 of 2"]
    from_foot = {0: y, 90: 300 - x, 180: 400 - y, 270: x}[turned]
    assert 0 < from_foot < 20


def test_a_page_that_leaves_its_own_scale_behind_is_closed_in(tmp_path, front):
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 400))
    page.Contents = pdf.make_stream(b"q 0.1 0 0 0.1 0 0 cm")
    part = written(tmp_path / "part.pdf", pdf)
    assert join_pdfs(front, [Part(part, "x", "", 0)], tmp_path / "whole.pdf", title="Whole") == 2
    assert "Page 2 of 2" in PdfReader(tmp_path / "whole.pdf").pages[1].extract_text()


def test_with_pages_of_others_it_no_longer_says_that_all_are_tagged(tmp_path, front):
    blank = pikepdf.new()
    blank.add_blank_page(page_size=(300, 400))
    parts = [Part(written(tmp_path / "part.pdf", blank), "x", "", 0)]
    join_pdfs(front, parts, tmp_path / "whole.pdf", title="Papers")
    with pikepdf.open(tmp_path / "whole.pdf") as whole:
        with whole.open_metadata() as facts:
            assert facts["dc:title"] == "Papers"
            assert not [key for key in facts if "pdfua" in key]
        assert "/StructTreeRoot" in whole.Root, "the front itself is"


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_strip_stands_at_the_head_of_every_page_and_leaves_the_front_accessible(tmp_path, front, turned):
    strip = tmp_path / "strip.pdf"
    html = "<title>x</title><style>@page { size: 210mm 14mm; margin: 0 }</style><body>Copy for Łucja Őrsi"
    strip.write_bytes(render_pdf(html, title="", is_tagged=False))
    join_pdfs(front, [], tmp_path / "alone.pdf", title="Papers", strip=strip)
    report = Validator().validate(str(tmp_path / "alone.pdf"))
    assert [each for each in report.findings if each.severity in ("error", "warning")] == []
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(300, 400)).obj.Rotate = turned
    parts = [Part(written(tmp_path / "part.pdf", pdf), "x", "Item 1, paper 1", 0)]
    join_pdfs(front, parts, tmp_path / "whole.pdf", title="Papers", strip=strip)
    pages = [page.extract_text() for page in PdfReader(tmp_path / "whole.pdf").pages]
    assert all("Copy for Łucja Őrsi" in text for text in pages)
    assert "Page 2 of 2" in pages[1]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1"])
def test_a_picture_of_any_kind_becomes_a_page(tmp_path, mode):
    path = tmp_path / "picture.png"
    Image.new(mode, (80, 40)).save(path)
    assert picture_pdf(path, tmp_path / "page.pdf") == 1
    with pikepdf.open(tmp_path / "page.pdf") as page:
        width, height = (float(side) for side in page.pages[0].mediabox[2:])
        assert width > height, "a wide picture lies on a wide page"


def test_a_picture_stands_the_right_way_up_and_does_not_say_where_it_was_taken(tmp_path):
    image, exif, data = Image.new("RGB", (80, 40)), Image.Exif(), BytesIO()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "Fernhallow playground"
    image.save(data, "JPEG", exif=exif)
    (tmp_path / "photo.jpg").write_bytes(data.getvalue())
    picture_pdf(tmp_path / "photo.jpg", tmp_path / "page.pdf")
    with pikepdf.open(tmp_path / "page.pdf") as page:
        width, height = (float(side) for side in page.pages[0].mediabox[2:])
        assert height > width
    assert b"Fernhallow" not in (tmp_path / "page.pdf").read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\nrubbish",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R>>",
    ],
)
def test_a_damaged_file_is_refused_and_the_next_one_is_read(tmp_path, content):
    (tmp_path / "bad.pdf").write_bytes(content)
    with pytest.raises(PdfError):
        clean_pdf(tmp_path / "bad.pdf", tmp_path / "out.pdf")
    pdf = pikepdf.new()
    pdf.add_blank_page()
    assert clean_pdf(written(tmp_path / "good.pdf", pdf), tmp_path / "out.pdf") == 1
