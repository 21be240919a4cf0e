"""What follows a letter that was not complied with."""

from concern_cases.events import event_kind, record_event
from letters.ladder import next_kind
from schools.permissions import Circle
from workflows import triggers
from workflows.letters.moments import letter_of
from workflows.models import CaseworkProcess

NO_NEXT_RUNG = event_kind(
    "letters.no_next_rung",
    "found no further letter that this school can be given after {reference}",
    title="Nothing follows {reference} by itself",
    details=(
        "There is no further letter that the school can be given. What follows is for people to decide.",
    ),
)


def want_next_letter(process: CaseworkProcess) -> None:
    """The next letter, linked to this one, is asked for; where there is none, the case says so."""
    letter = letter_of(process)
    if letter.case is None:
        return
    kind = next_kind(letter)
    if kind is None:
        record_event(
            NO_NEXT_RUNG,
            school=letter.school,
            case=letter.case,
            circle=Circle.LA,
            reference=letter.reference,
        )
        return
    triggers.want(
        key=f"letter:{letter.pk}:next",
        wanted="start_letter",
        cause=f"{letter} was not complied with",
        payload={"kind": kind.code, "follows": letter.pk},
        case=letter.case,
        from_process=process,
    )
