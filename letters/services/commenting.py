"""Comments of the council on a letter while it is written."""

from letters.events import COMMENTED, log_letter
from letters.mails import mail_comment
from letters.models import Letter, LetterComment
from letters.services.locking import lock, require_right
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.permissions import Perm


@service
def comment_on(letter: Letter, *, text: str, by: User) -> LetterComment:
    """The comment stands beside the draft, for the council alone; the drafter has a mail.

    Whoever comments has not written at the letter, and can still authorise it. Refuses (RuleError) no words
    and a letter that was given or ended, and (AlreadyDone) the same comment again.
    """
    lock(letter)
    require_right(by, Perm.READ_LA, letter)
    text = text.strip()
    if letter.is_given or letter.is_ended:
        raise RuleError(f"{letter} is not being written any more.")
    if not text:
        raise RuleError("Write your comment.", field="text")
    if letter.comments.filter(text=text, by=by, settled_at=None).exists():
        raise AlreadyDone("Your comment stands there already.")
    comment = LetterComment.objects.create(letter=letter, text=text, by=by, at=clock.now())
    if by.pk != letter.drafted_by_id:
        mail_comment(comment)
    log_letter(COMMENTED, letter, comment=text)
    return comment


@service
def settle_comment(comment: LetterComment, *, by: User) -> None:
    """The comment has been seen to; it stays to be read. Refuses (AlreadyDone) a second time."""
    lock(comment.letter)
    comment.refresh_from_db(from_queryset=LetterComment.objects.select_for_update(of=("self",)))
    require_right(by, Perm.DRAFT_LETTER, comment.letter)
    if comment.settled_at:
        raise AlreadyDone(f"{comment.settled_by} saw to this already.")
    comment.settled_by, comment.settled_at = by, clock.now()
    comment.save()
