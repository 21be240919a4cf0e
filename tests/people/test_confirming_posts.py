"""A post that reads what the authority keeps to itself is held once a second person has confirmed it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from people import access
from people.confirming import who_can_confirm
from people.events import sentence_of
from people.explain import explain
from people.models import AccessEvent, Post
from people.roles import Role
from people.services.confirming import confirm_post, refuse_post
from people.services.grants import derive_grants
from people.services.people import deactivate_person, invite_person
from people.services.posts import appoint, end_post
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from schools.permissions import Perm
from tests.factories import make_la, make_post, make_school, make_user
from tests.workflows.racing import race

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(TODAY):
        yield


@pytest.fixture
def nora(cast):
    return make_user("Nora Comer")


@pytest.fixture
def post(cast, nora):
    return named(cast, nora)


def named(cast, user, role=Role.SENIOR_ADVISER, **facts):
    where = {"schools": [cast.school]} if role in (Role.SIP, Role.CONSULTANT) else {"la": cast.la}
    return appoint(user, **{"role": role, "since": TODAY, "by": cast.administrator, **where, **facts})


def told_of(user):
    events = AccessEvent.objects.filter(subject_id=user.pk).order_by("pk")
    return [sentence_of(event).replace("\xa0", " ") for event in events]


def asked_mails():
    return [mail.payload["to"] for mail in Dispatch.objects.filter(key__startswith="people.to_confirm")]


INNER = [Role.DIRECTOR, Role.HEAD_OF_IMPROVEMENT, Role.SENIOR_ADVISER, Role.SIP, Role.LEGAL_ADVISER]
INNER += [Role.CONSULTANT, Role.CLERK, Role.STRATEGY_MEMBER, Role.AUDITOR, Role.INFORMATION_OFFICER]


@pytest.mark.parametrize("role", INNER)
def test_such_a_post_opens_nothing_until_it_is_confirmed(cast, nora, role):
    post = named(cast, nora, role)
    assert access.perms_of(nora, cast.school) == set()
    assert not nora.has_perm(Perm.VIEW_SCHOOL, cast.la)
    assert not Post.objects.current().filter(user=nora).exists()
    assert not post.is_current
    derive_grants()
    assert not nora.has_perm(Perm.VIEW_CASE, cast.school)

    confirm_post(post, by=cast.director)

    assert nora.has_perm(Perm.READ_LA, cast.school)
    assert Post.objects.current().filter(user=nora).get().is_current
    assert not derive_grants()


@pytest.mark.parametrize("role", [Role.HEADTEACHER, Role.CHAIR, Role.AHT, Role.NLE])
def test_a_post_that_reads_less_needs_nobody(cast, nora, role):
    appoint(nora, role=role, schools=[cast.school], since=TODAY, by=cast.administrator)
    assert nora.has_perm(Perm.VIEW_CASE, cast.school)
    assert asked_mails() == []


def test_who_appointed_and_who_confirmed_is_kept_and_told(cast, post, nora):
    confirm_post(post, by=cast.head_of_improvement)
    post.refresh_from_db()
    assert (post.appointed_by, post.confirmed_by) == (cast.administrator, cast.head_of_improvement)
    assert (post.appointed_at, post.confirmed_at) == (clock.now(), clock.now())
    assert told_of(nora) == [
        "Nora Comer was named as Senior Adviser, Wyvenshire, from 23 November 2026 until further notice; "
        "it waits to be confirmed",
        "Nora Comer was confirmed as Senior Adviser, Wyvenshire; Adele Strand had asked for it",
    ]
    confirmed = AccessEvent.objects.get(kind="posts.confirmed")
    assert (confirmed.chain, confirmed.actor_id) == ("la 999", cast.head_of_improvement.pk)
    assert post.history.first().history_user == cast.head_of_improvement


def test_a_refused_post_was_never_held_and_says_why(cast, post, nora):
    with pytest.raises(RuleError) as refusal:
        refuse_post(post, why=" ", by=cast.director)
    assert refusal.value.field == "why"

    refuse_post(post, why="Nobody here knows her.", by=cast.director)

    post.refresh_from_db()
    assert (post.until, post.ended_why, post.confirmed_at) == (TODAY - DAY, "Nobody here knows her.", None)
    assert not Post.objects.waiting().filter(pk=post.pk).exists()
    assert not nora.has_perm(Perm.VIEW_SCHOOL, cast.school)
    assert told_of(nora)[-1] == "Nora Comer was refused as Senior Adviser, Wyvenshire: Nobody here knows her."
    with pytest.raises(AlreadyDone):
        confirm_post(post, by=cast.director)
    named(cast, nora)  # may be asked for again


def test_a_post_of_next_month_that_was_refused_waits_for_nobody(cast, nora):
    post = named(cast, nora, since=TODAY + 30 * DAY)
    refuse_post(post, why="Not agreed.", by=cast.director)
    assert not Post.objects.waiting().exists()
    with pytest.raises(AlreadyDone):
        confirm_post(post, by=cast.head_of_improvement)
    with clock.at(TODAY + 30 * DAY):
        assert not nora.has_perm(Perm.VIEW_SCHOOL, cast.school)


def test_a_confirmed_post_begins_on_its_own_first_day(cast, nora):
    confirm_post(named(cast, nora, since=TODAY + DAY), by=cast.director)
    assert not nora.has_perm(Perm.VIEW_CASE, cast.school)
    with clock.at(TODAY + DAY):
        assert nora.has_perm(Perm.VIEW_CASE, cast.school)


def test_a_waiting_post_that_is_taken_back_can_not_be_confirmed(cast, post, nora):
    end_post(post, on=TODAY - DAY, why="The wrong Nora.", by=cast.administrator)
    with pytest.raises(AlreadyDone, match="The wrong Nora"):
        confirm_post(post, by=cast.director)
    assert not nora.has_perm(Perm.VIEW_SCHOOL, cast.school)


def test_what_is_decided_is_decided_once(cast, post):
    confirm_post(post, by=cast.director)
    with pytest.raises(AlreadyDone, match="confirmed already, by Dorothea Vane"):
        confirm_post(post, by=cast.head_of_improvement)
    with pytest.raises(AlreadyDone):
        refuse_post(post, why="Too late.", by=cast.head_of_improvement)
    assert AccessEvent.objects.filter(kind="posts.confirmed").count() == 1


@pytest.mark.parametrize("who", ["administrator", "senior_adviser", "clerk", "chair", "diocesan_officer"])
def test_nobody_else_confirms_or_refuses(cast, post, who):
    for act in (confirm_post, lambda post, by: refuse_post(post, why="No.", by=by)):
        with pytest.raises(PermissionDenied):
            act(post, by=getattr(cast, who))
    assert Post.objects.waiting().get() == post


def test_who_may_confirm_and_manages_people_too_confirms_nothing_that_they_asked_for(cast, nora):
    make_post(Role.ADMINISTRATOR, user=cast.director)
    post = named(cast, nora, by=cast.director)
    assert who_can_confirm(post) == [cast.head_of_improvement]
    with pytest.raises(PermissionDenied):
        confirm_post(post, by=cast.director)
    confirm_post(post, by=cast.head_of_improvement)


def test_nobody_confirms_their_own_post(cast):
    post = named(cast, cast.head_of_improvement, Role.DIRECTOR)
    assert who_can_confirm(post) == [cast.director]
    with pytest.raises(PermissionDenied):
        confirm_post(post, by=cast.head_of_improvement)


def test_another_authority_confirms_nothing_here(cast, post):
    far = make_la(code="998", name="Farshire")
    stranger = make_post(Role.DIRECTOR, user=make_user("Far Director"), la=far).user
    with pytest.raises(PermissionDenied):
        confirm_post(post, by=stranger)
    elsewhere = appoint(
        make_user("Far Partner"), role=Role.SIP, schools=[make_school(la=far)], since=TODAY, by=None
    )
    assert who_can_confirm(elsewhere) == [stranger]
    with pytest.raises(PermissionDenied):
        confirm_post(elsewhere, by=cast.director)


def test_one_post_does_not_reach_into_two_authorities(cast, nora):
    schools = [cast.school, make_school(la=make_la(code="998", name="Farshire"))]
    with pytest.raises(RuleError, match="schools of Farshire and Wyvenshire") as refusal:
        named(cast, nora, Role.SIP, schools=schools)
    assert refusal.value.field == "schools"
    named(cast, nora, Role.NLE, schools=schools, la=None)


def test_a_confirmer_whose_post_has_ended_confirms_nothing(cast, post):
    end_post(cast.director.posts.get(), on=TODAY - DAY, by=cast.administrator)
    with pytest.raises(PermissionDenied):
        confirm_post(post, by=cast.director)
    deactivate_person(cast.head_of_improvement, why="Ill.", by=cast.administrator)
    cast.head_of_improvement.refresh_from_db()
    with pytest.raises(PermissionDenied):
        confirm_post(post, by=cast.head_of_improvement)
    assert who_can_confirm(post) == []


def test_the_same_post_is_not_asked_for_twice(cast, post, nora):
    with pytest.raises(RuleError, match="once that is confirmed"):
        named(cast, nora)


def test_those_who_confirm_have_one_mail_a_day_and_another_when_something_new_waits(cast):
    both = {cast.director.email, cast.head_of_improvement.email}
    first, second = named(cast, make_user("First Comer")), named(cast, make_user("Second Comer"))
    assert sorted(asked_mails()) == sorted(both)
    (text,) = {mail.payload["text"].partition("Dear")[2].partition(",")[2] for mail in Dispatch.objects.all()}
    assert "/people/to-confirm/" in text
    assert "Comer" not in text

    for post in (first, second):
        confirm_post(post, by=cast.director)
    named(cast, make_user("Third Comer"))
    assert sorted(asked_mails()) == sorted([*both, *both])
    with clock.at(TODAY + DAY):
        named(cast, make_user("Fourth Comer"))
    assert len(asked_mails()) == 6


def test_who_asked_has_no_mail_about_it(cast, nora):
    make_post(Role.ADMINISTRATOR, user=cast.director)
    named(cast, nora, by=cast.director)
    assert asked_mails() == [cast.head_of_improvement.email]


def test_an_invitation_names_no_post_that_waits(cast, post, nora):
    invite_person(nora, by=cast.administrator)
    text = Dispatch.objects.get(key__startswith="people.invitation").payload["text"]
    assert "Senior Adviser" not in text


def test_why_somebody_sees_nothing_yet_is_explained(cast, post, nora):
    assert explain(nora, cast.school).sentences() == [
        f"Nora Comer can’t see {cast.school}.",
        "Nora Comer was named as Senior Adviser by Adele Strand, which opens nothing until somebody else has "
        "confirmed it.",
    ]
    refuse_post(post, why="Nobody here knows her.", by=cast.director)
    assert explain(nora, cast.school).sentences()[1:] == [
        "Nora Comer was named as Senior Adviser, which was never confirmed (ended: “Nobody here knows her”)."
    ]


def test_posts_of_before_stand_as_they_are(cast):
    assert not Post.objects.waiting().exists()
    assert cast.senior_adviser.posts.get().stands
    assert cast.senior_adviser.has_perm(Perm.READ_LA, cast.school)


def test_the_database_holds_who_may_confirm(cast, nora):
    facts = {"user": nora, "role": Role.CLERK, "la": cast.la, "since": TODAY, "needs_confirming": True}
    facts |= {"appointed_by": cast.administrator, "appointed_at": clock.now()}
    now = clock.now()
    wrong = [
        {"confirmed_by": cast.director},
        {"confirmed_at": now},
        {"confirmed_by": cast.administrator, "confirmed_at": now},
        {"confirmed_by": nora, "confirmed_at": now},
        {"confirmed_by": cast.director, "confirmed_at": now, "needs_confirming": False},
    ]
    for more in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.create(**{**facts, **more})
    Post.objects.create(**facts, confirmed_by=cast.director, confirmed_at=now)
    Post.objects.create(**{**facts, "appointed_by": None}, confirmed_by=cast.director, confirmed_at=now)


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_or_refuse_at_once_have_one_effect(cast):
    post = named(cast, make_user("Nora Comer"))

    def confirm(by):
        def act():
            with clock.at(TODAY):
                return confirm_post(post, by=by)

        return act

    def refuse():
        with clock.at(TODAY):
            return refuse_post(post, why="Not known.", by=cast.head_of_improvement)

    results = race(confirm(cast.director), confirm(cast.head_of_improvement), refuse)
    events = AccessEvent.objects.filter(kind__in=["posts.confirmed", "posts.refused"]).count()
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "AlreadyDone", "Post"]
    assert events == 1
