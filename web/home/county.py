"""The county in a few figures: it informs, it asks nothing. Every figure leads to the list behind it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from concern_cases.models import Action, ConcernCase
from evaluation.models import Category, Risk
from letters.models import Letter
from meetings.models import Meeting
from people.access import schools_where
from record import clock
from schools.models import School
from schools.permissions import Perm


@dataclass(frozen=True)
class Stat:
    """One figure with its label, a note, and the list that it counts."""

    figure: int
    label: str
    url: str
    note: str = ""
    whole: int | None = None


def strip(user: Any) -> list[Stat]:
    """The figures of the schools where the user reads as the LA does: half a dozen queries."""
    schools = schools_where(user, may=Perm.READ_LA)
    cases = reverse("cases:list")
    opened = _open_cases(schools)
    this_month = _conferences_this_month(schools)
    letters = (
        Letter.objects.visible_to(user)
        .open()
        .filter(school__in=schools)
        .aggregate(all=Count("pk"), given=Count("pk", filter=Q(status=Letter.Status.GIVEN)))
    )
    actions = Action.objects.open().visible_to(user).filter(school__in=schools)
    late = actions.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_on__lt=clock.today())))
    inadequate = Category.objects.current().filter(school__in=schools, category__is_inadequate=True).count()
    return [
        Stat(opened["all"], "open cases", cases, f"{opened['stepping_down'] or 'none'} stepping down"),
        Stat(opened["high"], "at high risk", f"{cases}?risk=high", "of failing to improve"),
        Stat(
            this_month["all"],
            "conferences this month",
            reverse("meetings:list"),
            f"{this_month['held'] or 'none'} held so far",
        ),
        Stat(letters["all"], "open letters", reverse("letters:list"), f"{letters['given'] or 'none'} given"),
        Stat(late["late"], "overdue actions", f"{cases}?only=late", "in open cases", whole=late["all"]),
        Stat(
            inadequate,
            "inadequate schools",
            f"{reverse('schools:list')}?category=inadequate",
            whole=schools.filter(status__startswith="Open").count(),
        ),
    ]


def _open_cases(schools: QuerySet[School]) -> dict[str, int]:
    cases = ConcernCase.objects.open().filter(school__in=schools)
    return cases.annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "school")).aggregate(
        all=Count("pk"),
        high=Count("pk", filter=Q(level=Risk.Level.HIGH)),
        stepping_down=Count("pk", filter=Q(status=ConcernCase.Status.STEPPING_DOWN)),
    )


def _conferences_this_month(schools: QuerySet[School]) -> dict[str, int]:
    today = clock.today()
    meetings = Meeting.objects.filter(
        school__in=schools, starts_at__year=today.year, starts_at__month=today.month
    ).exclude(status=Meeting.Status.CANCELLED)
    return meetings.aggregate(all=Count("pk"), held=Count("pk", filter=Q(starts_at__lt=clock.now())))
