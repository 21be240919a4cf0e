"""The same case and conference as the tests of processes; and one that is being held."""

import pytest

from meetings.choices import Part
from meetings.services.live import begin_meeting
from record import clock
from tests.kept_rows import kept
from tests.meetings.makers import IN_THE_MEETING, make_plan
from tests.workflows.conftest import MONDAY, call, case, meeting, monday

__all__ = ["case", "meeting", "monday"]


@pytest.fixture
def live(case, cast):
    """It is three in the afternoon of the conference, which judges two objectives and was just begun."""
    with clock.at(IN_THE_MEETING):
        yield kept((case.kept_key, "live"), lambda: {"meeting": _begun(case, cast)})["meeting"]


def _begun(case, cast):
    with clock.at(MONDAY):
        make_plan(case, "Mathematics", "Early reading", by=cast.senior_adviser)
        meeting = call(case, cast)
    return begin_meeting(meeting, by=cast.clerk)


@pytest.fixture
def maths(live):
    return live.items.get(title="Mathematics")


@pytest.fixture
def teaching(live):
    return live.items.get(title="Teaching")


@pytest.fixture
def restricted(live):
    return live.items.get(part=Part.B)
