"""What a reader's pack says of each school: the evidence of the screen, in words that can be printed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.template.loader import render_to_string

from concern_cases.models import Concern, ConcernCase, PlanVersion
from evaluation.models import Inspection
from letters.models import Letter
from meetings.models import AgendaItem, Meeting
from meetings.packs.sections import Section, quoted, school_sections
from meetings.rights import held_for
from meetings.services.strategy_schools import reasons_seen
from workflows.strategy.circles import circles_of
from workflows.strategy.evidence import SchoolEvidence, evidence_for

QUOTES: dict[str, type[Model]] = {
    "cases": ConcernCase,
    "concerns": Concern,
    "versions": PlanVersion,
    "letters": Letter,
    "inspections": Inspection,
    "conferences": Meeting,
}
for kind, model in QUOTES.items():
    quoted(kind, model.objects.visible_to)  # type: ignore[attr-defined]


@school_sections
def sections_about(items: Sequence[AgendaItem], reader: Any) -> Mapping[int, Section]:
    """As the reader may know each school today, by item: as many queries for all as for one."""
    circles = circles_of(held_for(reader, items[0].meeting))
    evidence = evidence_for(items, reader)
    return {item.pk: _section(item, evidence[item.pk], circles=circles) for item in items}


def _section(item: AgendaItem, shown: SchoolEvidence, *, circles: Sequence[str]) -> Section:
    why = reasons_seen(item, circles=circles)
    html = render_to_string("workflows/strategy/_evidence_pdf.html", {"shown": shown, "why": why})
    return Section(html, _quoted_in(shown))


def _quoted_in(shown: SchoolEvidence) -> dict[str, list[int]]:
    decisions = [decision for _, taken in shown.conferences for decision in taken]
    then = [action for became in shown.last.decisions for action in became.actions] if shown.last else []
    return {
        "actions": [action.pk for action in [*shown.actions.open, *shown.actions.overdue, *then]],
        "deployments": [line.row.pk for line in shown.support],
        "cases": shown.line.cases,
        "concerns": [row.pk for row in shown.concerns],
        "versions": [plan.version.pk for plan in shown.plans],
        "letters": [line.row.pk for line in shown.letters],
        "inspections": [row.pk for row in shown.inspections],
        "conferences": [meeting.pk for meeting, _ in shown.conferences],
        "decisions": [row.pk for row in decisions]
        + [became.decision.pk for became in (shown.last.decisions if shown.last else ())],
    }
