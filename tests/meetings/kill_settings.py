"""The settings of a worker that kills itself while it makes a pack."""

from config.settings import *  # noqa: F403

OUTBOX_TOPICS = {
    "mail": {"deliver": "record.mail.deliver", "repeatable": False},
    "meetings.make_pack": {"deliver": "tests.meetings.killing.make_pack", "repeatable": True},
}
WORKER_DUTIES = ["record.outbox.deliver_waiting"]
WORKER_PAUSE_SECONDS = 0.2
