"""What becomes of the lines of a spreadsheet that is brought in."""

from dataclasses import dataclass, field

ADDED, CHANGED, KNOWN, REFUSED = "added", "changed", "known", "refused"


class NothingDone(Exception):
    """Takes everything back."""


@dataclass(frozen=True)
class Outcome:
    """What becomes of one line."""

    kind: str
    where: str
    about: str
    what: str
    words: str
    column: str = ""
    against: tuple[str, ...] = ()  # what is known to stand against it, in sentences


@dataclass
class Report:
    """What became, or would become, of every line."""

    outcomes: list[Outcome] = field(default_factory=list)
    done: bool = False

    @property
    def refused(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.what == REFUSED]

    @property
    def against(self) -> list[Outcome]:
        """Lines that ask twice."""
        return [outcome for outcome in self.outcomes if outcome.against]

    @property
    def known(self) -> int:
        return sum(1 for outcome in self.outcomes if outcome.what == KNOWN)

    @property
    def changed(self) -> int:
        """How many lines change what is there."""
        return sum(1 for outcome in self.outcomes if outcome.what == CHANGED)

    def added(self, kind: str) -> int:
        """How many lines of a kind (a sheet's name) are new."""
        return sum(1 for outcome in self.outcomes if (outcome.kind, outcome.what) == (kind, ADDED))
