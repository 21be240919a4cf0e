"""Schools without a case take part in programmes: each September some begin, each July some are done."""

from collections.abc import Iterator
from datetime import date

from demo.days import at_hour, working_days_after
from demo.figures import is_primary
from demo.journey import Story
from demo.moderation import CATEGORIES
from demo.texts import CAME_OF_PROGRAMMES
from demo.world import World
from people.models import User
from people.roles import Role
from schools.models import School
from support.models import Programme, ProgrammePlace
from support.services.programmes import end_place, take_place

BEGINS, ENDS = (9, 1), (7, 1)  # month, day; and the working days after these
PAIRED = "partners-in-leadership"
# Programme, categories of those who take part, how many schools, whether they lead in it.
TAKEN: list[tuple[str, tuple[str, ...], int, bool]] = [
    (PAIRED, ("good", "satisfactory-good", "satisfactory-satisfactory"), 8, False),
    ("satisfactory-to-good", ("satisfactory-good",), 5, False),
    ("good-to-great", ("good",), 6, False),
    ("outstanding-network", ("outstanding",), 5, False),
    ("leadership-champions", ("good", "outstanding"), 6, True),
    ("leadership-host", ("outstanding",), 3, True),
    ("heads-and-chairs", ("satisfactory-satisfactory", "satisfactory-good"), 4, False),
    ("middle-leaders", ("good", "satisfactory-good"), 10, False),
    ("new-heads", ("good", "satisfactory-satisfactory"), 3, False),
]


def programmes(world: World, schools: list[School]) -> Story:
    """Two cohorts: the first ended last July where its programme lasts a year, the second takes part now.

    Of schools in the order in which the moderation takes them, so that each fits its category.
    """
    by = world.who(Role.SENIOR_ADVISER)
    autumn = _last_autumn(world.today)
    for year in (autumn - 1, autumn):
        yield at_hour(working_days_after(date(year, *BEGINS), 8), 15, 12)
        for code, some, leads in _cohort(schools, second=year == autumn):
            _begin(Programme.objects.get(code=code), some, leads=leads, on=date(year, 9, 7), by=by)
        if year < autumn:
            yield at_hour(working_days_after(date(year + 1, *ENDS), 12), 14, 33)
            for place in ProgrammePlace.objects.current().select_related("programme", "school"):
                said = CAME_OF_PROGRAMMES.get(place.programme.code, CAME_OF_PROGRAMMES[""])
                end_place(place, on=date(year + 1, 7, 10), came_of_it=said, by=by)


def _begin(programme: Programme, some: list[School], *, leads: bool, on: date, by: User) -> None:
    """Each takes a place; in pairs each has the other one as its partner."""
    partners: dict[School, School] = {}
    if programme.code == PAIRED:
        for one, other in zip(some[::2], some[1::2], strict=False):
            partners |= {one: other, other: one}
    part = ProgrammePlace.Part.LEADS if leads else ProgrammePlace.Part.TAKES_PART
    for school in some:
        take_place(programme, school, part=part, starts_on=on, partner=partners.get(school), by=by)


def _cohort(schools: list[School], *, second: bool) -> Iterator[tuple[str, list[School], bool]]:
    """What begins in one year: of each programme other schools than the year before."""
    primary = [(place, school) for place, school in enumerate(schools) if is_primary(school)]
    for number, (code, categories, count, leads) in enumerate(TAKEN):
        fitting = [school for place, school in primary if CATEGORIES[place % len(CATEGORIES)] in categories]
        begin = (number + (count if second else 0)) % max(1, len(fitting))
        turned = fitting[begin:] + fitting[:begin]
        some = turned[: min(count, len(fitting) // 2)]
        yield code, some[: len(some) // 2 * 2] if code == PAIRED else some, leads


def _last_autumn(today: date) -> int:
    """The year of the last September that is over a month ago."""
    return today.year if today > date(today.year, 10, 7) else today.year - 1
