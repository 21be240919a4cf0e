"""What a reader's pack says of one school: the evidence of the screen, in words that can be printed."""

from typing import Any

from django.template.loader import render_to_string

from meetings.models import AgendaItem
from meetings.packs.sections import Section, school_sections
from meetings.rights import held_for
from meetings.services.strategy_schools import reasons_seen
from workflows.strategy.circles import circles_of
from workflows.strategy.evidence import evidence_of


@school_sections
def section_about(item: AgendaItem, reader: Any) -> Section:
    """As the reader may know it today. It says nothing that changes with the day alone."""
    shown = evidence_of(item, reader)
    why = reasons_seen(item, circles=circles_of(held_for(reader, item.meeting)))
    html = render_to_string("workflows/strategy/_evidence_pdf.html", {"shown": shown, "why": why})
    waiting = [*shown.actions.open, *shown.actions.overdue]
    holds = {
        "actions": [action.pk for action in waiting],
        "deployments": [line.row.pk for line in shown.support],
    }
    return Section(html, holds)
