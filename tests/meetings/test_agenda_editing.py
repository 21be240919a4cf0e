"""The agenda is put together before the meeting: items added, put in order, timed, renamed, taken away."""

import pytest
from django.urls import reverse

from meetings.agenda import agenda_of
from meetings.choices import Part
from meetings.models import AgendaItem
from meetings.services.agenda_items import add_item, arrange_items, change_item, remove_item
from record.errors import AlreadyDone, RuleError
from tests.meetings.paper_makers import lay, make_restricted
from tests.workflows.conftest import hold
from workflows.services.conferences import cancel_conference


def titles(meeting, user):
    return [line.item.title for line in agenda_of(meeting, user, with_facts=False).lines]


def keys(meeting):
    return list(meeting.items.order_by("order").values_list("pk", flat=True))


def test_a_new_item_stands_at_the_end_of_its_part(meeting, cast):
    add_item(meeting, title="Attendance", minutes=10, by=cast.clerk)
    make_restricted(meeting, cast.chair, by=cast.senior_adviser)
    found = titles(meeting, cast.senior_adviser)
    assert found[-3:] == [
        "Attendance",
        "Restricted items: safeguarding, staffing, finance",
        "Staffing of Year 4",
    ]


@pytest.mark.parametrize("minutes", [0, -5, 481])
def test_a_length_that_is_none_is_refused(meeting, cast, minutes):
    with pytest.raises(RuleError, match="1 to 480 minutes") as refusal:
        add_item(meeting, title="Attendance", minutes=minutes, by=cast.clerk)
    assert refusal.value.field == "minutes"


def test_a_restricted_item_needs_people_who_see_the_school(meeting, cast):
    with pytest.raises(RuleError, match="Choose the people") as refusal:
        make_restricted(meeting, by=cast.senior_adviser)
    assert refusal.value.field == "named"
    with pytest.raises(RuleError, match="Gareth Moxon can’t see its cases"):
        make_restricted(meeting, cast.other_chair, by=cast.senior_adviser)


def test_items_are_put_in_order_within_their_part_alone(meeting, cast):
    order = keys(meeting)
    arrange_items(meeting, order=list(reversed(order)), by=cast.senior_adviser)
    after = keys(meeting)
    assert after == [*reversed(order[:-1]), order[-1]], "the restricted item stands at the end still"


def test_whoever_puts_in_order_moves_nothing_that_is_unseen(meeting, cast):
    first = make_restricted(meeting, cast.clerk, by=cast.senior_adviser, title="First")
    unseen = make_restricted(meeting, cast.chair, by=cast.senior_adviser, title="Unseen")
    last = make_restricted(meeting, cast.clerk, by=cast.senior_adviser, title="Last")
    arrange_items(meeting, order=[last.pk, unseen.pk, first.pk], by=cast.clerk)
    assert titles(meeting, cast.senior_adviser)[-3:] == ["Last", "Unseen", "First"]
    assert "Unseen" not in titles(meeting, cast.clerk)


def test_lengths_change_without_touching_what_somebody_is_writing(meeting, cast):
    item = meeting.items.first()
    AgendaItem.objects.filter(pk=item.pk).update(notes="Being written.")
    change_item(item, title="Apologies", minutes=4, part=Part.A, by=cast.clerk)
    item.refresh_from_db()
    assert (item.title, item.minutes, item.notes) == ("Apologies", 4, "Being written.")


def test_an_item_that_becomes_restricted_is_gone_for_all_others(meeting, cast):
    item = meeting.items.get(title="Teaching")
    change_item(item, title="Teaching", minutes=8, part=Part.B, named=[cast.chair], by=cast.senior_adviser)
    assert "Teaching" not in titles(meeting, cast.head)
    assert titles(meeting, cast.chair)[-1] == "Teaching"


def test_an_empty_item_is_removed_and_one_with_something_in_it_stays(meeting, cast):
    item = meeting.items.get(title="Teaching")
    remove_item(item, by=cast.clerk)
    assert "Teaching" not in titles(meeting, cast.clerk)
    assert AgendaItem.history.filter(title="Teaching", history_type="-").exists()
    lay(meeting, by=cast.sip)
    with pytest.raises(RuleError, match="papers lie under it"):
        remove_item(meeting.items.get(title__startswith="Results"), by=cast.clerk)
    noted = meeting.items.get(title="Dates")
    noted.notes = "Said."
    noted.save()
    with pytest.raises(RuleError, match="notes or a judgement"):
        remove_item(noted, by=cast.clerk)


