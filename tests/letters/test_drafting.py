"""A letter is assembled from records, and refuses what is missing in sentences."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from concern_cases.events import tell
from concern_cases.models import CaseEvent
from concern_cases.services.concerns import ConcernFacts, add_concern
from concern_cases.services.evidence import add_evidence
from evaluation.models import Area
from letters.checks import draft_checks, missing_records
from letters.models import Letter, LetterKind
from letters.services.authorising import tell_diocese
from letters.services.drafting import (
    ActionAsked,
    draft_letter,
    edit_letter,
    set_grounds,
    set_required_actions,
    submit_letter,
    withdraw_draft,
)
from people.models import Post
from people.services.grants import derive_grants
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from schools.permissions import Circle
from tests.letters.makers import (
    ACTIONS,
    WHY_SKIPPED,
    disagree,
    make_academy,
    make_case,
    make_draft,
    make_given,
    make_ready_case,
    make_submitted,
    refuse,
)


def begin(cast, case, **facts):
    facts = {"kind": "warning_letter", "skips_rung_why": WHY_SKIPPED, "by": cast.senior_adviser} | facts
    return draft_letter(case, **facts)


def records(letter):
    return [ground.record for ground in letter.grounds.all()]


def test_each_record_makes_one_numbered_paragraph_concern_by_concern(county):
    letter = begin(county, make_ready_case(county))
    kinds = [type(record).__name__ for record in records(letter)]
    assert kinds == ["Concern", "Evidence", "Concern", "Evidence", "Disagreement", *["NonEngagement"] * 2]
    assert [ground.number for ground in letter.grounds.all()] == [1, 2, 3, 4, 5, 6, 7]
    assert letter.reference == "L-2026-0001"


def test_a_letter_can_be_begun_before_everything_is_on_record_but_not_go_on(county):
    letter = begin(county, make_case(county))
    with pytest.raises(RuleError, match="Record the school’s disagreement") as refused:
        set_grounds(letter, records=records(letter), by=county.senior_adviser)
    assert "at least one dated fact" in str(refused.value)
    assert refused.value.field == "grounds"


@pytest.mark.parametrize(
    ("take", "sentence"),
    [("disagreement", "disagreement"), ("nonengagement", "dated fact"), ("evidence", "Add evidence")],
)
def test_a_warning_letter_refuses_to_lack(county, take, sentence):
    letter = begin(county, make_ready_case(county))
    chosen = [record for record in records(letter) if type(record).__name__.lower() != take]
    with pytest.raises(RuleError, match=sentence):
        set_grounds(letter, records=chosen, by=county.senior_adviser)
    assert letter.grounds.count() == 7, "a refusal changes nothing"


def test_what_is_missing_is_told_before_anything_is_begun(county):
    kinds = {kind.code: kind for kind in LetterKind.objects.all()}
    case = make_case(county)
    assert len(missing_records(case, kinds["warning_letter"])) == 2
    assert missing_records(case, kinds["letter_of_concern"]) == []


def test_the_concern_without_evidence_is_named(county):
    case = make_ready_case(county)
    area = Area.objects.last()
    facts = ConcernFacts(area=area, text="Bare.", source="SIP", not_discussed_why="The head was away.")
    add_concern(case, facts=facts, by=county.senior_adviser)
    letter = begin(county, case)
    with pytest.raises(RuleError, match=f"“{area.name}”"):
        set_grounds(letter, records=records(letter), by=county.senior_adviser)


def test_taking_a_record_away_takes_its_paragraph_away(county):
    letter = make_draft(county)
    kept = records(letter)[:-1]
    set_grounds(letter, records=kept, by=county.senior_adviser)
    assert records(letter) == kept


def test_a_worded_paragraph_keeps_its_words_until_its_record_changes(county):
    letter = make_draft(county)
    edit_letter(letter, subject="S", body="", paragraphs={1: "Better words."}, by=county.senior_adviser)
    set_grounds(letter, records=reversed(records(letter)), by=county.senior_adviser)
    assert letter.grounds.last().text == "Better words."
    concern = letter.grounds.last().record
    concern.text = "Something else was found."
    concern.save()
    set_grounds(letter, records=records(letter), by=county.senior_adviser)
    assert letter.grounds.last().text == "Something else was found."


def test_records_kept_from_the_school_are_never_quoted(county):
    case = make_case(county)
    disagree(case, county, circle=Circle.LA)
    refuse(case, county)
    secret = add_evidence(
        case,
        kind="other",
        on=date(2026, 7, 1),
        source="finance",
        text="A confidential matter.",
        circle=Circle.DIOCESE,
        by=county.senior_adviser,
    )
    letter = begin(county, case)
    assert "A confidential matter." not in [ground.text for ground in letter.grounds.all()]
    with pytest.raises(RuleError, match="What is kept from the school can’t be quoted"):
        set_grounds(letter, records=records(letter), by=county.senior_adviser)
    with pytest.raises(RuleError, match="kept from the school and can’t be quoted"):
        set_grounds(letter, records=[*records(letter), secret], by=county.senior_adviser)


def test_records_of_another_case_are_refused(county):
    letter = make_draft(county)
    other = make_case(county, school=county.other_school)
    with pytest.raises(RuleError, match="records of this case"):
        set_grounds(letter, records=[*records(letter), other.concerns.first()], by=county.senior_adviser)


@pytest.mark.parametrize(
    ("action", "sentence", "field"),
    [
        (ActionAsked("", "m", date(2027, 1, 4)), "what the school has to do in action 2", "actions-1-what"),
        (ActionAsked("w", " ", date(2027, 1, 4)), "how action 2 will be measured", "actions-1-measure"),
        (ActionAsked("w", "m", date(2026, 11, 23)), "date of action 2 has passed", "actions-1-by"),
    ],
)
def test_each_required_action_has_words_a_measure_and_a_date_to_come(county, action, sentence, field):
    letter = make_draft(county)
    with pytest.raises(RuleError, match=sentence) as refused:
        set_required_actions(letter, actions=[ACTIONS[0], action], by=county.senior_adviser)
    assert refused.value.field == field
    assert letter.required_actions.count() == 3


def test_a_letter_without_actions_does_not_go_on(county):
    letter = begin(county, make_ready_case(county))
    with pytest.raises(RuleError, match="Write what the school has to do") as refused:
        submit_letter(letter, by=county.senior_adviser)
    assert refused.value.field == "actions"


def test_a_submitted_letter_waits_for_the_legal_check_and_can_no_longer_be_changed(county):
    letter = make_submitted(county)
    assert letter.status == Letter.Status.LEGAL_CHECK
    with pytest.raises(RuleError, match="can’t be changed now"):
        edit_letter(letter, subject="New", body="", by=county.senior_adviser)
    with pytest.raises(AlreadyDone):
        submit_letter(letter, by=county.senior_adviser)


def test_a_letter_of_concern_needs_no_legal_check(county):
    letter = make_submitted(county, kind="letter_of_concern", case=make_case(county))
    assert letter.status == Letter.Status.FOR_AUTHORISATION


def test_a_step_of_the_ladder_is_left_out_only_with_a_reason(county):
    case = make_ready_case(county)
    with pytest.raises(RuleError, match="Say why it is left out") as refused:
        draft_letter(case, kind="warning_letter", by=county.senior_adviser)
    assert refused.value.field == "skips_rung_why"
    assert begin(county, case).skips_rung_why == WHY_SKIPPED


def test_a_warning_letter_follows_the_letter_of_concern(county):
    case = make_ready_case(county)
    first = make_given(county, kind="letter_of_concern", case=case)
    with pytest.raises(RuleError, match="still open at this school"):
        draft_letter(case, kind="warning_letter", by=county.senior_adviser)
    first.status = Letter.Status.NOT_COMPLIED
    first.save()
    second = draft_letter(case, kind="warning_letter", by=county.senior_adviser)
    assert second.follows == first
    assert second.skips_rung_why == ""


def test_one_open_letter_of_the_ladder_a_school(county):
    letter = make_draft(county)
    with pytest.raises(RuleError, match=letter.reference):
        draft_letter(letter.case, kind="letter_of_concern", by=county.senior_adviser)


def test_an_academy_gets_a_letter_of_concern_to_its_trust_and_no_warning_letter(county):
    academy = make_academy()
    case = make_ready_case(county, school=academy)
    with pytest.raises(RuleError, match="its trust can get a letter of concern"):
        begin(county, case)
    assert begin(county, case, kind="letter_of_concern").kind.code == "letter_of_concern"


def test_a_closed_school_or_an_unknown_kind_is_refused(county):
    case = make_ready_case(county)
    with pytest.raises(RuleError, match="in use"):
        begin(county, case, kind="postcard")
    case.school.status = "Closed"
    case.school.save()
    with pytest.raises(RuleError, match="not open in the register"):
        begin(county, case)


def test_only_those_who_may_draft_letters_begin_and_change_them(county):
    case = make_ready_case(county)
    for user in (county.sip, county.chair, county.legal_adviser, county.director):
        with pytest.raises(PermissionDenied):
            begin(county, case, by=user)
    letter = begin(county, case)
    with pytest.raises(PermissionDenied):
        edit_letter(letter, subject="X", body="", by=county.director)


def test_a_letter_that_a_decision_begins_is_the_leads_to_draft(county):
    letter = begin(county, make_ready_case(county), by=None)
    assert letter.drafted_by == county.senior_adviser
    assert not letter.writers.exists()


def test_the_checklist_says_what_is_right_and_on_what_it_rests(county):
    checks = {check.sentence: check for check in draft_checks(make_draft(county))}
    assert all(check.ok for check in checks.values())
    assert checks["Non-engagement is on record"].note == "two dated facts"
    assert checks["The addressee is in post"].note == "Susan Hallett, chair of the governing body"


def test_a_concern_that_was_not_discussed_says_why(county):
    case = make_case(county)
    facts = ConcernFacts(
        area=Area.objects.last(), text="New.", source="SIP", not_discussed_why="The head was ill."
    )
    concern = add_concern(case, facts=facts, by=county.senior_adviser)
    add_evidence(
        case,
        kind="other",
        on=date(2026, 9, 1),
        source="s",
        text="t",
        circle="school",
        concern=concern,
        by=county.senior_adviser,
    )
    letter = make_draft(county, case, kind="letter_of_concern")
    notes = [check.note for check in draft_checks(letter) if check.sentence == "Never a surprise"]
    assert "one concern not discussed: The head was ill." in notes[0]


def test_a_record_that_changed_under_its_paragraph_stops_the_letter(county):
    letter = make_draft(county)
    evidence = letter.grounds.get(number=2).record
    evidence.text = "It was not so."
    evidence.save()
    with pytest.raises(RuleError, match="The record behind paragraph 2 was changed"):
        submit_letter(letter, by=county.senior_adviser)


def test_a_record_withdrawn_from_the_school_stops_the_letter(county):
    letter = make_draft(county)
    evidence = letter.grounds.get(number=2).record
    evidence.circle = Circle.LA
    evidence.save()
    with pytest.raises(RuleError, match="behind paragraph 2"):
        submit_letter(letter, by=county.senior_adviser)


def test_a_draft_can_be_withdrawn_and_the_school_never_sees_it(county):
    letter = make_submitted(county)
    withdraw_draft(letter, why="The school has begun the work.", by=county.senior_adviser)
    assert letter.status == Letter.Status.WITHDRAWN
    assert not Letter.objects.visible_to(county.chair).exists()
    assert Letter.objects.visible_to(county.senior_adviser).exists()
    make_draft(county, letter.case)
    with pytest.raises(RuleError, match="can’t be withdrawn now"):
        withdraw_draft(make_given_like(letter), why="x", by=county.senior_adviser)


def make_given_like(letter):
    letter.refresh_from_db()
    return letter


def test_what_happens_to_a_draft_is_for_the_council_alone(county):
    make_submitted(county)
    events = CaseEvent.objects.filter(kind__startswith="letters.")
    assert events.count() == 3
    assert set(events.values_list("circle", flat=True)) == {Circle.LA}
    assert not CaseEvent.objects.visible_to(county.chair).filter(kind__startswith="letters.").exists()


def test_a_name_that_no_font_has_is_said_before_the_letter_goes_on(county, monkeypatch):
    letter = make_draft(county)
    monkeypatch.setattr(
        "letters.checks_printing.not_printable",
        lambda texts: [each for each in "李" if each in "".join(texts)],
    )
    submit = [check for check in draft_checks(letter) if not check.ok]
    assert submit == []
    county.chair.name = "李 Hallett"
    county.chair.save()
    with pytest.raises(RuleError, match="No font here can print 李"):
        submit_letter(letter, by=county.senior_adviser)


def test_a_diocese_that_was_told_in_confidence_is_told_that_the_letter_is_dropped(county):
    letter = make_submitted(county)
    tell_diocese(letter, by=county.senior_adviser)
    withdraw_draft(letter, why="The school has begun the work.", by=county.senior_adviser)
    mail = Dispatch.objects.get(key__endswith=":dropped")
    assert mail.payload["to"].endswith(f"<{county.diocesan_officer.email}>")
    assert "It was withdrawn and will not be given. The school was not told." in mail.payload["text"]
    assert "has begun the work" not in mail.payload["text"], "what it is about stays on the page"


def test_a_diocese_that_was_not_told_has_no_mail(county):
    withdraw_draft(make_submitted(county), why="It has begun.", by=county.senior_adviser)
    assert not Dispatch.objects.filter(key__endswith=":dropped").exists()


def make_told_by_telephone(cast):
    """A draft of which the diocese knows, where nobody at the diocese reads here any more."""
    letter = make_submitted(cast)
    Post.objects.filter(user=cast.diocesan_officer).update(until=clock.today() - timedelta(days=1))
    derive_grants()
    tell_diocese(letter, how="Canon Ferrier, by telephone", by=cast.senior_adviser)
    return letter


def test_a_diocese_that_was_told_otherwise_than_here_is_told_that_the_letter_is_dropped(county):
    letter = make_told_by_telephone(county)
    with pytest.raises(RuleError, match="say whom you told, and how") as refused:
        withdraw_draft(letter, why="It has begun.", by=county.senior_adviser)
    assert refused.value.field == "diocese_how"
    withdraw_draft(letter, why="It has begun.", diocese_how="Canon Ferrier, again", by=county.senior_adviser)
    event = CaseEvent.objects.get(kind="letters.withdrawn")
    assert "How the diocese was told: Canon Ferrier, again" in tell(event).details


def test_the_page_of_withdrawing_asks_how_the_diocese_was_told_where_it_was(county, client):
    client.force_login(county.senior_adviser)
    letter = make_submitted(county)
    address = reverse("tasks:withdraw_letter", args=[letter.reference])
    assert "diocese_how" not in client.get(address).content.decode()
    tell_diocese(letter, by=county.senior_adviser)
    page = client.get(address).content.decode()
    assert "Whom else at the diocese you told, and how (optional)" in page
    assert f"goes to {county.diocesan_officer.name}" in page
    Post.objects.filter(user=county.diocesan_officer).update(until=clock.today() - timedelta(days=1))
    derive_grants()
    sent = {"form_key": "w1", "why": "It has begun."}
    page = client.post(address, sent).content.decode()
    assert "Say whom you told, and how" in page
    client.post(address, {**sent, "diocese_how": "Canon Ferrier, by telephone"})
    letter.refresh_from_db()
    assert letter.status == Letter.Status.WITHDRAWN
