"""Papers of a meeting: files of the case's evidence on the table, each under an item of the agenda.

Who may read a paper says the circle of its evidence, and the item that it lies under.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.urls import reverse

from concern_cases.models import EvidenceFile
from concern_cases.services.evidence import add_evidence
from meetings import events
from meetings.agenda_facts import visible_papers
from meetings.choices import Part
from meetings.models import AgendaItem, Invitee, Meeting, Paper
from meetings.services.agenda_items import bring_up_to_date
from meetings.services.conferences import lock_upcoming
from meetings.services.invitees import entitled
from meetings.services.late_papers import announce_later
from meetings.services.packs import ask_for_packs
from meetings.services.telling import tell_meeting
from meetings.words import moment_in_words, the_meeting
from people import access
from people.models import User
from record.errors import RuleError
from record.mail import enqueue_mail
from record.services import service
from schools.permissions import Circle, Perm


@service
def send_papers(meeting: Meeting, *, note: str = "", by: User) -> Meeting:
    """The papers are ready: everybody invited with an account gets a pack and one mail about it.

    The agenda has every objective of the plan in force. Refuses (AlreadyDone) a meeting that is over.
    """
    lock_upcoming(meeting)
    bring_up_to_date(meeting, by=by)
    meeting.status = Meeting.Status.PAPERS_OUT
    meeting.save()
    tell_meeting(events.PAPERS_COLLECTED, meeting, note=note.strip())
    ask_for_packs(meeting)
    for invitee in entitled(meeting.invitees.select_related("user"), meeting):
        mail_papers(invitee)
    return meeting


def send_papers_to(invitee: Invitee) -> None:
    """Somebody invited after the papers went out has a pack and the mail about it as well."""
    meeting = invitee.meeting
    is_late = meeting.status == Meeting.Status.PAPERS_OUT and not meeting.entered_late
    if is_late and entitled([invitee], meeting):
        ask_for_packs(meeting)
        mail_papers(invitee)


@service
def lay_papers(
    meeting: Meeting,
    *,
    item: AgendaItem,
    kind: str,
    text: str,
    on: date,
    source: str,
    circle: str,
    named: Iterable[User] = (),
    files: Sequence[Any],
    by: User,
) -> list[Paper]:
    """The files stand as evidence in the case, and lie on the table under the item.

    Under a restricted item they are for the people of that item, whatever the circle. Refuses (RuleError) no
    files, an item that ``by`` doesn't see, and what ``add_evidence`` refuses; a meeting that is over and a
    closed case (AlreadyDone).
    """
    lock_upcoming(meeting)
    _check_item(meeting, item, by=by)
    if not files:
        raise RuleError("Choose at least one file", field="files")
    if meeting.case is None:
        raise RuleError("Papers belong to a case, and this meeting is about none", field="files")
    if item.part == Part.B:
        circle, named = Circle.NAMED, item.named.all()
    evidence = add_evidence(
        meeting.case,
        kind=kind,
        on=on,
        source=source,
        text=text,
        circle=circle,
        named=list(named),
        files=files,
        by=by,
    )
    return _lay(meeting, item, evidence.files.order_by("pk"))


@service
def choose_papers(
    meeting: Meeting, *, item: AgendaItem, files: Iterable[EvidenceFile], by: User
) -> list[Paper]:
    """Files that stand in the case already lie on the table under the item; those that do already, once.

    In a meeting of the authority the case is that of the item. Refuses (RuleError) no files, files of another
    case or such as ``by`` may not read, and an item that ``by`` doesn't see; a meeting that is over
    (AlreadyDone).
    """
    lock_upcoming(meeting)
    _check_item(meeting, item, by=by)
    wanted = {file.pk for file in files}
    readable = EvidenceFile.objects.visible_to(by).filter(
        evidence__case=_case_under(meeting, item), pk__in=wanted
    )
    if not wanted or readable.count() != len(wanted):
        raise RuleError("Choose from the files of this case", field="files")
    return _lay(meeting, item, readable.order_by("pk"))


@service
def arrange_papers(
    meeting: Meeting, *, order: Sequence[int], items: Mapping[int, AgendaItem] | None = None, by: User
) -> None:
    """The papers named (by key) lie under these items and follow each other in this order.

    Papers that ``by`` doesn't see stay as they are. Refuses (RuleError) an item that ``by`` doesn't see, one
    about another school than the file's, and a meeting that is over (AlreadyDone).
    """
    lock_upcoming(meeting)
    seen = {paper.pk: paper for paper in visible_papers(meeting, by)}
    for pk, item in (items or {}).items():
        if pk in seen and seen[pk].item_id != item.pk:
            _check_item(meeting, item, by=by)
            if not meeting.school_id and item.case_id != seen[pk].file.evidence.case_id:
                raise RuleError(f"“{seen[pk]}” stands in the case of another school", field=f"item_{pk}")
            if Paper.objects.filter(item=item, file=seen[pk].file_id).exists():
                raise RuleError(f"“{seen[pk]}” lies under “{item}” already", field=f"item_{pk}")
            seen[pk].item = item
            seen[pk].save()
    rows = list(Paper.objects.filter(item__meeting=meeting).order_by("order", "pk"))
    wanted = [seen[pk] for pk in order if pk in seen]
    places = [place for place, row in enumerate(rows) if row.pk in {paper.pk for paper in wanted}]
    for place, paper in zip(places, wanted, strict=True):
        rows[place] = paper
    for place, row in enumerate(rows, start=1):
        if row.order != place:
            row.order = place
            row.save()


@service
def take_off(paper: Paper, *, by: User) -> None:
    """The paper lies on the table no longer; as evidence it stays in the case.

    Refuses (RuleError) one that was looked at in the meeting; a meeting that is over (AlreadyDone).
    """
    lock_upcoming(paper.item.meeting)
    paper.refresh_from_db()
    if paper.reviewed:
        raise RuleError(f"“{paper}” was looked at in the meeting: it stays")
    paper.delete()


def files_to_choose(meeting: Meeting, user: User, *, item: AgendaItem | None = None) -> list[EvidenceFile]:
    """Files of the case that the person may read and that do not lie on the table yet, the newest first.

    In a meeting of the authority: of the case that the item is about.
    """
    files = EvidenceFile.objects.visible_to(user).filter(evidence__case=_case_under(meeting, item))
    files = files.exclude(scan_state=EvidenceFile.ScanState.INFECTED)
    files = files.exclude(papers__item__meeting=meeting).select_related("evidence")
    return list(files.order_by("-added_at", "-pk"))


def _case_under(meeting: Meeting, item: AgendaItem | None) -> int | None:
    """The case whose files may lie there: that of the conference, or that of the item; None: no files."""
    return meeting.case_id if meeting.school_id else item.case_id if item else None


def who_brought_none(meeting: Meeting) -> list[Invitee]:
    """Invited people who may add evidence and brought nothing, without those who arrange the meeting."""
    if meeting.school is None:
        return []
    adding = set(access.users_where(Perm.ADD_EVIDENCE, meeting.school).values_list("pk", flat=True))
    adding -= set(access.users_where(Perm.MANAGE_MEETING, meeting.school).values_list("pk", flat=True))
    brought = Paper.objects.filter(item__meeting=meeting).values_list("file__added_by", flat=True)
    return [who for who in meeting.invitees.all() if who.user_id in adding - set(brought)]


def _check_item(meeting: Meeting, item: AgendaItem, *, by: User) -> None:
    if not meeting.items.visible_to(by).filter(pk=item.pk).exists():
        raise RuleError("Choose an item of this agenda", field="item")


def _lay(meeting: Meeting, item: AgendaItem, files: Iterable[EvidenceFile]) -> list[Paper]:
    """One paper for each file, behind all others of the meeting."""
    last = Paper.objects.filter(item__meeting=meeting).aggregate(last=Max("order"))["last"] or 0
    laid = []
    for place, file in enumerate(files, start=last + 1):
        paper, _ = Paper.objects.get_or_create(item=item, file=file, defaults={"order": place})
        laid.append(paper)
    if laid:
        announce_later(meeting, paper=laid[0].pk)
    return laid


def mail_papers(invitee: Invitee) -> None:
    """The person knows of the own pack, once for each date; nobody without an account, who can’t open it."""
    if invitee.user is None or not invitee.user.is_active:
        return
    meeting = invitee.meeting
    address = f"{settings.SITE_URL}{reverse('meetings:papers', args=[meeting.pk])}"
    when = moment_in_words(meeting.starts_at)
    enqueue_mail(
        key=f"papers:{invitee.pk}:{invitee.sequence}",
        to=f"{invitee.name} <{invitee.email}>",
        subject=f"Papers: {meeting.type}, {meeting.school or meeting.la}, {when}",
        text=(
            f"The papers for {the_meeting(meeting)} on {when} are ready.\n\n"
            f"Your own copy, with what you may see, is here:\n{address}\n"
        ),
        urn=meeting.school.urn if meeting.school else "",
    )
