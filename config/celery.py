"""The worker's duties as Celery tasks, when a broker is configured: the same functions, several machines."""

import os

from celery import Celery
from django.conf import settings
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("schools_of_concern")
app.config_from_object("django.conf:settings", namespace="CELERY")

FORGET_AFTER = 30  # seconds: a call that nobody could serve is made again by the next beat


@app.task(name="run_duty")
def run_duty(path: str) -> int:
    """The duty was performed once. Calling it twice does no more than calling it once."""
    # By name, because this module is read before the models are there.
    done = import_string("record.worker.perform_duty")(path)
    import_string("record.worker.beat")()
    return done


@app.on_after_configure.connect
def beat_for_every_duty(sender: Celery, **kwargs: object) -> None:
    """One beat calls each duty again and again; deadlines stay in the database, never in the broker."""
    for path in settings.WORKER_DUTIES:
        sender.add_periodic_task(
            settings.WORKER_PAUSE_SECONDS, run_duty.s(path), name=path, expires=FORGET_AFTER
        )
