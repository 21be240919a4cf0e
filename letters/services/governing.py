"""What can be done about a letter besides answering it: governors ask; the vice-chair is let answer."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet

from letters.events import DELEGATED, QUESTION_ANSWERED, QUESTION_ASKED, log_letter
from letters.governors import answers_for_school
from letters.holders import named_holders
from letters.mails import mail_delegation, mail_question, mail_question_answered
from letters.models import Letter, LetterQuestion, Recipient
from letters.questions import who_answers
from letters.recipients import holder_of
from letters.services.locking import lock, require_right
from letters.services.reading import require_governor
from people.access import may
from people.models import Post, Share, User
from people.roles import Role
from people.services.shares import end_share, share_with_person
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.models import School
from schools.permissions import Circle, Perm

AFTER_THE_END = timedelta(days=28)  # an answer that comes late is still an answer


def lets_answer(user: User, letter: Letter) -> bool:
    """Whether the person may let the vice-chair answer: who answers for the school may.

    While nobody is known as its chair, by an account or by name, whoever writes its letters may, too.
    """
    if answers_for_school(user, letter):
        return True
    return may(user, Perm.DRAFT_LETTER, letter.school) and _has_no_chair(letter.school)


def _has_no_chair(school: School) -> bool:
    """Whether nobody is known as chair of governors: neither by an account nor by a name that was said."""
    if holder_of(school, Role.CHAIR):
        return False
    return all(each.received_as != Recipient.As.CHAIR for each in named_holders(school))


def vice_chair_of(letter: Letter, *, by: User) -> User | None:
    """Whom ``by`` could let answer: the vice-chair in post who can't answer yet; None if there is nobody."""
    if letter.status != Letter.Status.GIVEN or not lets_answer(by, letter):
        return None
    other = holder_of(letter.school, Role.VICE_CHAIR)
    if other is None or other.pk == by.pk or answers_for_school(other, letter):
        return None
    return other


@service
def delegate_answer(letter: Letter, *, by: User) -> Share:
    """The vice-chair may acknowledge and answer this letter, and no other, until four weeks after its end.

    Its end is the last day that it names, its actions' too: until then answers are added to. What he or she
    reads is the same as before. The chair may still answer, too, and so may one who comes into post later.
    Refuses (PermissionDenied) everybody but who answers for the school and, while nobody is known as chair,
    whoever writes its letters (``lets_answer``), (RuleError) a letter that awaits no answer or a school
    without a vice-chair here, and (AlreadyDone) a second time.
    """
    lock(letter)
    if not lets_answer(by, letter):
        raise PermissionDenied("The chair alone can let the vice-chair answer.")
    if letter.status != Letter.Status.GIVEN:
        raise RuleError(f"{letter} awaits no answer any more.")
    other = holder_of(letter.school, Role.VICE_CHAIR)
    if other is None:
        raise RuleError("Nobody is on record here as vice-chair of the governing body.")
    if answers_for_school(other, letter):
        raise AlreadyDone(f"{other} can answer the letter already.")
    share = share_with_person(
        letter.school,
        user=other,
        perms=[Perm.RESPOND_TO_LETTER],
        circle=Circle.SCHOOL,
        why=f"{_because(letter, by)}{by} asked the vice-chair to answer {letter}.",
        since=clock.today(),
        until=_until(letter),
        by=by,
    )
    letter.delegations.add(share)
    mail_delegation(letter, other, asked=f"{_because(letter, by)}{by.name} asks you to answer.")
    log_letter(DELEGATED, letter, circle=Circle.SCHOOL, to=other.name)
    return share


def _until(letter: Letter) -> date:
    """Until when somebody may answer in the chair's place."""
    days = [letter.running_clock.ends_on, *(each.by for each in letter.required_actions.all())]
    return max(days) + AFTER_THE_END


def asked_to_answer(letter: Letter) -> list[User]:
    """Who may answer today because the chair or, without one, the council asked for it."""
    return [share.user for share in letter.delegations.current().select_related("user") if share.user]


