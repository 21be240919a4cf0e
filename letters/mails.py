"""Mails about letters: a link to the page, never what the letter says."""

from django.conf import settings
from django.utils import timezone

from letters.answers import progress_of
from letters.assessing import assessed_after
from letters.merging import body_of
from letters.models import (
    AnswerAddition,
    AnswerPart,
    Letter,
    LetterComment,
    LetterQuestion,
    LetterResponse,
    Recipient,
)
from letters.questions import with_due_day
from letters.wording import full_day, plain_day
from people.access import may
from people.models import User
from record import clock
from record.mail import enqueue_mail
from record.models import Dispatch
from record.words import capital
from schools.permissions import Perm


def mail_diocese(letter: Letter, officer: User) -> Dispatch:
    """The officer is told that the letter is being prepared, before anybody at the school is."""
    what = (
        f"{settings.AUTHORITY_NAME} is preparing a {letter.kind.name.lower()} to {written_to(letter)} of "
        f"{letter.school}. It has not been given, and the school has not been told. Please treat this in "
        "confidence."
    )
    ask = "You will receive a copy on the day on which it is given."
    return enqueue_mail(
        key=f"letter:{letter.pk}:diocese:{officer.pk}",
        to=f"{officer.name} <{officer.email}>",
        subject=f"In confidence: {letter.school}",
        text=text_of(letter, officer.formal_name, what, ask),
        urn=letter.school.urn,
    )


def mail_diocese_dropped(letter: Letter, officer: User) -> Dispatch:
    """The officer, who was told in confidence of a letter to come, is told that it will not be given."""
    told = plain_day(timezone.localdate(letter.diocese_told_at)) if letter.diocese_told_at else ""
    what = (
        f"{settings.AUTHORITY_NAME} told the {letter.school.diocese} on {told} that it was preparing a "
        f"{letter.kind.name.lower()} to {written_to(letter)} of {letter.school}. It was withdrawn and will "
        "not be given. The school was not told. Please go on treating this in confidence."
    )
    return enqueue_mail(
        key=f"letter:{letter.pk}:diocese:{officer.pk}:dropped",
        to=f"{officer.name} <{officer.email}>",
        subject=f"In confidence, will not be given: {letter.school}",
        text=text_of(letter, officer.formal_name, what, "You need not do anything."),
        urn=letter.school.urn,
    )


def mail_reminder(letter: Letter, user: User) -> Dispatch:
    """The governor is reminded, once per clock, of the day by which an answer is due."""
    running = letter.running_clock
    wrote = f"{settings.AUTHORITY_NAME} wrote to {written_to(letter)} of {letter.school}."
    progress = progress_of(letter)
    came = f"{capital(progress)}; the others are still open." if progress else "No answer has come yet."
    what = f"{wrote} {came}"
    return enqueue_mail(
        key=f"letter:{letter.pk}:reminder:{running.pk}:{user.pk}",
        to=f"{user.name} <{user.email}>",
        subject=f"Please answer by {full_day(running.ends_on)}: {letter.school}",
        text=text_of(letter, user.formal_name, what, f"Please answer by {full_day(running.ends_on)}."),
        urn=letter.school.urn,
    )


def mail_extension(letter: Letter, recipient: Recipient, *, why: str) -> Dispatch:
    """A recipient who reads here is told, once per clock, of the new day by which an answer is due."""
    running = letter.running_clock
    due = full_day(running.ends_on)
    what = (
        f"{settings.AUTHORITY_NAME} gives {written_to(letter)} of {letter.school} more time for what its "
        f"letter asks, until {due}. The reason: {why}"
    )
    ask = f"An answer is now due by {due}."
    if hasattr(letter, "response"):
        judged = full_day(assessed_after(letter))
        ask = f"The answer can be added to until {due}. The council judges what was done after {judged}."
    return enqueue_mail(
        key=f"letter:{letter.pk}:extended:{running.pk}:{recipient.pk}",
        to=f"{recipient.name} <{recipient.email}>",
        subject=f"More time, until {due}: {letter.school}",
        text=text_of(letter, recipient.name, what, ask),
        urn=letter.school.urn,
    )


def mail_outcome(letter: Letter, user: User) -> Dispatch:
    """The governor is told that the council has decided on the answer, and where to read it."""
    to = f"{written_to(letter)} of {letter.school}"
    what = f"{settings.AUTHORITY_NAME} has decided what follows from its letter to {to}."
    return enqueue_mail(
        key=f"letter:{letter.pk}:outcome:{user.pk}",
        to=f"{user.name} <{user.email}>",
        subject=f"What follows from the letter to {written_to(letter)} of {letter.school}",
        text=text_of(letter, user.formal_name, what, "Please read it on the letter’s page."),
        urn=letter.school.urn,
    )


def mail_late_answer(response: LetterResponse) -> Dispatch | None:
    """The lead of the case is told of an answer after the last day; nobody who entered it themselves."""
    letter = response.letter
    lead = _who_looks_after(letter)
    if lead is None or lead.pk == response.recorded_by_id:
        return None
    what = f"{response.answered_by} has answered {letter} to {letter.school}, after the last day."
    return enqueue_mail(
        key=f"letter:{letter.pk}:late:{response.pk}",
        to=f"{lead.name} <{lead.email}>",
        subject=f"A late answer to {letter.reference}: {letter.school}",
        text=text_of(letter, lead.formal_name, what, "Please read it before you assess the letter."),
        urn=letter.school.urn,
    )


