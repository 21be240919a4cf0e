"""What stands against a time for a conference, as far as it is known: asked when one is called or moved."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from concern_cases.models import ConcernCase
from meetings.london import day_begins, local
from meetings.models import Invitee, Meeting, MeetingType
from meetings.next_due import latest_day, with_conferences
from meetings.planning.problem import Engagement, Place, Rules, clash
from meetings.reference import CASE_CONFERENCE
from meetings.services.engagements import engagements_of, place_of
from meetings.services.invitees import As, InviteeFacts
from meetings.services.problems import edges_of, planner_rules
from meetings.words import day_in_words, listed
from people import access
from schools.calendar import Calendar
from schools.models import School
from schools.permissions import Perm

Reply = Invitee.Reply
Then = tuple[datetime, datetime]


def against_calling(
    case: ConcernCase,
    starts_at: datetime,
    *,
    invitees: Iterable[InviteeFacts],
    instead_of: Meeting | None = None,
    school: School | None = None,
) -> list[str]:
    """A sentence for each reason against a conference of the case at that time; none where nothing is known.

    ``instead_of``: a meeting that is cancelled for it. ``school``: where the case goes on, if not at its own.
    """
    school = school or case.school
    type_ = MeetingType.objects.get(code=CASE_CONFERENCE)
    then = (starts_at, starts_at + timedelta(minutes=type_.length_minutes))
    names = {
        facts.user.pk: facts.called for facts in invitees if facts.user and facts.required_as != As.OPTIONAL
    }
    besides = [instead_of.pk] if instead_of else []
    place = Place(school.pk, school.area_id)
    reasons = _of_access(names, school, starts_at)
    reasons += _of_people(names, then, place, planner_rules(school.la, type_), besides)
    return [*reasons, *_of_the_calendar(case, school, starts_at)]


def against_moving(meeting: Meeting, starts_at: datetime) -> list[str]:
    """A sentence for each reason against moving the meeting to that time; none where nothing is known.

    What somebody is busy with is not said. Whoever sends somebody else is not asked about; the one sent is.
    """
    then = (starts_at, starts_at + (meeting.ends_at - meeting.starts_at))
    required = list(meeting.invitees.exclude(required_as=As.OPTIONAL).exclude(reply=Reply.DELEGATED))
    names = {invitee.user_id: invitee.name for invitee in required if invitee.user_id}
    declined = _declined(meeting, then)
    unwilling = [invitee.name for invitee in required if invitee.pk in declined]
    reasons = [f"Declined a time that overlaps: {listed(unwilling)}"] if unwilling else []
    rules = planner_rules(meeting.la, meeting.type)
    reasons += _of_access(names, meeting.school, starts_at)
    reasons += _of_people(names, then, place_of(meeting), rules, [meeting.pk])
    if meeting.case and meeting.school:
        reasons += _of_the_calendar(meeting.case, meeting.school, starts_at)
    return reasons


def _of_access(names: Mapping[int, str], school: School | None, starts_at: datetime) -> list[str]:
    """Whose access to the school ends before that day, as far as it is known today."""
    if school is None:
        return []
    seeing = access.users_where(Perm.VIEW_CASE, school, on=timezone.localdate(starts_at))
    seen = set(seeing.filter(pk__in=names).values_list("pk", flat=True))
    ended = [name for key, name in names.items() if key not in seen]
    return [f"Can’t see the school’s cases any more on that day: {listed(ended)}"] if ended else []


def _of_people(
    names: Mapping[int, str], then: Then, place: Place, rules: Rules, besides: Iterable[int]
) -> list[str]:
    """Who is away or elsewhere then, or has enough meetings on that day."""
    day = timezone.localdate(then[0])
    engaged = engagements_of(
        names, first=day_begins(day), until=day_begins(day + timedelta(days=1)), besides=besides
    )
    wanted = Engagement(local(then[0]), local(then[1]), place)
    found: dict[str, list[str]] = defaultdict(list)
    for key, name in names.items():
        for words in sorted(_in_the_way(wanted, engaged.get(key, ()), rules)):
            found[words].append(name)
    return [f"{words}: {listed(people)}" for words, people in sorted(found.items())]


def _in_the_way(wanted: Engagement, engaged: Iterable[Engagement], rules: Rules) -> set[str]:
    engaged = list(engaged)
    found = set()
    for each in engaged:
        if each.place is None and clash(wanted, each, rules):
            found.add("Known to be away then")
        elif clash(wanted, each, rules):
            overlaps = wanted.starts < each.ends and each.starts < wanted.ends
            found.add("Invited to another meeting then" if overlaps else "Too little time for the way")
    meetings = sum(1 for each in engaged if each.place)
    if not found and meetings >= rules.per_day:
        found.add(f"Has {meetings} meetings on that day already")
    return found


def _of_the_calendar(case: ConcernCase, school: School, starts_at: datetime) -> list[str]:
    """A day at the edge of a half-term, and one that is later than the interval allows."""
    day, found = timezone.localdate(starts_at), []
    edge_days = planner_rules(school.la).edge_days
    if day in edges_of(Calendar.of(school), edge_days):
        found.append(f"It is among the first or last {edge_days} school days of a half-term")
    due = latest_day(with_conferences(ConcernCase.objects.filter(pk=case.pk)).get())
    if due and day > due:
        found.append(f"It is later than the interval allows, which is {day_in_words(due)}")
    return found


def _declined(meeting: Meeting, then: Then) -> set[int]:
    """Who declined the present time or an earlier one of this meeting, where it overlaps with the new one."""
    found: set[int] = set()
    length = meeting.ends_at - meeting.starts_at
    if meeting.starts_at < then[1] and meeting.ends_at > then[0]:
        found.update(meeting.invitees.filter(reply=Reply.DECLINED).values_list("pk", flat=True))
    for move in meeting.earlier_dates.prefetch_related("declined"):
        if move.was_at < then[1] and move.was_at + length > then[0]:
            found.update(invitee.pk for invitee in move.declined.all())
    return found
