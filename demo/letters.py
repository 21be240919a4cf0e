"""Warning letters in a story: begun by a conference's decision, and then as far as the plan says."""

from collections.abc import Sequence

from concern_cases.models import ConcernCase
from demo.actions import complete_actions
from demo.days import at_hour, working_days_after
from demo.journey import Story
from demo.texts import (
    ANSWERS,
    HALF_DONE,
    MAIL_CAME_BACK,
    NOT_MET,
    OBSERVATION_ASKED,
    QUESTION,
)
from demo.world import Tale, in_working_days, later_today
from letters.checks_day import sending_day_check
from letters.models import Letter, Recipient, Service
from letters.services.choosing import Way, choose_ways
from letters.services.drafting import ActionAsked
from letters.services.governing import ask_question, delegate_answer
from letters.services.reading import acknowledge_letter, record_reading
from letters.services.serving import record_return
from letters.services.stating_law import LawStated
from people.models import User
from people.roles import Role
from record import clock
from workflows import engine
from workflows.services.letters import send_answer

ASKED_BY = (25, 35, 45)  # school days
SOON = (10, 15, 20)  # school days, all within the time that the letter gives
NOTICE_ASKED_BY, NOTICE_GIVES = (15, 20, 25), 40  # school days, working days


def letters(tale: Tale, case: ConcernCase) -> Story:
    """The letter, begun when the minutes were approved, stands at the step that the plan names."""
    letter = case.letters.get()
    if tale.plan.letter == "assemble_grounds":
        return
    yield in_working_days(1, hour=11)
    complete_actions(tale, case)
    take(letter, "assemble_grounds", by=tale.lead)
    yield later_today(hour=15, minute=20)
    if tale.plan.letter == "authorise":
        choose_ways(letter, ways={Recipient.As.CHAIR: Way(Service.Method.HAND)}, by=tale.lead)
    met = tale.plan.letter != "s60_notice"
    actions = asked(tale, ASKED_BY if met else SOON, OBSERVATION_ASKED)
    take(letter, "draft_letter", by=tale.lead, actions=actions)
    yield from tell_diocese(tale, letter, hour=16, minute=30)
    if tale.plan.letter == "legal_check":
        return
    yield in_working_days(3, hour=15)
    take(letter, "legal_check", by=tale.world.who(Role.LEGAL_ADVISER), agreed=True, remarks="")
    if tale.plan.letter == "authorise":
        return
    yield from give(tale, letter, hour=12)
    if tale.plan.letter == "given":
        yield from _comes_back(tale, letter)
        return
    yield in_working_days(2, hour=19, minute=10)
    acknowledge(letter, by=tale.chair)
    if tale.plan.letter == "acknowledged":
        yield from _asks(tale, letter)
        return
    yield in_working_days(10, hour=20, minute=15)
    take(letter, "await_response", by=tale.chair, answers=numbered(ANSWERS if met else HALF_DONE))
    if not met:
        yield from _not_met(tale, letter)


def take(letter: Letter, step: str, *, by: User, **facts: object) -> None:
    """The step of the letter's process is taken."""
    engine.take_step(engine.open_card(letter, step).task, by=by, **facts)


def tell_diocese(tale: Tale, letter: Letter, *, hour: int, minute: int) -> Story:
    """A church school's diocese hears of the letter on the day on which it was drafted."""
    if letter.school.diocese:
        yield later_today(hour=hour, minute=minute)
        take(letter, "tell_diocese", by=tale.lead, how="by telephone on the same day")


def give(tale: Tale, letter: Letter, *, hour: int, minute: int = 0) -> Story:
    """Authorised and given, but never on the last school day before a holiday."""
    yield in_working_days(2, hour=hour, minute=minute)
    letter.refresh_from_db()
    if not sending_day_check(letter).ok:
        yield in_working_days(1, hour=hour, minute=minute)
    head = tale.world.who(Role.HEAD_OF_IMPROVEMENT)
    take(letter, "authorise", by=head, agreed=True)


def acknowledge(letter: Letter, *, by: User) -> None:
    """The chair has opened the letter, and says so."""
    letter.refresh_from_db()
    record_reading(letter, what="the letter", by=by)
    acknowledge_letter(letter, by=by)


def numbered(answers: Sequence[str]) -> dict[int, str]:
    """The answers by the number of the action."""
    return dict(enumerate(answers, start=1))


def _comes_back(tale: Tale, letter: Letter) -> Story:
    """The clerk's copy comes back on the next day; nobody has seen to it yet."""
    yield in_working_days(1, hour=9, minute=5)
    given = Service.objects.get(recipient__letter=letter, recipient__received_as=Recipient.As.CLERK)
    record_return(given, on=clock.today(), why=MAIL_CAME_BACK, by=tale.lead)


def _asks(tale: Tale, letter: Letter) -> Story:
    """The chair will be away; the vice-chair answers one action; a question waits for its answer."""
    yield in_working_days(3, hour=19, minute=30)
    delegate_answer(letter, by=tale.chair)
    yield in_working_days(4, hour=20, minute=5)
    send_answer(letter, answers=numbered(ANSWERS[:1]), by=tale.at_school(Role.VICE_CHAIR))
    yield in_working_days(3, hour=20, minute=5)
    ask_question(letter, text=QUESTION, by=tale.chair)


def _not_met(tale: Tale, letter: Letter) -> Story:
    """By its last day nothing was done; the notice that follows waits for the lawyer."""
    yield at_hour(working_days_after(letter.running_clock.ends_on, 3), 15, 35)
    take(letter, "assess_response", by=tale.lead, complied=False, why=NOT_MET)
    yield in_working_days(2, hour=11, minute=10)
    notice = letter.followed_by.get()
    take(notice, "assemble_grounds", by=tale.lead)
    yield in_working_days(1, hour=15, minute=25)
    law = LawStated(
        grounds=("standards",),
        powers=("s63", "s64"),
        days=NOTICE_GIVES,
        appointed_by=f"{letter.school.diocese or 'The Foundation'}\nOffice for Schools\n1 Close Walk\n"
        "WYVENFORD\nWY1 2AB",
    )
    actions = asked(tale, NOTICE_ASKED_BY, OBSERVATION_ASKED)
    take(notice, "draft_letter", by=tale.lead, actions=actions, law=law)
    yield from tell_diocese(tale, notice, hour=16, minute=35)


def asked(tale: Tale, school_days: Sequence[int], *extra: tuple[str, str]) -> list[ActionAsked]:
    """``extra`` first, then what answers the first concerns, each due after that many school days."""
    of_matters = ((matter.asked, matter.asked_measure) for matter in tale.matters)
    return [
        ActionAsked(what=tale.say(what), measure=tale.say(measure), by=tale.due(days))
        for (what, measure), days in zip((*extra, *of_matters), school_days, strict=False)
    ]
