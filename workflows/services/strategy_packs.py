"""The packs of a meeting of the authority: asked for, watched, stopped, found right and sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from meetings import events
from meetings.models import Meeting, Pack
from meetings.packs.content import touched
from meetings.services.conferences import lock_upcoming
from meetings.services.invitees import entitled
from meetings.services.packs import ask_for_pack, failures
from meetings.services.papers import mail_papers
from meetings.services.telling import tell_meeting
from people.models import User
from record import clock
from record.models import Dispatch
from record.outbox import call_off, enqueue
from record.services import service
from workflows.services.strategy import bring_schools, is_next

COMPILE, CIRCULATE = "strategy.compile", "strategy.circulate"
UNDER_WAY = (Dispatch.State.WAITING, Dispatch.State.SENDING)
STOPPED = "It was stopped. Have the packs made again when they are wanted."


@dataclass(frozen=True)
class Progress:
    """How far the packs of a meeting are, each reader’s latest; the same however often one looks."""

    packs: Sequence[tuple[Pack, str]]  # with why it could not be made
    asking: int = 0  # readers whose packs are still to be asked for

    @property
    def made(self) -> int:
        return sum(1 for pack, _ in self.packs if pack.state == Pack.State.READY)

    @property
    def failed(self) -> int:
        return sum(1 for _, problem in self.packs if problem)

    @property
    def waiting(self) -> int:
        return self.all - self.made - self.failed

    @property
    def all(self) -> int:
        return len(self.packs) + self.asking


@service
def settle_schools(meeting: Meeting, *, by: User) -> None:
    """The schools are chosen, with what the records propose by now.

    Refuses (AlreadyDone) a meeting that is over.
    """
    if is_next(meeting):
        bring_schools(meeting, by=by)


@service
def ask_to_compile(meeting: Meeting, *, by: User | None) -> None:
    """The worker asks for a pack for everybody invited: what is as it was is not made a second time."""
    key = f"compile:{meeting.pk}:{clock.now().isoformat()}"
    enqueue(COMPILE, key=key, payload={"meeting": meeting.pk})


@service
def make_packs_again(meeting: Meeting, *, by: User) -> None:
    """Whose pack would be another by now has one made. Refuses (AlreadyDone) a meeting that is over."""
    ask_to_compile(lock_upcoming(meeting), by=by)


def compile_packs(meeting: Meeting, *, go_on: Callable[[], None] = lambda: None) -> int:
    """Everybody invited who still sees the meeting has asked for a pack of what each may see. How many.

    ``go_on`` is called before each; what it raises ends it.
    """
    readers = readers_of(meeting)
    for reader in readers:
        go_on()
        ask_for_pack(meeting, reader, by=None)
    return len(readers)


def readers_of(meeting: Meeting) -> list[User]:
    """Everybody invited with an account who still sees the meeting."""
    people = [each.user for each in entitled(meeting.invitees.select_related("user"), meeting)]
    return [user for user in people if user and user.is_active]


def progress_of(meeting: Meeting) -> Progress:
    """How far the packs are: as many queries for twelve readers as for one."""
    latest: dict[int, Pack] = {}
    for pack in Pack.objects.filter(meeting=meeting).select_related("reader").order_by("asked_at", "pk"):
        latest[pack.reader_id] = pack
    failed = failures(latest.values())
    packs = sorted(latest.values(), key=lambda pack: pack.reader.name)
    asking = len({each.pk for each in readers_of(meeting)} - set(latest)) if is_compiling(meeting) else 0
    return Progress([(pack, failed.get(pack.pk, "")) for pack in packs], asking)


def outdated_in(progress: Progress) -> set[int]:
    """The packs, by key, since whose making something was recorded; none while some are being made."""
    return set() if progress.waiting else touched([pack for pack, _ in progress.packs])


def is_compiling(meeting: Meeting) -> bool:
    """The packs are still to be asked for."""
    asked = Dispatch.objects.filter(topic=COMPILE, key__startswith=f"compile:{meeting.pk}:")
    return asked.filter(state__in=UNDER_WAY).exists()


@service
def stop_packs(meeting: Meeting, *, by: User) -> int:
    """What is not made yet is not made; what is, stays. How many were stopped.

    One that is being made at this moment is finished and dropped. For whom none was asked for yet, none is.
    """
    call_off(COMPILE, key=f"compile:{meeting.pk}:", why=STOPPED)
    waiting = Pack.objects.select_for_update().filter(meeting=meeting, state=Pack.State.WAITING)
    return waiting.update(state=Pack.State.FAILED, problem=STOPPED)


@service
def packs_are_right(meeting: Meeting, *, right: bool, by: User) -> Meeting:
    """The packs are right and go out; or they are made again, and the meeting stands as before.

    Refuses (AlreadyDone) a meeting that is over.
    """
    lock_upcoming(meeting)
    if right:
        meeting.status = Meeting.Status.PAPERS_OUT
        meeting.save()
        tell_meeting(events.PAPERS_COLLECTED, meeting)
    return meeting


@service
def ask_to_circulate(meeting: Meeting, *, by: User | None) -> None:
    """The worker tells everybody that the packs are there."""
    enqueue(CIRCULATE, key=f"circulate:{meeting.pk}", payload={"meeting": meeting.pk})


@service
def circulate_packs(meeting: Meeting, *, by: User | None) -> None:
    """Everybody invited who may still see the meeting has one mail about the own pack."""
    for invitee in entitled(meeting.invitees.select_related("user"), meeting):
        mail_papers(invitee)
