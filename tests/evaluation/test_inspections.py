"""What may be put down of a visit by inspectors."""

from datetime import date

import pytest

from evaluation.models import Framework, InspectionGrade, VisitKind
from evaluation.services.inspections import VisitFacts, change_inspection, record_inspection
from record import clock
from record.errors import RuleError

TODAY = date(2026, 11, 23)
VISITED = date(2026, 10, 6)


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


def kind(code="monitoring"):
    return VisitKind.objects.get(code=code)


def grade(code):
    return InspectionGrade.objects.get(code=code)


def record(cast, **facts):
    facts = {"kind": kind(), "on": VISITED, **facts}
    return record_inspection(cast.school, facts=VisitFacts(**facts), by=cast.sip)


def test_a_visit_is_under_the_framework_of_its_day(cast):
    assert record(cast).framework.code == "2025"
    assert record(cast, on=date(2010, 3, 1)).framework.code == "2009"


def test_a_visit_is_under_the_framework_of_its_judgement(cast):
    visit = record(cast, on=date(2010, 3, 1), progress=grade("2009-progress-satisfactory"))
    assert (visit.framework.code, visit.progress.name) == ("2009", "Satisfactory progress")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"on": date(2026, 11, 24)}, "on"),
        ({"on": date(1990, 1, 1)}, "on"),
        ({"kind": "ungraded"}, "kind"),
        ({"grade": "2019-good"}, "grade"),
        ({"progress": "2019-progress-effective"}, "progress"),
        ({"grade": "2025-progress-enough"}, "grade"),
        ({"progress": "2025-special-measures"}, "progress"),
        ({"report_on": date(2026, 10, 5)}, "report_on"),
        ({"report_on": date(2026, 11, 24)}, "report_on"),
    ],
)
def test_what_cannot_be_true_of_a_visit_is_refused(cast, facts, field):
    if "kind" in facts:
        facts = {**facts, "kind": kind(facts["kind"])}
    named = {name: grade(code) for name, code in facts.items() if name in ("grade", "progress")}
    with pytest.raises(RuleError) as refused:
        record(cast, **{**facts, **named})
    assert refused.value.field == field


def test_a_judgement_of_another_framework_than_the_one_named_is_refused(cast):
    with pytest.raises(RuleError, match="not a judgement of the Framework of September 2009"):
        record(
            cast, on=date(2010, 3, 1), framework=Framework.objects.get(code="2009"), grade=grade("2012-good")
        )


def test_two_judgements_of_two_frameworks_are_refused(cast):
    with pytest.raises(RuleError) as refused:
        record(cast, grade=grade("2025-no-category"), progress=grade("2019-progress-effective"))
    assert refused.value.field == "progress"


def test_the_same_visit_twice_is_refused(cast):
    record(cast)
    with pytest.raises(RuleError, match="recorded already"):
        record(cast)
    record(cast, kind=kind("full"))


def test_a_correction_is_kept_with_its_reason(cast):
    visit = record(cast)
    change_inspection(
        visit, facts=VisitFacts(kind=kind(), on=date(2026, 10, 7)), why="The letter says so", by=cast.sip
    )
    latest, first = visit.history.all()
    assert (first.on, latest.on) == (VISITED, date(2026, 10, 7))
    assert (latest.history_change_reason, latest.history_user) == ("The letter says so", cast.sip)


def test_a_correction_without_a_reason_is_refused(cast):
    visit = record(cast)
    with pytest.raises(RuleError) as refused:
        change_inspection(visit, facts=VisitFacts(kind=kind(), on=VISITED), why=" ", by=cast.sip)
    assert refused.value.field == "why"


def test_a_visit_that_is_corrected_to_another_one_is_refused(cast):
    other = record(cast, on=date(2026, 9, 1))
    visit = record(cast)
    with pytest.raises(RuleError, match="recorded already"):
        change_inspection(visit, facts=VisitFacts(kind=kind(), on=other.on), why="Typed wrong", by=cast.sip)
