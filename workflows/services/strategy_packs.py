"""The packs of a meeting of the authority: asked for, watched, stopped, found right and sent."""

from dataclasses import dataclass

from meetings import events
from meetings.models import Meeting, Pack
from meetings.services.conferences import lock_upcoming
from meetings.services.invitees import entitled
from meetings.services.packs import ask_for_pack, why_failed
from meetings.services.papers import mail_papers
from meetings.services.telling import tell_meeting
from people.models import User
from record import clock
from record.outbox import enqueue
from record.services import service
from workflows.services.strategy import bring_schools, is_next

COMPILE, CIRCULATE = "strategy.compile", "strategy.circulate"
STOPPED = "It was stopped. Have the packs made again when they are wanted."


@dataclass(frozen=True)
class Progress:
    """How far the packs of a meeting are; the same whoever looks, and however often."""

    made: int
    waiting: int
    failed: int

    @property
    def all(self) -> int:
        return self.made + self.waiting + self.failed


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


def compile_packs(meeting: Meeting) -> int:
    """Everybody invited who still sees the meeting has asked for a pack of what each may see. How many."""
    people = [each.user for each in entitled(meeting.invitees.select_related("user"), meeting)]
    readers = [user for user in people if user and user.is_active]
    for reader in readers:
        ask_for_pack(meeting, reader, by=None)
    return len(readers)


def progress_of(meeting: Meeting) -> Progress:
    """How many of the packs asked for are made, wait, and could not be made."""
    packs = list(Pack.objects.filter(meeting=meeting))
    failed = sum(1 for pack in packs if why_failed(pack))
    made = sum(1 for pack in packs if pack.state == Pack.State.READY)
    return Progress(made=made, waiting=len(packs) - made - failed, failed=failed)


@service
def stop_packs(meeting: Meeting, *, by: User) -> int:
    """What is not made yet is not made; what is, stays. How many were stopped.

    One that is being made at this moment is finished and dropped.
    """
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
