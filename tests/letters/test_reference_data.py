from datetime import date

import pytest
from django.core.management import call_command

from letters.ladder import kind_of, kinds_for
from letters.models import LetterKind
from letters.reference_versions import load_versions
from record import clock
from tests.letters.kind_makers import change
from tests.letters.makers import make_academy


def test_each_kind_has_its_rung_regime_and_clock(db):
    found = {
        kind.code: (
            kind.on_ladder,
            kind.regime,
            kind.clock_rule and kind.clock_rule.name,
            kind.clock_days,
        )
        for kind in LetterKind.objects.all()
    }
    assert found == {
        "letter_of_concern": (1, "", "inspection", 15),
        "warning_letter": (2, "", "inspection", 20),
        "s60_notice_2010": (3, "2010", "s60", 15),
        "s60_notice_2016": (3, "2016", "s60", 15),
        "proposal_notice_2010": (4, "2010", "s60", 10),
        "proposal_notice": (4, "2016", "s60", 10),
        "withdrawal": (None, "", None, None),
        "supersession": (None, "", None, None),
        "october_letter": (None, "", None, None),
        "free_letter": (None, "", None, None),
    }


@pytest.mark.parametrize(
    ("day", "notice", "proposal"),
    [
        (date(2010, 6, 7), "s60_notice_2010", "proposal_notice_2010"),
        (date(2016, 4, 17), "s60_notice_2010", "proposal_notice_2010"),
        (date(2016, 4, 18), "s60_notice_2016", "proposal_notice"),
    ],
)
def test_the_regime_of_a_notice_and_of_a_proposal_is_that_of_its_day(db, day, notice, proposal):
    with clock.at(day):
        assert (kind_of("s60_notice").code, kind_of("proposal_notice").code) == (notice, proposal)


def test_an_academy_gets_no_notice_and_no_warning_letter(db):
    assert [kind.code for kind in kinds_for(make_academy())] == ["letter_of_concern", "free_letter"]


def test_what_people_changed_stays_after_the_next_migrate(db):
    kind = LetterKind.objects.get(code="warning_letter")
    kind.clock_days = 25
    kind.save()
    call_command("migrate", verbosity=0)
    assert LetterKind.objects.get(code="warning_letter").clock_days == 25
    assert LetterKind.objects.count() == 10


NEXT_LAW = {
    "code": "s60_notice_2028",
    "series": "s60_notice",
    "name": "Warning notice under section 60",
    "on_ladder": 3,
    "regime": "2028",
    "valid_from": date(2028, 4, 1),
}


def test_a_version_that_a_release_brings_ends_the_one_before_it(db):
    assert load_versions(LetterKind, "series", [dict(NEXT_LAW)]) == 1
    before = LetterKind.objects.get(code="s60_notice_2016")
    assert (before.valid_until, before.regime) == (date(2028, 3, 31), "2016")
    with clock.at(date(2028, 4, 1)):
        assert kind_of("s60_notice").code == "s60_notice_2028"
    assert load_versions(LetterKind, "series", [dict(NEXT_LAW)]) == 0


def test_a_release_leaves_a_version_of_the_same_day_that_people_wrote(county):
    made = change(county, "s60_notice", says={"clock_days": 20}, valid_from=date(2028, 4, 1))
    assert load_versions(LetterKind, "series", [dict(NEXT_LAW)]) == 0
    assert LetterKind.objects.get(valid_from=date(2028, 4, 1)) == made


def test_what_was_asked_for_by_an_older_version_is_done_by_that_of_today(county):
    made = change(county, valid_from=date(2026, 11, 24))
    assert kind_of("warning_letter").clock_days == 20
    with clock.at(date(2026, 11, 24)):
        assert kind_of("warning_letter") == made
        assert kind_of("s60_notice_2010").code == "s60_notice_2016"
