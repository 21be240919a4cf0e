"""What waits is changed or taken back by whoever asked; who agrees it answers what they read."""

from decimal import Decimal

import pytest

from people.access import may
from record.errors import AlreadyDone, RuleError
from schools.permissions import Perm
from support.models import Deployment
from support.services.answering import agree_support, change_support
from support.services.deployments import Request, withdraw_support
from support.services.requests import change_request, take_back_change
from support.services.rules import Reworded, Warned
from tests.support.makers import days, make_deployment, make_provider
from tests.support.test_gatekeeping import change, mails_to, told
from tests.support.test_pages import address, key_of, send, text_of

Status = Deployment.Status


@pytest.fixture
def asked(cast, provider):
    """Support that the SIP, who does not run the case, asked for: it waits for the AHT."""
    assert not may(cast.sip, Perm.MANAGE_CASE, cast.school)
    return make_deployment(cast, provider, by=cast.sip)


def request(row, **facts):
    now = {"provider": row.provider, "why": row.why, "days": row.days_agreed}
    return Request(**{**now, "starts_on": row.starts_on, "ends_on": row.ends_on, **facts})


def test_whoever_asked_changes_what_waits_and_who_agrees_is_told_again(asked, cast):
    other = make_provider(cast, name="Gareth Moxon", kind="lle")
    facts = request(asked, provider=other, why="Year 4 too.", days=Decimal(4), ends_on=days(40))
    change_request(asked, facts=facts, by=cast.sip)
    asked.refresh_from_db()
    assert (asked.provider, asked.why, asked.days_agreed) == (other, "Year 4 too.", 4)
    assert (asked.status, asked.ends_on, told("request_changed")) == (Status.PROPOSED, days(40), 1)
    assert len(mails_to(cast.aht)) == 2


def test_nobody_else_changes_a_request_and_its_warnings_are_those_of_what_it_says_now(asked, cast):
    facts = request(asked, days=Decimal(22))
    with pytest.raises(RuleError, match="can take it back or change it"):
        change_request(asked, facts=facts, by=cast.senior_adviser)
    with pytest.raises(Warned) as warned:
        change_request(asked, facts=facts, by=cast.sip)
    assert "22 days promised of 20" in warned.value.warnings[0]
    change_request(asked, facts=facts, in_spite_of=warned.value.warnings, by=cast.sip)
    change_request(asked, facts=request(asked, days=Decimal(2)), by=cast.sip)
    assert asked.warnings == []
    with pytest.raises(RuleError, match="Change something"):
        change_request(asked, facts=request(asked), by=cast.sip)


def test_whoever_asked_takes_it_back_until_it_is_agreed(asked, cast, provider):
    for who in (cast.nle, cast.aht):
        with pytest.raises(RuleError, match="asked for it"):
            withdraw_support(asked, why="Not needed.", by=who)
    withdraw_support(asked, why="Not needed.", by=cast.sip)
    assert asked.status == Status.WITHDRAWN
    agreed = agree_support(make_deployment(cast, provider, by=cast.sip), by=cast.aht)
    for late in (
        lambda: withdraw_support(agreed, why="Not needed.", by=cast.sip),
        lambda: change_request(agreed, facts=request(agreed, days=Decimal(2)), by=cast.sip),
    ):
        with pytest.raises(AlreadyDone, match="ask for other days under “Extend or change”"):
            late()
    withdraw_support(agreed, why="Not needed.", by=cast.senior_adviser)


def test_after_it_is_agreed_whoever_asked_can_ask_for_other_days_which_are_agreed_anew(asked, cast):
    agree_support(asked, by=cast.aht)
    change(asked, cast.sip)
    assert (asked.days_agreed, asked.change_days, asked.waits_since) == (6, 9, asked.change_asked_at)
    take_back_change(asked, why="Six will do.", by=cast.sip)
    asked.refresh_from_db()
    assert (asked.days_agreed, asked.waits, told("change_taken_back")) == (6, False, 1)
    with pytest.raises(AlreadyDone):
        take_back_change(asked, why="Six will do.", by=cast.sip)


def test_without_an_aht_the_change_of_somebody_who_runs_no_case_waits_for_a_manager(
    cast, provider, without_aht
):
    row = agree_support(make_deployment(cast, provider, by=cast.sip), by=cast.senior_adviser)
    change_support(row, days=Decimal(8), ends_on=row.ends_on, why="Year 4 too.", by=cast.sip)
    assert row.has_change
    agree_support(row, by=cast.senior_adviser)
    assert row.days_agreed == 8


def test_what_was_changed_meanwhile_is_read_again_before_it_is_agreed(asked, cast, as_):
    asked.refresh_from_db()
    read = asked.terms
    browser, url = as_(cast.aht), address("agree", asked.pk)
    facts = {"form_key": key_of(browser.get(url)), "note": "Begin in Year 3.", "terms": read}
    change_request(asked, facts=request(asked, days=Decimal(4)), by=cast.sip)
    with pytest.raises(Reworded):
        agree_support(asked, terms=read, by=cast.aht)
    again = browser.post(url, facts)
    page = text_of(again)
    assert "It was changed since you opened this page" in page
    assert "Ruth Calloway, 4 days from" in page
    assert "Begin in Year 3." in page
    browser.post(url, {**facts, "terms": again.context["form"]["terms"].value()})
    asked.refresh_from_db()
    assert (asked.status, asked.days_agreed) == (Status.AGREED, 4)


def test_who_agrees_sees_days_left_and_ticks_what_speaks_against_it_since_it_was_asked_for(asked, cast, as_):
    make_deployment(cast, asked.provider, school=cast.other_school, days=Decimal(12))
    url = address("agree", asked.pk)
    assert "18 of 20 days promised, 2 left" in text_of(as_(cast.aht).get(url))
    warning = "Ruth Calloway would be overbooked in the autumn term 2026: 23 days promised of 20."
    five = {"days": Decimal(5), "in_spite_of": [warning]}
    make_deployment(cast, asked.provider, school=cast.other_school, **five)
    page = as_(cast.aht).get(url)
    assert warning in text_of(page)
    assert "overbooked by 3" in text_of(page)
    with pytest.raises(Warned):
        agree_support(asked, by=cast.aht)
    send(as_(cast.aht), url, note="", terms="", in_spite_of=[warning])
    asked.refresh_from_db()
    assert (asked.status, asked.warnings) == (Status.AGREED, [warning])


def test_who_asks_sees_the_days_left_of_everybody_who_can_be_asked(cast, case, as_, provider):
    make_deployment(cast, provider, school=cast.other_school, days=Decimal(16))
    for who in (cast.nle, cast.aht):
        page = text_of(as_(who).get(address("case_ask", case.reference)))
        assert "Ruth Calloway, 4 days left this term, 20 days left next term" in page


def test_the_page_offers_whoever_asked_to_change_and_to_take_back(asked, cast, as_):
    ways = [address("change_request", asked.pk), address("withdraw", asked.pk)]
    page = text_of(as_(cast.sip).get(asked.get_absolute_url()))
    assert all(way in page for way in ways)
    assert ways[0] not in text_of(as_(cast.aht).get(asked.get_absolute_url()))
    facts = {"provider": asked.provider_id, "why": "Year 4 too.", "days": "5"}
    send(as_(cast.sip), ways[0], **facts, starts_on="24/11/2026", ends_on="15/12/2026")
    asked.refresh_from_db()
    assert (asked.why, asked.days_agreed) == ("Year 4 too.", 5)
    send(as_(cast.sip), ways[1], why="Not needed.")
    asked.refresh_from_db()
    assert asked.status == Status.WITHDRAWN
