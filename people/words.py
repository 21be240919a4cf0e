"""Days, lists and rights in the words of this service, for sentences that are made below the pages."""

from collections.abc import Collection

from schools.models import Diocese
from schools.permissions import Circle, Perm

CIRCLE_WORDS = {
    Circle.LA: "everything, to the innermost circle (LA only)",
    Circle.DIOCESE: "what is for the LA and the diocese, and what is shared with the school",
    Circle.SCHOOL: "what is shared with the school",
    None: "nothing of the case, only the page of the register",
}
READING = (Perm.READ_LA, Perm.READ_DIOCESE, Perm.READ_SCHOOL)


def named(body: object) -> str:
    """the Diocese of Corvesham; Helen Marchetti: as it stands in a sentence."""
    return f"the {body}" if isinstance(body, Diocese) else str(body)


def doings(perms: Collection[Perm]) -> list[str]:
    """What these permissions let somebody do, in words, without the reading."""
    return [perm.codename.replace("_", " ") for perm in Perm if perm in perms and perm not in READING]
