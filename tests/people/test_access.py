"""May this person? Which schools? Which people? The three answers agree, on every day."""

import random
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from people import access
from people.models import Share
from people.roles import RULES, Role, Scope
from people.services.grants import derive_grants
from record import clock
from schools.models import School
from schools.permissions import Circle, Perm
from tests import factories
from tests.factories import make_diocese, make_la, make_post, make_school, make_share, make_user

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
# One permission of each kind: what everybody holds, each circle, what few hold, what a share may add.
ASKED = [
    Perm.VIEW_SCHOOL,
    Perm.VIEW_CASE,
    Perm.READ_SCHOOL,
    Perm.READ_DIOCESE,
    Perm.READ_LA,
    Perm.ADD_EVIDENCE,
    Perm.VIEW_AUDIT,
    Perm.RESPOND_TO_LETTER,
]


@pytest.fixture(autouse=True)
def monday():
    with clock.at(TODAY):
        yield


@pytest.fixture
def county(db, monkeypatch):
    """A county drawn by lot, the same every time: posts and shares of yesterday, today and tomorrow."""
    draw = random.Random(20261123)
    monkeypatch.setattr(factories, "derive_for", lambda places: None)
    las = [make_la(), make_la(code="998", name="Farshire")]
    dioceses = [make_diocese(), make_diocese("RC91", "Diocese of Saltmarsh")]
    schools = [make_school(la=draw.choice(las), diocese=draw.choice([*dioceses, None])) for _ in range(6)]
    people = [make_user(f"Person {n}", is_active=n % 7 != 0) for n in range(14)]
    spans = [(None, None), (None, -1), (None, 0), (1, None), (0, None), (-5, 5), (-9, -2), (3, 9)]

    def span():
        start, end = draw.choice(spans)
        since = TODAY + DAY * start if start is not None else date(2020, 9, 1)
        return {"since": since, "until": TODAY + DAY * end if end is not None else None}

    for _ in range(40):
        role = draw.choice(list(Role))
        held = tuple(draw.sample(schools, draw.randint(1, 3))) if RULES[role].scope == Scope.SCHOOLS else ()
        make_post(
            role,
            user=draw.choice(people),
            la=draw.choice(las),
            diocese=draw.choice(dioceses),
            schools=held,
            **span(),
        )
    for school in schools:
        if school.diocese and draw.random() < 0.7:
            make_share(
                school, circle=draw.choice([Circle.SCHOOL, Circle.DIOCESE]), agreed_by=people[1], **span()
            )
        if draw.random() < 0.4:
            perms = draw.choice([[], [Perm.ADD_EVIDENCE]])
            circle = draw.choice([Circle.SCHOOL, Circle.DIOCESE, Circle.LA])
            make_share(
                school, user=draw.choice(people), perms=perms, circle=circle, agreed_by=people[1], **span()
            )
    derive_grants()
    return people, schools


@pytest.mark.parametrize("days_later", [0, 4])
def test_single_question_list_and_people_agree_whoever_asks_for_whatever(county, days_later):
    people, schools = county
    with clock.at(TODAY + days_later * DAY):
        for perm in ASKED:
            holders = {school.pk: set(access.users_where(perm, school)) for school in schools}
            for user in people:
                listed = set(access.schools_where(user, may=perm))
                for school in schools:
                    told = school in listed
                    assert user.has_perm(perm, school) is told, (user, perm, school)
                    assert (user in holders[school.pk]) is told, (user, perm, school)
        for user in people:
            for school in schools:
                asked = {perm for perm in ASKED if access.may(user, perm, school)}
                assert access.perms_of(user, school).intersection(ASKED) == asked


def test_the_day_passes_and_access_with_it_whether_or_not_any_job_runs(county):
    people, schools = county
    with clock.at(TODAY + 4 * DAY):
        stale = {(user.pk, school.pk): access.perms_of(user, school) for user in people for school in schools}
        derive_grants()
        for user in people:
            for school in schools:
                assert access.perms_of(user, school) == stale[user.pk, school.pk]


