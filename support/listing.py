"""The list of providers: how each stands in a long term, filtered, sorted and taken away."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from schools.models import LocalAuthority
from support.capacity import TERMS_SHOWN, Year, standings
from support.days import NO_DAYS, Standing, Term
from support.drawing import Bar, bar, scale_of
from support.models import Provider, SupportType
from support.words import in_days, plain

HEADS = [
    "Provider",
    "Kind",
    "School",
    "Subjects",
    "Term",
    "Days in the term",
    "Promised",
    "Used",
    "Left",
    "Overbooked by",
    "Other terms",
    "From",
    "Until",
]


@dataclass(frozen=True)
class Line:
    """One provider with how it stands in the term."""

    provider: Provider
    term: Term
    stands: Standing
    also_over: tuple[
        str, ...
    ] = ()  # other long terms, of those that can be chosen, in which it is overbooked

    @property
    def words(self) -> str:
        """The same as its picture."""
        return words_of(self.stands)

    @property
    def bar(self) -> Bar:
        stands = self.stands
        return bar(
            label=str(self.provider),
            words=self.words,
            whole=stands.capacity,
            given=stands.promised,
            used=stands.used,
            scale=scale_of(stands.capacity, stands.promised),
        )


SORTS: dict[str, Callable[[Line], Any]] = {
    "name": lambda line: line.provider.name.casefold(),
    "kind": lambda line: line.provider.type.order,
    "days": lambda line: line.stands.capacity,
    "promised": lambda line: line.stands.promised,
    "used": lambda line: line.stands.used,
    "left": lambda line: line.stands.left,
}
ONLY: dict[str, tuple[str, Callable[[Line], bool]]] = {
    "left": ("Only with days left", lambda line: bool(line.stands.left)),
    "over": ("Only overbooked", lambda line: line.stands.is_overbooked),
}


@dataclass(frozen=True)
class ProviderList:
    """The providers that fit what was asked, and what else could be asked."""

    lines: list[Line]
    types: list[SupportType]
    subjects: list[str]
    type: str
    subject: str
    q: str
    only: list[dict[str, Any]]
    ended: bool
    sort: str
    whole: int
    terms: list[dict[str, Any]]

    @property
    def is_filtered(self) -> bool:
        return bool(
            self.q or self.type or self.subject or self.ended or any(row["chosen"] for row in self.only)
        )

    @property
    def term(self) -> str:
        return self.lines[0].term.name if self.lines else ""

    @property
    def overbooked(self) -> int:
        return sum(line.stands.is_overbooked for line in self.lines)

    @property
    def with_days(self) -> int:
        """How many have days left in the term."""
        return sum(bool(line.stands.left) for line in self.lines)

    @property
    def days_left(self) -> Decimal:
        """The days that all of them have left together."""
        return sum((line.stands.left for line in self.lines if line.stands.left), NO_DAYS)


def provider_list(user: Any, asked: QueryDict) -> ProviderList:
    """The list that an address asks for: the providers in use, by kind. A few queries for each authority.

    ``asked``: ``q`` (words of a name or school), ``type`` (code), ``subject``, ``left``, ``over``, ``ended``
    (those who are asked no more as well), ``term`` (0 is this one, 1 the next), ``sort``.
    """
    ended, q = bool(asked.get("ended")), asked.get("q", "").strip()[:100]
    rows = Provider.objects.visible_to(user)
    rows = rows if ended else rows.in_use()
    providers = list(rows.select_related("type", "school", "la"))
    type_, subject = asked.get("type", ""), asked.get("subject", "")
    sort = asked.get("sort", "kind")
    sort = sort if sort.lstrip("-") in SORTS else "kind"
    fitting = [row for row in providers if _fits(row, type_, subject, q)]
    ahead = next((place for place in range(TERMS_SHOWN) if asked.get("term") == str(place)), 0)
    lines = [_with_other_terms(stands, ahead) for stands in _lines_in(fitting, list(range(TERMS_SHOWN)))]
    for name, (_, rule) in ONLY.items():
        if asked.get(name):
            lines = [line for line in lines if rule(line)]
    return ProviderList(
        lines=_sorted(lines, sort),
        types=sorted({row.type for row in providers}, key=lambda row: (row.order, row.name)),
        subjects=sorted({each for row in providers for each in subjects_of(row)}, key=str.casefold),
        type=type_,
        subject=subject,
        q=q,
        only=[
            {"name": name, "label": label, "chosen": bool(asked.get(name))}
            for name, (label, _) in ONLY.items()
        ],
        ended=ended,
        sort=sort,
        whole=len(providers),
        terms=_terms(providers, ahead),
    )


def _terms(providers: list[Provider], ahead: int) -> list[dict[str, Any]]:
    """The long terms that can be chosen, this one first, as the first authority names them."""
    if not providers:
        return []
    named = Year.of(providers[0].la).terms_ahead()
    return [
        {"value": str(place), "name": term.name, "chosen": place == ahead} for place, term in enumerate(named)
    ]


def _with_other_terms(lines: list[Line], ahead: int) -> Line:
    """The line of the term that was chosen, which names the other terms in which too much is promised."""
    others = (line for place, line in enumerate(lines) if place != ahead and line.stands.is_overbooked)
    also = tuple(f"overbooked by {plain(line.stands.over)} in the {line.term.name}" for line in others)
    return replace(lines[ahead], also_over=also)


def _lines_in(providers: list[Provider], ahead: list[int]) -> list[list[Line]]:
    """Each of the providers with how it stands in each of these terms, 0 being this one."""
    by_la: dict[LocalAuthority, list[Provider]] = {}
    for provider in providers:
        by_la.setdefault(provider.la, []).append(provider)
    found: dict[int, list[Line]] = {}
    for la, rows in by_la.items():
        year = Year.of(la)
        known = year.terms_ahead(max(ahead) + 1)
        terms = [known[place] for place in ahead]
        stood = standings(rows, year, terms)
        for row in rows:
            of_row = zip(terms, stood[row.pk], strict=True)
            found[row.pk] = [Line(row, term, stands) for term, stands in of_row]
    return [found[provider.pk] for provider in providers]


def lines_until(provider: Provider, last: date) -> list[Line]:
    """How the provider stands in this long term and in those up to the last day: a few queries."""
    year = Year.of(provider.la)
    terms = year.terms(year.today, max(year.today, last))
    stood = standings([provider], year, terms)[provider.pk]
    return [Line(provider, term, stands) for term, stands in zip(terms, stood, strict=True)]


def left_words(providers: list[Provider]) -> dict[int, str]:
    """What each has left this long term and the next, by key; nothing of those whose days nobody knows."""
    return {
        now.provider.pk: ", ".join(
            filter(None, [_left(now.stands, "this term"), _left(following.stands, "next term")])
        )
        for now, following in _lines_in(providers, [0, 1])
    }


def _left(stands: Standing, when: str) -> str:
    if stands.is_overbooked:
        return f"overbooked by {in_days(stands.over)} {when}"
    return "" if stands.left is None else f"{in_days(stands.left)} left {when}"


def subjects_of(provider: Provider) -> list[str]:
    """Its subjects, which are written with commas between them."""
    return [subject for part in provider.subjects.split(",") if (subject := part.strip())]


def words_of(stands: Standing) -> str:
    """How somebody stands in a term: what is promised of what, and what is left."""
    if stands.capacity is None:
        return f"{in_days(stands.promised)} promised; how many there are is not known"
    promised = f"{plain(stands.promised)} of {in_days(stands.capacity)} promised"
    if stands.is_overbooked:
        return f"{promised}: overbooked by {plain(stands.over)}"
    return f"{promised}, {plain(stands.left)} left"


def rows_of(lines: list[Line]) -> list[list[Any]]:
    """The same providers as rows under ``HEADS``, for a file."""
    return [_row(line) for line in lines]


def _row(line: Line) -> list[Any]:
    provider, stands = line.provider, line.stands
    return [
        provider.name,
        str(provider.type),
        str(provider.school or ""),
        provider.subjects,
        line.term.name,
        stands.capacity,
        stands.promised,
        stands.used,
        stands.left,
        stands.over,
        ", ".join(line.also_over),
        provider.active_from,
        provider.active_until,
    ]


def _fits(provider: Provider, type_: str, subject: str, q: str) -> bool:
    words = f"{provider.name} {provider.school or ''} {provider.subjects}".casefold()
    return (
        (not type_ or provider.type.code == type_)
        and (not subject or subject in subjects_of(provider))
        and all(word in words for word in q.casefold().split())
    )


def _sorted(lines: list[Line], sort: str) -> list[Line]:
    """By name first, so that equals are in its order; what is not known comes last either way."""
    key = SORTS[sort.lstrip("-")]
    lines = sorted(lines, key=lambda line: (SORTS["name"](line), line.provider.pk))
    known = [line for line in lines if key(line) is not None]
    known.sort(key=key, reverse=sort.startswith("-"))
    return known + [line for line in lines if key(line) is None]
