"""What the pack of one reader holds: agenda, facts and papers, as far as that reader may see them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from concern_cases.models import Action, Evidence, EvidenceFile
from meetings.agenda import Agenda, Line, agenda_of
from meetings.agenda_facts import Facts
from meetings.models import AgendaItem, Meeting, Paper
from meetings.packs.sections import Section, section_of
from people.models import User
from support.models import Deployment

QUOTED = ("actions", "deployments")  # what the sections about schools quote


@dataclass(frozen=True)
class PackPaper:
    """One paper with its number through the whole pack, under its item."""

    number: int
    line: Line
    paper: Paper

    @property
    def title(self) -> str:
        return f"Paper {self.number}: {self.paper.file.name}"

    @property
    def label(self) -> str:
        return f"Item {self.line.number}, paper {self.number}"


@dataclass(frozen=True)
class PackContent:
    """Everything that the pack is made from."""

    meeting: Meeting
    reader: User
    agenda: Agenda
    papers: Sequence[PackPaper]
    sections: Mapping[int, Section]  # about schools, by the key of their item

    @property
    def made_from(self) -> str:
        """The same hash for the same content, whenever and however often it is asked."""
        text = json.dumps(self._told(), cls=DjangoJSONEncoder, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def holds(self) -> dict[str, list[int]]:
        """The keys of what is quoted, by kind: ``shrank`` asks again whether the reader may see all of it."""
        facts = [line.facts for line in self.agenda.lines]
        quoted = [section.holds for section in self.sections.values()]
        more = {kind: {pk for holds in quoted for pk in holds.get(kind, ())} for kind in QUOTED}
        return {
            "items": [line.item.pk for line in self.agenda.lines],
            "files": [row.paper.file_id for row in self.papers],
            "actions": sorted(
                {action.pk for each in facts for action in [*each.actions, *each.to_verify]} | more["actions"]
            ),
            "evidence": sorted({row.pk for each in facts for row in each.evidence}),
            "deployments": sorted(
                {line.row.pk for each in facts for line in each.deployments} | more["deployments"]
            ),
        }

    def _told(self) -> dict[str, Any]:
        meeting = self.meeting
        return {
            "reader": str(self.reader),
            "meeting": [str(meeting), meeting.starts_at, meeting.ends_at, meeting.place, str(meeting.chair)],
            "purpose": meeting.purpose,
            "items": [
                [line.item.title, line.item.minutes, line.item.part, _facts(line.facts)]
                for line in self.agenda.lines
            ],
            "papers": [
                [row.label, row.paper.file.name, row.paper.file.sha256, row.paper.file.evidence.text]
                for row in self.papers
            ],
            "holds": self.holds,
            "sections": [[pk, section.html] for pk, section in sorted(self.sections.items())],
        }


def content_of(meeting: Meeting, reader: User) -> PackContent:
    """What the reader may see of the meeting now, with the papers in the order of the agenda."""
    agenda = agenda_of(meeting, reader)
    papers: list[PackPaper] = []
    for line in agenda.lines:
        for paper in line.facts.papers:
            papers.append(PackPaper(len(papers) + 1, line, paper))
    sections = {line.item.pk: section_of(line.item, reader) for line in agenda.lines}
    return PackContent(
        meeting, reader, agenda, papers, {pk: section for pk, section in sections.items() if section}
    )


def shrank(holds: dict[str, list[int]], meeting: Meeting, reader: User) -> bool:
    """Whether something that a pack quotes is no longer for its reader: narrowed, taken away, or gone.

    What was done or decided since does not count: an action that is closed may still be read.
    """
    visible = {
        "items": AgendaItem.objects.filter(meeting=meeting).visible_to(reader),
        "files": EvidenceFile.objects.visible_to(reader).exclude(scan_state=EvidenceFile.ScanState.INFECTED),
        "actions": Action.objects.visible_to(reader),
        "evidence": Evidence.objects.visible_to(reader),
        "deployments": Deployment.objects.visible_to(reader),
    }
    return any(
        visible[kind].filter(pk__in=keys).count() != len(set(keys)) for kind, keys in holds.items() if keys
    )


def _facts(facts: Facts) -> list[Any]:
    """What of the facts is printed; not how late something is, which changes by itself every day."""
    dates = facts.dates
    return [
        facts.last_minutes and [facts.last_minutes.pk, facts.last_minutes.version],
        [[row.what, row.owner_name, row.due_on, row.redated_count] for row in facts.actions],
        [[row.what, row.owner_name, row.done_on, row.outcome] for row in facts.to_verify],
        [
            [row.text and [row.text.pk, row.text.title], row.now and row.now.pk, row.before and row.before.pk]
            for row in facts.progress
        ],
        [[row.pk, row.due_on] for row in facts.overdue_reviews],
        [[row.pk, row.source, row.text, row.circle] for row in facts.evidence],
        [[str(post.user), post.role] for post in facts.supporters],
        [[line.row.pk, line.days, line.row.ends_on, line.row.why] for line in facts.deployments],
        [[row.kind, row.level, row.on, row.reason] for row in facts.risks],
        facts.category and [facts.category.pk, facts.category.disputed_why],
        [[row.pk, row.reason] for row in facts.decisions],
        dates
        and [dates.due_by, dates.planned and dates.planned.starts_at, dates.review and dates.review.due_on],
    ]
