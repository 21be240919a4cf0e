"""When a letter is assessed: what it gave time for is judged once that time is over, not before."""

from datetime import date

from letters.content import deadline_of
from letters.models import Letter, LetterResponse, RequiredAction
from letters.reached import why_not_reached
from letters.recipients import recipients_of
from letters.recounting import counted_otherwise
from letters.wording import full_day
from record import clock
from record.deadlines import Deadline


def assessed_after(letter: Letter, *, ends_on: date | None = None) -> date:
    """The day after which the council judges what became of a letter that was given.

    Without an answer the last day of its time. With one the last of the days that the letter names, those of
    its actions too, so that nobody who answers early is judged early; and never before the answer came. A
    letter that asks for no action asks for the answer alone, unless there was more time after it or it
    proposes powers: they can't be used before its own time is over. ``ends_on`` is the last day of its time
    where that is known; of many letters actions and clocks are prefetched.
    """
    last: date = ends_on or letter.running_clock.ends_on
    response = getattr(letter, "response", None)
    if response is None:
        return last
    actions = [each.by for each in letter.required_actions.all()]
    if not actions and not letter.kind.must_follow and not _more_time_since(letter, response):
        return response.received_on
    return max(last, response.received_on, *actions)


def _more_time_since(letter: Letter, response: LetterResponse) -> bool:
    ended = [each.superseded_at for each in letter.clocks.all() if each.superseded_at]
    return any(moment >= response.recorded_at for moment in ended)


def due_after_the_end(letter: Letter) -> tuple[Deadline | None, list[RequiredAction]]:
    """The time that a draft would give if it were given today, and its actions that are due after its end."""
    due = deadline_of(letter, given=clock.today(), method=recipients_of(letter)[0].method)
    if due is None:
        return None, []
    return due, [each for each in letter.required_actions.all() if each.by > due.ends_on]


def why_no_finding(letter: Letter) -> str:
    """Why it can't be found today that the letter is not complied with; empty if it can.

    Of a notice under the Act: by section 60(1) its period has to have expired. Of a proposal: why no power
    can be used yet, because section 60(1)(d) asks for reasonable notice and the proposal says how long it is.
    Both have to have been given: that they reached the governing body is on record, and the period is over
    when it is counted from the day on which they count as given, too.
    """
    if not letter.kind.statutory:
        return ""
    if letter.time_is_over:
        return why_not_reached(letter) or _why_still_running(letter)
    last = full_day(letter.running_clock.ends_on)
    if letter.kind.must_follow:
        return f"The period of this proposal runs to {last}. Only after it powers can be used."
    return f"The period of this notice runs to {last}. Only after it the notice can be not complied with."


def _why_still_running(letter: Letter) -> str:
    """That it left later than was planned, and its period is longer than the school was told."""
    for each in counted_otherwise(Letter.objects.filter(pk=letter.pk)):
        if each.would_end > each.told_end and each.would_end >= clock.today():
            given = full_day(each.deemed_on or each.period_on)
            return (
                f"It counts as given on {given}, later than was planned: its period runs to "
                f"{full_day(each.would_end)}. Give the school that much time first."
            )
    return ""
