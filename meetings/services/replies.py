"""Replies to invitations: by their link, on the site, or as the clerk heard them; and who comes instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from meetings import events
from meetings.models import Invitee, Meeting
from meetings.reply_links import may_answer
from meetings.services.answer_reminders import tell_of_decline
from meetings.services.conferences import lock_upcoming
from meetings.services.invitations import announces, mail_invitation
from meetings.services.invitees import InviteeFacts, add_invitee, check_may_be_invited, with_accounts
from meetings.services.papers import send_papers_to
from meetings.services.telling import tell_meeting
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service

Reply, Heard = Invitee.Reply, Invitee.Heard
# What one invitation can do to the record and to other people's mailboxes.
CHANGES_A_DAY, DELEGATES = 20, 3
LONGEST_NOTE = 300
NOT_IN_A_NAME = set("/\\@<>:\r\n\t")
ANSWERS = {
    Reply.ACCEPTED: "accepted",
    Reply.DECLINED: "declined",
    Reply.NONE: "has not answered",
}
KINDS = {
    Heard.SITE: (events.INVITATION_ANSWERED, events.DELEGATE_NAMED),
    Heard.LINK: (events.INVITATION_ANSWERED_BY_LINK, events.DELEGATE_NAMED_BY_LINK),
    Heard.CLERK: (events.ANSWER_ENTERED, events.DELEGATE_ENTERED),
}


@dataclass(frozen=True)
class Answer:
    """What somebody says to an invitation; with ``delegated`` goes who comes instead."""

    reply: str
    note: str = ""
    delegate_name: str = ""
    delegate_email: str = ""


@service
def answer_invitation(
    invitee: Invitee, answer: Answer, *, heard: str = Heard.SITE, by: User | None
) -> Invitee:
    """It is known whether the person will come or sends somebody else, and how it was heard.

    Whoever was sent before and is not any more is told so; where somebody required declines, who chairs and
    who called the meeting. The same answer twice is one. Refuses (RuleError)
    an answer that is none, an invitation that is the person's no more, too many changes of mind, and whom
    ``_send`` refuses; a meeting that is over (AlreadyDone).
    """
    lock_upcoming(invitee.meeting)
    fresh(invitee)
    _check(invitee, answer, heard=heard)
    if _is_said_already(invitee, answer):
        _note(invitee, answer)
        return invitee
    delegate, dropped = None, None
    if answer.reply == Reply.DELEGATED:
        facts = _whom(invitee, answer, heard=heard)
        dropped = drop_delegate(invitee)
        delegate = _send(invitee, facts)
    else:
        dropped = drop_delegate(invitee)
    invitee.reply, invitee.heard = answer.reply, "" if answer.reply == Reply.NONE else heard
    invitee.replied_at = None if answer.reply == Reply.NONE else clock.now()
    invitee.reply_note = answer.note.strip()
    invitee.save()
    if answer.reply == Reply.DECLINED:
        tell_of_decline(invitee, by=by)
    _tell(invitee, heard=heard, delegate=delegate, dropped=dropped)
    return invitee


@service
def enter_replies(meeting: Meeting, answers: Mapping[Invitee, Answer], *, by: User) -> Meeting:
    """What these people told the clerk is entered, each with an event of its own.

    Refuses what ``answer_invitation`` refuses, with the person's key in the field: ``reply_7``.
    """
    for invitee, answer in answers.items():
        try:
            answer_invitation(invitee, answer, heard=Heard.CLERK, by=by)
        except RuleError as error:
            error.field = f"{error.field}_{invitee.pk}" if error.field else None
            raise
    return meeting


def fresh(invitee: Invitee) -> Invitee:
    """The invitation as it is now, of the same meeting; refuses (AlreadyDone) one that was taken back."""
    meeting = invitee.meeting
    try:
        invitee.refresh_from_db()
    except Invitee.DoesNotExist:
        raise AlreadyDone("This invitation was taken back") from None
    invitee.meeting = meeting
    return invitee


def drop_delegate(invitee: Invitee) -> Invitee | None:
    """Whoever comes instead of the person does not any more, and knows it; None if nobody did."""
    delegate = Invitee.objects.filter(stands_in_for=invitee).first()
    if delegate:
        drop(delegate)
    return delegate


def drop(invitee: Invitee) -> None:
    """The person is on the list no more, and the entry leaves the calendar. History keeps the row."""
    if announces(invitee.meeting):
        invitee.sequence += 1
        invitee.save()
        mail_invitation(invitee, method="CANCEL")
    invitee.delete()


def _check(invitee: Invitee, answer: Answer, *, heard: str) -> None:
    allowed = set(Reply.values) if heard == Heard.CLERK else set(Reply.values) - {Reply.NONE}
    if answer.reply not in allowed:
        raise RuleError("Say whether you will come", field="reply")
    if len(answer.note) > LONGEST_NOTE:
        raise RuleError(f"Say it in {LONGEST_NOTE} characters at most", field="note")
    if heard == Heard.CLERK:
        return
    if not may_answer(invitee):
        raise RuleError("This invitation is no longer yours: the school’s cases are not open to you any more")
    since = clock.now() - timedelta(days=1)
    if invitee.history.filter(history_date__gte=since).count() > CHANGES_A_DAY:
        raise RuleError("This was changed often today: tell the clerk what holds in the end")


def _is_said_already(invitee: Invitee, answer: Answer) -> bool:
    if invitee.reply != answer.reply:
        return False
    if answer.reply != Reply.DELEGATED:
        return True
    delegate = Invitee.objects.filter(stands_in_for=invitee).first()
    return delegate is not None and delegate.email == answer.delegate_email.strip().lower()


def _note(invitee: Invitee, answer: Answer) -> None:
    if invitee.reply_note != answer.note.strip():
        invitee.reply_note = answer.note.strip()
        invitee.save()


def _whom(invitee: Invitee, answer: Answer, *, heard: str) -> InviteeFacts:
    """Who is to come instead; refuses (RuleError) whoever can't.

    Neither the chair nor somebody who was sent sends somebody else; nobody is sent who is invited already, or
    has an account and may not see the school.
    """
    meeting = invitee.meeting
    _check_may_send(invitee, heard=heard)
    name, address = " ".join(answer.delegate_name.split()), answer.delegate_email.strip().lower()
    if not name or NOT_IN_A_NAME & set(name):
        raise RuleError("Give the name of whoever comes instead", field="delegate_name")
    others = meeting.invitees.exclude(stands_in_for=invitee)
    if address == invitee.email.lower():
        raise RuleError("Give the address of somebody else, not your own", field="delegate_email")
    if others.filter(email__iexact=address).exists():
        raise RuleError(f"{name} is invited already", field="delegate_email")
    (facts,) = with_accounts([InviteeFacts(invitee.required_as, name=name, email=address)])
    try:
        check_may_be_invited(meeting, [facts])
    except RuleError as error:
        sentence, what = str(error), "school" if meeting.school_id else "meeting"
        if facts.user:  # no more of the account than this is told to whoever names it
            sentence = f"{name} may not see this {what}: ask the clerk first, or send somebody else"
        raise RuleError(sentence, field="delegate_email") from error
    return facts


def _check_may_send(invitee: Invitee, *, heard: str) -> None:
    if invitee.required_as == Invitee.RequiredAs.CHAIR:
        raise RuleError("Whoever chairs can’t send somebody else: ask for another date", field="reply")
    if invitee.stands_in_for:
        sender = invitee.stands_in_for.name
        raise RuleError(f"You come instead of {sender}, who alone can send somebody else", field="reply")
    sent = Invitee.history.filter(stands_in_for_id=invitee.pk, history_type="+").count()
    if heard != Heard.CLERK and sent >= DELEGATES:
        raise RuleError("You have named several people already: tell the clerk who comes", field="reply")


def _send(invitee: Invitee, facts: InviteeFacts) -> Invitee:
    """The person comes instead, with an invitation of his or her own; the sender's calendar stays."""
    delegate = add_invitee(invitee.meeting, facts, stands_in_for=invitee)
    if announces(invitee.meeting):
        mail_invitation(delegate)
        send_papers_to(delegate)
    return delegate


def _tell(invitee: Invitee, *, heard: str, delegate: Invitee | None, dropped: Invitee | None) -> None:
    answered, sends = KINDS[Heard(heard)]
    facts = {"who": invitee.name, "dropped": dropped.name if dropped else ""}
    if delegate:
        tell_meeting(sends, invitee.meeting, delegate=delegate.name, **facts)
    else:
        tell_meeting(answered, invitee.meeting, answer=ANSWERS[Reply(invitee.reply)], **facts)
