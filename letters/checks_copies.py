"""Whether every copy that the kind of letter asks for has somebody to go to."""

from collections.abc import Sequence

from django.urls import reverse

from letters.addressees import Addressee
from letters.check import Check
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
    """A line for each copy with nobody to go to, or one that all have somebody; none if none is asked for."""
    missing = _missing(letter, recipients)
    if missing:
        return [Check(ok=False, sentence=said, field="recipients", url=url) for said, url in missing]
    if not letter.kind.copies_to:
        return []
    return [Check(ok=True, sentence="Every copy that this kind of letter asks for has somebody to go to")]


def missing_copies(letter: Letter, recipients: Sequence[Addressee]) -> list[str]:
    """Each copy that has to go and has nobody to go to, with what to do about it.

    Who appoints the foundation governors is asked beside its own field (``letters.checks_law``).
    """
    return [sentence for sentence, _ in _missing(letter, recipients)]


def _missing(letter: Letter, recipients: Sequence[Addressee]) -> list[tuple[str, str]]:
    """The same, each with the address of the page where it is put right."""
    bodies, school = reverse("letters:bodies"), letter.school.get_absolute_url()
    return [
        *((sentence, bodies) for sentence in _missing_bodies(letter, recipients)),
        *((sentence, school) for sentence in _missing_diocese(letter, recipients)),
        *((sentence, bodies) for sentence in _missing_address(letter.school, recipients)),
    ]


def _missing_bodies(letter: Letter, recipients: Sequence[Addressee]) -> list[str]:
    reached = {each.received_as for each in recipients}
    return [
        f"A copy goes to {body}, and no address of it is in use. Ask somebody who authorises letters to give "
        "one, under “Central bodies”."
        for received_as, body in CENTRAL.items()
        if received_as in _asked_for(letter) and received_as not in reached
    ]


def _missing_diocese(letter: Letter, recipients: Sequence[Addressee]) -> list[str]:
    if not _diocese_is_open(letter) or any(each.received_as == As.DIOCESE for each in recipients):
        return []
    return [
        f"A copy goes to the diocese of a church school, and the register does not say whether "
        f"{letter.school} is in one. Have its entry in the register put right, and bring the register in "
        "again."
    ]


def _missing_address(school: School, recipients: Sequence[Addressee]) -> list[str]:
    if school.diocese is None or school.diocese.address:
        return []
    if not any(each.received_as == As.DIOCESE and each.method == Service.Method.POST for each in recipients):
        return []
    return [
        f"A copy goes to the {school.diocese} by post, and no address of it is on record. Ask somebody who "
        "authorises letters to give one, under “Central bodies”, or choose another way."
    ]


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
