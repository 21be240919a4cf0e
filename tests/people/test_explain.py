"""Why somebody can see a school, or not, in sentences that agree with what the pages do."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from people import access
from people.explain import explain, who_can_see
from people.models import Membership, Share
from people.roles import Role
from people.services.posts import end_post
from people.services.shares import end_share
from record import clock
from record.models import ReadLog
from schools.permissions import Circle, Perm
from tests.factories import make_post, make_share

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(TODAY):
        yield


def told(user, school):
    return [sentence.replace("\xa0", " ") for sentence in explain(user, school).sentences()]


def test_a_post_at_the_school_is_the_reason(cast):
    assert told(cast.chair, cast.school) == [
        f"Susan Hallett can see {cast.school}, and reads what is shared with the school.",
        f"Susan Hallett is Chair of governors of {cast.school}, since 1 September 2020.",
    ]


def test_a_post_at_the_la_is_the_reason(cast):
    first, second = told(cast.senior_adviser, cast.school)
    assert first.endswith("and reads everything, to the innermost circle (LA only).")
    assert second == (
        "Helen Marchetti is Senior Adviser at Wyvenshire, whose schools the post covers, "
        "since 1 September 2020."
    )


def test_a_post_at_the_diocese_and_the_share_are_the_reason_together(cast):
    answer, reason = told(cast.diocesan_officer, cast.school)
    assert answer.endswith(
        "and reads what is for the LA and the diocese, and what is shared with the school."
    )
    assert reason == (
        "Catherine Blyth is Diocesan officer of the Diocese of Corvesham, since 1 September 2020; "
        "and the school is shared with the Diocese of Corvesham since 1 September 2020, agreed by "
        "Helen Marchetti: “Agreed at the termly meeting”."
    )


def test_a_diocese_that_nothing_is_shared_with_is_told_so(cast):
    answer, reason = told(cast.other_diocesan_officer, cast.other_school)
    assert answer == f"Owen Farrant can’t see {cast.other_school}."
    assert reason.endswith("the school’s diocese in the register, but the school is not shared with it.")


def test_who_never_had_anything_to_do_with_the_school_is_told_so(cast):
    assert "has never had a post" in told(cast.other_chair, cast.school)[1]


def test_a_post_that_is_over_and_one_that_is_to_come_are_told_apart(cast):
    assert told(cast.left_yesterday, cast.school)[1].startswith("No longer: Lately Departed was Headteacher")
    later = make_post(Role.CHAIR, schools=(cast.school,), since=TODAY + DAY).user
    assert told(later, cast.school)[1].startswith("From then on: ")
    assert not explain(later, cast.school).sees


def test_a_share_that_was_ended_says_why_it_was(cast):
    end_share(Share.objects.get(school=cast.school), why="The case is closed.", by=cast.senior_adviser)
    reason = told(cast.diocesan_officer, cast.school)[1]
    assert reason.startswith("No longer: ")
    assert "(ended: “The case is closed”)" in reason


def test_who_is_deactivated_is_told_so_first(cast):
    assert told(cast.deactivated, cast.school)[0] == "Gone Away is deactivated and sees nothing."


def test_sight_ends_with_the_last_of_its_reasons(cast):
    user = make_post(Role.GOVERNOR, schools=(cast.school,), until=TODAY + 3 * DAY).user
    assert explain(user, cast.school).until == TODAY + 3 * DAY
    make_share(cast.school, user=user, circle=Circle.DIOCESE, until=TODAY + 9 * DAY)
    found = explain(user, cast.school)
    assert found.until == TODAY + 9 * DAY
    assert found.first.share is not None
    make_post(Role.CHAIR, user=user, schools=(cast.school,))
    assert explain(user, cast.school).until is None


def test_the_last_reading_is_not_the_last_refusal(cast):
    for at, refused in ((20, False), (21, True)):
        ReadLog.objects.create(
            user_id=cast.chair.pk,
            urn=cast.school.urn,
            what="/cases/",
            refused=refused,
            at=datetime(2026, 11, at, 12, tzinfo=timezone.get_default_timezone()),
        )
    assert explain(cast.chair, cast.school).last_read.day == 20


def test_stored_access_that_says_otherwise_is_told(cast):
    Membership.objects.filter(user=cast.chair).delete()
    sentences = told(cast.chair, cast.school)
    assert sentences[0].startswith("Susan Hallett can’t see")
    assert "run reconcile_access" in sentences[-1]


def test_everybody_who_can_see_the_school_is_listed_with_what_they_may_do(cast):
    make_share(cast.school, user=cast.other_chair, perms=[Perm.ADD_EVIDENCE], circle=Circle.SCHOOL)
    end_post(cast.governor.posts.get(), on=TODAY - DAY, by=None)
    for school in (cast.school, cast.other_school):
        listed = who_can_see(school)
        assert {one.user for one in listed} == set(access.users_where(Perm.VIEW_SCHOOL, school))
        for one in listed:
            assert one.perms == access.perms_of(one.user, school), one.user
            assert one.now, one.user
            assert not one.disagrees
            assert explain(one.user, school).ways == one.ways


def test_the_list_takes_as_many_queries_for_many_people_as_for_few(cast, django_assert_num_queries):
    for _ in range(10):
        make_post(Role.GOVERNOR, schools=(cast.school,))
    with django_assert_num_queries(4):
        assert len(who_can_see(cast.school)) > 20


def test_the_command_says_it_in_sentences(cast, capsys):
    call_command("explain_access", cast.chair.email.upper(), cast.school.urn)
    out = capsys.readouterr().out
    assert "Susan Hallett is Chair of governors" in out
    assert "Susan Hallett may: see school, view case, add evidence" in out
    assert "Last read: never." in out
    call_command("explain_access", cast.other_chair.email, cast.school.urn)
    assert "can’t see" in capsys.readouterr().out


@pytest.mark.parametrize("asked", [("nobody@people.example", None), (None, "999999")])
def test_the_command_refuses_whom_or_what_it_does_not_know(cast, asked):
    email, urn = asked
    with pytest.raises(CommandError):
        call_command("explain_access", email or cast.chair.email, urn or cast.school.urn)
