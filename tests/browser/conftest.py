"""A real browser on a real server, and what every page must stand: ``page_is_sound``."""

import os
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as project
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from people.models import User
from record import clock

# Playwright's loop runs in this thread, beside Django's own calls of the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
AXE = Path(project.BASE_DIR) / "node_modules/axe-core/axe.min.js"
STYLESHEET = Path(project.BASE_DIR) / "frontend/dist/css/app.css"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000  # milliseconds: how quick a page is, is measured elsewhere
expect.set_options(timeout=PATIENCE)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 375, "height": 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What the libraries themselves do: a conditional radio, and the enhanced upload.
ALLOWED = [
    ("aria-allowed-attr", ".govuk-radios__input"),
    ("label-content-name-mismatch", ".moj-multi-file-upload"),
]

Travel = Callable[[date, int], None]

_problems: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()


@pytest.fixture(scope="session")
def base_url() -> None:
    """Addresses are written whole. (The plugin's own fixture is written in a way that pytest warns of.)"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; without it these tests are left out."""
    if not os.access(CHROMIUM, os.X_OK):
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    for needed in (AXE, STYLESHEET):
        if not needed.exists():
            pytest.skip(f"{needed.name} is not there: make setup")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """Files by their plain names: with hashed ones this server answers 404 for every stylesheet."""
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": static}


@pytest.fixture
def page(page: Page) -> Page:
    """A page that remembers everything that went wrong on it."""
    return watch(page)


DRAWN = "**/draft/pages/**"  # where a draft's page asks for pictures of its PDF, by itself


def watch(page: Page) -> Page:
    """From now on the page's errors and the answers from 400 on are remembered.

    No pictures of drafts are drawn: they cost seconds, and the tests of the preview ask for them themselves.
    """
    page.route(DRAWN, lambda route: route.fulfill(json={"pages": 0, "pictures": []}))
    problems = _problems.setdefault(page, [])

    def answered(response: Response) -> None:
        if response.status >= 400:
            problems.append(f"{response.status} {response.url}")

    page.set_default_timeout(PATIENCE)
    page.on("response", answered)
    page.on("pageerror", lambda error: problems.append(f"error: {error}"))
    page.on(
        "console", lambda said: problems.append(f"{said.type}: {said.text}") if said.type in LOUD else None
    )
    return page


LOUD = ("error", "warning")


@pytest.fixture(autouse=True)
def server_at_rest(transactional_db: None, live_server: Any) -> Iterator[None]:
    """What the browser asked last is answered before the tables are put back: a page saves by itself."""
    yield
    for thread in threading.enumerate():
        if thread.name.endswith("(process_request_thread)"):
            thread.join(PATIENCE / 1000)
            assert not thread.is_alive(), "the server still answers, though every browser is closed"


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    """Takes the server and the worker to another moment."""

    def to(day: date, hour: int) -> None:
        moment = datetime.combine(day, time(hour), tzinfo=ZoneInfo("Europe/London"))
        monkeypatch.setattr(clock, "_moment", ContextVar("moment", default=moment))

    return to


@pytest.fixture
def sign_in(context: BrowserContext, live_server: Any) -> Callable[[User], None]:
    """The browser is signed in as somebody, without the sign-in page: for speed."""

    def as_somebody(user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[project.SESSION_COOKIE_NAME]
        context.clear_cookies()
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return as_somebody


def press(page: Page, control: Locator) -> None:
    """The link or button is clicked, and the page that it leads to is there.

    A click alone returns while the next page is on its way: the old page, or none, is asked then.
    """
    with page.expect_navigation():
        control.click()


def follow(page: Page, control: Locator) -> None:
    """The link or button is clicked, and the page that it leads to is sound."""
    press(page, control)
    page_is_sound(page)


def page_is_sound(page: Page, *, expected: tuple[str, ...] = ()) -> None:
    """The page has nothing to reproach: no error, no missing file, no sideways scroll, nothing found by axe.

    ``expected``: beginnings of problems that the test provoked, such as "404 ".
    """
    said = [text for text in _problems[page] if not text.startswith(expected or ("\0",))]
    assert said == [], f"{page.url}: {said}"
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, (
        f"{page.url} scrolls sideways at {width}"
    )
    assert page.evaluate("getComputedStyle(document.body).fontFamily").lower().startswith("arial"), (
        "no stylesheet"
    )
    found = axe(page)
    assert found == [], f"{page.url} at {width}: {found}"


def axe(page: Page) -> list[str]:
    """What axe finds, each with the elements that it means, without what is the libraries' own."""
    page.evaluate(AXE.read_text())
    result = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})",
        RULES,
    )
    return [
        f"{each['id']}: {node['target']}"
        for each in result["violations"]
        for node in each["nodes"]
        if not any(each["id"] == rule and _is(page, node["target"], css) for rule, css in ALLOWED)
    ]


def _is(page: Page, target: list[str], css: str) -> bool:
    return bool(
        page.evaluate("([path, css]) => !!document.querySelector(path)?.closest(css)", [target[0], css])
    )


@pytest.fixture
def sound_at_both_widths(page: Page, live_server: Any) -> Callable[..., None]:
    """An address is sound on a desk and on a phone."""

    def look(address: str, *, expected: tuple[str, ...] = ()) -> None:
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.goto(f"{live_server.url}{address}")
            page_is_sound(page, expected=expected)
            _problems[page].clear()

    return look


@pytest.fixture
def without_scripts(browser: Any, live_server: Any) -> Iterator[Callable[[User], Page]]:
    """A page of a browser that runs no scripts, signed in as somebody."""
    contexts = []

    def opened(user: User) -> Page:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[project.SESSION_COOKIE_NAME]
        context = browser.new_context(java_script_enabled=False, viewport=NARROW)
        contexts.append(context)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return watch(context.new_page())

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def browsers(browser: Any, live_server: Any) -> Iterator[Any]:
    """A browser of his or her own for each of several people."""
    contexts: list[BrowserContext] = []

    def opened(user: User) -> Page:
        context = browser.new_context(viewport=WIDE)
        contexts.append(context)
        sign_in_to(context, user, live_server.url)
        return watch(context.new_page())

    yield opened
    for context in contexts:
        context.close()


def sign_in_to(context: BrowserContext, user: User, address: str) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[project.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
