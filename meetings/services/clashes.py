"""What stands against a time for a conference, as far as it is known: asked when one is called or moved."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from concern_cases.models import ConcernCase
from meetings.london import day_begins, local
from meetings.models import Invitee, Meeting, MeetingType
from meetings.next_due import conferences_ahead, latest_day, with_conferences
from meetings.planning.problem import Engagement, Place, Rules, clash
from meetings.reference import CASE_CONFERENCE
from meetings.services.engagements import declined_times, engagements_of, place_of
from meetings.services.invitees import As, InviteeFacts
from meetings.services.problems import edges_of, planner_rules
from meetings.words import day_in_words
from people import access
from record.words import listed
from schools.calendar import Calendar
from schools.models import LocalAuthority, School
from schools.permissions import Perm

Reply = Invitee.Reply
Then = tuple[datetime, datetime]
NO_ACCESS = "Can’t see the school’s cases any more on that day"


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
    people = _required(invitees)
    besides = [instead_of.pk] if instead_of else []
    place = Place(school.pk, school.area_id)
    reasons = _of_people(people, then, place, planner_rules(school.la, type_), besides=besides, school=school)
    return [*reasons, *_of_the_calendar(case, school, starts_at, besides)]


def against_calling_for_la(
    type_: MeetingType, la: LocalAuthority, starts_at: datetime, *, invitees: Iterable[InviteeFacts]
) -> list[str]:
    """A sentence for each reason against a meeting of the authority at that time."""
    then = (starts_at, starts_at + timedelta(minutes=type_.length_minutes))
    rules = planner_rules(la, type_)
    return _of_people(_required(invitees), then, Place(None, None), rules, besides=[], school=None)


def against_moving(meeting: Meeting, starts_at: datetime) -> list[str]:
    """A sentence for each reason against moving the meeting to that time; none where nothing is known.

    What somebody is busy with is not said. Whoever sends somebody else is not asked about; the one sent is.
    """
    then = (starts_at, starts_at + (meeting.ends_at - meeting.starts_at))
    required = list(meeting.invitees.exclude(required_as=As.OPTIONAL).exclude(reply=Reply.DELEGATED))
    people = [
        _Person(row.user_id, row.name, row.required_as if row.required_as == As.DIOCESE else "")
        for row in required
        if row.user_id
    ]
    declined = _declined(meeting, then)
    unwilling = [invitee.name for invitee in required if invitee.pk in declined]
    reasons = [f"Declined a time that overlaps: {listed(unwilling)}"] if unwilling else []
    rules = planner_rules(meeting.la, meeting.type)
    reasons += _of_people(people, then, place_of(meeting), rules, besides=[meeting.pk], school=meeting.school)
    if meeting.case and meeting.school:
        reasons += _of_the_calendar(meeting.case, meeting.school, starts_at, [meeting.pk])
    return reasons


@dataclass(frozen=True)
class _Person:
    key: int
    name: str
    one_of: str = ""  # of those with the same words one is enough


def _required(invitees: Iterable[InviteeFacts]) -> list[_Person]:
    """Those with an account who have to come."""
    return [
        _Person(facts.user.pk, facts.called, facts.one_of)
        for facts in invitees
        if facts.user and facts.required_as != As.OPTIONAL
    ]


def _of_people(
    people: Sequence[_Person],
    then: Then,
    place: Place,
    rules: Rules,
    *,
    besides: Iterable[int],
    school: School | None,
) -> list[str]:
    """Who is away or elsewhere then, has enough meetings on that day, or may not see the school by then.

    Nothing is said of those in whose stead somebody else can come.
    """
    day, keys = timezone.localdate(then[0]), [person.key for person in people]
    begins, ends = day_begins(day), day_begins(day + timedelta(days=1))
    engaged = engagements_of(keys, first=begins, until=ends, besides=besides)
    wanted = Engagement(local(then[0]), local(then[1]), place)
    seeing = _seeing(school, day, keys)
    reasons = {
        person: _in_the_way(wanted, engaged.get(person.key, ()), rules)
        | (set() if person.key in seeing else {NO_ACCESS})
        for person in people
    }
    enough = {person.one_of for person in people if person.one_of and not reasons[person]}
    found: dict[str, list[str]] = defaultdict(list)
    for person, said in reasons.items():
        if person.one_of not in enough:
            for words in said:
                found[words].append(person.name)
    return [f"{words}: {listed(names)}" for words, names in sorted(found.items())]


def _seeing(school: School | None, day: date, keys: Sequence[int]) -> set[int]:
    """Who of them may see the school's cases on that day, as far as it is known today."""
    if school is None:
        return set(keys)
    users = access.users_where(Perm.VIEW_CASE, school, on=day).filter(pk__in=keys)
    return set(users.values_list("pk", flat=True))


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


def _of_the_calendar(
    case: ConcernCase, school: School, starts_at: datetime, besides: Sequence[int]
) -> list[str]:
    """A day at the edge of a half-term, and one that is later than the interval allows."""
    day, found = timezone.localdate(starts_at), []
    edge_days = planner_rules(school.la).edge_days
    if day in edges_of(Calendar.of(school), edge_days):
        found.append(f"It is among the first or last {edge_days} school days of a half-term")
    ahead = [timezone.localdate(each.starts_at) for each in conferences_ahead(case) if each.pk not in besides]
    after = max((each for each in ahead if each < day), default=None)
    due = latest_day(with_conferences(ConcernCase.objects.filter(pk=case.pk)).get(), after=after)
    if due and day > due:
        found.append(f"It is later than the interval allows, which is {day_in_words(due)}")
    return found


def _declined(meeting: Meeting, then: Then) -> set[int]:
    """Who declined the present time or an earlier one of this meeting, where it overlaps with the new one."""
    times = declined_times([meeting.pk])
    return {invitee.pk for invitee, starts, ends in times if starts < then[1] and ends > then[0]}
