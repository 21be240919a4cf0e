"""Whether a school is eligible for intervention, and until when which power can be used.

Computed from its notices. Eligible, by the 2006 Act: a notice under section 60 was given, its period is over,
it was not complied with to the authority's satisfaction, and a separate notice of the proposal to use powers
was given; that both reached the governing body is on record. Sections 63, 64 and 66 can be used within two
months of the end of the period of the notice (for section 63 its subsection (3) says so): of the period that
the notice specified, whatever time was given besides.
"""

from dataclasses import dataclass
from datetime import date

from letters.assessing import why_no_finding
from letters.ladder import why_outside_the_act
from letters.law import POWERS, by_power, window_ends
from letters.models import Clock, Letter, Service
from letters.reached import why_not_reached
from letters.wording import full_day, listed, plain_day
from record import clock


@dataclass(frozen=True)
class Intervention:
    """``since``: the first day of eligibility, also one to come; None until a proposal is given.

    ``not_reached``: why notice or proposal is not on record as having reached the governing body.
    """

    since: date | None
    not_reached: str
    powers: list[str]
    window: str
    used: list[str]

    @property
    def standing(self) -> str:
        if self.not_reached:
            return f"It is not on record that the school is eligible for intervention. {self.not_reached}"
        if self.since and self.since > clock.today():
            return (
                f"The school will be eligible for intervention on {plain_day(self.since)}: on that day the "
                "notice of the proposal to use powers counts as given."
            )
        if self.since:
            return f"The school is eligible for intervention since {plain_day(self.since)}."
        return (
            "The school is not eligible for intervention yet: the notice of the proposal to use powers has "
            "not been given."
        )


def intervention_of(letter: Letter) -> Intervention | None:
    """Where intervention stands after a notice that was not complied with; None while there is none such.

    None, too, at a school that has closed or is none of section 59 any more, unless powers were used before.
    """
    notice = letter.follows if letter.kind.must_follow else letter
    if notice is None or notice.status != Letter.Status.NOT_COMPLIED or not notice.kind.states_grounds:
        return None
    if not notice.time_is_over:
        return None
    proposals = notice.followed_by.filter(kind__must_follow=True, given_on__isnull=False)
    proposal = proposals.exclude(status__in=Letter.NO_LONGER_STANDING).order_by("given_on").first()
    used = proposal.powers_used if proposal else []
    if not used and why_outside_the_act(notice.school):
        return None
    named = proposal.powers if proposal else notice.powers
    not_reached = why_not_reached(notice) or (why_not_reached(proposal) if proposal else "")
    return Intervention(
        since=_counts_as_given(proposal) if proposal and not not_reached else None,
        not_reached=not_reached,
        powers=by_power(named),
        window=_window(notice, named),
        used=by_power(used),
    )


def why_no_power(proposal: Letter) -> str:
    """Why none of the powers that it proposes can be used today; empty if they can, each in its time.

    Its own period runs, the school is none of section 59 any more, the notice before it no longer stands, or
    one of the two is not on record as having reached the governing body.
    """
    if unfit := why_outside_the_act(proposal.school):
        return f"{unfit} No power can be used there."
    notice = proposal.follows
    if notice is None or notice.status != Letter.Status.NOT_COMPLIED:
        return "The warning notice that it follows no longer stands. No power can be used after it."
    return why_not_reached(notice) or why_no_finding(proposal)


def too_late(proposal: Letter, powers: list[str]) -> str:
    """Which of the powers can't be used any more because their two months have passed; empty if all can."""
    last = _last_day(proposal.follows)
    gone = _with_window(powers)
    if not gone or last is None or last >= clock.today():
        return ""
    return f"The two months for {listed(gone)} ended on {full_day(last)}. Take these powers out."


def ends_too_late(proposal: Letter, ends_on: date) -> str:
    """Which of its powers could never be used if its own period ended on that day; empty if all could.

    They can be used only after it, and within the two months.
    """
    last, gone = _last_day(proposal.follows), _with_window(proposal.powers)
    if not gone or last is None or ends_on < last:
        return ""
    return (
        f"The period ends on {full_day(ends_on)}, but {listed(gone)} can be used until {full_day(last)} "
        "alone, and only after it. Give a shorter period, or take these powers out."
    )


def what_more_time_costs(letter: Letter) -> str:
    """What more time leaves of the two months for the powers that the letter names; empty without such."""
    notice = letter.follows if letter.kind.must_follow else letter
    last, short = _last_day(notice), _with_window(letter.powers)
    if not short or last is None:
        return ""
    until = f"More time does not move the two months: {listed(short)} can be used until {full_day(last)}"
    if letter.kind.must_follow:
        return f"{until}, and only after this proposal’s time. Give a day before that."
    return f"{until}. Before that, powers have to be proposed and the time of the proposal has to be over."


def _window(notice: Letter, named: list[str]) -> str:
    """Until when the powers with a window of two months can be used; empty if none of them is named."""
    short, last = _with_window(named), _last_day(notice)
    if not short or last is None:
        return ""
    verb = "could be used until" if last < clock.today() else "can be used until"
    return (
        f"The power of {listed(short)} {verb} {plain_day(last)}: two months after the end of the period that "
        "the notice gave."
    )


def _with_window(codes: list[str]) -> list[str]:
    return [f"section {POWERS[code].section}" for code in POWERS if code in codes and POWERS[code].two_months]


def _last_day(notice: Letter | None) -> date | None:
    """Counted from the end of the period that the notice specified, or of the fresh one after confirmation.

    More time that the council gave ends later but is counted from the same day, and moves nothing here.
    """
    running = notice.running_clock if notice else None
    if notice is None or running is None:
        return None
    period: Clock = notice.clocks.filter(given_on=running.given_on).earliest("pk")
    return window_ends(period.ends_on)


def _counts_as_given(proposal: Letter) -> date | None:
    """The day on which the governing body's copy counts as given, which by post is later than it left."""
    main = Service.objects.filter(recipient__letter=proposal, recipient__is_copy=False).first()
    return (main.deemed_on if main else None) or proposal.given_on
