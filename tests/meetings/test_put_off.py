"""What one conference puts off, the next one has on its agenda."""

from datetime import date

import pytest
from django.urls import reverse

from meetings.choices import Part
from meetings.models import AgendaItem, Meeting
from meetings.services.agenda_items import bring_up_to_date
from record import clock
from tests.meetings.makers import LATER, make_plan
from tests.workflows.conftest import call, hold, london

NEXT = london(date(2027, 1, 28))


def put_off(meeting, title, **facts):
    """The item was left to the next conference."""
    item = meeting.items.filter(title=title).first() or meeting.items.create(
        meeting=meeting, school=meeting.school, order=90, title=title, circle="school", **facts
    )
    AgendaItem.objects.filter(pk=item.pk).update(state=AgendaItem.State.PUT_OFF, notes="Put off: no time.")
    return item


@pytest.fixture
def held(meeting, cast):
    hold(meeting, cast)
    return Meeting.objects.get(pk=meeting.pk)


def titles(meeting, part=Part.A):
    return [item.title for item in meeting.items.filter(part=part).order_by("order")]


def call_next(case, cast):
    with clock.at(LATER):
        return call(case, cast, starts_at=NEXT)


def test_an_item_that_was_put_off_is_the_last_of_the_next_agenda_open_and_without_notes(held, case, cast):
    put_off(held, "The library", minutes=15)
    following = call_next(case, cast)
    assert titles(following)[-1] == "The library"
    item = following.items.get(title="The library")
    assert (item.minutes, item.state, item.notes) == (15, AgendaItem.State.OPEN, "")
    orders = list(following.items.order_by("part", "order").values_list("order", flat=True))
    assert orders == list(range(1, len(orders) + 1))


def test_what_every_agenda_has_comes_no_second_time(held, case, cast):
    for title in titles(held):
        put_off(held, title)
    assert titles(call_next(case, cast)) == titles(held)


def test_an_objective_comes_by_itself_as_long_as_the_plan_has_it(case, cast, meeting):
    make_plan(case, "Mathematics", by=cast.senior_adviser)
    bring_up_to_date(meeting, by=cast.clerk)
    hold(meeting, cast)
    put_off(meeting, "Mathematics")
    assert titles(call_next(case, cast)).count("Mathematics") == 1


def test_a_restricted_item_is_for_the_people_that_it_was_for_and_nobody_else(held, case, cast):
    own = held.items.get(part=Part.B)
    own.named.set([cast.director])
    put_off(held, own.title)
    following = call_next(case, cast)
    assert len(titles(following, Part.B)) == 2
    brought = following.items.filter(part=Part.B).last()
    assert list(brought.named.all()) == [cast.director]
    assert not following.items.visible_to(cast.clerk).filter(pk=brought.pk).exists()


def test_one_called_before_gets_it_with_its_papers_or_by_the_button(client, meeting, case, cast):
    hold(meeting, cast)
    following = call_next(case, cast)
    put_off(meeting, "The library", minutes=15)
    client.force_login(cast.clerk)
    with clock.at(LATER):
        url = reverse("meetings:agenda", args=[following.pk])
        assert "The last one put off: The library" in client.get(url).content.decode()
        client.post(reverse("meetings:agenda_refresh", args=[following.pk]))
        assert "The last conference put off" not in client.get(url).content.decode()
    assert titles(following)[-1] == "The library"
    assert bring_up_to_date(following, by=cast.clerk) == []


def test_what_was_dealt_with_does_not_come(held, case, cast):
    item = put_off(held, "The library", minutes=15)
    AgendaItem.objects.filter(pk=item.pk).update(state=AgendaItem.State.DONE)
    following = call_next(case, cast)
    assert "The library" not in titles(following)