@pytest.mark.parametrize(
    ("since", "until", "sees"),
    [
        (-30, -1, False),
        (-30, 0, True),
        (0, None, True),
        (0, 0, True),
        (1, None, False),
        (-30, 30, True),
    ],
)
@pytest.mark.django_db
def test_a_post_and_a_share_hold_from_their_first_day_to_their_last(since, until, sees):
    days = {"since": TODAY + since * DAY, "until": None if until is None else TODAY + until * DAY}
    diocese = make_diocese()
    school = make_school(diocese=diocese)
    head = make_post(Role.HEADTEACHER, schools=(school,), **days).user
    officer = make_post(Role.DIOCESAN_OFFICER, diocese=diocese).user
    guest = make_user("Guest Reader")
    make_share(school, **days)
    make_share(school, user=guest, **days)
    for user in (head, officer, guest):
        assert user.has_perm(Perm.VIEW_CASE, school) is sees
        assert (school in access.schools_where(user, may=Perm.VIEW_CASE)) is sees


@pytest.mark.django_db
def test_a_share_that_the_register_contradicts_opens_nothing():
    corvesham, saltmarsh = make_diocese(), make_diocese("RC91", "Diocese of Saltmarsh")
    school = make_school(diocese=corvesham)
    officer = make_post(Role.DIOCESAN_OFFICER, diocese=saltmarsh).user
    Share.objects.create(
        school=school, diocese=saltmarsh, why="Entered by hand.", since=TODAY, agreed_by=officer
    )
    derive_grants()
    assert not officer.has_perm(Perm.VIEW_SCHOOL, school)


def test_the_deactivated_see_nothing_even_before_anything_is_derived(cast):
    user = cast.senior_adviser
    user.is_active = False
    user.save()
    assert not access.schools_where(user, may=Perm.VIEW_SCHOOL).exists()
    assert not access.las_where(user, may=Perm.VIEW_SCHOOL).exists()
    assert not user.has_perm(Perm.VIEW_SCHOOL, cast.school)
    assert access.perms_of(user, cast.school) == set()
    assert user not in access.users_where(Perm.VIEW_SCHOOL, cast.school)


@pytest.mark.parametrize("nobody", [AnonymousUser(), None])
def test_a_stranger_sees_nothing(cast, nobody):
    assert not access.schools_where(nobody, may=Perm.VIEW_SCHOOL).exists()
    assert not access.may(nobody, Perm.VIEW_SCHOOL, cast.la)
    assert access.perms_of(nobody, cast.school) == set()


def test_a_permission_without_a_school_is_held_by_nobody(cast):
    assert not cast.director.has_perm(Perm.VIEW_CASE)
    assert not cast.director.has_perm("schools.delete_school", cast.school)
    assert cast.director.get_all_permissions() == set()


def test_every_question_is_one_query_whatever_the_number_of_schools(cast, django_assert_num_queries):
    for _ in range(20):
        make_school()
    with django_assert_num_queries(1):
        assert len(list(access.schools_where(cast.senior_adviser, may=Perm.VIEW_CASE))) == 22
    with django_assert_num_queries(1):
        assert access.may(cast.senior_adviser, Perm.VIEW_CASE, cast.school)
    with django_assert_num_queries(1):
        assert cast.chair.has_perm(Perm.VIEW_CASE, cast.school)
    with django_assert_num_queries(1):
        assert access.may(cast.senior_adviser, Perm.VIEW_CASE, cast.la)
    with django_assert_num_queries(1):
        list(access.users_where(Perm.VIEW_CASE, cast.school))
    with django_assert_num_queries(3):
        access.perms_of(cast.senior_adviser, cast.school)


def test_a_list_that_asks_for_visible_schools_stays_one_query(cast, django_assert_num_queries):
    visible = access.schools_where(cast.chair, may=Perm.VIEW_CASE)
    with django_assert_num_queries(1):
        assert list(School.objects.filter(pk__in=visible.values("pk"))) == [cast.school]
