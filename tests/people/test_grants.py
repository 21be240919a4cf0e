"""Stored access is derived from posts and shares: all at once or for one change, and it may be checked."""

import random
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from people.models import AccessEvent, LaGroupGrant, Membership, SchoolGroupGrant, SchoolUserGrant
from people.roles import RULES, Role, Scope
from people.services import grants
from people.services.confirming import confirm_post, refuse_post
from people.services.grants import Drift, deferred_grants, derive_grants
from people.services.people import deactivate_person, reactivate_person
from people.services.posts import appoint, end_post
from people.services.shares import end_share, share_with_diocese, share_with_person
from record import clock
from record.errors import RuleError
from schools.permissions import Circle, Perm
from tests.factories import make_diocese, make_post, make_school, make_share, make_user

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
TABLES = [Membership, SchoolGroupGrant, SchoolUserGrant, LaGroupGrant]


@pytest.fixture(autouse=True)
def monday():
    with clock.at(TODAY):
        yield


def rows():
    found = {}
    for model in TABLES:
        names = [field.attname for field in model._meta.concrete_fields if field.name != "id"]
        found[model.__name__] = sorted(map(str, model.objects.values_list(*names)))
    return found


def test_deriving_again_changes_nothing(cast):
    before = rows()
    assert not derive_grants()
    assert rows() == before


def decide(post, *, agreed, by):
    if not post.needs_confirming:
        raise RuleError("Nobody has to agree.")
    if agreed:
        confirm_post(post, by=by)
    else:
        refuse_post(post, why="Not known here.", by=by)


def test_every_single_change_leaves_what_a_whole_derivation_would(cast, monkeypatch):
    """A random walk of services: after each one nothing is missing and nothing is too many."""
    draw = random.Random(7)
    people = [make_user(f"Walker {n}") for n in range(6)]
    schools = [cast.school, cast.other_school, make_school(diocese=cast.corvesham), make_school()]
    by, posts, shares = cast.administrator, [], []
    acts = ["appoint", "appoint", "end_post", "decide", "decide", "share", "share", "end_share"]
    acts += ["close", "open"]
    done = 0
    for _ in range(160):
        act, user, school = draw.choice(acts), draw.choice(people), draw.choice(schools)
        since = TODAY + draw.choice([-400, -1, 0, 5]) * DAY
        until = draw.choice([None, since + 3 * DAY, since + 900 * DAY])
        try:
            if act == "appoint":
                role = draw.choice(list(Role))
                scope = RULES[role].scope
                where = {
                    Scope.LA: {"la": cast.la},
                    Scope.DIOCESE: {"diocese": draw.choice([cast.corvesham, cast.saltmarsh])},
                    Scope.SCHOOLS: {"schools": draw.sample(schools, 2)},
                }[scope]
                posts.append(appoint(user, role=role, since=since, until=until, by=by, **where))
            elif act == "end_post" and posts:
                end_post(draw.choice(posts), on=TODAY - DAY, why="Left.", by=by)
            elif act == "decide" and posts:
                decide(draw.choice(posts), agreed=draw.random() < 0.7, by=cast.director)
            elif act == "share":
                facts = {"why": "Agreed.", "since": since, "until": until, "by": cast.senior_adviser}
                if draw.random() < 0.5:
                    shares.append(share_with_diocese(school, **facts))
                else:
                    shares.append(share_with_person(school, user=user, circle=Circle.SCHOOL, **facts))
            elif act == "end_share" and shares:
                end_share(draw.choice(shares), why="Over.", by=cast.senior_adviser)
            elif act == "close":
                deactivate_person(user, why="Left.", by=by)
            elif act == "open":
                reactivate_person(user, by=by)
            else:
                continue
        except RuleError:
            continue
        done += 1
        drift = derive_grants()
        assert not drift, (act, drift)
    assert done > 50
    assert cast.la.posts.filter(confirmed_by=cast.director).exists()


def test_of_two_posts_alike_the_one_that_lasts_longer_counts(cast):
    user = make_user("Two Posts")
    make_post(Role.GOVERNOR, user=user, schools=(cast.school,), until=TODAY + DAY)
    make_post(Role.GOVERNOR, user=user, schools=(cast.school,), until=TODAY + 9 * DAY)
    assert Membership.objects.get(user=user).until == TODAY + 9 * DAY
    make_post(Role.GOVERNOR, user=user, schools=(cast.school,))
    assert Membership.objects.get(user=user).until is None


