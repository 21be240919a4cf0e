"""A worker killed while it makes and gives a letter: one letter, one mail for each recipient, unaided."""

import signal

import pytest

from letters.models import Clock, Letter, LetterDocument, Service
from record.models import Dispatch
from tests.letters.killing import MOMENTS
from tests.letters.test_letter_flow import begin, take, to_authorise
from tests.record.site import site, wait_until

WORK = ("manage.py", "work")

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_worker_killed_at_any_moment_gives_one_letter(county, tmp_path, moment):
    letter = begin(county)
    to_authorise(letter, county)
    take(letter, "authorise", county.director)
    environment = {"DJANGO_SETTINGS_MODULE": "tests.letters.kill_settings", "KILL_AT": moment}
    with site(tmp_path, **environment) as running:
        assert running.start(*WORK).wait(timeout=60) == -signal.SIGKILL, running.log()
        running.let_claims_run_out()

        worker = running.start(*WORK)
        unsent = running.outbox.exclude(state=Dispatch.State.SENT)
        wait_until(lambda: not unsent.exists(), running.log)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0, running.log()

        def rows(model):
            return model.objects.using(running.alias)

        assert rows(Letter).get().status == Letter.Status.GIVEN
        counts = [rows(model).count() for model in (LetterDocument, Clock, Service)]
        assert counts == [1, 1, 4]
        path = rows(LetterDocument).get().pdf.name
        mailed = running.outbox.filter(topic="mail").count()
    assert (tmp_path / "files" / path).exists()
    assert mailed == 4, "chair, head and diocese, and the diocese before"
    # Two mails of one second may share a file: the messages are counted, not the files.
    assert sum(file.read_text().count("\nMessage-ID: ") for file in (tmp_path / "mail").iterdir()) == 4
