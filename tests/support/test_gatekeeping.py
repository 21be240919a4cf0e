"""Support is asked for by managers and by those who write plans; an AHT who is allocated agrees it."""

from decimal import Decimal

import pytest

from concern_cases.models import CaseEvent
from people.services.grants import derive_grants
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from schools.permissions import Circle
from support.gatekeeping import who_answers
from support.models import Deployment, SupportType
from support.services.answering import agree_support, change_support, refuse_support
from support.services.deployments import NO_GATEKEEPER, end_support, withdraw_support
from support.services.portfolio import change_in_portfolio
from tests.factories import make_post
from tests.support.makers import days, make_deployment, make_provider, work

Status = Deployment.Status


def mails_to(user, about="support:"):
    rows = Dispatch.objects.filter(topic="mail", key__startswith=about)
    return [row for row in rows if user.email in row.payload["to"]]


def told(kind):
    return CaseEvent.objects.filter(kind=f"support.{kind}").count()


def test_where_there_is_an_aht_support_waits_for_the_aht_and_a_mail_says_so(proposed, cast):
    assert proposed.status == Status.PROPOSED
    [mail] = mails_to(cast.aht)
    assert "waits for your answer" in mail.payload["text"]
    assert proposed.why not in mail.payload["text"]
    assert f"/support/deployments/{proposed.pk}/" in mail.payload["text"]


def test_the_aht_agrees_and_whoever_asked_and_is_sent_knows(cast):
    provider = make_provider(cast, user=cast.nle)
    proposed = make_deployment(cast, provider)
    agree_support(proposed, note="Begin in Year 3.", by=cast.aht)
    assert (proposed.status, proposed.answered_by) == (Status.AGREED, cast.aht)
    assert "agreed" in mails_to(cast.senior_adviser)[0].payload["subject"]
    assert "You are asked to support" in mails_to(cast.nle)[0].payload["text"]
    assert told("agreed") == 1


def test_the_aht_says_why_not(proposed, cast):
    with pytest.raises(RuleError) as refused:
        refuse_support(proposed, why=" ", by=cast.aht)
    assert refused.value.field == "why"
    refuse_support(proposed, why="The school has enough visitors.", by=cast.aht)
    assert (proposed.status, proposed.answer_why) == (Status.REFUSED, "The school has enough visitors.")
    assert "not agreed" in mails_to(cast.senior_adviser)[0].payload["text"]


@pytest.mark.parametrize("who", ["senior_adviser", "sip", "nle", "head", "diocesan_officer", "director"])
def test_nobody_but_the_aht_agrees_where_there_is_one(proposed, cast, who):
    with pytest.raises(RuleError, match="for Martin Osei to agree"):
        agree_support(proposed, by=getattr(cast, who))


def test_it_is_answered_once(agreed, cast):
    with pytest.raises(AlreadyDone):
        agree_support(agreed, by=cast.aht)
    with pytest.raises(AlreadyDone):
        refuse_support(agreed, why="Too late", by=cast.aht)


def test_without_an_aht_a_managers_asking_agrees_it_and_says_so(cast, without_aht):
    made = make_deployment(cast)
    assert (made.status, made.answer_why) == (Status.AGREED, NO_GATEKEEPER)
    assert mails_to(cast.aht) == []


def test_without_an_aht_the_sips_proposal_waits_for_a_manager(cast, without_aht):
    proposed = make_deployment(cast, by=cast.sip)
    assert proposed.status == Status.PROPOSED
    assert mails_to(cast.senior_adviser)
    with pytest.raises(RuleError, match="to agree"):
        agree_support(proposed, by=cast.sip)
    agree_support(proposed, by=cast.senior_adviser)
    assert proposed.status == Status.AGREED


def test_what_the_aht_asks_for_a_manager_gives(cast):
    proposed = make_deployment(cast, by=cast.aht)
    assert proposed.status == Status.PROPOSED
    with pytest.raises(RuleError):
        agree_support(proposed, by=cast.aht)
    agree_support(proposed, by=cast.senior_adviser)
    assert proposed.status == Status.AGREED


def test_an_aht_does_not_agree_to_being_sent(cast):
    made = make_deployment(cast, make_provider(cast, kind="aht", name="Martin Osei", user=cast.aht))
    assert made.status == Status.AGREED  # the manager's asking agrees it


def test_the_next_aht_is_allocated_by_a_manager_and_not_by_the_one_who_is_there(cast):
    following = make_provider(cast, kind="aht", name="Ines Harrow")
    assert make_deployment(cast, following).status == Status.AGREED
    proposed = make_deployment(cast, following, by=cast.sip)
    with pytest.raises(RuleError, match="to agree"):
        agree_support(proposed, by=cast.aht)
    agree_support(proposed, by=cast.senior_adviser)


