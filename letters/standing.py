"""Where a letter stands, said once for pages, packs and reports: from its state, its clock and its answer."""

from dataclasses import dataclass
from typing import Any

from letters.assessing import assessed_after
from letters.models import Letter
from record import clock
from record.words import plain_day

Status = Letter.Status


@dataclass(frozen=True)
class Standing:
    """In words that may follow the letter's name, and whether the school or the authority is late with it."""

    words: str
    late: bool = False

    def __str__(self) -> str:
        return self.words


def standing_of(letter: Any) -> Standing:
    """Of a letter fetched ``with_end``: its time runs or is over, or it was answered or assessed.

    An answer is assessed when the days that the letter names are over, those of its actions too. Of many
    letters ``parts`` are prefetched, besides what ``assessed_after`` asks.
    """
    if letter.status != Status.GIVEN:
        return Standing(letter.get_status_display().lower(), late=letter.status == Status.NOT_COMPLIED)
    if letter.ends_on is None:
        return Standing("no time runs")
    ended = letter.ends_on < clock.today()
    response = getattr(letter, "response", None)
    if response:
        answered = f"answered{' late' if response.late else ''} on {plain_day(response.received_on)}"
        after = assessed_after(letter, ends_on=letter.ends_on)
        if after >= clock.today() and after != response.received_on:
            return Standing(f"{answered}, to be assessed after {plain_day(after)}", late=response.late)
        over = f"; its time ended on {plain_day(letter.ends_on)}" if ended else ""
        return Standing(f"{answered}, not assessed yet{over}", late=ended or response.late)
    in_part = bool(letter.parts.all())
    if ended:
        came = "it was answered in part alone" if in_part else "no answer has come"
        return Standing(f"its time ended on {plain_day(letter.ends_on)}, {came}", late=True)
    if in_part:
        return Standing(f"answered in part, time to {plain_day(letter.ends_on)}")
    return Standing(f"time to {plain_day(letter.ends_on)}")
