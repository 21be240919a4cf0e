"""What a school is entitled to by its category, and near the floor, against what it is given."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from evaluation.models import Category, CategoryKind, Risk
from people.models import Post
from people.roles import Role
from record import clock
from record.words import plain_day
from schools.models import School
from support.drawing import Bar, bar, scale_of
from support.given import DONE, NEEDS, OPEN, WAITING, Asked, Given, counted
from support.models import DaysUsed, Deployment, Entitlement, Programme, ProgrammePlace, SupportType
from support.words import in_days, plain

# Kinds of the portfolio whose people hold a post at the school; a post counts as being allocated.
POSTS = {
    "sip": Role.SIP,
    "aht": Role.AHT,
    "nle": Role.NLE,
    "consultant": Role.CONSULTANT,
    "consultant-governor": Role.CONSULTANT_GOVERNOR,
}
STANDS = {DONE: "As entitled", WAITING: "Under way", NEEDS: "Missing", OPEN: "Not taken up"}


@dataclass(frozen=True)
class Line:
    """One line of the table: what the school is entitled to, what it is given, and how that stands."""

    kind: str
    entitled: str
    given: str
    state: str  # of the mark: done, waiting, needs; none: offered and not taken up
    stands: str
    bar: Bar | None = None


@dataclass(frozen=True)
class Entitled:
    """The category that the entitlement follows from, whether the floor adds to it, and its lines."""

    category: CategoryKind | None
    is_near_floor: bool
    lines: list[Line]

    @property
    def shown(self) -> list[Line]:
        """What the school is to have, and what it took up of the rest."""
        return [line for line in self.lines if line.state != OPEN]

    @property
    def open(self) -> list[Line]:
        """What is offered and not taken up."""
        return [line for line in self.lines if line.state == OPEN]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """How many lines stand how: the mark, its words, the number; those without a line left out."""
        words = ((NEEDS, "missing or late"), (WAITING, "under way"), (DONE, "as entitled"))
        numbers = [(state, said, sum(line.state == state for line in self.lines)) for state, said in words]
        return [row for row in numbers if row[2]]


def entitled_of(school: School, user: Any) -> Entitled:
    """What the school is entitled to today, against what the reader may see that it is given.

    At high risk of falling below the floor that column of the table adds to its category's. The number of
    queries follows from what the table says, not from what the school has had.
    """
    category = Category.objects.current().filter(school=school).select_related("category").first()
    floor = Risk.objects.current().filter(school=school, kind=Risk.Kind.FLOOR, level=Risk.Level.HIGH)
    is_near = floor.exists()
    rows = _rows(category.category if category else None, is_near_floor=is_near)
    sent = _sent(school, user) if rows else {}
    places = _places(school, user) if rows else {}
    lines = []
    for row in rows:
        if row.programme:
            given = _in_programme(places.get(row.programme.pk, []), row)
        elif row.of.counted:  # type: ignore[union-attr]
            given = counted(row.of.counted, Asked(school, user, row))  # type: ignore[union-attr]
        else:
            given = sent.get(row.of.code, Given())
        lines.append(line_of(row, given, by_now=Asked(school, user, row).by_now))
    return Entitled(category.category if category else None, is_near, lines)


def _rows(category: CategoryKind | None, *, is_near_floor: bool) -> list[Entitlement]:
    """The rows of the category, and of the floor; of one that stands in both, the one that gives more."""
    columns = Q(pk__in=[])
    if category:
        columns |= Q(category=category)
    if is_near_floor:
        columns |= Q(category=None)
    rows = Entitlement.objects.in_force().filter(columns).select_related("type", "programme", "category")
    rows = rows.filter(Q(type__in=SupportType.objects.in_use()) | Q(programme__in=Programme.objects.in_use()))
    chosen: dict[tuple[str, int], Entitlement] = {}
    for row in rows:
        key = ("type" if row.type else "programme", row.of.pk)
        if key not in chosen or _gives(row) > _gives(chosen[key]):
            chosen[key] = row
    return sorted(chosen.values(), key=lambda row: (row.programme is not None, row.of.order, row.pk))


def _gives(row: Entitlement) -> tuple[bool, Decimal]:
    """How much it gives, for comparison: what is given before what is offered, then days or times a year."""
    amount = row.days if row.days is not None else row.times
    return not row.is_offered, Decimal(amount or 0)


def line_of(entitlement: Entitlement, given: Given, *, by_now: int = 0) -> Line:
    """The line: what is needed and not there, or fewer times than ``by_now``, needs somebody."""
    state = given.state if given.state is not None else _state(entitlement, given, by_now)
    if entitlement.is_offered and state == NEEDS and not given.words:
        state = OPEN
    return Line(
        kind=str(entitlement.of),
        entitled=_entitled_words(entitlement),
        given=given.words or ("None allocated" if _is_sent(entitlement) else "None"),
        state=state,
        stands=_stands(entitlement, given, state, by_now),
        bar=_bar(entitlement, given),
    )


def _is_sent(row: Entitlement) -> bool:
    return bool(row.type and not row.type.counted)


def _entitled_words(row: Entitlement) -> str:
    """“5 days or more a year”, “Given”, “Offered where it helps”; with what else the table says."""
    amount = ""
    if row.days is not None:
        amount = f"{in_days(row.days)} or more a year"
    elif row.times is not None:
        amount = "Once a year or more" if row.times == 1 else f"{row.times} times a year or more"
    words = amount or "Given"
    if row.is_offered:
        words = f"Offered: {amount[0].lower()}{amount[1:]}" if amount else "Offered where it helps"
    # “5 days or more, 3 of them in school” says the same once more; the longer is read alone.
    if row.note and row.days is not None and not row.is_offered:
        return row.note
    return f"{words}. {row.note}" if row.note else words


def _state(row: Entitlement, given: Given, by_now: int) -> str:
    whole = row.days if row.days is not None else row.times
    is_any = bool(given.is_there or given.amount)
    if not is_any:
        needed = not row.is_offered and (row.times is None or by_now > 0 or _is_sent(row))
        return NEEDS if needed else WAITING if row.times and not row.is_offered else OPEN
    if whole is None or given.amount >= whole:
        return DONE
    return NEEDS if row.times is not None and given.amount < by_now and not row.is_offered else WAITING


def _stands(row: Entitlement, given: Given, state: str, by_now: int) -> str:
    if given.stands:
        return given.stands
    if row.is_offered and state == DONE:
        return "Taken up"
    if row.times is not None and state in (NEEDS, WAITING) and not row.is_offered:
        if given.amount < by_now:
            return f"Behind: {by_now} by now"
        return "On course" if given.amount or given.is_there else "None is due yet"
    return STANDS[state]


def _bar(row: Entitlement, given: Given) -> Bar | None:
    whole = row.days if row.days is not None else row.times
    if whole is None:
        return None
    words = f"{plain(given.amount)} of {plain(whole) if row.days is None else in_days(row.days)}"
    return bar(
        label=str(row.of),
        words=words,
        whole=Decimal(whole),
        given=given.amount,
        used=given.amount,
        scale=scale_of(Decimal(whole), given.amount),
    )


def _sent(school: School, user: Any) -> dict[str, Given]:
    """Who is sent, by code of the kind: posts held today, support at work, days of this year."""
    who: dict[str, list[str]] = defaultdict(list)
    by_role = {role: code for code, role in POSTS.items()}
    posts = Post.objects.current().filter(schools=school, role__in=by_role, user__is_active=True)
    for post in posts.select_related("user").order_by("user__name"):
        who[by_role[Role(post.role)]].append(str(post.user))
    seen = Deployment.objects.visible_to(user).filter(school=school)
    agreed = seen.filter(status=Deployment.Status.AGREED, ends_on__gte=clock.today())
    for row in agreed.select_related("provider__type").order_by("provider__name"):
        who[row.provider.type.code].append(str(row.provider))
    used: dict[str, Decimal] = defaultdict(Decimal)
    since = Asked(school, user, Entitlement()).since
    worked = DaysUsed.objects.filter(deployment__in=seen.order_by().values("pk"), on__gte=since)
    for code, days in worked.order_by().values_list("deployment__provider__type__code", "days"):
        used[code] += days
    return {
        code: Given(_who_words(who.get(code, ()), used[code]), used[code], is_there=bool(who.get(code)))
        for code in {*who, *used}
    }


def _who_words(names: Iterable[str], used: Decimal) -> str:
    who = ", ".join(dict.fromkeys(names))
    if not used:
        return who
    days = f"{in_days(used)} used since September"
    return f"{who}: {days}" if who else f"{days}, and nobody sent today"


def _places(school: School, user: Any) -> dict[int, list[ProgrammePlace]]:
    """The places that the school has or had, by key of the programme, the latest first: one query."""
    found: dict[int, list[ProgrammePlace]] = defaultdict(list)
    rows = ProgrammePlace.objects.visible_to(user).filter(school=school).select_related("partner")
    for place in rows.order_by("-starts_on"):
        found[place.programme_id].append(place)
    return found


def _in_programme(places: list[ProgrammePlace], row: Entitlement) -> Given:
    today: date = clock.today()
    for place in places:
        partner = f", with {place.partner}" if place.partner else ""
        part = place.get_part_display()
        if place.starts_on > today:
            return Given(f"From {plain_day(place.starts_on)}{partner}", state=WAITING, stands="Begins soon")
        if place.ends_on is None or place.ends_on >= today:
            return Given(f"{part} since {plain_day(place.starts_on)}{partner}", is_there=True)
        words = f"{part} until {plain_day(place.ends_on)}{partner}"
        return Given(words, state=OPEN if row.is_offered else DONE, stands="Took part")
    return Given()
