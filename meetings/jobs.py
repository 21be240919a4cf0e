"""What the worker does for meetings without a process (topics of the outbox)."""

from typing import Any

from meetings.models import Pack
from meetings.services.packs import PackChanged, make_file, record_pack
from record.models import Dispatch
from record.pdf import PdfError

TRIES = 3


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
