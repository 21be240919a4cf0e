"""Places of schools in programmes: taken, ended with what came of them, put right, taken out again."""

from datetime import date
from typing import Any

from concern_cases.events import EventKind, event_kind, record_event
from concern_cases.models import ConcernCase
from concern_cases.rules import not_in_future, worded
from people.models import User
from record import clock
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
CORRECTED = event_kind(
    "programmes.corrected",
    "corrected the school’s part in {programme}",
    title="Part in {programme} corrected",
    details=("From {starts_on}.", "It ended on {ends_on}.", "With {partner}.", "{came_of_it}", "{why}"),
)
GOES_ON = event_kind(
    "programmes.goes_on",
    "noted that the school’s part in {programme} goes on",
    title="Part in {programme} goes on",
    details=("{why}",),
)
REMOVED = event_kind(
    "programmes.removed",
    "took the school out of {programme}",
    title="Taken out of {programme}: it never took part",
    details=("{why}",),
)
PUT_BACK = event_kind(
    "programmes.put_back",
    "put the school back into {programme}",
    title="Put back into {programme}",
    details=("From {starts_on}.",),
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
    _check(school, part, partner)
    _one_at_a_time(programme, school)
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
    _lock(place)
    if place.ends_on:
        raise AlreadyDone("This place has ended already")
    if on < place.starts_on:
        raise RuleError("It had not begun on this day", field="on")
    place.ends_on, place.came_of_it = on, came_of_it.strip()
    place.save()
    _tell(LEFT, place, ends_on=on, came_of_it=place.came_of_it)
    return place


@service
def correct_place(
    place: ProgrammePlace,
    *,
    part: str,
    starts_on: date,
    partner: School | None = None,
    on: date | None = None,
    came_of_it: str = "",
    why: str,
    by: User,
) -> ProgrammePlace:
    """The place says what is right; what it said before stays in its history, with the reason.

    ``on`` (its last day) and ``came_of_it`` are those of one that has ended, and of no other. Refuses
    (RuleError) no reason, a part that is none, itself as partner, a last day to come or before the first,
    and nothing changed; (AlreadyDone) one that was taken out.
    """
    why = worded(why, "Say what is put right", field="why")
    _check(place.school, part, partner)
    _lock(place)
    before = _said(place)
    place.part, place.partner, place.starts_on = part, partner, starts_on
    if place.ends_on:
        place.ends_on, place.came_of_it = on or place.ends_on, came_of_it.strip()
        if place.ends_on != before[-2]:
            not_in_future(place.ends_on, "the end of a place")
        if place.ends_on < starts_on:
            raise RuleError("Choose a last day that is not before the first", field="on")
    if _said(place) == before:
        raise RuleError("Change something, or go back without it", field="why")
    place._change_reason = why
    place.save()
    facts = {"starts_on": starts_on, "ends_on": place.ends_on, "came_of_it": place.came_of_it}
    _tell(CORRECTED, place, partner=str(partner or ""), why=why, **facts)
    return place


@service
def continue_place(place: ProgrammePlace, *, why: str, by: User) -> ProgrammePlace:
    """Its end is taken back: the school takes part as before. What was said of the end stays in the history.

    Refuses (RuleError) no reason, and a school that has another place in it by now; (AlreadyDone) one that
    has no end, or was taken out.
    """
    why = worded(why, "Say why it goes on", field="why")
    _lock(place)
    if not place.ends_on:
        raise AlreadyDone("This place has no end")
    _one_at_a_time(place.programme, place.school)
    place.ends_on, place.came_of_it = None, ""
    place._change_reason = why
    place.save()
    _tell(GOES_ON, place, why=why)
    return place


@service
def remove_place(place: ProgrammePlace, *, why: str, by: User) -> ProgrammePlace:
    """The school never took part, for whoever reads: it was the wrong one. That it was there stays on record.

    Refuses (RuleError) no reason; (AlreadyDone) one that was taken out.
    """
    why = worded(why, "Say why it is taken out", field="why")
    _lock(place)
    place.removed_at, place.removed_by, place.removed_why = clock.now(), by, why
    place._change_reason = why
    place.save()
    _tell(REMOVED, place, why=why)
    return place


@service
def put_place_back(place: ProgrammePlace, *, by: User) -> ProgrammePlace:
    """The place stands as before it was taken out.

    Refuses (RuleError) a school that has another place in it by now; (AlreadyDone) one that stands.
    """
    _lock(place, is_removed=True)
    if not place.ends_on:
        _one_at_a_time(place.programme, place.school)
    place.removed_at, place.removed_by, place.removed_why = None, None, ""
    place.save()
    _tell(PUT_BACK, place, starts_on=place.starts_on)
    return place


def _said(place: ProgrammePlace) -> tuple[Any, ...]:
    return (place.part, place.partner_id, place.starts_on, place.ends_on, place.came_of_it)


def _check(school: School, part: str, partner: School | None) -> None:
    if part not in ProgrammePlace.Part.values:
        raise RuleError("Say what the school does in it", field="part")
    if partner == school:
        raise RuleError("Choose another school as its partner", field="partner")


def _one_at_a_time(programme: Programme, school: School) -> None:
    """Two who give a school a place at once come one after the other; one that has one gets no second."""
    School.objects.select_for_update().get(pk=school.pk)
    places = ProgrammePlace.objects.filter(programme=programme, school=school, ends_on=None, removed_at=None)
    if places.exists():
        raise RuleError(f"{school} takes part already", field="school")


def _lock(place: ProgrammePlace, *, is_removed: bool = False) -> None:
    place.refresh_from_db(from_queryset=ProgrammePlace.objects.select_for_update(of=("self",)))
    if bool(place.removed_at) != is_removed:
        raise AlreadyDone("This place stands" if is_removed else "This place was taken out")


def _tell(kind: EventKind, place: ProgrammePlace, **facts: Any) -> None:
    case = ConcernCase.objects.open().filter(school=place.school).first()
    record_event(kind, school=place.school, case=case, programme=str(place.programme), **facts)
