"""The School Improvement Partner's judgement is a ground of a letter like any other record."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from concern_cases.services.judgements import judge_risk, set_category
from evaluation.models import Category, CategoryKind, Risk
from letters.checks import authorisation_checks, draft_checks
from letters.content import facts_of
from letters.models import Ground, Letter
from letters.quoting import heading_of, records_of, source_of, words_of
from letters.services.drafting import edit_letter, set_grounds, submit_letter
from letters.services.issuing import give_letter, make_file
from record import clock
from record.errors import RuleError
from tests.letters.makers import TODAY, make_authorised, make_case, make_checked, make_draft, make_ready_case

MODERATED = date(2026, 7, 8)


def moderate(cast, **overrides):
    facts = {
        "category": CategoryKind.objects.get(code="inadequate"),
        "stage": Category.Stage.AGREED,
        "on": MODERATED,
        "reason": "Results of three years and four lessons seen",
        "source": "note of visit 6",
        "by": cast.sip,
    }
    return set_category(overrides.pop("school", cast.school), **{**facts, **overrides})


def visit(cast, **overrides):
    facts = {
        "kind": Risk.Kind.FLOOR,
        "level": Risk.Level.HIGH,
        "on": MODERATED,
        "reason": "9 of 20 pupils are predicted to reach level 4.",
        "by": cast.sip,
    }
    return judge_risk(overrides.pop("school", cast.school), **{**facts, **overrides})


@pytest.fixture
def judged(county):
    """The cast; its school was judged by its School Improvement Partner."""
    county.category, county.risk = moderate(county), visit(county)
    return county


def records(letter):
    return [ground.record for ground in letter.grounds.all()]


def test_a_judgement_says_what_was_judged_by_whom_in_which_post_and_where_it_is_written(judged):
    assert heading_of(judged.category) == "The School Improvement Partner’s judgement"
    assert words_of(judged.category) == (
        "The school was judged to be in the category “inadequate”. "
        "What this rests on: Results of three years and four lessons seen."
    )
    told = source_of(judged.category).replace("\N{NO-BREAK SPACE}", " ")
    who = f"judged by {judged.sip.name}, School Improvement Partner"
    assert told == f"8 July 2026: {who}; agreed in the summer moderation; note of visit 6"
    assert words_of(judged.risk).startswith("The risk of falling below the floor was judged high. What this")


def test_what_somebody_else_judged_is_not_called_the_partners(judged):
    row = visit(judged, by=judged.senior_adviser, on=TODAY)
    assert heading_of(row) == "The council’s judgement"
    assert "Senior Adviser" in source_of(row)


def test_each_judgement_makes_one_numbered_paragraph_before_what_the_school_says(judged):
    letter = make_draft(judged)
    kinds = [type(record).__name__ for record in records(letter)]
    assert kinds[4:7] == ["Category", "Risk", "Disagreement"]
    told = facts_of(letter, given=TODAY)
    assert [each["number"] for each in told["judgements"]] == [5, 6]
    assert [each["is"] for each in told["judgements"]] == ["judgement", "judgement"]
    assert told["answers"][0]["number"] == 7


def test_taking_the_judgement_away_takes_its_paragraph_away(judged):
    letter = make_draft(judged)
    kept = [record for record in records(letter) if record != judged.category]
    set_grounds(letter, records=kept, by=judged.senior_adviser)
    assert records(letter) == kept
    assert [each["number"] for each in facts_of(letter, given=TODAY)["judgements"]] == [5]


def test_the_risk_of_failing_to_improve_is_no_ground(judged):
    case = make_case(judged)
    assert records_of(case).judgements == [judged.category, judged.risk]
    assert Risk.objects.filter(kind=Risk.Kind.IMPROVEMENT).exists()


def test_a_letter_begins_with_what_stands_and_can_quote_what_was_judged_since_the_case_was_opened(county):
    before = [visit(county, on=MODERATED - timedelta(days=days), level="low") for days in (400, 30)]
    case = make_ready_case(county)
    now = visit(county, on=TODAY)
    assert records_of(case).judgements == [before[1], now], "the last before the case, and all since"
    letter = make_draft(county, case)
    assert [record for record in records(letter) if isinstance(record, Risk)] == [now]
    set_grounds(letter, records=[*records(letter), before[1]], by=county.senior_adviser)
    assert letter.grounds.last().record == before[1]


def test_a_judgement_of_another_school_is_refused(judged):
    letter = make_draft(judged)
    other = visit(judged, school=judged.other_school)
    with pytest.raises(RuleError, match="records of this case"):
        set_grounds(letter, records=[*records(letter), other], by=judged.senior_adviser)


@pytest.mark.parametrize(
    ("name", "value"), [("level", "low"), ("reason", "Other."), ("on", MODERATED - timedelta(days=1))]
)
def test_a_judgement_that_changed_under_its_paragraph_stops_the_letter(judged, name, value):
    letter = make_draft(judged)
    edit_letter(letter, subject="S", body="", paragraphs={6: "Worded."}, by=judged.senior_adviser)
    setattr(judged.risk, name, value)
    judged.risk.save()
    with pytest.raises(RuleError, match="The record behind paragraph 6 was changed"):
        submit_letter(letter, by=judged.senior_adviser)


def test_a_judgement_that_changed_after_the_authorisation_voids_it(judged):
    letter = make_authorised(judged)
    made = make_file(letter)
    judged.category.reason = "Something else"
    judged.category.save()
    give_letter(letter, made=made, by=None)
    assert letter.status == Letter.Status.DRAFT
    assert "The record behind paragraph 5 was changed after it was authorised" in letter.sent_back_why


def test_a_judgement_made_after_the_authorisation_voids_it(judged):
    letter = make_authorised(judged)
    made = make_file(letter)
    with clock.at(clock.now() + timedelta(minutes=1)):
        visit(judged, level="low", on=TODAY)
        give_letter(letter, made=made, by=None)
    assert letter.status == Letter.Status.DRAFT
    assert "The risk of falling below the floor was judged low" in letter.sent_back_why


def test_whoever_authorises_is_told_of_a_judgement_made_since_it_was_sent_on(judged):
    letter = make_checked(judged)
    with clock.at(clock.now() + timedelta(minutes=1)):
        visit(judged, level="low", on=TODAY)
        notes = {each.sentence: each.note for each in authorisation_checks(letter)}
    assert "Improvement Partner’s judgement" in notes["Added to the case since it was sent on"]


def test_the_checklist_says_that_the_school_was_judged_again(judged):
    letter = make_draft(judged)
    sentence = "Judged again since, and the letter quotes the earlier judgement alone"
    assert sentence not in [each.sentence for each in draft_checks(letter)]
    visit(judged, level="low", on=TODAY)
    note = next(each.note for each in draft_checks(letter) if each.sentence == sentence)
    assert note.endswith("The risk of falling below the floor was judged low")
    later = records_of(letter.case).judgements[-1]
    set_grounds(letter, records=[*records(letter), later], by=judged.senior_adviser)
    assert sentence not in [each.sentence for each in draft_checks(letter)]


def test_it_is_printed_with_its_source_under_its_own_heading(judged):
    made = make_file(make_authorised(judged))
    assert made.facts["judgements"][0]["source"].endswith("note of visit 6")


def test_a_ground_rests_on_one_record_alone(judged):
    ground = make_draft(judged).grounds.get(number=1)
    ground.risk = judged.risk
    with pytest.raises(IntegrityError), transaction.atomic():
        ground.save()


def test_its_words_cost_no_query_more_than_those_of_other_records(judged, django_assert_num_queries):
    letter = make_draft(judged)
    with django_assert_num_queries(1):
        for ground in Ground.objects.filter(letter=letter).with_records():
            assert all(told(ground.record) for told in (source_of, words_of, heading_of))


def test_the_judgements_are_chosen_on_the_page_and_stand_with_the_cases_evidence(judged, client):
    letter = make_draft(judged)
    client.force_login(judged.senior_adviser)
    page = client.get(f"/letters/{letter.reference}/grounds/").content.decode()
    assert "The School Improvement Partner’s judgement: The risk of falling below the floor" in page
    client.force_login(judged.head)
    page = client.get(f"/cases/{letter.case.reference}/concerns/").content.decode()
    assert "The risk of falling below the floor was judged high." in page
    assert "note of visit 6" in page
