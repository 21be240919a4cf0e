"""Pages on which a draft is written: as a whole, and objective by objective."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from concern_cases.case_head import case_head
from concern_cases.forms.base import KeyedForm
from concern_cases.forms.plan_rows import empty_rows
from concern_cases.forms.plan_writing import AddObjectiveForm, GiveUpForm, ObjectiveForm
from concern_cases.models import ObjectiveText, PlanVersion
from concern_cases.plan_presence import note_writing, others_writing
from concern_cases.services.plan_drafts import PARTS, lacking, worth_saying
from concern_cases.services.plan_objectives import (
    add_objective,
    give_up_objective,
    is_removable,
    move_objective,
    remove_objective,
    take_back_objective,
)
from concern_cases.services.plan_splitting import moved_away
from concern_cases.services.plan_writing import StaleText, save_objective
from concern_cases.views.plan_criteria import criterion_asked, move_as_asked
from concern_cases.views.plan_guards import draft_to_write, text_to_write, why_not_written
from concern_cases.views.shared import read_and_send, send_once, sent_before
from people.guards import person
from record.errors import AlreadyDone, RuleError


@read_and_send
def write(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The draft as a whole: what each objective says and lacks, who is writing where, what can be done."""
    version = draft_to_write(request, pk, number, what="writing")
    if answer := not_now(request, version):
        return answer
    note_writing(version, None, by=person(request))
    texts = version.texts.select_related("objective__area").prefetch_related(*PARTS)
    rows: list[dict[str, Any]] = []
    for text in texts:
        text.version = version
        rows.append({"text": text, "lacks": lacking(text), "advised": worth_saying(text)})
    facts = {
        "rows": [row for row in rows if not row["text"].dropped],
        "given_up": [row["text"] for row in rows if row["text"].dropped],
        "reasons": version.reasons.all(),
        "writing": others_writing(version, person(request)),
    }
    return render(request, "concern_cases/plan_write.html", {**facts, **around(request, version)})


@read_and_send
def objective(request: HttpRequest, pk: int, number: int, objective: int) -> HttpResponse:
    """One objective with its actions and milestones; a text typed on an older edition shows both."""
    version = draft_to_write(request, pk, number, what=f"writing objective {objective}")
    if answer := not_now(request, version):
        return answer
    text, stale = text_to_write(request, version, objective), None
    if text.dropped:
        messages.info(request, "This objective is given up: take that back before you change it.")
        return redirect("plans:write", pk, number)
    form = ObjectiveForm(request.POST if request.method == "POST" else None, text=text)
    if request.method == "POST" and form.is_valid():
        try:
            edition = form.cleaned_data["edition"]
            moved = moved_away(text, form.words())
            save_objective(text, edition=edition, words=form.words(), by=person(request))
            for each in moved:
                messages.info(request, f"{each}.")
            return _after_saving(request, text)
        except StaleText as error:
            stale = error
            form.set_edition(error.edition)
        except AlreadyDone as already:
            messages.error(request, f"{already}. Nothing was saved.")
            return redirect(version)
        except RuleError as error:
            form.show(error)
    note_writing(version, text.objective, by=person(request))
    facts = {
        "text": text,
        "form": form,
        "empty_rows": empty_rows(),
        "stale": stale,
        "writing": others_writing(version, person(request)),
        "done": [*text.actions.exclude(done_on=None), *text.milestones.exclude(reached_on=None)],
        "is_removable": is_removable(text),
        **around(request, version),
        **_neighbours(text),
    }
    status = 409 if stale else 200
    return render(request, "concern_cases/plan_write_objective.html", facts, status=status)


