"""What the letter tells of before: chosen like other records, without names, and as it was authorised."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concern_cases.services.actions import complete_action
from letters.checks import authorisation_checks
from letters.content import facts_of
from letters.history import could_tell
from letters.models import Letter
from letters.services.answering import answer_letter, assess_letter
from letters.services.drafting import set_grounds
from letters.services.issuing import give_letter, make_file
from letters.wording import full_day
from people.models import Post
from record import clock
from tests.concern_cases.makers import make_action
from tests.factories import make_school
from tests.letters.makers import (
    TODAY,
    authorise_and_issue,
    make_authorised,
    make_checked,
    make_draft,
    make_given,
    make_ready_case,
)
from tests.letters.test_answering import ANSWERS


@pytest.fixture
def case(county):
    """An action of the headteacher that was due yesterday, and is not done."""
    case = make_ready_case(county)
    with clock.at(date(2026, 11, 2)):
        make_action(
            case, what="Coach the teachers", owner=county.head, due_on=date(2026, 11, 20), circle="school"
        )
    return case


def told(letter):
    return [(row["what"], row["became"]) for row in facts_of(letter, given=clock.today())["history"]]


def records(letter):
    return [ground.record for ground in letter.grounds.all()]


def test_an_action_is_told_with_the_post_of_who_has_it_and_no_name(county, case):
    assert told(make_draft(county, case)) == [("Coach the teachers (Headteacher)", "Not done")]


def test_what_was_done_before_is_ticked_like_other_records(county, case, client):
    letter = make_draft(county, case)
    client.force_login(county.senior_adviser)
    address = f"{letter.get_absolute_url()}grounds/"
    action = case.actions.get()
    assert f'value="action-{action.pk}"' in client.get(address).content.decode()
    form = client.get(address).context["form"]
    chosen = {"records": form["records"].initial, "history": []}
    assert client.post(address, chosen).status_code == 302
    assert told(Letter.objects.get()) == []


def test_what_changed_after_the_authorisation_takes_it_away(county, case):
    letter = make_authorised(county, case=case)
    make_action(case, what="Write the plan", due_on=TODAY, circle="school")
    give_letter(letter, made=make_file(letter), by=None)
    assert letter.status == Letter.Status.DRAFT
    assert "What the letter tells of before was changed" in letter.sent_back_why


def test_what_is_left_out_takes_nothing_away(county, case):
    letter = make_draft(county, case)
    action = case.actions.get()
    set_grounds(letter, records=records(letter), not_told=[f"action-{action.pk}"], by=county.senior_adviser)
    authorise_and_issue(letter, county)
    complete_action(action, outcome="All four were coached.", by=county.senior_adviser)
    give_letter(letter, made=make_file(letter), by=None)
    assert letter.status == Letter.Status.GIVEN
    assert letter.document.made_from["history"] == []


def test_whoever_authorises_is_told_that_it_changed_since_the_letter_was_sent_on(county, case):
    letter = make_checked(county, case=case)
    assert "What was done before has changed" not in str(authorisation_checks(letter))
    make_action(case, what="Write the plan", due_on=TODAY, circle="school")
    assert "What was done before has changed" in str(authorisation_checks(letter))


def test_the_same_is_seen_where_nothing_was_told_when_it_was_sent_on(county):
    case = make_ready_case(county)
    letter = make_checked(county, case=case)
    assert told(letter) == []
    assert "What was done before has changed" not in str(authorisation_checks(letter))
    make_action(case, what="Write the plan", due_on=TODAY, circle="school")
    assert "What was done before has changed" in str(authorisation_checks(letter))


def test_a_draft_sent_on_before_letters_told_of_before_has_not_changed(county, case):
    letter = make_checked(county, case=case)
    sent = letter.drafts.get()
    sent.parts = {key: words for key, words in sent.parts.items() if not key.startswith("before-")}
    sent.save()
    assert "What was done before has changed" not in str(authorisation_checks(letter))


def test_the_post_is_that_at_the_actions_school_on_its_day(county, case):
    """Later the head goes elsewhere, and never was what a mistaken post says."""
    other, day = make_school(la=county.la), date(2026, 11, 1)
    facts = {"user": county.head, "role": "chair"}
    for since, until in ((day, None), (date(2026, 11, 21), None), (day, date(2026, 10, 31))):
        post = Post.objects.create(**facts, since=since, until=until, ended_why="x" if until else "")
        post.schools.add(other if until is None else county.school)
    letter = make_draft(county, case)
    assert told(letter) == [("Coach the teachers (Headteacher)", "Not done")]
    Post.objects.filter(user=county.head, role="headteacher").update(until=day)
    assert told(letter) == [("Coach the teachers (Chair of governors)", "Not done")]


def test_more_actions_are_told_with_no_more_queries(county, case):
    letter = make_draft(county, case)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            could_tell(letter, given=TODAY)
        return len(asked)

    few = queries()
    for owner in (county.head, county.chair):
        make_action(case, what="Coach again", owner=owner, due_on=TODAY, circle="school")
    assert len(could_tell(letter, given=TODAY)) == 3
    assert queries() == few


def test_a_letter_tells_what_was_found_of_the_one_before(county):
    first = make_given(county, kind="letter_of_concern", case=make_ready_case(county))
    answer_letter(first, answers=ANSWERS, by=county.chair)
    with clock.at(date(2026, 12, 15)):
        assess_letter(first, complied=False, why="Nothing was adopted.", by=county.senior_adviser)
    with clock.at(date(2026, 12, 16)):
        second = make_draft(county, first.case, skips_rung_why="")
        ((what, became),) = told(second)
        set_grounds(
            second, records=records(second), not_told=[f"letter-{first.pk}"], by=county.senior_adviser
        )
        assert told(second), "the letter that it follows can't be left out"
    assert (what, became.replace("\xa0", " ")) == (
        "Letter of concern, L-2026-0001",
        "Answered on Monday 23 November 2026. Found not complied with on Tuesday 15 December 2026",
    )


def test_a_letter_tells_that_the_answer_to_the_one_before_came_after_the_last_day(county):
    first = make_given(county, kind="letter_of_concern", case=make_ready_case(county))
    on = first.running_clock.ends_on + timedelta(days=1)
    with clock.at(on):
        answer_letter(first, answers=ANSWERS, by=county.chair)
        assess_letter(first, complied=False, why="Nothing was adopted.", by=county.senior_adviser)
        second = make_draft(county, first.case, skips_rung_why="")
        ((_, became),) = told(second)
    assert became.startswith(f"Answered on {full_day(on)}, after the last day. Found not complied with")
