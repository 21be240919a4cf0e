"""Packs: all papers of a meeting in one PDF for one reader, made by the worker."""

import hashlib
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage

from meetings.models import AgendaItem, Meeting, Pack
from meetings.packs.content import content_of, shrank, touched
from meetings.packs.making import make_pack_pdf
from people.models import User
from record import clock
from record.models import Dispatch
from record.outbox import enqueue
from record.services import service

TOPIC, TOPIC_OF_ALL = "meetings.make_pack", "meetings.make_packs"
GIVEN_UP = "it was tried several times. If it fails again, ask whoever runs this service."
CHUNK = 1024 * 1024


class PackChanged(Exception):
    """What the reader may see changed while the pack was being made: it has to be made anew."""


@dataclass(frozen=True)
class MadePack:
    """The file of a pack in the store, and what it was made from."""

    path: str
    sha256: str
    pages: int
    made_from: str
    holds: dict[str, list[int]]


@dataclass(frozen=True)
class PackLine:
    """One pack as its reader finds it listed. ``problem``: why it could not be made, if so."""

    pack: Pack
    problem: str
    is_current: bool
    is_readable: bool


@service
def ask_for_pack(meeting: Meeting, reader: User, *, by: User | None) -> Pack:
    """The worker makes the reader's pack of what the reader may see when it is made.

    One of the same that is there already stays, and one that waits to be made is waited for.
    """
    made_from = content_of(meeting, reader).made_from
    packs = Pack.objects.filter(meeting=meeting, reader=reader)
    pack = packs.filter(made_from=made_from).first() or packs.filter(state=Pack.State.WAITING).first()
    is_new = pack is None
    if pack is None:
        pack, is_new = Pack.objects.get_or_create(meeting=meeting, reader=reader, made_from=made_from)
    if is_new or pack.pk in failures([pack]):
        pack.state, pack.problem, pack.asked_at = Pack.State.WAITING, "", clock.now()
        pack.save()
        enqueue(TOPIC, key=_key(pack), payload={"pack": pack.pk})
    return pack


def ask_for_packs(meeting: Meeting) -> None:
    """The worker asks for a pack for everybody invited with an account: to see what each may read is slow."""
    key = f"packs:{meeting.pk}:{clock.now().isoformat()}"
    enqueue(TOPIC_OF_ALL, key=key, payload={"meeting": meeting.pk})


def packs_of(meeting: Meeting, reader: User) -> list[PackLine]:
    """The reader's packs, the latest first: which is as things stand now, and which may still be read.

    Of a meeting of the authority a pack counts as outdated as soon as anything was recorded of its schools:
    what each of them looks like now is not worked out to list a file.
    """
    packs = list(Pack.objects.filter(meeting=meeting, reader=reader).select_related("meeting", "reader"))
    if not packs:
        return []
    failed = failures(packs)
    now = content_of(meeting, reader).made_from if meeting.school_id else ""
    return [
        PackLine(
            pack,
            failed.get(pack.pk, ""),
            is_current=_is_current(pack, now),
            is_readable=_is_readable(pack, now),
        )
        for pack in packs
    ]


def failures(packs: Iterable[Pack]) -> dict[int, str]:
    """Why packs could not be made, by the pack; also where the worker gave up, or was stopped every time."""
    waiting = {_key(pack): pack.pk for pack in packs if pack.state == Pack.State.WAITING}
    given_up = Dispatch.objects.filter(key__in=waiting, state=Dispatch.State.FAILED).values_list(
        "key", flat=True
    )
    found = {waiting[key]: GIVEN_UP for key in given_up} if waiting else {}
    return found | {pack.pk: pack.problem for pack in packs if pack.state == Pack.State.FAILED}


def is_for_reader_still(pack: Pack) -> bool:
    """Whether the reader may see everything that the pack quotes today."""
    return _is_readable(pack, "")


def is_outdated(pack: Pack) -> bool:
    """Whether something was recorded since it was made that it may have to say."""
    return pack.pk in touched([pack])


def urns_in(pack: Pack) -> list[str]:
    """Of the schools that the pack tells of: that of a conference, or those on the authority’s agenda."""
    if pack.meeting.school:
        return [pack.meeting.school.urn]
    items = AgendaItem.objects.filter(pk__in=pack.holds.get("items", ())).exclude(school=None)
    return list(items.values_list("school__urn", flat=True))


def make_file(pack: Pack) -> MadePack | None:
    """The pack’s file is in the store; None if it is not to be made (any more), or can’t be.

    Slow, and outside any transaction. A second time it gives a file of its own: of two only one is recorded.
    """
    if pack.state != Pack.State.WAITING or not pack.reader.is_active:
        return None
    if not Meeting.objects.visible_to(pack.reader).filter(pk=pack.meeting_id).exists():
        return None
    content = content_of(pack.meeting, pack.reader)
    with tempfile.TemporaryDirectory(prefix="pack-") as folder:
        path, pages = make_pack_pdf(content, Path(folder))
        sha256 = _sha256(path)
        return MadePack(_keep(path, sha256), sha256, pages, content.made_from, content.holds)


@service
def record_pack(pack: Pack, *, made: MadePack | None, problem: str = "", by: User | None) -> Pack | None:
    """The pack is ready, once; without a file it says what is the matter. None if another one is the same.

    Refuses (PackChanged) a file of what the reader may not see all of any more.
    """
    pack = Pack.objects.select_for_update(of=("self",)).get(pk=pack.pk)
    if pack.state != Pack.State.WAITING:  # made before, or stopped meanwhile
        return pack
    if made is None:
        pack.state, pack.problem = Pack.State.FAILED, problem or "It is for nobody any more."
        pack.save()
        return pack
    if content_of(pack.meeting, pack.reader).made_from != made.made_from:
        raise PackChanged(str(pack))
    others = Pack.objects.filter(meeting=pack.meeting, reader=pack.reader, made_from=made.made_from)
    if others.exclude(pk=pack.pk).exists():  # asked for twice, and made twice of the same
        pack.delete()
        return None
    pack.made_from, pack.holds = made.made_from, made.holds
    pack.pdf.name, pack.sha256, pack.pages = made.path, made.sha256, made.pages
    pack.state, pack.made_at = Pack.State.READY, clock.now()
    pack.save()
    return pack


def _key(pack: Pack) -> str:
    return f"pack:{pack.pk}:{pack.asked_at.astimezone(UTC).isoformat()}"


def _is_current(pack: Pack, now: str) -> bool:
    if now or pack.made_at is None:
        return pack.made_from == now
    return not is_outdated(pack)


def _is_readable(pack: Pack, now: str) -> bool:
    if pack.state != Pack.State.READY:
        return False
    return pack.made_from == now or not shrank(pack.holds, pack.meeting, pack.reader)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _keep(path: Path, sha256: str) -> str:
    with path.open("rb") as file:
        return default_storage.save(f"packs/{clock.today().year}/{sha256}.pdf", File(file))
