"""How the providers stand: their deployments and the authority's terms, brought to the arithmetic of days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from record import clock
from schools.calendar import Calendar, academic_year
from schools.models import LocalAuthority, TermDates
from support.days import Booking, SchoolDays, Standing, Term, promised_in, standings_of, terms_between
from support.models import Deployment, Provider

LongTerm = TermDates.LongTerm
# Where nobody entered the term dates of a year: month in which each long term begins, on its first day.
USUAL_START = {LongTerm.AUTUMN: 9, LongTerm.SPRING: 1, LongTerm.SUMMER: 4}
TERMS_SHOWN = 3


@dataclass(frozen=True)
class Year:
    """An authority's terms and school days, as far as they are asked for."""

    calendar: Calendar
    today: date

    @classmethod
    def of(cls, la: LocalAuthority) -> "Year":
        """Its own term dates; what single schools have of their own does not count: one query."""
        return cls(Calendar.from_rows(TermDates.objects.filter(la=la)), clock.today())

    def terms(self, first: date, last: date) -> list[Term]:
        """The long terms that hold a day between the two."""
        years = range(academic_year(first) - 1, academic_year(last) + 2)
        return terms_between([start for year in years for start in self._starts(year)], first, last)

    def terms_ahead(self, count: int = TERMS_SHOWN) -> list[Term]:
        """This long term and those after it."""
        return self.terms(self.today, self.today + timedelta(days=366))[:count]

    def school_days(self, first: date, last: date) -> SchoolDays:
        return SchoolDays(self.calendar.school_days(first, last))

    def _starts(self, year: int) -> Iterator[tuple[date, str]]:
        known: dict[str, date] = {}
        for row in self.calendar.years.get(year, []):
            known.setdefault(row.long_term, row.first_day)
        for term, month in USUAL_START.items():
            in_year = year if term == LongTerm.AUTUMN else year + 1
            yield known.get(term, date(in_year, month, 1)), f"{term.label.lower()} term {in_year}"


def booking_of(deployment: Deployment) -> Booking:
    """The deployment as the arithmetic has it; a change that waits counts as if it were agreed."""
    ended = deployment.status == Deployment.Status.ENDED
    return Booking(
        first=deployment.starts_on,
        last=deployment.change_ends_on or deployment.ends_on,
        agreed=deployment.change_days or deployment.days_agreed,
        worked=[(row.on, row.days) for row in deployment.used.all()],
        is_over=ended,
    )


def bookings_by_provider(
    providers: Iterable[Provider], *, first: date, but: Deployment | None = None
) -> dict[int, list[Booking]]:
    """Everything that takes days of them on ``first`` or later, but one deployment: two queries."""
    rows = Deployment.objects.counting().filter(provider__in=[provider.pk for provider in providers])
    rows = rows.filter(Q(ends_on__gte=first) | Q(change_ends_on__gte=first) | Q(used__on__gte=first))
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    found: dict[int, list[Booking]] = defaultdict(list)
    for row in rows.distinct().prefetch_related("used"):
        found[row.provider_id].append(booking_of(row))
    return found


def standings(providers: Sequence[Provider], year: Year, terms: Sequence[Term]) -> dict[int, list[Standing]]:
    """How each of an authority's providers stands in each of the terms, by key."""
    taken = bookings_by_provider(providers, first=terms[0].first)
    last = max([terms[-1].last, *(row.last for rows in taken.values() for row in rows)])
    first = min([terms[0].first, *(row.first for rows in taken.values() for row in rows)])
    reach = year.terms(first, last)
    places = [reach.index(term) for term in terms]
    school_days = year.school_days(year.today, last)
    found = {}
    for provider in providers:
        rows = taken.get(provider.pk, [])
        stands = standings_of(provider.days_per_term, rows, reach, today=year.today, school_days=school_days)
        found[provider.pk] = [stands[place] for place in places]
    return found


def overbooked_by(
    provider: Provider, booking: Booking, *, but: Deployment | None = None
) -> list[tuple[Term, Standing]]:
    """The terms in which the provider would have promised more than there is, with this booking."""
    if provider.days_per_term is None or booking.first > booking.last:
        return []
    year = Year.of(provider.la)
    begins = min(booking.first, year.today)
    # Of the term in which it begins, days that are over count as well.
    [term, *_] = year.terms(begins, begins)
    others = bookings_by_provider([provider], first=term.first, but=but)
    every = [booking, *others.get(provider.pk, [])]
    first = min([term.first, *(row.first for row in every)])
    last = max([year.today, *(row.last for row in every)])
    terms, school_days = year.terms(first, last), year.school_days(first, last)
    facts = {"today": year.today, "school_days": school_days}
    own = promised_in(booking, terms, **facts)  # type: ignore[arg-type]
    rows = standings_of(provider.days_per_term, every, terms, **facts)  # type: ignore[arg-type]
    return [
        (term, row) for term, row, taken in zip(terms, rows, own, strict=True) if taken and row.is_overbooked
    ]
