"""The reports to the Members Panel and to committees."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pdfua import Validator
from pypdf import PdfReader

from concern_cases.models import ConcernCase
from evaluation.models import Category, CategoryKind, Risk
from meetings.models import MeetingType, Pack, PanelPaper, ProgressKind, SchoolLetter, letter_of
from meetings.packs.content import content_of
from meetings.packs.making import make_pack_pdf
from meetings.reference import MEMBERS_PANEL, STRATEGY_MEETING
from meetings.services.criteria import begin_criteria, compute_figure, enter_figure
from meetings.services.packs import is_for_reader_still, is_outdated
from meetings.services.panel import letters_for
from meetings.services.strategy_schools import add_school
from people.roles import Role
from record import clock
from record.errors import RuleError
from schools.models import Succession
from tests.factories import make_post, make_school
from tests.letters.makers import make_case
from tests.workflows.conftest import take
from tests.workflows.strategy_makers import call_strategy, make_strategy_meeting
from workflows import cards, engine
from workflows.panel.files import report_pdf
from workflows.panel.report import panel_report
from workflows.panel.rows import school_rows

MONTHS = "Months in concern, the middle of the open cases"


@pytest.fixture
def member(cast):
    return make_post(Role.PANEL_MEMBER, la=cast.la).user


@pytest.fixture
def panel(cast, member):
    return call_strategy(cast, kind=MEMBERS_PANEL)


def report(cast):
    return panel_report(cast.la, reader=cast.director)


def by_name(found):
    return {row.name: row.words for row in found.numbers}


def make_inadequate_by_la(school, by):
    kind = CategoryKind.objects.filter(is_inadequate=True).first()
    facts = {"stage": Category.Stage.AGREED, "on": clock.today(), "reason": "Seen.", "agreed_by": by}
    return Category.objects.create(school=school, category=kind, **facts)


def text_of(pdf):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_numbers_are_those_of_each_day(cast, case):
    ConcernCase.objects.filter(pk=case.pk).update(opened_on=clock.today() - timedelta(days=120))
    numbers = by_name(report(cast))
    assert numbers["Schools of concern"] == ["0", "0", "0", "1", "1"]
    assert numbers["Of these at high risk"] == ["0", "0", "0", "0", "1"]
    assert numbers["Became schools of concern in three months"] == ["0", "0", "0", "1", "0"]
    assert numbers[MONTHS] == ["not known", "not known", "not known", "1", "4"]


def test_a_school_that_closed_is_in_a_category_no_longer(cast, case):
    make_inadequate_by_la(cast.other_school, cast.sip)
    assert by_name(report(cast))["Inadequate schools (Ofsted or LA category)"][-1] == "1"
    cast.other_school.status, cast.other_school.closed_on = "Closed", clock.today()
    cast.other_school.save()
    assert by_name(report(cast))["Inadequate schools (Ofsted or LA category)"][-1] == "0"


def test_schools_below_the_floor_are_those_that_were_entered(cast, case):
    floor = begin_criteria(cast.la, by=cast.director)[4]
    day = clock.today() - timedelta(days=100)
    enter_figure(floor, value=Decimal(8), on=day, source="The results of the summer", by=cast.director)
    words = by_name(report(cast))["Schools below the floor target (entered)"]
    assert words == ["not known", "not known", "not known", "8 %", "8 %"]


def test_every_inadequate_school_is_in_the_report_with_or_without_a_case(cast, case):
    make_inadequate_by_la(cast.other_school, cast.sip)
    rows = {row[0].split(" (")[0]: row for row in school_rows(report(cast), named=True)}
    assert rows[str(cast.other_school)][1:4] == ["inadequate by the LA’s category", "Inadequate", "no case"]
    assert len(rows) == 2


def test_the_progress_is_that_of_the_last_strategy_meeting_held(cast, case):
    meeting = make_strategy_meeting(cast, case)
    item = meeting.items.get(case=case)
    item.progress = ProgressKind.objects.get(code="too_slow")
    item.save()
    assert school_rows(report(cast), named=True)[0][4] == "not judged"
    meeting.status = "held"
    meeting.save()
    assert school_rows(report(cast), named=True)[0][4] == "Improving too slowly"
    assert meeting.type.code == STRATEGY_MEETING


def test_the_number_of_queries_does_not_grow(cast, case, django_assert_max_num_queries):
    report(cast)
    with django_assert_max_num_queries(12) as before:
        report(cast)
    for _ in range(3):
        school = make_school(la=cast.la)
        make_case(cast, school=school)
        make_inadequate_by_la(school, cast.sip)
    report(cast)
    with django_assert_max_num_queries(len(before)):
        report(cast)


def test_a_letter_stays_with_its_school_when_its_case_is_closed_and_another_opened(cast, case):
    letters = {row.school.pk: row.letter for row in report(cast).schools}
    ConcernCase.objects.filter(pk=case.pk).update(
        status="closed", closed_on=clock.today(), closed_by=cast.director
    )
    others = [make_school(la=cast.la) for _ in range(3)]
    for school in others:
        make_inadequate_by_la(school, cast.sip)
    assert cast.school.pk not in {row.school.pk for row in report(cast).schools}
    make_inadequate_by_la(cast.school, cast.sip)
    now = {row.school.pk: row.letter for row in report(cast).schools}
    assert now[cast.school.pk] == letters[cast.school.pk] == "A"
    assert sorted(now.values()) == ["A", "B", "C", "D"]


def test_a_letter_passes_to_the_one_school_that_follows_a_closed_one(cast):
    old, new, another = (make_school(la=cast.la) for _ in range(3))
    assert letters_for(cast.la, [old], by=cast.director) == {old.pk: "A"}
    for school in (new, another):
        Succession.objects.create(predecessor=old, successor=school, kind="Successor")
    assert letters_for(cast.la, [new], by=cast.director) == {new.pk: "B"}
    old.status = "Closed"
    old.save()
    assert letters_for(cast.la, [another], by=cast.director) == {another.pk: "A"}
    assert SchoolLetter.objects.count() == 2


def test_there_are_letters_for_any_number_of_schools():
    assert [letter_of(place) for place in (0, 25, 26, 27, 52, 701, 702)] == [
        "A", "Z", "AA", "AB", "BA", "ZZ", "AAA"
    ]  # fmt: skip


def test_a_member_reads_letters_and_the_authority_the_names_and_the_key(client, cast, case, member):
    address = reverse("meetings:panel")
    client.force_login(member)
    text = client.get(f"{address}?names=1").content.decode()
    assert "School A" in text
    assert "Fernhallow" not in text
    for kept in ("panel_key", "panel_pdf"):
        args = ["names"] if kept == "panel_pdf" else []
        assert client.get(reverse(f"meetings:{kept}", args=args)).status_code == 404
    client.force_login(cast.director)
    assert "Fernhallow" not in client.get(address).content.decode()
    assert "Fernhallow" in client.get(f"{address}?names=1").content.decode()
    key = client.get(reverse("meetings:panel_key")).content.decode()
    assert "School A" in key
    assert "Fernhallow" in key


def test_the_workbook_holds_schools_numbers_and_criteria(client, cast, case, member):
    begin_criteria(cast.la, by=cast.director)
    client.force_login(member)
    answer = client.get(reverse("meetings:panel_file") + "?names=1")
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["Schools", "Numbers over a year", "Success criteria"]
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row]
    assert "School A" in cells
    assert not any("Fernhallow" in cell for cell in cells)
    assert len(list(book["Success criteria"].values)) == 10


def test_a_member_who_heads_a_school_reads_nothing_of_it(client, cast, case, member):
    make_inadequate_by_la(cast.other_school, cast.sip)
    make_post(Role.HEADTEACHER, user=member, schools=(cast.school,))
    found = panel_report(cast.la, reader=member)
    assert [row.school for row in found.schools] == [cast.other_school]
    assert found.for_committees.groups == report(cast).for_committees.groups
    client.force_login(member)
    assert "that you lead is not shown" in client.get(reverse("meetings:panel")).content.decode()


def test_the_report_is_an_accessible_pdf_with_and_without_names(cast, case, tmp_path):
    begin_criteria(cast.la, by=cast.director)
    found = report(cast)
    for kind, told, kept in (
        ("letters", "School A", "Fernhallow"),
        ("names", "Fernhallow", "School A"),
        ("committee", "too few to tell", "Fernhallow"),
    ):
        path = tmp_path / f"{kind}.pdf"
        path.write_bytes(report_pdf(found, kind=kind))
        text = text_of(path.read_bytes())
        assert told in text
        assert kept not in text
        assert "Schools in an Ofsted category" in text
        findings = Validator().validate(str(path)).findings
        assert [each for each in findings if each.severity in ("error", "warning")] == []


def test_committees_read_no_number_that_tells_of_one_or_two_schools(client, cast, case, member):
    make_inadequate_by_la(cast.other_school, cast.sip)
    told = by_name(report(cast).for_committees)
    assert told["Schools of concern"][-1] == "1 or 2"
    assert told[MONTHS][-1] == "too few to tell"
    assert told["Schools in an Ofsted category"][-1] == "0"
    criteria = begin_criteria(cast.la, by=cast.director)
    compute_figure(criteria[1], by=cast.director)  # 1 of 2 schools
    for place, of in ((7, 9), (8, 10)):
        facts = {"on": clock.today(), "source": "Reviews", "out_of": of, "by": cast.director}
        enter_figure(criteria[place], value=Decimal(50), **facts)
    kept = [row.criterion.order for row, is_told in report(cast).for_committees.criteria if not is_told]
    assert kept == [2, 8]
    client.force_login(member)
    text = client.get(reverse("meetings:committee")).content.decode()
    assert "how they improve is not told here" in text
    assert "School A" not in text


@pytest.mark.usefixtures("case")
def test_a_report_on_the_table_of_the_panel_is_read_by_those_who_see_the_meeting(client, cast, member, panel):
    client.force_login(cast.senior_adviser)
    address = reverse("meetings:lay_report", args=[panel.pk])
    for _ in range(2):
        key = client.get(address).context["form"]["form_key"].value()
        sent = {"form_key": key, "kind": "letters"}
        assert client.post(address, sent).status_code == 302
        assert client.post(address, sent).status_code == 302
    paper = panel.reports.get(taken_off_at=None)
    assert panel.reports.count() == 2
    client.force_login(member)
    page = client.get(panel.get_absolute_url()).content.decode()
    assert "Report to the Members Panel, schools by letter" in page
    papers = client.get(reverse("meetings:papers", args=[panel.pk])).content.decode()
    assert "Report to the Members Panel, schools by letter" in papers
    answer = client.get(reverse("meetings:laid_report", args=[panel.pk, paper.pk]))
    assert "School A" in text_of(b"".join(answer.streaming_content))
    make_post(Role.HEADTEACHER, user=member, schools=(cast.school,))
    assert client.get(reverse("meetings:laid_report", args=[panel.pk, paper.pk])).status_code == 404
    client.force_login(cast.senior_adviser)
    client.post(reverse("meetings:report_off", args=[panel.pk, paper.pk]))
    assert not panel.reports.filter(taken_off_at=None).exists()
    assert PanelPaper.objects.count() == 2


def test_no_report_is_laid_on_the_table_of_another_meeting(client, cast, case):
    meeting = call_strategy(cast)
    client.force_login(cast.senior_adviser)
    assert client.get(reverse("meetings:lay_report", args=[meeting.pk])).status_code == 404
    assert MeetingType.objects.get(code=MEMBERS_PANEL) != meeting.type
    assert Risk.objects.exists()


def test_what_people_typed_is_read_by_who_reads_the_names_alone(client, cast, case, member):
    floor = begin_criteria(cast.la, by=cast.director)[4]
    source = f"{cast.school} is still below the floor"
    enter_figure(floor, value=Decimal(1), on=clock.today(), source=source, by=cast.director)
    found = report(cast)
    read = {
        kind: " ".join(text_of(report_pdf(found, kind=kind)).split()) for kind in ("letters", "committee")
    }
    client.force_login(member)
    read |= {
        name: client.get(reverse(f"meetings:{name}")).content.decode() for name in ("panel", "committee")
    }
    book = load_workbook(BytesIO(client.get(reverse("meetings:panel_file")).content))
    read["book"] = " ".join(str(cell) for sheet in book for row in sheet.values for cell in row)
    assert not any("still below the floor" in text for text in read.values())
    named = " ".join(text_of(report_pdf(found, kind="names")).split())
    assert "is still below the floor" in named


def lay(client, cast, panel, kind="letters"):
    client.force_login(cast.senior_adviser)
    address = reverse("meetings:lay_report", args=[panel.pk])
    key = client.get(address).context["form"]["form_key"].value()
    client.post(address, {"form_key": key, "kind": kind})


def test_a_member_who_heads_a_school_reads_the_laid_report_without_it(client, cast, case, member, panel):
    make_inadequate_by_la(cast.other_school, cast.sip)
    make_post(Role.HEADTEACHER, user=member, schools=(cast.school,))
    lay(client, cast, panel, kind="names")
    whole = panel.reports.get(version="")
    (seen,) = PanelPaper.objects.visible_to(member).filter(meeting=panel)
    assert seen.withheld.get() == cast.school
    client.force_login(member)
    answer = client.get(reverse("meetings:laid_report", args=[panel.pk, seen.pk]))
    text = " ".join(text_of(b"".join(answer.streaming_content)).split())
    assert "Otterbourne" in text
    assert "Fernhallow" not in text
    assert "One school led by the reader is not shown." in text
    assert client.get(reverse("meetings:laid_report", args=[panel.pk, whole.pk])).status_code == 404
    assert list(PanelPaper.objects.visible_to(cast.director).filter(meeting=panel)) == [whole]
    client.force_login(cast.senior_adviser)
    client.post(reverse("meetings:report_off", args=[panel.pk, whole.pk]))
    assert not panel.reports.filter(taken_off_at=None).exists()


def test_who_came_to_head_a_school_since_is_told_that_a_report_is_not_shown(
    client, cast, case, member, panel
):
    lay(client, cast, panel)
    make_post(Role.HEADTEACHER, user=member, schools=(cast.school,))
    client.force_login(member)
    for name in ("meeting", "papers"):
        page = " ".join(client.get(reverse(f"meetings:{name}", args=[panel.pk])).content.decode().split())
        assert "One report is not shown to you: it tells of a school that you lead." in page
        assert "No report lies on the table yet" not in page


@pytest.mark.usefixtures("case")
def test_the_laid_report_stands_in_the_packs_of_the_panel(client, cast, member, panel, tmp_path):
    lay(client, cast, panel)
    content = content_of(panel, member)
    path, pages = make_pack_pdf(content, tmp_path)
    text = " ".join(text_of(path.read_bytes()).split())
    assert "School A" in text
    assert "Paper 1: Report to the Members Panel, schools by letter" in text
    pack = Pack(meeting=panel, reader=member, made_at=clock.now(), holds=content.holds)
    with clock.at(clock.now() + timedelta(minutes=5)):
        assert not is_outdated(pack)
        lay(client, cast, panel)
        assert is_outdated(pack)
    pack.state, pack.made_from = Pack.State.READY, "x"
    assert is_for_reader_still(pack)
    make_post(Role.HEADTEACHER, user=member, schools=(cast.school,))
    assert not is_for_reader_still(pack)


def test_the_panel_lays_its_report_and_has_no_school_on_its_agenda(client, cast, case, member, panel):
    assert [card.task.flow_task.name for card in engine.open_cards(panel)] == ["lay_report"]
    with pytest.raises(RuleError, match="reads of schools in its report"):
        add_school(panel, case, why="It is of great concern.", by=cast.senior_adviser)
    with pytest.raises(RuleError, match="Lay the report on the table first"):
        take(panel, "lay_report", by=cast.senior_adviser)
    client.force_login(cast.senior_adviser)
    schools = client.get(reverse("tasks:strategy_schools", args=[panel.pk])).content.decode()
    assert "The Panel reads of schools in its report" in schools
    assert "Add a school" not in schools
    task = cards.task_url(engine.open_cards(panel)[0].task)
    assert "No report lies on the table yet" in client.get(task).content.decode()
    lay(client, cast, panel)
    take(panel, "lay_report", by=cast.senior_adviser)
    assert "lay_report" not in [card.task.flow_task.name for card in engine.open_cards(panel)]
