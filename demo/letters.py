"""Warning letters in a story: begun by a conference's decision, and then as far as the plan says."""

from datetime import timedelta

from concern_cases.models import ConcernCase
from demo.journey import Story
from demo.story import Plan
from demo.texts import LETTER_ACTIONS
from demo.world import World
from letters.checks import sending_day_check
from letters.models import Letter
from letters.services.drafting import ActionAsked
from letters.services.reading import acknowledge_letter, record_reading
from people.roles import Role
from record import clock
from workflows import engine

# Days after the conference that decided on it: the minutes have to be approved first.
DRAFTED, TOLD, LAW_CHECKED, AUTHORISED, ACKNOWLEDGED = 9, 10, 13, 15, 20


def letters(world: World, case: ConcernCase, plan: Plan) -> Story:
    """The letter stands at the step that the plan names."""
    decided = plan.conferences[-1]
    yield world.school_day(decided - DRAFTED, hour=11)
    letter = case.letters.get()
    if plan.letter == "assemble_grounds":
        return
    engine.take_step(engine.open_card(letter, "assemble_grounds").task, by=case.lead)
    engine.take_step(engine.open_card(letter, "draft_letter").task, by=case.lead, actions=_asked(world))
    if letter.school.diocese:
        yield world.school_day(decided - TOLD, hour=9)
        engine.take_step(engine.open_card(letter, "tell_diocese").task, by=case.lead, how="By telephone.")
    if plan.letter == "legal_check":
        return
    yield world.school_day(decided - LAW_CHECKED, hour=15)
    lawyer = world.who(Role.LEGAL_ADVISER)
    engine.take_step(engine.open_card(letter, "legal_check").task, by=lawyer, agreed=True, remarks="")
    if plan.letter == "authorise":
        return
    yield world.school_day(decided - AUTHORISED, hour=12)
    head = world.who(Role.HEAD_OF_IMPROVEMENT)
    letter.refresh_from_db()
    why = (
        ""
        if sending_day_check(letter).ok
        else "The governing body meets tomorrow and asked for it beforehand."
    )
    engine.take_step(engine.open_card(letter, "authorise").task, by=head, agreed=True, sending_day_why=why)
    if plan.letter == "given":
        return
    yield world.school_day(decided - ACKNOWLEDGED, hour=19)
    _read(world, letter)


def _read(world: World, letter: Letter) -> None:
    chair = world.cast.at(letter.school, Role.CHAIR)
    letter.refresh_from_db()
    record_reading(letter, what="the letter", by=chair)
    acknowledge_letter(letter, by=chair)


def _asked(world: World) -> list[ActionAsked]:
    """Three actions, the first soon, the last within a term."""
    days = [world.calendar.next_school_day(clock.today() + timedelta(days=days)) for days in (45, 60, 90)]
    return [
        ActionAsked(what=what, measure=measure, by=by)
        for (what, measure), by in zip(LETTER_ACTIONS, days, strict=True)
    ]
