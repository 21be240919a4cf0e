"""Letters that stand for schools in reports without names, and reports on the table of the Members Panel."""

import hashlib
from collections.abc import Collection
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


@service
def lay_report(
    meeting: Meeting, *, kind: str, pdf: bytes, schools: Collection[School], by: User
) -> PanelPaper:
    """The report lies on the table of the Panel as it is now, in place of one of the same kind.

    Refuses (RuleError) a meeting that is none of the Panel, and an unknown kind; one that is over
    (AlreadyDone).
    """
    meeting = lock_upcoming(meeting)
    if meeting.type.code != MEMBERS_PANEL:
        raise RuleError("Reports like this are for the Members Panel")
    if kind not in PanelPaper.Kind:
        raise RuleError("Choose which report", field="kind")
    meeting.reports.filter(kind=kind, taken_off_at=None).update(taken_off_at=clock.now())
    paper = PanelPaper(meeting=meeting, kind=kind, laid_by=by, sha256=hashlib.sha256(pdf).hexdigest())
    day = timezone.localdate(meeting.starts_at).isoformat()
    paper.pdf.save(f"members-panel-{day}-{kind}.pdf", ContentFile(pdf), save=True)
    paper.schools.set(schools)
    record_la_event(LAID, la=meeting.la, **_told(paper))
    return paper


@service
def take_report_off(paper: PanelPaper, *, by: User) -> PanelPaper:
    """The report lies on the table no longer. Refuses (AlreadyDone) a meeting that is over."""
    lock_upcoming(paper.meeting)
    if paper.taken_off_at is None:
        paper.taken_off_at = clock.now()
        paper.save(update_fields=["taken_off_at"])
        record_la_event(TAKEN_OFF, la=paper.meeting.la, **_told(paper))
    return paper


def reports_on_table(meeting: Meeting, user: Any) -> QuerySet[PanelPaper] | None:
    """What lies on the table of the Members Panel for this reader; None at every other meeting."""
    if meeting.type.code != MEMBERS_PANEL:
        return None
    return PanelPaper.objects.visible_to(user).filter(meeting=meeting, taken_off_at=None)


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
