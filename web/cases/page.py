"""Everything that the page of a case shows to one reader. What the reader may not read is absent."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from concern_cases.case_head import case_head
from concern_cases.events import tell
from concern_cases.models import (
    Action,
    CaseEvent,
    Concern,
    ConcernCase,
    Disagreement,
    NonEngagement,
    Plan,
    Review,
    StatementOfAction,
)
from evaluation.models import Category, Inspection, Risk
from letters.models import Clock, Letter
from meetings.models import Meeting
from meetings.next_due import PLANNED, latest_day
from people.models import Post, PostSchool, Share
from people.roles import Role
from record import clock
from schools.permissions import Perm
from support.school_page import agreed_lines
from web.cases import facts as told
from web.cases.step import next_step, open_steps
from web.findings import Finding, find
from web.needs import NEEDS
from web.templatetags.soc import clock_time

EVENTS_SHOWN = 8
PEOPLE_SHOWN = [
    Role.SIP,
    Role.AHT,
    Role.NLE,
    Role.CONSULTANT,
    Role.CONSULTANT_GOVERNOR,
    Role.CLERK,
    Role.DIOCESAN_OFFICER,
    Role.HEADTEACHER,
    Role.CHAIR,
    Role.GOVERNORS_CLERK,
]


@dataclass(frozen=True)
class Tile:
    """Something on a day to come."""

    on: date
    title: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody who runs the case or answers for the school."""

    name: str
    role: str


def case_page(case: Any, user: Any) -> dict[str, Any]:
    """The context of the page. A fixed number of queries, whatever the case holds."""
    head = case_head(case, user=user, current="overview")
    steps = open_steps(case, user)
    meetings = list(
        Meeting.objects.visible_to(user).filter(case=case).select_related("type").order_by("starts_at")
    )
    letters = list(_letters(case, user))
    found = _findings(case, user) if Perm.READ_LA in head.perms else []
    actions = list(Action.objects.open().visible_to(user).filter(case=case).select_related("owner"))
    events = CaseEvent.objects.visible_to(user).filter(case_reference=case.reference)
    return {
        "head": head,
        "case": case,
        "school": case.school,
        "step": next_step(case, user, perms=head.perms, steps=steps, findings=found),
        "findings": found,
        **_facts(case, user, meetings),
        "sees_who": bool(head.perms & {Perm.VIEW_AUDIT, Perm.MANAGE_SHARES}),
        "actions": actions,
        "late_count": sum(1 for action in actions if action.due_on < clock.today()),
        "entries": [tell(event) for event in events.order_by("-position")[:EVENTS_SHOWN]],
        "event_count": events.count(),
        "coming": sorted(
            [*_coming(case, meetings, letters), *_statements(case, user)], key=lambda tile: tile.on
        ),
        "people": _people(case),
        "letters": letters,
        "meetings": sorted(meetings, key=lambda meeting: meeting.starts_at, reverse=True),
    }


def _findings(case: ConcernCase, user: Any) -> list[Finding]:
    groups = find(NEEDS, user, school=case.school)
    return [finding for group in groups if group.about == case for finding in group.findings]


def _facts(case: Any, user: Any, meetings: list[Meeting]) -> dict[str, Any]:
    risks = list(Risk.objects.filter(school=case.school).select_related("judged_by"))
    level = next((row.level for row in risks if row.kind == Risk.Kind.IMPROVEMENT), "")
    judged = Category.objects.filter(school=case.school).select_related("category", "agreed_by").first()
    visits = Inspection.objects.visible_to(user).filter(school=case.school)
    visits = visits.select_related("kind", "grade", "progress")
    worries = Concern.objects.visible_to(user).filter(case=case).select_related("area")
    disagreed = Disagreement.objects.visible_to(user).filter(case=case)
    refused = NonEngagement.objects.visible_to(user).filter(case=case)
    plans = Plan.objects.visible_to(user).running().with_unanswered_visit().filter(school=case.school)
    return {
        "opening": told.opening(case),
        "facts": [
            ("Concerns", told.concerns(list(worries))),
            ("Category", told.category(judged)),
            ("Risk of failing to improve", told.risk(risks, Risk.Kind.IMPROVEMENT)),
            ("Risk of falling below the floor", told.risk(risks, Risk.Kind.FLOOR)),
            ("Inspections", told.inspections(list(visits))),
            ("Plans", told.plans(list(plans))),
            ("Conferences", told.conferences(case, meetings, level=level)),
            ("Support", told.support(agreed_lines([case.school_id], user))),
            ("The school’s view", told.school_says(list(disagreed), list(refused))),
        ],
    }


