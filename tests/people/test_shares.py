"""Sharing is an act: with whom, why, how far, until when, agreed by whom; and it ends at once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from people.events import sentence_of
from people.models import AccessEvent, Share
from people.services.grants import derive_grants
from people.services.shares import (
    end_contradicted_shares,
    end_share,
    share_with_diocese,
    share_with_person,
)
from record import clock
from record.errors import AlreadyDone, RuleError
from schools.permissions import Circle, Perm
from tests.factories import make_diocese, make_school, make_user

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(TODAY):
        yield


def shared(cast, school=None, **facts):
    facts = {"why": "Agreed by telephone.", "since": TODAY, "by": cast.senior_adviser} | facts
    return share_with_diocese(school or cast.other_school, **facts)


def shown(cast, user, **facts):
    facts = {"why": "Reviews governance.", "since": TODAY, "circle": Circle.SCHOOL} | facts
    return share_with_person(cast.school, user=user, by=cast.senior_adviser, **facts)


def test_the_schools_own_diocese_sees_it_from_the_moment_it_is_shared(cast):
    officer = cast.other_diocesan_officer
    assert not officer.has_perm(Perm.VIEW_CASE, cast.other_school)
    share = shared(cast)
    assert share.diocese == cast.saltmarsh
    assert share.agreed_by == cast.senior_adviser
    assert officer.has_perm(Perm.VIEW_CASE, cast.other_school)
    assert officer.has_perm(Perm.READ_DIOCESE, cast.other_school)
    assert not officer.has_perm(Perm.READ_LA, cast.other_school)
    assert not cast.diocesan_officer.has_perm(Perm.VIEW_SCHOOL, cast.other_school)
    event = AccessEvent.objects.get(chain=f"school {cast.other_school.urn}", kind="shares.made")
    assert sentence_of(event).replace("\xa0", " ") == (
        "The school was shared with the Diocese of Saltmarsh from 23 November 2026 until further notice: "
        "“Agreed by telephone.”"
    )
    assert event.body["agreed_by"] == cast.senior_adviser.name


def test_a_share_that_is_ended_takes_sight_away_at_once(cast):
    share = Share.objects.get(school=cast.school)
    assert cast.diocesan_officer.has_perm(Perm.VIEW_CASE, cast.school)
    end_share(share, why="The case is closed.", by=cast.senior_adviser)
    assert not cast.diocesan_officer.has_perm(Perm.VIEW_SCHOOL, cast.school)
    share.refresh_from_db()
    assert (share.until, share.ended_why) == (TODAY - DAY, "The case is closed.")
    assert AccessEvent.objects.filter(kind="shares.ended", urn=cast.school.urn).count() == 1
    with pytest.raises(AlreadyDone):
        end_share(share, why="Again.", by=cast.senior_adviser)


def test_a_share_made_today_can_be_ended_today_and_made_anew(cast):
    share = shared(cast)
    end_share(share, why="Too early.", by=cast.senior_adviser)
    assert not cast.other_diocesan_officer.has_perm(Perm.VIEW_SCHOOL, cast.other_school)
    shared(cast)
    assert cast.other_diocesan_officer.has_perm(Perm.VIEW_SCHOOL, cast.other_school)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"circle": Circle.LA}, "circle"),
        ({"circle": Circle.NAMED}, "circle"),
        ({"why": "  "}, "why"),
        ({"until": TODAY - DAY}, "until"),
        ({"since": TODAY - 9 * DAY, "until": TODAY - DAY}, "until"),
    ],
)
def test_a_share_with_a_diocese_that_breaks_a_rule_is_refused_with_its_field(cast, facts, field):
    with pytest.raises(RuleError) as refusal:
        shared(cast, **facts)
    assert refusal.value.field == field


def test_a_school_without_a_diocese_is_shared_with_none(cast):
    with pytest.raises(RuleError) as refusal:
        shared(cast, make_school())
    assert refusal.value.field == "diocese"


def test_the_same_share_twice_at_a_time_is_refused(cast):
    with pytest.raises(RuleError):
        shared(cast, cast.school)
    guest = make_user("Guest Reader")
    shown(cast, guest, until=TODAY + DAY)
    with pytest.raises(RuleError):
        shown(cast, guest)
    shown(cast, guest, since=TODAY + 2 * DAY)


def test_a_person_may_do_what_the_share_names_and_no_more(cast):
    guest = make_user("Guest Reader")
    shown(cast, guest, perms=[Perm.ADD_EVIDENCE], until=TODAY + DAY)
    held = {perm for perm in Perm if guest.has_perm(perm, cast.school)}
    assert held == {Perm.VIEW_SCHOOL, Perm.VIEW_CASE, Perm.READ_SCHOOL, Perm.ADD_EVIDENCE}
    assert not guest.has_perm(Perm.VIEW_SCHOOL, cast.other_school)
    with clock.at(TODAY + 2 * DAY):
        assert not guest.has_perm(Perm.VIEW_SCHOOL, cast.school)


@pytest.mark.parametrize("perm", [Perm.MANAGE_SHARES, Perm.AUTHORISE_LETTER, Perm.MANAGE_PEOPLE, "nonsense"])
def test_what_comes_with_a_post_is_never_shared(cast, perm):
    with pytest.raises(RuleError) as refusal:
        shown(cast, make_user("Guest Reader"), perms=[perm])
    assert refusal.value.field == "perms"


def test_a_share_with_oneself_or_somebody_deactivated_or_in_the_named_circle_is_refused(cast):
    for user in (cast.senior_adviser, cast.deactivated):
        with pytest.raises(RuleError) as refusal:
            shown(cast, user)
        assert refusal.value.field == "user"
    with pytest.raises(RuleError) as refusal:
        shown(cast, make_user("Guest Reader"), circle=Circle.NAMED)
    assert refusal.value.field == "circle"


def test_the_worker_ends_shares_that_the_register_contradicts(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert end_contradicted_shares() == 0
    cast.school.diocese = make_diocese("CE92", "Diocese of Holmebridge")
    cast.school.save()
    assert end_contradicted_shares() == 1
    assert end_contradicted_shares() == 0
    assert not cast.diocesan_officer.has_perm(Perm.VIEW_SCHOOL, cast.school)
    event = AccessEvent.objects.get(kind="shares.ended")
    assert "no longer has the school in this diocese" in sentence_of(event)
    assert not derive_grants()


def test_the_database_holds_what_the_services_promise(cast):
    facts = {"school": cast.other_school, "why": "x", "agreed_by": cast.director}
    guest = make_user("Guest Reader")
    wrong = [
        {"since": TODAY},
        {"since": TODAY, "diocese": cast.saltmarsh, "user": guest},
        {"since": TODAY, "until": TODAY - DAY, "user": guest},
    ]
    for more in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Share.objects.create(**facts, **more)
    Share.objects.create(**facts, diocese=cast.saltmarsh, since=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Share.objects.create(**facts, diocese=cast.saltmarsh, since=TODAY + DAY)
