"""The files that a letter encloses: of each file behind the quoted evidence its latest version."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from concern_cases.models import EvidenceFile
from letters.models import Ground, Letter
from letters.wording import listed


def enclosures_of(letter: Letter) -> list[EvidenceFile]:
    """Files that stand behind the quoted evidence: the reader finds them beside the letter."""
    return enclosures_by_letter([letter])[letter.pk]


def enclosures_by_letter(
    letters: Iterable[Letter], *, until: Mapping[int, datetime] | None = None
) -> dict[int, list[EvidenceFile]]:
    """Of each letter, by its key, the files that stand behind the evidence that it quotes.

    Of a file with several versions the latest alone; with ``until`` the latest at that moment, by letter.
    """
    found: dict[int, dict[tuple[int, str], EvidenceFile]] = {letter.pk: {} for letter in letters}
    grounds = Ground.objects.filter(letter__in=found, evidence__isnull=False).select_related("evidence")
    for ground in grounds.prefetch_related("evidence__files"):
        last = until[ground.letter_id] if until else None
        for file in ground.evidence.files.all() if ground.evidence else ():  # by name, then by version
            if last is None or file.added_at <= last:
                found[ground.letter_id][file.evidence_id, file.name] = file
    return {key: list(files.values()) for key, files in found.items()}


def infected_of(letter: Letter) -> list[EvidenceFile]:
    """The files that the letter encloses and in which a virus was found: it can't go with them."""
    return [file for file in enclosures_of(letter) if file.scan_state == EvidenceFile.ScanState.INFECTED]


def why_not_enclosed(infected: Iterable[EvidenceFile]) -> str:
    """That a virus was found in these files, and what to do about it; empty if there are none."""
    names = listed(file.name for file in infected)
    if not names:
        return ""
    return (
        f"A virus was found in {names}, which the letter encloses. Add a clean file of the same "
        "name to the evidence and choose it again, or leave that evidence out."
    )
