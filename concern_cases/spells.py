"""Spells of concern: a case, and what it went on as at the school that followed, count as one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from concern_cases.models import ConcernCase


@dataclass
class Spell:
    """The cases that went on one after another without a day between them, the oldest first."""

    cases: list[ConcernCase] = field(default_factory=list)

    @property
    def opened_on(self) -> date:
        return self.cases[0].opened_on

    @property
    def closed_on(self) -> date | None:
        return self.cases[-1].closed_on

    def is_open_on(self, day: date) -> bool:
        return self.opened_on <= day and (self.closed_on is None or self.closed_on > day)

    def on(self, day: date) -> ConcernCase:
        """The case that it was that day."""
        return next(case for case in reversed(self.cases) if case.opened_on <= day)

    @property
    def before(self) -> list[tuple[int, int, date]]:
        """Of each later school, an earlier one and the day from which what was judged there counts here."""
        return [
            (case.school_id, earlier.school_id, case.opened_on)
            for place, case in enumerate(self.cases)
            for earlier in self.cases[:place]
            if earlier.school_id != case.school_id
        ]


def spells_of(cases: Iterable[ConcernCase]) -> list[Spell]:
    """The spells of all cases given, which come in the order in which they were opened."""
    spells: list[Spell] = []
    found: dict[int, tuple[Spell, ConcernCase]] = {}
    for case in cases:
        spell, before = found.get(case.continues_id or 0, (None, None))
        if spell is None or before is None or not before.closed_on or case.opened_on > before.closed_on:
            spell = Spell()
            spells.append(spell)
        spell.cases.append(case)
        found[case.pk] = (spell, case)
    return spells
