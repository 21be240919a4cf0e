"""A kind of letter is changed from a day on: proposed by one, agreed by another."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from concern_cases.forms.base import KeyedForm
from concern_cases.views.shared import read_and_send, send_once, sent_before
from letters.kinds.checks import checked, refuse_day
from letters.kinds.forms import FromADay, KindForm, WhyForm
from letters.kinds.guards import require_keeper, require_reader
from letters.kinds.pages import change_facts
from letters.kinds.rights import agreeing_perms, changes_read_by, keeps, may_agree, reads_letters
from letters.kinds.versions import being_written, seen_of
from letters.models import KindChange, LetterKind
from letters.services.kind_changes import (
    agree_change,
    drop_change,
    propose_change,
    propose_taking_away,
    refuse_change,
)
from letters.views.kinds import as_changed, kind_line, sample_pdf
from letters.views.reader import reader
from people.guards import log_refusal, seen_or_404
from record.errors import AlreadyDone, RuleError
from schools.models import LocalAuthority

WHY_REFUSED = "If you refuse: why?"


@login_required
@read_and_send
def change_kind(request: HttpRequest, series: str) -> HttpResponse:
    """What letters of the kind are to say and do from a day on is proposed; or shown as a sample."""
    la = require_keeper(request)
    line = kind_line(series, request.user)
    back = reverse("letters:kind", args=[series])
    earlier = sent_before(request, otherwise=back)
    if earlier:
        return earlier
    if line.waiting:
        return redirect("letters:kind_change", line.waiting.pk)
    if line.versions.now is None:
        messages.info(request, "This kind of letter is no longer in use: nothing of it can be changed.")
        return redirect(back)
    seen = seen_of(LetterKind, series=series)
    form = KindForm(request.POST or None, found=line.versions, seen=seen, again=_again(request, series))
    if request.method == "POST" and form.is_valid():
        answer = _sample(form, line.versions, la) if "sample" in request.POST else None
        if not answer and "sample" not in request.POST:
            answer = send_or_warn(
                request,
                form,
                do=lambda: propose_change(
                    series,
                    says=form.says(),
                    valid_from=form.cleaned_data["valid_from"],
                    why=form.cleaned_data["why"],
                    seen=form.cleaned_data["seen"],
                    by=reader(request),
                ),
                onward=lambda change: reverse("letters:kind_change", args=[change.pk]),
                done="It was proposed, and holds once a second person has agreed.",
                otherwise=back,
                seen=seen,
            )
        if answer:
            return answer
    written = being_written(line.versions.now, reader(request)).count() if reads_letters(request.user) else 0
    return render(
        request, "letters/kinds/change.html", {"form": form, "line": line, "back": back, "written": written}
    )


@login_required
@read_and_send
def take_away(request: HttpRequest, series: str) -> HttpResponse:
    """That the version to come is taken away is proposed."""
    require_keeper(request)
    line = kind_line(series, request.user)
    back = reverse("letters:kind", args=[series])
    form = WhyForm(request.POST or None, asked="Why is it taken away?")
    answer = sent_before(request, otherwise=back)
    if not answer and line.versions.coming is None:
        messages.info(request, "No version of this kind is to come.")
        return redirect(back)
    if not answer and request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: propose_taking_away(series, why=form.cleaned_data["why"], by=reader(request)),
            onward=lambda change: reverse("letters:kind_change", args=[change.pk]),
            done=lambda _: "It was proposed. The version is taken away once a second person has agreed.",
            otherwise=back,
        )
    if answer:
        return answer
    facts = {
        "form": form,
        "about": line.kind.name,
        "title": "Take the version to come away",
        "button": "Propose it",
        "lead": "What holds today then holds on. It needs a second person, as the version did.",
        "back": back,
        "back_label": line.kind.name,
    }
    return render(request, "letters/kinds/act.html", facts)


@login_required
@read_and_send
def kind_change(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposed change: what it does, and who agrees to it, refuses it or takes it back."""
    require_reader(request)
    change = _change(request, pk)
    if request.method == "POST":
        if "drop" in request.POST:
            return _drop(request, change)
        return _decide(request, change)
    return _page(request, change, WhyForm(asked=WHY_REFUSED))


def send_or_warn(
    request: HttpRequest,
    form: FromADay,
    *,
    do: Callable[[], Any],
    onward: Callable[[Any], str],
    done: str,
    otherwise: str,
    seen: int,
) -> HttpResponse | None:
    """As ``send_once``; who wrote over another state than that of today is told, and can send it again."""
    answer = send_once(request, form, do=do, onward=onward, done=lambda _: done, otherwise=otherwise)
    if answer is None and form.has_error("seen"):
        form.send_again_over(seen)
    return answer


def _sample(form: KindForm, found: Any, la: LocalAuthority) -> HttpResponse | None:
    """A letter as it would be with what is typed; None if something is to be put right. Nothing is kept."""
    try:
        refuse_day(found, form.cleaned_data["valid_from"])
        says = checked(form.kind, form.says())
    except RuleError as error:
        form.show(error)
        return None
    return sample_pdf(as_changed(form.kind, says, form.cleaned_data["valid_from"]), la)


def _again(request: HttpRequest, series: str) -> KindChange | None:
    """A change that came to nothing and is to be proposed again, as its writer worded it."""
    asked = request.GET.get("again", "")
    if not asked.isdecimal():
        return None
    found = changes_read_by(request.user).filter(series=series, pk=asked).first()
    return found if found and found.came_to_nothing else None


def _change(request: HttpRequest, pk: int) -> KindChange:
    rows = changes_read_by(request.user).select_related("of", "la", "proposed_by", "decided_by")
    found: KindChange = seen_or_404(request, rows, pk=pk)
    return found


def _decide(request: HttpRequest, change: KindChange) -> HttpResponse:
    """It was agreed to or refused; who may do neither gets 403."""
    if not may_agree(reader(request), change):
        log_refusal(request)
        raise PermissionDenied(agreeing_perms(change)[0].value)
    refusing = "refuse" in request.POST
    form: KeyedForm = WhyForm(request.POST, asked=WHY_REFUSED)
    if refusing and not form.is_valid():
        return _page(request, change, form)
    back = reverse("letters:kind", args=[change.series])
    try:
        if refusing:
            refuse_change(change, why=form.cleaned_data["why"], by=reader(request))
            messages.success(request, "The change was refused. Nothing is different.")
        else:
            agree_change(change, by=reader(request))
            messages.success(request, "The change was agreed to.")
    except AlreadyDone as already:
        messages.info(request, f"{already} Nothing was done twice.")
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("letters:kind_change", change.pk)
    return redirect(back)


def _drop(request: HttpRequest, change: KindChange) -> HttpResponse:
    require_keeper(request)
    try:
        drop_change(change, by=reader(request))
        messages.success(request, "The change was taken back. Nothing is different.")
    except AlreadyDone as already:
        messages.info(request, f"{already} Nothing was done twice.")
    return redirect("letters:kind", change.series)


def _page(request: HttpRequest, change: KindChange, form: KeyedForm) -> HttpResponse:
    facts = {**change_facts(change, reader(request)), "form": form}
    facts["keeps"] = keeps(request.user, change)
    return render(request, "letters/kinds/kind_change.html", facts)
