"""The page that moves a review: its process moves with it."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concern_cases.case_head import case_head
from concern_cases.forms.reviews import MoveReviewForm
from concern_cases.models import Review
from concern_cases.services.review_dates import latest_on
from concern_cases.since import in_words
from concern_cases.views.shared import FormPage, read_and_send, send_once, sent_before
from people.guards import require, seen_or_404
from people.models import User
from schools.permissions import Perm
from workflows.services.reviews import move_review


@read_and_send
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """The review is due on another day, with the reason."""
    reviews = Review.objects.visible_to(request.user)
    review = seen_or_404(request, reviews.select_related("plan__school__la", "plan__case__school__la"), pk=pk)
    plan, onward = review.plan, review.get_absolute_url()
    require(request, Perm.MANAGE_CASE, plan.school)
    earlier = sent_before(request, otherwise=onward)
    if earlier or review.status != Review.Status.OPEN:
        return earlier or redirect(onward)
    form = MoveReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        due_on, why = form.cleaned_data["due_on"], form.cleaned_data["why"]
        answer = send_once(
            request,
            form,
            do=lambda: move_review(review, due_on=due_on, why=why, by=cast(User, request.user)),
            onward=lambda _: onward,
            done=lambda moved: f"The review is due on {in_words(moved.due_on)} now.",
            otherwise=onward,
        )
        if answer:
            return answer
    latest = latest_on(plan)
    lead = f"It is due on {in_words(review.due_on)}."
    if latest:
        lead += f" It can be put off until {in_words(max(latest, review.due_on))} at the latest."
    facts = {"form": form, "page": FormPage("Move the review", "Move it", lead), "review": review}
    facts |= {"case": plan.case, "back": onward}
    facts["head"] = plan.case and case_head(plan.case, user=request.user, current="reviews")
    return render(request, "concern_cases/review_act.html", facts)
