"""The settings of a worker that kills itself while it makes and gives a letter."""

from config.settings import *  # noqa: F403

OUTBOX_TOPICS = {
    "mail": {"deliver": "record.mail.deliver", "repeatable": False},
    "letters.render": {"deliver": "tests.letters.killing.render_letter", "repeatable": True},
}
WORKER_DUTIES = ["record.outbox.deliver_waiting"]
WORKER_PAUSE_SECONDS = 0.2
