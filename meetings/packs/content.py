"""What the pack of one reader holds: agenda, facts and papers, as far as that reader may see them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, QuerySet, Value
from django.utils import timezone

from concern_cases.models import Action, CaseEvent, Evidence, EvidenceFile
from meetings.agenda import Agenda, Line, agenda_of
from meetings.agenda_facts import Facts
from meetings.became import actions_seen_by
from meetings.models import AgendaItem, Decision, Meeting, Pack, PanelPaper, Paper
from meetings.packs.sections import Section, quoted_kinds, sections_of
from meetings.words import plain_day
from people.models import User
from support.models import Deployment

PRINTED = ("type_id", "starts_at", "ends_at", "place", "chair_id", "purpose")  # of the meeting, at the front


@dataclass(frozen=True)
class PackPaper:
    """One paper with its number through the whole pack, under its item."""

    number: int
    line: Line
    paper: Paper

    @property
    def name(self) -> str:
        return str(self.paper.file.name)

    @property
    def note(self) -> str:
        return str(self.paper.file.evidence.text)

    @property
    def title(self) -> str:
        return f"Paper {self.number}: {self.name}"

    @property
    def label(self) -> str:
        return f"Item {self.line.number}, paper {self.number}"


@dataclass(frozen=True)
class PackReport:
    """A report on the table of the Members Panel, under the item that has the most time: it is about it."""

    number: int
    line: Line
    report: PanelPaper

    @property
    def name(self) -> str:
        return str(self.report)

    @property
    def note(self) -> str:
        return f"As it was on {plain_day(timezone.localdate(self.report.laid_at))}."

    @property
    def title(self) -> str:
        return f"Paper {self.number}: {self.name}"

    @property
    def label(self) -> str:
        return f"Item {self.line.number}, paper {self.number}"


@dataclass(frozen=True)
class PackContent:
    """Everything that the pack is made from."""

    meeting: Meeting
    reader: User
    agenda: Agenda
    reports: Sequence[PackReport]
    papers: Sequence[PackPaper]
    sections: Mapping[int, Section]  # about schools, by the key of their item

    @property
    def printed(self) -> "Sequence[PackReport | PackPaper]":
        """Everything that follows the front, in its order."""
        return [*self.reports, *self.papers]

    @property
    def made_from(self) -> str:
        """The same hash for the same content, whenever and however often it is asked."""
        text = json.dumps(self._told(), cls=DjangoJSONEncoder, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def holds(self) -> dict[str, list[int]]:
        """The keys of what is quoted, by kind: ``shrank`` asks again whether the reader may see all of it."""
        facts = [line.facts for line in self.agenda.lines]
        became = [row for each in facts for row in each.became]
        found: dict[str, set[int]] = {
            "items": {line.item.pk for line in self.agenda.lines},
            "reports": {row.report.pk for row in self.reports},
            "files": {row.paper.file_id for row in self.papers},
            "actions": {action.pk for each in facts for action in [*each.actions, *each.to_verify]}
            | {action.pk for row in became for action in row.actions},
            "decisions": {row.decision.pk for row in became},
            "evidence": {row.pk for each in facts for row in each.evidence},
            "deployments": {line.row.pk for each in facts for line in each.deployments},
        }
        for section in self.sections.values():
            for kind, keys in section.holds.items():
                found.setdefault(kind, set()).update(keys)
        return {kind: sorted(keys) for kind, keys in found.items()}

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
            "reports": [row.report.sha256 for row in self.reports],
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
    longest = max(agenda.lines, key=lambda line: line.item.minutes, default=None)
    on_table = _reports(meeting, reader) if longest else []
    reports = [PackReport(place, longest, row) for place, row in enumerate(on_table, 1) if longest]
    papers: list[PackPaper] = []
    for line in agenda.lines:
        for paper in line.facts.papers:
            papers.append(PackPaper(len(reports) + len(papers) + 1, line, paper))
    sections = sections_of([line.item for line in agenda.lines], reader)
    return PackContent(meeting, reader, agenda, reports, papers, sections)


def _reports(meeting: Meeting, reader: User) -> list[PanelPaper]:
    """What lies on the table for the reader: each kind once, as whole as he or she may read it."""
    return list(_on_table(meeting, reader).order_by("kind", "pk"))


def _on_table(meeting: Meeting, reader: User) -> QuerySet[PanelPaper]:
    return PanelPaper.objects.visible_to(reader).filter(meeting=meeting, taken_off_at=None)


def shrank(holds: dict[str, list[int]], meeting: Meeting, reader: User) -> bool:
    """Whether something that a pack quotes is no longer for its reader: narrowed, taken away, or gone.

    What was done or decided since does not count: an action that is closed may still be read.
    """
    visible: dict[str, QuerySet[Any]] = {
        "items": AgendaItem.objects.filter(meeting=meeting).visible_to(reader),
        "reports": PanelPaper.objects.visible_to(reader),
        "files": EvidenceFile.objects.visible_to(reader).exclude(scan_state=EvidenceFile.ScanState.INFECTED),
        "actions": actions_seen_by(reader),
        "decisions": Decision.objects.visible_to(reader),
        "evidence": Evidence.objects.visible_to(reader),
        "deployments": Deployment.objects.visible_to(reader),
    }
    visible |= {kind: visible_to(reader) for kind, visible_to in quoted_kinds().items()}
    return any(
        visible[kind].filter(pk__in=keys).count() != len(set(keys)) for kind, keys in holds.items() if keys
    )


def touched(packs: Sequence[Pack]) -> set[int]:
    """Of one meeting's packs, by key, those since whose making something was recorded that they may have to
    say: it may be little.

    The agenda, its papers, where and when, and whatever the reader may know of the schools on it: as many
    queries for 25 schools as for one, and one for each reader.
    """
    made = [(pack, pack.made_at) for pack in packs if pack.made_at]
    if not made:
        return set()
    meeting = made[0][0].meeting
    changed = _items_changed(meeting, since=min(at for _, at in made))
    history = list(Meeting.history.filter(id=meeting.pk).order_by("history_date", "history_id"))
    return {
        pack.pk
        for pack, at in made
        if _is_moved(meeting, [row for row in history if row.history_date <= at])
        or _is_touched_for(pack, at, meeting, {pk for pk, last in changed.items() if last > at})
    }


def _items_changed(meeting: Meeting, *, since: datetime) -> dict[int, datetime]:
    """When an item of the agenda or its papers changed last, of those that did since."""
    items = AgendaItem.objects.filter(meeting=meeting)
    changes = [
        *AgendaItem.history.filter(id__in=items.values("pk"), history_date__gt=since).values_list(
            "id", "history_date"
        ),
        *Paper.history.filter(item_id__in=items.values("pk"), history_date__gt=since).values_list(
            "item_id", "history_date"
        ),
    ]
    return dict(sorted(changes, key=lambda change: change[1]))


def _is_moved(meeting: Meeting, history: Sequence[Any]) -> bool:
    """Whether the front says something else by now than the meeting’s last row of this history."""
    then = history[-1] if history and history[-1].history_type != "-" else None
    return then is None or any(getattr(then, name) != getattr(meeting, name) for name in PRINTED)


def _is_touched_for(pack: Pack, at: datetime, meeting: Meeting, changed: set[int]) -> bool:
    """Whether its reader may see other items or reports, one that changed, or news of a school. One query."""
    reader, all_items = pack.reader, AgendaItem.objects.filter(meeting=meeting)
    schools = all_items.exclude(school=None).order_by().values("school")
    news = CaseEvent.objects.visible_to(reader).filter(school_id__in=schools, at__gt=at)
    seen = _alike("items", all_items.visible_to(reader), "pk", "school").union(
        _alike("reports", _on_table(meeting, reader), "pk", "meeting"),
        _alike("news", news, "school_id", "school_id"),
    )
    found: dict[str, dict[int, int | None]] = {"items": {}, "reports": {}, "news": {}}
    for kind, key, of in seen:
        found[kind][key] = of
    items = found["items"]
    return (
        sorted(items) != pack.holds.get("items")
        or sorted(found["reports"]) != pack.holds.get("reports", [])
        or not changed.isdisjoint(items)
        or not set(items.values()).isdisjoint(found["news"])
    )


def _alike(kind: str, rows: QuerySet[Any], key: str, of: str) -> QuerySet[Any]:
    """The two keys of each row, in a form in which rows of several kinds are asked for at once."""
    told: Any = rows.order_by().annotate(told_as=Value(kind), told_key=F(key), told_of=F(of))
    return told.values_list("told_as", "told_key", "told_of")  # type: ignore[no-any-return]


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
        [
            [row.decision.pk, row.decision.reason, row.said, [_standing(action) for action in row.actions]]
            for row in facts.became
        ],
        dates
        and [dates.due_by, dates.planned and dates.planned.starts_at, dates.review and dates.review.due_on],
    ]


def _standing(action: Action) -> list[Any]:
    return [action.what, action.owner_name, action.status, action.due_on, action.done_on, action.outcome]
