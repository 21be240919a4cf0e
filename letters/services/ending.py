"""Letters that were given are withdrawn or superseded by a notice, which is a letter itself.

So it is drafted by one person, authorised by another, made into a file and given to everybody who got the
first.
"""

from django.db import IntegrityError, transaction

from letters.events import BEGUN, ENDED, log_letter
from letters.ladder import kind_of
from letters.merging import NAMES, merged, refuse_unknown
from letters.models import Letter, LetterKind
from letters.services.locking import lock, require_right
from letters.services.numbering import next_reference
from people.models import User
from record import clock
from record.errors import RuleError
from record.services import service
from schools.permissions import Circle, Perm

STILL_STANDING = (
    Letter.Status.GIVEN,
    Letter.Status.COMPLIED,
    Letter.Status.NOT_COMPLIED,
    Letter.Status.FOR_INFORMATION,
)


@service
def draft_ending(letter: Letter, *, kind: LetterKind | str, why: str, by: User) -> Letter:
    """A notice that the letter is withdrawn, or that it is superseded, stands as a draft with the reason.

    The letter itself stands until the notice is given. Refuses (RuleError) a letter that was not given or
    no longer stands, a kind that ends no letter, a second notice, and silence about the reason.
    """
    kind = kind_of(kind)
    lock(letter)
    require_right(by, Perm.DRAFT_LETTER, letter)
    if letter.status not in STILL_STANDING:
        raise RuleError(f"{letter} can’t be ended now. It is: {letter.get_status_display().lower()}.")
    if not kind.ends_as:
        raise RuleError("Choose whether the letter is withdrawn or superseded.", field="kind")
    if not why.strip():
        raise RuleError("Say why. Everybody who got the letter will read it.", field="why")
    refuse_unknown(why, known=NAMES, field="why")
    notice = Letter(
        reference=next_reference(),
        kind=kind,
        school=letter.school,
        case=letter.case,
        ends=letter,
        on_ladder=False,
        subject=f"{kind.name}: {letter.kind.name.lower()} {letter.reference}",
        body=why.strip(),
        drafted_by=by,
    )
    try:
        with transaction.atomic():
            notice.save()
    except IntegrityError as error:
        raise RuleError(f"A notice that ends {letter} is being written already.") from error
    notice.writers.add(by)
    log_letter(BEGUN, notice)
    return notice


def end_with(notice: Letter) -> None:
    """The letter that the notice ends no longer stands, for the reason that the notice gives.

    For the service that gives the notice. If it ended meanwhile, it stays as it ended.
    """
    ended = notice.ends
    if ended is None:
        return
    lock(ended)
    if ended.status not in STILL_STANDING:
        return
    ended.status, ended.outcome_why = notice.kind.ends_as, merged(notice, notice.body)
    ended.ended_at = clock.now()
    ended.save()
    log_letter(
        ENDED,
        ended,
        circle=Circle.SCHOOL,
        how=ended.get_status_display().lower(),
        why=ended.outcome_why,
        notice=notice.reference,
    )
