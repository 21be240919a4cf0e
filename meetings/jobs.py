"""What the worker does for meetings without a process (topics of the outbox)."""

from typing import Any

from meetings.models import Meeting, Pack
from meetings.services.invitees import entitled
from meetings.services.late_papers import added_for, mail_additions
from meetings.services.packs import PackChanged, ask_for_pack, make_file, record_pack
from record.models import Dispatch
from record.pdf import PdfError

TRIES = 3


def make_packs(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """Everybody invited with an account who may still see the school has asked for a pack: once each."""
    meeting = Meeting.objects.select_related("school", "case__cadence").get(pk=payload["meeting"])
    for invitee in entitled(meeting.invitees.select_related("user"), meeting):
        if invitee.user and invitee.user.is_active:
            ask_for_pack(meeting, invitee.user, by=None)


def announce_additions(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """Everybody with an account who may see some of what was added has one mail and asks for a fresh pack.

    Nobody, once the meeting has begun or its papers are collected anew.
    """
    meeting = Meeting.objects.select_related("school", "la", "type", "case__cadence").get(
        pk=payload["meeting"]
    )
    if meeting.status != Meeting.Status.PAPERS_OUT or meeting.began_at:
        return
    for invitee in entitled(meeting.invitees.select_related("user", "stands_in_for"), meeting):
        if invitee.user is None or not invitee.user.is_active:
            continue
        added = added_for(invitee.user, meeting, paper=payload["paper"], item=payload["item"])
        if added:
            invitee.meeting = meeting
            mail_additions(invitee, added, key=dispatch.key)
            ask_for_pack(meeting, invitee.user, by=None)


def make_pack(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """The pack was made into a file and is ready: once, however often called.

    If what its reader may see changes meanwhile, it is made anew; if that goes on, the outbox tries again.
    """
    for attempt in range(1, TRIES + 1):
        pack = Pack.objects.select_related("meeting__school", "meeting__case__cadence", "reader")
        waiting = pack.filter(pk=payload["pack"], state=Pack.State.WAITING).first()
        if waiting is None:
            return
        made, problem = None, ""
        try:
            made = make_file(waiting)
        except PdfError as error:
            problem = str(error)
        try:
            record_pack(waiting, made=made, problem=problem, by=None)
        except PackChanged:
            if attempt == TRIES:
                raise
        else:
            return
