"""The journey through two school years: stories and what is due between them, in the order of time."""

from datetime import datetime, timedelta

import pytest

from demo.days import at_hour
from demo.journey import Journey
from record import clock

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=clock.now().tzinfo)
DAYS = [(NOW - timedelta(days=days)).date() for days in (3, 2, 1)]


def story(told, *moments):
    for moment in moments:
        yield moment
        told.append(clock.now())


def journey(*, between=lambda: None, due=()):
    return Journey(
        now=NOW, between=between, due_after=lambda here: min((at for at in due if at > here), default=None)
    )


def test_stories_are_told_in_the_order_of_time_and_not_beyond_the_present():
    told = []
    first, second, third = (at_hour(day) for day in DAYS)
    travelling = journey()

    travelling.tell(story(told, first, third, NOW + timedelta(days=1)))
    travelling.tell(story(told, second))
    travelling.travel()

    assert told == [first, second, third]


def test_what_is_due_between_two_stops_comes_at_its_own_time():
    seen = []
    morning = at_hour(DAYS[1], 8)
    travelling = journey(between=lambda: seen.append(clock.now()), due=[morning, NOW + timedelta(hours=1)])

    travelling.tell(story([], at_hour(DAYS[0]), at_hour(DAYS[2])))
    travelling.travel()

    assert seen == [at_hour(DAYS[0]), morning, at_hour(DAYS[2]), NOW]


def test_the_parts_of_the_way_add_up_to_all_of_it():
    parts = []
    travelling = journey()

    travelling.tell(story([], *map(at_hour, DAYS), NOW))
    travelling.travel(progress=parts.append)

    assert sum(parts) == pytest.approx(1)
