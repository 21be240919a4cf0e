"""What the page of an objective sends by itself while somebody types, and what it is answered: JSON."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from concern_cases.forms.plan_writing import ObjectiveForm
from concern_cases.models import ObjectiveText
from concern_cases.plan_parts import facts_of
from concern_cases.plan_presence import note_writing, others_writing
from concern_cases.services.plan_splitting import moved_away
from concern_cases.services.plan_words import Words
from concern_cases.services.plan_writing import StaleText, save_objective
from concern_cases.views.plan_guards import draft_to_write, text_to_write, why_not_written
from people.guards import person
from record import clock
from record.errors import AlreadyDone, RuleError
from record.words import clock_time


@require_POST
def save(request: HttpRequest, pk: int, number: int, objective: int) -> JsonResponse:
    """The text was saved (200), or stands in the way of somebody else's (409, with both), or can't be.

    What is only half typed (a step without its day) is named in ``not_kept`` and stands as it stood.
    ``beat``: nothing is saved; the page says that it is still open. A page that one person left open is not
    saved under the name of whoever signed in after (401).
    """
    version = draft_to_write(request, pk, number)
    if request.POST.get("person") != str(person(request).pk):
        return _refused("person", 401)
    if why_not := why_not_written(version):
        return _refused("over", 409, message=why_not)
    text = text_to_write(request, version, objective)
    answer: dict[str, Any] = {"not_kept": []}
    try:
        if "beat" not in request.POST:
            answer["not_kept"] = _save(request, text)
    except StaleText as stale:
        return _refused("stale", 409, message=str(stale), **_both(stale))
    except AlreadyDone as over:
        return _refused("over", 409, message=str(over))
    except (RuleError, ValueError) as error:
        return _refused("rule", 400, message=str(error))
    note_writing(version, text.objective, by=person(request))
    answer |= {"was": Words.of(text).mark, **facts_of(text)}
    answer |= {"edition": text.edition, "saved_at": clock_time(timezone.localtime(clock.now()))}
    answer["who"] = str(text.changed_by or "")
    answer["writing"] = others_writing(version, person(request))
    return JsonResponse(answer)


@require_POST
def beat(request: HttpRequest, pk: int, number: int) -> JsonResponse:
    """The page of all objectives is still open, at objective ``at`` if somebody writes there.

    Answered: who else writes where (``writing``), and of each objective, in their order, its last edition, by
    whom and when (``objectives``): the page tells what others changed. 401, 409: as ``save``.
    """
    version = draft_to_write(request, pk, number)
    if request.POST.get("person") != str(person(request).pk):
        return _refused("person", 401)
    if why_not := why_not_written(version):
        return _refused("over", 409, message=why_not)
    texts = version.texts.filter(dropped=False).select_related("objective", "changed_by")
    by_number = {str(text.objective.number): text for text in texts}
    at = by_number.get(request.POST.get("at", ""))
    note_writing(version, at.objective if at else None, by=person(request))
    facts = [{"number": number, "edition": text.edition, **_last(text)} for number, text in by_number.items()]
    return JsonResponse({"writing": others_writing(version, person(request)), "objectives": facts})


def _last(text: ObjectiveText) -> dict[str, str]:
    """Who changed the text last, and at what time."""
    when = clock_time(timezone.localtime(text.changed_at)) if text.changed_at else ""
    return {"who": str(text.changed_by or ""), "when": when}


def _save(request: HttpRequest, text: ObjectiveText) -> list[str]:
    """What could be kept was kept; what could not, in words. ValueError: no edition."""
    form = ObjectiveForm(request.POST, text=text)
    form.is_valid()
    edition = int(request.POST.get("edition", ""))
    words = form.words_so_far()
    moved = moved_away(text, words)
    save_objective(text, edition=edition, words=words, by=person(request))
    return [*form.not_kept(), *map(str, moved)]


def _both(stale: StaleText) -> dict[str, Any]:
    rows = [{"label": row.label, "mine": row.mine, "theirs": row.theirs} for row in stale.differences]
    when = clock_time(timezone.localtime(stale.when)) if stale.when else ""
    return {"edition": stale.edition, "who": stale.who, "when": when, "differences": rows}


def _refused(reason: str, status: int, **facts: Any) -> JsonResponse:
    return JsonResponse({"reason": reason, **facts}, status=status)
