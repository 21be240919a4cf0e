"""Replies to invitations and who comes instead: what is recorded, what is sent, what is refused."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from concern_cases.events import tell
from concern_cases.models import CaseEvent
from meetings.models import Invitee
from meetings.reply_links import LinkOver, invitee_by_link, token_of
from meetings.services.inviting import take_off_list
from meetings.services.replies import CHANGES_A_DAY, DELEGATES, Answer, answer_invitation, enter_replies
from people.models import Share
from people.services.grants import derive_grants
from people.services.people import deactivate_person
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from tests.workflows.conftest import CONFERENCE_DAY, MONDAY, hold, london
from workflows.services.conferences import cancel_conference, move_conference

Reply, Heard = Invitee.Reply, Invitee.Heard
SENDS = Answer(Reply.DELEGATED, delegate_name="Ann Other", delegate_email="ann@elsewhere.example")


def of(meeting, person):
    return meeting.invitees.get(user=person)


def by_link(invitee, answer):
    return answer_invitation(invitee, answer, heard=Heard.LINK, by=None)


def mails(invitee):
    """Method and SEQUENCE of every calendar entry that was sent to the person, in order."""
    found = Dispatch.objects.filter(key__startswith=f"invitation:{invitee.pk}:").order_by("pk")
    entries = []
    for mail in found:
        calendar = Calendar.from_ical(mail.payload["calendar"])
        entry = calendar.walk("VEVENT")[0]
        assert str(calendar["METHOD"]) == mail.payload["calendar_method"]
        assert str(entry["UID"]).startswith(str(invitee.uid))
        entries.append((str(calendar["METHOD"]), int(entry["SEQUENCE"])))
    return entries


def last_event():
    return tell(CaseEvent.objects.latest("pk"))


@pytest.fixture
def sent(meeting, cast):
    """The chair of governors sends Ann Other."""
    by_link(of(meeting, cast.chair), SENDS)
    return meeting.invitees.get(email="ann@elsewhere.example")


def test_an_answer_by_the_link_says_how_and_when_it_was_heard_and_names_nobody_as_signed_in(meeting, cast):
    invitee = by_link(of(meeting, cast.head), Answer(Reply.DECLINED, note="A funeral."))
    invitee.refresh_from_db()
    assert (invitee.reply, invitee.heard, invitee.reply_note) == (Reply.DECLINED, Heard.LINK, "A funeral.")
    assert invitee.replied_at == clock.now()
    assert last_event().title == (
        "David Lorimer declined the invitation to the case conference of "
        "Thursday 10 December 2026 at 2 pm, by the link in the mail"
    )
    assert CaseEvent.objects.latest("pk").actor_id is None
    assert "funeral" not in str(CaseEvent.objects.latest("pk").body)


def test_the_same_answer_twice_is_one_event(meeting, cast):
    invitee, before = of(meeting, cast.head), CaseEvent.objects.count()
    by_link(invitee, Answer(Reply.ACCEPTED))
    by_link(of(meeting, cast.head), Answer(Reply.ACCEPTED))
    assert CaseEvent.objects.count() == before + 1


def test_whoever_is_sent_has_an_invitation_of_his_or_her_own(meeting, cast, sent):
    sender = of(meeting, cast.chair)
    assert sender.reply == Reply.DELEGATED
    assert (sent.stands_in_for, sent.required_as, sent.user) == (sender, sender.required_as, None)
    assert sent.uid != sender.uid
    assert mails(sent) == [("REQUEST", 0)]
    assert mails(sender) == [("REQUEST", 0)]  # the sender's calendar has nothing new
    text = Dispatch.objects.get(key=f"invitation:{sent.pk}:0").payload["text"]
    assert "You come instead of Susan Hallett." in text
    assert last_event().title.startswith("Susan Hallett sends Ann Other to the case conference of")


def test_to_send_the_same_person_twice_is_one_invitation(meeting, cast, sent):
    before = CaseEvent.objects.count()
    by_link(of(meeting, cast.chair), SENDS)
    assert meeting.invitees.filter(email="ann@elsewhere.example").get() == sent
    assert CaseEvent.objects.count() == before


def test_a_change_of_mind_takes_the_delegates_invitation_back(meeting, cast, sent):
    by_link(of(meeting, cast.chair), Answer(Reply.ACCEPTED))
    assert mails(sent) == [("REQUEST", 0), ("CANCEL", 1)]
    assert not meeting.invitees.filter(pk=sent.pk).exists()
    assert last_event().details == ("Ann Other is not sent any more.",)
    with pytest.raises(LinkOver, match="withdrawn"):
        invitee_by_link(token_of(sent))


def test_somebody_else_instead_of_the_first_is_one_delegate(meeting, cast, sent):
    other = Answer(Reply.DELEGATED, delegate_name="Ben Adeyemi", delegate_email="ben@elsewhere.example")
    by_link(of(meeting, cast.chair), other)
    assert of(meeting, cast.chair).delegate.name == "Ben Adeyemi"
    assert mails(sent)[-1] == ("CANCEL", 1)


def test_who_has_an_account_and_sees_the_school_is_sent_by_that_account(meeting, cast):
    answer = Answer(Reply.DELEGATED, delegate_name="A. Shaw", delegate_email=cast.governor.email.upper())
    by_link(of(meeting, cast.chair), answer)
    delegate = of(meeting, cast.chair).delegate
    assert (delegate.user, delegate.name) == (cast.governor, "Anita Shaw")


def test_who_has_an_account_and_does_not_see_the_school_is_not_sent_past_it(meeting, cast):
    answer = Answer(Reply.DELEGATED, delegate_name="Gareth", delegate_email=cast.other_chair.email)
    with pytest.raises(RuleError, match="Gareth may not see this school") as refused:
        by_link(of(meeting, cast.chair), answer)
    assert refused.value.field == "delegate_email"
    assert of(meeting, cast.chair).reply == Reply.NONE


@pytest.mark.parametrize(
    ("name", "email", "sentence"),
    [
        ("Susan Hallett", "chair", "somebody else, not your own"),
        ("David Lorimer", "head", "David Lorimer is invited already"),
        ("", "new@elsewhere.example", "Give the name"),
        ("See https://evil.example", "new@elsewhere.example", "Give the name"),
        ("Ann Other", "nonsense", "Give an e-mail address for Ann Other"),
    ],
)
def test_some_people_can_not_be_sent(meeting, cast, name, email, sentence):
    address = getattr(cast, email).email if hasattr(cast, email) else email
    with pytest.raises(RuleError, match=sentence):
        by_link(of(meeting, cast.chair), Answer(Reply.DELEGATED, delegate_name=name, delegate_email=address))
    assert not meeting.invitees.exclude(stands_in_for=None).exists()


def test_who_was_sent_sends_nobody(meeting, cast, sent):
    further = Answer(Reply.DELEGATED, delegate_name="Ben", delegate_email="ben@elsewhere.example")
    with pytest.raises(
        RuleError, match="You come instead of Susan Hallett, who alone can send somebody else"
    ):
        by_link(sent, further)


def test_the_chair_sends_nobody(meeting, cast):
    with pytest.raises(RuleError, match="Whoever chairs can’t send somebody else"):
        by_link(of(meeting, cast.senior_adviser), SENDS)


def test_one_invitation_names_only_so_many_people(meeting, cast):
    for number in range(DELEGATES):
        email = f"ann{number}@elsewhere.example"
        by_link(of(meeting, cast.chair), Answer(Reply.DELEGATED, delegate_name="Ann", delegate_email=email))
    with pytest.raises(RuleError, match="tell the clerk who comes"):
        by_link(of(meeting, cast.chair), SENDS)


def test_one_invitation_is_answered_only_so_often_a_day(meeting, cast):
    invitee = of(meeting, cast.head)
    for number in range(CHANGES_A_DAY):
        by_link(invitee, Answer([Reply.ACCEPTED, Reply.DECLINED][number % 2]))
    with pytest.raises(RuleError, match="changed often today"):
        by_link(invitee, Answer(Reply.ACCEPTED))
    with clock.at(MONDAY + timedelta(days=2)):
        by_link(of(meeting, cast.head), Answer(Reply.ACCEPTED))


def test_a_move_asks_everybody_again_and_the_delegate_instead_of_the_sender(meeting, cast, sent):
    by_link(sent, Answer(Reply.ACCEPTED))
    by_link(of(meeting, cast.head), Answer(Reply.DECLINED, note="Ill."))
    later = london(CONFERENCE_DAY + timedelta(days=1))
    move_conference(meeting, starts_at=later, why="Snow.", by=cast.senior_adviser)
    sent.refresh_from_db()
    assert (sent.reply, sent.heard, sent.replied_at) == (Reply.NONE, "", None)
    assert (of(meeting, cast.head).reply, of(meeting, cast.head).reply_note) == (Reply.NONE, "")
    assert of(meeting, cast.chair).reply == Reply.DELEGATED
    assert mails(sent) == mails(of(meeting, cast.chair)) == [("REQUEST", 0), ("REQUEST", 1)]
    assert invitee_by_link(token_of(sent)).meeting.starts_at == later
    assert [who.user for who in meeting.earlier_dates.get().declined.all()] == [cast.head]


def test_a_cancelled_conference_leaves_the_delegates_calendar_too(meeting, cast, sent):
    cancel_conference(meeting, why="Snow.", by=cast.senior_adviser)
    assert mails(sent) == [("REQUEST", 0), ("CANCEL", 1)]
    with pytest.raises(LinkOver, match="cancelled"):
        invitee_by_link(token_of(sent))


def test_a_link_is_tampered_with_in_vain(meeting, cast):
    token = token_of(of(meeting, cast.head))
    uid, _, signature = token.partition(".")
    other = of(meeting, cast.chair).uid.hex
    for bad in (f"{other}.{signature}", uid, f"{uid}.", f"{uid}.{signature[:-1]}", "", "x.y"):
        with pytest.raises(LinkOver, match="unknown"):
            invitee_by_link(bad)


def test_a_link_ends_with_the_conference(meeting, cast):
    token = token_of(of(meeting, cast.head))
    with clock.at(meeting.ends_at), pytest.raises(LinkOver, match="over"):
        invitee_by_link(token)
    hold(meeting, cast)
    with pytest.raises(LinkOver, match="over"):
        invitee_by_link(token)
    with pytest.raises(AlreadyDone):
        by_link(of(meeting, cast.head), Answer(Reply.ACCEPTED))


def test_a_link_ends_with_the_share_of_its_owner(meeting, cast):
    officer = of(meeting, cast.diocesan_officer)
    Share.objects.update(until=MONDAY - timedelta(days=1), ended_why="It was agreed to end it.")
    derive_grants()
    with pytest.raises(LinkOver, match="withdrawn"):
        invitee_by_link(token_of(officer))
    with pytest.raises(RuleError, match="no longer yours"):
        by_link(officer, Answer(Reply.ACCEPTED))
    officer.refresh_from_db()
    assert officer.reply == Reply.NONE


def test_a_link_ends_when_the_account_of_its_owner_is_closed(meeting, cast):
    token = token_of(of(meeting, cast.head))
    deactivate_person(cast.head, why="Retired.", by=cast.administrator)
    with pytest.raises(LinkOver, match="withdrawn"):
        invitee_by_link(token)


def test_who_was_sent_by_somebody_shut_out_is_told_nothing_more_either(meeting, cast):
    by_link(of(meeting, cast.diocesan_officer), SENDS)
    delegate = of(meeting, cast.diocesan_officer).delegate
    Share.objects.update(until=MONDAY - timedelta(days=1), ended_why="It was agreed to end it.")
    derive_grants()
    later = london(CONFERENCE_DAY + timedelta(days=1))
    move_conference(meeting, starts_at=later, why="Snow.", by=cast.senior_adviser)
    assert mails(delegate) == [("REQUEST", 0)]
    with pytest.raises(LinkOver, match="withdrawn"):
        invitee_by_link(token_of(delegate))


def test_a_link_ends_when_its_owner_is_taken_off_the_list(meeting, cast):
    invitee = of(meeting, cast.nle)
    token = token_of(invitee)
    take_off_list(of(meeting, cast.nle), by=cast.clerk)
    with pytest.raises(LinkOver, match="withdrawn"):
        invitee_by_link(token)
    with pytest.raises(AlreadyDone, match="taken back"):
        by_link(invitee, Answer(Reply.ACCEPTED))


def test_the_clerk_enters_what_several_people_said_with_an_event_each(meeting, cast):
    before = CaseEvent.objects.count()
    said = {of(meeting, cast.head): Answer(Reply.ACCEPTED), of(meeting, cast.chair): SENDS}
    enter_replies(meeting, said, by=cast.clerk)
    assert CaseEvent.objects.count() == before + 2
    assert last_event().title.startswith("Nasreen Aziz entered that Susan Hallett sends Ann Other")
    assert of(meeting, cast.head).heard == Heard.CLERK


def test_one_answer_that_can_not_be_entered_leaves_them_all_out(meeting, cast):
    twice = Answer(Reply.DELEGATED, delegate_name="David Lorimer", delegate_email=cast.head.email)
    chair = of(meeting, cast.chair)
    with pytest.raises(RuleError) as refused:
        enter_replies(meeting, {of(meeting, cast.head): Answer(Reply.ACCEPTED), chair: twice}, by=cast.clerk)
    assert refused.value.field == f"delegate_email_{chair.pk}"
    assert of(meeting, cast.head).reply == Reply.NONE


def test_the_clerk_can_take_an_answer_back_and_nobody_else(meeting, cast):
    by_link(of(meeting, cast.head), Answer(Reply.ACCEPTED))
    with pytest.raises(RuleError, match="Say whether you will come"):
        by_link(of(meeting, cast.head), Answer(Reply.NONE))
    enter_replies(meeting, {of(meeting, cast.head): Answer(Reply.NONE)}, by=cast.clerk)
    assert (of(meeting, cast.head).reply, of(meeting, cast.head).heard) == (Reply.NONE, "")
