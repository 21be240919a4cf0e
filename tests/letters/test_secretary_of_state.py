"""After a warning notice of the Secretary of State the council gives none until it is told that it may."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from viewflow.workflow.status import PROCESS

from concern_cases.models import CaseEvent
from letters.checks import draft_checks
from letters.ladder import why_barred
from letters.models import Letter, SecretaryNotice
from letters.school_changes import change_of_school
from letters.services.drafting import draft_letter, submit_letter
from letters.services.issuing import give_letter, issue_letter, make_file
from letters.services.secretary import allow_notices, record_secretarys_notice
from record.errors import AlreadyDone, RuleError
from record.models import ReadLog
from tests.letters.makers import (
    TODAY,
    WHY_SKIPPED,
    authorise_and_issue,
    make_academy,
    make_case,
    make_ready_case,
    make_unit,
)
from tests.letters.test_ending import given_notice
from tests.letters.test_notices import make_notice
from workflows import engine
from workflows.services.letters import (
    record_notice_of_secretary,
    start_ending,
    start_replacement,
    supersede_by_secretary_of_state,
    withdraw_letter,
)

WHERE = "Letter of the regional director of 20 November."
HOW = "The regional director, by letter to the Director."


def recorded(case, cast, **facts):
    return record_secretarys_notice(
        case, **{"on": date(2026, 11, 20), "where": WHERE, "by": cast.senior_adviser} | facts
    )


def begin(case, cast):
    return draft_letter(case, kind="s60_notice", skips_rung_why=WHY_SKIPPED, by=cast.senior_adviser)


def test_no_warning_notice_is_begun_until_the_council_was_told_that_it_may(county):
    case = make_ready_case(county)
    notice = recorded(case, county)
    with pytest.raises(RuleError, match=r"may give none until the Secretary .*section 60\(4A\)") as refused:
        begin(case, county)
    assert refused.value.field == "kind"
    letter = draft_letter(case, kind="warning_letter", skips_rung_why="Because", by=county.senior_adviser)
    assert letter.status == Letter.Status.DRAFT, "a letter without effect in law is not barred"
    Letter.objects.update(status="withdrawn")
    allow_notices(notice, on=TODAY, how=HOW, case=case, by=county.senior_adviser)
    assert begin(case, county).kind.series == "s60_notice"
    told = CaseEvent.objects.get(kind="letters.notices_allowed")
    assert (told.circle, told.body["how"]) == ("la", HOW)


def test_our_draft_is_stopped_at_each_door_and_one_that_was_authorised_is_not_given(county, client):
    draft = make_notice(county)
    notice = recorded(draft.case, county)
    wrong = [check.sentence for check in draft_checks(draft) if not check.ok]
    assert wrong == [why_barred(draft.school)]
    client.force_login(county.senior_adviser)
    where = reverse("letters:case", args=[draft.case.reference])
    assert (
        f'href="{where}">Go to where it is put right</a>'
        in client.get(draft.get_absolute_url()).content.decode()
    )
    with pytest.raises(RuleError, match="may give none"):
        submit_letter(draft, by=county.senior_adviser)
    allow_notices(notice, on=TODAY, how=HOW, case=draft.case, by=county.senior_adviser)
    authorise_and_issue(draft, county)
    recorded(draft.case, county, on=TODAY)
    give_letter(draft, made=make_file(draft), by=None)
    assert draft.status == Letter.Status.DRAFT
    assert "may give none" in draft.sent_back_why
    with pytest.raises(RuleError):
        issue_letter(draft, by=county.head_of_improvement)


def test_one_that_superseded_ours_bars_the_next(county):
    ours = given_notice(county)
    supersede_by_secretary_of_state(ours, on=TODAY, why=WHERE, by=county.senior_adviser)
    kept = SecretaryNotice.objects.get()
    assert (kept.school, kept.given_on, kept.where) == (ours.school, TODAY, WHERE)
    with pytest.raises(RuleError, match="may give none until"):
        begin(ours.case, county)


def test_recorded_on_the_case_it_ends_ours_that_stands(county):
    ours = given_notice(county)
    facts = {"on": TODAY, "where": WHERE, "by": county.senior_adviser}
    told = record_notice_of_secretary(ours.case, **facts)
    ours.refresh_from_db()
    assert (ours.status, told.ends) == (Letter.Status.SUPERSEDED, ours)
    assert why_barred(ours.school)


def test_it_ends_ours_also_while_a_letter_is_written_in_its_place(county):
    ours = given_notice(county)
    new = start_replacement(ours, kind="s60_notice", why="A date was wrong.", by=county.senior_adviser).letter
    facts = {"on": TODAY, "where": WHERE, "by": county.senior_adviser}
    told = record_notice_of_secretary(ours.case, **facts)
    ours.refresh_from_db()
    new.refresh_from_db()
    assert (ours.status, told.ends) == (Letter.Status.SUPERSEDED, ours)
    assert new.status == Letter.Status.WITHDRAWN
    assert "has ended" in new.outcome_why
    for letter in (ours, new):
        assert engine.process_about(letter).status == PROCESS.CANCELED


def test_one_that_a_notice_is_about_to_end_is_left_to_that(county):
    ours = given_notice(county)
    start_ending(ours, kind="withdrawal", why="It is done.", by=county.senior_adviser)
    facts = {"on": TODAY, "where": WHERE, "by": county.senior_adviser}
    assert isinstance(record_notice_of_secretary(ours.case, **facts), SecretaryNotice)
    ours.refresh_from_db()
    assert ours.status == Letter.Status.GIVEN


def test_the_draft_of_a_replacement_says_that_none_may_be_given_and_a_withdrawal_may(county):
    ours = given_notice(county)
    new = start_replacement(ours, kind="s60_notice", why="A date was wrong.", by=county.senior_adviser).letter
    recorded(ours.case, county)
    assert why_barred(ours.school) in [each.sentence for each in draft_checks(new) if not each.ok]
    withdraw_letter(new, why="Barred.", by=county.senior_adviser)
    notice = start_ending(ours, kind="withdrawal", why="It is done.", by=county.senior_adviser).letter
    assert all(each.ok for each in draft_checks(notice))


def test_one_given_before_ours_ends_nothing_by_itself_and_is_no_change_of_the_school(county):
    ours = given_notice(county)
    facts = {"on": date(2026, 11, 20), "where": WHERE, "by": county.senior_adviser}
    assert isinstance(record_notice_of_secretary(ours.case, **facts), SecretaryNotice)
    ours.refresh_from_db()
    assert ours.status == Letter.Status.GIVEN
    assert change_of_school(ours) is None


def test_what_is_refused(county):
    case = make_ready_case(county)
    with pytest.raises(RuleError, match="not later than today") as refused:
        recorded(case, county, on=date(2026, 11, 24))
    assert refused.value.field == "on"
    with pytest.raises(RuleError, match="where it can be read") as refused:
        recorded(case, county, where=" ")
    assert refused.value.field == "where"
    with pytest.raises(PermissionDenied):
        recorded(case, county, by=county.sip)
    notice = recorded(case, county)
    with pytest.raises(AlreadyDone, match="20"):
        recorded(case, county)
    facts = {"case": case, "by": county.senior_adviser, "how": HOW}
    with pytest.raises(RuleError, match="until today") as refused:
        allow_notices(notice, **{**facts, "on": date(2026, 11, 19)})
    assert refused.value.field == "on"
    with pytest.raises(RuleError, match="who told") as refused:
        allow_notices(notice, **{**facts, "on": TODAY, "how": ""})
    assert refused.value.field == "how"
    allow_notices(notice, **facts, on=TODAY)
    with pytest.raises(AlreadyDone):
        allow_notices(notice, **facts, on=TODAY)


@pytest.mark.parametrize("make", [make_academy, make_unit])
def test_such_a_notice_is_recorded_of_a_school_of_section_59_alone(county, make):
    with pytest.raises(RuleError, match="maintained school"):
        recorded(make_case(county, school=make()), county)


@pytest.mark.parametrize(
    "half", [{"may_again_on": TODAY}, {"may_again_how": HOW}, {"may_again_on": TODAY, "may_again_how": HOW}]
)
def test_that_notices_may_be_given_again_has_day_words_and_person(county, half):
    notice = recorded(make_ready_case(county), county)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecretaryNotice.objects.filter(pk=notice.pk).update(**half)


def test_there_is_one_notice_a_school_and_day(county):
    notice = recorded(make_ready_case(county), county)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecretaryNotice.objects.create(school=notice.school, given_on=notice.given_on, where="Again")


def test_those_recorded_before_they_were_rows_bar_as_well(county):
    ours = given_notice(county)
    supersede_by_secretary_of_state(ours, on=TODAY, why=WHERE, by=county.senior_adviser)
    SecretaryNotice.objects.all().delete()
    migration = import_module("letters.migrations.0011_notices_that_superseded_ours")
    for _ in range(2):
        migration.keep_what_is_on_record(apps, None)
    kept = SecretaryNotice.objects.get()
    assert (kept.school, kept.given_on, kept.where) == (ours.school, TODAY, WHERE)
    assert kept.recorded_by == county.senior_adviser


def test_the_pages_record_both_and_say_beside_the_choice_why_there_is_no_notice(county, client):
    case = make_ready_case(county)
    client.force_login(county.senior_adviser)
    letters = reverse("letters:case", args=[case.reference])
    address = reverse("tasks:record_secretary", args=[case.reference])
    assert address in client.get(letters).content.decode()
    sent = {"form_key": "a" * 32, "where": WHERE}
    page = client.post(address, sent).content.decode()
    assert "Say on which day it was given" in page
    assert WHERE in page, "nothing typed is lost"
    day = {"on": "20/11/2026"}
    assert client.post(address, {**sent, **day}).url == letters
    client.post(address, {**sent, **day})
    notice = SecretaryNotice.objects.get()
    page = client.get(letters).content.decode().replace("\xa0", " ")
    assert "Given on 20 November 2026" in page
    begin_page = client.get(reverse("tasks:begin_letter", args=[case.reference])).content.decode()
    assert "may give none until the Secretary of State tells it" in begin_page
    assert 'value="s60_notice_2016"' not in begin_page
    allowed = reverse("tasks:allow_notices", args=[case.reference, notice.pk])
    assert allowed in page
    day = {"on": "23/11/2026"}
    assert client.post(allowed, {"form_key": "b" * 32, "how": HOW, **day}).url == letters
    page = client.get(letters).content.decode().replace("\xa0", " ")
    begin_page = client.get(reverse("tasks:begin_letter", args=[case.reference])).content.decode()
    assert "On 23 November 2026 the council was told that it may give a warning notice again" in page
    assert 'value="s60_notice_2016"' in begin_page
    client.force_login(county.chair)
    assert "Secretary of State" not in client.get(letters).content.decode(), "the council’s alone"


def test_asking_for_the_notice_of_another_school_is_logged_as_refused(county, client):
    case = make_case(county)
    other = SecretaryNotice.objects.create(school=county.other_school, given_on=TODAY, where="In a letter.")
    client.force_login(county.senior_adviser)
    address = reverse("tasks:allow_notices", args=[case.reference, other.pk])
    assert client.get(address).status_code == 404
    assert ReadLog.objects.filter(refused=True, urn=county.other_school.urn).exists()
