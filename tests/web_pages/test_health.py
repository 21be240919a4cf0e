"""The state of the site."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError

from record import clock
from record.mail import enqueue_mail
from record.models import Dispatch, Heartbeat
from record.worker import beat
from web import health

pytestmark = pytest.mark.django_db


def state(client, expected):
    response = client.get("/healthz")
    assert response.status_code == expected, response.json()
    return response.json()


def test_all_is_well_when_every_part_works(client):
    beat()
    found = state(client, 200)
    assert found["works"] is True
    assert set(found["parts"]) == {"database", "migrations", "outbox", "worker", "processes", "storage"}


def test_nobody_needs_to_sign_in_and_no_browser_keeps_it(client):
    beat()
    assert "no-store" in client.get("/healthz")["Cache-Control"]


def test_a_worker_that_was_not_heard_for_minutes_is_down(client):
    found = state(client, 503)
    assert found["parts"]["worker"] == {"works": False, "says": "has never run"}
    beat()
    Heartbeat.objects.update(at=clock.now() - timedelta(minutes=5))
    assert state(client, 503)["parts"]["worker"]["says"] == "last heard 300 seconds ago"


def test_mail_that_waits_too_long_is_told_without_names(client):
    beat()
    enqueue_mail(key="x", to="susan@school.example", subject="Case conference", text="Dear Susan Hallett")
    assert state(client, 200)["parts"]["outbox"]["works"] is True
    Dispatch.objects.update(not_before=clock.now() - timedelta(minutes=11))
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["parts"]["outbox"]["says"] == "the oldest has waited for 11 minutes"
    assert "susan" not in response.content.decode().lower()


def test_a_mail_that_is_tried_again_later_is_no_reason_to_worry(client):
    beat()
    enqueue_mail(key="x", to="susan@school.example", subject="s", text="t")
    Dispatch.objects.update(not_before=clock.now() + timedelta(hours=1))
    assert state(client, 200)["parts"]["outbox"]["says"] == "nothing waits"


def test_a_database_that_does_not_answer_is_told_without_its_address(client, monkeypatch, caplog):
    def fail():
        raise DatabaseError("could not connect to db.internal as soc:hunter2")

    monkeypatch.setattr(health, "_database", fail)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["parts"]["database"] == {"works": False, "says": "does not answer"}
    assert "hunter2" not in response.content.decode()
    assert "hunter2" in caplog.text  # whoever runs the site finds the reason in the log


def test_migrations_that_are_missing_are_counted(client, monkeypatch):
    beat()
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *args: [1, 2, 3])
    assert state(client, 503)["parts"]["migrations"]["says"] == "3 not applied"


def test_storage_that_cannot_be_written_is_told(client, monkeypatch):
    beat()

    def fail(*args):
        raise PermissionError("/srv/files")

    monkeypatch.setattr(default_storage, "save", fail)
    response = client.get("/healthz")
    assert response.json()["parts"]["storage"] == {"works": False, "says": "does not answer"}
    assert "/srv" not in response.content.decode()


def test_looking_leaves_nothing_behind(client):
    beat()
    state(client, 200)
    assert default_storage.listdir("health")[1] == []


def test_a_broker_is_asked_only_when_there_is_one(client, settings):
    beat()
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    found = state(client, 503)
    assert found["parts"]["broker"]["says"] == "does not answer"
    assert "127.0.0.1" not in str(found)
