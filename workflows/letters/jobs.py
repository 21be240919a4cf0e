"""What the worker does for letters."""

from functools import partial
from typing import Any

from letters.models import Letter, PaperNotice
from letters.services.issuing import LetterChanged, MadeFile, give_letter, make_file
from letters.services.october import authorise_waiting
from letters.services.telling import make_notice
from people.models import User
from record.errors import AlreadyDone
from record.models import Dispatch
from workflows import engine, triggers
from workflows.letters.flow import WarningLetterFlow
from workflows.letters.moments import letter_of
from workflows.models import CaseworkProcess

TRIES = 3


def render_letter(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """The letter was made into a file and given, and its process has moved on: once, however often called.

    The file is made outside the process's lock. If what the letter says changed meanwhile, it is made anew;
    if that goes on, the outbox tries again later.
    """
    letter = Letter.objects.select_related("kind__clock_rule", "school", "case__lead").get(
        pk=payload["letter"]
    )
    process = CaseworkProcess.objects.filter(letter=letter).first()
    for attempt in range(1, TRIES + 1):
        made = make_file(letter)
        if made is None:
            return
        try:
            if process is None:
                _give_alone(letter, made)
            else:
                engine.finish_job(process.pk, "issued", partial(_give, made), flow_class=WarningLetterFlow)
        except LetterChanged:
            if attempt == TRIES:
                raise
        else:
            return


def make_paper_notice(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """What a recipient is told on paper was made into its file."""
    rows = PaperNotice.objects.select_related("clock__letter__school", "clock__letter__kind")
    make_notice(rows.select_related("recipient__user").get(pk=payload["notice"]))


def authorise_october(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """The October letters that waited are authorised in the person's name, and are to be given."""
    facts = {name: fact for name, fact in payload.items() if name != "by"}
    authorise_waiting(**facts, by=User.objects.get(pk=payload["by"]))


def _give_alone(letter: Letter, made: MadeFile) -> None:
    """A letter without a process, such as an October letter, is given; one that was given stays as it is."""
    try:
        give_letter(letter, made=made, by=None)
    except AlreadyDone:
        return


def _give(made: MadeFile, process: CaseworkProcess) -> None:
    letter = letter_of(process)
    give_letter(letter, made=made, by=None)
    if letter.is_given and letter.ends:
        triggers.want(
            key=f"letter:{letter.pk}:ends",
            wanted="stop_ended_letter",
            cause=f"{letter} was given",
            payload={"letter": letter.ends_id},
            from_process=process,
        )
