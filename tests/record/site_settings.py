"""The settings of a second process that the tests start and kill: a site of its own beside the tests'."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403

OUTBOX_TOPICS = {
    "mail": {"deliver": "record.mail.deliver", "repeatable": False},
    "render": {"deliver": "tests.record.site.render", "repeatable": True},
}
WORKER_DUTIES = ["record.outbox.deliver_waiting"]
WORKER_PAUSE_SECONDS = 0.2
RENDER_FOLDER = Path(os.environ["VAR_DIR"]) / "rendered"
# Nobody else's queue on the same broker is touched.
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": os.environ.get("QUEUE_PREFIX", "")}
CELERY_BEAT_SCHEDULE_FILENAME = str(Path(os.environ["VAR_DIR"]) / "beat")
