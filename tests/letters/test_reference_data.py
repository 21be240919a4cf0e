from datetime import date

import pytest
from django.core.management import call_command

from letters.ladder import kind_of, kinds_for
from letters.models import LetterKind
from record import clock
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
