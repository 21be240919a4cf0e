"""Letters of concern in a story: written by a case's lead beside its conferences, as far as the plan says."""

from datetime import timedelta

from concern_cases.models import ConcernCase
from demo.days import at_hour, working_day, working_days_after
from demo.journey import Story
from demo.letters import acknowledge, asked, give, numbered, take, tell_diocese
from demo.texts import (
    COMMENTS,
    CONCERN_ANSWERS,
    MET,
    MORE_TIME_ANSWER,
    MORE_TIME_ASKED,
    MORE_TIME_WHY,
    POSTED,
    SENT_BACK,
    TAKEN,
    WITHDRAWN_WHY,
)
from demo.world import Tale, in_words, in_working_days, later_today
from letters.models import Letter, Paragraph, Recipient, Service
from letters.reached import ON_PAPER
from letters.services.choosing import Way, choose_ways
from letters.services.commenting import comment_on, settle_comment
from letters.services.drafting import edit_letter
from letters.services.governing import answer_question, ask_question
from letters.services.serving import record_posting
from people.roles import Role
from record import clock
from workflows.services.letters import extend_letter, send_answer, start_ending, start_letter

ASKED_BY, MORE_TIME = (20, 30), 14  # school days
LATE = 2  # working days
DIRECTORS = "letters@regional-director.example"
# How some of the letters go, by what becomes of them; the others go as is proposed.
WAYS: dict[str, dict[str, Way]] = {
    "posted": {Recipient.As.REGIONAL_DIRECTOR: Way(Service.Method.EMAIL, DIRECTORS)},
    "extended": {
        Recipient.As.CHAIR: Way(Service.Method.HAND),
        Recipient.As.CLERK: Way(Service.Method.EMAIL),
        Recipient.As.HEAD: Way(Service.Method.POST),
    },
}
SENT = {Service.Method.POST: POSTED, Service.Method.HAND: TAKEN}


def letter_of_concern(tale: Tale) -> Story:
    """The letter stands where the plan says: sent back, to be posted, answered, overdue, or ended."""
    yield at_hour(working_day(tale.world.today - timedelta(days=tale.plan.wrote)), 13, 35)
    case = ConcernCase.objects.get(school=tale.school)
    start_letter(case, kind="letter_of_concern", by=tale.lead)
    letter = case.letters.get()
    yield from _draft(tale, letter)
    if tale.plan.concern == "sent_back":
        yield from _sent_back(tale, letter)
        return
    yield from give(tale, letter, hour=13, minute=35)
    follows = {
        "posted": _posted,
        "answered": _answered,
        "complied": _complied,
        "extended": _extended,
        "overdue": _answered_in_part,
        "withdrawn": _withdrawn,
    }.get(tale.plan.concern)
    if follows:
        yield from follows(tale, letter)


def _draft(tale: Tale, letter: Letter) -> Story:
    yield in_working_days(1, hour=13, minute=35)
    take(letter, "assemble_grounds", by=tale.lead)
    choose_ways(letter, ways=WAYS.get(tale.plan.concern, {}), by=tale.lead)
    take(letter, "draft_letter", by=tale.lead, actions=asked(tale, ASKED_BY))
    yield from tell_diocese(tale, letter, hour=17, minute=20)


def _acknowledged(tale: Tale, letter: Letter) -> Story:
    yield in_working_days(1, hour=19, minute=25)
    acknowledge(letter, by=tale.chair)


def _posted(tale: Tale, letter: Letter) -> Story:
    """What goes on paper left on the day on which the letter was given."""
    yield later_today(hour=17, minute=20)
    for given in Service.objects.filter(recipient__letter=letter, method__in=ON_PAPER):
        proof = SENT[Service.Method(given.method)].format(day=in_words(clock.today()))
        record_posting(given, proof=proof, by=tale.lead)


def _answered(tale: Tale, letter: Letter) -> Story:
    yield from _acknowledged(tale, letter)
    yield in_working_days(8, hour=20, minute=25)
    take(letter, "await_response", by=tale.chair, answers=numbered(CONCERN_ANSWERS))


def _answered_in_part(tale: Tale, letter: Letter) -> Story:
    """The first action has its answer in time, the other none to this day."""
    yield from _acknowledged(tale, letter)
    yield in_working_days(8, hour=20, minute=25)
    send_answer(letter, answers=numbered(CONCERN_ANSWERS[:1]), by=tale.chair)


def _complied(tale: Tale, letter: Letter) -> Story:
    """The answer came after the last day, and was taken all the same."""
    yield from _acknowledged(tale, letter)
    yield at_hour(working_days_after(letter.running_clock.ends_on, LATE), 20, 25)
    send_answer(letter, answers=numbered(CONCERN_ANSWERS), by=tale.chair)
    yield in_working_days(3, hour=17, minute=20)
    take(letter, "assess_response", by=tale.lead, complied=True, why=MET)


def _extended(tale: Tale, letter: Letter) -> Story:
    yield from _posted(tale, letter)
    yield from _acknowledged(tale, letter)
    yield in_working_days(5, hour=19, minute=25)
    question = ask_question(letter, text=MORE_TIME_ASKED, by=tale.chair)
    yield in_working_days(2, hour=13, minute=35)
    answer_question(question, answer=MORE_TIME_ANSWER, by=tale.lead)
    extend_letter(letter, ends_on=tale.due(MORE_TIME), why=MORE_TIME_WHY, by=tale.lead)


def _withdrawn(tale: Tale, letter: Letter) -> Story:
    """A notice takes the letter back: a letter itself, authorised by somebody else and given."""
    yield from _acknowledged(tale, letter)
    yield in_working_days(4, hour=13, minute=35)
    start_ending(letter, kind="withdrawal", why=WITHDRAWN_WHY, by=tale.lead)
    notice = letter.ended_by.get()
    yield in_working_days(1, hour=13, minute=35)
    take(notice, "draft_letter", by=tale.lead)
    yield from give(tale, notice, hour=13, minute=35)


def _sent_back(tale: Tale, letter: Letter) -> Story:
    """Back with its writer, commented on, and worded anew with a paragraph of the library."""
    yield in_working_days(2, hour=13, minute=35)
    head = tale.world.who(Role.HEAD_OF_IMPROVEMENT)
    take(letter, "authorise", by=head, agreed=False, remarks=SENT_BACK)
    reviewers = (tale.world.who(Role.LEGAL_ADVISER), tale.sip)
    comments = []
    for reviewer, text in zip(reviewers, COMMENTS, strict=True):
        yield in_working_days(1, hour=17, minute=20)
        comments.append(comment_on(letter, text=text, by=reviewer))
    yield in_working_days(1, hour=13, minute=35)
    letter.refresh_from_db()
    offered = Paragraph.objects.in_use().get(code="meeting_offered")
    edit_letter(letter, subject=letter.subject, body=offered.text, by=tale.lead)
    settle_comment(comments[0], by=tale.lead)
