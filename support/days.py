"""Days of support by long term: plain arithmetic on plain values, without a database.

The rule, in the words in which pages give it: *days that were worked count in the term in which they were
worked; what is left of a deployment is spread over the school days from today to its last day.* A deployment
that is over takes what was worked, and gives the rest back. All days are counted in tenths.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

TENTH = Decimal("0.1")
NO_DAYS = Decimal(0)


@dataclass(frozen=True)
class Term:
    """A long term, from its first day to the day before the next begins: every day is in one."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Booking:
    """Days of a provider that are agreed between two days; ``worked`` are days with how much was worked.

    ``is_over``: no more will be worked of it.
    """

    first: date
    last: date
    agreed: Decimal
    worked: Sequence[tuple[date, Decimal]] = ()
    is_over: bool = False

    @property
    def used(self) -> Decimal:
        return sum((days for _, days in self.worked), NO_DAYS)

    @property
    def left(self) -> Decimal:
        """What is agreed and was not worked; never less than nothing."""
        return NO_DAYS if self.is_over else max(self.agreed - self.used, NO_DAYS)


@dataclass(frozen=True)
class SchoolDays:
    """The days on which schools are open, in order."""

    days: Sequence[date] = field(default_factory=list)

    def count(self, first: date, last: date) -> int:
        """How many of them lie between the two days, both included."""
        return max(bisect_right(self.days, last) - bisect_left(self.days, first), 0)


@dataclass(frozen=True)
class Standing:
    """What a provider has given away of one term. ``capacity`` is None where nobody knows it."""

    capacity: Decimal | None
    promised: Decimal = NO_DAYS
    used: Decimal = NO_DAYS

    @property
    def left(self) -> Decimal | None:
        """Days that can still be promised; None where the capacity is not known."""
        return None if self.capacity is None else max(self.capacity - self.promised, NO_DAYS)

    @property
    def over(self) -> Decimal:
        """Days promised beyond the capacity."""
        return NO_DAYS if self.capacity is None else max(self.promised - self.capacity, NO_DAYS)

    @property
    def is_overbooked(self) -> bool:
        return self.over > 0


def spread(days: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """The days in parts of a tenth, one for each weight and as near to it as tenths allow; they sum up.

    Nothing is given to a weight of nothing. Refuses (ValueError) days for no weight at all.
    """
    tenths, whole = int(days / TENTH), sum(weights)
    if not tenths:
        return [NO_DAYS for _ in weights]
    if whole <= 0:
        raise ValueError("There is nothing over which days could be spread.")
    parts = [tenths * weight // whole for weight in weights]
    # What is left over goes to those that lost most by rounding down, the earlier first.
    by_loss = sorted(range(len(weights)), key=lambda place: -(tenths * weights[place] % whole))
    for place in by_loss[: tenths - sum(parts)]:
        parts[place] += 1
    return [part * TENTH for part in parts]


def used_in(booking: Booking, terms: Sequence[Term]) -> list[Decimal]:
    """What was worked in each of the terms."""
    return [
        sum((days for on, days in booking.worked if term.first <= on <= term.last), NO_DAYS) for term in terms
    ]


def promised_in(
    booking: Booking, terms: Sequence[Term], *, today: date, school_days: SchoolDays
) -> list[Decimal]:
    """What the booking takes of each of the terms: worked there, or still to be worked there.

    ``terms`` follow each other and reach to the booking's last day.
    """
    worked = used_in(booking, terms)
    first = max(booking.first, today)
    if not booking.left or first > booking.last:
        return worked
    spans = [(max(term.first, first), min(term.last, booking.last)) for term in terms]
    weights = [school_days.count(*span) for span in spans]
    if not any(weights):  # wholly in the holidays
        weights = [max((last - begins).days + 1, 0) for begins, last in spans]
    ahead = spread(booking.left, weights)
    return [done + to_do for done, to_do in zip(worked, ahead, strict=True)]


def standings_of(
    capacity: Decimal | None,
    bookings: Iterable[Booking],
    terms: Sequence[Term],
    *,
    today: date,
    school_days: SchoolDays,
) -> list[Standing]:
    """How a provider with these bookings stands in each of the terms."""
    promised, used = [NO_DAYS for _ in terms], [NO_DAYS for _ in terms]
    for booking in bookings:
        taken = promised_in(booking, terms, today=today, school_days=school_days)
        promised = [sum_ + days for sum_, days in zip(promised, taken, strict=True)]
        used = [sum_ + days for sum_, days in zip(used, used_in(booking, terms), strict=True)]
    return [Standing(capacity, *sums) for sums in zip(promised, used, strict=True)]


def terms_between(starts: Sequence[tuple[date, str]], first: date, last: date) -> list[Term]:
    """The terms that hold a day between the two; ``starts`` are first days of terms with their names.

    Refuses (ValueError) starts that reach to neither side of the two days.
    """
    ordered = sorted(starts)
    if not ordered or ordered[0][0] > first or ordered[-1][0] <= last:
        raise ValueError("The terms have to begin before the first day, and to go on after the last.")
    terms = [
        Term(name, begins, following - timedelta(days=1))
        for (begins, name), (following, _) in zip(ordered, ordered[1:], strict=False)
    ]
    return [term for term in terms if term.first <= last and term.last >= first]
