"""Plans, restricted items and papers for a conference, through the services."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pikepdf
from openpyxl import Workbook
from PIL import Image

from concern_cases.models import Plan, Review
from concern_cases.services.plans import CriterionFacts, ObjectiveFacts, bring_into_force, open_plan
from evaluation.models import Area
from meetings.choices import Part
from meetings.models import AgendaItem, Meeting, Paper
from meetings.services.agenda_items import add_item
from meetings.services.papers import lay_papers
from record import clock
from record.pdf import render_pdf
from tests.concern_cases.makers import MAIN, archive, sent_file

HORIZON = date(2027, 7, 16)


def objective(title: str = "Writing is taught well in every class", **facts: Any) -> ObjectiveFacts:
    facts.setdefault("area", Area.objects.first())
    facts.setdefault("criteria", [CriterionFacts("Seen in lessons", "5 of 5 classes")])
    facts.setdefault("by", date(2027, 3, 26))
    return ObjectiveFacts(title=title, **facts)


def make_plan(case: Any, *titles: str, by: Any) -> Plan:
    """A plan in force with these objectives."""
    facts = [objective(title) for title in titles] or [objective()]
    plan = open_plan(case, kind=Plan.Kind.SUPPORT, horizon=HORIZON, objectives=facts, by=by)
    bring_into_force(plan.versions.get(), by=by)
    return plan


def make_overdue_review(plan: Plan) -> Review:
    return Review.objects.create(plan=plan, due_on=clock.today() - timedelta(days=7))


def make_restricted(meeting: Meeting, *named: Any, by: Any, title: str = "Staffing of Year 4") -> AgendaItem:
    return add_item(meeting, title=title, minutes=10, part=Part.B, named=named, by=by)


def pdf_of(words: str, pages: int = 1) -> bytes:
    """A PDF whose every page says these words, as somebody else would have made it."""
    breaks = "p + p { break-before: page }"
    body = "".join(f"<p>{words}, sheet {number}</p>" for number in range(1, pages + 1))
    head = f"<head><title>x</title><style>{breaks}</style></head>"
    html = f"<html lang='en'>{head}<body>{body}</body></html>"
    return render_pdf(html, title=words)


def locked(data: bytes) -> bytes:
    target = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(user="a word", owner="another"))
    return target.getvalue()


def picture_of(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, (16, 97, 101)).save(target, kind)
    return target.getvalue()


def item_called(meeting: Meeting, title: str) -> AgendaItem:
    return meeting.items.get(title__startswith=title)


def lay(
    meeting: Meeting, words: str = "Five lessons were seen", *, by: Any, name: str = "note.pdf", **facts: Any
) -> list[Paper]:
    """A PDF of these words on the table, under the results unless ``item`` says otherwise."""
    facts.setdefault("item", item_called(meeting, "Results"))
    facts.setdefault("kind", "note_of_visit")
    facts.setdefault("text", f"About: {words}")
    facts.setdefault("on", clock.today())
    facts.setdefault("source", "SIP visit 2")
    facts.setdefault("circle", "school")
    facts.setdefault("files", [sent_file(name, pdf_of(words))])
    return lay_papers(meeting, by=by, **facts)


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word_document(*, heading: str, text: str, cells: Sequence[str] = (), link: str = "") -> bytes:
    """A real Word document: a heading, a paragraph (a link, if asked for), a row of cells and a picture."""
    said = f"<w:r><w:t>{text}</w:t></w:r>"
    said = f'<w:hyperlink r:id="rId2">{said}</w:hyperlink>' if link else said
    row = "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in cells)
    drawn = (
        "<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill>"
        '<a:blip r:embed="rId1"/>'
        "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>{heading}</w:t></w:r></w:p>'
        f"<w:p>{said}</w:p><w:tbl><w:tr>{row}</w:tr></w:tbl>{drawn}"
    )
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    names = f'xmlns:w="{W}" xmlns:r="{OFFICE_RELS}" xmlns:a="{drawing}/main" xmlns:pic="{drawing}/picture"'
    names += f' xmlns:wp="{drawing}/wordprocessingDrawing"'
    types = (
        f'<Types xmlns="{RELS.replace("relationships", "content-types")}">'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN["docx"]}"/></Types>'
    )
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": _relations(("rId1", "officeDocument", "word/document.xml", "")),
        "word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(
            ("rId1", "image", "media/one.png", ""), ("rId2", "hyperlink", link, 'TargetMode="External"')
        ),
        "word/media/one.png": picture_of(),
    }
    return archive(parts)


def _relations(*rows: tuple[str, str, str, str]) -> str:
    each = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE_RELS}/{kind}" Target="{target}" {more}/>'
        for key, kind, target, more in rows
    )
    return f'<Relationships xmlns="{RELS}">{each}</Relationships>'


def workbook_of(sheets: Mapping[str, Sequence[Sequence[Any]]], *, hidden: str = "") -> bytes:
    """A real Excel workbook with these sheets; numbers below 1 are shares."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, float):
                    cell.number_format = "0%"
        if title == hidden:
            sheet.sheet_state = "hidden"
    target = BytesIO()
    book.save(target)
    return target.getvalue()
