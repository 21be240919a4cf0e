from typing import Any

import pytest

from concern_cases.models import ConcernCase
from tests.concern_cases.makers import make_case


@pytest.fixture
def case(cast: Any) -> ConcernCase:
    """An open case on the church school, led by the Senior Adviser, with one concern for all."""
    return make_case(cast)


@pytest.fixture
def as_(client):
    """``as_(person)``: a browser in which the person is signed in."""

    def sign_in(user: Any) -> Any:
        client.force_login(user, backend="people.backends.SignInBackend")
        return client

    return sign_in
