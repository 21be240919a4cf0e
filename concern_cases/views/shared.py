"""What the pages of a case have in common: fetch → guard → act → redirect."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from concern_cases.audiences import readers_of
from concern_cases.case_head import case_head
from concern_cases.forms.base import KeyedForm
from concern_cases.models import ConcernCase, Submission
from concern_cases.services.once import SentTwice, once
from people.access import users_where
from people.guards import log_reading, person, require, seen_or_404
from record.errors import AlreadyDone, RuleError
from schools.models import School
from schools.permissions import Perm

# A page with a form: it is read, and it is sent.
read_and_send = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class FormPage:
    """The words of a page with one form."""

    title: str
    button: str
    lead: str = ""
    template: str = "concern_cases/case_act.html"


def case_seen(
    request: HttpRequest, reference: str, *, what: str = "", perm: Perm | None = None
) -> ConcernCase:
    """The case, if the person may see it (else 404) and holds the permission (else 403).

    That ``what`` of it was read stands in the read log; without it the caller logs more exactly.
    """
    cases = ConcernCase.objects.visible_to(request.user)
    cases = cases.select_related("school__la", "school__diocese", "lead", "cadence", "continues")
    case = seen_or_404(request, cases, reference=reference)
    if perm:
        require(request, perm, case.school)
    if what and request.method != "POST":
        log_reading(request, what=f"{case.reference}, {what}", urn=case.school.urn)
    return case


def act_on_case(
    request: HttpRequest,
    case: ConcernCase,
    form: KeyedForm,
    *,
    page: FormPage,
    do: Callable[[], Any],
    done: str | Callable[[Any], str],
    then: str = "cases:case",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form, or the page that follows once it was sent and ``do`` was done.

    ``done`` says what was done, or says it of what ``do`` returned.
    """
    onward = reverse(then, args=[case.reference])
    # Asked before the form is read: what it did may have taken its own answers off the list.
    earlier = sent_before(request, otherwise=onward)
    if earlier:
        return earlier
    if not case.is_open:
        return wrong_state(request, case)
    if request.method == "POST" and form.is_valid():
        words = done if callable(done) else lambda _: done
        answer = send_once(request, form, do=do, onward=lambda _: onward, done=words, otherwise=onward)
        if answer:
            return answer
    facts = {"form": form, "page": page, "case": case, "back": onward, **(more or {})}
    return render(request, page.template, {**facts, "head": case_head(case, user=request.user)})


def send_once(
    request: HttpRequest,
    form: KeyedForm,
    *,
    do: Callable[[], Any],
    onward: Callable[[Any], str],
    done: Callable[[Any], str],
    otherwise: str,
) -> HttpResponse | None:
    """The redirect after ``do``, or None: the form then says what is to be put right.

    ``onward`` and ``done`` say from what ``do`` returned where to go and what was done. A form sent a second
    time leads where the first one led; what somebody else did in the meantime leads to ``otherwise``.
    """
    try:
        with once(form.cleaned_data["form_key"], by=person(request)) as submission:
            result = do()
            submission.led_to = onward(result)
            submission.save(update_fields=["led_to"])
    except SentTwice as twice:
        messages.info(request, str(twice))
        return redirect(twice.led_to or otherwise)
    except AlreadyDone as already:
        messages.info(request, f"{already}. Nothing was done twice.")
        return redirect(otherwise)
    except RuleError as error:
        form.show(error)
        return None
    messages.success(request, done(result))
    return redirect(submission.led_to)


def sent_before(request: HttpRequest, *, otherwise: str) -> HttpResponse | None:
    """The way to where this very form led when it was sent first; None when it was not sent before."""
    key = request.POST.get("form_key", "")
    earlier = Submission.objects.filter(user=person(request), key=key).first() if key else None
    if earlier is None:
        return None
    messages.info(request, str(SentTwice(earlier.led_to)))
    return redirect(earlier.led_to or otherwise)


def wrong_state(request: HttpRequest, case: ConcernCase) -> HttpResponse:
    """A page that says that the case is in the wrong state for this: that is not a wrong permission."""
    facts: dict[str, Any] = {"case": case, "state": "open" if case.is_open else "closed"}
    facts["head"] = case_head(case, user=request.user)
    return render(request, "concern_cases/case_wrong_state.html", facts, status=409)


def people_of(school: School, perm: Perm = Perm.VIEW_CASE) -> dict[int, str]:
    """Who holds the permission and sees the school's cases, with what they are to it, by key."""
    holding = set(users_where(perm, school).values_list("pk", flat=True))
    return {key: str(reader) for key, reader in readers_of(school).items() if key in holding}
