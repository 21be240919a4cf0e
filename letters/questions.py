"""Questions of governing bodies about letters: who answers each, and by when."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils import timezone

from letters.models import Letter, LetterQuestion
from people.access import may, schools_where, users_where
from people.models import User
from schools.calendar import Counting
from schools.permissions import Perm

RULE = "working"


def who_answers(letter: Letter) -> list[User]:
    """The lead of the case or, who may not answer it, the drafter; without them everybody who may."""
    lead = letter.case.lead if letter.case else letter.drafted_by
    one = next((who for who in (lead, letter.drafted_by) if may(who, Perm.DRAFT_LETTER, letter.school)), None)
    return [one] if one else list(users_where(Perm.DRAFT_LETTER, letter.school).order_by("name"))


def questions_to_answer(user: User) -> list[LetterQuestion]:
    """What waits for the person's answer, the oldest first: one query, and a few for each that others lead.

    Each with ``due_on``, the day by which it is to be answered.
    """
    rows = LetterQuestion.objects.waiting().filter(
        letter__school__in=schools_where(user, may=Perm.DRAFT_LETTER)
    )
    related = ("letter__case__lead", "letter__drafted_by", "letter__school", "asked_by")
    found = [row for row in rows.select_related(*related) if user in who_answers(row.letter)]
    return with_due_day(found)


def with_due_day(questions: Iterable[LetterQuestion]) -> list[LetterQuestion]:
    """The questions, each with ``due_on``: ``LETTER_QUESTION_DAYS`` working days after it was asked."""
    found = list(questions)
    counting = Counting(RULE, [each.letter.school for each in found]) if found else None
    for each in found:
        each.due_on = _due(each, counting) if counting else None
    return found


def _due(question: LetterQuestion, counting: Counting) -> date:
    asked_on = timezone.localdate(question.asked_at)
    days = settings.LETTER_QUESTION_DAYS
    return counting.after(asked_on, days=days, school=question.letter.school).ends_on
