"""The pages by which people answer invitations, and those of the clerk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from concern_cases.models import CaseEvent
from meetings.models import Invitee
from meetings.reply_links import reply_link, token_of
from meetings.services.replies import Answer, answer_invitation
from people.models import Share
from people.services.grants import derive_grants
from record.models import Dispatch, ReadLog
from tests.meetings.test_pages import form_key, text_of
from tests.meetings.test_replies import of
from tests.workflows.conftest import CONFERENCE_DAY, MONDAY, london
from workflows.services.conferences import cancel_conference, move_conference

Reply, Heard = Invitee.Reply, Invitee.Heard


def link_of(meeting, person):
    return reverse("meetings:reply", args=[token_of(of(meeting, person))])


def state(meeting):
    rows = meeting.invitees.order_by("pk").values_list("pk", "reply", "sequence", "replied_at", "heard")
    return list(rows), CaseEvent.objects.count(), Invitee.history.count(), Dispatch.objects.count()


def test_the_link_in_the_mail_leads_to_a_page_without_signing_in(client, meeting, cast):
    link = reply_link(of(meeting, cast.head))
    mail = Dispatch.objects.get(key=f"invitation:{of(meeting, cast.head).pk}:0").payload
    assert link in mail["text"]
    assert mail["forget"] == ["text"]
    assert token_of(of(meeting, cast.head)) not in mail["calendar"]
    page = client.get(link)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "Invitation of David Lorimer" in text_of(page)


def test_the_page_shows_what_the_mail_said_and_nothing_of_the_case(client, meeting, cast):
    meeting.purpose = "Writing stalls."
    meeting.save()
    page = text_of(client.get(link_of(meeting, cast.head)))
    for told in (str(meeting.school), "The school hall", "2\N{NO-BREAK SPACE}pm", "Helen Marchetti"):
        assert told in page
    for hidden in (meeting.case.reference, "Writing stalls.", "Catherine Blyth", meeting.get_absolute_url()):
        assert hidden not in page


def test_looking_changes_nothing_and_is_logged(client, meeting, cast):
    before = state(meeting)
    client.get(link_of(meeting, cast.head), {"reply": "accepted"})
    client.head(link_of(meeting, cast.head))
    assert state(meeting) == before
    row = ReadLog.objects.filter(what="invitation of David Lorimer by its link").latest("pk")
    assert (row.user_id, row.urn) == (None, meeting.school.urn)


def test_an_answer_is_sent_once_however_often_it_is_clicked(client, meeting, cast):
    url = link_of(meeting, cast.head)
    assert client.post(url, {"reply": "accepted"}).url == url
    once = state(meeting)
    client.post(url, {"reply": "accepted"})
    assert state(meeting) == once
    assert "Your answer so far:</b> you come" in text_of(client.get(url))


def test_the_page_asks_for_a_token_against_forgery(meeting, cast):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link_of(meeting, cast.head), {"reply": "accepted"}).status_code == 403
    assert of(meeting, cast.head).reply == Reply.NONE


def test_somebody_else_is_sent_by_the_page_and_what_lacks_is_told_beside_the_field(client, meeting, cast):
    url = link_of(meeting, cast.chair)
    form = client.post(url, {"reply": "delegated", "delegate_email": "nonsense"}).context["form"]
    assert set(form.errors) == {"delegate_name", "delegate_email"}
    sends = {"reply": "delegated", "delegate_name": "Ann Other", "delegate_email": "ann@elsewhere.example"}
    page = text_of(client.post(url, sends, follow=True))
    assert "You send Ann Other." in page
    assert of(meeting, cast.chair).delegate.name == "Ann Other"


def test_a_word_why_is_short(client, meeting, cast):
    form = client.post(link_of(meeting, cast.head), {"reply": "declined", "note": "x" * 301}).context["form"]
    assert "note" in form.errors
    assert of(meeting, cast.head).reply == Reply.NONE


def test_after_a_move_the_old_link_shows_the_new_time(client, meeting, cast):
    url = link_of(meeting, cast.head)
    move_conference(
        meeting, starts_at=london(CONFERENCE_DAY + timedelta(days=1), 9), why="Snow.", by=cast.senior_adviser
    )
    page = text_of(client.get(url))
    assert "Friday 11\N{NO-BREAK SPACE}December\N{NO-BREAK SPACE}2026" in page
    assert "Snow." not in page
    client.post(url, {"reply": "accepted"})
    assert of(meeting, cast.head).reply == Reply.ACCEPTED


def test_a_link_that_is_over_explains_itself_and_records_nothing(client, meeting, cast):
    url = link_of(meeting, cast.diocesan_officer)
    Share.objects.update(until=MONDAY - timedelta(days=1), ended_why="It was agreed to end it.")
    derive_grants()
    before = state(meeting)
    for answer in (client.get(url), client.post(url, {"reply": "accepted"})):
        assert answer.status_code == 410
        assert "This invitation is no longer yours" in text_of(answer)
        assert str(meeting.school) not in text_of(answer)
    assert state(meeting) == before
    other = link_of(meeting, cast.head)
    cancel_conference(meeting, why="Snow.", by=cast.senior_adviser)
    assert "The meeting was cancelled" in text_of(client.get(other))
    unknown = client.get(reverse("meetings:reply", args=["nonsense"]))
    assert (unknown.status_code, "This link does not work" in text_of(unknown)) == (404, True)


def test_who_is_signed_in_has_the_same_three_answers(client, meeting, cast):
    client.force_login(cast.chair)
    url = reverse("meetings:answer", args=[meeting.pk])
    choices = [value for value, _ in client.get(url).context["form"].fields["reply"].choices]
    assert choices == ["accepted", "declined", "delegated"]
    client.post(url, {"reply": "declined", "note": "A funeral."})
    chair = of(meeting, cast.chair)
    assert (chair.heard, chair.reply_note) == (Heard.SITE, "A funeral.")
    assert client.post(url, {"reply": "maybe"}).context["form"].errors["reply"]


def test_the_list_says_who_comes_how_it_was_heard_and_whom_it_lacks(client, meeting, cast):
    answer_invitation(of(meeting, cast.head), Answer(Reply.DECLINED, note="A funeral."), by=cast.head)
    answer_invitation(
        of(meeting, cast.chair),
        Answer(Reply.DELEGATED, delegate_name="Ann Other", delegate_email="ann@elsewhere.example"),
        heard=Heard.LINK,
        by=None,
    )
    client.force_login(cast.clerk)
    page = " ".join(text_of(client.get(meeting.get_absolute_url())).split())
    assert "Sends Ann Other<span" in page
    assert "by the link in the invitation" in page
    assert "Instead of Susan Hallett" in page
    assert "Required, but does not come: David Lorimer." in page
    assert "A funeral." in page
    client.force_login(cast.nle)
    assert "A funeral." not in text_of(client.get(meeting.get_absolute_url()))


def entered(client, url, meeting, **answers):
    """The clerk's form as the page drew it, with these answers put in."""
    form = client.get(url).context["form"]
    facts = {name: form[name].value() or "" for name in form.fields}
    return {**facts, **answers}


