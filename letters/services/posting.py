"""What was posted or handed over in one go."""

from collections.abc import Iterable, Mapping
from datetime import date

from letters.models import PaperNotice, Service
from letters.services.serving import record_posting, way_on_paper
from letters.services.telling import record_notice_sent
from letters.wording import plain_day
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service


@service
def record_sent(
    sent: Iterable[Service | PaperNotice],
    *,
    on: date,
    who: str,
    taken_by: Mapping[Service | PaperNotice, str] | None = None,
    by: User,
) -> int:
    """It is on record that these copies and notices left on that day, and who saw to it. How many.

    ``taken_by``: who took what was handed over. What is on record already stays as it is. Refuses (RuleError)
    nothing at all, no name, something handed over to nobody, a day to come, and what ``record_posting`` and
    ``record_notice_sent`` refuse.
    """
    sent, taken_by = list(sent), taken_by or {}
    if not sent:
        raise RuleError("Tick what was sent.", field="what")
    if not who.strip():
        raise RuleError("Say who sent it.", field="who")
    if on > clock.today():
        raise RuleError("Give a day until today.", field="on")
    done = 0
    for each in sent:
        proof = f"{who.strip()}, {_how(each, taken_by)}, {plain_day(on)}"
        try:
            if isinstance(each, Service):
                record_posting(each, proof=proof, on=on, by=by)
            else:
                record_notice_sent(each, proof=proof, by=by)
        except AlreadyDone:
            continue
        done += 1
    return done


def _how(each: Service | PaperNotice, taken_by: Mapping[Service | PaperNotice, str]) -> str:
    way = way_on_paper(each.method)
    how = way.label.lower()
    if way != Service.Method.HAND:
        return how
    name = taken_by.get(each, "").strip()
    if not name:
        raise RuleError(f"Say who took the letter for {each.recipient}.", field="taken")
    return f"{how} to {name}"
