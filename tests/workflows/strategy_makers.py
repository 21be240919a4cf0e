"""A strategy meeting of the authority, with a school on its agenda."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from concern_cases.models import Action, ConcernCase, ObjectiveRating, Review
from concern_cases.services.actions import agree_action, complete_action
from concern_cases.services.cases import open_case
from concern_cases.services.concerns import ConcernFacts
from evaluation.models import Area, Category, CategoryKind, Risk
from meetings.models import AgendaItem, Meeting, MeetingType
from meetings.reference import STRATEGY_MEETING
from meetings.services.invitees import suggested_for_la
from meetings.services.strategy_schools import add_school
from record import clock
from schools.models import School
from support.models import DaysUsed, Deployment, Provider, SupportType
from tests.concern_cases.makers import make_visit
from tests.conftest import Cast
from tests.meetings.makers import make_plan
from tests.workflows.conftest import london
from workflows.services.la_meetings import start_la_meeting

STRATEGY_DAY = date(2027, 1, 20)  # a Wednesday


def call_strategy(cast: Cast, *, kind: str = STRATEGY_MEETING, **facts: Any) -> Meeting:
    """Called by the adviser for 20 January 2027, chaired by the director, with whoever the rules name."""
    type_ = MeetingType.objects.get(code=kind)
    facts = {
        "starts_at": london(STRATEGY_DAY, 9),
        "place": "County Hall",
        "chair": cast.director,
        "invitees": suggested_for_la(cast.la, chair=cast.director, type_=type_),
        "by": cast.senior_adviser,
        **facts,
    }
    return start_la_meeting(cast.la, type_code=kind, **facts)


def school_item(meeting: Meeting, case: ConcernCase, cast: Cast) -> AgendaItem:
    """The item about the school, added if the records did not propose it."""
    found = meeting.items.filter(case=case).first()
    return found or add_school(meeting, case, why="It is of great concern.", by=cast.senior_adviser)


def make_strategy_meeting(cast: Cast, case: ConcernCase, **facts: Any) -> Meeting:
    meeting = call_strategy(cast, **facts)
    school_item(meeting, case, cast)
    return meeting


def make_la_action(cast: Cast) -> Action:
    """The legal adviser has an action that concerns no school."""
    return agree_action(
        case=None,
        la=cast.la,
        what="Write down when a notice is proposed",
        due_on=STRATEGY_DAY,
        measure="The paper is agreed",
        owner=cast.legal_adviser,
        origin="LA strategy meeting",
        by=cast.senior_adviser,
    )


RAGS = ("red", "amber", "amber", "green")
CATEGORIES = ("good", "satisfactory-good", "satisfactory-satisfactory", "inadequate")


def make_full_case(cast: Any, school: School, *, mark: str) -> ConcernCase:
    """A school with two years on record: every part of its evidence has something to say.

    ``mark`` is a word that stands in its texts and in those of no other school.
    """
    adviser, today = cast.senior_adviser, clock.today()
    case = open_case(
        school,
        why=f"Results have fallen for three years and nothing is checked ({mark}).",
        lead=adviser,
        concerns=[
            ConcernFacts(
                area=area,
                text=f"{area}: no checks are on record since March ({mark}).",
                source="Note of visit 3",
                discussed_on=today - timedelta(days=20),
                discussed_with="The headteacher",
            )
            for area in Area.objects.all()[:2]
        ],
        risk_level="high",
        risk_reason=f"No capacity was seen at two visits ({mark}).",
        by=adviser,
    )
    _judged(school, adviser, mark)
    _planned(case, adviser, mark)
    for number in range(8):
        action = agree_action(
            case=case,
            what=f"Joint lesson {number + 1} in Year {number % 6 + 1} ({mark})",
            due_on=today + timedelta(days=10 + number),
            measure="Lesson notes",
            owner=adviser,
            by=adviser,
        )
        if number < 2:
            complete_action(action, outcome="It was seen to work.", by=adviser)
        elif number < 4:
            Action.objects.filter(pk=action.pk).update(due_on=today - timedelta(days=9 - number))
    _supported(case, adviser, mark)
    return case


def _judged(school: School, by: Any, mark: str) -> None:
    today = clock.today()
    for number, code in enumerate(CATEGORIES):
        kind = CategoryKind.objects.get(code=code)
        on = today - timedelta(days=700 - 200 * number)
        facts = {
            "stage": "agreed",
            "on": on,
            "reason": f"The moderation of {on.year} ({mark}).",
            "agreed_by": by,
        }
        Category.objects.create(school=school, category=kind, **facts)
    for number, level in enumerate(("low", "medium", "high")):
        on = today - timedelta(days=600 - 180 * number)
        for kind in Risk.Kind.values:
            Risk.objects.create(
                school=school,
                kind=kind,
                level=level,
                reason=f"As visit {number + 1} found ({mark}).",
                on=on,
                judged_by=by,
            )
    make_visit(school, on=today - timedelta(days=40), by=by)


def _planned(case: ConcernCase, by: Any, mark: str) -> None:
    """A plan of five objectives, judged at three reviews."""
    today = clock.today()
    plan = make_plan(
        case, *(f"Objective {number + 1}: writing is taught well ({mark})" for number in range(5)), by=by
    )
    Review.objects.filter(plan=plan).delete()
    for number in range(3):
        on = today - timedelta(days=280 - 90 * number)
        review = Review.objects.create(
            plan=plan, due_on=on, held_on=on, version=plan.version_on(on), status="done", follows="on_track"
        )
        for place, objective in enumerate(plan.objectives.all()):
            ObjectiveRating.objects.create(
                objective=objective,
                review=review,
                rag=RAGS[(number + place) % len(RAGS)],
                reason=f"Seen in four of six lessons; leaders check too little ({mark}).",
                on=on,
                rated_by=by,
            )


def _supported(case: ConcernCase, by: Any, mark: str) -> None:
    today = clock.today()
    for number, type_ in enumerate(SupportType.objects.all()[:3]):
        provider, _ = Provider.objects.get_or_create(
            la=case.school.la, type=type_, name=f"Provider {number + 1}"
        )
        deployment = Deployment.objects.create(
            school=case.school,
            case=case,
            provider=provider,
            why=f"To coach the two teachers of Year 3 ({mark}).",
            days_agreed=Decimal(6),
            starts_on=today - timedelta(days=60),
            ends_on=today + timedelta(days=60),
            status=Deployment.Status.AGREED,
            asked_by=by,
        )
        DaysUsed.objects.create(
            deployment=deployment,
            on=today - timedelta(days=5),
            days=Decimal(number + 1),
            done="Two lessons.",
            entered_by=by,
        )
