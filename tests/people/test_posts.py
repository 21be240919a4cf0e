"""Appointing and ending posts."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from people.events import sentence_of
from people.models import AccessEvent, Post, PostSchool
from people.roles import Role
from people.services.posts import appoint, end_post
from record import clock
from record.errors import AlreadyDone, RuleError
from schools.permissions import Perm
from tests.factories import make_user

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(TODAY):
        yield


@pytest.fixture
def newcomer(cast):
    return make_user("Nora Comer")


def appointed(cast, user, **facts):
    facts = {
        "role": Role.HEADTEACHER,
        "schools": [cast.school],
        "since": TODAY,
        "by": cast.administrator,
    } | facts
    return appoint(user, **facts)


def test_who_is_appointed_sees_at_once_and_the_log_says_who_did_it(cast, newcomer):
    appointed(cast, newcomer, until=date(2030, 8, 31))
    assert newcomer.has_perm(Perm.VIEW_CASE, cast.school)
    event = AccessEvent.objects.get(subject_id=newcomer.pk)
    assert (event.chain, event.urn) == (f"school {cast.school.urn}", cast.school.urn)
    assert event.actor_name == cast.administrator.name
    assert sentence_of(event).replace("\xa0", " ") == (
        f"Nora Comer was appointed Headteacher, {cast.school}, from 23 November 2026 until 31 August 2030"
    )


def test_a_post_at_several_schools_stands_in_the_log_of_each(cast, newcomer):
    appointed(cast, newcomer, role=Role.SIP, schools=[cast.school, cast.other_school, cast.school])
    chains = AccessEvent.objects.filter(subject_id=newcomer.pk).values_list("chain", flat=True)
    assert set(chains) == {f"school {cast.school.urn}", f"school {cast.other_school.urn}"}
    assert PostSchool.objects.filter(post__user=newcomer).count() == 2


def test_posts_at_an_la_and_a_diocese_stand_in_their_chains(cast, newcomer):
    appointed(cast, newcomer, role=Role.CLERK, la=cast.la, schools=[])
    appointed(cast, newcomer, role=Role.DIOCESAN_OFFICER, diocese=cast.corvesham, schools=[])
    chains = AccessEvent.objects.filter(subject_id=newcomer.pk).values_list("chain", flat=True)
    assert set(chains) == {"la 999", "diocese CE91"}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"role": "emperor"}, "role"),
        ({"schools": []}, "schools"),
        ({"role": Role.CLERK, "schools": []}, "la"),
        ({"role": Role.CLERK}, "la"),
        ({"role": Role.DIOCESAN_OFFICER, "schools": []}, "diocese"),
        ({"until": TODAY - DAY}, "until"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field(cast, newcomer, facts, field):
    with pytest.raises(RuleError) as refusal:
        appointed(cast, newcomer, **facts)
    assert refusal.value.field == field
    assert not newcomer.posts.exists()


def test_a_body_that_the_role_has_nothing_to_do_with_is_refused(cast, newcomer):
    for facts, field in (({"la": cast.la}, "la"), ({"diocese": cast.corvesham}, "diocese")):
        with pytest.raises(RuleError) as refusal:
            appointed(cast, newcomer, **facts)
        assert refusal.value.field == field
    with pytest.raises(RuleError) as refusal:
        appointed(cast, newcomer, role=Role.CLERK, la=cast.la)
    assert refusal.value.field == "schools"


def test_the_same_post_twice_at_a_time_is_refused(cast, newcomer):
    appointed(cast, newcomer, since=TODAY - 9 * DAY, until=TODAY + 9 * DAY)
    for since, until in ((TODAY, None), (TODAY - 90 * DAY, TODAY - 9 * DAY), (TODAY - 90 * DAY, None)):
        with pytest.raises(RuleError) as refusal:
            appointed(cast, newcomer, since=since, until=until, schools=[cast.other_school, cast.school])
        assert refusal.value.field == "since"
    appointed(cast, newcomer, since=TODAY + 10 * DAY)
    appointed(cast, newcomer, since=TODAY - 90 * DAY, until=TODAY - 10 * DAY)
    appointed(cast, newcomer, schools=[cast.other_school])
    appointed(cast, newcomer, role=Role.GOVERNOR)


def test_nobody_appoints_themselves_or_somebody_who_is_deactivated(cast):
    with pytest.raises(RuleError):
        appointed(cast, cast.administrator, role=Role.DIRECTOR, la=cast.la, schools=[])
    with pytest.raises(RuleError):
        appointed(cast, cast.deactivated)


def test_a_post_that_ended_yesterday_opens_nothing_today(cast, newcomer):
    post = appointed(cast, newcomer, since=TODAY - 9 * DAY)
    end_post(post, on=TODAY - DAY, by=cast.administrator)
    assert not newcomer.has_perm(Perm.VIEW_SCHOOL, cast.school)
    assert Post.objects.get(pk=post.pk).until == TODAY - DAY
    ended = AccessEvent.objects.filter(kind="posts.ended", subject_id=newcomer.pk).get()
    assert "ceased to be Headteacher" in sentence_of(ended)


def test_a_post_lasts_to_the_end_of_its_last_day(cast, newcomer):
    post = appointed(cast, newcomer, since=TODAY - 9 * DAY)
    end_post(post, on=TODAY + 2 * DAY, by=cast.administrator)
    with clock.at(TODAY + 2 * DAY):
        assert newcomer.has_perm(Perm.VIEW_SCHOOL, cast.school)
    with clock.at(TODAY + 3 * DAY):
        assert not newcomer.has_perm(Perm.VIEW_SCHOOL, cast.school)


def test_a_post_entered_by_mistake_is_withdrawn_at_once_and_says_why(cast, newcomer):
    post = appointed(cast, newcomer)
    with pytest.raises(RuleError) as refusal:
        end_post(post, on=TODAY - DAY, by=cast.administrator)
    assert refusal.value.field == "why"
    end_post(post, on=TODAY - 30 * DAY, why="The wrong Nora.", by=cast.administrator)
    post.refresh_from_db()
    assert (post.until, post.ended_why) == (TODAY - DAY, "The wrong Nora.")
    assert not newcomer.has_perm(Perm.VIEW_SCHOOL, cast.school)
    assert post.history.first().history_change_reason == "The wrong Nora."
    appointed(cast, newcomer)


def test_an_end_is_not_put_off_and_not_given_twice(cast, newcomer):
    post = appointed(cast, newcomer, since=TODAY - 9 * DAY, until=TODAY + DAY)
    with pytest.raises(RuleError):
        end_post(post, on=TODAY + 2 * DAY, by=cast.administrator)
    end_post(post, on=TODAY - DAY, by=cast.administrator)
    with pytest.raises(AlreadyDone):
        end_post(post, on=TODAY - 2 * DAY, by=cast.administrator)


def test_the_database_holds_what_the_services_promise(cast, newcomer):
    facts = {"user": newcomer, "role": Role.CLERK, "since": TODAY}
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(**facts, la=cast.la, until=TODAY - DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(**facts, la=cast.la, diocese=cast.corvesham)
    post = Post.objects.create(**facts, la=cast.la, until=TODAY - DAY, ended_why="A mistake.")
    PostSchool.objects.create(post=post, school=cast.school)
    with pytest.raises(IntegrityError), transaction.atomic():
        PostSchool.objects.create(post=post, school=cast.school)
