"""The half-terms of an authority by the names in addresses: 2026-3 is the third of the year 2026 to 2027."""

from dataclasses import dataclass
from datetime import date

from schools.models import LocalAuthority, TermDates


@dataclass(frozen=True)
class HalfTerm:
    """One half-term; both days are school days."""

    year: int
    number: int
    long_term: str
    first_day: date
    last_day: date

    @property
    def name(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def season(self) -> str:
        """Spring 2027."""
        return f"{self.long_term} {self.first_day.year}"


def half_terms(la: LocalAuthority) -> list[HalfTerm]:
    """Every half-term of the authority that is known, in order of time: one query."""
    rows = TermDates.objects.filter(la=la).order_by("first_day")
    return [
        HalfTerm(row.year, row.half_term, row.get_long_term_display(), row.first_day, row.last_day)
        for row in rows
    ]


def chosen(terms: list[HalfTerm], name: str, *, today: date) -> HalfTerm | None:
    """The half-term of that name; without one that is known, the one that runs or comes next, or the last."""
    named = [term for term in terms if term.name == name]
    ahead = [term for term in terms if term.last_day >= today]
    return next(iter(named or ahead or terms[-1:]), None)


def beside(terms: list[HalfTerm], term: HalfTerm) -> tuple[HalfTerm | None, HalfTerm | None]:
    """The half-terms before and after it, as far as they are known."""
    place = terms.index(term)
    before = terms[place - 1] if place else None
    return before, terms[place + 1] if place + 1 < len(terms) else None
