"""Letters that stand for schools in reports without names, and reports on the table of the Members Panel."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from secrets import SystemRandom
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Max, QuerySet
from django.utils import timezone

from concern_cases.events import event_kind, record_la_event
from meetings.models import Meeting, PanelPaper, SchoolLetter
from meetings.reference import MEMBERS_PANEL
from meetings.services.conferences import lock_upcoming
from meetings.words import moment_in_words
from people.models import User
from record import clock
from record.errors import RuleError
from record.services import service
from schools.models import LocalAuthority, School, Succession

LAID = event_kind("panel.report_laid", "laid the {report} on the table of the Members Panel of {when}")
TAKEN_OFF = event_kind("panel.report_off", "took the {report} off the table of the Members Panel of {when}")
_random = SystemRandom()


@service
def letters_for(la: LocalAuthority, schools: Collection[School], *, by: User | None) -> dict[int, str]:
    """The letter of each school, by its key: the one that it has, or from now on the next free one.

    A letter stays with its school whatever becomes of the case, and passes to the school that follows it in
    the register when it closes. Which of several new schools gets which letter is left to chance: neither
    order nor alphabet gives a name away.
    """
    letters = {row.school_id: row.letter for row in SchoolLetter.objects.filter(school__in=schools)}
    new = [school for school in schools if school.pk not in letters]
    if not new:
        return letters
    LocalAuthority.objects.select_for_update().get(pk=la.pk)  # one letter at a time
    letters = {row.school_id: row.letter for row in SchoolLetter.objects.filter(school__in=schools)}
    new = [school for school in new if school.pk not in letters]
    _random.shuffle(new)
    last = SchoolLetter.objects.filter(la=la).aggregate(last=Max("place"))["last"]
    place = 0 if last is None else last + 1
    for school in new:
        row = _of_predecessor(school)
        if row is None:
            row, place = SchoolLetter(la=la, place=place), place + 1
        row.school = school
        row.save()
        letters[school.pk] = row.letter
    return letters


@dataclass(frozen=True)
class Version:
    """A report without some schools, for readers who head them: its file, and what it tells of."""

    pdf: bytes
    schools: Collection[School]
    withheld: Collection[School]


@service
def lay_report(
    meeting: Meeting,
    *,
    kind: str,
    pdf: bytes,
    schools: Collection[School],
    versions: Collection[Version] = (),
    by: User,
) -> PanelPaper:
    """The report lies on the table of the Panel as it is now, in place of one of the same kind.

    ``versions``: the same for those who head schools that it tells of, each without theirs.
    Refuses (RuleError) a meeting that is none of the Panel, and an unknown kind; one that is over
    (AlreadyDone).
    """
    meeting = lock_upcoming(meeting)
    if meeting.type.code != MEMBERS_PANEL:
        raise RuleError("Reports like this are for the Members Panel")
    if kind not in PanelPaper.Kind:
        raise RuleError("Choose which report", field="kind")
    meeting.reports.filter(kind=kind, taken_off_at=None).update(taken_off_at=clock.now())
    paper = _keep(meeting, kind, Version(pdf, schools, ()), by=by)
    for version in versions:
        _keep(meeting, kind, version, by=by)
    record_la_event(LAID, la=meeting.la, **_told(paper))
    return paper


def _keep(meeting: Meeting, kind: str, version: Version, *, by: User) -> PanelPaper:
    left_out = "-".join(str(pk) for pk in sorted(school.pk for school in version.withheld))
    sha256 = hashlib.sha256(version.pdf).hexdigest()
    paper = PanelPaper(meeting=meeting, kind=kind, version=left_out, laid_by=by, sha256=sha256)
    day = timezone.localdate(meeting.starts_at).isoformat()
    paper.pdf.save(f"members-panel-{day}-{kind}.pdf", ContentFile(version.pdf), save=True)
    paper.schools.set(version.schools)
    paper.withheld.set(version.withheld)
    return paper


@service
def take_report_off(paper: PanelPaper, *, by: User) -> PanelPaper:
    """The report lies on the table no longer, in no version. Refuses (AlreadyDone) a meeting that is over."""
    lock_upcoming(paper.meeting)
    paper.refresh_from_db()
    if paper.taken_off_at is None:
        on_table = paper.meeting.reports.filter(kind=paper.kind, taken_off_at=None)
        on_table.update(taken_off_at=clock.now())
        paper.refresh_from_db()
        record_la_event(TAKEN_OFF, la=paper.meeting.la, **_told(paper))
    return paper


def require_report(meeting: Meeting) -> None:
    """Nothing, if a report lies on the table; otherwise a refusal (RuleError)."""
    if not meeting.reports.filter(taken_off_at=None).exists():
        raise RuleError("Lay the report on the table first")


def reports_on_table(meeting: Meeting, user: Any) -> QuerySet[PanelPaper] | None:
    """What lies on the table of the Members Panel for this reader; None at every other meeting."""
    if meeting.type.code != MEMBERS_PANEL:
        return None
    return PanelPaper.objects.visible_to(user).filter(meeting=meeting, taken_off_at=None)


def reports_withheld(meeting: Meeting, user: Any) -> int:
    """How many reports on the table the reader sees in no version: of a school of his or hers."""
    on_table = meeting.reports.filter(taken_off_at=None)
    seen = PanelPaper.objects.visible_to(user).filter(pk__in=on_table.values("pk"))
    return on_table.exclude(kind__in=seen.values("kind")).values("kind").distinct().count()


def _told(paper: PanelPaper) -> dict[str, str]:
    words = str(paper)
    return {
        "report": words[:1].lower() + words[1:],
        "when": moment_in_words(paper.meeting.starts_at),
        "sha256": paper.sha256,
    }


def _of_predecessor(school: School) -> SchoolLetter | None:
    """The letter of the one closed school that this one follows; None if there is none, or several."""
    before = Succession.objects.filter(successor=school).values("predecessor")
    closed = School.objects.filter(pk__in=before).exclude(status__startswith="Open")
    rows = list(SchoolLetter.objects.filter(school__in=closed)[:2])
    return rows[0] if len(rows) == 1 else None
