"""The time that a letter gives: counted from the day on which it counts as given, and given longer."""

from datetime import date, timedelta

from letters.events import EXTENDED, SERVICE_CORRECTED, log_letter
from letters.models import AnswerAddition, AnswerPart, Clock, Letter, LetterResponse, Service
from letters.recounting import counted_otherwise
from letters.services.governing import prolong_delegation
from letters.services.locking import lock, require_right, require_state
from letters.services.telling import tell_more_time
from letters.wording import full_day, listed
from people.models import User
from record import clock
from record.deadlines import Deadline
from record.errors import RuleError
from record.services import service
from schools.calendar import deadline
from schools.permissions import Circle, Perm

LONGEST = timedelta(days=366)


@service
def extend_clock(letter: Letter, *, ends_on: date, why: str, by: User) -> Clock:
    """The letter's time ends on that day instead; everybody who got the letter is told, with the reason.

    Who reads here has a mail; for everybody else a notice stands on the list to post. The clock before
    stays on record, and so does what was answered already; what came by the new day is not late. Refuses
    (RuleError) a letter that was not given or was assessed, silence about the reason, a day not later
    than the present one, one that has passed or does not count by the letter's rule, and more than a
    year.
    """
    lock(letter)
    require_right(by, Perm.ASSESS_RESPONSE, letter)
    require_state(letter, Letter.Status.GIVEN, to="given more time")
    if not why.strip():
        raise RuleError("Say why there is more time. Everybody who got the letter will read it.", field="why")
    before = Clock.objects.select_for_update().get(letter=letter, superseded_at=None)
    counted = _count_to(letter, before, ends_on)
    after, by_post = replace_clock(letter, before, counted, why=why.strip(), by=by)
    log_letter(
        EXTENDED,
        letter,
        circle=Circle.SCHOOL,
        due=after.ends_on,
        was=before.ends_on,
        why=why.strip(),
        by_post=listed(by_post),
    )
    return after


def replace_clock(
    letter: Letter, before: Clock, counted: Deadline, *, why: str, by: User
) -> tuple[Clock, list[str]]:
    """The clock that counts from now on, and to whom a notice of it has to be posted; the others have a mail.

    For services that hold the letter's lock.
    """
    before.superseded_at, before.superseded_why = clock.now(), why
    before.save()
    after = Clock.objects.create(
        letter=letter,
        rule=counted.rule,
        given_on=counted.given,
        days=counted.days,
        ends_on=counted.ends_on,
        counted=counted.counted,
    )
    _judge_lateness_anew(letter, after)
    prolong_delegation(letter, by=by)
    return after, tell_more_time(letter, why=why)


def _judge_lateness_anew(letter: Letter, after: Clock) -> None:
    """What came by the new last day is not late any more: the time was longer than it had been told."""
    in_time = {"late": True, "received_on__lte": after.ends_on}
    received = [
        *LetterResponse.objects.filter(letter=letter, **in_time),
        *AnswerPart.objects.filter(letter=letter, **in_time),
        *AnswerAddition.objects.filter(response__letter=letter, **in_time),
    ]
    for each in received:
        each.late = False
        each._change_reason = f"More time until {full_day(after.ends_on)}"
        each.save()


@service
def correct_service(
    given: Service, *, method: str, given_on: date, deemed_on: date, why: str, by: User
) -> None:
    """It is on record how and when the letter really went to a recipient, and when it counts as given.

    A deadline that was told to somebody stays as it was told: more time is given by ``extend_clock``. Refuses
    (RuleError) silence about the reason, a day to come, one before the letter, and one that counts as given
    before it left.
    """
    given.refresh_from_db(from_queryset=Service.objects.select_for_update(of=("self",)))
    letter = given.recipient.letter
    require_right(by, Perm.DRAFT_LETTER, letter)
    if not why.strip():
        raise RuleError("Say why this differs from what was recorded.", field="why")
    if method not in Service.Method.values:
        raise RuleError("Say how it went.", field="method")
    if given_on > clock.today() or (letter.given_on and given_on < letter.given_on):
        raise RuleError("Give a day from that of the letter until today.", field="given_on")
    if deemed_on < given_on:
        raise RuleError("It can’t count as given before it left.", field="deemed_on")
    given.method, given.given_on = method, given_on
    given.returned_on, given.returned_why = None, ""
    given.deemed_on, given.deemed_why = deemed_on, why.strip()
    given.save()
    log_letter(
        SERVICE_CORRECTED,
        letter,
        recipient=str(given.recipient),
        how=given.get_method_display().lower(),
        given=given_on,
        deemed=deemed_on,
        why=given.deemed_why,
    )


def recount(letter: Letter) -> str:
    """What the calendar and the services of today make of a deadline that was told; empty if it is the same.

    Bank holidays and term dates change, and a letter may count as given on another day: the deadline stays as
    it was told until more time is given.
    """
    for row in counted_otherwise(Letter.objects.filter(pk=letter.pk).select_related("school")):
        more = " unless you give more time" if row.would_end > row.told_end else ""
        return (
            f"By the calendar and the day of giving as they are recorded now, the time would end on "
            f"{full_day(row.would_end)}. The school was told {full_day(row.told_end)}, and that stands{more}."
        )
    return ""


def _count_to(letter: Letter, before: Clock, ends_on: date) -> Deadline:
    """The count from the same day that ends on the day wanted."""
    if ends_on <= before.ends_on or ends_on <= clock.today():
        raise RuleError(f"Give a day to come that is later than {full_day(before.ends_on)}.", field="ends_on")
    if ends_on - before.ends_on > LONGEST:
        raise RuleError("Give a day within a year.", field="ends_on")
    days = before.days
    while True:
        days += 1
        counted = deadline(before.rule, given=before.given_on, days=days, school=letter.school)
        if counted.ends_on == ends_on:
            return counted
        if counted.ends_on > ends_on:
            raise RuleError(
                f"{full_day(ends_on)} does not count by the rule of this letter. The next day that counts is "
                f"{full_day(counted.ends_on)}.",
                field="ends_on",
            )
