"""What stands in the calendar between two days for one reader: meetings, and dates that are proposed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from meetings.answers import answers_in_words, with_answers
from meetings.calendars.grid import Slot, Week, closed_days, weeks_of
from meetings.london import day_begins
from meetings.models import BusyTime, Invitee, Meeting, ProposedDate, TermPlan
from meetings.planning.choices import SWAP
from meetings.reference import CASE_CONFERENCE
from meetings.services.diaries import diary_owners
from meetings.services.problems import rules_of
from meetings.words import day_in_words, time_in_words
from people.access import las_where, may, schools_where
from people.models import User
from schools.calendar import Calendar
from schools.models import LocalAuthority, School, TermDates
from schools.permissions import Perm

ENDINGS = (" Primary School", " School", " Academy")
SHOWN_STATES = (TermPlan.State.READY,)


@dataclass(frozen=True)
class View:
    """One calendar page: whose, of which days, and whether the reader sees what is only proposed."""

    la: LocalAuthority | None
    first: date
    last: date
    manages: bool
    person: User | None
    people: list[User]
    weeks: list[Week]


def authority_of(user: Any) -> LocalAuthority | None:
    """The authority whose calendar the person reads: the own one, or that of the schools that are seen."""
    own = Q(pk__in=las_where(user, may=Perm.VIEW_CASE))
    by_school = Q(pk__in=schools_where(user, may=Perm.VIEW_CASE).values("la"))
    return LocalAuthority.objects.filter(own | by_school).first()


def calendar_of(
    user: Any,
    la: LocalAuthority | None,
    first: date,
    last: date,
    *,
    person: User | None = None,
    proposals: bool = True,
) -> View:
    """The calendar for the reader, of everybody or of one of ``people_met_by``.

    Without ``proposals``, as it is hung up, it says of nobody when he or she is away. At most ten queries,
    whatever stands in it.
    """
    manages = bool(la and may(user, Perm.MANAGE_MEETING, la))
    meetings = _meetings(user, first, last)
    invited = list(Invitee.objects.filter(meeting__in=meetings, user__isnull=False).select_related("user"))
    people = _people(meetings, invited, person)
    if person:
        theirs = {row.meeting_id for row in invited if row.user_id == person.pk}
        meetings = [row for row in meetings if row.pk in theirs or row.chair_id == person.pk]
    slots = [slot_of(meeting) for meeting in meetings]
    if manages and la and proposals:
        slots += proposed_slots(_proposed(la, first, last, person))
        if person and diary_owners(la).filter(pk=person.pk).exists():
            slots += _away(person, first, last)
    closed = {}
    if la:
        calendar = Calendar.from_rows(TermDates.objects.filter(la=la))
        closed = closed_days(calendar, first, last, edge_days=rules_of(la).edge_days)
    return View(la, first, last, manages, person, people, weeks_of(first, last, slots, closed))


def people_met_by(user: Any) -> QuerySet[User]:
    """Everybody who chairs a meeting that the user may see, or is invited to one, whenever that is."""
    meetings = Meeting.objects.visible_to(user)
    invited = Invitee.objects.filter(meeting__in=meetings, user__isnull=False)
    return User.objects.filter(Q(pk__in=invited.values("user")) | Q(pk__in=meetings.values("chair")))


def slot_of(meeting: Any) -> Slot:
    """A meeting from ``_meetings`` as it stands in a day."""
    is_conference = meeting.type.code == CASE_CONFERENCE and meeting.school is not None
    title = short_name(meeting.school) if is_conference else str(meeting.type)
    note = _state_of(meeting) if is_conference else str(meeting.school or meeting.place)
    return Slot(
        on=timezone.localdate(meeting.starts_at),
        order=f"{timezone.localtime(meeting.starts_at):%H%M}",
        time=time_in_words(meeting.starts_at),
        title=title,
        note=note,
        kind="invited" if is_conference else "other",
        url=meeting.get_absolute_url(),
    )


def proposed_slots(dates: Iterable[ProposedDate]) -> list[Slot]:
    """Dates of a plan by which something would change, as they stand in their days."""
    return [
        Slot(
            on=timezone.localdate(row.starts_at),
            order=f"{timezone.localtime(row.starts_at):%H%M}",
            time=time_in_words(row.starts_at),
            title=short_name(row.case.school),
            note=_note_of(row),
            kind="clash" if row.set_aside and row.set_aside != SWAP else "proposed",
            url=row.case.get_absolute_url(),
        )
        for row in dates
        if row.starts_at and not row.stays and not row.left_out
    ]


def short_name(school: School) -> str:
    """As people say it: without what every school is called."""
    for ending in ENDINGS:
        if school.name.endswith(ending):
            return school.name.removesuffix(ending)
    return school.name


def _meetings(user: Any, first: date, last: date) -> list[Any]:
    rows: QuerySet[Any] = Meeting.objects.visible_to(user).exclude(status=Meeting.Status.CANCELLED)
    begins, ends = day_begins(first), day_begins(last + timedelta(days=1))
    rows = with_answers(rows.filter(starts_at__gte=begins, starts_at__lt=ends))
    return list(rows.select_related("type", "school", "chair", "la").order_by("starts_at", "pk"))


def _people(meetings: list[Any], invited: list[Invitee], person: User | None) -> list[User]:
    """Everybody invited to one of the meetings or chairing it, and who was asked for, by name."""
    found = {row.user_id: row.user for row in invited} | {row.chair_id: row.chair for row in meetings}
    found |= {person.pk: person} if person else {}
    return sorted(found.values(), key=lambda user: (user.name, user.pk))


def _proposed(la: LocalAuthority, first: date, last: date, person: User | None) -> list[ProposedDate]:
    begins, ends = day_begins(first), day_begins(last + timedelta(days=1))
    rows = ProposedDate.objects.filter(
        plan__la=la, plan__state__in=SHOWN_STATES, starts_at__gte=begins, starts_at__lt=ends
    )
    if person:
        rows = rows.filter(case__lead=person)
    return list(rows.select_related("case__school", "case__cadence", "keeps"))


def _away(person: User, first: date, last: date) -> list[Slot]:
    """When the person can't come, for those who plan: never what for."""
    begins, ends = day_begins(first), day_begins(last + timedelta(days=1))
    rows = BusyTime.objects.filter(user=person, ends_at__gt=begins, starts_at__lt=ends)
    slots = []
    for row in rows:
        day, until = timezone.localdate(max(row.starts_at, begins)), min(row.ends_at, ends)
        while day_begins(day) < until:
            starts = max(row.starts_at, day_begins(day))
            whole = row.starts_at <= day_begins(day) and row.ends_at >= day_begins(day + timedelta(days=1))
            words = "all day" if whole else f"from {time_in_words(starts)}"
            slots.append(Slot(day, f"{timezone.localtime(starts):%H%M}", "", "Away", words, "other"))
            day += timedelta(days=1)
    return slots


def _state_of(meeting: Any) -> str:
    if meeting.is_over:
        return "held"
    moved = f"; moved {'once' if meeting.moves == 1 else f'{meeting.moves} times'}" if meeting.moves else ""
    return f"{answers_in_words(meeting)}{moved}"


def _note_of(row: ProposedDate) -> str:
    if row.keeps:
        return f"moves here from {day_in_words(row.keeps.starts_at).rpartition(' ')[0]}"
    cadence = str(row.case.cadence)
    words = [cadence[:1].lower() + cadence[1:]]
    if row.set_aside and row.set_aside != SWAP:
        words = ["with a reason"]
    return "; ".join(words + (["holds the review"] if any("review" in note for note in row.notes) else []))
