"""The list of invitees after a meeting was called: one more, one less, the invitation once again."""

from meetings import events
from meetings.models import Invitee, Meeting
from meetings.services.conferences import lock_upcoming
from meetings.services.invitations import announces, mail_invitation
from meetings.services.invitees import (
    As,
    InviteeFacts,
    add_invitee,
    check_may_be_invited,
    diocesan_officers,
    needs_diocese,
    with_accounts,
)
from meetings.services.papers import send_papers_to
from meetings.services.replies import drop, drop_delegate, fresh
from meetings.services.telling import tell_meeting
from people.models import User
from record.errors import RuleError
from record.services import service


@service
def invite_person(meeting: Meeting, *, facts: InviteeFacts, by: User) -> Invitee:
    """One person more is invited, and has the invitation.

    Refuses (RuleError) a second chair, somebody on the list already, and whom ``check_people`` refuses; a
    meeting that is over (AlreadyDone).
    """
    lock_upcoming(meeting)
    (facts,) = with_accounts([facts])
    if facts.required_as not in As.values or facts.required_as == As.CHAIR:
        raise RuleError("Say as what this person is invited", field="required_as")
    check_may_be_invited(meeting, [facts])
    if meeting.invitees.filter(email__iexact=facts.address).exists():
        raise RuleError(f"{facts.called} is invited already", field="invitees")
    invitee = add_invitee(meeting, facts)
    if facts.required_as == As.DIOCESE and meeting.without_diocese_why:
        meeting.without_diocese_why = ""
        meeting.save()
    if announces(meeting):
        mail_invitation(invitee)
        send_papers_to(invitee)
    tell_meeting(events.PERSON_INVITED, meeting, who=invitee.name)
    return invitee


@service
def take_off_list(invitee: Invitee, *, why: str = "", without_diocese_why: str = "", by: User) -> Meeting:
    """The person is not invited any more, nor who was to come instead; both know it.

    Refuses (RuleError) the chair, a meeting that began, and the last of a church school's diocese unless it
    is said why; a meeting that is over (AlreadyDone).
    """
    meeting = lock_upcoming(invitee.meeting)
    fresh(invitee)
    if invitee.required_as == As.CHAIR:
        raise RuleError(f"{invitee.name} chairs the conference: choose another chair first")
    if meeting.began_at:
        raise RuleError("The conference has begun: record there who did not come")
    _check_diocese_stays(invitee, without_diocese_why)
    sender = invitee.stands_in_for
    dropped = drop_delegate(invitee)
    invitee._change_reason = why
    drop(invitee)
    if sender:
        sender.reply, sender.replied_at, sender.heard = Invitee.Reply.NONE, None, ""
        sender.save()
    facts = {"who": invitee.name, "why": why.strip(), "dropped": dropped.name if dropped else ""}
    tell_meeting(events.PERSON_TAKEN_OFF, meeting, **facts)
    return meeting


@service
def invite_again(invitee: Invitee, *, by: User) -> Invitee:
    """The person has the invitation once more, as a newer version of the same calendar entry.

    Refuses (RuleError) somebody who may not see the school any more, and a meeting whose invitations are not
    out; a meeting that is over (AlreadyDone).
    """
    meeting = lock_upcoming(invitee.meeting)
    fresh(invitee)
    if not announces(meeting):
        raise RuleError("The invitations to this conference are not sent yet")
    if invitee.user:
        check_may_be_invited(meeting, [InviteeFacts(invitee.required_as, user=invitee.user)])
    invitee.sequence += 1
    invitee.save()
    mail_invitation(invitee)
    tell_meeting(events.PERSON_INVITED_AGAIN, meeting, who=invitee.name)
    return invitee


def _check_diocese_stays(invitee: Invitee, why: str) -> None:
    """Nothing, if the diocese stays invited; otherwise the reason is kept, and without one it is refused."""
    meeting, school = invitee.meeting, invitee.meeting.school
    if invitee.required_as != As.DIOCESE or school is None or not needs_diocese(school, meeting.type):
        return
    others = meeting.invitees.filter(required_as=As.DIOCESE).exclude(pk=invitee.pk)
    if others.exclude(stands_in_for=invitee).exists() or invitee.stands_in_for:
        return
    if not why.strip():
        names = " or ".join(user.name for user in diocesan_officers(school) if user != invitee.user)
        instead = f"Invite {names} first, or say" if names else "Say"
        raise RuleError(
            f"{instead} why the conference is held without the {school.diocese}", field="without_diocese_why"
        )
    meeting.without_diocese_why = why.strip()
    meeting.save()
