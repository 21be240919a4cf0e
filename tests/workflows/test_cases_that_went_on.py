"""A school that became an academy or merged: agenda and Panel know what was on record before."""

from datetime import timedelta

import pytest

from concern_cases.models import ConcernCase
from evaluation.models import Risk
from meetings.models import AgendaItem, Decision, DecisionCode, Meeting, MeetingType, ProgressKind
from meetings.reference import STRATEGY_MEETING
from meetings.services.holding import _take_up
from record import clock
from schools.models import School, Succession
from tests.factories import make_school
from tests.workflows.strategy_makers import make_full_case
from workflows.panel.report import panel_report
from workflows.services.cases import continue_case_at
from workflows.strategy.choosing import proposed_schools


@pytest.fixture
def old(cast, monday):
    """Thirty months in concern, judged at two strategy meetings, and referred to the next one."""
    case = make_full_case(cast, cast.school, mark="before")
    ConcernCase.objects.filter(pk=case.pk).update(opened_on=clock.today() - timedelta(days=913))
    case.refresh_from_db()
    slow = ProgressKind.objects.filter(is_enough=False).first()
    for days in (200, 100):
        meeting = held(cast, STRATEGY_MEETING, days=days)
        facts = {"title": str(case.school), "order": 1, "state": "done", "circle": "la_and_diocese"}
        AgendaItem.objects.create(meeting=meeting, school=case.school, case=case, progress=slow, **facts)
    conference = held(cast, "case_conference", days=5, school=case.school, case=case)
    code = DecisionCode.objects.get(code="refer_to_strategy")
    Decision.objects.create(
        meeting=conference, code=code, reason="It stalls.", recorded_by=cast.senior_adviser
    )
    return case


def held(cast, kind, *, days, **facts):
    at = clock.now() - timedelta(days=days)
    return Meeting.objects.create(
        type=MeetingType.objects.get(code=kind),
        la=cast.la,
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        place="County Hall",
        chair=cast.director,
        called_by=cast.director,
        status=Meeting.Status.MINUTES_APPROVED,
        held_at=at,
        **facts,
    )


def becomes_academy(cast, old):
    academy = make_school(la=cast.la, diocese=cast.corvesham, name="Fernhallow Academy")
    Succession.objects.create(predecessor=old.school, successor=academy, on=clock.today(), kind="Successor")
    School.objects.filter(pk=old.school_id).update(status="Closed", closed_on=clock.today())
    facts = {"why": "It is an academy now.", "lead": cast.senior_adviser, "by": cast.senior_adviser}
    new, _, _ = continue_case_at(old, school=academy, **facts)
    return new


def proposed(cast):
    (proposal,) = proposed_schools(cast.la)
    return proposal.case, [reason.words for reason in proposal.reasons]


def panel(cast):
    report = panel_report(cast.la, reader=cast.director)
    (row,) = report.schools
    numbers = {each.name: each.words for each in report.numbers}
    return numbers, (row.letter, row.months, row.category, str(row.progress), row.why, row.actions)


def test_the_next_strategy_meeting_has_the_reasons_that_were_on_record_before(cast, old):
    case, before = proposed(cast)
    assert case == old
    assert len(before) >= 4
    new = becomes_academy(cast, old)
    case, after = proposed(cast)
    assert case == new
    assert after == before


def test_what_was_referred_before_is_taken_up_where_the_case_went_on(cast, old):
    new = becomes_academy(cast, old)
    item = AgendaItem(meeting=held(cast, STRATEGY_MEETING, days=0), school=new.school, case=new)
    _take_up(item)
    assert Decision.objects.get().carried_out_at is not None


def test_the_panel_reads_of_one_school_that_went_on_and_nothing_began_or_ended(cast, old):
    numbers, row = panel(cast)
    assert row[1] == 30
    becomes_academy(cast, old)
    assert panel(cast) == (numbers, row)


def test_what_is_judged_anew_counts_from_then_on(cast, old):
    new = becomes_academy(cast, old)
    for kind in Risk.Kind.values:
        facts = {"kind": kind, "level": "low", "reason": "A new head.", "judged_by": cast.sip}
        Risk.objects.create(school=new.school, on=clock.today(), **facts)
    assert panel(cast)[0]["Of these at high risk"][-1] == "0"


def test_a_case_that_is_opened_again_later_became_one_anew(cast, old):
    new = becomes_academy(cast, old)
    ConcernCase.objects.filter(pk=new.pk).update(opened_on=clock.today())
    ConcernCase.objects.filter(pk=old.pk).update(closed_on=clock.today() - timedelta(days=30))
    numbers = panel(cast)[0]
    assert numbers["Became schools of concern in three months"][-1] == "1"
    assert numbers["Ceased to be in three months"][-1] == "1"
