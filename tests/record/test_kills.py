"""A worker killed at any moment loses nothing and sends nothing twice."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from record.mail import enqueue_mail
from record.models import Dispatch
from record.outbox import enqueue
from tests.record.deliveries import TOPICS
from tests.record.site import Site, site, wait_until
from tests.record.smtp_server import OK, MailServer, mail_server

State = Dispatch.State
WORK = ("manage.py", "work")

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def running(tmp_path: Path, server: MailServer) -> Iterator[Site]:
    with site(tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{server.port}") as running:
        yield running


def put_mail(running: Site, key: str) -> None:
    running.copy(enqueue_mail(key=key, to="chair@people.example", subject=key, text="A letter."))


def killing(worker: "subprocess.Popen[bytes]", answer: str | None):
    """The client is dead before it can read the answer."""

    def act() -> str | None:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        return answer

    return act


def keys_taken(server: MailServer) -> list[str]:
    return sorted(
        line.removeprefix(b"Subject: ").decode()
        for mail in server.taken
        for line in mail.splitlines()
        if line.startswith(b"Subject: ")
    )


def minds_sigterm(worker: "subprocess.Popen[bytes]") -> bool:
    """The worker is past its start: SIGTERM no longer simply ends it."""
    caught = Path(f"/proc/{worker.pid}/status").read_text().partition("SigCgt:")[2].split()[0]
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


def test_workers_killed_while_sending(running, server):
    """Killed before the hand-over, before the server answers and after it; then two workers start at once."""
    for stage in ("greeting", "end", "after"):
        put_mail(running, f"killed-at-{stage}")
        worker = running.start(*WORK)
        server.answers = {stage: killing(worker, None if stage == "greeting" else OK)}
        assert worker.wait(timeout=20) == -signal.SIGKILL, running.log()
    assert keys_taken(server) == ["killed-at-after", "killed-at-end"]
    server.answers = {}
    running.let_claims_run_out()
    for number in range(6):
        put_mail(running, f"waiting-{number}")

    workers = [running.start(*WORK) for _ in range(2)]
    unfinished = running.outbox.filter(state__in=[State.WAITING, State.SENDING])
    wait_until(lambda: not unfinished.exists(), running.log)
    wait_until(lambda: all(minds_sigterm(worker) for worker in workers), running.log)
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=20) == 0, running.log()

    states = dict(running.outbox.values_list("key", "state"))
    assert states.pop("killed-at-end") == State.UNKNOWN
    assert states.pop("killed-at-after") in (State.SENT, State.UNKNOWN)
    assert set(states.values()) == {State.SENT}
    assert keys_taken(server) == sorted(running.outbox.values_list("key", flat=True)), "each exactly once"


def test_a_worker_killed_while_rendering(running, settings, tmp_path):
    settings.OUTBOX_TOPICS = TOPICS | {"render": TOPICS["job"]}
    running.copy(enqueue("render", key="letter", payload={}))
    worker = running.start(*WORK)
    wait_until((tmp_path / "rendered" / "begun").exists, running.log)
    worker.send_signal(signal.SIGKILL)
    worker.wait()

    running.let_claims_run_out()
    running.start(*WORK)
    wait_until(lambda: running.outbox.filter(state=State.SENT).exists(), running.log)

    assert (tmp_path / "rendered" / "whole").read_text() == "letter\n"
    assert running.outbox.get().tries == 2
