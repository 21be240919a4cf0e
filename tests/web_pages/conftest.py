"""A case at the school of the cast, and help to read pages."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client

from concern_cases.models import ConcernCase
from people.models import User
from record import clock
from record.actor import acting_as
from tests.conftest import Cast
from tests.kept_rows import kept
from tests.web_pages.makers import judge, make_case


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """It is nine in the morning of Monday 23 November 2026."""
    with clock.at(date(2026, 11, 23)):
        yield


@pytest.fixture
def case(cast: Cast) -> ConcernCase:
    """A case at the church school, led by the Senior Adviser, at high risk."""
    return kept((cast.school.kept_key, "case of pages"), lambda: {"case": _make_case(cast)})["case"]


def _make_case(cast: Cast) -> ConcernCase:
    with acting_as(cast.senior_adviser):
        judge(cast.school, cast.sip)
        return make_case(cast.school, cast.senior_adviser)


@pytest.fixture
def page_of(client: Client) -> Callable[..., str]:
    """The words of a page as one person sees it: tags, entities and repeated blanks taken away."""

    def read(user: User | None, address: str, *, status: int = 200) -> str:
        if user is None:
            client.logout()
        else:
            client.force_login(user)
        response = client.get(address)
        assert response.status_code == status, f"{address}: {response.status_code}"
        return words_of(response.content.decode())

    return read


def words_of(html: str) -> str:
    """The text of the page's main part, with its head and navigation left out."""
    body = html[
        html.find('<section class="moj-identity-bar"') if "moj-identity-bar" in html else html.find("<main") :
    ]
    body = body[: body.find("<footer")]
    text = re.sub(r"<[^>]+>", " ", body)
    for entity, mark in (("&nbsp;", " "), ("&#x27;", "'"), ("&quot;", '"'), ("&amp;", "&"), ("\xa0", " ")):
        text = text.replace(entity, mark)
    return re.sub(r"\s+([.,;:])", r"\1", re.sub(r"\s+", " ", text))
