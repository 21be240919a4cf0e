"""With a broker the same duties run as Celery tasks."""

import os
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from django.core import mail

from config.celery import app, run_duty
from record.mail import enqueue_mail
from record.models import Dispatch
from record.worker import last_beat
from tests.record.site import site, wait_until

DELIVER = "record.outbox.deliver_waiting"
BROKER = os.environ.get("TEST_BROKER_URL", "redis://127.0.0.1:6379/15")


def put(key: str = "k") -> Dispatch:
    return enqueue_mail(key=key, to="chair@people.example", subject="A letter", text="It is here.")


@pytest.mark.django_db
def test_a_task_called_twice_delivers_once():
    put()

    assert run_duty(DELIVER) == 1
    assert run_duty(DELIVER) == 0

    assert len(mail.outbox) == 1
    assert last_beat() is not None


@pytest.mark.django_db
def test_a_message_can_call_nothing_but_duties():
    with pytest.raises(ValueError, match="no duty"):
        run_duty("os.getcwd")


def test_one_beat_calls_every_duty(settings):
    app.conf.beat_schedule  # noqa: B018 -- reading it configures the application

    called = {entry["args"] for entry in app.conf.beat_schedule.values()}

    assert called == {(duty,) for duty in settings.WORKER_DUTIES}
    assert all(entry["options"]["expires"] for entry in app.conf.beat_schedule.values())


def test_a_task_that_is_lost_with_its_worker_is_given_to_another():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def broker_is_there() -> bool:
    with closing(redis.Redis.from_url(BROKER, socket_connect_timeout=1)) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not broker_is_there(), reason="no Redis can be reached")
def test_a_real_worker_on_a_real_broker_sends_the_mail_once(tmp_path: Path):
    prefix = f"test-{uuid4().hex}-"
    with site(tmp_path, BROKER_URL=BROKER, QUEUE_PREFIX=prefix) as running:
        dispatch = running.copy(put())
        running.start("-m", "celery", "-A", "config", "worker", "-B", "--pool", "solo", "--loglevel", "INFO")
        try:
            wait_until(lambda: running.outbox.filter(state=Dispatch.State.SENT).exists(), running.log)
        finally:
            running.stop()
            with closing(redis.Redis.from_url(BROKER)) as client:
                for key in client.scan_iter(f"{prefix}*"):
                    client.delete(key)

    [file] = (tmp_path / "mail").iterdir()
    assert file.read_text().count(dispatch.payload["message_id"]) == 1
