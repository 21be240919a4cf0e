"""The fictitious county: plainly invented, the same each time, made by the services, and true to itself."""

import json
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from demo.county import make_county
from demo.names import MEN, WOMEN
from record import clock
from tests.demo import support_truths  # noqa: F401  its truths join the others
from tests.demo.truths import TRUTHS

LONDON = ZoneInfo("Europe/London")


def test_the_register_is_the_same_each_time():
    assert make_county(80) == make_county(80)


def test_every_school_is_plainly_invented():
    for row in make_county(240):
        assert re.fullmatch(r"9\d{5}", row["URN"])
        assert row["LA (code)"] == "999"
        assert row["SchoolWebsite"].endswith(".example")


def test_two_thirds_are_church_schools_and_half_of_the_primaries_are_small():
    rows = make_county(240)
    church = [row for row in rows if row["Diocese (code)"] != "0000"]
    assert len(church) == pytest.approx(160, abs=8)
    cohorts = [int(row["NumberOfPupils"]) / 7 for row in rows if row["PhaseOfEducation (name)"] == "Primary"]
    assert sum(cohort < 25 for cohort in cohorts) / len(cohorts) == pytest.approx(0.52, abs=0.05)
    assert len({row["CommunityArea (name)"] for row in rows}) == 18


def test_the_titles_of_heads_fit_their_first_names():
    called = {(row["HeadTitle (name)"], row["HeadFirstName"]) for row in make_county(240)}

    assert {title for title, name in called if name in WOMEN} == {"Mrs", "Ms", "Miss", "Dr", ""}
    assert {title for title, name in called if name in MEN} == {"Mr", "Dr", ""}


def test_no_two_heads_have_one_name():
    names = [f"{row['HeadFirstName']} {row['HeadLastName']}" for row in make_county(240)]
    assert len(set(names)) == len(names)


def test_the_county_lives_through_two_years_and_is_true_to_itself(db, settings, tmp_path: Path, subtests):
    settings.DEBUG = True  # the county has known passwords: it is made on development sites alone
    cast = tmp_path / "cast.json"
    with clock.at(datetime(2026, 11, 23, 9, 30, tzinfo=LONDON)):
        call_command("seed_demo", schools=60, cast=cast, verbosity=0)

        for truth in TRUTHS:
            with subtests.test(truth.__name__.replace("_", " ")):
                truth()
        with subtests.test("everybody can sign in, in every role"):
            people = json.loads(cast.read_text())
            assert all(person["email"].endswith(".example") for person in people)
            assert len({person["role"] for person in people}) == 22
        with pytest.raises(CommandError, match="empty database"):
            call_command("seed_demo", schools=60, verbosity=0)


def test_the_county_is_not_made_where_debug_is_off(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("seed_demo")
