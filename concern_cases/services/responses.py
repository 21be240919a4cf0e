"""What the school says to the LA's judgement, and what it does not do.

A warning letter rests on both: "a governing body that disagrees with the SIP's moderation and does not
engage, despite evidence-backed judgements".
"""

from collections.abc import Sequence
from datetime import date

from concern_cases.events import event_kind, record_event
from concern_cases.models import ConcernCase, Disagreement, NonEngagement
from concern_cases.rules import lock_open_case, not_in_future, people_named, worded
from people.models import User
from record.errors import RuleError
from record.services import service
from schools.permissions import Circle

DISAGREEMENT_RECORDED = event_kind(
    "responses.disagreement_recorded",
    "recorded that {said_by} disagrees with a judgement",
    title="{said_by} disagrees with a judgement",
    details=("The judgement: {judgement}", "What the school says: {said}", "Said on {on}. Source: {source}"),
)
NON_ENGAGEMENT_RECORDED = event_kind(
    "responses.non_engagement_recorded",
    "recorded that the school did not engage: {what}",
    title="Not engaging: {what}",
    details=("{fact}", "On {on}. Source: {source}"),
)


@service
def record_disagreement(
    case: ConcernCase,
    *,
    judgement: str,
    on: date,
    said_by: str,
    said: str,
    source: str,
    circle: str = Circle.SCHOOL,
    named: Sequence[User] = (),
    by: User,
) -> Disagreement:
    """That the school disagrees with a judgement of the LA is a dated fact of the case.

    Refuses (RuleError) missing words, a day to come, and a closed case (AlreadyDone).
    """
    judgement = worded(judgement, "Say which judgement the school disagrees with", field="judgement")
    said_by = worded(said_by, "Say who disagreed", field="said_by")
    said = worded(said, "Say what the school says instead", field="said")
    source = worded(source, "Say where this was said or written", field="source")
    not_in_future(on, "a disagreement")
    lock_open_case(case)
    people = people_named(circle, named, school=case.school, by=by)
    row = Disagreement.objects.create(
        case=case, judgement=judgement, on=on, said_by=said_by, said=said, source=source, circle=circle
    )
    row.named.set(people)
    record_event(
        DISAGREEMENT_RECORDED,
        school=case.school,
        case=case,
        circle=circle,
        audience=people,
        disagreement=row.pk,
        judgement=judgement,
        on=on,
        said_by=said_by,
        said=said,
        source=source,
    )
    return row


@service
def record_non_engagement(
    case: ConcernCase,
    *,
    kind: str,
    on: date,
    fact: str,
    source: str,
    circle: str = Circle.SCHOOL,
    named: Sequence[User] = (),
    by: User,
) -> NonEngagement:
    """That the school did not take part in its improvement, on that day, is a fact of the case.

    Refuses (RuleError) missing words, an unknown kind, a day to come, and a closed case (AlreadyDone).
    """
    if kind not in NonEngagement.Kind.values:
        raise RuleError("Choose what happened", field="kind")
    fact = worded(fact, "Say what happened, as a fact", field="fact")
    source = worded(source, "Say how this is known", field="source")
    not_in_future(on, "what happened")
    lock_open_case(case)
    people = people_named(circle, named, school=case.school, by=by)
    row = NonEngagement.objects.create(case=case, kind=kind, on=on, fact=fact, source=source, circle=circle)
    row.named.set(people)
    what = row.get_kind_display()
    record_event(
        NON_ENGAGEMENT_RECORDED,
        school=case.school,
        case=case,
        circle=circle,
        audience=people,
        non_engagement=row.pk,
        what=what[:1].lower() + what[1:],
        on=on,
        fact=fact,
        source=source,
    )
    return row
