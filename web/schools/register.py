"""What the register says of a school, in sentences."""

from record.words import capital, listed, percent, plain_day
from schools.models import School
from schools.models.school import NO_CHARACTER

GENDERS = {"Mixed": "boys and girls", "Boys": "boys", "Girls": "girls"}
NO_PHASE = ("", "Not applicable")


def register_facts(school: School) -> list[tuple[str, str]]:
    """Name and sentence of each fact, in the order shown; what the register does not say is left out."""
    facts = [
        ("Kind of school", kind(school)),
        ("Status", status(school)),
        ("Church and diocese", church(school)),
        ("Run by", run_by(school)),
        ("Pupils", pupils(school)),
        ("Community area", school.area.name if school.area else ""),
    ]
    return [(name, words) for name, words in facts if words]


def kind(school: School) -> str:
    """“Voluntary controlled school, primary, for boys and girls aged 4 to 11.”"""
    parts = [school.type_name]
    if school.phase not in NO_PHASE:
        parts.append(school.phase.lower())
    for_whom = GENDERS.get(school.gender, "")
    if school.ages:
        parts.append(f"for {for_whom or 'pupils'} aged {school.ages}")
    elif for_whom:
        parts.append(f"for {for_whom}")
    return f"{', '.join(parts)}."


def status(school: School) -> str:
    """Open or closed, since when and why."""
    words = school.status
    if school.is_open:
        if school.opened_on:
            words += f", since {plain_day(school.opened_on)}"
        if school.closed_on:
            words += f"; to close on {plain_day(school.closed_on)}"
    elif school.status == "Closed":
        words += f" on {plain_day(school.closed_on)}" if school.closed_on else ", on a day that is not known"
    elif school.opened_on:
        words += f" on {plain_day(school.opened_on)}"
    if school.closed_why:
        words += f" ({school.closed_why.lower()})"
    words += "."
    if school.missing_since:
        words += (
            f" Missing from the register since {plain_day(school.missing_since)}: its last entry is shown."
        )
    return words


def church(school: School) -> str:
    """Religious character and diocese; that there is none differs from that nobody knows."""
    character = "" if school.religious_character in NO_CHARACTER else school.religious_character
    if school.diocese:
        return f"{character or 'No religious character is given'}; {school.diocese.name}."
    if school.diocese_state == School.DioceseState.UNKNOWN:
        return f"{character or 'No religious character'}. The register does not say which diocese, if any."
    if character:
        return f"{character}, in no diocese (not applicable)."
    return "Not a church school: a diocese is not applicable."


def run_by(school: School) -> str:
    """Who maintains it, with what follows for a statutory notice."""
    parts = []
    if school.trust_name:
        parts.append(f"{school.trust_name}{f' (trust {school.trust_code})' if school.trust_code else ''}.")
    if school.federation_name:
        parts.append(f"Member of {school.federation_name}.")
    if school.is_maintained and school.is_open:
        parts.append(f"Maintained by {school.la.name}, so that a section 60 notice is possible.")
    elif school.is_maintained:
        parts.append(f"Was maintained by {school.la.name}.")
    elif school.is_open:
        parts.append("Not maintained by the LA, so that a section 60 notice is not possible.")
    return " ".join(parts)


def pupils(school: School) -> str:
    """How many, of how many places, and how many with free school meals."""
    words = []
    if school.roll is not None and school.capacity:
        share = percent(100 * school.roll / school.capacity, 0)
        words.append(f"{school.roll:,} on roll, {share} of {school.capacity:,} places")
    elif school.roll is not None:
        words.append(f"{school.roll:,} on roll")
    elif school.capacity:
        words.append(f"the number on roll is not given; {school.capacity:,} places")
    if school.percent_fsm is not None:
        words.append(f"{percent(float(school.percent_fsm))} with free school meals")
    return f"{capital(listed(words))}." if words else ""
