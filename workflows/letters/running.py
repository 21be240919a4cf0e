"""How letters run: every number by which they go, in words, and where it is set."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letters.kinds.guards import require_reader
from letters.kinds.pages import lines_of
from letters.kinds.versions import kinds_by_series
from letters.kinds.waiting import DECIDED_WITHIN
from letters.services.governing import AFTER_THE_END
from letters.services.stating_law import LONGEST
from letters.views.kinds import reference_tabs
from letters.wording import counted
from workflows.cards import ESCALATED_AFTER
from workflows.letters import steps
from workflows.letters.moments import REMINDED_BEFORE

STEPS = (
    steps.AssembleGrounds,
    steps.DraftLetter,
    steps.TellDiocese,
    steps.LegalCheck,
    steps.Authorise,
    steps.HmciDecision,
    steps.AssessResponse,
)
OF_SERVER = "A setting of the server"
FIXED = "The same everywhere"
AFTER = {
    steps.HmciDecision: "after the end of the period, in the regime of 2010",
    steps.AssessResponse: "after the letter’s last day or, once it was answered, after that of its actions",
}


@dataclass(frozen=True)
class Number:
    """One number by which letters run: what it is about, what it is, and where it is set (``name`` there)."""

    what: str
    value: str
    where: str
    name: str = ""


@login_required
@require_safe
def running(request: HttpRequest) -> HttpResponse:
    """What whoever keeps or administers letters has to know of how they run, without reading any code."""
    require_reader(request)
    facts: dict[str, Any] = {
        "numbers": [*_of_server(), *_fixed()],
        "steps": [
            (step.title, _working(step.days), AFTER.get(step, "after the step before it")) for step in STEPS
        ],
        "kinds": [line for line in lines_of(kinds_by_series(), request.user) if line.versions.now],
        "tabs": reference_tabs(request, "running"),
    }
    return render(request, "workflows/letters/running.html", facts)


def _of_server() -> list[Number]:
    attached = (
        "The file of the letter" if settings.LETTER_ATTACH_PDF else "A link to the letter, never the file"
    )
    return [
        Number(
            "A letter sent by post counts as given",
            f"{_working(settings.LETTER_POST_DAYS)} after it left",
            OF_SERVER,
            "LETTER_POST_DAYS",
        ),
        Number("The e-mail about a letter brings", attached, OF_SERVER, "LETTER_ATTACH_PDF"),
        Number("Pages and letters name this address", settings.SITE_URL, OF_SERVER, "SITE_URL"),
    ]


def _fixed() -> list[Number]:
    return [
        Number(
            "Who has not answered is reminded",
            f"{_working(REMINDED_BEFORE)} before the last day, counted as the letter counts, in the morning; "
            "never before the next working day after the letter was given, or there was more time",
            FIXED,
        ),
        Number(
            "A step that stays undone is told to the Head of School Improvement",
            f"{_working(ESCALATED_AFTER)} after whose it is was reminded",
            FIXED,
        ),
        Number(
            "A vice-chair who was asked to answer may do so",
            f"until {counted(AFTER_THE_END.days, 'day')} after the letter’s last day",
            FIXED,
        ),
        Number(
            "Who can agree to a change of a kind of letter is reminded",
            f"{_working(DECIDED_WITHIN)} after it was proposed, in the morning",
            FIXED,
        ),
        Number("The longest period that a letter can give", f"{LONGEST} working days", FIXED),
    ]


def _working(days: int) -> str:
    return counted(days, "working day")
