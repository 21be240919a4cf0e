"""What letters that were given need: as in ``web.needs``, where they are named."""

from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from evaluation.models import Risk
from letters.ladder import given_before_the_school_changed
from letters.models import Letter, LetterQuestion
from letters.recounting import too_short
from letters.school_changes import change_of_school
from letters.services.reaching import letters_whose_chair_left
from letters.services.serving import copies_to_send, not_delivered
from letters.services.telling import notices_to_send
from letters.wording import counted
from record import clock
from record.words import capital
from schools.models import School
from web.findings import Need
from web.templatetags.soc import day


def _out_of_time(user: Any, schools: QuerySet[School]) -> QuerySet[Any]:
    return _risky(Letter.objects.to_be_assessed(), schools)


def _out_of_time_sentence(letter: Any) -> str:
    kind = str(letter.kind).lower()
    return f"The time that the {kind} gave ended on {day(letter.ends_on)}. Nobody has assessed the answer."


def _undelivered(user: Any, schools: QuerySet[School]) -> QuerySet[Any]:
    rows = not_delivered().filter(recipient__letter__school__in=schools)
    rows = rows.select_related("recipient__letter__school", "recipient__letter__case__school")
    return rows.annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "recipient__letter__school"))


def _undelivered_sentence(given: Any) -> str:
    letter = given.recipient.letter
    became = f"came back on {day(given.returned_on)}" if given.returned_on else "could not be sent"
    return (
        f"The e-mail to {given.recipient} about {letter.reference} {became}. Post the letter, and record "
        "it, under Letters, “To post or take by hand”; or say on its page that it did arrive."
    )


def _risky(rows: QuerySet[Any], schools: QuerySet[School]) -> QuerySet[Any]:
    """The letters of these schools, each with the risk of its school."""
    rows = rows.filter(school__in=schools).annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "school"))
    return rows.select_related("school", "case__school", "kind")


def _changed_school(user: Any, schools: QuerySet[School]) -> QuerySet[Any]:
    return _risky(given_before_the_school_changed(), schools)


def _changed_school_sentence(letter: Any) -> str:
    change = change_of_school(letter)
    what = change.what if change else ""
    return f"{what} An answer to {letter.reference} is still awaited. Decide what becomes of the letter."


def _chair_left(user: Any, schools: QuerySet[School]) -> QuerySet[Any]:
    return _risky(letters_whose_chair_left(), schools)


def _chair_left_sentence(letter: Any) -> str:
    if letter.to_the_post:
        return (
            f"{letter.reference} went to a chair of governors without an account here. Somebody is on record "
            "in that post now. Give it to the new chair, on its page."
        )
    if letter.has_chair:
        return (
            f"Somebody else has become chair of governors since {letter.reference} was given. Give it "
            "to the new chair, on its page."
        )
    return (
        f"The chair who got {letter.reference} has left, and nobody is on record in that post. Find out who "
        "is chair now, or let the vice-chair answer, on its page."
    )


def _too_short(user: Any, schools: QuerySet[School]) -> list[Any]:
    return too_short(_risky(Letter.objects.all(), schools))


def _too_short_sentence(letter: Any) -> str:
    return (
        f"The school was told that the time of {letter.reference} ends on {day(letter.told_end)}. By the "
        f"calendar and the day of giving as they are recorded now it would end on {day(letter.would_end)}. "
        "Give more time, on its page, or let that day stand."
    )


def _not_posted(user: Any, schools: QuerySet[School]) -> QuerySet[Any]:
    """Letters with copies that were to leave before today; October letters are counted on their own page."""
    late = copies_to_send().filter(recipient__letter=OuterRef("pk"), given_on__lt=clock.today())
    grouped = late.order_by().values("recipient__letter").annotate(count=Count("pk"))
    letters = Letter.objects.filter(for_year=None).annotate(unsent=Subquery(grouped.values("count")))
    return _risky(letters.filter(unsent__gt=0), schools)


def _not_posted_sentence(letter: Any) -> str:
    copies = counted(letter.unsent, "copy", "copies")
    verb = "is" if letter.unsent == 1 else "are"
    return (
        f"{capital(copies)} of {letter.reference} {verb} not on record as posted or handed over. Print and "
        "send what has not left, and record it, under Letters, “To post or take by hand”."
    )


def _notice_not_posted(user: Any, schools: QuerySet[School]) -> QuerySet[Any]:
    rows = notices_to_send().filter(clock__letter__school__in=schools)
    rows = rows.select_related("clock__letter__school", "clock__letter__case__school", "recipient")
    return rows.annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "clock__letter__school"))


def _before_today(notice: Any) -> date | None:
    day: date = notice.dated
    return day if day < clock.today() else None


def _notice_not_posted_sentence(notice: Any) -> str:
    return (
        f"{notice.recipient} has not been told yet, about {notice.letter.reference}: "
        f"{notice.get_about_display().lower()}. Print and send the notice, and record it, under Letters, “To "
        "post or take by hand”."
    )


def _question_waits(user: Any, schools: QuerySet[School]) -> QuerySet[Any]:
    rows = LetterQuestion.objects.waiting().filter(letter__school__in=schools)
    rows = rows.select_related("letter__school", "letter__case__school", "asked_by")
    return rows.annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "letter__school"))


def _question_sentence(question: Any) -> str:
    return (
        f"{question.asked_by} asked about {question.letter.reference} on {day(question.asked_at)}, and has "
        "no answer. Answer on the letter’s page."
    )


LETTER_NEEDS: list[Need] = [
    Need("letter_out_of_time", _out_of_time, _out_of_time_sentence, attrgetter("ends_on")),
    Need(
        "letter_not_delivered",
        _undelivered,
        _undelivered_sentence,
        lambda given: given.returned_on or given.given_on,
        lambda given: given.recipient.letter.case or given.recipient.letter.school,
    ),
    Need("letter_school_changed", _changed_school, _changed_school_sentence, attrgetter("given_on")),
    Need("letter_chair_left", _chair_left, _chair_left_sentence, attrgetter("given_on")),
    Need("letter_too_short", _too_short, _too_short_sentence, attrgetter("told_end")),
    Need("letter_not_posted", _not_posted, _not_posted_sentence, attrgetter("given_on")),
    Need(
        "letter_notice_not_posted",
        _notice_not_posted,
        _notice_not_posted_sentence,
        _before_today,
        lambda notice: notice.letter.case or notice.letter.school,
    ),
    Need(
        "letter_question",
        _question_waits,
        _question_sentence,
        lambda question: timezone.localdate(question.asked_at),
        lambda question: question.letter.case or question.letter.school,
    ),
]
