"""Kinds of letter change from a day on: one proposes, another agrees, and no version in use is touched."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from concern_cases.models import CaseEvent
from letters.ladder import kind_of
from letters.models import KindChange, LetterKind
from letters.services.kind_changes import (
    agree_change,
    drop_change,
    propose_change,
    propose_taking_away,
    refuse_change,
)
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from tests.letters.kind_makers import NEW_YEAR, WHY, change, propose, today_and_coming
from tests.letters.makers import TODAY, make_draft

LAST_DAY_OF_2026 = date(2026, 12, 31)


def kind_mails():
    rows = Dispatch.objects.filter(key__startswith="letters.kind_change").order_by("pk")
    return [(row.payload["to"].partition(" <")[0].strip('"'), row.payload["subject"]) for row in rows]


def test_what_is_proposed_holds_for_nobody_until_a_second_person_agrees(county):
    propose(county)
    now, coming = today_and_coming()
    assert (now.clock_days, now.valid_until, coming) == (20, None, None)
    assert KindChange.objects.get().is_waiting


def test_a_change_that_was_agreed_holds_from_its_day_without_a_gap(county):
    made = change(county)
    now, coming = today_and_coming()
    assert (now.clock_days, now.valid_until) == (20, LAST_DAY_OF_2026)
    assert (coming, coming.clock_days, coming.valid_from, coming.valid_until) == (made, 25, NEW_YEAR, None)
    assert (coming.name, coming.on_ladder, coming.opening) == (now.name, now.on_ladder, now.opening)
    with clock.at(LAST_DAY_OF_2026):
        assert kind_of("warning_letter") == now
    with clock.at(NEW_YEAR):
        assert kind_of("warning_letter") == made


def test_a_change_can_hold_from_today(county):
    made = change(county, valid_from=TODAY)
    assert kind_of("warning_letter") == made
    assert LetterKind.objects.get(code="warning_letter").valid_until == TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("says", "for_law", "can"),
    [
        ({"clock_days": 25}, False, {"director", "legal_adviser"}),
        ({"opening": "We write to the {body}."}, False, {"director", "legal_adviser"}),
        ({"needs_legal_check": False}, True, {"legal_adviser"}),
    ],
)
def test_who_agrees_is_another_authoriser_or_for_the_law_a_legal_adviser(county, says, for_law, can):
    waiting = propose(county, says=says)
    assert waiting.for_law is for_law
    for name in ("head_of_improvement", "senior_adviser", "director", "legal_adviser"):
        with transaction.atomic():
            if name in can:
                assert agree_change(waiting, by=getattr(county, name)).state == "agreed"
            else:
                with pytest.raises(PermissionDenied):
                    agree_change(waiting, by=getattr(county, name))
            transaction.set_rollback(True)


def test_words_of_a_notice_in_law_are_agreed_by_a_legal_adviser_alone(county):
    waiting = propose(county, "s60_notice", says={"clock_days": 20})
    assert waiting.for_law
    with pytest.raises(PermissionDenied):
        agree_change(waiting, by=county.director)
    assert agree_change(waiting, by=county.legal_adviser).state == "agreed"


def test_nobody_proposes_who_authorises_no_letters(county):
    for name in ("senior_adviser", "legal_adviser", "chair"):
        with pytest.raises(PermissionDenied):
            propose(county, by=getattr(county, name))


def test_the_database_refuses_that_one_person_does_both(county):
    waiting = propose(county)
    waiting.state, waiting.decided_by, waiting.decided_at = "agreed", county.head_of_improvement, clock.now()
    with (
        pytest.raises(IntegrityError, match="who_proposes_a_change_does_not_agree_to_it"),
        transaction.atomic(),
    ):
        waiting.save()


def test_the_second_of_two_proposals_is_told_of_the_first(county):
    propose(county)
    with pytest.raises(
        AlreadyDone, match=f"waits already to be agreed. {county.head_of_improvement} proposed"
    ):
        propose(county, by=county.director, says={"clock_days": 30})
    assert KindChange.objects.count() == 1


def test_the_second_of_two_decisions_is_told_of_the_first(county):
    waiting = propose(county)
    agree_change(waiting, by=county.director)
    for act in (agree_change, drop_change):
        with pytest.raises(AlreadyDone, match=f"Agreed already, by {county.director}"):
            act(waiting, by=county.legal_adviser if act is agree_change else county.director)
    with pytest.raises(AlreadyDone):
        refuse_change(waiting, why="No", by=county.legal_adviser)
    assert LetterKind.objects.filter(series="warning_letter").count() == 2


def test_a_refusal_has_its_reason_and_changes_nothing(county):
    waiting = propose(county)
    with pytest.raises(RuleError) as refused:
        refuse_change(waiting, why=" ", by=county.director)
    assert refused.value.field == "why"
    refused_one = refuse_change(waiting, why="Twenty are enough.", by=county.director)
    assert (refused_one.state, refused_one.decided_why) == ("refused", "Twenty are enough.")
    assert today_and_coming()[1] is None


def test_a_proposal_that_was_taken_back_leaves_room_for_another(county):
    drop_change(propose(county), by=county.head_of_improvement)
    assert propose(county, says={"clock_days": 30}).is_waiting


def test_a_version_to_come_can_be_changed_with_its_day(county):
    made = change(county)
    later = NEW_YEAR + timedelta(days=31)
    again = change(county, valid_from=later, says={"clock_days": 30})
    now, coming = today_and_coming()
    assert (again.pk, coming.clock_days, coming.valid_from) == (made.pk, 30, later)
    assert now.valid_until == later - timedelta(days=1)
    assert LetterKind.objects.filter(series="warning_letter").count() == 2


def test_a_version_to_come_can_be_taken_away_by_two_people(county):
    change(county)
    waiting = propose_taking_away("warning_letter", why="It was a mistake.", by=county.head_of_improvement)
    assert today_and_coming()[1] is not None
    agree_change(waiting, by=county.director)
    now, coming = today_and_coming()
    assert (now.valid_until, coming) == (None, None)
    taken = LetterKind.history.filter(history_type="-").get()
    assert taken.history_change_reason.startswith("It was a mistake.")


def test_a_version_that_came_into_use_is_not_changed_any_more(county):
    change(county)
    waiting = propose(county, valid_from=NEW_YEAR + timedelta(days=31), says={"clock_days": 30})
    with clock.at(NEW_YEAR), pytest.raises(RuleError, match="came before anybody agreed"):
        agree_change(waiting, by=county.director)
    assert LetterKind.objects.get(valid_from=NEW_YEAR).clock_days == 25


def test_a_proposal_whose_day_has_passed_is_not_agreed_to(county):
    waiting = propose(county)
    with clock.at(NEW_YEAR + timedelta(days=1)), pytest.raises(RuleError, match="propose it again"):
        agree_change(waiting, by=county.director)


def test_a_kind_that_somebody_else_changed_meanwhile_is_not_overwritten(county):
    waiting = propose(county)
    LetterKind.objects.filter(code="warning_letter").update(clock_days=21)
    with pytest.raises(RuleError, match="changed otherwise since"):
        agree_change(waiting, by=county.director)


@pytest.mark.parametrize(
    ("series", "says", "field", "sentence"),
    [
        ("warning_letter", {"clock_days": 0}, "clock_days", "from 1 to 120"),
        ("warning_letter", {"clock_rule": "moon"}, "clock_rule", "how the days are counted"),
        ("warning_letter", {"opening": " "}, "opening", "Write these words"),
        ("warning_letter", {"opening": "In {year}"}, "opening", "There is no field {year}"),
        ("free_letter", {"effect": "Until {due}"}, "effect", "There is no field {due}"),
        ("withdrawal", {"opening": "It is withdrawn."}, "opening", "{ended_reference}"),
        ("warning_letter", {"copies_to": ["appointer"]}, "copies_to", "from those offered"),
        ("october_letter", {"needs_legal_check": True}, None, "not changed here"),
        ("october_letter", {"copies_to": ["head", "diocese"]}, "copies_to", "from those offered"),
        ("s60_notice", {"own_period": False}, None, "not changed here"),
        ("s60_notice", {"clock_rule": "working"}, None, "not changed here"),
        ("october_letter", {"by_category": {"good": ""}}, "category-good", "could get no letter"),
        ("october_letter", {"by_category": {"good": "{school}"}}, "category-good", "No fields can be used"),
    ],
)
def test_what_cannot_stand_in_a_letter_is_refused_beside_its_field(county, series, says, field, sentence):
    with pytest.raises(RuleError) as refused:
        propose(county, series, says=says)
    assert refused.value.field == field
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ({"why": " "}, "why"),
        ({"says": {"clock_days": 20}}, None),
        ({"seen": 0}, "seen"),
    ],
)
def test_no_day_gone_by_no_silence_about_the_reason_and_nothing_without_effect(county, facts, field):
    with pytest.raises(RuleError) as refused:
        propose(county, **facts)
    assert refused.value.field == field


def test_a_version_that_began_today_is_followed_tomorrow_at_the_earliest(county):
    change(county, valid_from=TODAY)
    with pytest.raises(RuleError, match="began today"):
        propose(county, valid_from=TODAY, says={"clock_days": 30})
    assert propose(county, valid_from=TODAY + timedelta(days=1), says={"clock_days": 30}).is_waiting


def test_copies_that_the_act_asks_for_stay_whatever_is_chosen(county):
    made = change(county, "s60_notice", says={"copies_to": ["clerk"]})
    assert set(made.copies_to) == {"clerk", "head", "secretary_of_state", "diocese", "appointer"}


def test_words_that_are_only_spaced_otherwise_stay_as_they_were(county):
    said = LetterKind.objects.get(code="october_letter").by_category
    spaced = {code: f"\r\n{words.strip()}" for code, words in said.items()}
    made = change(county, "october_letter", says={"by_category": spaced, "effect": "No effect."})
    assert made.by_category == said


def test_every_step_is_an_event_of_the_authority_and_a_row_of_the_history(county):
    waiting = propose(county)
    agree_change(waiting, by=county.director)
    told = CaseEvent.objects.filter(kind__startswith="letters.kind_").order_by("position")
    assert [(event.chain, event.kind, event.actor_name) for event in told] == [
        (f"la {county.la.code}", "letters.kind_proposed", str(county.head_of_improvement)),
        (f"la {county.la.code}", "letters.kind_agreed", str(county.director)),
    ]
    assert (told[1].body["was"]["clock_days"], told[1].body["says"]["clock_days"]) == (20, 25)
    made = LetterKind.objects.get(valid_from=NEW_YEAR).history.get()
    assert made.history_user == county.director
    assert made.history_change_reason == f"{WHY} Proposed by {county.head_of_improvement}."


def test_who_can_agree_has_a_mail_and_who_proposed_hears_of_the_answer(county):
    waiting = propose(county)
    assert {to for to, _ in kind_mails()} == {county.director.name, county.legal_adviser.name}
    refuse_change(waiting, why="No.", by=county.director)
    assert kind_mails()[-1] == (county.head_of_improvement.name, "Your change was refused")


def test_two_versions_of_a_kind_never_hold_without_an_end(db):
    now = LetterKind.objects.get(code="warning_letter")
    now.pk, now.code = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        now.save(force_insert=True)


def test_a_version_does_not_end_before_it_begins(db):
    row = LetterKind(code="x", series="x", name="X", valid_from=NEW_YEAR, valid_until=TODAY)
    with pytest.raises(IntegrityError, match="does_not_end_before_it_begins"), transaction.atomic():
        row.save()


def test_a_draft_keeps_the_version_that_it_was_begun_as(county):
    letter = make_draft(county)
    change(county, valid_from=TODAY)
    letter.refresh_from_db()
    assert (letter.kind.code, letter.kind.clock_days) == ("warning_letter", 20)


def test_nothing_is_proposed_of_a_kind_that_has_ended(county):
    LetterKind.objects.filter(series="free_letter").update(valid_until=TODAY - timedelta(days=1))
    with pytest.raises(RuleError, match="no longer in use"):
        propose_change("free_letter", says={"effect": "X"}, valid_from=NEW_YEAR, why=WHY, by=county.director)
