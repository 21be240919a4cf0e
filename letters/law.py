"""What the Education and Inspections Act 2006 says of warning notices. Pure: codes, words, and one date.

The grounds are worded as section 60(2) has them and the powers as the headings of sections 63 to 66 on
legislation.gov.uk; what could not be checked there is listed in ``docs/guides/letters.md``. Who gets copies
and which clock runs is data of each version of a kind (``letters/reference_notices.py``).
"""

from dataclasses import dataclass
from datetime import date

from letters.models import LetterKind
from schools.models import School

# The register's types of maintained school in section 59: community, voluntary aided and controlled,
# foundation, community and foundation special, maintained nursery. Not pupil referral units, not academies.
NOTICE_TYPES = frozenset({"01", "02", "03", "05", "07", "12", "15"})
WITH_FOUNDATION_GOVERNORS = frozenset({"02", "03", "05", "12"})

GROUNDS = {
    "standards": "The standards of performance of pupils at the school are unacceptably low, and are likely "
    "to remain so unless the authority exercise their powers under Part 4 of the Act.",
    "governance": "There has been a serious breakdown in the way the school is managed or governed which is "
    "prejudicing, or likely to prejudice, such standards of performance.",
    "safety": "The safety of pupils or staff of the school is threatened (whether by a breakdown of "
    "discipline or otherwise).",
}
GROUND_LETTERS = {"standards": "a", "governance": "b", "safety": "c"}


CONSULTED = (
    "Before it is used, the governing body has to be consulted, and the diocese of a church school or "
    "whoever else appoints foundation governors."
)


@dataclass(frozen=True)
class Power:
    """One power of intervention. ``two_months``: to be used within two months of the end of the period.

    ``first``: what the Act asks of the authority before it uses it.
    """

    section: int
    words: str
    two_months: bool = False
    first: str = ""

    @property
    def named(self) -> str:
        return f"Section {self.section}: {self.words}"


POWERS = {
    "s63": Power(
        63, "to require the governing body to enter into arrangements", two_months=True, first=CONSULTED
    ),
    "s64": Power(64, "to appoint additional governors", two_months=True),
    "s65": Power(
        65,
        "to appoint an interim executive board, with the consent of the Secretary of State",
        first=f"{CONSULTED} The Secretary of State has to consent.",
    ),
    "s66": Power(66, "to suspend the governing body’s right to a delegated budget", two_months=True),
}
WHAT_FIRST = {code: power.first for code, power in POWERS.items() if power.first}
# Who has to have a copy of a warning notice on the same day, by regime: the head, the Chief Inspector (2010;
# (?) today, so it can be left out) or the Secretary of State (since 2016), a church school's diocesan
# authority, who appoints the foundation governors. The Act does not say whom a proposal is copied to.
COPIES_IN_LAW = {
    "2010": ("head", "ofsted", "diocese", "appointer"),
    "2016": ("head", "secretary_of_state", "diocese", "appointer"),
}
DECEMBER = 12
# Regimes by their first year.
WITH_REPRESENTATIONS = "2010"
SUPERSEDED_BY_SECRETARY = "2016"


def takes_notices(school: School) -> bool:
    """Whether a warning notice under section 60 can be given to the school's governing body."""
    return school.type_code in NOTICE_TYPES


def has_foundation_governors(school: School) -> bool:
    """Whether whoever appoints the foundation governors gets a copy of a notice."""
    return school.type_code in WITH_FOUNDATION_GOVERNORS


def yields_to_secretary_of_state(kind: LetterKind) -> bool:
    """Whether a warning notice of the Secretary of State supersedes the authority's: since 18 April 2016."""
    return kind.states_grounds and kind.regime == SUPERSEDED_BY_SECRETARY


def has_representations(kind: LetterKind) -> bool:
    """Whether the governing body could turn to the Chief Inspector within the period: until 17 April 2016."""
    return kind.states_grounds and kind.regime == WITH_REPRESENTATIONS


def copies_in_law(kind: LetterKind) -> tuple[str, ...]:
    """Who has to have a copy of such a letter by the Act, as recipients are called; nobody for most kinds."""
    return COPIES_IN_LAW.get(kind.regime, ()) if kind.states_grounds else ()


def window_ends(period_ended: date) -> date:
    """The last day on which a power with a window of two months can be used."""
    month = period_ended.month + 2
    year, month = (
        (period_ended.year + 1, month - DECEMBER) if month > DECEMBER else (period_ended.year, month)
    )
    day = period_ended.day
    while True:
        try:
            return date(year, month, day)
        except ValueError:  # 31 December: there is no 31 February
            day -= 1


def by_ground(codes: list[str]) -> list[str]:
    """The grounds as a notice states them, in the order of the Act."""
    return [f"({GROUND_LETTERS[code]}) {words}" for code, words in GROUNDS.items() if code in codes]


def by_power(codes: list[str]) -> list[str]:
    """The powers as a notice states them, in the order of the Act."""
    return [power.named for code, power in POWERS.items() if code in codes]
