from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from concern_cases.models import ConcernCase
from people.services.grants import derive_grants
from record import clock
from support.models import Deployment, Provider
from support.services.answering import agree_support
from tests.concern_cases.makers import make_case
from tests.kept_rows import kept
from tests.support.makers import make_deployment, make_provider

MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """It is nine in the morning of Monday 23 November 2026."""
    with clock.at(MONDAY):
        yield


@pytest.fixture
def case(cast: Any) -> ConcernCase:
    key = (cast.school.kept_key, "case of support")
    return kept(key, lambda: {"case": make_case(cast)})["case"]


@pytest.fixture
def provider(cast: Any) -> Provider:
    """A National Leader of Education with 20 days in a long term."""
    return make_provider(cast)


@pytest.fixture
def proposed(cast: Any, provider: Provider) -> Deployment:
    """Support of the church school that waits for its AHT."""
    return make_deployment(cast, provider)


@pytest.fixture
def agreed(cast: Any, proposed: Deployment) -> Deployment:
    """The same, agreed by the AHT."""
    return agree_support(proposed, by=cast.aht)


@pytest.fixture
def without_aht(cast: Any) -> None:
    """The church school has no Advisory Headteacher any more."""
    post = cast.aht.posts.get()
    post.until = date(2026, 11, 1)
    post.save()
    derive_grants()


@pytest.fixture
def as_(client):
    """``as_(person)``: a browser in which the person is signed in."""

    def sign_in(user: Any) -> Any:
        client.force_login(user, backend="people.backends.SignInBackend")
        return client

    return sign_in
