"""Days and lists in the words of this service, for sentences that are made below the pages."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format

from schools.models import Diocese

NBSP = "\N{NO-BREAK SPACE}"


def day_in_words(on: date) -> str:
    """1 September 2023, never broken across lines."""
    return date_format(on, "j F Y").replace(" ", NBSP)


def named(body: object) -> str:
    """the Diocese of Corvesham; Helen Marchetti: as it stands in a sentence."""
    return f"the {body}" if isinstance(body, Diocese) else str(body)


def listed(things: Iterable[object]) -> str:
    """a, b and c."""
    words = [str(thing) for thing in things]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
