from datetime import date

import pytest
from django.db import IntegrityError, transaction

from evaluation.models import Area, Category, CategoryKind, Risk
from record import clock


def judge(cast, *, level, on, kind=Risk.Kind.IMPROVEMENT, school=None):
    return Risk.objects.create(
        school=school or cast.school,
        kind=kind,
        level=level,
        reason="A visit.",
        on=on,
        judged_by=cast.sip,
    )


def test_the_latest_day_counts_for_each_of_the_two_risks(cast):
    judge(cast, level="low", on=date(2026, 6, 1))
    latest = judge(cast, level="high", on=date(2026, 9, 1))
    floor = judge(cast, level="medium", on=date(2026, 1, 1), kind=Risk.Kind.FLOOR)
    assert set(Risk.objects.current().filter(school=cast.school)) == {latest, floor}


def test_of_two_judgements_of_one_day_the_later_written_counts(cast):
    judge(cast, level="low", on=date(2026, 6, 1))
    later = judge(cast, level="medium", on=date(2026, 6, 1))
    assert list(Risk.objects.current().filter(school=cast.school)) == [later]


def test_a_list_of_schools_is_annotated_with_their_risk(cast):
    judge(cast, level="high", on=date(2026, 9, 1))
    schools = type(cast.school).objects.annotate(risk=Risk.level_of(Risk.Kind.IMPROVEMENT))
    assert {row.pk: row.risk for row in schools} == {cast.school.pk: "high", cast.other_school.pk: None}


def test_the_latest_category_counts(cast):
    inadequate, good = (CategoryKind.objects.get(code=code) for code in ("inadequate", "good"))
    for kind, on in ((good, date(2025, 7, 1)), (inadequate, date(2026, 7, 1))):
        Category.objects.create(
            school=cast.school, category=kind, stage="agreed", on=on, reason="R", agreed_by=cast.sip
        )
    assert [row.category for row in Category.objects.current().filter(school=cast.school)] == [inadequate]


@pytest.mark.parametrize("model", [Area, CategoryKind])
def test_a_code_stands_for_one_name(db, model):
    taken = model.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(code=taken.code, name="Another")


def test_a_name_can_be_chosen_from_its_first_day_to_its_last(db):
    area = Area.objects.get(code="finance")
    area.valid_from, area.valid_until = date(2026, 9, 1), date(2027, 8, 31)
    area.save()
    for today, chosen in (
        (date(2026, 8, 31), False),
        (date(2026, 9, 1), True),
        (date(2027, 8, 31), True),
        (date(2027, 9, 1), False),
    ):
        with clock.at(today):
            assert Area.objects.in_use().filter(code="finance").exists() == chosen, today
