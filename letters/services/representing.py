"""Representations to the Chief Inspector against a notice, in the regime that ended on 17 April 2016."""

from datetime import date

from letters.events import HMCI_DECIDED, log_letter
from letters.law import has_representations
from letters.models import Clock, Letter
from letters.services.locking import lock, require_right, require_state
from letters.services.telling import tell_outcome
from letters.services.timing import replace_clock
from letters.wording import listed, plain_day
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.calendar import deadline
from schools.permissions import Circle, Perm

Hmci = Letter.Hmci


@service
def record_hmci_decision(letter: Letter, *, decision: str, on: date | None = None, by: User) -> None:
    """It is on record whether representations were made, and what the Chief Inspector decided on that day.

    Confirmed: a fresh period, as long as the first, runs from the day after; not confirmed: the notice falls.
    Everybody who got it is told. Refuses (RuleError) a letter without such a right, an unknown decision, and
    a day before the letter or to come; (AlreadyDone) a second decision.
    """
    lock(letter)
    require_right(by, Perm.ASSESS_RESPONSE, letter)
    require_state(letter, Letter.Status.GIVEN, to="decided on")
    if not has_representations(letter.kind):
        raise RuleError(f"Against {letter} nobody can turn to the Chief Inspector.")
    if letter.hmci_decision:
        raise AlreadyDone(f"The decision on {letter} was recorded already.")
    if decision not in Hmci.values:
        raise RuleError("Say what came of it.", field="decision")
    if decision == Hmci.NONE_MADE:
        on = None
    elif on is None or letter.given_on is None or not letter.given_on <= on <= clock.today():
        raise RuleError("Give the day of the decision: from that of the notice until today.", field="on")
    letter.hmci_decision, letter.hmci_decided_on = decision, on
    letter.save(update_fields=["hmci_decision", "hmci_decided_on"])
    by_post: list[str] = []
    if on and decision == Hmci.CONFIRMED:
        by_post = _begin_anew(letter, on, by)
    elif on:
        by_post = _fall(letter, on)
    log_letter(
        HMCI_DECIDED,
        letter,
        circle=Circle.SCHOOL,
        decision=Hmci(decision).label,
        on=on or "",
        due=letter.running_clock.ends_on if decision == Hmci.CONFIRMED else "",
        by_post=listed(by_post),
    )


def _begin_anew(letter: Letter, on: date, by: User) -> list[str]:
    before = Clock.objects.select_for_update().get(letter=letter, superseded_at=None)
    counted = deadline(before.rule, given=on, days=before.days, school=letter.school)
    why = f"The Chief Inspector confirmed the notice on {plain_day(on)}, and its period begins anew."
    return replace_clock(letter, before, counted, why=why, by=by)[1]


def _fall(letter: Letter, on: date) -> list[str]:
    letter.status, letter.ended_at = Letter.Status.NOT_CONFIRMED, clock.now()
    letter.outcome_why = f"The Chief Inspector did not confirm the notice on {plain_day(on)}. It falls."
    letter.save()
    return tell_outcome(letter)