def test_the_agenda_of_a_meeting_that_is_over_stays(meeting, cast):
    cancel_conference(meeting, why="Snow.", by=cast.clerk)
    with pytest.raises(AlreadyDone):
        add_item(meeting, title="Attendance", minutes=10, by=cast.clerk)


def typed(client, url):
    """What the page's boxes hold."""
    form = client.get(url).context["form"]
    return {name: form[name].value() for name in form.fields}


def test_places_typed_and_buttons_both_put_in_order(meeting, cast, client):
    client.force_login(cast.clerk)
    url = reverse("meetings:agenda", args=[meeting.pk])
    first, second, third, *_ = before = keys(meeting)
    client.post(url, {**typed(client, url), f"place_{third}": 1, f"minutes_{third}": 12})
    assert keys(meeting)[:3] == [third, first, second]
    assert meeting.items.get(pk=third).minutes == 12
    client.post(url, {**typed(client, url), "move": f"down:{third}"})
    assert keys(meeting)[:3] == [first, third, second]
    client.post(url, {**typed(client, url), f"place_{first}": 3})
    assert keys(meeting)[:3] == [third, second, first]
    client.post(url, {**typed(client, url), "move": f"up:{third}"})
    assert keys(meeting) == [third, second, first, *before[3:]]


def test_a_length_that_is_none_is_told_beside_its_box(meeting, cast, client):
    client.force_login(cast.clerk)
    url = reverse("meetings:agenda", args=[meeting.pk])
    pk = keys(meeting)[0]
    answer = client.post(url, {**typed(client, url), f"minutes_{pk}": 0})
    assert f"minutes_{pk}" in answer.context["form"].errors


def test_the_page_warns_of_an_agenda_that_is_too_long(meeting, cast, client):
    add_item(meeting, title="Attendance", minutes=60, by=cast.clerk)
    client.force_login(cast.clerk)
    page = client.get(reverse("meetings:agenda", args=[meeting.pk])).content.decode()
    over = sum(item.minutes for item in meeting.items.filter(part="A")) - 90
    assert f"{over} minutes longer than the meeting" in page


def test_an_item_is_added_changed_and_removed_by_its_pages(meeting, cast, client):
    client.force_login(cast.senior_adviser)
    agenda = reverse("meetings:agenda", args=[meeting.pk])
    add = reverse("meetings:agenda_item_add", args=[meeting.pk])
    key = client.get(add).context["form"]["form_key"].value()
    facts = {"form_key": key, "title": "Staffing", "minutes": 10, "part": "B"}
    assert client.post(add, facts).context["form"].errors["named"] == ["Choose the people who may read it"]
    assert client.post(add, {**facts, "named": [cast.chair.pk]}).url == agenda
    item = meeting.items.get(title="Staffing")
    assert set(item.named.all()) == {cast.chair, cast.senior_adviser}
    url = reverse("meetings:agenda_item", args=[meeting.pk, item.pk])
    key = client.get(url).context["form"]["form_key"].value()
    client.post(url, {**facts, "form_key": key, "title": "Staffing of Year 4", "named": [cast.chair.pk]})
    item.refresh_from_db()
    assert item.title == "Staffing of Year 4"
    client.force_login(cast.clerk)
    assert client.get(url).status_code == 404, "there is no such item for the clerk"
    client.force_login(cast.senior_adviser)
    client.post(reverse("meetings:agenda_item_remove", args=[meeting.pk, item.pk]))
    assert not meeting.items.filter(pk=item.pk).exists()


def test_the_pages_of_a_conference_that_was_held_lead_back_to_it(meeting, cast, client):
    hold(meeting, cast)
    client.force_login(cast.clerk)
    for name in ("agenda", "agenda_item_add"):
        assert client.get(reverse(f"meetings:{name}", args=[meeting.pk])).url == meeting.get_absolute_url()
