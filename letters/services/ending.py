"""Letters that were given end by another: a notice that they are withdrawn or superseded, or a new letter in
their place.

So it is drafted by one person, authorised by another, made into a file and given to everybody who got the
first. A notice under section 60 that one of the Secretary of State supersedes ends at once, by law.
"""

from datetime import date

from django.db import IntegrityError, transaction

from letters.events import BEGUN, ENDED, SUPERSEDED_BY_LAW, log_letter
from letters.ladder import kind_of
from letters.law import yields_to_secretary_of_state
from letters.merging import NAMES, merged, refuse_unknown
from letters.models import Letter, LetterKind, RequiredAction
from letters.quoting import field_for, records_of
from letters.services.choosing import take_over_ways
from letters.services.drafting import draft_letter, write_grounds
from letters.services.locking import lock, require_right
from letters.services.numbering import next_reference
from letters.services.secretary import keep_secretarys_notice
from letters.wording import plain_day
from people.models import User
from record import clock
from record.errors import RuleError
from record.services import service
from schools.permissions import Circle, Perm

STILL_STANDING = (
    Letter.Status.GIVEN,
    Letter.Status.COMPLIED,
    Letter.Status.NOT_COMPLIED,
    Letter.Status.FOR_INFORMATION,
    Letter.Status.POWERS_USED,
    Letter.Status.NO_POWERS_USED,
)
SUPERSESSION = "supersession"
TAKEN_OVER = ("grounds_in_law", "powers", "days", "appointed_by")


@service
def draft_ending(letter: Letter, *, kind: LetterKind | str, why: str, by: User) -> Letter:
    """A notice that the letter is withdrawn, or that it is superseded, stands as a draft with the reason.

    The letter itself stands until the notice is given. Refuses (RuleError) a letter that was not given or
    no longer stands, a kind that ends no letter, a second notice, and silence about the reason.
    """
    kind = kind_of(kind)
    _may_be_ended(letter, by)
    if not kind.ends_as:
        raise RuleError("Choose whether the letter is withdrawn or superseded.", field="how")
    _refuse_silence(why)
    return _begin_notice(letter, kind, why, by)


@service
def draft_replacement(
    letter: Letter, *, kind: LetterKind | str, why: str, skips_rung_why: str = "", by: User
) -> Letter:
    """A new letter stands as a draft, with what this one says of use to it, and takes its place when given.

    It follows what this one followed: a letter that is replaced is no rung. Refuses (RuleError) a letter that
    was not given or no longer stands or belongs to no case, a second notice or letter in its place, silence
    about the reason, and what ``draft_letter`` refuses.
    """
    kind = kind_of(kind)
    _may_be_ended(letter, by)
    if letter.case is None:
        raise RuleError("This letter belongs to no case: withdraw it, and prepare it again.")
    if kind.ends_as or kind.yearly:
        raise RuleError("Choose what kind of letter takes its place.", field="kind")
    _refuse_silence(why)
    skips = skips_rung_why or (letter.skips_rung_why if kind.series == letter.kind.series else "")
    new: Letter = draft_letter(letter.case, kind=kind, replaces=letter, skips_rung_why=skips, by=by)
    new.ends_why = why.strip()
    _take_over(new, letter)
    return new


@service
def record_secretary_of_states_notice(letter: Letter, *, on: date, why: str, by: User) -> Letter:
    """The notice is superseded by one that the Secretary of State gave on that day; the draft that says so.

    It ends at once, without a second person: the Secretary of State's notice supersedes the authority's
    (regime of 2016), and none of ours can follow until ``allow_notices``. The notice of it, for everybody who
    got the letter, goes through every hand. Refuses
    (RuleError) every other letter and regime, one that no longer stands, a day before the letter was given or
    to come, and silence about where the other notice can be read.
    """
    _may_be_ended(letter, by)
    if not yields_to_secretary_of_state(letter.kind):
        raise RuleError("The Secretary of State’s notice supersedes a notice under section 60 alone.")
    if letter.given_on is None or not letter.given_on <= on <= clock.today():
        raise RuleError("Give a day from that of our notice until today.", field="on")
    _refuse_silence(why)
    words = (
        f"The Secretary of State gave a warning notice on {plain_day(on)}. It supersedes the council’s. "
        f"{why.strip()}"
    )
    keep_secretarys_notice(letter.school, on=on, where=why, by=by)
    notice = _begin_notice(letter, kind_of(SUPERSESSION), words, by)
    letter.status, letter.outcome_why, letter.ended_at = Letter.Status.SUPERSEDED, words, clock.now()
    letter.save()
    log_letter(SUPERSEDED_BY_LAW, letter, circle=Circle.SCHOOL, on=on, why=why.strip())
    return notice