@read_and_send
def add(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One more objective, perhaps split from another."""
    version = draft_to_write(request, pk, number)
    if answer := not_now(request, version):
        return answer
    texts = version.texts.filter(dropped=False).select_related("objective")
    chosen = next((text for text in texts if str(text.objective.number) == request.GET.get("split")), None)
    first: dict[str, Any] = {"until": chosen.by if chosen else version.plan.horizon}
    if chosen:
        first["split_from"] = chosen.objective_id
    form = AddObjectiveForm(request.POST or None, texts=texts, origin=chosen, initial=first)
    return _act(
        request,
        version,
        form,
        title="Split the objective" if chosen else "Add an objective",
        button="Add it",
        do=lambda: add_objective(version, by=person(request), **form.facts()),
        onward=lambda text: _where_it_is_written(request, text),
        done="The objective was added. Now say how it will be known.",
    )


@read_and_send
def give_up(request: HttpRequest, pk: int, number: int, objective: int) -> HttpResponse:
    """The objective is given up, with the reason."""
    version = draft_to_write(request, pk, number)
    if answer := not_now(request, version):
        return answer
    text = text_to_write(request, version, objective)
    form = GiveUpForm(request.POST or None)
    return _act(
        request,
        version,
        form,
        title=f"Give up objective {text.objective.number}",
        button="Give it up",
        lead=text.title,
        do=lambda: give_up_objective(text, why=form.cleaned_data["why"], by=person(request)),
        onward=lambda _: _whole(request, version),
        done=f"Objective {text.objective.number} is given up from this version on.",
    )


@require_POST
def change(request: HttpRequest, pk: int, number: int, objective: int) -> HttpResponse:
    """A button of an objective: up, down, take back, remove."""
    version = draft_to_write(request, pk, number)
    if answer := not_now(request, version):
        return answer
    text, by = text_to_write(request, version, objective), person(request)
    buttons: dict[str, tuple[Callable[[], Any], str]] = {
        "up": (lambda: move_objective(text, up=True, by=by), "moved up"),
        "down": (lambda: move_objective(text, up=False, by=by), "moved down"),
        "take_back": (lambda: take_back_objective(text, by=by), "one of the draft again"),
        "remove": (lambda: remove_objective(text, by=by), "taken away"),
    }
    do, words = buttons.get(request.POST.get("do", ""), (lambda: None, "as it was"))
    number_said = text.objective.number
    try:
        do()
        messages.success(request, f"Objective {number_said} is {words}.")
    except RuleError as error:
        messages.error(request, str(error))
    return redirect("plans:write", pk, number)


def _after_saving(request: HttpRequest, text: ObjectiveText) -> HttpResponse:
    """The way that the button names: here again, to the next one, or to the draft as a whole."""
    version, button = text.version, request.POST.get("do", "save")
    if asked := criterion_asked(request):
        here = _url("plans:write_objective", version, text.objective.number)
        return redirect(f"{here}#{move_as_asked(request, text, asked)}")
    messages.success(request, f"Objective {text.objective.number} was saved.")
    if button == "stay":
        return redirect(_url("plans:write_objective", version, text.objective.number))
    following = _neighbours(text)["after"]
    if button == "next" and following:
        return redirect(_url("plans:write_objective", version, following.objective.number))
    return redirect(_url("plans:write", version))


def _where_it_is_written(request: HttpRequest, text: ObjectiveText) -> str:
    """The page of all objectives, if one came from there, at this one; else its own."""
    if "all" in request.GET:
        return f"{_url('plans:write_all', text.version)}#objective-{text.objective.number}"
    return _url("plans:write_objective", text.version, text.objective.number)


def _whole(request: HttpRequest, version: PlanVersion) -> str:
    """The page of all objectives, if one came from there, or the draft as a whole."""
    return _url("plans:write_all" if "all" in request.GET else "plans:write", version)


def _neighbours(text: ObjectiveText) -> dict[str, Any]:
    texts = list(text.version.texts.filter(dropped=False).select_related("objective"))
    at = next((place for place, each in enumerate(texts) if each.pk == text.pk), 0)
    return {
        "before": texts[at - 1] if at else None,
        "after": texts[at + 1] if at + 1 < len(texts) else None,
    }


def not_now(request: HttpRequest, version: PlanVersion) -> HttpResponse | None:
    """The way to the version, with a word, when nothing can be written in it."""
    why_not = why_not_written(version)
    if not why_not:
        return None
    if request.method == "POST":
        facts = {"message": why_not, "url": version.get_absolute_url(), "label": f"Go on to {version}"}
        return render(request, "409.html", facts, status=409)
    messages.info(request, why_not)
    return redirect(version)


def around(request: HttpRequest, version: PlanVersion) -> dict[str, Any]:
    plan = version.plan
    head = plan.case and case_head(plan.case, user=request.user, current="plan")
    return {"plan": plan, "version": version, "head": head}


def _url(name: str, version: PlanVersion, *more: int) -> str:
    return reverse(name, args=[version.plan_id, version.number, *more])


def _act(
    request: HttpRequest,
    version: PlanVersion,
    form: KeyedForm,
    *,
    title: str,
    button: str,
    lead: str = "",
    do: Callable[[], Any],
    onward: Callable[[Any], str],
    done: str,
) -> HttpResponse:
    """The form, or the page that follows once it was sent and ``do`` was done."""
    back = _whole(request, version)
    answer = sent_before(request, otherwise=back)
    if answer is None and request.method == "POST" and form.is_valid():
        answer = send_once(request, form, do=do, onward=onward, done=lambda _: done, otherwise=back)
    facts = {"form": form, "title": title, "button": button, "lead": lead, "back": back}
    page = {**facts, **around(request, version)}
    return answer or render(request, "concern_cases/plan_act.html", page)
