"""The fixed cast, and the ground that every test stands on."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.conf import settings as project
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck, settings

from people.models import User
from people.roles import Role
from people.services.grants import deferred_grants
from record import clock
from record.actor import acting_as
from record.triggers import lifted_triggers
from schools.models import Diocese, LocalAuthority, School
from tests import kept_rows
from tests.factories import make_diocese, make_la, make_post, make_school, make_share, make_user

# How fast examples come depends on the machine: it is measured in benchmarks/, never in a test.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")

YESTERDAY = date(2026, 11, 22)  # to most tests, which live on Monday 23 November 2026


@dataclass
class Cast:
    """One church school, one other school, and everybody around them."""

    la: LocalAuthority
    corvesham: Diocese
    saltmarsh: Diocese
    school: School
    other_school: School
    director: User
    head_of_improvement: User
    senior_adviser: User
    sip: User
    legal_adviser: User
    clerk: User
    aht: User
    nle: User
    head: User
    chair: User
    governor: User
    diocesan_officer: User
    other_diocesan_officer: User
    other_chair: User
    administrator: User
    left_yesterday: User
    deactivated: User

    @property
    def people(self) -> dict[str, User]:
        """Everybody by name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, User)}


@dataclass
class WholeCast(Cast):
    """The cast and those whom few tests need: somebody in every role of ``people.roles``."""

    strategy_member: User
    panel_member: User
    auditor: User
    information_officer: User
    consultant: User
    consultant_governor: User
    slt_member: User
    vice_chair: User
    governors_clerk: User


def _post(role: str, name: str, **facts: object) -> User:
    user = make_user(name)
    make_post(role, user=user, **facts)  # type: ignore[arg-type]
    return user


@pytest.fixture
def cast(db: None) -> Cast:
    """The school is in the Diocese of Corvesham and shared with it; the other in Saltmarsh, not shared."""
    return Cast(**kept_rows.kept(("cast", clock.today()), _make_cast))


def _make_cast() -> dict[str, Any]:
    with acting_as(None), deferred_grants():
        la = make_la()
        corvesham = make_diocese()
        saltmarsh = make_diocese("RC91", "Diocese of Saltmarsh")
        school = make_school(
            diocese=corvesham, name="Fernhallow St Wystan’s Church of England Primary School"
        )
        other = make_school(diocese=saltmarsh, name="Otterbourne St Brannoc’s Catholic Primary School")
        people = {
            "director": _post(Role.DIRECTOR, "Dorothea Vane"),
            "head_of_improvement": _post(Role.HEAD_OF_IMPROVEMENT, "Colin Tregarth"),
            "senior_adviser": _post(Role.SENIOR_ADVISER, "Helen Marchetti"),
            "sip": _post(Role.SIP, "Judith Penhale", schools=(school,)),
            "legal_adviser": _post(Role.LEGAL_ADVISER, "Imran Qadir"),
            "clerk": _post(Role.CLERK, "Nasreen Aziz"),
            "aht": _post(Role.AHT, "Martin Osei", schools=(school,)),
            "nle": _post(Role.NLE, "Ruth Calloway", schools=(school,)),
            "head": _post(Role.HEADTEACHER, "David Lorimer", schools=(school,)),
            "chair": _post(Role.CHAIR, "Susan Hallett", schools=(school,)),
            "governor": _post(Role.GOVERNOR, "Anita Shaw", schools=(school,)),
            "diocesan_officer": _post(Role.DIOCESAN_OFFICER, "Catherine Blyth", diocese=corvesham),
            "other_diocesan_officer": _post(Role.DIOCESAN_OFFICER, "Owen Farrant", diocese=saltmarsh),
            "other_chair": _post(Role.CHAIR, "Gareth Moxon", schools=(other,)),
            "administrator": _post(Role.ADMINISTRATOR, "Adele Strand"),
        }
        people["left_yesterday"] = _left_yesterday(school)
        people["deactivated"] = _post(Role.SENIOR_ADVISER, "Gone Away")
        people["deactivated"].is_active = False
        people["deactivated"].save()
        make_share(school, agreed_by=people["senior_adviser"])
    places = {"la": la, "corvesham": corvesham, "saltmarsh": saltmarsh, "school": school}
    return {**places, "other_school": other, **people}


@pytest.fixture
def whole_cast(cast: Cast) -> WholeCast:
    """The others are at the church school or at its LA: every page answers each role there."""
    key = (cast.school.kept_key, "everybody else")
    return WholeCast(**vars(cast), **kept_rows.kept(key, lambda: _make_others(cast)))


def _make_others(cast: Cast) -> dict[str, Any]:
    at_school = {"schools": (cast.school,)}
    with acting_as(None), deferred_grants():
        return {
            "strategy_member": _post(Role.STRATEGY_MEMBER, "Gwen Treloar"),
            "panel_member": _post(Role.PANEL_MEMBER, "Hugh Pascoe"),
            "auditor": _post(Role.AUDITOR, "Nigel Sharrock"),
            "information_officer": _post(Role.INFORMATION_OFFICER, "Priya Dalal"),
            "consultant": _post(Role.CONSULTANT, "Lydia Fairweather", **at_school),
            "consultant_governor": _post(Role.CONSULTANT_GOVERNOR, "Arthur Benbow", **at_school),
            "slt_member": _post(Role.SLT_MEMBER, "Rosalind Keane", **at_school),
            "vice_chair": _post(Role.VICE_CHAIR, "Edwin Ferris", **at_school),
            "governors_clerk": _post(Role.GOVERNORS_CLERK, "Tessa Rowe", **at_school),
        }


def _left_yesterday(school: School) -> User:
    user = make_user("Lately Departed")
    make_post(Role.HEADTEACHER, user=user, schools=(school,), until=YESTERDAY)
    return user


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks a database is asked once more: the rest passed on SQLite just before."""
    if connection.vendor != "postgresql":
        return
    asking = [item for item in items if _asks_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
    items[:] = asking


def _asks_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return bool(names & {"db", "transactional_db"}) or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def own_files(tmp_path, settings) -> None:
    """Files of a test stay in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


@pytest.fixture
def no_packs(settings) -> None:
    """Nobody's pack of papers is made, in tests of what comes after the conference."""
    nothing = {"deliver": "tests.renderings.leave_it", "repeatable": True}
    settings.OUTBOX_TOPICS = {**settings.OUTBOX_TOPICS, "meetings.make_packs": nothing}


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed cheaply in tests: a walk signs in hundreds of times."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite a file, which several connections open at once, as on a real site.

    On PostgreSQL a copy of one in which every migration was run already, if there is one.
    """
    if connection.vendor == "sqlite":
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        connection.settings_dict["TEST"]["NAME"] = str(project.VAR_DIR / f"test_{worker}.sqlite3")
    elif template := os.environ.get("TEST_TEMPLATE"):
        connection.settings_dict["TEST"]["TEMPLATE"] = template


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The database is there, and what it says before the first test is known."""
    with django_db_blocker.unblock():
        kept_rows.remember_the_beginning()


@pytest.fixture(scope="session", autouse=True)
def committed_rows_are_taken_back() -> Iterator[None]:
    """After a transactional test the reference data stay with their keys: no flush, which makes them anew."""

    def put_back(self: TransactionTestCase) -> None:
        with transaction.atomic(), lifted_triggers():
            kept_rows.put_the_beginning_back()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", put_back)
        yield