def test_whoever_is_sent_with_a_kind_that_gate_keeps_agrees_the_rest_while_at_work(cast, without_aht):
    kind = SupportType.objects.get(code="nle")
    sent = make_provider(cast, kind="nle", user=cast.nle)
    make_deployment(cast, sent, starts_on=days(0), ends_on=days(20))
    other = make_provider(cast, kind="lle", name="Gareth Moxon")
    assert make_deployment(cast, other, days=1).status == Status.AGREED
    change_in_portfolio(kind, name=kind.name, about=kind.about, is_gatekeeper=True, by=cast.senior_adviser)
    proposed = make_deployment(cast, other, days=1)
    assert (proposed.status, who_answers(proposed)) == (Status.PROPOSED, [cast.nle])
    with clock.at(days(21)):
        assert cast.nle not in who_answers(proposed)


def test_the_next_aht_answers_what_the_last_one_left(proposed, cast, without_aht):
    following = make_post("aht", schools=(cast.school,)).user
    derive_grants()
    agree_support(proposed, by=following)
    assert proposed.answered_by == following


def test_where_the_last_aht_leaves_a_manager_answers(proposed, cast, without_aht):
    agree_support(proposed, by=cast.senior_adviser)
    assert proposed.status == Status.AGREED


def test_a_circle_that_the_aht_does_not_read_is_refused(cast):
    with pytest.raises(RuleError, match="choose a wider circle") as refused:
        make_deployment(cast, circle=Circle.LA)
    assert refused.value.field == "circle"
    assert not Deployment.objects.exists()


# --- Changes go to the AHT again


def change(deployment, by, **facts):
    facts = {"days": Decimal(9), "ends_on": days(40), "why": "Year 4 too.", **facts}
    return change_support(deployment, by=by, **facts)


def test_a_change_waits_for_the_aht_while_the_support_goes_on(agreed, cast):
    change(agreed, cast.senior_adviser)
    assert (agreed.status, agreed.days_agreed, agreed.change_days) == (Status.AGREED, 6, 9)
    assert len(mails_to(cast.aht)) == 2
    work(agreed, by=cast.senior_adviser)
    agree_support(agreed, by=cast.aht)
    agreed.refresh_from_db()
    assert (agreed.days_agreed, agreed.ends_on, agreed.waits) == (9, days(40), False)


def test_a_change_that_is_refused_leaves_it_as_it_was(agreed, cast):
    change(agreed, cast.senior_adviser)
    refuse_support(agreed, why="Six are enough.", by=cast.aht)
    agreed.refresh_from_db()
    assert (agreed.status, agreed.days_agreed, agreed.waits) == (Status.AGREED, 6, False)
    assert told("change_refused") == 1


def test_a_second_change_waits_for_the_answer_to_the_first(agreed, cast):
    change(agreed, cast.senior_adviser)
    with pytest.raises(AlreadyDone):
        change(agreed, cast.senior_adviser, days=Decimal(12))


def test_without_an_aht_a_change_counts_at_once(agreed, cast, without_aht):
    change(agreed, cast.senior_adviser)
    assert (agreed.days_agreed, agreed.has_change) == (9, False)


def test_no_fewer_days_than_were_used(agreed, cast):
    work(agreed, by=cast.senior_adviser, days=Decimal(5))
    with pytest.raises(RuleError, match="5 days were used already"):
        change(agreed, cast.senior_adviser, days=Decimal(4))


# --- The end


def test_it_ends_with_its_impact_and_whether_it_helped(agreed, cast):
    work(agreed, by=cast.senior_adviser)
    end_support(agreed, on=days(0), impact="Nine of 17 pupils on track.", worked=True, by=cast.senior_adviser)
    assert (agreed.status, agreed.ended_on, agreed.worked) == (Status.ENDED, days(0), True)
    assert "It helped." in CaseEvent.objects.get(kind="support.ended").body["helped"]


def test_a_change_that_waits_lapses_with_the_end(agreed, cast):
    change(agreed, cast.senior_adviser)
    end_support(agreed, on=days(0), impact="None yet.", worked=None, by=cast.senior_adviser)
    assert not agreed.has_change


@pytest.mark.parametrize(("on", "why"), [(-1, "had not begun"), (1, "can’t lie in the future")])
def test_it_ends_between_its_beginning_and_today(agreed, cast, on, why):
    with pytest.raises(RuleError, match=why):
        end_support(agreed, on=days(on), impact="Some.", worked=None, by=cast.senior_adviser)


def test_it_is_withdrawn_with_a_reason_as_long_as_no_day_was_used(agreed, cast):
    with pytest.raises(RuleError, match="Say why"):
        withdraw_support(agreed, why="", by=cast.senior_adviser)
    work(agreed, by=cast.senior_adviser)
    with pytest.raises(RuleError, match="Days of it were used"):
        withdraw_support(agreed, why="The leader fell ill.", by=cast.senior_adviser)
    agreed.used.all().delete()
    withdraw_support(agreed, why="The leader fell ill.", by=cast.senior_adviser)
    assert (agreed.status, agreed.answer_why) == (Status.WITHDRAWN, "The leader fell ill.")
