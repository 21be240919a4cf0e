"""What a statutory notice states in law, while it is written."""

from collections.abc import Iterable
from dataclasses import dataclass

from letters.events import LAW_STATED, log_letter
from letters.law import GROUNDS, POWERS, by_ground, by_power
from letters.models import Letter
from letters.services.locking import lock, require_draft, require_right
from letters.wording import counted
from people.models import User
from record.errors import RuleError
from record.services import service
from schools.permissions import Perm

LONGEST = 120  # working days: no compliance period of the field is as long


@dataclass(frozen=True)
class LawStated:
    """Grounds and powers by their codes; the period in working days; who appoints the foundation governors.

    A period of None leaves the one that the letter has.
    """

    grounds: Iterable[str] = ()
    powers: Iterable[str] = ()
    days: int | None = None
    appointed_by: str = ""


@service
def state_law(letter: Letter, *, law: LawStated, by: User) -> None:
    """The notice states these grounds and powers, this period, and who appoints the foundation governors.

    Refuses (RuleError) a letter that is no notice, codes that the Act does not have, and a period that the
    kind does not leave to the letter or that is absurd.
    """
    lock(letter)
    require_right(by, Perm.DRAFT_LETTER, letter)
    require_draft(letter)
    if not letter.kind.statutory:
        raise RuleError(f"{letter} is no notice under the Act: it states no grounds or powers.")
    grounds = [code for code in GROUNDS if code in set(law.grounds)]
    powers = [code for code in POWERS if code in set(law.powers)]
    if len(grounds) < len(set(law.grounds)) or len(powers) < len(set(law.powers)):
        raise RuleError("Choose grounds and powers of the Act.", field="grounds_in_law")
    days = _period(letter, law.days)
    before = (letter.grounds_in_law, letter.powers, letter.days, letter.appointed_by)
    if before == (grounds, powers, days, law.appointed_by.strip()):
        return
    letter.grounds_in_law, letter.powers, letter.days = grounds, powers, days
    letter.appointed_by = law.appointed_by.strip()
    letter.save(update_fields=["grounds_in_law", "powers", "days", "appointed_by"])
    letter.writers.add(by)
    log_letter(
        LAW_STATED,
        letter,
        grounds=" ".join(by_ground(grounds)),
        powers="; ".join(by_power(powers)),
        days=counted(days, "working day") if days else "",
    )


def _period(letter: Letter, days: int | None) -> int | None:
    if not letter.kind.own_period:
        if days is not None and days != letter.kind.clock_days:
            raise RuleError(
                f"A {letter.kind.name.lower()} gives {letter.kind.clock_days} days.", field="days"
            )
        return None
    if days is None:
        return letter.days
    if not 0 < days <= LONGEST:
        raise RuleError(f"Give a period of 1 to {LONGEST} working days.", field="days")
    return days
