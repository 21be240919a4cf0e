"""Pages of the reviews of plans: the list, one review, its evidence, and stepping a case down."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from concern_cases.audiences import offer_to
from concern_cases.case_head import case_head
from concern_cases.forms.base import KeyedForm
from concern_cases.forms.readings import first_readings
from concern_cases.forms.reviews import FOUND, JUDGED, EvidenceForReviewForm, JudgeForm, StepDownForm
from concern_cases.models import ConcernCase, Evidence, ObjectiveRating, Plan, Review
from concern_cases.review_page import (
    criteria_in_words,
    lines_of,
    looked_at_for_plan,
    record_for,
    texts_of,
    version_of,
)
from concern_cases.services.evidence import add_evidence
from concern_cases.services.review_dates import opens_on
from concern_cases.services.review_deciding import follows_for, proposes_stepping_down
from concern_cases.services.review_evidence import CLEARS, look_at_evidence, take_off_evidence
from concern_cases.services.review_judging import dispute_of, disputes_on_record, record_dispute
from concern_cases.services.reviews import rate_objective
from concern_cases.services.stepping_down import step_down_case
from concern_cases.since import in_words
from concern_cases.views.shared import (
    FormPage,
    act_on_case,
    case_seen,
    people_of,
    person,
    read_and_send,
    send_once,
    sent_before,
)
from people.access import perms_of
from people.guards import log_reading, refuse, require, require_one, seen_or_404
from record import clock
from record.errors import AlreadyDone, RuleError
from schools.permissions import Perm


@require_safe
def case_reviews(request: HttpRequest, reference: str) -> HttpResponse:
    """Every review of the plans of the case's school, the latest due first, and the next one."""
    case = case_seen(request, reference, what="reviews")
    head = case_head(case, user=request.user, current="reviews")
    reviews = Review.objects.visible_to(request.user).filter(plan__school=case.school_id)
    inside = Perm.READ_LA in head.perms
    rows = [(row, follows_for(row, inside=inside)) for row in reviews.select_related("plan", "decided_by")]
    facts: dict[str, Any] = {"case": case, "head": head, "reviews": rows}
    facts["plans"] = Plan.objects.visible_to(request.user).running().filter(school=case.school_id)
    return render(request, "concern_cases/review_list.html", facts)


@require_safe
def review_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One review: what was recorded since the last, each objective's judgement, and what came of it."""
    review = _review_seen(request, pk)
    plan, user = review.plan, request.user
    log_reading(request, what=f"Review of {plan}, {review.due_on}", urn=plan.school.urn)
    perms = perms_of(user, plan.school)
    lines = lines_of(review, user)
    recorded = disputes_on_record(review) if review.held_on else set()
    for line in lines:
        line.is_on_record = bool(line.now and line.is_disputed and dispute_of(line.now) in recorded)
    under_way = review.is_under_way
    gathers = under_way and plan.case and plan.case.is_open
    inside = Perm.READ_LA in perms
    for_plan = looked_at_for_plan(review, user)
    facts = {
        "review": review,
        "plan": plan,
        "case": plan.case,
        "head": plan.case and case_head(plan.case, user=user, current="reviews"),
        "lines": lines,
        "criteria_in_words": criteria_in_words(lines),
        "version": version_of(review),
        "for_plan": [row.evidence for row in for_plan],
        "own": {row.evidence_id for row in for_plan if row.added_by_id == user.pk},
        "since": record_for(review, user),
        "follows": follows_for(review, inside=inside),
        "held_by": review.held_by.exclude(status="cancelled").order_by("starts_at").first(),
        "next": plan.reviews.open().exclude(pk=review.pk).first(),
        "proposes": inside and review.is_decided and proposes_stepping_down(plan),
        "judges": bool(lines) and Perm.RATE_PLAN in perms and _can_be_judged(review),
        "adds": gathers and Perm.CONTRIBUTE_EVIDENCE in perms,
        "clears": gathers and bool(perms.intersection(CLEARS)),
        "moves": review.status == Review.Status.OPEN and Perm.MANAGE_CASE in perms,
        "records": Perm.JUDGE_SCHOOL in perms and plan.case and plan.case.is_open,
    }
    return render(request, "concern_cases/review.html", facts)


@read_and_send
def judge_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One objective is judged in the review, or judged again: one judgement, whose earlier words are kept."""
    review = _review_seen(request, pk)
    require(request, Perm.RATE_PLAN, review.plan.school)
    text = next((text for text in texts_of(review) if text.objective.number == number), None)
    if text is None:
        raise Http404
    rating = review.ratings.filter(objective=text.objective).first()
    initial = rating and {name: getattr(rating, name) for name in JUDGED} | first_readings(rating)
    has_last = text.objective.ratings.exclude(review=review).exists()
    form = JudgeForm(request.POST or None, text=text, initial=initial, has_last=has_last)
    if review.is_under_way and not _can_be_judged(review):
        messages.info(request, f"The work on this review begins on {in_words(opens_on(review))}.")
        return redirect(review)

    def do() -> ObjectiveRating:
        on = review.held_on or clock.today()
        return rate_objective(text.objective, review=review, on=on, by=person(request), **form.facts())

    page = FormPage(
        title=f"Judge objective {number}",
        button="Record the judgement",
        lead=text.title,
        template="concern_cases/review_act.html",
    )
    return _act(
        request,
        review,
        form,
        page=page,
        do=do,
        done="The judgement was recorded.",
        more={"rating": rating, "text": text},
    )


@read_and_send
def evidence_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Evidence of the case, or a new piece, stands before the review."""
    review = _review_seen(request, pk)
    school, case = review.plan.school, review.plan.case
    require(request, Perm.CONTRIBUTE_EVIDENCE, school)
    if case is None:
        raise Http404
    user = person(request)
    evidence = Evidence.objects.visible_to(user).filter(case__school__in=review.plan.schools)
    form = EvidenceForReviewForm(
        request.POST or None,
        request.FILES or None,
        offer=offer_to(user, school),
        texts=texts_of(review),
        evidence=evidence.order_by("-on", "-pk"),
        adds=Perm.ADD_EVIDENCE in perms_of(user, school),
        initial={"objective": request.GET.get("objective")},
    )

    def do() -> object:
        given = form.cleaned_data
        text = given["objective"]
        if given["which"] == FOUND:
            pieces = list(given["evidence"])
        else:
            pieces = [add_evidence(case, by=user, **form.facts)]
        return look_at_evidence(review, evidence=pieces, objective=text and text.objective, by=user)

    page = FormPage(
        title="Evidence for the review",
        button="Put it before the review",
        template="concern_cases/review_act.html",
    )
    return _act(request, review, form, page=page, do=do, done="The evidence stands before the review.")