def _letters(case: ConcernCase, user: Any) -> QuerySet[Any]:
    running = Clock.objects.filter(letter=OuterRef("pk"), superseded_at=None).values("ends_on")[:1]
    letters = Letter.objects.visible_to(user).filter(case=case).select_related("kind")
    return letters.annotate(ends_on=Subquery(running))


def _coming(case: Any, meetings: list[Meeting], letters: list[Any]) -> list[Tile]:
    """What is to happen: conferences, answers to letters, days for conferences and reviews, follow-up."""
    today = clock.today()
    tiles = [
        Tile(
            timezone.localdate(meeting.starts_at),
            str(meeting.type),
            f"{clock_time(meeting.starts_at)}, {meeting.place}",
            meeting.get_absolute_url(),
        )
        for meeting in meetings
        if meeting.status in PLANNED and timezone.localdate(meeting.starts_at) >= today
    ]
    for letter in letters:
        if letter.status == Letter.Status.GIVEN and letter.ends_on and letter.ends_on >= today:
            url = letter.get_absolute_url()
            tiles.append(
                Tile(letter.ends_on, f"{letter.kind}: last day for the answer", letter.reference, url)
            )
    due = latest_day(case)
    if due and not case.next_at and due >= today:
        tiles.append(Tile(due, "Latest day for the next conference", "No date chosen yet."))
    if case.follow_up_on and case.follow_up_on >= today:
        when = "stepped down" if case.is_open else "closed"
        tiles.append(Tile(case.follow_up_on, "Look at the school again", f"Agreed when the case was {when}."))
    reviews = Review.objects.open().filter(
        plan__school=case.school_id, plan__closed_on=None, due_on__gte=today
    )
    for review in reviews.select_related("plan"):
        name = f"Review of the {review.plan.get_kind_display().lower()}"
        tiles.append(Tile(review.due_on, name, "", review.get_absolute_url()))
    return tiles


def _statements(case: Any, user: Any) -> list[Tile]:
    """Statements of action that are still to be sent in time."""
    unsent = StatementOfAction.objects.visible_to(user).unsent()
    unsent = unsent.filter(inspection__school=case.school, due_on__gte=clock.today())
    return [
        Tile(
            row.due_on,
            "Last day for the statement of action",
            "Not sent yet.",
            reverse("visits:statement", args=[row.inspection_id]),
        )
        for row in unsent
    ]


def _people(case: Any) -> list[Person]:
    """The lead, then who supports and answers for the school today: one query."""
    shared = Share.objects.current().filter(school=case.school, diocese__isnull=False).values("diocese")
    posts = (
        Post.objects.current()
        .filter(role__in=PEOPLE_SHOWN, user__is_active=True)
        .filter(
            Q(pk__in=PostSchool.objects.filter(school=case.school).values("post"))
            | Q(la=case.school.la_id)
            | Q(diocese__in=shared)
        )
        .select_related("user", "diocese")
    )
    ranked = sorted(posts, key=lambda post: (PEOPLE_SHOWN.index(Role(post.role)), post.user.name))
    people = [Person(case.lead.name, "Leads the case")]
    people += [Person(post.user.name, _role(post)) for post in ranked if post.user_id != case.lead_id]
    if not any(post.role == Role.HEADTEACHER for post in ranked) and case.school.head_name:
        people.append(Person(case.school.head_name, "Headteacher, by the register"))
    return people


def _role(post: Post) -> str:
    return str(post.diocese or post.get_role_display())
