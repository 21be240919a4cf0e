"""Concerns: what exactly the LA is worried about, and that it was no surprise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from concern_cases.events import event_kind, record_event
from concern_cases.models import Concern, ConcernCase
from concern_cases.rules import lock_open_case, not_in_future, people_named, worded
from evaluation.models import Area
from people.models import User
from record.errors import RuleError
from record.services import service
from schools.permissions import Circle

CONCERN_ADDED = event_kind(
    "concerns.added",
    "raised a concern about {area}",
    title="Concern raised: {area}",
    details=(
        "{text}",
        "Discussed on {discussed_on} with {discussed_with}.",
        "Not discussed: {not_discussed_why}",
    ),
)


@dataclass(frozen=True)
class ConcernFacts:
    """A concern as it is put down: where, what, from what source, and when the head heard of it."""

    area: Area
    text: str
    source: str
    discussed_on: date | None = None
    discussed_with: str = ""
    not_discussed_why: str = ""
    circle: str = Circle.SCHOOL
    named: Sequence[User] = ()


def check_concern(facts: ConcernFacts) -> None:
    """Nothing, if the concern may be put down like this.

    Any concern raised with a school is never a surprise: it says when it was discussed with the head and
    with whom, or why not yet. Refuses (RuleError) one that says neither or both, a day to come, and
    missing words.
    """
    worded(facts.text, "Say what the concern is", field="text")
    worded(facts.source, "Say where the concern comes from", field="source")
    if facts.discussed_on is None:
        if facts.discussed_with.strip():
            raise RuleError("Say on which day it was discussed", field="discussed_on")
        otherwise = "Say when it was discussed with the head, or why it was not"
        worded(facts.not_discussed_why, otherwise, field="discussed_on")
        return
    not_in_future(facts.discussed_on, "a discussion", field="discussed_on")
    worded(facts.discussed_with, "Say with whom it was discussed", field="discussed_with")
    if facts.not_discussed_why.strip():
        raise RuleError("Say when it was discussed or why it was not, not both", field="not_discussed_why")


@service
def add_concern(case: ConcernCase, *, facts: ConcernFacts, by: User) -> Concern:
    """The concern stands in the case, for the eyes of its circle.

    Refuses (RuleError) what ``check_concern`` refuses, and a closed case (AlreadyDone).
    """
    check_concern(facts)
    lock_open_case(case)
    named = people_named(facts.circle, facts.named, school=case.school, by=by)
    concern = Concern.objects.create(
        case=case,
        area=facts.area,
        text=facts.text.strip(),
        source=facts.source.strip(),
        discussed_on=facts.discussed_on,
        discussed_with=facts.discussed_with.strip(),
        not_discussed_why=facts.not_discussed_why.strip(),
        circle=facts.circle,
    )
    concern.named.set(named)
    record_event(
        CONCERN_ADDED,
        school=case.school,
        case=case,
        circle=facts.circle,
        audience=named,
        concern=concern.pk,
        area=concern.area.name,
        text=concern.text,
        source=concern.source,
        discussed_on=concern.discussed_on,
        discussed_with=concern.discussed_with,
        not_discussed_why=concern.not_discussed_why,
    )
    return concern
