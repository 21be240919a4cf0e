"""A worker killed while it makes a pack: one pack, whole, unaided."""

import signal

import pytest
from pypdf import PdfReader

from meetings.models import Pack
from meetings.services.packs import ask_for_pack
from record import clock
from record.models import Dispatch
from tests.meetings.killing import MOMENTS
from tests.meetings.paper_makers import lay
from tests.record.site import site, wait_until

WORK = ("manage.py", "work")

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_worker_killed_at_any_moment_makes_one_pack(meeting, cast, tmp_path, moment, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    lay(meeting, "GOODWORD", by=cast.sip)
    ask_for_pack(meeting, cast.head, by=cast.head)
    Dispatch.objects.exclude(topic="meetings.make_pack").delete()
    Dispatch.objects.update(not_before=clock.now())
    environment = {"DJANGO_SETTINGS_MODULE": "tests.meetings.kill_settings", "KILL_AT": moment}
    with site(tmp_path, **environment) as running:
        assert running.start(*WORK).wait(timeout=90) == -signal.SIGKILL, running.log()
        running.let_claims_run_out()

        worker = running.start(*WORK)
        unsent = running.outbox.exclude(state=Dispatch.State.SENT)
        wait_until(lambda: not unsent.exists(), running.log)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0, running.log()
        pack = Pack.objects.using(running.alias).get()
        assert pack.state == Pack.State.READY
    with (tmp_path / "files" / pack.pdf.name).open("rb") as file:
        reader = PdfReader(file)
        assert len(reader.pages) == pack.pages
        assert "GOODWORD" in reader.pages[-1].extract_text()
