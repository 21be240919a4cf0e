"""Corrections of approved minutes: numbered, with their reason, and never silent."""

from concern_cases.rules import worded
from meetings import events
from meetings.models import Amendment, Minutes
from meetings.services.circulation import ask_for_amended_pdf
from meetings.services.telling import tell_minutes
from people.models import User
from record.errors import RuleError
from record.services import service


@service
def amend_minutes(minutes: Minutes, *, text: str, why: str, by: User) -> Amendment:
    """The minutes have the next numbered amendment, and everybody who had them gets them with it.

    The minutes and every PDF that was sent stay as they were. Refuses (RuleError) an empty text or reason,
    minutes that are not approved (a draft is sent back instead) or not sent yet.
    """
    text = worded(text, "Say what is to be read instead, or added", field="text")
    why = worded(why, "Say why the minutes are corrected", field="why")
    minutes.refresh_from_db(from_queryset=Minutes.objects.select_for_update(of=("self",)))
    if not minutes.is_approved:
        raise RuleError("These minutes are not approved: send them back to be drafted again instead")
    if not minutes.circulated_at:
        raise RuleError("The minutes are being sent at this moment: amend them when everybody has them")
    last = minutes.amendments.order_by("number").last()
    amendment = Amendment.objects.create(
        minutes=minutes, number=last.number + 1 if last else 1, text=text, why=why, made_by=by
    )
    kind = events.PART_B_AMENDED if minutes.is_restricted else events.MINUTES_AMENDED
    tell_minutes(kind, minutes, number=amendment.number, text=text, why=why)
    ask_for_amended_pdf(amendment, by=by)
    return amendment
