"""Whether every copy that the kind of letter asks for has somebody to go to."""

from collections.abc import Sequence

from django.urls import reverse

from letters.addressees import Addressee
from letters.check import Check, check
from letters.law import has_foundation_governors
from letters.models import Letter, Recipient, Service
from schools.models import School
from schools.models.school import NO_CHARACTER

As = Recipient.As
CENTRAL = {
    As.OFSTED: "His Majesty’s Chief Inspector (Ofsted)",
    As.SECRETARY_OF_STATE: "the Secretary of State",
    As.REGIONAL_DIRECTOR: "the regional director",
}


def copies_check(letter: Letter, recipients: Sequence[Addressee]) -> list[Check]:
    """The line of the checklist; none for a letter that asks for no copies of its own and lacks none."""
    missing = missing_copies(letter, recipients)
    if not letter.kind.copies_to and not missing:
        return []
    at_the_school = _diocese_is_open(letter) and len(missing) == 1
    return [
        check(
            not missing,
            yes="Every copy that this kind of letter asks for has somebody to go to",
            no=" ".join(missing),
            url=letter.school.get_absolute_url() if at_the_school else reverse("letters:bodies"),
        )
    ]


def missing_copies(letter: Letter, recipients: Sequence[Addressee]) -> list[str]:
    """Each copy that has to go and has nobody to go to, with what to do about it.

    Who appoints the foundation governors is asked beside its own field (``letters.checks_law``).
    """
    reached = {each.received_as for each in recipients}
    missing = [
        f"A copy goes to {body}, and no address of it is in use. Ask somebody who authorises letters to give "
        "one, under “Central bodies”."
        for received_as, body in CENTRAL.items()
        if received_as in _asked_for(letter) and received_as not in reached
    ]
    if _diocese_is_open(letter) and As.DIOCESE not in reached:
        missing.append(
            f"A copy goes to the diocese of a church school, and the register does not say whether "
            f"{letter.school} is in one. Have its entry in the register put right, and bring the register in "
            "again."
        )
    if _has_no_address(letter.school, recipients):
        missing.append(
            f"A copy goes to the {letter.school.diocese} by post, and no address of it is on record. Ask "
            "somebody who authorises letters to give one, under “Central bodies”, or choose another way."
        )
    return missing


def _has_no_address(school: School, recipients: Sequence[Addressee]) -> bool:
    """Whether post goes to the school's diocese, and nobody knows where that is."""
    if school.diocese is None or school.diocese.address:
        return False
    return any(each.received_as == As.DIOCESE and each.method == Service.Method.POST for each in recipients)


def _asked_for(letter: Letter) -> set[str]:
    """What the kind asks for of such a school: the regional director's copy is that of an academy's alone."""
    asked = set(letter.kind.copies_to)
    return asked - {As.REGIONAL_DIRECTOR} if letter.school.is_maintained else asked


def _diocese_is_open(letter: Letter) -> bool:
    """Whether a diocese may have to have a copy and nobody knows which: “not applicable” is known."""
    school = letter.school
    if As.DIOCESE not in letter.kind.copies_to or school.diocese_state != School.DioceseState.UNKNOWN:
        return False
    return has_foundation_governors(school) or school.religious_character not in NO_CHARACTER
