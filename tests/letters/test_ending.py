"""A letter that was given is withdrawn or superseded: by a notice that reaches everybody who got it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from viewflow.workflow.status import PROCESS

from letters.content import facts_of
from letters.models import Letter, Recipient, Service
from letters.recipients import recipients_of
from letters.services.answering import answer_letter
from letters.services.ending import draft_ending
from letters.services.reaching import successor_of, tell_successor
from letters.services.reading import acknowledge_letter
from letters.services.stating_law import state_law
from people.models import Post
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from tests.factories import make_post, make_user
from tests.letters.makers import make_draft, make_given
from tests.letters.test_answering import ANSWERS
from tests.letters.test_letter_flow import begin, give, open_now, take, work
from tests.letters.test_notices import LAW, SOON
from workflows import engine
from workflows.services.letters import (
    start_ending,
    start_replacement,
    supersede_by_secretary_of_state,
    withdraw_letter,
)
from workflows.triggers import serve_triggers

WHY = "The governing body has adopted the plan."


def test_a_withdrawal_is_served_on_all_who_got_the_letter_and_stops_its_clock(county):
    letter = begin(county)
    give(letter, county)
    post = Post.objects.get(role="chair", schools=county.school)
    post.until = date(2026, 11, 22)
    post.save()
    new = make_user("Ruth Okafor", title="Dr")
    make_post("chair", user=new, schools=(county.school,), since=date(2026, 11, 23))
    notice = start_ending(letter, kind="withdrawal", why=WHY, by=county.senior_adviser).letter
    take(notice, "draft_letter", county.senior_adviser)
    letter.refresh_from_db()
    assert letter.status == Letter.Status.GIVEN, "it stands until the notice is given"
    with pytest.raises(PermissionDenied):
        take(notice, "authorise", county.senior_adviser)
    take(notice, "authorise", county.director)
    work()
    serve_triggers()
    letter.refresh_from_db()
    assert (letter.status, letter.outcome_why) == (Letter.Status.WITHDRAWN, WHY)
    assert engine.process_about(letter).status == PROCESS.CANCELED
    served = set(Service.objects.filter(recipient__letter=notice).values_list("recipient__name", flat=True))
    got = set(Service.objects.filter(recipient__letter=letter).values_list("recipient__name", flat=True))
    assert served == got | {"Dr Ruth Okafor"}
    with pytest.raises(AlreadyDone):
        answer_letter(letter, answers=ANSWERS, by=new)
    assert begin(county, letter.case).follows is None, "the ladder begins anew"


def test_a_notice_of_the_secretary_of_state_supersedes(county):
    letter = make_given(county)
    notice = draft_ending(letter, kind="supersession", why="Notice of 20 November.", by=county.senior_adviser)
    facts = facts_of(notice, given=clock.today())
    assert "warning letter of 23\xa0November\xa02026, L-2026-0001, is superseded" in facts["opening"]
    assert facts["due"] is None
    with pytest.raises(RuleError, match="is being written already"):
        draft_ending(letter, kind="withdrawal", why=WHY, by=county.senior_adviser)


def test_a_draft_and_a_missing_reason_are_refused(county):
    letter = make_given(county)
    with pytest.raises(RuleError, match="Say why") as refused:
        draft_ending(letter, kind="withdrawal", why=" ", by=county.senior_adviser)
    assert refused.value.field == "why"
    letter.status = Letter.Status.WITHDRAWN
    letter.save()
    draft = make_draft(county, letter.case)
    with pytest.raises(RuleError, match="can’t be ended now"):
        draft_ending(draft, kind="withdrawal", why=WHY, by=county.senior_adviser)


def test_a_new_chair_is_shown_told_once_and_can_acknowledge(county, client):
    letter = make_given(county)
    assert successor_of(letter) is None
    Post.objects.filter(role="chair", schools=county.school).delete()
    new = make_user("Ruth Okafor", title="Dr")
    make_post("chair", user=new, schools=(county.school,), since=date(2026, 11, 23))
    client.force_login(county.senior_adviser)
    assert "Ruth Okafor has become chair since" in client.get(letter.get_absolute_url()).content.decode()
    given = tell_successor(letter, by=county.senior_adviser)
    mail = Dispatch.objects.get(key=given.dispatch_key)
    assert "answer it by Tuesday\xa05" in mail.payload["text"].replace("Tuesday 5", "Tuesday\xa05")
    with pytest.raises(RuleError, match="has this letter"):
        tell_successor(letter, by=county.senior_adviser)
    assert acknowledge_letter(letter, by=new).acknowledged_by == new


def replace(letter, cast, **facts):
    facts = {"kind": "warning_letter", "why": "Two dates were wrong.", "by": cast.senior_adviser} | facts
    return start_replacement(letter, **facts).letter


def through_every_hand(letter, cast):
    take(letter, "assemble_grounds", cast.senior_adviser)
    take(letter, "draft_letter", cast.senior_adviser)
    take(letter, "tell_diocese", cast.senior_adviser, how="Canon Ferrier, by telephone")
    take(letter, "legal_check", cast.legal_adviser, agreed=True)
    take(letter, "authorise", cast.director)
    work()
    serve_triggers()
    letter.refresh_from_db()


def test_a_new_letter_takes_the_place_of_the_old_one_when_it_is_given_and_not_before(county):
    old = begin(county)
    give(old, county)
    ground = old.grounds.first()
    ground.text = "Results have fallen, as we said."
    ground.save()
    new = replace(old, county)
    old.refresh_from_db()
    assert (old.status, new.on_ladder, new.skips_rung_why) == ("given", True, old.skips_rung_why)
    assert new.grounds.first().text == "Results have fallen, as we said."
    assert new.required_actions.count() == old.required_actions.count() == 3
    through_every_hand(new, county)
    old.refresh_from_db()
    assert (old.status, new.status) == (Letter.Status.SUPERSEDED, Letter.Status.GIVEN)
    assert old.outcome_why == f"Our warning letter {new.reference} takes its place. Two dates were wrong."
    assert engine.process_about(old).status == PROCESS.CANCELED
    assert open_now(new) == ["await_response"]
    facts = new.document.made_from
    assert (
        f"takes the place of our warning letter of 23\xa0November\xa02026, {old.reference}"
        in facts["replaces"]
    )
    assert [row["became"] for row in facts["history"]] == ["Replaced by this letter"]
    mails = Dispatch.objects.filter(key__startswith=f"letter:{new.pk}:recipient:")
    assert all("takes the place of ours of 23" in mail.payload["text"] for mail in mails)


def test_everybody_who_got_the_old_letter_gets_the_new_one(county):
    old = begin(county)
    give(old, county)
    Recipient.objects.create(letter=old, received_as="ofsted", address="Ofsted\nMANCHESTER")
    post = Post.objects.get(role="chair", schools=county.school)
    post.until = date(2026, 11, 22)
    post.save()
    make_post("chair", user=make_user("Ruth Okafor"), schools=(county.school,), since=date(2026, 11, 23))
    got = [(each.received_as, each.name) for each in recipients_of(replace(old, county))]
    assert got[0] == ("chair", "Ruth Okafor")
    assert ("chair", "Susan Hallett") in got, "she had the letter, and left since"
    assert ("ofsted", "") in got, "a body that this kind of letter would not reach"


def test_one_replacement_is_written_at_a_time_and_the_ladder_waits_for_it(county):
    old = begin(county)
    give(old, county)
    new = replace(old, county)
    with pytest.raises(RuleError, match="is being written already"):
        replace(old, county)
    with pytest.raises(RuleError, match="is being written already"):
        draft_ending(old, kind="withdrawal", why=WHY, by=county.senior_adviser)
    old.status = Letter.Status.COMPLIED
    old.save()
    with pytest.raises(RuleError, match=f"{new.reference} is still open"):
        begin(county, old.case)
    withdraw_letter(new, why="Not needed.", by=county.senior_adviser)
    assert replace(old, county).replaces == old


def test_a_letter_that_is_replaced_is_no_rung(county):
    old = begin(county)
    give(old, county)
    with pytest.raises(RuleError, match="It follows no letter of concern and no warning letter") as refused:
        replace(old, county, kind="s60_notice")
    assert refused.value.field == "skips_rung_why"
    with pytest.raises(RuleError, match="No reason replaces it"):
        replace(old, county, kind="proposal_notice", skips_rung_why="Because")
    notice = replace(old, county, kind="s60_notice", skips_rung_why="The safety of pupils is threatened.")
    assert (notice.follows, notice.required_actions.count()) == (None, 3)


def given_notice(cast, kind="s60_notice", law=LAW):
    notice = begin(cast, kind=kind, skips_rung_why=WHY)
    state_law(notice, law=law, by=cast.senior_adviser)
    take(notice, "assemble_grounds", cast.senior_adviser)
    take(notice, "draft_letter", cast.senior_adviser, actions=SOON)
    take(notice, "tell_diocese", cast.senior_adviser, how="Canon Ferrier, by telephone")
    take(notice, "legal_check", cast.legal_adviser, agreed=True)
    take(notice, "authorise", cast.director)
    work()
    notice.refresh_from_db()
    return notice


def test_a_notice_of_the_secretary_of_state_ends_ours_at_once_and_everybody_is_told(county):
    ours = given_notice(county)
    with clock.at(date(2026, 11, 30)):
        notice = supersede_by_secretary_of_state(
            ours, on=date(2026, 11, 27), why="It is on the department’s site.", by=county.senior_adviser
        ).letter
        ours.refresh_from_db()
        assert ours.status == Letter.Status.SUPERSEDED
        assert "gave a warning notice on 27\xa0November\xa02026. It supersedes" in ours.outcome_why
        assert engine.process_about(ours).status == PROCESS.CANCELED
        with pytest.raises(RuleError, match="everybody who got it has to be told"):
            withdraw_letter(notice, why="No", by=county.senior_adviser)
        take(notice, "draft_letter", county.senior_adviser)
        take(notice, "authorise", county.director)
        work()
        serve_triggers()
    served = set(Recipient.objects.filter(letter=notice).values_list("received_as", flat=True))
    assert served == set(Recipient.objects.filter(letter=ours).values_list("received_as", flat=True))
    assert {"secretary_of_state", "ofsted", "appointer"} <= served


@pytest.mark.parametrize("on", [date(2026, 11, 22), date(2026, 11, 24)])
def test_the_day_of_the_secretary_of_states_notice_is_neither_before_ours_nor_to_come(county, on):
    ours = given_notice(county)
    with pytest.raises(RuleError, match="from that of our notice until today") as refused:
        supersede_by_secretary_of_state(ours, on=on, why=WHY, by=county.senior_adviser)
    assert refused.value.field == "on"


def test_the_secretary_of_states_notice_supersedes_no_warning_letter(county):
    letter = begin(county)
    give(letter, county)
    with pytest.raises(RuleError, match="under section 60 alone"):
        supersede_by_secretary_of_state(letter, on=clock.today(), why=WHY, by=county.senior_adviser)


def test_the_form_asks_what_takes_the_place_and_keeps_what_was_typed(county, client):
    letter = begin(county)
    give(letter, county)
    client.force_login(county.senior_adviser)
    url = f"/letters/{letter.reference}/end/"
    page = client.get(url).content.decode()
    assert "A new letter takes its place" in page
    assert "The Secretary of State has given" not in page, "it is no notice under section 60"
    data = {"form_key": "a" * 32, "how": "replaced", "why": "Two dates were wrong."}
    page = client.post(url, data).content.decode()
    assert "Choose what kind of letter takes its place" in page
    assert "Two dates were wrong." in page
    answer = client.post(url, {**data, "kind": "warning_letter"})
    new = Letter.objects.get(ends=letter)
    assert answer.url == new.get_absolute_url()
    assert "Why it takes the place of Warning letter L-2026-0001" in client.get(answer.url).content.decode()
    again = client.post(url, {**data, "kind": "warning_letter"})
    assert (again.url, Letter.objects.count()) == (new.get_absolute_url(), 2)


def test_the_chair_finds_the_new_letter_from_the_old_one(county, client):
    old = begin(county)
    give(old, county)
    new = replace(old, county)
    client.force_login(county.chair)
    assert new.reference not in client.get(old.get_absolute_url()).content.decode()
    through_every_hand(new, county)
    page = client.get(old.get_absolute_url()).content.decode()
    assert "This letter no longer stands" in page
    assert f'href="{new.get_absolute_url()}"' in page
    assert f'href="{old.get_absolute_url()}"' in client.get(new.get_absolute_url()).content.decode()
