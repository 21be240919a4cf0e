"""The page on which all objectives of a draft are written. Each is saved on its own edition.

Without scripts it is one form: whatever button is pressed, everything that was typed is sent and saved first,
so that no button loses what stands in another objective. A form for each would lose it.
"""

import re
from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from concern_cases.forms.plan_rows import empty_rows
from concern_cases.models import ObjectiveText, PlanVersion
from concern_cases.plan_parts import Part, parts_of
from concern_cases.plan_presence import note_writing, others_writing
from concern_cases.services.plan_objectives import move_objective, remove_objective
from concern_cases.services.plan_splitting import moved_away
from concern_cases.services.plan_writing import StaleText, save_objective
from concern_cases.views.plan_criteria import criterion_asked, move_as_asked
from concern_cases.views.plan_guards import draft_to_write
from concern_cases.views.plan_writing import around, not_now
from concern_cases.views.shared import read_and_send
from people.guards import person
from people.models import User
from record.errors import RuleError
from record.words import listed

EDITION = re.compile(r"o(\d+)-edition")
LOGGED_AGAIN_AFTER = timedelta(minutes=10)  # the page fetches single objectives many times
# What buttons do with one objective, and how it is told.
ACTS: dict[str, tuple[Callable[[ObjectiveText, User], None], str]] = {
    "up": (lambda text, by: move_objective(text, up=True, by=by), "moved up"),
    "down": (lambda text, by: move_objective(text, up=False, by=by), "moved down"),
    "remove": (lambda text, by: remove_objective(text, by=by), "taken away"),
}
FEW = 3  # so many objectives stand open when the page is opened


@read_and_send
def write_all(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Every objective of the draft on one page.

    What was sent is saved objective by objective; where it can't be, the typed words stand there still, with
    the reason or with both texts (409). ``?only=`` an objective: that part of the page alone, as it is now.
    """
    only = request.GET.get("only", "")
    again = LOGGED_AGAIN_AFTER if only else None
    version = draft_to_write(request, pk, number, what="writing all objectives", unless_since=again)
    if answer := not_now(request, version):
        return answer
    if request.method == "POST":
        parts, saved = _save(request, version)
        if not any(part.is_wrong for part in parts):
            return _after_saving(request, version, saved)
    else:
        parts, saved = parts_of(version), []
        if not only:
            note_writing(version, None, by=person(request))
    facts = {
        "parts": [part for part in parts if not only or str(part.number) == only],
        "few": len(parts) <= FEW,
        "writing": others_writing(version, person(request)),
        "saved": saved,
        **around(request, version),
    }
    if only:
        return render(request, "concern_cases/_plan_parts.html", facts)
    status = 409 if any(part.stale for part in parts) else 200
    facts["empty_rows"] = empty_rows()
    facts["wrong"] = [each for part in parts if part.is_wrong for each in part.form.parts]
    return render(request, "concern_cases/plan_write_all.html", facts, status=status)


# --- Saving what was sent


def _save(request: HttpRequest, version: PlanVersion) -> tuple[list[Part], list[int]]:
    """The parts as they stand afterwards, and the numbers of the objectives that were saved."""
    theirs = _number_in(request, "theirs")
    sent, saved = parts_of(version, sent=request.POST), []
    for part in sent:
        if part.form.is_bound and part.number != theirs and _save_part(request, part):
            saved.append(part.number)
    _tell_of_those_gone(request, {part.number for part in sent})
    wrong = {part.number: part for part in sent if part.is_wrong and part.number != theirs}
    now = [wrong.pop(part.number, part) for part in parts_of(version)]
    return [*now, *wrong.values()], saved


def _tell_of_those_gone(request: HttpRequest, there: set[int]) -> None:
    sent = {int(found[1]) for name in request.POST if (found := EDITION.fullmatch(name))}
    for number in sorted(sent - there):
        messages.error(
            request, f"Objective {number} was taken away while you were writing: nothing of it was saved."
        )


def _save_part(request: HttpRequest, part: Part) -> bool:
    """Whether something was saved; where nobody typed, what others wrote there since is left as it is."""
    form = part.form
    if not form.is_valid():
        return False
    words = form.words()
    if words.plain().mark == form.cleaned_data["was"]:
        return False
    before, moved = part.text.edition, moved_away(part.text, words)
    try:
        edition = form.cleaned_data["edition"]
        saved = save_objective(part.text, edition=edition, words=words, by=person(request))
        for each in moved:
            messages.info(request, f"{each}.")
        return saved.edition > before
    except StaleText as error:
        part.stale = error
        form.set_edition(error.edition)
    except RuleError as error:
        form.show(error)
    return False


def _after_saving(request: HttpRequest, version: PlanVersion, saved: list[int]) -> HttpResponse:
    """What was saved is said, then the button has its own effect, or leads where it says."""
    if saved:
        names = listed(saved)
        words = f"Objective {names} was saved." if len(saved) == 1 else f"Objectives {names} were saved."
        messages.success(request, words)
    here = reverse("plans:write_all", args=[version.plan_id, version.number])
    do, _, number = request.POST.get("do", "all").partition("-")
    asked = criterion_asked(request)
    number = asked.number if asked else number
    texts = version.texts.select_related("objective")
    text = texts.filter(objective__number=number).first() if number.isdigit() else None
    if text is not None and asked:
        return redirect(f"{here}#{move_as_asked(request, text, asked)}")
    if text is not None and do in ACTS:
        _act(request, text, do)
    elif onward := _onward(version, text, do):
        return redirect(onward)
    return HttpResponseRedirect(f"{here}#objective-{number}" if number.isdigit() else here)


def _act(request: HttpRequest, text: ObjectiveText, do: str) -> None:
    """What a button does with one objective; refused, it says why."""
    act, words = ACTS[do]
    number = text.objective.number
    try:
        act(text, person(request))
        messages.success(request, f"Objective {number} is {words}.")
    except RuleError as error:
        messages.error(request, str(error))


def _onward(version: PlanVersion, text: ObjectiveText | None, do: str) -> str:
    """Where the button leads, if to another page."""
    draft = [version.plan_id, version.number]
    adding = reverse("plans:add_objective", args=draft)
    if do == "back":
        return reverse("plans:write", args=draft)
    if do == "add":
        return f"{adding}?all=1"
    if text is None:
        return ""
    objective = text.objective
    pages = {
        "one": reverse("plans:write_objective", args=[*draft, objective.number]),
        "split": f"{adding}?all=1&split={objective.number}",
        "give_up": reverse("plans:give_up_objective", args=[*draft, objective.number]) + "?all=1",
        "support": reverse("support:objective", args=[objective.pk]),
    }
    return pages.get(do, "")


def _number_in(request: HttpRequest, name: str) -> int | None:
    """The objective that a button names: ``theirs-3``."""
    do, _, number = request.POST.get("do", "").partition("-")
    return int(number) if do == name and number.isdigit() else None
