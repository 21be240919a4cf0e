"""Versions of plans with their processes: begun, stopped, carried on elsewhere."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from viewflow.workflow.status import PROCESS

from concern_cases.models import ConcernCase, Plan, PlanTemplate, PlanVersion, RevisionReason
from concern_cases.services.plan_cases import take_into_case
from concern_cases.services.plan_changing import change_plan
from concern_cases.services.plan_closing import close_plan
from concern_cases.services.plan_templates import open_plan_from_template
from concern_cases.services.plans import ask_for_revision
from concern_cases.services.review_dates import months_between
from people.models import User
from record import clock
from record.services import service
from schools.models import School
from workflows import engine
from workflows.models import CaseworkProcess, TaskCard
from workflows.plans.flow import SupportPlanFlow
from workflows.services.reviews import redate_review

AT_ONCE = 50  # drafts in one round of the worker


@service
def start_plan(
    template: PlanTemplate,
    *,
    school: School,
    case: ConcernCase | None = None,
    horizon: date | None = None,
    by: User,
) -> PlanVersion:
    """The school has a plan that begins with the template, and the process of its first draft has begun.

    Refuses what ``open_plan_from_template`` refuses.
    """
    plan = open_plan_from_template(template, school=school, case=case, horizon=horizon, by=by)
    version = plan.versions.get()
    begin_draft(version.pk, by=by)
    return version


@service
def revise_plan(plan: Plan, *, why: str, key: str, by: User) -> PlanVersion:
    """The plan is to be revised for a reason in words, and the process of the draft has begun.

    A draft that somebody opened meanwhile takes the reason; ``key`` is that of the form that was sent.
    Refuses what ``ask_for_revision`` refuses.
    """
    cause = f"text:{plan.pk}:{key}"
    kind, today = RevisionReason.Kind.TEXT, clock.today()
    version = ask_for_revision(plan, kind=kind, why=why, on=today, key=cause, by=by)
    begin_draft(version.pk, by=by)
    return version


def begin_missing_drafts() -> int:
    """Every draft of a running plan has its process, whatever opened it; how many began now.

    A duty of the worker: a draft is opened in many places (a conference, a visit, a failed review, an import,
    before this process existed), and none of them has to know of processes.
    """
    waiting = PlanVersion.objects.filter(
        status=PlanVersion.Status.DRAFT, process=None, plan__closed_on=None
    ).values_list("pk", flat=True)
    return sum(begin_draft(pk) for pk in list(waiting[:AT_ONCE]))


def begin_draft(version_pk: int, *, by: User | None = None) -> bool:
    """The draft's process has begun; False if it had before, or somebody else began it at this moment."""
    try:
        with transaction.atomic():
            # Whoever closes the plan locks it as well, so that no process begins of one that is closed.
            Plan.objects.select_for_update(of=("self",)).get(versions=version_pk)
            versions = PlanVersion.objects.select_related("plan__school__la", "plan__case")
            version = versions.get(pk=version_pk)
            has_one = CaseworkProcess.objects.filter(plan_version=version).exists()
            if has_one or not version.is_draft or version.plan.closed_on:
                return False
            plan = version.plan
            about = {"la": plan.school.la, "school": plan.school, "case": plan.case}
            engine.start(SupportPlanFlow, plan_version=version, by=by, **about)
    except IntegrityError:  # one process a version: the database decides whose it is
        return False
    return True


def carry_plans_into_cases() -> int:
    """Every running plan of a school with an open case belongs to it, and so does what is under way of it.

    A duty of the worker: a case is opened by a service that knows nothing of processes. How many plans and
    processes came to their case.
    """
    without = Plan.objects.running().filter(case=None).values("school")
    cases = ConcernCase.objects.open().filter(school__in=without).select_related("school__la")
    taken = sum(len(take_into_case(case, by=None)) for case in cases)
    return taken + follow_plans()


def follow_plans(case: ConcernCase | None = None) -> int:
    """What is under way of plans is in the case of its plan (this one, or any); how many followed."""
    found = _left_behind().filter(
        Q(plan_version__plan__case=case) | Q(review__plan__case=case) if case else Q()
    )
    return sum(_follow_plan(process) for process in found[:AT_ONCE])


def _left_behind() -> QuerySet[CaseworkProcess]:
    versions = Q(plan_version__plan__closed_on=None, plan_version__plan__case__isnull=False)
    reviews = Q(review__plan__closed_on=None, review__plan__case__isnull=False)
    return CaseworkProcess.objects.filter(versions | reviews, case=None, status=PROCESS.NEW).order_by("pk")


def _follow_plan(process: CaseworkProcess) -> int:
    with process.flow_class.lock(process.pk):
        found = _left_behind().filter(pk=process.pk).first()  # somebody else may have been at it
        subject = found and (found.plan_version or found.review)
        if not found or not subject or not subject.plan.case:
            return 0
        carry_on([found], case=subject.plan.case, by=None)
    return 1


def open_processes(plan: Plan) -> list[CaseworkProcess]:
    """What is under way of the plan: its draft's process, and its review's."""
    about = Q(plan_version__plan=plan) | Q(review__plan=plan)
    return list(CaseworkProcess.objects.filter(about, status=PROCESS.NEW).order_by("pk"))


@service
def change_plan_and_review(
    plan: Plan, *, horizon: date, review_months: int | None, why: str, by: User
) -> Plan:
    """The plan is changed, and its open review is due as often as the plan is reviewed now.

    Refuses what ``change_plan`` refuses.
    """
    before = months_between(plan)
    change_plan(plan, horizon=horizon, review_months=review_months, why=why, by=by)
    review = plan.reviews.open().first()
    if review and months_between(plan) != before:
        review.plan = plan
        redate_review(review, why=why, by=by)
    return plan


@service
def close_plan_and_processes(plan: Plan, *, reason: str, by: User) -> Plan:
    """The plan is closed, its draft withdrawn, and what was under way of it stopped.

    Refuses what ``close_plan`` refuses.
    """
    for process in open_processes(plan):  # first, before any row that a step of theirs may be waiting for
        engine.stop(process.coerced, by=by)
    close_plan(plan, reason=reason, by=by)
    for process in open_processes(plan):  # what the worker began in between
        engine.stop(process.coerced, by=by)
    return plan


@service
def let_go(processes: Sequence[CaseworkProcess], *, by: User) -> None:
    """Processes of plans that go on elsewhere belong to no case for now. The caller holds their locks."""
    for process in processes:
        process.case = None
        process.save()


@service
def carry_on(processes: Sequence[CaseworkProcess], *, case: ConcernCase, by: User | None) -> None:
    """They go on in this case and at its school, with the steps that are open."""
    for process in processes:
        process.case, process.school, process.la = case, case.school, case.school.la
        process.save()
        for card in TaskCard.objects.open().filter(task__process=process):
            card.case, card.school, card.la = process.case, process.school, process.la
            card.save()
