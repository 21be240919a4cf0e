"""The worker's job of making a pack, which is killed once at the moment that the environment names."""

from typing import Any

from meetings import jobs
from meetings.services import packs
from record.models import Dispatch
from tests.letters.killing import die_once, then_die

MOMENTS = ("before", "file", "recorded", "after")


def make_pack(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """Killed before anything, after the file was stored, when it was recorded, or before the outbox knows."""
    die_once("before")
    jobs.make_file = then_die("file", packs.make_file)
    jobs.record_pack = then_die("recorded", packs.record_pack)
    jobs.make_pack(payload, dispatch)
    die_once("after")
