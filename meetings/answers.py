"""How many of those who are asked have answered an invitation: counted once, for every page that says it.

Whoever chairs is not asked. Who sends somebody is not counted: the one sent is.
"""

from typing import Any

from django.db.models import Count, Q, QuerySet

from meetings.choices import RequiredAs
from meetings.models import Invitee
from record.words import counted, number

Reply = Invitee.Reply
ASKED = ~Q(invitees__required_as=RequiredAs.CHAIR) & ~Q(invitees__reply=Reply.DELEGATED)


def with_answers(meetings: QuerySet[Any]) -> QuerySet[Any]:
    """The meetings, each with how many are ``asked``, have ``accepted`` and have ``declined``."""
    return meetings.annotate(
        asked=Count("invitees", filter=ASKED, distinct=True),
        accepted=Count("invitees", filter=ASKED & Q(invitees__reply=Reply.ACCEPTED), distinct=True),
        declined=Count("invitees", filter=ASKED & Q(invitees__reply=Reply.DECLINED), distinct=True),
    )


def answers_in_words(meeting: Any) -> str:
    """Three of eight have accepted, one has declined: of a meeting from ``with_answers``."""
    asked, accepted, declined = meeting.asked, meeting.accepted, meeting.declined
    if not asked:
        return "nobody is asked to answer"
    if not accepted and not declined:
        return f"{counted(asked, 'person', 'people')} asked, no answer yet"
    if accepted == asked:
        return "all who are asked have accepted"
    said = f"{number(accepted)} of {number(asked)} {'has' if accepted == 1 else 'have'} accepted"
    return f"{said}, {number(declined)} {'has' if declined == 1 else 'have'} declined" if declined else said
