"""Places of schools in programmes: taken, and ended with what came of them."""

from datetime import date
from typing import Any

from concern_cases.events import EventKind, event_kind, record_event
from concern_cases.models import ConcernCase
from concern_cases.rules import not_in_future
from people.models import User
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.models import School
from support.models import Programme, ProgrammePlace

JOINED = event_kind(
    "programmes.joined",
    "noted that the school takes part in {programme}",
    title="Takes part in {programme}",
    details=("From {starts_on}.", "With {partner}."),
)
LEFT = event_kind(
    "programmes.left",
    "noted that the school’s part in {programme} ended",
    title="Part in {programme} ended",
    details=("It ended on {ends_on}.", "{came_of_it}"),
)


@service
def take_place(
    programme: Programme,
    school: School,
    *,
    part: str,
    starts_on: date,
    partner: School | None = None,
    by: User,
) -> ProgrammePlace:
    """The school takes part in the programme from that day on, with its partner if it has one.

    Refuses (RuleError) a programme that is retired, a part that is none, itself as partner, and a place in it
    that has not ended.
    """
    if not programme.is_in_use:
        raise RuleError(f"{programme} is not offered any more")
    if part not in ProgrammePlace.Part.values:
        raise RuleError("Say what the school does in it", field="part")
    if partner == school:
        raise RuleError("Choose another school as its partner", field="partner")
    School.objects.select_for_update().get(pk=school.pk)
    if ProgrammePlace.objects.filter(programme=programme, school=school, ends_on=None).exists():
        raise RuleError(f"{school} takes part already", field="school")
    place = ProgrammePlace.objects.create(
        programme=programme, school=school, part=part, starts_on=starts_on, partner=partner
    )
    _tell(JOINED, place, starts_on=starts_on, partner=str(partner or ""))
    return place


@service
def end_place(place: ProgrammePlace, *, on: date, came_of_it: str = "", by: User) -> ProgrammePlace:
    """The school takes part no more after that day, and it is known what came of it.

    Refuses (RuleError) a day to come or before it began; (AlreadyDone) a place that has ended.
    """
    not_in_future(on, "the end of a place")
    place.refresh_from_db(from_queryset=ProgrammePlace.objects.select_for_update(of=("self",)))
    if place.ends_on:
        raise AlreadyDone("This place has ended already")
    if on < place.starts_on:
        raise RuleError("It had not begun on this day", field="on")
    place.ends_on, place.came_of_it = on, came_of_it.strip()
    place.save()
    _tell(LEFT, place, ends_on=on, came_of_it=place.came_of_it)
    return place


def _tell(kind: EventKind, place: ProgrammePlace, **facts: Any) -> None:
    case = ConcernCase.objects.open().filter(school=place.school).first()
    record_event(kind, school=place.school, case=case, programme=str(place.programme), **facts)