def _because(letter: Letter, by: User) -> str:
    """Why it is not the chair who asks; nothing where somebody asks who answers for the school."""
    return "" if answers_for_school(by, letter) else "Nobody is on record as chair of governors. "


def prolong_delegation(letter: Letter, *, by: User) -> None:
    """Whoever may answer in the chair's place may until four weeks after its new end.

    For the service that gives more time.
    """
    for share in letter.delegations.lasting().select_related("user"):
        if share.user is None:  # a diocese: a delegation is never with one
            continue
        end_share(share, why=f"There is more time for {letter}.", by=by)
        longer = share_with_person(
            letter.school,
            user=share.user,
            perms=share.perms,
            circle=share.circle,
            why=share.why,
            since=clock.today(),
            until=_until(letter),
            agreed_by=share.agreed_by,
            by=by,
        )
        letter.delegations.add(longer)


def end_outdated_delegations() -> int:
    """Nobody answers in the chair's place once the letter has ended or the post of vice-chair has.

    How many ended. The worker asks all the time: one short query when there is nothing to do.
    """
    delegated = Share.objects.lasting().filter(delegated_letters__isnull=False)
    keys = list(delegated.values_list("pk", flat=True))
    return sum(_end(share) for share in _outdated(keys)) if keys else 0


def _outdated(keys: list[int]) -> QuerySet[Share]:
    """Those of the delegations whose letter has ended, or whose holder is no longer vice-chair."""
    in_post = Post.objects.current().filter(
        role=Role.VICE_CHAIR, user=OuterRef("user"), post_schools__school=OuterRef("school")
    )
    ended = ~Q(delegated_letters__status=Letter.Status.GIVEN)
    return Share.objects.filter(~Exists(in_post) | ended, pk__in=keys).distinct()


def _end(share: Share) -> int:
    try:
        end_share(share, why="The letter has ended, or the post of vice-chair has.", by=None)
    except AlreadyDone:  # by another worker, since the list was read
        return 0
    return 1


@service
def ask_question(letter: Letter, *, text: str, by: User) -> LetterQuestion:
    """The council is asked about the letter: the lead of the case has a mail, and a task until it has an
    answer (``letters.questions``). The clock runs on.

    Refuses (PermissionDenied) everybody who doesn't answer for the school, and (RuleError) no words, a letter
    that was not given, and the same question again before it was answered.
    """
    lock(letter)
    require_governor(by, letter)
    text = text.strip()
    if not letter.is_given:
        raise RuleError(f"{letter} has not been given yet.")
    if not text:
        raise RuleError("Write your question.", field="text")
    if letter.questions.filter(text=text, answer="").exists():
        raise AlreadyDone("You asked that already. You get an e-mail when it is answered.")
    question = LetterQuestion.objects.create(letter=letter, text=text, asked_by=by, asked_at=clock.now())
    for answerer in who_answers(letter):
        mail_question(question, answerer)
    log_letter(QUESTION_ASKED, letter, circle=Circle.SCHOOL, question=text)
    return question


@service
def answer_question(question: LetterQuestion, *, answer: str, by: User) -> None:
    """The question is answered: who asked has a mail, and those who read the letter here can read both.

    Refuses (RuleError) no words, and (AlreadyDone) a second answer.
    """
    letter = question.letter
    lock(letter)
    question.refresh_from_db(from_queryset=LetterQuestion.objects.select_for_update(of=("self",)))
    require_right(by, Perm.DRAFT_LETTER, letter)
    if question.answer:
        raise AlreadyDone(f"{question.answered_by} answered this already.")
    if not answer.strip():
        raise RuleError("Write the answer.", field="answer")
    question.answer, question.answered_by, question.answered_at = answer.strip(), by, clock.now()
    question.save()
    mail_question_answered(question)
    log_letter(
        QUESTION_ANSWERED, letter, circle=Circle.SCHOOL, question=question.text, answer=question.answer
    )
