"""Whether a file is a letter of this council: asked by anybody who holds it."""

from enum import StrEnum

from django.utils.crypto import constant_time_compare

from letters.models import Letter, LetterDocument, PaperNotice


class Verdict(StrEnum):
    GENUINE = "genuine"
    NOTICE = "notice"
    NO_LONGER_STANDS = "no_longer_stands"
    NOT_OURS = "not_ours"


def verify(*, reference: str, sha256: str) -> Verdict:
    """Whether the file with that SHA-256 (hexadecimal, spaces allowed) is the letter of that reference.

    Or a notice about it that was sent on paper. A wrong reference and a wrong file are told apart by nobody,
    and nothing else is said of the letter.
    """
    wanted = "".join(sha256.split()).lower()
    reference = reference.strip().upper()
    notices = PaperNotice.objects.filter(clock__letter__reference=reference).exclude(sha256="")
    if any(constant_time_compare(each, wanted) for each in notices.values_list("sha256", flat=True)):
        return Verdict.NOTICE
    document = (
        LetterDocument.objects.filter(letter__reference=reference, letter__given_on__isnull=False)
        .select_related("letter")
        .first()
    )
    if document is None or not constant_time_compare(document.sha256, wanted):
        return Verdict.NOT_OURS
    letter: Letter = document.letter
    return Verdict.NO_LONGER_STANDS if letter.no_longer_stands else Verdict.GENUINE