def mail_addition(addition: AnswerAddition) -> Dispatch | None:
    """The lead of the case is told that the answer was added to; nobody who entered it themselves."""
    letter = addition.letter
    lead = _who_looks_after(letter)
    if lead is None or lead.pk == addition.recorded_by_id:
        return None
    late = ", after the last day" if addition.late else ""
    what = f"{addition.answered_by} has added to the answer to {letter} to {letter.school}{late}."
    return enqueue_mail(
        key=f"letter:{letter.pk}:added:{addition.pk}",
        to=f"{lead.name} <{lead.email}>",
        subject=f"More of the answer to {letter.reference}: {letter.school}",
        text=text_of(letter, lead.formal_name, what, "Please read it before you assess the letter."),
        urn=letter.school.urn,
    )


def mail_part(part: AnswerPart) -> Dispatch | None:
    """The lead of the case is told that some actions are answered; nobody who entered it themselves."""
    letter = part.letter
    lead = _who_looks_after(letter)
    if lead is None or lead.pk == part.recorded_by_id:
        return None
    what = (
        f"{part.answered_by} has answered a part of {letter} to {letter.school}: {progress_of(letter)}. The "
        "others are still open."
    )
    return enqueue_mail(
        key=f"letter:{letter.pk}:part:{part.pk}",
        to=f"{lead.name} <{lead.email}>",
        subject=f"A part of the answer to {letter.reference}: {letter.school}",
        text=text_of(letter, lead.formal_name, what, "You need not do anything yet."),
        urn=letter.school.urn,
    )


def mail_comment(comment: LetterComment) -> Dispatch:
    """The drafter is told that somebody commented, and where to read it."""
    letter, drafter = comment.letter, comment.letter.drafted_by
    what = f"{comment.by.name} commented on the draft of {letter} to {letter.school}."
    return enqueue_mail(
        key=f"letter:{letter.pk}:comment:{comment.pk}",
        to=f"{drafter.name} <{drafter.email}>",
        subject=f"A comment on {letter.reference}: {letter.school}",
        text=text_of(letter, drafter.formal_name, what, "Please read it on the letter’s page."),
        urn=letter.school.urn,
    )


def mail_question(question: LetterQuestion, answerer: User) -> Dispatch:
    """Who is to answer is told that the governing body asks something, where to answer and by when."""
    letter = question.letter
    (question,) = with_due_day([question])
    what = f"{question.asked_by.name} asks about {letter} to {written_to(letter)} of {letter.school}."
    ask = f"Please answer it on the letter’s page, by {full_day(question.due_on)}." if question.due_on else ""
    return enqueue_mail(
        key=f"letter:{letter.pk}:question:{question.pk}:to:{answerer.pk}",
        to=f"{answerer.name} <{answerer.email}>",
        subject=f"A question about {letter.reference}: {letter.school}",
        text=text_of(letter, answerer.formal_name, what, ask),
        urn=letter.school.urn,
    )


def mail_question_answered(question: LetterQuestion) -> Dispatch:
    """Who asked is told that the answer is there."""
    letter, asker = question.letter, question.asked_by
    what = f"{settings.AUTHORITY_NAME} has answered your question about its letter to {letter.school}."
    return enqueue_mail(
        key=f"letter:{letter.pk}:question:{question.pk}:answer",
        to=f"{asker.name} <{asker.email}>",
        subject=f"Your question about the letter to {letter.school}",
        text=text_of(letter, asker.formal_name, what, "Please read the answer on the letter’s page."),
        urn=letter.school.urn,
    )


def mail_delegation(letter: Letter, other: User, *, asked: str) -> Dispatch:
    """The vice-chair is told, in the words ``asked``, by whom and why he or she is to answer, and by when."""
    due = full_day(letter.running_clock.ends_on)
    what = f"{settings.AUTHORITY_NAME} has written to {written_to(letter)} of {letter.school}. {asked}"
    return enqueue_mail(
        key=f"letter:{letter.pk}:delegated:{other.pk}:{clock.today()}",
        to=f"{other.name} <{other.email}>",
        subject=f"Please answer by {due}: {letter.school}",
        text=text_of(letter, other.formal_name, what, f"Please answer by {due}."),
        urn=letter.school.urn,
    )


def written_to(letter: Letter) -> str:
    """The governing body, or the trust."""
    return f"the {body_of(letter)}"


def _who_looks_after(letter: Letter) -> User | None:
    """The case's lead, or who drafted it, whoever still reads what the LA keeps of the school; else None."""
    lead = letter.case.lead if letter.case else letter.drafted_by
    return next((who for who in (lead, letter.drafted_by) if may(who, Perm.READ_LA, letter.school)), None)


def contact_in(letter: Letter) -> str:
    """To whom the reader turns with a question, and from whom the mail is."""
    lead = letter.case.lead if letter.case else letter.drafted_by
    phone = f" on {lead.telephone}" if lead.telephone else ""
    return (
        f"With any question, please turn to {lead.name}{phone} or at {lead.email}.\n\n"
        f"{settings.AUTHORITY_NAME}\n"
    )


def text_of(letter: Letter, name: str, what: str, ask: str) -> str:
    """A mail that leads to the letter's page."""
    return (
        f"To {name}\n\n{what}\n\n{ask}\n\n{settings.SITE_URL}{letter.get_absolute_url()}\n\n"
        "You sign in with the e-mail address at which you got this. If you have no password at hand, the "
        "sign-in page sends you a link.\n\n"
        f"{contact_in(letter)}"
    )
