"""What a review sets going: a conference to be called, the strategy meeting, a letter."""

from concern_cases.models import Action, ConcernCase, Review
from concern_cases.services.actions import agree_action
from concern_cases.services.leads import lead_or
from concern_cases.since import in_words
from letters.ladder import next_kind
from letters.models import LetterKind
from letters.services.drafting import last_given
from meetings.models import Meeting
from meetings.reference import CASE_CONFERENCE
from meetings.services.conferences import UPCOMING
from record import clock
from record.errors import RuleError
from schools.calendar import deadline
from schools.permissions import Circle
from workflows import triggers
from workflows.models import CaseworkProcess
from workflows.reviews.moments import review_of
from workflows.steps import WORKING_DAYS

FOLLOW_UP_DAYS = 10  # working days, as for what a conference leaves to be arranged
Outcome = Review.Outcome

# What a person does: what is to be done, how it is known, and who may read it.
LEFT_TO_A_PERSON = {
    Outcome.CONFERENCE: ("Call a case conference", "People are invited to it", Circle.SCHOOL),
    # Only where no letter is left that the school could be given.
    Outcome.LETTER: (
        "See to what follows: there is no further letter that the school can be given",
        "What came of it stands in the case’s record",
        Circle.LA,
    ),
}


def ask_for_conference(process: CaseworkProcess) -> Action | None:
    """The case's lead is to call a conference, unless one is called already."""
    case = _case(process)
    if Meeting.objects.filter(case=case, type__code=CASE_CONFERENCE, status__in=UPCOMING).exists():
        return None
    return _leave_to_a_person(process)


def refer_to_strategy(process: CaseworkProcess) -> None:
    """The next strategy meeting has the school on its agenda, now if one is called and when it is if none is.

    There is nothing that somebody could forget: a failing review is a reason that proposes the school.
    """
    review = review_of(process)
    triggers.want(
        key=f"review:{review.pk}:strategy",
        wanted="bring_to_strategy",
        cause=f"The {_called(review)} found the school failing",
        payload={},
        case=_case(process),
        from_process=process,
    )


def propose_letter(process: CaseworkProcess) -> None:
    """The next letter of the ladder, never one further up, is asked for: the lead drafts it, or lets it be.

    What the letter lacks (a disagreement, non-engagement) the draft's own checks say.
    """
    case, review = _case(process), review_of(process)
    kind = _kind_of_letter(case)
    if kind is None:
        _leave_to_a_person(process)
        return
    triggers.want(
        key=f"review:{review.pk}:letter",
        wanted="start_letter",
        cause=f"The {_called(review)} found the school failing",
        payload={"kind": kind.code},
        case=case,
        from_process=process,
    )


def _kind_of_letter(case: ConcernCase) -> LetterKind | None:
    """The kind on the rung after the case's last; None where the school can't be given it."""
    last = last_given(case)
    if last:
        return next_kind(last)
    kinds = LetterKind.objects.in_use().filter(on_ladder__isnull=False)
    if not case.school.is_maintained:
        kinds = kinds.filter(for_academies=True)
    return kinds.order_by("on_ladder").first()


def _leave_to_a_person(process: CaseworkProcess) -> Action:
    case, review = _case(process), review_of(process)
    what, measure, circle = LEFT_TO_A_PERSON[Outcome(review.follows)]
    due = deadline(WORKING_DAYS, given=clock.today(), days=FOLLOW_UP_DAYS, school=case.school)
    decider = review.decided_by or case.lead
    owner = lead_or(case, decider)
    action: Action = agree_action(
        case=case,
        what=f"{what}. The {_called(review)} decided: {review.outcome}",
        due_on=due.ends_on,
        rule=due.rule,
        measure=measure,
        owner=owner,
        owner_name="" if owner else "Whoever leads the case",
        circle=circle,
        origin=_called(review)[:1].upper() + _called(review)[1:],
        by=decider,
    )
    return action


def _called(review: Review) -> str:
    return f"review of {in_words(review.held_on)}"


def _case(process: CaseworkProcess) -> ConcernCase:
    if process.case is None:
        raise RuleError("This review is about no case")
    return process.case
