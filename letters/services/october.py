"""The October letters: one to every school, with its category and the support that is available to it.

They rest on no case and have no process: one person prepares all of them, another authorises all of them, and
the worker gives them one by one.
"""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from evaluation.models import Category
from letters.checks_day import sending_day_check, why_day_is_asked
from letters.events import BEGUN, HELD_BACK, log_letter
from letters.ladder import can_be_given, kind_of
from letters.models import Letter, LetterKind
from letters.services.authorising import authorise_letter
from letters.services.issuing import issue_letter
from letters.services.locking import lock
from letters.services.numbering import next_reference
from letters.services.serving import copies_to_post
from letters.wording import counted
from people.access import may
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from record.outbox import enqueue
from record.services import service
from schools.calendar import Calendar, academic_year
from schools.models import LocalAuthority, School
from schools.permissions import Perm

TOPIC = "letters.authorise_october"
WAITING = Letter.Status.FOR_AUTHORISATION
UNDER_WAY = (Dispatch.State.WAITING, Dispatch.State.SENDING)


@dataclass
class OctoberRun:
    """This year's letters of an LA, the schools that could get one, and those that can't be written to yet.

    ``without_support``: schools in a category for which nothing says which support is available.
    """

    year: int
    letters: "QuerySet[Letter]"
    to_prepare: list[Category] = field(default_factory=list)
    without_category: list[School] = field(default_factory=list)
    without_support: list[Category] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        return self.letters.filter(status=WAITING).count()

    @property
    def held_back(self) -> "QuerySet[Letter]":
        """Letters that could not be authorised or given the last time, each with the reason."""
        held = self.letters.filter(status=WAITING).exclude(held_back_why="")
        return held.select_related("school", "kind").order_by("school__name")

    @property
    def why_day_is_asked(self) -> str:
        """Why a letter that waits is given today only with a reason, as of its school; empty if none is."""
        waiting = self.letters.filter(status=WAITING).select_related("school")
        calendars = Calendar.of_many(letter.school for letter in waiting)
        asked = [why_day_is_asked(calendar, clock.today()) for calendar in calendars.values()]
        return next(filter(None, asked), "")

    @property
    def to_post(self) -> int:
        """How many copies are not on record as sent by post."""
        return copies_to_post().filter(recipient__letter__in=self.letters).count()

    @property
    def leaving(self) -> int:
        return self.letters.filter(status=Letter.Status.AUTHORISED).count()

    @property
    def given(self) -> int:
        return self.letters.filter(given_on__isnull=False).count()


def october_run(la: LocalAuthority) -> OctoberRun:
    """How far the letters of this school year are."""
    year, kind = academic_year(clock.today()), kind_of("october_letter")
    letters = Letter.objects.filter(school__la=la, for_year=year).exclude(status=Letter.Status.WITHDRAWN)
    written = set(letters.values_list("school_id", flat=True))
    opened = School.objects.filter(la=la, status__startswith="Open").select_related("la")
    schools = [each for each in opened if each.pk not in written]
    current = Category.objects.current().filter(school__in=schools).select_related("category", "school__la")
    found = {each.school_id: each for each in current.exclude(stage=Category.Stage.PROPOSED)}
    run = OctoberRun(year, letters)
    for school in schools:
        if not can_be_given(kind, school):
            continue
        category = found.get(school.pk)
        if category is None:
            run.without_category.append(school)
        elif kind.by_category.get(category.category.code):
            run.to_prepare.append(category)
        else:
            run.without_support.append(category)
    return run


@service
def prepare_october(la: LocalAuthority, *, by: User) -> int:
    """A letter waits for authorisation for every school with an agreed category that has none this year.

    Refuses (PermissionDenied) whoever may not draft letters of the LA, and (AlreadyDone) if none is left.
    """
    if not may(by, Perm.DRAFT_LETTER, la):
        raise PermissionDenied(Perm.DRAFT_LETTER.value)
    LocalAuthority.objects.select_for_update().get(pk=la.pk)
    run, kind = october_run(la), kind_of("october_letter")
    if not run.to_prepare:
        raise AlreadyDone("Every school with a category has its letter of this year.")
    for category in run.to_prepare:
        _prepare(category, kind, run.year, by)
    return len(run.to_prepare)


@service
def authorise_october(la: LocalAuthority, *, sending_day_why: str = "", by: User) -> int:
    """The worker authorises in the person's name every letter that waits, and gives it. How many wait.

    What can't be authorised waits on, with the reason, and is tried again the next time. Refuses
    (PermissionDenied) whoever may not authorise or prepared them, (RuleError) if none waits and a day that
    asks for a reason (``why_day_is_asked``) without ``sending_day_why``, and (AlreadyDone) while the worker
    is at those of the last time.
    """
    if not may(by, Perm.AUTHORISE_LETTER, la):
        raise PermissionDenied(Perm.AUTHORISE_LETTER.value)
    LocalAuthority.objects.select_for_update().get(pk=la.pk)
    run = october_run(la)
    waiting, sending_day_why = run.letters.filter(status=WAITING), sending_day_why.strip()
    count = waiting.count()
    if not count:
        raise RuleError("No letter waits to be authorised.")
    if waiting.filter(drafted_by=by).exists():
        raise PermissionDenied("Whoever prepared the letters can’t authorise them.")
    if run.why_day_is_asked and not sending_day_why:
        raise RuleError(
            f"{run.why_day_is_asked} Say why the letters have to be given today.",
            field="sending_day_why",
        )
    runs = Dispatch.objects.filter(topic=TOPIC, key__startswith=f"{TOPIC}:{la.pk}:")
    if runs.filter(state__in=UNDER_WAY).exists():
        raise AlreadyDone("The letters that were authorised before are being given. Wait until they are.")
    last = waiting.order_by("-pk").values_list("pk", flat=True)[0]
    payload = {"la": la.pk, "by": by.pk, "last": last, "sending_day_why": sending_day_why}
    enqueue(TOPIC, key=f"{TOPIC}:{la.pk}:{runs.count() + 1}", payload=payload)
    return count


def authorise_waiting(*, la: int, last: int, sending_day_why: str = "", by: User) -> None:
    """Every letter up to ``last`` that waits is authorised and issued, each on its own, or says why not.

    The worker's: a second time goes on where the first was cut off.
    """
    waiting = Letter.objects.filter(school__la=la, for_year__isnull=False, status=WAITING, pk__lte=last)
    for letter in waiting.select_related("kind", "school").order_by("pk"):
        why = "" if sending_day_check(letter).ok else sending_day_why
        try:
            with transaction.atomic():
                authorise_letter(letter, sending_day_why=why, by=by)
                issue_letter(letter, by=by)
        except AlreadyDone:
            continue
        except RuleError as error:
            _hold_back(letter, why=str(error), by=by)


@service
def _hold_back(letter: Letter, *, why: str, by: User) -> None:
    lock(letter)
    if letter.status != WAITING or letter.held_back_why == why:
        return
    letter.held_back_why = why
    letter.save(update_fields=["held_back_why"])
    log_letter(HELD_BACK, letter, why=why)


def _prepare(category: Category, kind: LetterKind, year: int, by: User) -> None:
    letter = Letter.objects.create(
        reference=next_reference(),
        kind=kind,
        school=category.school,
        on_ladder=False,
        for_year=year,
        category=category,
        status=WAITING,
        submitted_at=clock.now(),
        subject=f"{category.school}: category and support, {year} to {year + 1}"[:200],
        drafted_by=by,
    )
    letter.writers.add(by)
    log_letter(BEGUN, letter)


def in_words(count: int) -> str:
    return counted(count, "letter")
