"""The worker of the county’s two years: all that waits at every stop, what goes by the day once a day."""

from collections import Counter
from datetime import date

import pytest
from django.conf import settings

from demo import worker
from demo.days import at_hour
from record import clock

DAY, NEXT_DAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def performed(monkeypatch):
    """How often each duty was performed; none of them finds anything to do."""
    counted = Counter()

    def perform(path):
        counted[path] += 1
        return 0

    monkeypatch.setattr(worker, "perform_duty", perform)
    return counted


def test_what_goes_by_the_day_is_looked_at_once_a_day_and_not_before_eight(db, performed):
    works = worker.Worker(at_hour(NEXT_DAY, 16))
    for moment in (at_hour(DAY, 7), at_hour(DAY, 8), at_hour(DAY, 14), at_hour(NEXT_DAY, 9)):
        with clock.at(moment):
            works.work()

    assert {performed[path] for path in worker.ONCE_A_DAY} == {2}
    at_every_stop = set(settings.WORKER_DUTIES) - {*worker.ONCE_A_DAY, *worker.LEFT_TO_THE_SITE}
    assert {performed[path] for path in at_every_stop} == {4}


def test_every_duty_is_performed_again_until_none_finds_anything_to_do(monkeypatch):
    left, order = Counter(first=0, second=1), []

    def perform(path):
        order.append(path)
        left[path] -= 1
        return int(left[path] >= 0)

    monkeypatch.setattr(worker, "perform_duty", perform)
    worker._perform_until_idle(["first", "second"])

    assert order == ["first", "second", "first", "second"]


def test_the_duties_named_are_duties_of_the_worker():
    assert {*worker.ONCE_A_DAY, *worker.LEFT_TO_THE_SITE} <= set(settings.WORKER_DUTIES)
