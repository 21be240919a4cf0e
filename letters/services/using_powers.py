"""What the council decides after it proposed to use powers."""

from collections.abc import Iterable

from letters.events import NO_POWERS_USED, POWERS_USED, log_letter
from letters.intervention import too_late, why_no_power
from letters.law import POWERS, by_power
from letters.models import Letter
from letters.services.locking import lock, require_right, require_state
from letters.services.telling import tell_outcome
from letters.wording import listed
from people.models import User
from record import clock
from record.errors import RuleError
from record.services import service
from schools.permissions import Circle, Perm


@service
def decide_on_powers(letter: Letter, *, powers: Iterable[str], why: str, by: User) -> None:
    """It is on record which of the powers proposed the council uses, or that it uses none, with the reason.

    Everybody who got it is told. Refuses (RuleError) a letter that is no proposal, silence about the
    reason, a power that the proposal did not name, any power while the proposal's own period runs, at a
    school that is none of section 59 any more, after a notice that no longer stands or while notice or
    proposal is not on record as having reached the governing body, and one whose two months have passed;
    (AlreadyDone) a second decision. That no power is used can be decided at any time.
    """
    lock(letter)
    require_right(by, Perm.ASSESS_RESPONSE, letter)
    require_state(letter, Letter.Status.GIVEN, to="decided on")
    if not letter.kind.must_follow:
        raise RuleError(f"{letter} proposes no powers.")
    if not why.strip():
        raise RuleError("Say what the decision rests on. The school will read it.", field="why")
    asked = set(powers)
    used = [code for code in POWERS if code in asked]
    if asked - set(letter.powers):
        raise RuleError("Choose powers that the proposal named.", field="powers")
    if used and (why_not := why_no_power(letter)):
        raise RuleError(why_not, field="outcome")
    if late := too_late(letter, used):
        raise RuleError(late, field="powers")
    letter.status = Letter.Status.POWERS_USED if used else Letter.Status.NO_POWERS_USED
    letter.powers_used, letter.outcome_why, letter.ended_at = used, why.strip(), clock.now()
    letter.save()
    log_letter(
        POWERS_USED if used else NO_POWERS_USED,
        letter,
        circle=Circle.SCHOOL,
        powers="; ".join(by_power(used)),
        why=letter.outcome_why,
        by_post=listed(tell_outcome(letter)),
    )
