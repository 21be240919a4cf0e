"""A letter that was given is withdrawn or superseded: by a notice that reaches everybody who got it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from viewflow.workflow.status import PROCESS

from letters.content import facts_of
from letters.models import Letter, Service
from letters.services.answering import answer_letter
from letters.services.ending import draft_ending
from letters.services.reaching import successor_of, tell_successor
from letters.services.reading import acknowledge_letter
from people.models import Post
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from tests.factories import make_post, make_user
from tests.letters.makers import make_draft, make_given
from tests.letters.test_answering import ANSWERS
from tests.letters.test_letter_flow import begin, give, take, work
from workflows import engine
from workflows.services.letters import start_ending
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
