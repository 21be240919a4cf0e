"""What waits for agreement: a task of whoever answers, a need of the case, and a mail when it takes long."""

from datetime import date, timedelta

import pytest

from people.services.grants import derive_grants
from record import clock
from record.errors import RuleError
from support.services.answering import agree_support
from support.services.reminders import change_support_rules, remind_who_answers
from tests.factories import make_post
from tests.support.test_gatekeeping import change, mails_to
from tests.workflows.conftest import london
from web.findings import find
from web.home.day import jobs_of
from web.needs import NEEDS

MONDAY = date(2026, 11, 23)
DUE = MONDAY + timedelta(days=7)  # five working days later


def reminded(user):
    return [row for row in mails_to(user) if ":remind:" in row.key]


def needs(user):
    found = find([need for need in NEEDS if need.name == "support_waits"], user)
    return [finding.sentence.replace("\xa0", " ") for group in found for finding in group.findings]


def test_whoever_answers_is_reminded_once_after_the_working_days_of_the_setting(proposed, cast):
    for early in (london(DUE - timedelta(days=1), 9), london(DUE, 7)):
        with clock.at(early):
            assert remind_who_answers() == 0
    with clock.at(london(DUE, 9)):
        assert (remind_who_answers(), remind_who_answers()) == (1, 0)
    [mail] = reminded(cast.aht)
    assert "has waited for your answer since 23 November 2026" in mail.payload["text"]
    assert proposed.why not in mail.payload["text"]


def test_the_number_of_days_is_the_authoritys(proposed, cast):
    with pytest.raises(RuleError) as refused:
        change_support_rules(cast.la, answer_days=0, by=cast.senior_adviser)
    assert refused.value.field == "answer_days"
    change_support_rules(cast.la, answer_days=2, by=cast.senior_adviser)
    with clock.at(london(MONDAY + timedelta(days=2), 9)):
        assert remind_who_answers() == 1


def test_nobody_is_reminded_of_what_is_answered_and_a_change_counts_from_its_own_day(agreed, cast):
    with clock.at(london(DUE, 9)):
        assert remind_who_answers() == 0
        change(agreed, cast.senior_adviser)
        assert remind_who_answers() == 0
    with clock.at(london(DUE + timedelta(days=7), 9)):
        assert remind_who_answers() == 1


def test_the_aht_who_follows_is_reminded_of_what_the_last_one_left(proposed, cast, without_aht):
    following = make_post("aht", schools=(cast.school,)).user
    derive_grants()
    with clock.at(london(DUE, 9)):
        remind_who_answers()
    assert (len(reminded(following)), reminded(cast.aht)) == (1, [])


def test_it_stands_among_the_tasks_of_whoever_answers_and_of_nobody_else(proposed, cast):
    [job] = [job for job in jobs_of(cast.aht).all if job.url == proposed.get_absolute_url()]
    assert (job.what, job.due_on) == ("Agree the support, or say why not: Ruth Calloway", DUE)
    for other in (cast.senior_adviser, cast.sip, cast.head):
        assert proposed.get_absolute_url() not in [job.url for job in jobs_of(other).all]


def test_without_an_aht_it_stands_among_the_tasks_of_managers(proposed, cast, without_aht):
    assert proposed.get_absolute_url() in [job.url for job in jobs_of(cast.senior_adviser).all]


def test_what_waits_needs_somebody_until_it_is_answered(proposed, cast):
    assert needs(cast.senior_adviser) == [
        "Support by Ruth Calloway was asked for on Monday 23 November, and waits for an answer."
    ]
    assert needs(cast.head) == []
    agree_support(proposed, by=cast.aht)
    assert needs(cast.senior_adviser) == []
    change(proposed, cast.senior_adviser)
    assert needs(cast.senior_adviser)[0].startswith("A change of the support by Ruth Calloway")
