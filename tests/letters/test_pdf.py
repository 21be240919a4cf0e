"""The file: British conventions, PDF/UA-1, nothing fetched, nothing unescaped."""

import io
import re
from datetime import date

import pikepdf
import pypdf
import pytest
from pdfua import Validator

from letters.content import facts_of, html_of, pdf_of
from letters.services.drafting import ActionAsked, edit_letter, set_required_actions
from record import clock
from schools.permissions import Circle
from tests.letters.makers import disagree, make_draft, make_given, make_ready_case, refuse

EVIL = '<img src="file:///etc/passwd"><script>alert(1)</script> & "quoted" {{ settings.SECRET_KEY }}'
FETCHING = (
    "![x](http://127.0.0.1:9/x.png) [y](file:///etc/passwd) <style>@import 'http://127.0.0.1:9/'</style>"
)


def text_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().replace("\xa0", " ").split()) for page in pages]


def draft_of(letter):
    return pdf_of(facts_of(letter, given=clock.today()), draft=True)


@pytest.fixture
def given(county):
    county.chair.title = "Mrs"
    county.chair.save()
    return make_given(county)


@pytest.fixture
def pdf(given):
    with given.document.pdf.open() as file:
        return file.read()


def test_the_letter_keeps_the_conventions_in_their_order(given, pdf):
    text = " ".join(text_of(pdf))
    parts = [
        "Wyvenshire County Council",
        "Mrs Susan Hallett Chair of the Governing Body c/o Fernhallow St Wystan’s Church of England Primary",
        "Mill Lane WYVENFORD WY1 2AB",
        "Our ref: L-2026-0001",
        "23 November 2026",
        "Dear Mrs Hallett",
        "Warning letter: Fernhallow St Wystan’s Church of England Primary School",
        "It is not a warning notice under section 60",
        "Please answer by Tuesday 5 January 2027",
        "What concerns us, and the evidence",
        "Results have fallen for three years.",
        "What we ask the governing body to do",
        "When and how to answer",
        "20 working days after the day of this letter, leaving out weekends and the school holiday from "
        "19 December 2026 to 4 January 2027",
        "What happens then",
        "The support that we offer",
        "please turn to Helen Marchetti, Senior Adviser,",
        "Yours sincerely",
        "Colin Tregarth Head of School Improvement",
        "Copies, sent today: the clerk to the governing body; David Lorimer, headteacher; Catherine Blyth, "
        "Diocese of Corvesham.",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


def test_the_deadline_stands_on_page_one_and_every_page_is_numbered(pdf):
    pages = text_of(pdf)
    assert "Please answer by Tuesday 5 January 2027" in pages[0]
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "L-2026-0001" in page


def test_each_paragraph_has_its_number_date_and_source(pdf):
    text = " ".join(text_of(pdf))
    # The numbers of a page's list are drawn apart from its words; the structure tree joins them.
    drawn = re.findall(r"\b(\d)\. (?=\d\. |L-2026-0001 Page)", text)
    assert drawn == list("1234567")
    assert "Evidence. What was seen" in text
    assert "9 July 2026: SIP note of visit, visit 3, page 2" in text
    assert "A visit was refused. The consultant’s visit was cancelled by the school." in text
    assert "22 September 2026: e-mail of 21 September" in text


def test_the_file_is_tagged_and_its_checker_finds_nothing(pdf, tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf)
    report = Validator().validate(str(path))
    assert [finding for finding in report.findings if finding.severity in ("error", "warning")] == []
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert "Warning letter" in reader.metadata.title


def tags(node, found):
    """Structure types with their scope, in the order of reading."""
    if isinstance(node, pikepdf.Array):
        for each in node:
            tags(each, found)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        scope = node.get("/A", {}).get("/Scope") if isinstance(node.get("/A"), pikepdf.Dictionary) else None
        found.append((str(node.S), str(scope) if scope else ""))
        if "/K" in node:
            tags(node.K, found)
    return found


def test_headings_lists_and_header_cells_are_in_the_structure_tree(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = tags(document.Root.StructTreeRoot.K, [])
    kinds = [kind for kind, _ in found]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 6
    assert {"/L", "/LI", "/Table", "/Caption", "/TH", "/TD", "/Figure"} <= set(kinds)
    heads = [scope for kind, scope in found if kind == "/TH"]
    assert heads == ["/Column"] * 3 + ["/Row"] * 3


def test_fonts_are_in_the_file(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = [page.Resources.Font for page in document.pages]
        for group in fonts:
            for font in group.values():
                descendant = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                assert any(f"/FontFile{n}" in descendant.FontDescriptor for n in ("", "2", "3"))


def test_a_draft_says_so_on_every_page_and_bears_no_name_under_it(county):
    letter = make_draft(county)
    for page in text_of(draft_of(letter)):
        assert "DRAFT" in page
    assert "To be authorised" in " ".join(text_of(draft_of(letter)))


def test_what_people_type_is_text_and_nothing_else(county):
    county.chair.name = f"{EVIL} Hallett"[:150]
    county.chair.save()
    case = make_ready_case(county)
    disagree(case, county, said=EVIL, source=EVIL[:200])
    refuse(case, county, fact=EVIL)
    letter = make_draft(county, case)
    edit_letter(letter, subject=EVIL[:200], body=EVIL, by=county.senior_adviser)
    actions = [ActionAsked(EVIL, EVIL, date(2027, 1, 20))]
    set_required_actions(letter, actions=actions, by=county.senior_adviser)
    html = html_of(facts_of(letter, given=clock.today()), draft=True)
    assert "<script" not in html
    assert html.count("<img") == 1, "the letterhead alone"
    text = " ".join(text_of(draft_of(letter)))
    assert '<img src="file:///etc/passwd"><script>alert(1)</script>' in text
    assert "root:" not in text


def test_a_file_fetches_nothing_from_network_or_disk(county):
    letter = make_draft(county)
    edit_letter(letter, subject="Warning", body=FETCHING, by=county.senior_adviser)
    pdf = draft_of(letter)
    assert "root:" not in " ".join(text_of(pdf))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert "/EmbeddedFiles" not in document.Root.get("/Names", {})
        images = [name for page in document.pages for name in page.get_images()]
    assert images == []


def test_markdown_is_a_subset_of_headings_lists_and_bold(county):
    letter = make_draft(county)
    body = "# Before\n\n* **one**\n* two\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    edit_letter(letter, subject="Warning", body=body, by=county.senior_adviser)
    html = html_of(facts_of(letter, given=clock.today()), draft=True)
    assert "<h3>Before</h3>" in html
    assert "<strong>one</strong>" in html
    assert '<th scope="col">a</th>' in html


@pytest.mark.parametrize(
    "name", ["Ngũgĩ wa Thiong’o", "Łucja Żółć", "Дмитрий Иванов", "Nguyễn Thị Ánh", "Σοφία"]
)
def test_names_of_any_script_stand_in_letter_and_title(county, name):
    county.chair.name = name
    county.chair.save()
    letter = make_draft(county)
    edit_letter(letter, subject=f"To {name}", body="", by=county.senior_adviser)
    pdf = draft_of(letter)
    assert name in text_of(pdf)[0]
    assert name in pypdf.PdfReader(io.BytesIO(pdf)).metadata.title


def test_records_for_the_council_alone_are_in_no_letter(county):
    case = make_ready_case(county)
    disagree(case, county, said="The staffroom secret", circle=Circle.LA)
    refuse(case, county, fact="The diocesan secret", circle=Circle.DIOCESE)
    text = " ".join(text_of(draft_of(make_draft(county, case))))
    assert "secret" not in text


def test_a_letter_of_twelve_pages_with_tables_is_counted_and_tagged(county, tmp_path):
    case = make_ready_case(county)
    for number in range(70):
        refuse(
            case, county, on=date(2026, 9, 1), fact=f"Fact {number}. " + "It was said at some length. " * 12
        )
    letter = make_draft(county, case)
    rows = "\n".join(f"| Year {number % 6 + 1} | {number} of 90 pupils |" for number in range(90))
    body = f"| Year | Below what is expected |\n|---|---|\n{rows}"
    edit_letter(letter, subject="Warning", body=body, by=county.senior_adviser)
    asked = [ActionAsked(f"Do {n}. " * 30, f"Seen {n}", date(2027, 1, 20)) for n in range(1, 25)]
    set_required_actions(letter, actions=asked, by=county.senior_adviser)
    pdf = draft_of(letter)
    pages = text_of(pdf)
    assert len(pages) >= 12
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
    assert "89 of 90 pupils" in " ".join(pages)
    (first,) = [page for page in pages if "Seen 24" in page]
    assert "Do 24." in first, "a row is not cut in two"
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf)
    report = Validator().validate(str(path))
    assert [finding for finding in report.findings if finding.severity in ("error", "warning")] == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        heads = [scope for kind, scope in tags(document.Root.StructTreeRoot.K, []) if kind == "/TH"]
    assert heads.count("/Row") == 24
    # A table's heads are said again on each of its pages.
    assert heads.count("/Column") >= 5
    assert set(heads) == {"/Row", "/Column"}
