"""Whether a school is eligible for intervention, and until when which power can be used.

Computed from its notices. Eligible, by the 2006 Act: a notice under section 60 was given, its period is over,
it was not complied with to the authority's satisfaction, and a separate notice of the proposal to use powers
was given. Sections 64 and 66 can be used within two months of the end of the period of the notice.
"""

from dataclasses import dataclass
from datetime import date

from letters.law import POWERS, by_power, window_ends
from letters.models import Letter
from letters.wording import listed, plain_day
from record import clock


@dataclass(frozen=True)
class Intervention:
    """``since``: the first day of eligibility, None before; ``powers``: those named, as a notice has them."""

    since: date | None
    powers: list[str]
    window: str

    @property
    def standing(self) -> str:
        if self.since:
            return f"The school is eligible for intervention since {plain_day(self.since)}."
        return (
            "The school is not eligible for intervention yet: the notice of the proposal to use powers has "
            "not been given."
        )


def intervention_of(letter: Letter) -> Intervention | None:
    """Where intervention stands after a notice that was not complied with; None while there is none such."""
    notice = letter.follows if letter.kind.must_follow else letter
    if notice is None or notice.status != Letter.Status.NOT_COMPLIED or not notice.kind.states_grounds:
        return None
    proposals = notice.followed_by.filter(kind__must_follow=True, given_on__isnull=False)
    proposal = proposals.exclude(status__in=Letter.NO_LONGER_STANDING).order_by("given_on").first()
    named = proposal.powers if proposal else notice.powers
    return Intervention(
        since=proposal.given_on if proposal else None, powers=by_power(named), window=_window(notice, named)
    )


def _window(notice: Letter, named: list[str]) -> str:
    """Until when the powers with a window of two months can be used; empty if none of them is named."""
    short = [
        f"section {POWERS[code].section}" for code in POWERS if code in named and POWERS[code].two_months
    ]
    running = notice.running_clock
    if not short or running is None:
        return ""
    last = window_ends(running.ends_on)
    verb = "could be used until" if last < clock.today() else "can be used until"
    return f"The power of {listed(short)} {verb} {plain_day(last)}: two months after the end of the period."
