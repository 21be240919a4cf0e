"""A date for one conference, by the rules of the planner, and others with what speaks against them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from concern_cases.due_dates import half_way
from concern_cases.models import ConcernCase
from meetings.london import moment
from meetings.models import Invitee, Meeting
from meetings.next_due import conferences_ahead, latest_day, since_when, with_conferences
from meetings.planning.choices import stuck
from meetings.planning.one import against, best_times
from meetings.planning.problem import Case, Problem
from meetings.planning.words import diaries_not_known, free_in_words
from meetings.services.invitees import As, InviteeFacts, suggested_invitees
from meetings.services.problems import Due, ProblemBuilder
from record import clock
from schools.calendar import Calendar

OFFERED = 3  # dates, the best one among them
SAID_TO_THE_PLANNER = ", needs a reason"  # who calls one conference by hand is asked for none


@dataclass(frozen=True)
class Offer:
    """One date with what there is to say of it."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Proposal:
    """Dates for one conference, the best one first; ``why_not`` says why none of them suits everybody."""

    due_by: date | None = None
    offers: tuple[Offer, ...] = ()
    why_not: str = ""


def propose_date(case: ConcernCase, *, moving: Meeting | None = None) -> Proposal:
    """The dates that the planner would choose for the next conference of the case, or for the one that moves.

    Everybody is free who is invited and does not come by choice, or at least who must come. It is in the
    half-term in which it falls due, and not before half of the interval has passed, unless nothing suits.
    No date for a closed case. About a dozen queries.
    """
    row = with_conferences(ConcernCase.objects.filter(pk=case.pk)).get()
    after = _one_before(case, moving)
    due = latest_day(row, after=after)
    if due is None or not row.school.is_open:
        return Proposal()
    people = _people_of(moving) if moving else suggested_invitees(row)
    required = [replace(facts, must_come=True) for facts in people if facts.required_as != As.OPTIONAL]
    calendar = Calendar.of(row.school)
    asked = Due(row, due, moving, calendar, after)
    last = max(due, clock.today())
    problem = ProblemBuilder(row.school.la, clock.today(), last, [asked], people=required).problem()
    must = {facts.user.pk for facts in people if facts.must_come and facts.user}
    return _proposal(problem, must, first=_not_before(after or since_when(row), due, calendar))


def _people_of(meeting: Meeting) -> Sequence[InviteeFacts]:
    """Those of the list who come by account, the chair first; who sends somebody need not be free."""
    rows = meeting.invitees.exclude(reply=Invitee.Reply.DELEGATED).exclude(user=None)
    rows = rows.exclude(user=meeting.chair_id).select_related("user")
    chair = InviteeFacts(As.CHAIR, user=meeting.chair, must_come=True)
    others = [
        InviteeFacts(
            row.required_as,
            user=row.user,
            role=row.get_required_as_display(),
            must_come=True,
            one_of=row.required_as if row.required_as == As.DIOCESE else "",
        )
        for row in rows
    ]
    return [chair, *others]


def _one_before(case: ConcernCase, moving: Meeting | None) -> date | None:
    """The day of the last conference still to come that is before the one sought."""
    ahead = [each for each in conferences_ahead(case) if moving is None or each.starts_at < moving.starts_at]
    days = [timezone.localdate(each.starts_at) for each in ahead]
    return max((day for day in days if day >= clock.today()), default=None)


def _not_before(since: date, due: date, calendar: Calendar) -> date:
    begins = [each.first_day for rows in calendar.years.values() for each in rows if each.first_day <= due]
    return max([half_way(since, due), *begins])


def _proposal(problem: Problem, must: set[int], *, first: date) -> Proposal:
    everybody, now = replace(problem.cases[0], kept=None), problem.cases[0].kept
    parts = tuple(part for part in everybody.people if part.person in must)
    of_must = replace(everybody, people=parts or everybody.people[:1])
    in_time = tuple(day for day in everybody.days if day >= first)
    for asked in (replace(everybody, days=in_time), replace(of_must, days=in_time), of_must):
        times = [at for at in best_times(problem, asked) if at != now]
        if times:
            return Proposal(asked.due_by, tuple(_suiting(problem, asked, times)))
    alone = replace(problem, cases=(of_must,))
    told = stuck(alone, of_must, {})
    offers = []
    for choice in told.choices:
        unknown = diaries_not_known(problem.unknown_on(of_must, choice.at.date()))
        words = [choice.price.removesuffix(SAID_TO_THE_PLANNER), unknown]
        offers.append(Offer(moment(choice.at), ". ".join(filter(None, words))))
    return Proposal(of_must.due_by, tuple(offers), told.why)


def _suiting(problem: Problem, asked: Case, times: Sequence[datetime]) -> list[Offer]:
    """The best time of each of the best days; where these are too few, a second time on the first one."""
    of_day: dict[date, datetime] = {}
    for at in times:
        of_day.setdefault(at.date(), at)
    chosen = [*of_day.values(), *(at for at in times if at not in of_day.values())][:OFFERED]
    best = chosen[0].date()
    found = []
    for at in chosen:
        notes = against(problem, asked, at.date(), best)
        held = ["it holds the review of the plan"] if at.date() in asked.review else []
        free = free_in_words(problem.unknown_on(asked, at.date()))
        found.append(Offer(moment(at), "; ".join([free, *held, *notes])))
    return found
