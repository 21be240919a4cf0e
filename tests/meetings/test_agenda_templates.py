"""What new meetings begin with is changed in the application, and old ones stay as they were."""

import pytest
from django.urls import reverse

from meetings.models import MeetingType, TemplateItem
from meetings.reference import CASE_CONFERENCE
from meetings.services.agenda_templates import (
    add_template_item,
    arrange_template_items,
    change_numbers,
    remove_template_item,
)
from record.errors import RuleError
from tests.workflows.conftest import call
from workflows.services.conferences import cancel_conference


@pytest.fixture
def conference(db):
    return MeetingType.objects.get(code=CASE_CONFERENCE)


def titles(rows):
    return [row.title for row in rows.order_by("part", "order")]


def test_a_changed_template_is_for_new_meetings_alone(meeting, case, cast, conference):
    before = titles(meeting.items)
    item = add_template_item(conference, title="Attendance", minutes=10, by=cast.senior_adviser)
    others = [row.pk for row in conference.template_items.exclude(pk=item.pk)]
    arrange_template_items(conference, order=[item.pk, *others], minutes={}, by=cast.senior_adviser)
    change_numbers(conference, numbers={"length_minutes": 120}, by=cast.senior_adviser)
    assert titles(meeting.items) == before
    cancel_conference(meeting, why="Snow.", by=cast.clerk)
    later = call(case, cast)
    assert titles(later.items) == ["Attendance", *before]
    assert (later.ends_at - later.starts_at).seconds == 120 * 60


def test_restricted_items_stand_at_the_end_of_a_template_as_well(cast, conference):
    order = list(reversed(conference.template_items.values_list("pk", flat=True)))
    arrange_template_items(conference, order=order, minutes={}, by=cast.senior_adviser)
    assert conference.template_items.order_by("order").last().part == "B"


def test_what_a_template_was_stays_known(cast, conference):
    item = conference.template_items.get(title="Teaching")
    remove_template_item(item, by=cast.senior_adviser)
    gone = TemplateItem.history.filter(title="Teaching", history_type="-").get()
    assert gone.history_user == cast.senior_adviser


def test_a_restricted_item_brings_nothing_along_by_itself(cast, conference):
    with pytest.raises(RuleError, match="brings nothing along"):
        add_template_item(conference, title="x", minutes=5, part="B", fill="actions", by=cast.director)


def test_the_last_item_stays(cast, conference):
    for item in list(conference.template_items.all())[1:]:
        remove_template_item(item, by=cast.director)
    with pytest.raises(RuleError, match="at least one item"):
        remove_template_item(conference.template_items.get(), by=cast.director)


def test_a_number_out_of_bounds_is_refused_beside_its_field(cast, conference):
    with pytest.raises(RuleError, match="0 to 30 working days") as refusal:
        change_numbers(conference, numbers={"papers_days_before": 31}, by=cast.director)
    assert refusal.value.field == "papers_days_before"


def test_the_template_is_edited_by_its_pages(cast, conference, client):
    client.force_login(cast.senior_adviser)
    page = reverse("meetings:template", args=[conference.code])
    add = reverse("meetings:template_add", args=[conference.code])
    key = client.get(add).context["form"]["form_key"].value()
    facts = {"form_key": key, "title": "Attendance", "minutes": 10, "fill": "", "part": "A"}
    assert client.post(add, facts).url == page
    item = conference.template_items.get(title="Attendance")
    form = client.get(page).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    client.post(page, {**typed, f"place_{item.pk}": 1, f"minutes_{item.pk}": 15})
    item.refresh_from_db()
    assert (item.order, item.minutes) == (1, 15)
    numbers = reverse("meetings:template_numbers", args=[conference.code])
    form = client.get(numbers).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    client.post(numbers, {**typed, "papers_days_before": 6, "follow_up_days": 15})
    conference.refresh_from_db()
    assert (conference.papers_days_before, conference.follow_up_days) == (6, 15)
    assert "15 working days after" in client.get(page).content.decode().replace("\xa0", " ")
    client.post(reverse("meetings:template_item_remove", args=[conference.code, item.pk]))
    assert not conference.template_items.filter(pk=item.pk).exists()


def test_the_clerk_reads_templates_and_changes_none(cast, conference, client):
    client.force_login(cast.clerk)
    page = reverse("meetings:template", args=[conference.code])
    answer = client.get(page)
    assert "Apologies and interests" in answer.content.decode()
    assert "Save order and times" not in answer.content.decode()
    assert client.post(page, {}).status_code == 403
