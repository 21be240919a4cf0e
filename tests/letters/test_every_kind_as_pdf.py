"""Every kind of letter is a PDF in which the checker of PDF/UA finds nothing."""

import io

import pikepdf
from pdfua import Validator

from letters.content import facts_of, pdf_of, stored
from letters.models import Letter, LetterKind, PaperNotice
from letters.paper_notice import facts_of_notice, pdf_of_notice
from record import clock
from tests.letters.makers import make_given
from tests.letters.test_october import categorise
from tests.letters.test_pdf import tags


def findings(pdf, path):
    path.write_bytes(pdf)
    report = Validator().validate(str(path))
    return [each for each in report.findings if each.severity in ("error", "warning")]


def test_the_checker_finds_nothing_in_any_kind_of_letter(county, tmp_path):
    """One draft, said as every kind says it: making a case for each would take a minute."""
    given = make_given(county)
    letter = Letter.objects.get(pk=given.pk)
    category = categorise(county, county.school)
    found, tables = {}, {}
    for kind in LetterKind.objects.select_related("clock_rule"):
        letter.kind = kind
        letter.grounds_in_law, letter.powers, letter.days = ["governance"], ["s64"], 15
        letter.for_year, letter.category = (2026, category) if kind.yearly else (None, None)
        letter.ends = given if kind.ends_as else None
        letter.body = "# Before\n\n* one\n* two\n\n| a | b |\n|---|---|\n| 1 | 2 |"
        pdf = pdf_of(facts_of(letter, given=clock.today()), draft=True)
        found[kind.code] = findings(pdf, tmp_path / f"{kind.code}.pdf")
        tables[kind.code] = pdf
    for about in PaperNotice.About.values:
        said = facts_of_notice(given.running_clock, given.recipients.first(), about)
        found[about] = findings(pdf_of_notice(stored(said)), tmp_path / f"{about}.pdf")
    assert len(found) == LetterKind.objects.count() + 3
    assert {code: each for code, each in found.items() if each} == {}
    with pikepdf.open(io.BytesIO(tables["s60_notice_2016"])) as document:
        kinds = tags(document.Root.StructTreeRoot.K, [])
    assert [scope for kind, scope in kinds if kind == "/TH"] == ["/Column"] * 5 + ["/Row"] * 3
