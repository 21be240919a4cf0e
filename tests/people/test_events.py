"""The log of access: its kinds, its sentences, its chains."""

from datetime import date

import pytest

from people.events import POST_BEGUN, access_kind, chain_of, record_access, sentence_of
from people.models import AccessEvent
from record import clock
from record.actor import acting_as


def test_a_kind_is_named_once():
    with pytest.raises(ValueError, match=r"posts\.begun"):
        access_kind("posts.begun", "again")


def test_an_event_names_who_acted_and_is_sealed_into_its_places_chain(cast):
    with acting_as(cast.administrator):
        first = record_access(POST_BEGUN, at=cast.la, subject=cast.clerk, since=date(2026, 9, 1))
        second = record_access(POST_BEGUN, at=cast.la, subject=cast.clerk)
    assert (first.actor_id, first.actor_name) == (cast.administrator.pk, "Adele Strand")
    assert second.previous_hash == first.hash
    for row in AccessEvent.objects.all():
        assert row.hash == row.computed_hash()


def test_the_system_acts_under_no_name(cast):
    with acting_as(None):
        event = record_access(POST_BEGUN, at=cast.school, subject=cast.corvesham)
    assert (event.actor_id, event.actor_name, event.subject_id) == (None, "", None)
    assert event.subject_name == "the Diocese of Corvesham"
    assert event.urn == cast.school.urn


def test_each_place_has_a_chain_of_its_own(cast):
    places = (cast.school, cast.la, cast.corvesham, None)
    assert [chain_of(place) for place in places] == [
        f"school {cast.school.urn}",
        "la 999",
        "diocese CE91",
        "people",
    ]


@pytest.mark.django_db
def test_days_are_told_in_words_and_what_is_missing_as_dots():
    with clock.at(date(2026, 11, 23)):
        event = record_access(POST_BEGUN, role="Clerk", since=date(2026, 9, 1), until=None)
    told = sentence_of(event).replace("\xa0", " ")
    assert told == "was appointed Clerk, …, from 1 September 2026 until further notice"


def test_a_kind_of_older_times_is_told_by_its_name():
    assert sentence_of(AccessEvent(kind="posts.moved_on", body={})) == "posts: moved on"


def test_text_that_looks_like_a_placeholder_stays_text(cast):
    event = record_access(POST_BEGUN, subject=cast.clerk, role="{subject}", where="9999-99-99", since="x")
    assert "appointed {subject}, 9999-99-99" in sentence_of(event)
