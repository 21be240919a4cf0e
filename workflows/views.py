"""The page of a task, and where its process stands."""

from datetime import date
from typing import Any, cast

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.models import Task

from concern_cases.models import Review
from people.access import may
from people.guards import log_reading, log_refusal
from people.models import Post, User
from people.roles import RULES
from record.errors import RuleError
from record.models import DeadlineRule
from schools.permissions import Perm
from workflows import cards, engine, picture
from workflows.engine import StepTaken
from workflows.models import CaseworkProcess, CaseworkTask, TaskCard


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, process_pk: int, task_pk: int) -> HttpResponse:
    """Shows what is to be done, takes the step when it is sent, and explains when somebody was quicker."""
    found = _step_or_404(request, process_pk, task_pk)
    process, step = engine.process_of(found), found.flow_task.step
    user = cast(User, request.user)
    try:
        engine.check_step(found, by=user)
        sent = request.method == "POST"
        form = step.form(
            request.POST if sent else None,
            request.FILES if sent else None,
            process=process,
            by=user,
            initial=step.initial(process),
        )
        if sent and form.is_valid():
            engine.take_step(found, by=user, **form.facts())
            messages.success(request, f"You {step.done}.")
            return redirect(way_on(process, user))
    except StepTaken as taken:
        return _already_done(request, process, taken)
    except FlowLockFailed:
        return _busy(request)
    except PermissionDenied:
        log_refusal(request, urn=process.school.urn if process.school else "")
        raise
    except RuleError as error:
        form.show(error)
    log_reading(request, what=f"Task {step.title}", urn=process.school.urn if process.school else "")
    return render(request, step.template_name, _context(found, process, form, user))


# The picture brings its own colours along; what it holds are names of steps.
@csp_replace({"style-src": [UNSAFE_INLINE]})  # type: ignore[arg-type]
@require_safe
def diagram(request: HttpRequest, process_pk: int) -> HttpResponse:
    """The process as a picture, for whoever sees what it is about."""
    process = _process_or_404(request, process_pk)
    return HttpResponse(picture.diagram(process), content_type="image/svg+xml")


@require_safe
def bpmn(request: HttpRequest, process_pk: int) -> HttpResponse:
    """The process's plan as a BPMN 2.0 file."""
    process = _process_or_404(request, process_pk)
    response = HttpResponse(picture.bpmn(process.flow_class), content_type="application/xml")
    name = process.flow_class.__name__.lower()
    response["Content-Disposition"] = f'attachment; filename="{name}.bpmn"'
    return response


def way_on(process: CaseworkProcess, user: User) -> str:
    """The page of what the process is about, if the person sees it."""
    return process.subject.get_absolute_url() if engine.is_visible(process, user) else "/"


def _step_or_404(request: HttpRequest, process_pk: int, task_pk: int) -> CaseworkTask:
    try:
        found = engine.find_step(process_pk, task_pk)
        process = engine.process_of(found)
        if engine.is_visible(process, request.user, perm=found.flow_task.step.perm_for(process)):
            return found
    except Task.DoesNotExist:
        pass
    log_refusal(request)
    raise Http404


def _process_or_404(request: HttpRequest, process_pk: int) -> CaseworkProcess:
    process = CaseworkProcess.objects.filter(pk=process_pk).first()
    if (
        process is None
        or not engine.is_visible(process.coerced, request.user)
        or _is_inside(process, request)
    ):
        log_refusal(request)
        raise Http404
    return process.coerced  # type: ignore[no-any-return]


def _is_inside(process: CaseworkProcess, request: HttpRequest) -> bool:
    """How a letter came about is the council's own business, for those in the LA's circle.

    So is the picture of a review that proposes one.
    """
    proposes = process.review is not None and process.review.follows == Review.Outcome.LETTER
    return (process.letter_id is not None or proposes) and not may(request.user, Perm.READ_LA, process.scope)


def _already_done(request: HttpRequest, process: CaseworkProcess, taken: StepTaken) -> HttpResponse:
    """Nothing was done twice. A link in an old mail leads on to where the work is now."""
    onward = way_on(process, cast(User, request.user))
    if request.method != "POST":
        messages.info(request, f"That step is finished. {taken}")
        return redirect(onward)
    subject = process.subject
    facts = {
        "by": taken.by,
        "at": taken.at,
        "message": str(taken),
        "url": onward,
        "label": f"Go on to {subject}",
    }
    if onward == "/":
        facts["label"] = "Go to your work"
    return render(request, "409.html", facts, status=409)


def _busy(request: HttpRequest) -> HttpResponse:
    message = "Somebody is doing this at this very moment. Go back, wait a little, and look again."
    return render(request, "409.html", {"message": message}, status=409)


def _context(found: CaseworkTask, process: CaseworkProcess, form: Any, user: User) -> dict[str, Any]:
    card, step = found.card, found.flow_task.step
    told = cards.heads_of_improvement(card)
    return {
        "task": found,
        "card": card,
        "step": step,
        "process": process,
        "subject": process.subject,
        "form": form,
        "places": picture.places(process),
        "why_mine": why_mine(card, user),
        "chase_day": cards.chase_day(card),
        "escalation_day": cards.escalation_day(card),
        "told": [person.name for person in told],
        "rule": DeadlineRule.objects.filter(name=card.rule).first() if card.rule else None,
        "left_out": [(date.fromisoformat(day), why) for day, why in card.counted],
        **step.context(process, user),
    }


def why_mine(card: TaskCard, user: User) -> str:
    """Why the person may take the step, as the end of a sentence."""
    if card.case and card.case.lead_id == user.pk:
        return "you lead the case"
    posts = Post.objects.current().filter(user=user)
    roles = [post.get_role_display() for post in posts if Perm(card.perm) in RULES[post.role].all_perms]
    if roles:
        return f"you are {roles[0]}"
    return "the school’s casework was opened to you for this"
