"""References of letters."""

from letters.models import LetterCounter
from record import clock


def next_reference() -> str:
    """The next letter's reference, like L-2026-0001: taken inside the lock on the year's counter."""
    year = clock.today().year
    LetterCounter.objects.get_or_create(year=year)
    counter = LetterCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"L-{year}-{counter.last:04}"
