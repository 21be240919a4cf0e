"""The terms of an authority by the names in addresses: 2026-3 and 2026-spring, of the year 2026 to 2027."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from schools.models import LocalAuthority, TermDates


@dataclass(frozen=True)
class Term:
    """A half-term, or a long term with all of its half-terms; both days are school days.

    ``called`` is as it stands in a sentence: half-term 3, the spring term.
    """

    name: str
    called: str
    season: str  # Spring 2027
    first_day: date
    last_day: date
    is_long: bool = False

    @property
    def kind(self) -> str:
        return "term" if self.is_long else "half-term"

    def holds(self, other: "Term") -> bool:
        return self.first_day <= other.first_day and other.last_day <= self.last_day


def terms_of(la: LocalAuthority) -> list[Term]:
    """Every half-term of the authority that is known, in order of time, and after them the long terms.

    One query.
    """
    rows = list(TermDates.objects.filter(la=la).order_by("first_day"))
    long_terms = [list(group) for _, group in groupby(rows, key=lambda row: (row.year, row.long_term))]
    return [_half_term(row) for row in rows] + [_long_term(group) for group in long_terms]


def chosen(terms: list[Term], name: str, *, today: date) -> Term | None:
    """The term of that name; if none has it, the half-term that runs or comes next, or the last one."""
    named = [term for term in terms if term.name == name]
    halves = [term for term in terms if not term.is_long]
    ahead = [term for term in halves if term.last_day >= today]
    return next(iter(named or ahead or halves[-1:]), None)


def near(terms: list[Term], term: Term) -> list[Term]:
    """Where to go from there: the ones before and after it, and the long term it is in or its half-terms."""
    alike = [each for each in terms if each.is_long == term.is_long]
    place = alike.index(term)
    beside = [*alike[max(place - 1, 0) : place], *alike[place + 1 : place + 2]]
    others = [each for each in terms if each.is_long != term.is_long]
    return beside + [each for each in others if each.holds(term) or term.holds(each)]


def _half_term(row: TermDates) -> Term:
    name, called = f"{row.year}-{row.half_term}", f"half-term {row.half_term}"
    return Term(name, called, _season(row), row.first_day, row.last_day)


def _long_term(rows: list[TermDates]) -> Term:
    first = rows[0]
    name, called = f"{first.year}-{first.long_term}", f"the {first.get_long_term_display().lower()} term"
    return Term(name, called, _season(first), first.first_day, rows[-1].last_day, is_long=True)


def _season(row: TermDates) -> str:
    return f"{row.get_long_term_display()} {row.first_day.year}"
