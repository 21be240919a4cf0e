"""Letters are written on one fixed day, in a county whose term dates are known."""

import pytest

from record import clock
from tests.letters.makers import TODAY, make_terms


@pytest.fixture(autouse=True)
def that_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def county(cast):
    """The cast, in a county with term dates."""
    make_terms(cast.la)
    return cast