def end_with(ending: Letter) -> None:
    """The letter that this one ends or replaces no longer stands, for the reason that this one gives.

    For the service that gives it, before it stands itself. One that ended meanwhile stays as it ended.
    """
    ended = ending.ends
    if ended is None:
        return
    lock(ended)
    if ended.status not in STILL_STANDING:
        return
    ended.status = ending.kind.ends_as or Letter.Status.SUPERSEDED
    ended.outcome_why = _why_ended(ending)
    ended.ended_at = clock.now()
    ended.save()
    log_letter(
        ENDED,
        ended,
        circle=Circle.SCHOOL,
        how=ended.get_status_display().lower(),
        why=ended.outcome_why,
        notice=ending.reference,
    )


def _why_ended(ending: Letter) -> str:
    if ending.replaces is None:
        return merged(ending, ending.body)
    name = ending.kind.name.lower()
    return f"Our {name} {ending.reference} takes its place. {merged(ending, ending.ends_why)}"


def _may_be_ended(letter: Letter, by: User) -> None:
    """The letter is locked, and ``by`` may begin something that ends it; otherwise it is refused."""
    lock(letter)
    require_right(by, Perm.DRAFT_LETTER, letter)
    if letter.status not in STILL_STANDING:
        raise RuleError(f"{letter} can’t be ended now. It is: {letter.get_status_display().lower()}.")
    if letter.kind.ends_as:
        raise RuleError(f"{letter} is itself a notice that ends a letter.")
    if letter.ended_by.exclude(status=Letter.Status.WITHDRAWN).exists():
        raise RuleError(_already_ending(letter))


def _refuse_silence(why: str) -> None:
    if not why.strip():
        raise RuleError("Say why. Everybody who got the letter will read it.", field="why")
    refuse_unknown(why, known=NAMES, field="why")


def _begin_notice(letter: Letter, kind: LetterKind, why: str, by: User) -> Letter:
    notice = Letter(
        reference=next_reference(),
        kind=kind,
        school=letter.school,
        case=letter.case,
        ends=letter,
        on_ladder=False,
        subject=f"{kind.name}: {letter.kind.name.lower()} {letter.reference}",
        body=why.strip(),
        drafted_by=by,
    )
    try:
        with transaction.atomic():
            notice.save()
    except IntegrityError as error:
        raise RuleError(_already_ending(letter)) from error
    notice.writers.add(by)
    log_letter(BEGUN, notice)
    take_over_ways(notice, letter)
    return notice


def _already_ending(letter: Letter) -> str:
    return f"A letter that ends {letter} is being written already."


def _take_over(new: Letter, old: Letter) -> None:
    """The new letter begins with what the old one relied on, as it was worded, and with what it asked for.

    It goes to the same recipients in the ways that were chosen for the old one.
    """
    if new.kind.series == old.kind.series:
        new.subject, new.body = old.subject, old.body
        new.history_left_out = old.history_left_out
    if new.kind.statutory and old.kind.statutory:
        for name in TAKEN_OVER:
            setattr(new, name, getattr(old, name))
    new.save()
    take_over_ways(new, old)
    worded = {(field_for(each.record), each.record.pk): each for each in old.grounds.with_records()}
    if new.case and new.kind.needs_matters and worded:
        known = records_of(new.case).in_order()
        write_grounds(new, [each for each in known if (field_for(each), each.pk) in worded])
        for ground in new.grounds.all():
            before = worded[field_for(ground.record), ground.record.pk]
            if before.record_sha256 == ground.record_sha256:
                ground.text = before.text
                ground.save(update_fields=["text"])
    for row in old.required_actions.all() if new.kind.needs_actions else ():
        facts = {"number": row.number, "what": row.what, "measure": row.measure, "by": row.by}
        RequiredAction.objects.create(letter=new, **facts)
