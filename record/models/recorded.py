"""Rows whose every version is kept."""

from datetime import datetime
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from record import clock
from record.actor import current_actor


class Recorded(models.Model):
    """A row of which it is known what it said on every day, who changed it and why.

    A reason for the next save is given as ``row._change_reason``.
    """

    _change_reason: str | None
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True

    @property
    def _history_date(self) -> datetime:
        return clock.now()

    @property
    def _history_user(self) -> Any:
        return current_actor()
