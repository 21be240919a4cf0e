"""Who else has a draft open at this moment, and where."""

from datetime import timedelta

from concern_cases.models import Objective, PlanVersion, PlanWriting
from people.models import User
from record import clock

RECENT = timedelta(seconds=60)


def note_writing(version: PlanVersion, objective: Objective | None, *, by: User) -> None:
    """The person has this objective open now, or (None) the draft as a whole."""
    now = {"objective": objective, "seen_at": clock.now()}
    PlanWriting.objects.update_or_create(version=version, user=by, defaults=now)


def others_writing(version: PlanVersion, reader: User) -> list[tuple[str, int]]:
    """Names of the others heard of within a minute, each with the number of the objective."""
    rows = PlanWriting.objects.filter(version=version, seen_at__gt=clock.now() - RECENT)
    rows = rows.exclude(user=reader).exclude(objective=None).select_related("user", "objective")
    return [(row.user.name, row.objective.number) for row in rows if row.objective]
