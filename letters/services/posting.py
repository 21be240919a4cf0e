"""What was posted or handed over in one go."""

from collections.abc import Iterable
from datetime import date

from letters.models import PaperNotice, Service
from letters.services.serving import record_posting
from letters.services.telling import record_notice_sent
from letters.wording import plain_day
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service


@service
def record_sent(sent: Iterable[Service | PaperNotice], *, on: date, who: str, by: User) -> int:
    """It is on record that these copies and notices left on that day, and who saw to it. How many.

    What is on record already stays as it is. Refuses (RuleError) nothing at all, no name and a day to come,
    and what ``record_posting`` and ``record_notice_sent`` refuse.
    """
    sent = list(sent)
    if not sent:
        raise RuleError("Tick what was sent.", field="what")
    if not who.strip():
        raise RuleError("Say who sent it.", field="who")
    if on > clock.today():
        raise RuleError("Give a day until today.", field="on")
    done = 0
    for each in sent:
        proof = f"{who.strip()}, {each.get_method_display().lower()}, {plain_day(on)}"
        try:
            if isinstance(each, Service):
                record_posting(each, proof=proof, on=on, by=by)
            else:
                record_notice_sent(each, proof=proof, by=by)
        except AlreadyDone:
            continue
        done += 1
    return done
