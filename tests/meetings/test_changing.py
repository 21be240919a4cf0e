"""A conference changed in anything but its time: who hears of it, and what a new chair takes over."""

from datetime import timedelta

import pytest
from django.urls import reverse

from concern_cases.events import tell
from concern_cases.models import CaseEvent
from meetings.choices import Part
from meetings.models import Invitee
from meetings.services.changing import change_meeting
from meetings.services.inviting import take_off_list
from meetings.services.replies import answer_invitation
from people.services.people import deactivate_person
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from tests.meetings.test_pages import form_key, text_of
from tests.meetings.test_replies import SENDS, Answer, mails, of
from tests.workflows.conftest import CONFERENCE_DAY, call, london
from workflows.services.conferences import cancel_conference

As, Reply = Invitee.RequiredAs, Invitee.Reply


def change(meeting, cast, **facts):
    facts = {
        "chair": meeting.chair,
        "place": meeting.place,
        "purpose": meeting.purpose,
        "length_minutes": 90,
        "by": cast.clerk,
        **facts,
    }
    return change_meeting(meeting, **facts)


def mail_to(invitee, sequence=1):
    return Dispatch.objects.get(key=f"invitation:{invitee.pk}:{sequence}").payload


def test_another_place_is_told_to_everybody_as_a_newer_version_of_the_same_entry(meeting, cast):
    answer_invitation(of(meeting, cast.head), Answer(Reply.ACCEPTED), by=cast.head)
    change(meeting, cast, place="The town hall")
    for invitee in meeting.invitees.all():
        assert mails(invitee) == [("REQUEST", 0), ("REQUEST", 1)]
    mail = mail_to(of(meeting, cast.head))
    assert mail["subject"].startswith("Changed: ")
    assert "It is held at The town hall, not at The school hall." in mail["text"]
    assert "What you answered stays" in mail["text"]
    assert "LOCATION:The town hall" in mail["calendar"]
    assert of(meeting, cast.head).reply == Reply.ACCEPTED
    event = tell(CaseEvent.objects.latest("pk"))
    assert event.details == ("It is held at The town hall, not at The school hall.",)


def test_another_length_moves_its_end(meeting, cast):
    change(meeting, cast, length_minutes=120)
    meeting.refresh_from_db()
    assert meeting.ends_at - meeting.starts_at == timedelta(minutes=120)
    assert "It ends at 4 pm, not at 3.30 pm." in mail_to(of(meeting, cast.head))["text"]


def test_another_purpose_is_not_sent_and_the_same_again_is_no_change(meeting, cast):
    change(meeting, cast, purpose="To look at mathematics.")
    events = CaseEvent.objects.count()
    change(meeting, cast)
    assert CaseEvent.objects.count() == events
    meeting.refresh_from_db()
    assert meeting.purpose == "To look at mathematics."
    assert mails(of(meeting, cast.head)) == [("REQUEST", 0)]


def test_a_new_chair_who_was_not_invited_is_and_the_old_one_comes_if_able(meeting, cast):
    change(meeting, cast, chair=cast.head_of_improvement)
    new, old = of(meeting, cast.head_of_improvement), of(meeting, cast.senior_adviser)
    assert (new.required_as, old.required_as) == (As.CHAIR, As.OPTIONAL)
    assert mails(new) == [("REQUEST", 0)]
    assert f"{cast.head_of_improvement} chairs it" in mail_to(new, 0)["text"]
    told = f"{cast.head_of_improvement} chairs it, not {cast.senior_adviser}."
    assert told in mail_to(old)["text"]
    take_off_list(of(meeting, cast.senior_adviser), by=cast.clerk)
    assert mails(old)[-1] == ("CANCEL", 2)


def test_a_new_chair_who_was_invited_sends_nobody_instead(meeting, cast):
    clerk = of(meeting, cast.clerk)
    clerk.user, clerk.email = cast.head_of_improvement, cast.head_of_improvement.email
    clerk.save()
    answer_invitation(clerk, SENDS, by=cast.head_of_improvement)
    delegate = clerk.delegate
    change(meeting, cast, chair=cast.head_of_improvement)
    chairs = meeting.invitees.get(required_as=As.CHAIR)
    assert (chairs.pk, chairs.reply) == (clerk.pk, Reply.NONE)
    assert mails(delegate)[-1] == ("CANCEL", 1)


