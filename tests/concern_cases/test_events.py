from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from concern_cases.events import event_kind, record_event, sentence_of, tell
from concern_cases.models import CaseEvent, Concern
from concern_cases.services.concerns import add_concern
from concern_cases.services.leads import change_lead
from people.services.grants import derive_grants
from record import clock
from record.actor import acting_as
from record.services import service
from tests.concern_cases.makers import concern_facts, make_action, make_case, make_evidence


def test_the_whole_story_is_told_in_sentences(cast):
    with clock.at(date(2026, 11, 23)):
        case = make_case(cast)
        make_evidence(case)
        make_action(case)
        change_lead(case, lead=cast.head_of_improvement, why="Leave.", by=cast.director)
    told = [tell(event) for event in CaseEvent.objects.order_by("position")]
    assert [f"{entry.title} by {entry.by}" for entry in told] == [
        "Case opened by Helen Marchetti",
        "Concern raised: Governance by Helen Marchetti",
        "Risk of failing to improve judged high by Helen Marchetti",
        "Evidence added: SIP note of visit by Helen Marchetti",
        "Action agreed: Publish a calendar of checks by Helen Marchetti",
        "Case handed from Helen Marchetti to Colin Tregarth by Dorothea Vane",
    ]
    discussed = told[1].details[1].replace("\N{NO-BREAK SPACE}", " ")
    assert discussed == "Discussed on 19 November 2026 with David Lorimer, headteacher."
    assert told[0].details == (
        "Results have fallen for three years.",
        "Helen Marchetti leads it. Conferences: every 3 months.",
    )


def test_a_kind_without_a_title_is_told_with_its_subject_in_front(cast):
    kind = event_kind("trials.made", "made a trial on {on}")
    with acting_as(cast.sip):
        event = record_event(kind, school=cast.school, on=date(2026, 11, 2))
    event.refresh_from_db()
    assert sentence_of(event) == "made a trial on 2\N{NO-BREAK SPACE}November\N{NO-BREAK SPACE}2026"
    assert (tell(event).title.startswith("Judith Penhale made a trial"), tell(event).by) == (True, "")


def test_two_kinds_do_not_share_a_name():
    event_kind("trials.unique", "tried")
    with pytest.raises(ValueError, match="already"):
        event_kind("trials.unique", "tried again")


def test_a_kind_that_nobody_declares_any_more_is_still_told(cast):
    with acting_as(None):
        event = CaseEvent.append(chain="school x", kind="letters.sealed_twice", circle="la")
    assert tell(event).title == "Letters: sealed twice"


def test_what_is_missing_from_an_old_event_leaves_no_hole(cast):
    event = CaseEvent.append(chain="school x", kind="concerns.added", circle="la", body={"area": "Finance"})
    assert tell(event).title == "Concern raised: Finance"
    assert tell(event).details == ()
    assert sentence_of(event) == "raised a concern about Finance"


def test_every_event_is_sealed_into_its_schools_chain(cast, case):
    make_action(case)
    rows = list(CaseEvent.objects.filter(chain=f"school {cast.school.urn}").order_by("position"))
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    for before, row in zip(rows, rows[1:], strict=False):
        assert row.previous_hash == before.hash
    assert all(row.hash == row.computed_hash() for row in rows)


@pytest.mark.parametrize("statement", ["UPDATE {} SET kind = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_remove_an_event(case, statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(CaseEvent._meta.db_table))


def test_an_event_stands_or_falls_with_the_change_that_it_tells(cast, case):
    before = CaseEvent.objects.count()

    @service
    def add_and_fail(case, *, by):
        add_concern(case, facts=concern_facts(), by=by)
        raise RuntimeError("The power failed.")

    with pytest.raises(RuntimeError):
        add_and_fail(case, by=cast.senior_adviser)
    assert (CaseEvent.objects.count(), Concern.objects.count()) == (before, 1)


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused(cast):
    with pytest.raises(RuntimeError, match="in the transaction"):
        record_event(event_kind("trials.loose", "tried"), school=cast.school)


def test_who_lost_sight_of_the_school_is_named_in_vain(cast, case):
    add_concern(case, facts=concern_facts(circle="named", named=[cast.chair]), by=cast.senior_adviser)
    seen = CaseEvent.objects.filter(circle="named")
    assert seen.visible_to(cast.chair).exists()
    assert not seen.visible_to(cast.head).exists()
    cast.chair.posts.all().first().delete()
    derive_grants()
    assert not seen.visible_to(cast.chair).exists()
