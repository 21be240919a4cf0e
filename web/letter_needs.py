"""What letters that were given need: as in ``web.needs``, where they are named."""

from operator import attrgetter
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from evaluation.models import Risk
from letters.models import Clock, Letter
from letters.services.serving import not_delivered
from record import clock
from schools.models import School
from web.findings import Need
from web.templatetags.soc import day


def _out_of_time(user: Any, schools: QuerySet[School]) -> QuerySet[Any]:
    running = Clock.objects.filter(letter=OuterRef("pk"), superseded_at=None).values("ends_on")[:1]
    letters = Letter.objects.filter(school__in=schools, status=Letter.Status.GIVEN)
    letters = letters.annotate(
        level=Risk.level_of(Risk.Kind.IMPROVEMENT, "school"), ended_on=Subquery(running)
    )
    letters = letters.filter(ended_on__lt=clock.today())
    return letters.select_related("school", "case__school", "kind")


def _out_of_time_sentence(letter: Any) -> str:
    kind = str(letter.kind).lower()
    return f"The time that the {kind} gave ended on {day(letter.ended_on)}. Nobody has assessed the answer."


def _undelivered(user: Any, schools: QuerySet[School]) -> QuerySet[Any]:
    rows = not_delivered().filter(recipient__letter__school__in=schools)
    rows = rows.select_related("recipient__letter__school", "recipient__letter__case__school")
    return rows.annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "recipient__letter__school"))


def _undelivered_sentence(given: Any) -> str:
    letter = given.recipient.letter
    became = f"came back on {day(given.returned_on)}" if given.returned_on else "could not be sent"
    return (
        f"The e-mail to {given.recipient} about {letter.reference} {became}. Send the letter by post or by "
        "hand, and record it on the letter’s page, under “It went otherwise”."
    )


LETTER_NEEDS: list[Need] = [
    Need("letter_out_of_time", _out_of_time, _out_of_time_sentence, attrgetter("ended_on")),
    Need(
        "letter_not_delivered",
        _undelivered,
        _undelivered_sentence,
        lambda given: given.returned_on or given.given_on,
        lambda given: given.recipient.letter.case or given.recipient.letter.school,
    ),
]
