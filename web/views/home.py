"""What somebody sees first: what to do, what comes, and what needs something."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concern_cases.models import ConcernCase
from concern_cases.news import cases_with_news
from people.access import las_where, schools_where
from people.confirming import count_waiting
from people.managed import managed_people, managed_posts
from people.models import Post
from people.roles import Role
from record import clock
from schools.models import School
from schools.permissions import Perm
from support.models import Deployment
from web.findings import find
from web.home import county, guests
from web.home.day import jobs_of, meetings_around, meetings_of, sentence_of_the_day, week_of_term
from web.home.our_schools import our_schools
from web.needs import NEEDS
from web.outbox import looks_after_mail, troubled
from workflows.health import tasks_in_error, triggers_given_up

GUESTS = {
    Role.HEADTEACHER,
    Role.SLT_MEMBER,
    Role.CHAIR,
    Role.VICE_CHAIR,
    Role.GOVERNOR,
    Role.GOVERNORS_CLERK,
}
FEW_TASKS = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The day of whoever is signed in: a school's own people meet plain pages, everybody else a work list."""
    if _is_guest(request.user):
        facts = guests.what_concerns(request.user)
        template = "web/home_guest.html"
    else:
        facts = _work(request.user)
        template = "web/home.html"
    facts |= _news(request.user)
    facts["support_given"] = list(Deployment.objects.given_by(request.user))
    return render(request, template, facts)


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """Every case that needs something, with everything that it needs."""
    found = find(NEEDS, request.user)
    return render(request, "web/needs.html", {"groups": found})


def _is_guest(user: Any) -> bool:
    roles = set(Post.objects.current().filter(user=user).values_list("role", flat=True))
    return bool(roles) and roles <= GUESTS


def _news(user: Any) -> dict[str, Any]:
    """The cases in which others did something new to the reader, in sentences; the rest is counted."""
    cases = ConcernCase.objects.visible_to(user).select_related("school")
    news, more = cases_with_news(cases, user)
    return {"news": news, "more_news": more}


def _work(user: Any) -> dict[str, Any]:
    reads_all = las_where(user, may=Perm.READ_LA).exists()
    jobs = jobs_of(user)
    meetings = meetings_of(user) if reads_all else meetings_around(user)
    facts: dict[str, Any] = {
        "today": clock.today(),
        "week": week_of_term(user),
        "jobs": jobs,
        "groups": [
            {"id": "late", "title": "Overdue", "jobs": jobs.overdue},
            {"id": "week", "title": "This week", "jobs": jobs.this_week},
            {"id": "later", "title": "Later", "jobs": jobs.later},
        ],
        "meetings_title": "My meetings" if reads_all else "Meetings",
        "meetings_span": "two weeks" if reads_all else "four weeks",
        "meetings": meetings,
        "sentence": sentence_of_the_day(jobs, meetings),
        "to_confirm": count_waiting(user),
        "troubled_mails": troubled(user).count() if looks_after_mail(user) else 0,
    }
    facts |= _administration(user)
    if reads_all:
        facts["county"] = county.strip(user)
    else:
        facts["our_schools"] = our_schools(user)
    schools = schools_where(user, may=Perm.READ_LA)
    if schools.exists():
        facts["found"] = find(NEEDS, user)
        # Where the list of tasks is short, the findings take the room under it.
        facts["needs_under_tasks"] = len(jobs.all) < FEW_TASKS
        in_need = sum(1 for group in facts["found"] if group.about_open_case)
        facts["up_to_date"] = ConcernCase.objects.open().filter(school__in=schools).count() - in_need
    return facts


def _administration(user: Any) -> dict[str, Any]:
    """People and the register, for whoever looks after them at an LA."""
    las = las_where(user, may=Perm.MANAGE_PEOPLE)
    if not las.exists():
        return {"manages_people": False}
    month_ahead = clock.today() + timedelta(days=30)
    schools = School.objects.filter(la__in=las, status__startswith="Open")
    return {
        "manages_people": True,
        "people_count": managed_people(las).filter(is_active=True).distinct().count(),
        "ending_posts": Post.objects.current()
        .filter(pk__in=managed_posts(las).values("pk"), until__lte=month_ahead)
        .count(),
        "stopped_count": tasks_in_error().count() + triggers_given_up().count(),
        "school_count": schools.count(),
        "missing_count": schools.exclude(missing_since=None).count(),
    }