def test_two_shares_alike_do_not_stand_in_each_others_way(cast):
    guest = make_user("Guest Reader")
    make_share(cast.school, user=guest, circle=Circle.SCHOOL, until=TODAY)
    make_share(cast.school, user=guest, circle=Circle.DIOCESE)
    assert guest.has_perm(Perm.READ_DIOCESE, cast.school)
    assert set(SchoolUserGrant.objects.filter(user=guest).values_list("until", flat=True)) == {None}


def test_drift_is_counted_and_put_right(cast):
    Membership.objects.filter(user=cast.chair).delete()
    stray = SchoolUserGrant.objects.create(
        user=cast.chair,
        permission=SchoolGroupGrant.objects.first().permission,
        content_object=cast.other_school,
        since=TODAY,
    )
    drift = derive_grants()
    assert drift
    assert drift.missing["Membership"] == 1
    assert drift.surplus["SchoolUserGrant"] == 1
    assert not SchoolUserGrant.objects.filter(pk=stray.pk).exists()
    assert cast.chair.has_perm(Perm.VIEW_CASE, cast.school)


def test_rows_that_came_to_their_last_day_are_tidied_and_are_no_drift(cast):
    make_post(Role.GOVERNOR, schools=(cast.school,), until=TODAY)
    with clock.at(TODAY + DAY):
        drift = derive_grants()
    assert not drift
    assert drift.lapsed == 1


def test_a_dry_run_reports_drift_with_status_one_and_changes_nothing(cast, capsys):
    call_command("reconcile_access", "--dry-run")
    assert "Stored access is what posts and shares call for." in capsys.readouterr().out
    Membership.objects.filter(user=cast.chair).delete()
    before = rows()
    with pytest.raises(SystemExit) as exit_:
        call_command("reconcile_access", "--dry-run")
    assert exit_.value.code == 1
    assert "Membership: 1 missing, 0 too many" in capsys.readouterr().out
    assert rows() == before
    assert not AccessEvent.objects.filter(kind="grants.mended").exists()


def test_reconciling_puts_it_right_and_the_log_says_so(cast, capsys):
    Membership.objects.filter(user=cast.chair).delete()
    call_command("reconcile_access")
    assert "Stored access was put right." in capsys.readouterr().out
    assert cast.chair.has_perm(Perm.VIEW_CASE, cast.school)
    event = AccessEvent.objects.get(kind="grants.mended")
    assert event.body == {"missing": 1, "surplus": 0}


def test_inside_deferred_grants_access_is_derived_once_at_the_end(cast, monkeypatch):
    calls = []
    whole = grants.derive_grants
    monkeypatch.setattr(grants, "derive_grants", lambda places=None: calls.append(places) or whole(places))
    user = make_user("Late Comer")
    with deferred_grants():
        with deferred_grants():
            appoint(user, role=Role.HEADTEACHER, schools=[cast.school], since=TODAY, by=None)
        appoint(user, role=Role.ADMINISTRATOR, la=cast.la, since=TODAY, by=None)
        assert not user.has_perm(Perm.VIEW_CASE, cast.school)
    assert calls == [None]
    assert user.has_perm(Perm.MANAGE_PEOPLE, cast.school)


def test_a_failure_inside_deferred_grants_takes_everything_back(cast):
    user = make_user("Late Comer")

    def two_appointments():
        with deferred_grants():
            appoint(user, role=Role.PANEL_MEMBER, la=cast.la, since=TODAY, by=None)
            appoint(user, role="emperor", since=TODAY, by=None)

    with pytest.raises(RuleError):
        two_appointments()
    assert not user.posts.exists()
    appoint(user, role=Role.PANEL_MEMBER, la=cast.la, since=TODAY, by=None)
    assert user.has_perm(Perm.VIEW_SCHOOL, cast.school)


def test_one_appointment_costs_the_same_however_many_schools_there_are(cast, django_assert_max_num_queries):
    for _ in range(30):
        make_post(Role.HEADTEACHER, schools=(make_school(),))
    user = make_user("Late Comer")
    with django_assert_max_num_queries(45):
        appoint(user, role=Role.HEADTEACHER, schools=[cast.school], since=TODAY, by=None)


def test_no_drift_is_false_and_any_is_true():
    assert not Drift()
    assert not Drift(missing={"A": 0}, surplus={"A": 0}, lapsed=4)
    assert Drift(missing={"A": 0}, surplus={"A": 1})


def test_a_role_at_the_wrong_kind_of_body_opens_nothing(cast):
    diocese = make_diocese()
    post = make_post(Role.DIOCESAN_OFFICER, diocese=diocese)
    post.role = Role.HEADTEACHER
    post.save()
    derive_grants()
    assert not Membership.objects.filter(user=post.user).exists()
