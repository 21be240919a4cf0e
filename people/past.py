"""What people were called at a moment in the past: the log of access knows who was renamed when."""

from collections.abc import Iterable
from datetime import datetime

from people.events import PERSON_CHANGED, PERSON_CHANGED_ALONE
from people.models import AccessEvent, User

RENAMES = [PERSON_CHANGED.name, PERSON_CHANGED_ALONE.name]


def called_then(people: Iterable[User | None], moment: datetime) -> None:
    """Each of these bears the name that they had then: to be shown, never to be saved. One query."""
    asked = [person for person in people if person]
    rows = AccessEvent.objects.filter(
        kind__in=RENAMES, at__gt=moment, subject_id__in={person.pk for person in asked}
    )
    before: dict[int | None, str] = {}
    for row in rows.order_by("at", "position"):
        if "name" in row.body.get("before", {}):
            before.setdefault(row.subject_id, row.body["before"]["name"])
    for person in asked:
        person.name = before.get(person.pk, person.name)
