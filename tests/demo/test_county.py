"""The fictitious county: plainly invented, the same each time, and made by the services."""

import json
import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from concern_cases.models import ConcernCase
from demo.county import make_county
from demo.plans import PLANS
from letters.models import Letter
from people.services.grants import reconcile
from record import clock
from record.audit import verify
from record.models import Dispatch
from schools.models import School
from workflows.health import tasks_in_error
from workflows.models import TaskCard

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


def test_the_county_lives_through_two_years_to_a_case_at_every_stage(db, settings, tmp_path: Path):
    settings.DEBUG = True  # the county has known passwords: it is made on development sites alone
    cast = tmp_path / "cast.json"
    with clock.at(datetime(2026, 11, 23, 9, 30, tzinfo=LONDON)):
        call_command("seed_demo", schools=60, cast=cast, verbosity=0)

        assert ConcernCase.objects.count() == len(PLANS) == 26
        waiting = Counter(card.task.flow_task.name for card in TaskCard.objects.open().select_related("task"))
        assert set(waiting) >= {plan.last_reaches for plan in PLANS} - {"end"}
        assert Counter(Letter.objects.values_list("status", flat=True)) == {
            "draft": 1,
            "legal_check": 1,
            "for_authorisation": 1,
            "given": 3,
        }
        assert tasks_in_error().count() == 0
        assert not Dispatch.objects.exclude(state=Dispatch.State.SENT).exists()
        verify()  # raises at the first broken row
        assert not reconcile()
        assert not School.objects.exclude(urn__startswith="9").exists()
        people = json.loads(cast.read_text())
        assert all(person["email"].endswith(".example") for person in people)
        assert len({person["role"] for person in people}) == 22

        with pytest.raises(CommandError, match="empty database"):
            call_command("seed_demo", schools=60, verbosity=0)


def test_the_county_is_not_made_where_debug_is_off(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("seed_demo")
