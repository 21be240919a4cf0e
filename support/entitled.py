"""What a school is entitled to by its category, against what it is given."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from evaluation.models import Category, CategoryKind
from people.models import Post
from people.roles import Role
from record import clock
from schools.calendar import SEPTEMBER, academic_year
from schools.models import School
from support.days import NO_DAYS
from support.models import DaysUsed, Deployment, Entitlement, SupportType
from support.words import in_days

# Kinds of the portfolio whose people hold a post at the school; a post counts as being allocated.
POSTS = {
    "sip": Role.SIP,
    "aht": Role.AHT,
    "nle": Role.NLE,
    "consultant": Role.CONSULTANT,
    "consultant-governor": Role.CONSULTANT_GOVERNOR,
}


@dataclass(frozen=True)
class Given:
    """What a school has of one kind: who, and days used since September."""

    who: Sequence[str] = ()
    used: Decimal = NO_DAYS


@dataclass(frozen=True)
class Line:
    """One line of the table: a kind, what the school is entitled to, and what it is given."""

    kind: str
    entitled: str
    given: str
    state: str  # of the mark: done, waiting, needs


@dataclass(frozen=True)
class Entitled:
    """The category that the entitlement follows from, and its lines."""

    category: CategoryKind | None
    lines: list[Line]

    @property
    def missing(self) -> int:
        return sum(line.state == "needs" for line in self.lines)


def entitled_of(school: School, user: Any) -> Entitled:
    """What the school's category entitles it to today, against what the reader may see that it is given."""
    category = Category.objects.current().filter(school=school).select_related("category").first()
    if category is None:
        return Entitled(None, [])
    rows = Entitlement.objects.in_force().filter(category=category.category).select_related("type")
    rows = rows.filter(type__in=SupportType.objects.in_use())
    given = _given(school, user)
    return Entitled(category.category, [line_of(row, given.get(row.type.code, Given())) for row in rows])


def line_of(entitlement: Entitlement, given: Given) -> Line:
    """The line: needed and not there needs somebody, offered and not there does not."""
    return Line(
        kind=str(entitlement.type),
        entitled=_entitled_words(entitlement),
        given=_given_words(given, entitlement.days),
        state=_state(entitlement, given),
    )


def _entitled_words(entitlement: Entitlement) -> str:
    words = "Offered where it helps" if entitlement.is_offered else "Given"
    if entitlement.days is not None:
        words = f"{in_days(entitlement.days)} or more a year"
        words = f"Offered: {words}" if entitlement.is_offered else words
    # “5 days or more, 3 of them in school” says the same once more; the longer is read alone.
    if entitlement.note and entitlement.days is not None and not entitlement.is_offered:
        return entitlement.note
    return f"{words}. {entitlement.note}" if entitlement.note else words


def _given_words(given: Given, days: Decimal | None) -> str:
    if not given.who and not given.used:
        return "None allocated"
    who = ", ".join(given.who)
    if days is not None or given.used:
        used = f"{in_days(given.used)} used since September"
        return f"{who}: {used}" if who else used
    return who


def _state(entitlement: Entitlement, given: Given) -> str:
    if given.used and entitlement.days is not None and given.used >= entitlement.days:
        return "done"
    if given.who or given.used:
        return "done" if entitlement.days is None else "waiting"
    return "waiting" if entitlement.is_offered else "needs"


def _given(school: School, user: Any) -> dict[str, Given]:
    """What the school has, by code of the kind: posts held today, support at work, days of this year."""
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
    since = date(academic_year(clock.today()), SEPTEMBER, 1)
    worked = DaysUsed.objects.filter(deployment__in=seen.order_by().values("pk"), on__gte=since)
    for code, days in worked.order_by().values_list("deployment__provider__type__code", "days"):
        used[code] += days
    return {
        code: Given(list(dict.fromkeys(who.get(code, []))), used.get(code, NO_DAYS)) for code in {*who, *used}
    }