def test_the_clerk_enters_replies_and_what_is_left_alone_stays(client, meeting, cast):
    answer_invitation(of(meeting, cast.head), Answer(Reply.ACCEPTED), by=cast.head)
    client.force_login(cast.clerk)
    url = reverse("meetings:replies", args=[meeting.pk])
    nle, before = of(meeting, cast.nle), CaseEvent.objects.count()
    facts = entered(client, url, meeting, **{f"reply_{nle.pk}": "declined", f"note_{nle.pk}": "On a course."})
    assert client.post(url, facts).url == url
    assert client.post(url, facts).url == url
    assert CaseEvent.objects.count() == before + 1
    assert (of(meeting, cast.nle).heard, of(meeting, cast.head).heard) == (Heard.CLERK, Heard.SITE)


def test_an_answer_given_in_the_meantime_is_not_written_over(client, meeting, cast):
    client.force_login(cast.clerk)
    url, head = reverse("meetings:replies", args=[meeting.pk]), of(meeting, cast.head)
    untouched = entered(client, url, meeting)
    touched = entered(client, url, meeting, **{f"reply_{head.pk}": "declined"})
    answer_invitation(of(meeting, cast.head), Answer(Reply.ACCEPTED), by=cast.head)
    form = client.post(url, touched).context["form"]
    assert form.errors[f"reply_{head.pk}"] == ["David Lorimer answered in the meantime: look at it again"]
    client.post(url, untouched)
    assert of(meeting, cast.head).reply == Reply.ACCEPTED


def test_a_refusal_stands_beside_the_person_it_is_about(client, meeting, cast):
    client.force_login(cast.clerk)
    url, chair = reverse("meetings:replies", args=[meeting.pk]), of(meeting, cast.chair)
    sends = {
        f"reply_{chair.pk}": "delegated",
        f"delegate_name_{chair.pk}": "David Lorimer",
        f"delegate_email_{chair.pk}": cast.head.email,
    }
    form = client.post(url, entered(client, url, meeting, **sends)).context["form"]
    assert form.errors[f"delegate_email_{chair.pk}"] == ["David Lorimer is invited already"]


def test_people_are_added_and_taken_off_by_forms(client, meeting, cast):
    client.force_login(cast.clerk)
    add = reverse("meetings:invite", args=[meeting.pk])
    guest = {
        "who": "other",
        "name": "Ben Adeyemi",
        "email": "ben@elsewhere.example",
        "required_as": "support",
    }
    client.post(add, {"form_key": form_key(client, add), **guest})
    invitee = meeting.invitees.get(email="ben@elsewhere.example")
    assert invitee.required_as == Invitee.RequiredAs.SUPPORT
    client.post(reverse("meetings:invite_again", args=[meeting.pk, invitee.pk]))
    invitee.refresh_from_db()
    assert invitee.sequence == 1
    off = reverse("meetings:take_off", args=[meeting.pk, invitee.pk])
    facts = {"form_key": form_key(client, off), "why": ""}
    first, second = client.post(off, facts), client.post(off, facts)
    assert first.url == second.url == reverse("meetings:replies", args=[meeting.pk])
    assert not meeting.invitees.filter(pk=invitee.pk).exists()


def test_whoever_the_rules_name_and_was_left_out_is_offered(client, meeting, cast):
    of(meeting, cast.nle).delete()
    client.force_login(cast.clerk)
    form = client.get(reverse("meetings:invite", args=[meeting.pk])).context["form"]
    offered = [label for _, label in form.fields["who"].choices]
    assert offered == ["Ruth Calloway, National Leader of Education", "Somebody else"]


@pytest.mark.parametrize(("person", "status"), [("head", 403), ("director", 403), ("other_chair", 404)])
def test_only_who_manages_meetings_enters_replies(client, meeting, cast, person, status):
    client.force_login(getattr(cast, person))
    nle = of(meeting, cast.nle)
    for name, args in (("replies", []), ("invite", []), ("take_off", [nle.pk]), ("invite_again", [nle.pk])):
        url = reverse(f"meetings:{name}", args=[meeting.pk, *args])
        assert client.post(url, {"why": "x"}).status_code == status
    assert of(meeting, cast.nle).sequence == 0
