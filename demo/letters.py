"""Warning letters in a story: begun by a conference's decision, and then as far as the plan says."""

from concern_cases.models import ConcernCase
from demo.actions import complete_actions
from demo.journey import Story
from demo.texts import ANSWERS, OBSERVATION_ASKED
from demo.world import Tale, in_working_days, later_today
from letters.checks import sending_day_check
from letters.models import Letter
from letters.services.drafting import ActionAsked
from letters.services.reading import acknowledge_letter, record_reading
from people.models import User
from people.roles import Role
from workflows import engine

ASKED_BY = (25, 35, 45)  # school days


def letters(tale: Tale, case: ConcernCase) -> Story:
    """The letter, begun when the minutes were approved, stands at the step that the plan names."""
    letter = case.letters.get()
    if tale.plan.letter == "assemble_grounds":
        return
    yield in_working_days(1, hour=11)
    complete_actions(tale, case)
    _take(letter, "assemble_grounds", by=tale.lead)
    yield later_today(hour=15, minute=20)
    _take(letter, "draft_letter", by=tale.lead, actions=_asked(tale))
    if letter.school.diocese:
        yield later_today(hour=16, minute=30)
        _take(letter, "tell_diocese", by=tale.lead, how="by telephone on the same day")
    if tale.plan.letter == "legal_check":
        return
    yield in_working_days(3, hour=15)
    _take(letter, "legal_check", by=tale.world.who(Role.LEGAL_ADVISER), agreed=True, remarks="")
    if tale.plan.letter == "authorise":
        return
    yield from _give(tale, letter)
    if tale.plan.letter == "given":
        return
    yield in_working_days(2, hour=19, minute=10)
    _read(letter, by=tale.chair)
    if tale.plan.letter == "acknowledged":
        return
    yield in_working_days(10, hour=20, minute=15)
    _take(letter, "await_response", by=tale.chair, answers=dict(enumerate(ANSWERS, start=1)))


def _take(letter: Letter, step: str, *, by: User, **facts: object) -> None:
    engine.take_step(engine.open_card(letter, step).task, by=by, **facts)


def _give(tale: Tale, letter: Letter) -> Story:
    """Authorised and given, but never on the last school day before a holiday."""
    yield in_working_days(2, hour=12)
    letter.refresh_from_db()
    if not sending_day_check(letter).ok:
        yield in_working_days(1, hour=12)
    head = tale.world.who(Role.HEAD_OF_IMPROVEMENT)
    _take(letter, "authorise", by=head, agreed=True)


def _read(letter: Letter, *, by: User) -> None:
    letter.refresh_from_db()
    record_reading(letter, what="the letter", by=by)
    acknowledge_letter(letter, by=by)


def _asked(tale: Tale) -> list[ActionAsked]:
    """To let lessons be seen, and what answers the first two concerns."""
    first, second, _ = tale.matters
    asked = [OBSERVATION_ASKED, *((matter.asked, matter.asked_measure) for matter in (first, second))]
    return [
        ActionAsked(what=tale.say(what), measure=tale.say(measure), by=tale.due(days))
        for (what, measure), days in zip(asked, ASKED_BY, strict=True)
    ]