def test_a_chair_who_left_is_taken_off_the_list(meeting, cast):
    old = of(meeting, cast.senior_adviser)
    deactivate_person(cast.senior_adviser, why="Left.", by=cast.administrator)
    change(meeting, cast, chair=cast.head_of_improvement)
    assert not meeting.invitees.filter(pk=old.pk).exists()
    assert mails(old) == [("REQUEST", 0), ("CANCEL", 1)]


def test_an_empty_restricted_item_is_for_the_new_chair_and_one_that_holds_something_is_not(meeting, cast):
    item = meeting.items.get(part=Part.B)
    other = meeting.items.create(
        school=meeting.school, order=99, part=Part.B, circle="named", title="B", minutes=5
    )
    other.named.set([cast.senior_adviser])
    other.notes = "Said already."
    other.save()
    change(meeting, cast, chair=cast.head_of_improvement)
    assert set(item.named.all()) == {cast.head_of_improvement, cast.senior_adviser}  # who called it
    assert set(other.named.all()) == {cast.senior_adviser}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (lambda cast: {"place": " "}, "place"),
        (lambda cast: {"length_minutes": 5}, "length_minutes"),
        (lambda cast: {"chair": cast.head}, "chair"),
    ],
)
def test_some_changes_are_refused(meeting, cast, facts, field):
    with pytest.raises(RuleError) as refused:
        change(meeting, cast, **facts(cast))
    assert refused.value.field == field
    assert mails(of(meeting, cast.head)) == [("REQUEST", 0)]


def test_nobody_is_mailed_about_one_that_began_and_one_that_is_over_stays(meeting, cast):
    with clock.at(london(CONFERENCE_DAY, 15)):
        change(meeting, cast, chair=cast.head_of_improvement)
    assert of(meeting, cast.senior_adviser).required_as == As.OPTIONAL
    assert mails(of(meeting, cast.head)) == [("REQUEST", 0)]
    cancel_conference(meeting, why="Snow.", by=cast.clerk)
    with pytest.raises(AlreadyDone):
        change(meeting, cast, place="Elsewhere")


def test_one_entered_late_is_changed_without_a_mail(case, cast):
    late = call(case, cast, starts_at=london(CONFERENCE_DAY - timedelta(days=28)), entered_late=True)
    change(late, cast, place="The town hall")
    assert not Dispatch.objects.filter(key__startswith="invitation:").exists()


def test_the_page_offers_those_who_may_chair(client, meeting, cast):
    client.force_login(cast.clerk)
    url = reverse("meetings:change", args=[meeting.pk])
    page = client.get(url)
    offered = [str(user) for user in page.context["form"].fields["chair"].queryset]
    assert str(cast.head_of_improvement) in offered
    assert str(cast.head) not in offered
    facts = {
        "form_key": form_key(client, url),
        "chair": cast.head_of_improvement.pk,
        "place": "The town hall",
        "length_minutes": 90,
        "purpose": "",
    }
    page = client.post(url, facts, follow=True)
    assert "The conference was changed." in text_of(page)
    assert "The town hall" in text_of(page)


def test_a_chair_who_left_is_told_on_the_page_and_another_one_has_to_be_chosen(client, meeting, cast):
    client.force_login(cast.clerk)
    assert "Choose another chair" not in text_of(client.get(meeting.get_absolute_url()))
    deactivate_person(cast.senior_adviser, why="Left.", by=cast.administrator)
    page = text_of(client.get(meeting.get_absolute_url()))
    assert f"{cast.senior_adviser} can’t chair it any more" in page
    url = reverse("meetings:change", args=[meeting.pk])
    facts = {"form_key": form_key(client, url), "place": "The hall", "length_minutes": 90, "chair": ""}
    assert client.post(url, facts).context["form"].errors["chair"] == ["Choose who chairs it"]
