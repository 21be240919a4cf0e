"""A school that closed or became an academy while an answer of its governing body is awaited."""

from dataclasses import dataclass

from letters.ladder import why_school_unfit
from letters.models import Letter
from letters.wording import listed, plain_day
from schools.models import School


@dataclass(frozen=True)
class SchoolChange:
    """What became of the school, and what the council can do: the letter's clock runs on until it does."""

    what: str
    instead: str


def change_of_school(letter: Letter) -> SchoolChange | None:
    """What changed since the letter was given; None if nothing did, or no answer is awaited."""
    school = letter.school
    if letter.status != Letter.Status.GIVEN or not why_school_unfit(letter.kind, school):
        return None
    if school.is_open:
        instead = "Then its trust can get a letter of concern, with a copy to the regional director."
        return SchoolChange(
            f"In the register of schools, {school} is now: {school.type_name.lower()}.", instead
        )
    after = [row.successor for row in school.successions_out.select_related("successor")]
    closed = f"closed on {plain_day(school.closed_on)}" if school.closed_on else "is not open any more"
    follows = f", and {_named(after)} follows it" if after else ""
    return SchoolChange(f"{school} {closed}{follows}.", _instead(after))


def _instead(after: list[School]) -> str:
    if not after:
        return "Then the case can be closed."
    trusts = any(not school.is_maintained for school in after)
    letter = " An academy’s trust can get a letter of concern there." if trusts else ""
    return f"Then close the case and continue it at {listed(map(str, after))}.{letter}"


def _named(schools: list[School]) -> str:
    return listed(f"{school} (URN {school.urn})" for school in schools)
