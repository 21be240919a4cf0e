"""The worker calls its duties in turn, and one that fails stops neither it nor the others."""

import os
import signal
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from record import clock, stopping, worker
from record.actor import acting_as, current_actor
from record.models import Heartbeat
from record.triggers import lifted_triggers
from tests.factories import make_user

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HERE = "tests.record.test_worker"
done: list[str] = []


def good() -> int:
    done.append("good")
    return 0


def broken() -> int:
    raise ConnectionError("gone")


def three_times() -> int:
    done.append("work")
    return int(done.count("work") <= 3)


def for_whom() -> int:
    done.append(str(current_actor()))
    return 0


def told_to_stop() -> int:
    os.kill(os.getpid(), signal.SIGTERM)
    done.append("finished")
    return 1


@pytest.fixture(autouse=True)
def duties(db, settings):
    done.clear()
    settings.WORKER_PAUSE_SECONDS = 0.01

    def give(*names: str) -> None:
        settings.WORKER_DUTIES = [f"{HERE}.{name}" for name in names]

    return give


def test_a_duty_that_fails_does_not_stop_the_others(duties, caplog):
    duties("broken", "good")

    outcome = worker.run(once=True)

    assert done == ["good"]
    assert outcome.failed == [f"{HERE}.broken"]
    assert "The duty tests.record.test_worker.broken failed." in caplog.text


def test_it_goes_on_until_nothing_is_left(duties):
    duties("three_times")

    assert worker.run(until_idle=True).done == 3
    assert done == ["work"] * 4


def test_a_duty_acts_for_nobody(duties):
    duties("for_whom")

    with acting_as(make_user()):
        worker.run(once=True)

    assert done == ["None"]


def test_a_signal_lets_the_duty_in_hand_finish_and_begins_no_other(duties):
    duties("told_to_stop", "good")
    before = signal.getsignal(signal.SIGTERM)

    assert worker.run().done == 1

    assert done == ["finished"]
    assert signal.getsignal(signal.SIGTERM) is before
    assert not stopping.asked()


def test_only_duties_of_the_settings_are_performed(duties):
    duties("good")

    with pytest.raises(ValueError, match="no duty of the worker"):
        worker.perform_duty("os.getpid")


def test_its_heartbeat_is_kept_but_not_at_every_round(duties):
    duties("good")
    assert worker.last_beat() is None
    for seconds, kept in ((0, 0), (9, 0), (10, 10)):
        with clock.at(NOW + timedelta(seconds=seconds)):
            worker.run(once=True)
            assert worker.last_beat() == NOW + timedelta(seconds=kept)
    assert str(Heartbeat.objects.get()).startswith("worker at 2026-11-23")


def test_the_command_works_until_idle(duties):
    duties("three_times")

    call_command("work", "--until-idle")

    assert done == ["work"] * 4


def test_the_command_fails_when_a_duty_did(duties):
    duties("broken", "good")

    with pytest.raises(CommandError, match=f"Failed: {HERE}.broken"):
        call_command("work", "--once")


def test_it_does_not_start_on_a_record_without_guards(duties):
    duties("good")

    with lifted_triggers(), pytest.raises(CommandError, match="Run migrate"):
        call_command("work", "--once")
    assert done == []
