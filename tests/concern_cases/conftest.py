from typing import Any

import pytest

from concern_cases.models import ConcernCase
from record import clock
from tests.concern_cases.makers import make_case
from tests.kept_rows import kept


@pytest.fixture
def case(cast: Any) -> ConcernCase:
    """An open case on the church school, led by the Senior Adviser, with one concern for all."""
    key = (cast.school.kept_key, clock.today(), "case of concern_cases")
    return kept(key, lambda: {"case": make_case(cast)})["case"]


@pytest.fixture
def as_(client):
    """``as_(person)``: a browser in which the person is signed in."""

    def sign_in(user: Any) -> Any:
        client.force_login(user, backend="people.backends.SignInBackend")
        return client

    return sign_in
