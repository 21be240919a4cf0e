"""How the plan of a school lives on: versions are written, reviews decided, support is used."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db.models import Q

from concern_cases.actions_in_plans import in_force, told_as_action
from concern_cases.models import Action, Milestone, Objective, Plan, PlanVersion
from concern_cases.services.actions_in_plans import link_action
from concern_cases.services.plan_drafts import answered_by
from concern_cases.services.plan_progress import finish_step
from concern_cases.services.plan_words import StepWords, Words
from concern_cases.services.plan_writing import save_objective
from concern_cases.services.review_judging import Judgement, SchoolAnswer
from concern_cases.services.reviews import last_rating
from concern_cases.services.visits import record_visit
from demo.actions import is_late, matter_of, step_of
from demo.days import at_hour, school_day, school_days_after, working_days_after, working_days_before
from demo.journey import Story
from demo.objectives import kind_of_plan, where_now
from demo.people import Cast
from demo.world import Tale, in_words, in_working_days
from evaluation.models import Framework, InspectionGrade, VisitKind
from evaluation.services.inspections import VisitFacts
from people.models import User
from people.roles import Role
from record import clock
from schools.permissions import Circle
from support.conflicts import warnings_about
from support.days import Booking
from support.models import Deployment, Provider, SupportType
from support.services.answering import agree_support, warnings_now
from support.services.days_used import use_days
from support.services.deployments import SupportFacts, ask_for_support
from support.services.providers import ProviderFacts, add_provider
from workflows import engine
from workflows.models import TaskCard

AFTER = 9  # working days after a conference its minutes are out, and the plan is to be revised
VISITED, VISITED_EVERY = 18, 4  # school days after the second conference; every fourth school
MOST_STEPS, STAGES = 12, 5
PROMISED, A_VISIT, THREE_TERMS = Decimal(12), Decimal(2), 180  # days, days, school days
# Role, kind of support, days in a long term.
PROVIDERS = [
    (Role.AHT, "aht", 30),
    (Role.NLE, "nle", 20),
    (Role.CONSULTANT, "consultant", 40),
    (Role.CONSULTANT_GOVERNOR, "consultant-governor", 10),
]


def name_providers(cast: Cast) -> None:
    """Everybody who supports schools is in the portfolio, with the days of a term."""
    by = cast.one(Role.SENIOR_ADVISER)
    for role, code, days in PROVIDERS:
        kind = SupportType.objects.get(code=code)
        for user in cast.by_role.get(role, []):
            facts = ProviderFacts(type=kind, name=user.name, user=user, days_per_term=Decimal(days))
            add_provider(cast.la, facts=facts, by=by)


def plan_life(tale: Tale) -> Story:
    """After each conference what it set going is worked off; after the last one only as far as a stage."""
    days = [moment.date() for moment in tale.days.conferences]
    kind = kind_of_plan(tale)
    if not kind:
        return
    for place, day in enumerate(days):
        following = days[place + 1] if place + 1 < len(days) else None
        yield at_hour(working_days_after(day, AFTER), 11, 43)
        if kind == Plan.Kind.SUPPORT:
            yield from _use_support(tale, place) if place else _ask_for_support(tale)
        if place == 1 and tale.number % VISITED_EVERY == 1:
            yield from _visit(tale, day)
        yield from _work_off(tale, place, most=MOST_STEPS if following else tale.number % STAGES)


def _work_off(tale: Tale, place: int, *, most: int) -> Story:
    """So many of the steps that are open about the plan are taken, each shortly before it is due."""
    for _ in range(most):
        card = _next_card(tale)
        if card is None:
            return
        before = at_hour(working_days_before(card.due_on, 2), 15, 13)
        yield max(before, in_working_days(1, hour=15, minute=13))
        card = _next_card(tale)
        if card:
            _take(tale, card, place)


def _next_card(tale: Tale) -> TaskCard | None:
    about = Q(task__process__caseworkprocess__plan_version__plan__school=tale.school)
    about |= Q(task__process__caseworkprocess__review__plan__school=tale.school)
    cards = TaskCard.objects.open().filter(about)
    return cards.select_related("task").order_by("due_on", "pk").first()


def _take(tale: Tale, card: TaskCard, place: int) -> None:
    process = card.task.process.coerced
    kind = "version" if process.plan_version else "review"
    by, facts = STEPS[kind, card.task.flow_task.name](tale, process, place)
    engine.take_step(card.task, by=by, **facts)


def _draft(tale: Tale, process: Any, place: int) -> tuple[User, dict[str, Any]]:
    """Who writes the plan puts down what the conference agreed, and what was done since the last one."""
    writer, version = _writer(tale), process.plan_version
    _finish_steps(tale, version.plan, place, by=writer)
    texts = list(version.texts.filter(dropped=False).order_by("order"))
    text = texts[place % len(texts)]
    words = Words.of(text)
    step = step_of(tale, place)
    action = StepWords(uuid4(), tale.say(step.action)[:300], _due(tale), str(tale.head))
    day = tale.days.conferences[place].date()
    why = f"Agreed at the conference of {in_words(day)}."
    answers = version.plan.school.inspections.values_list("recommendations", flat=True)
    found = replace(
        words,
        actions=(*words.actions, action),
        change_why=why,
        answers=frozenset(key for key in answers if key),
        monitored_by=str(tale.sip),
        monitored_how="Lessons and pupils’ work seen with the head",
        monitored_when="At every visit",
    )
    save_objective(text, edition=text.edition, words=found, by=writer)
    open_ones = Action.objects.open().filter(school=tale.school, circle=Circle.SCHOOL)
    agreed = open_ones.filter(what=tale.say(step.action)).last()
    if agreed:
        link_action(agreed, plan=version.plan, key=action.key, by=writer)
    return writer, {}


def _writer(tale: Tale) -> User:
    """The AHT writes a support plan, the SIP with the head a single plan."""
    return tale.at_school(Role.AHT) if kind_of_plan(tale) == Plan.Kind.SUPPORT else tale.sip


def _finish_steps(tale: Tale, plan: Plan, place: int, *, by: User) -> None:
    """What is due is done and reached. What is an action of the case as well is done with that one."""
    done_on = school_day(tale.calendar, working_days_before(clock.today(), 2))
    if is_late(tale, place):
        return
    rows = in_force().filter(~told_as_action(), text__version__plan=plan, done_on=None)
    for row in rows.filter(due_on__lte=done_on):
        finish_step(plan, row.key, on=done_on, came_of_it="Done as agreed.", by=by)
    version = PlanVersion.objects.filter(plan=plan, status=PlanVersion.Status.IN_FORCE)
    for step in Milestone.objects.filter(text__version__in=version, reached_on=None, due_on__lte=done_on):
        finish_step(plan, step.key, on=done_on, by=by)


def _due(tale: Tale) -> date:
    return school_days_after(tale.calendar, clock.today(), 30)


def _comment(tale: Tale, process: Any, place: int) -> tuple[User, dict[str, Any]]:
    """The head answers first, then the chair."""
    if tale.head in answered_by(process.plan_version):
        return tale.chair, {"view": "agrees", "text": ""}
    if tale.plan.disputed:
        return tale.head, {"view": "differs", "text": "The school does not share the judgement behind it."}
    return tale.head, {"view": "agrees", "text": ""}


def _approve(tale: Tale, process: Any, place: int) -> tuple[User, dict[str, Any]]:
    return tale.lead, {"approved": True, "remarks": ""}


def _gather(tale: Tale, process: Any, place: int) -> tuple[User, dict[str, Any]]:
    return _writer(tale), {}


def _judge(tale: Tale, process: Any, place: int) -> tuple[User, dict[str, Any]]:
    """As the last conference judged them: nothing was seen since that says otherwise."""
    version = process.review.plan.versions.get(status=PlanVersion.Status.IN_FORCE)
    objectives = [
        text.objective for text in version.texts.filter(dropped=False).select_related("objective__area")
    ]
    return tale.sip, {"judgements": {each: _as_before(tale, each) for each in objectives}}


def _as_before(tale: Tale, objective: Objective) -> Judgement:
    last = last_rating(objective)
    rag = last.rag if last else "red"
    return Judgement(
        rag=rag,
        reason="Nothing was seen since the last judgement that says otherwise.",
        readings=where_now(tale, objective, rag),
    )


def _answer(tale: Tale, process: Any, place: int) -> tuple[User, dict[str, Any]]:
    said = SchoolAnswer(view="agrees")
    if tale.plan.disputed:
        said = SchoolAnswer(view="disputes", text="The school’s own records show more progress than this.")
    judged = {rating.objective for rating in process.review.ratings.select_related("objective")}
    return tale.chair, {"answers": dict.fromkeys(judged, said)}


def _decide(tale: Tale, process: Any, place: int) -> tuple[User, dict[str, Any]]:
    facts = {
        "follows": "on_track",
        "outcome": "The plan goes on as it is revised. The conference follows what was agreed.",
        "criteria_met": False,
    }
    return tale.lead, facts


STEPS: dict[tuple[str, str], Callable[[Tale, Any, int], tuple[User, dict[str, Any]]]] = {
    ("version", "draft_plan"): _draft,
    ("version", "school_comment"): _comment,
    ("version", "approve_plan"): _approve,
    ("review", "gather_evidence"): _gather,
    ("review", "rate_objectives"): _judge,
    ("review", "school_comment"): _answer,
    ("review", "decide_outcome"): _decide,
}


# --- Support and visits


def _ask_for_support(tale: Tale) -> Story:
    """The National Leader is asked for, and the AHT agrees on the next day."""
    provider = Provider.objects.get(user=tale.at_school(Role.NLE), type__code="nle")
    first = school_days_after(tale.calendar, clock.today(), 3)
    last = school_days_after(tale.calendar, first, THREE_TERMS)
    version = PlanVersion.objects.filter(
        plan__school=tale.school, plan__closed_on=None, status=PlanVersion.Status.IN_FORCE
    ).first()
    text = version.texts.order_by("order").first() if version else None
    facts = SupportFacts(
        provider=provider,
        objective=text.objective if text else None,
        why=f"The school is to learn from another one how to improve {matter_of(tale, 0).headline}.",
        days=PROMISED,
        starts_on=first,
        ends_on=last,
    )
    warned = warnings_about(provider, tale.school, Booking(first, last, PROMISED))
    deployment = ask_for_support(tale.school, facts=facts, in_spite_of=warned, by=tale.lead)
    yield in_working_days(1, hour=10, minute=52)
    agree_support(deployment, in_spite_of=warnings_now(deployment), by=tale.at_school(Role.AHT))


def _use_support(tale: Tale, place: int) -> Story:
    """The National Leader tells what the last days were used for."""
    yield in_working_days(1, hour=12, minute=7)
    for deployment in Deployment.objects.at_work().filter(school=tale.school, provider__type__code="nle"):
        on = school_day(tale.calendar, working_days_before(clock.today(), 2))
        if on < deployment.starts_on:
            continue
        use_days(
            deployment,
            on=on,
            days=A_VISIT,
            done=f"Two lessons were planned and taught together, about {matter_of(tale, place).headline}.",
            impact="The teachers plan the next ones by themselves.",
            by=tale.at_school(Role.NLE),
        )


def _visit(tale: Tale, after: date) -> Story:
    """Inspectors came between two conferences, and say what they recommend."""
    on = school_days_after(tale.calendar, after, VISITED)
    yield _next_morning(on)
    recommendations = [
        f"Check more often what is done about {matter.headline}, and act on what is found."
        for matter in tale.matters[:2]
    ]
    frameworks = Framework.objects.in_use_on(on)
    progress = InspectionGrade.objects.filter(framework__in=frameworks, scale="progress").first()
    facts = VisitFacts(
        kind=VisitKind.objects.get(code="monitoring"),
        on=on,
        progress=progress,
        summary="Leaders know what has to be done. What was begun has not reached every class yet.",
    )
    record_visit(tale.school, facts=facts, recommendations=recommendations, by=tale.sip)


def _next_morning(day: date) -> datetime:
    return at_hour(working_days_after(day, 1), 9, 24)
