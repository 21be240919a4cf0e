"""What was agreed, given and written before a letter, with what became of it: a table in the letter.

Every row rests on one record that the school may read; the drafter leaves out what does not belong in the
letter. People are told by their posts, never by name.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Q
from django.utils import timezone

from concern_cases.models import Action
from letters.answers import progress_of
from letters.models import Letter
from letters.wording import full_day, plain_day
from people.models import Post
from record.words import capital
from schools.permissions import Circle
from support.models import Deployment
from support.words import in_days

AT_WORK = (Deployment.Status.AGREED, Deployment.Status.ENDED)
FOUND = {
    Letter.Status.COMPLIED: "Found complied with",
    Letter.Status.NOT_COMPLIED: "Found not complied with",
    Letter.Status.POWERS_USED: "Decided that powers are used",
    Letter.Status.NO_POWERS_USED: "Decided that no power is used",
}


@dataclass(frozen=True)
class Told:
    """One row; ``key`` names its record: ``action-12``, ``support-3``, ``letter-5``."""

    key: str
    on: date
    what: str
    became: str


def could_tell(letter: Letter, *, given: date) -> list[Told]:
    """Everything of before that a letter given on that day could tell, in the order of days.

    Nothing in a letter that relies on no records, such as a free letter or a notice of withdrawal.
    """
    if letter.case is None or not letter.kind.needs_matters:
        return []
    actions = list(letter.case.actions.filter(circle=Circle.SCHOOL, due_on__lte=given))
    posts = _posts_of({each.owner_id for each in actions if each.owner_id})
    rows = [_agreed(each, given, posts) for each in actions]
    support = Deployment.objects.filter(
        case=letter.case, circle=Circle.SCHOOL, starts_on__lte=given, status__in=AT_WORK
    )
    rows += [_supported(each, given) for each in support.select_related("provider__type", "provider__school")]
    earlier = Letter.objects.filter(case=letter.case, given_on__lte=given).exclude(pk=letter.pk)
    earlier = earlier.select_related("kind", "response")
    rows += [_earlier(each, each.given_on, given, letter) for each in earlier]
    return sorted(rows, key=lambda row: row.on)


def told_of_before(letter: Letter, *, given: date) -> list[Told]:
    """The rows that the letter tells: all but those that were left out."""
    return [row for row in could_tell(letter, given=given) if row.key not in letter.history_left_out]


def hash_of_history(letter: Letter, *, given: date) -> str:
    """SHA-256 (hexadecimal) of the rows that the letter tells, so that a later change of any is noticed."""
    rows = [asdict(row) for row in told_of_before(letter, given=given)]
    return hashlib.sha256(json.dumps(rows, cls=DjangoJSONEncoder).encode()).hexdigest()


def needed_rows(letter: Letter) -> set[str]:
    """The rows that can't be left out: the letter that this one follows, or whose place it takes."""
    return {f"letter-{pk}" for pk in (letter.follows_id, letter.ends_id) if pk}


def _agreed(action: Action, given: date, posts: list[Post]) -> Told:
    if action.status == Action.Status.DONE:
        became = action.outcome or "Done"
    elif action.status == Action.Status.DROPPED:
        became = "Given up" if not action.outcome else action.outcome
    else:
        became = "Not done" if action.due_on < given else "Due today"
    post = _post_in_words(action, [each for each in posts if each.user_id == action.owner_id])
    what = f"{action.what} ({post})" if post else action.what
    return Told(f"action-{action.pk}", action.due_on, what, became)


def _posts_of(owners: Iterable[int]) -> list[Post]:
    """Every post of these people that was not a mistake, the latest first, with its schools."""
    held = Post.objects.filter(Q(until=None) | Q(until__gte=F("since")), user__in=owners)
    return list(held.order_by("-since").prefetch_related("schools"))


def _post_in_words(action: Action, posts: list[Post]) -> str:
    """The post that its owner held when it was due, at its school before any other; empty without one."""
    day = action.due_on
    held = [each for each in posts if each.since <= day and (each.until is None or each.until >= day)]
    there = [each for each in held if action.school_id in {school.pk for school in each.schools.all()}]
    return (there or held)[0].get_role_display() if held else ""


def _supported(deployment: Deployment, given: date) -> Told:
    """A school that supports is named, a person is not."""
    provider = deployment.provider
    last = deployment.ended_on or deployment.ends_on
    who = f"{provider.type}, {provider.school}" if provider.school else f"{provider.type}"
    return Told(
        f"support-{deployment.pk}",
        deployment.starts_on,
        f"Support: {who}, {in_days(deployment.days_agreed)}",
        f"{'Until' if last < given else 'Goes on until'} {plain_day(last)}",
    )


def _earlier(earlier: Letter, on: date | None, given: date, letter: Letter) -> Told:
    replaced = earlier == letter.replaces
    became = "Replaced by this letter" if replaced else what_became_of(earlier, given)
    return Told(f"letter-{earlier.pk}", on or given, f"{earlier.kind.name}, {earlier.reference}", became)


def what_became_of(letter: Letter, given: date) -> str:
    """What came of the letter, with what was found; never that an answer is missing which is not due yet."""
    if letter.no_longer_stands:
        return f"{letter.get_status_display()}: it no longer stands"
    found = FOUND.get(Letter.Status(letter.status), "")
    if found and letter.ended_at:
        found += f" on {full_day(timezone.localdate(letter.ended_at))}"
    return ". ".join(words for words in (_answered(letter, given), found) if words)


def _answered(letter: Letter, given: date) -> str:
    """When it was answered, and that it was late; when that is due, or that no whole answer came.

    Empty if it was assessed before its time was over.
    """
    response = getattr(letter, "response", None)
    if response:
        late = ", after the last day" if response.late else ""
        return f"Answered on {full_day(response.received_on)}{late}"
    running = letter.running_clock
    if running is None:
        return "No answer was asked for"
    over = running.ends_on < given
    if progress := progress_of(letter):
        in_part = f"{progress}, the last on {full_day(letter.parts.latest('received_on').received_on)}"
        return f"No whole answer by {full_day(running.ends_on)}: {in_part}" if over else capital(in_part)
    if over:
        return f"No answer by {full_day(running.ends_on)}"
    awaited = letter.status == Letter.Status.GIVEN
    return f"An answer is due by {full_day(running.ends_on)}" if awaited else ""
