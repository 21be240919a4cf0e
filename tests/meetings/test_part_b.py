"""Part B of the minutes: written, checked and read by the people named; nobody else learns of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from concern_cases.models import CaseEvent
from meetings.models import Minutes
from meetings.services.minutes import (
    check_minutes,
    check_part_b,
    draft_minutes,
    draft_part_b,
    suggested_part_b,
    suggested_text,
)
from meetings.services.restricted import may_write_part_b, named_on_all
from people.services.grants import derive_grants
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch, ReadLog
from record.outbox import deliver_waiting
from tests.meetings.makers import LATER, SECRET, content, hold_restricted, restrict, send_minutes, words_of
from tests.workflows.conftest import hold, take
from workflows import engine
from workflows.cards import task_url

pytestmark = pytest.mark.usefixtures("no_packs")


def draft_both(meeting, cast):
    """Both parts drafted by the adviser, in the step."""
    with clock.at(LATER):
        take(meeting, "draft_minutes", by=cast.senior_adviser, text="Open.", part_b=f"Part: {SECRET}")


@pytest.fixture
def sent(meeting, cast):
    """Both parts are approved by the Head of Improvement and sent."""
    hold_restricted(meeting, cast)
    draft_both(meeting, cast)
    with clock.at(LATER):
        take(meeting, "check_minutes", by=cast.head_of_improvement, approved=True)
        deliver_waiting()
    return meeting


def part_b(meeting):
    return meeting.minutes.filter(part="B").latest("version")


def test_what_was_said_under_a_restricted_item_begins_part_b_alone(meeting, cast):
    hold_restricted(meeting, cast)
    assert SECRET not in suggested_text(meeting)
    assert SECRET in suggested_part_b(meeting, list(named_on_all(meeting)))


def test_both_parts_are_drafted_and_approved_in_one_step_each(sent, cast):
    rows = sent.minutes.values_list("part", "version", "status")
    assert list(rows) == [("A", 1, "approved"), ("B", 1, "approved")]
    assert set(part_b(sent).named.all()) == {cast.senior_adviser, cast.head_of_improvement}


def test_each_part_is_a_file_of_its_own_and_part_b_goes_to_the_people_named(sent, cast):
    first, second = sent.minutes.order_by("part")
    assert SECRET not in words_of(content(first.pdf))
    assert "Part B" not in words_of(content(first.pdf))
    assert SECRET in words_of(content(second.pdf))
    mails = Dispatch.objects.filter(topic="mail", key__startswith=f"minutes:{second.pk}:")
    assert {mail.payload["to"].partition("<")[2] for mail in mails} == {
        f"{cast.senior_adviser.email}>",
        f"{cast.head_of_improvement.email}>",
    }
    assert {mail.payload["attachments"][0][1] for mail in mails} == {second.pdf.name}


PAGES = ["home", "needs", "meetings:list", "meetings:download"]
CASE_PAGES = [
    "cases:case",
    "cases:timeline",
    "cases:timeline-csv",
    "cases:actions",
    "meetings:case",
]


@pytest.mark.parametrize("person", ["clerk", "director", "head", "chair", "diocesan_officer", "sip"])
def test_nobody_who_is_not_named_meets_part_b_anywhere(client, sent, case, cast, person):
    user = getattr(cast, person)
    first, second = sent.minutes.order_by("part")
    urls = [reverse(name) for name in PAGES] + [reverse(name, args=[case.reference]) for name in CASE_PAGES]
    urls += [sent.get_absolute_url(), first.get_absolute_url(), f"{reverse('search')}?q=budget"]
    urls += [reverse("schools:school", args=[case.school.urn])]
    client.force_login(user)
    with clock.at(LATER):
        for url in urls:
            answer = client.get(url, follow=True)
            text = answer.content.decode()
            assert answer.status_code == 200, url
            assert "budget will not" not in text, url
            assert "Part B" not in text, url
        for url in (second.get_absolute_url(), second.pdf_url, second.amend_url):
            assert client.get(url).status_code == 404
        assert client.get(reverse("meetings:write_part_b", args=[sent.pk])).status_code == 404
        assert client.get(reverse("meetings:check_part_b", args=[sent.pk, 1])).status_code == 404
    mails = [mail for mail in Dispatch.objects.filter(topic="mail") if user.email in mail.payload["to"]]
    assert not [mail for mail in mails if SECRET in str(mail.payload) or "Part B" in str(mail.payload)]


def test_the_people_named_read_part_b_on_its_pages(client, sent, cast):
    client.force_login(cast.senior_adviser)
    assert part_b(sent).get_absolute_url() in client.get(sent.get_absolute_url()).content.decode()
    page = client.get(part_b(sent).get_absolute_url()).content.decode()
    assert SECRET in page
    assert SECRET in words_of(b"".join(client.get(part_b(sent).pdf_url).streaming_content))
    assert not ReadLog.objects.filter(what__contains="Part B").exists()


def test_its_events_are_told_to_the_people_named_alone(sent, cast):
    events = CaseEvent.objects.filter(kind__startswith="meetings.part_b")
    assert set(events.values_list("circle", flat=True)) == {"named"}
    assert [event.kind for event in events.order_by("position")] == [
        "meetings.part_b_drafted",
        "meetings.part_b_approved",
        "meetings.part_b_circulated",
    ]
    assert events.visible_to(cast.head_of_improvement).count() == 3
    assert not events.visible_to(cast.director).exists()


def test_who_is_named_and_leaves_reads_it_no_more(client, sent, cast):
    cast.head_of_improvement.posts.update(until=clock.today() - timedelta(days=1))
    derive_grants()
    assert not Minutes.objects.visible_to(cast.head_of_improvement).exists()


def test_who_is_not_named_drafts_part_a_and_sees_no_field_for_another(client, meeting, cast):
    hold_restricted(meeting, cast)
    url = task_url(engine.open_card(meeting, "draft_minutes").task)
    with clock.at(LATER):
        client.force_login(cast.clerk)
        page = client.get(url).content.decode()
        client.post(url, {"text": "Open.", "part_b": "Forged.", "readers": [cast.clerk.pk]})
    assert "Part B" not in page
    assert list(meeting.minutes.values_list("part", "text")) == [("A", "Open.")]


def test_a_named_person_finds_both_texts_in_the_step(client, meeting, cast):
    hold_restricted(meeting, cast)
    url = task_url(engine.open_card(meeting, "draft_minutes").task)
    with clock.at(LATER):
        client.force_login(cast.senior_adviser)
        form = client.get(url).context["form"]
        assert SECRET in form.fields["part_b"].initial
        client.post(url, {"text": "Open.", "part_b": "Closed.", "readers": [cast.director.pk]})
    named = set(part_b(meeting).named.all())
    assert named == {cast.senior_adviser, cast.head_of_improvement, cast.director}


def test_part_b_is_written_and_checked_later_where_the_drafter_was_not_named(client, meeting, cast):
    hold_restricted(meeting, cast)
    send_minutes(meeting, cast)
    write = reverse("meetings:write_part_b", args=[meeting.pk])
    with clock.at(LATER):
        client.force_login(cast.senior_adviser)
        key = client.get(write).context["form"]["form_key"].value()
        client.post(write, {"form_key": key, "part_b": "Closed."})
        minutes = part_b(meeting)
        check = reverse("meetings:check_part_b", args=[meeting.pk, 1])
        assert client.get(check).status_code == 302  # the drafter does not check
        client.force_login(cast.head_of_improvement)
        assert check in client.get(minutes.get_absolute_url()).content.decode()
        key = client.get(check).context["form"]["form_key"].value()
        client.post(check, {"form_key": key, "outcome": "approve"})
        deliver_waiting()
    minutes.refresh_from_db()
    assert (minutes.status, bool(minutes.pdf)) == ("approved", True)
    assert Dispatch.objects.filter(key=f"check:{minutes.pk}:{cast.head_of_improvement.pk}").exists()


def test_sent_back_means_both_and_remarks_on_part_b_stay_in_it(meeting, cast):
    hold_restricted(meeting, cast)
    draft_both(meeting, cast)
    with clock.at(LATER):
        take(
            meeting,
            "check_minutes",
            by=cast.head_of_improvement,
            approved=False,
            remarks="Name the dates.",
            part_b_remarks="Say which budget.",
        )
    first, second = meeting.minutes.order_by("part")
    assert (first.status, first.remarks) == ("sent_back", "Name the dates.")
    assert (second.status, second.remarks) == ("sent_back", "Say which budget.")
    told = CaseEvent.objects.get(kind="meetings.minutes_sent_back")
    assert "budget" not in str(told.body)


def test_a_checker_who_is_not_named_approves_part_a_alone(meeting, cast):
    hold_restricted(meeting, cast)
    draft_both(meeting, cast)
    with clock.at(LATER):
        take(meeting, "check_minutes", by=cast.director, approved=True)
    assert list(meeting.minutes.values_list("part", "status")) == [("A", "approved"), ("B", "draft")]


def test_nobody_checks_the_part_b_that_he_or_she_wrote(meeting, cast):
    hold_restricted(meeting, cast)
    with clock.at(LATER):
        minutes = draft_part_b(meeting, text="Closed.", by=cast.senior_adviser)
        with pytest.raises(RuleError, match="Somebody else"):
            check_part_b(minutes, approved=True, by=cast.senior_adviser)
        with pytest.raises(RuleError, match="Somebody else"):
            check_part_b(minutes, approved=True, by=cast.director)


def test_somebody_else_who_approves_has_to_be_among_the_readers(meeting, cast):
    hold(meeting, cast)
    restrict(meeting, cast.senior_adviser, cast.clerk)
    with clock.at(LATER):
        with pytest.raises(RuleError, match="can’t check what you wrote") as refused:
            draft_part_b(meeting, text="Closed.", by=cast.senior_adviser)
        assert refused.value.field == "readers"
        draft_part_b(meeting, text="Closed.", readers=[cast.director], by=cast.senior_adviser)


def test_who_is_named_on_one_of_two_items_alone_reads_neither(meeting, cast):
    item = hold_restricted(meeting, cast)
    other = meeting.items.create(
        school=meeting.school, order=99, part="B", circle="named", title="Staffing", notes="Another matter."
    )
    other.named.set([cast.senior_adviser, cast.sip])
    assert item.named.count() == 2
    assert list(named_on_all(meeting)) == [cast.senior_adviser]
    assert not may_write_part_b(meeting, cast.head_of_improvement)


def test_there_is_no_part_b_where_nothing_was_said_under_a_restricted_item(meeting, cast):
    hold(meeting, cast)
    with clock.at(LATER):
        assert not may_write_part_b(meeting, cast.senior_adviser)
        with pytest.raises(RuleError, match="nothing of Part B"):
            draft_minutes(meeting, text="Open.", part_b="Closed.", by=cast.senior_adviser)
    assert not meeting.minutes.exists()


def test_a_version_of_part_b_waits_for_its_check(meeting, cast):
    hold_restricted(meeting, cast)
    draft_both(meeting, cast)
    with clock.at(LATER), pytest.raises(AlreadyDone):
        draft_part_b(meeting, text="Again.", by=cast.senior_adviser)


def test_an_unnamed_drafter_who_drafts_again_leaves_part_b_as_it_is(meeting, cast):
    hold_restricted(meeting, cast)
    draft_both(meeting, cast)
    with clock.at(LATER):
        first = meeting.minutes.get(part="A")
        check_minutes(first, approved=False, remarks="Again.", by=cast.director)
        draft_minutes(meeting, text="Open, again.", by=cast.clerk)
    assert list(meeting.minutes.values_list("part", "version", "status")) == [
        ("A", 1, "sent_back"),
        ("A", 2, "draft"),
        ("B", 1, "draft"),
    ]
