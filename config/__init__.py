"""The project's configuration. With a broker in the environment, Celery finds its application here."""

import os

if os.environ.get("BROKER_URL"):
    from config.celery import app as celery_app

    __all__ = ["celery_app"]
