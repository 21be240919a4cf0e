"""What stopped in the processes or could not be followed up: as in ``web.needs``, where it is named."""

from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from evaluation.models import Risk
from meetings.models import Decision
from people.access import is_held_at, las_where
from schools.models import School
from schools.permissions import Perm
from web.findings import Need
from web.templatetags.soc import day
from workflows.health import tasks_in_error, triggers_given_up, triggers_refused
from workflows.models import CaseworkProcess, TaskCard, Trigger

Rows = QuerySet[Any]
Schools = QuerySet[School]


def _stopped_steps(user: Any, schools: Schools) -> Rows:
    """At the schools, and of meetings of the reader's own authority, which are about none."""
    of_la = Q(school=None, la__in=las_where(user, may=Perm.READ_LA))
    processes = CaseworkProcess.objects.filter(Q(school__in=schools) | of_la)
    tasks = tasks_in_error().filter(process__in=processes.values("pk"))
    level = Risk.level_of(Risk.Kind.IMPROVEMENT, "process__caseworkprocess__school")
    about = ("school", "case__school", "meeting__type", "meeting__la")
    return tasks.select_related(*(f"process__caseworkprocess__{name}" for name in about)).annotate(
        level=level
    )


def _about_process(process: CaseworkProcess) -> Any:
    return process.case or process.school or process.meeting


def _stopped_sentence(task: Any) -> str:
    step = task.flow_task.name.replace("_", " ") if task.flow_task else "a step"
    return f"The system could not do “{step}” by itself. Ask whoever runs this service."


def _stuck_triggers(user: Any, schools: Schools) -> Rows:
    """What was to begin at the schools and has not, also what a meeting of the authority decided.

    It was tried too often; or a rule forbade what was decided, and nobody has tried it again or made it an
    action since. What the reader may not read of a decision, as whoever heads the school, is not among it.
    """
    triggers = Trigger.objects.filter(
        Q(case__school__in=schools) | Q(case=None, from_process__school__in=schools)
    ).annotate(decision=Cast(KT("payload__decision"), BigIntegerField()))
    seen = Decision.objects.visible_to(user)
    unsettled = seen.filter(pk=OuterRef("decision"), came_of_it="")
    given_up = Q(pk__in=triggers_given_up().values("pk")) & (
        Q(decision=None) | Q(decision__in=seen.values("pk"))
    )
    refused = Q(Exists(unsettled), pk__in=triggers_refused().values("pk"))
    stuck = triggers.filter(given_up | refused)
    stuck = stuck.select_related("case__school", "from_process__school")
    school = Coalesce("case__school", "from_process__school")
    return stuck.annotate(school=school).annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "school"))


def _stuck_sentence(trigger: Any) -> str:
    if trigger.done_at is None:
        return f"What was to follow from “{trigger.cause}” has not begun. Ask whoever runs this service."
    why = trigger.error.rstrip(".")
    return (
        f"“{trigger.cause}” could not be followed up by itself: {why}. On the page of the meeting, try it "
        "again or make it an action."
    )


def _nobody_to_answer(user: Any, schools: Schools) -> Rows:
    """What a school is asked for while nobody on record may answer for it."""
    answers = (Perm.COMMENT_PLAN, Perm.COMMENT_REVIEW)
    asked = Q()
    for perm in answers:
        asked |= Q(perm=perm.value) & ~is_held_at("school", perm=perm)
    cards = TaskCard.objects.open().filter(asked, school__in=schools)
    cards = cards.select_related("case__school", "school")
    return cards.annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "school"))


def _nobody_to_answer_sentence(card: Any) -> str:
    return (
        f"“{card.title}” is asked of the school until {day(card.due_on)}, and nobody on record may answer "
        "for it. Ask an administrator to put its head or chair on record."
    )


PROCESS_NEEDS: list[Need] = [
    Need(
        "step_stopped",
        _stopped_steps,
        _stopped_sentence,
        lambda task: timezone.localdate(task.created),
        lambda task: _about_process(task.process.caseworkprocess),
    ),
    Need(
        "trigger_stuck",
        _stuck_triggers,
        _stuck_sentence,
        lambda trigger: timezone.localdate(trigger.created_at),
        lambda trigger: trigger.case or trigger.from_process.school,
    ),
    Need(
        "school_cannot_answer",
        _nobody_to_answer,
        _nobody_to_answer_sentence,
        lambda card: timezone.localdate(card.created_at),
    ),
]