@require_POST
def evidence_off_page(request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
    """Evidence stands before the review no more, for the objective that is sent, or for the plan.

    Each takes off what he or she put there; what others did, whoever judges or decides.
    """
    review = _review_seen(request, pk)
    school = review.plan.school
    perms = require_one(request, (Perm.CONTRIBUTE_EVIDENCE, *CLEARS), school)
    of_school = Evidence.objects.visible_to(request.user).filter(case__school__in=review.plan.schools)
    piece = seen_or_404(request, of_school, pk=evidence)
    number = request.POST.get("objective", "")
    objectives = review.plan.objectives.filter(number=number if number.isdecimal() else 0)
    objective = seen_or_404(request, objectives) if number else None
    of_others = review.looked_at.filter(evidence=piece, objective=objective).exclude(added_by=person(request))
    if not perms.intersection(CLEARS) and of_others.exists():
        refuse(request, CLEARS[0], school)
    _do(
        request,
        lambda: take_off_evidence(review, evidence=piece, objective=objective, by=person(request)),
        done="It was taken off this review. The case keeps it.",
    )
    return redirect(review)


@require_POST
def dispute_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A disputed judgement is a recorded disagreement of the school, on which a letter may rely."""
    review = _review_seen(request, pk)
    require(request, Perm.JUDGE_SCHOOL, review.plan.school)
    ratings = review.ratings.select_related("objective__plan__case__school", "school_said_by", "review__plan")
    rating = seen_or_404(request, ratings, objective__number=number)
    done = "The disagreement was recorded."
    _do(request, lambda: record_dispute(rating, by=person(request)), done=done)
    return redirect(review)


def _do(request: HttpRequest, act: Callable[[], object], *, done: str) -> None:
    """What one click does, with a message of what became of it."""
    try:
        act()
        messages.success(request, done)
    except AlreadyDone as already:
        messages.info(request, f"{already}. Nothing was done twice.")
    except RuleError as error:
        messages.error(request, str(error))


@read_and_send
def step_down_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The case is stepped down: the school's own capacity judged, signed off, with a day to look again."""
    case = case_seen(request, reference, what="stepping down", perm=Perm.MANAGE_CASE)
    user = person(request)
    form = StepDownForm(
        request.POST or None,
        chairs=people_of(case.school, Perm.MANAGE_CASE),
        initial={"signed_off_by": user.pk, **_capacity_judged(case)},
    )

    def do() -> object:
        names = ("capacity", "capacity_why", "reason", "signed_off_by", "follow_up_on")
        return step_down_case(case, by=user, **{name: form.cleaned_data[name] for name in names})

    page = FormPage(
        title="Step the case down",
        button="Step it down",
        lead="Support and conferences become fewer from now on. The case stays open until it is closed.",
    )
    return act_on_case(request, case, form, page=page, do=do, done=f"{case.reference} is stepping down.")


def _capacity_judged(case: ConcernCase) -> dict[str, str]:
    """What the last review said of the school's capacity, to begin with."""
    decided = Review.objects.decided().filter(plan__school=case.school_id).exclude(capacity="")
    last = decided.order_by("-held_on").first()
    return {"capacity": last.capacity, "capacity_why": last.capacity_why} if last else {}


def _review_seen(request: HttpRequest, pk: int) -> Review:
    reviews = Review.objects.visible_to(request.user).select_related(
        "plan__school__la",
        "plan__school__diocese",
        "plan__case__school__la",
        "plan__case__school__diocese",
        "decided_by",
    )
    return seen_or_404(request, reviews, pk=pk)


def _can_be_judged(review: Review) -> bool:
    """Its work has begun, and nothing is decided."""
    return review.is_under_way and (bool(review.held_on) or opens_on(review) <= clock.today())


def _act(
    request: HttpRequest,
    review: Review,
    form: KeyedForm,
    *,
    page: FormPage,
    do: Any,
    done: str,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form, or the review once it was sent; a review that was decided or dropped leads to its page."""
    onward = review.get_absolute_url()
    earlier = sent_before(request, otherwise=onward)
    if earlier:
        return earlier
    if not review.is_under_way:
        messages.info(request, "This review was decided or dropped. Nothing of it changes any more.")
        return redirect(onward)
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request, form, do=do, onward=lambda _: onward, done=lambda _: done, otherwise=onward
        )
        if answer:
            return answer
    case = review.plan.case
    facts = {"form": form, "page": page, "review": review, "case": case, "back": onward, **(more or {})}
    facts["head"] = case and case_head(case, user=request.user, current="reviews")
    return render(request, page.template, facts)
