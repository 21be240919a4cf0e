"""When a letter is assessed: what it gave time for is judged once that time is over, not before."""

from datetime import date

from letters.content import deadline_of
from letters.models import Letter, RequiredAction
from letters.recipients import recipients_of
from letters.wording import full_day
from record import clock
from record.deadlines import Deadline


def assessed_after(letter: Letter) -> date:
    """The day after which the council judges what became of a letter that was given.

    Without an answer the last day of its time. With one the last of the days that the letter names, those of
    its actions too, so that nobody who answers early is judged early; and never before the answer came. A
    letter that asks for no action asks for the answer alone.
    """
    last: date = letter.running_clock.ends_on
    response = getattr(letter, "response", None)
    if response is None:
        return last
    actions = [each.by for each in letter.required_actions.all()]
    return max(last, response.received_on, *actions) if actions else response.received_on


def due_after_the_end(letter: Letter) -> tuple[Deadline | None, list[RequiredAction]]:
    """The time that a draft would give if it were given today, and its actions that are due after its end."""
    due = deadline_of(letter, given=clock.today(), method=recipients_of(letter)[0].method)
    if due is None:
        return None, []
    return due, [each for each in letter.required_actions.all() if each.by > due.ends_on]


def why_too_early(letter: Letter) -> str:
    """Why it can't be found today that the letter is not complied with; empty if it can.

    Of a notice under the Act: by section 60(1) its period has to have expired.
    """
    if not letter.kind.statutory or letter.time_is_over:
        return ""
    last = full_day(letter.running_clock.ends_on)
    return f"The period of this notice runs to {last}. Only after it the notice can be not complied with."
