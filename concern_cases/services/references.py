"""References of cases: without gaps in each year, and never given twice."""

from concern_cases.models import ReferenceCounter
from record import clock


def next_reference() -> str:
    """The next reference of this year, as SOC-2026-0001.

    Called in the transaction that opens the case: the lock on the year's row holds until it ends, and the
    number goes back if it fails.
    """
    year = clock.today().year
    ReferenceCounter.objects.get_or_create(year=year)
    counter = ReferenceCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"SOC-{year}-{counter.last:04}"
