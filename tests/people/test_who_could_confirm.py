"""Before anybody could confirm, everything stands at once; when nobody is left, the server can."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from people.confirming import somebody_could_confirm
from people.events import sentence_of
from people.models import AccessEvent, Post, User
from people.roles import Role
from people.rows import COLUMNS
from people.services.confirming import confirm_post
from people.services.importing import import_people
from people.services.people import change_person, deactivate_person
from people.services.posts import appoint
from record import clock
from record.models import Dispatch
from schools.permissions import Perm
from tests.factories import make_la, make_post, make_school, make_user

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(TODAY):
        yield


# --- The first import of a county, before anybody could confirm


@pytest.fixture
def own_county(db):
    la = make_la(code="998", name="Farshire")
    school = make_school(la=la)
    admin = make_post(Role.ADMINISTRATOR, user=make_user("Ida Tate"), la=la).user
    return la, school, admin


def county_file(school):
    return "\n".join(
        [
            ",".join(COLUMNS),
            "dora@farshire.example,Dora Head,,,director,998,,,2026-09-01,",
            "ann@farshire.example,Ann Adviser,,,senior_adviser,998,,,2026-09-01,",
            f"sam@farshire.example,Sam Partner,,,sip,,,{school.urn},2026-09-01,",
            f"chris@school.example,Chris Chair,,,chair,,,{school.urn},2026-09-01,",
        ]
    )


def test_the_first_file_is_brought_in_in_one_go_and_the_log_says_that_nobody_could_confirm(own_county):
    la, school, admin = own_county
    report = import_people(county_file(school), by=admin, las=[la], invite=True)
    assert report.done
    assert not any(outcome.why for outcome in report.outcomes)
    for email in ("dora", "ann", "sam"):
        user = User.objects.get(email=f"{email}@farshire.example")
        assert user.has_perm(Perm.READ_LA, school)
        event = AccessEvent.objects.get(subject_id=user.pk, kind="posts.begun_alone")
        assert sentence_of(event).endswith("until further notice. Nobody could confirm it yet")
    assert not Dispatch.objects.filter(key__startswith="people.to_confirm").exists()


def test_from_then_on_a_second_person_is_needed(own_county):
    la, school, admin = own_county
    import_people(county_file(school), by=admin, las=[la])
    row = "bea@farshire.example,Bea Late,,,clerk,998,,,2026-09-01,"
    import_people("\n".join([",".join(COLUMNS), row]), by=admin, las=[la])
    assert Post.objects.waiting().get().user.name == "Bea Late"
    # The command on the server asks for a second person, too.
    row = "cal@farshire.example,Cal Later,,,director,998,,,2026-09-01,"
    import_people("\n".join([",".join(COLUMNS), row]), by=None)
    assert Post.objects.waiting().count() == 2


def test_looking_at_the_file_first_does_not_count_as_having_anybody(own_county):
    la, school, admin = own_county
    import_people(county_file(school), by=admin, las=[la], dry_run=True)
    assert not somebody_could_confirm(la)


def test_one_by_one_the_first_who_can_confirm_ends_it(own_county):
    la, school, admin = own_county
    first = appoint(make_user("First One"), role=Role.CLERK, la=la, since=TODAY, by=admin)
    later = appoint(make_user("Later On"), role=Role.DIRECTOR, la=la, since=TODAY + 9 * DAY, by=admin)
    assert first.stands
    assert later.stands
    assert appoint(make_user("Second One"), role=Role.CLERK, la=la, since=TODAY, by=admin).stands
    with clock.at(TODAY + 9 * DAY):
        third = appoint(make_user("Third One"), role=Role.CLERK, la=la, since=TODAY, by=admin)
    assert third.is_waiting


def test_a_post_that_waits_ends_nothing(own_county, cast):
    la, _, admin = own_county
    assert somebody_could_confirm(cast.la)
    assert not somebody_could_confirm(la)
    waiting = appoint(make_user("One"), role=Role.DIRECTOR, la=cast.la, since=TODAY, by=cast.administrator)
    assert waiting.is_waiting


def test_before_that_an_address_counts_at_once_and_the_log_says_why(own_county):
    la, _, admin = own_county
    clerk = appoint(make_user("First One"), role=Role.CLERK, la=la, since=TODAY, by=admin).user
    client = Client()
    client.force_login(admin, backend="people.backends.SignInBackend")
    client.post(
        reverse("people:change", args=[clerk.pk]), {"name": clerk.name, "email": "new@farshire.example"}
    )
    clerk.refresh_from_db()
    assert clerk.email == "new@farshire.example"
    told = AccessEvent.objects.get(kind="people.changed_alone")
    assert sentence_of(told).endswith("Nobody could confirm the address yet")


# --- When nobody is left: the command on the server


@pytest.fixture
def nobody_left(cast):
    for user in (cast.director, cast.head_of_improvement):
        deactivate_person(user, why="Left.", by=cast.administrator)
    nora = make_user("Nora Comer")
    appoint(nora, role=Role.DIRECTOR, la=cast.la, since=TODAY, by=cast.administrator)
    change_person(nora, name=nora.name, email="nora@new.example", by=cast.administrator)
    return nora


def test_on_the_server_everything_of_one_person_is_let_stand_and_the_log_says_so(cast, nobody_left, capsys):
    call_command("confirm_post", nobody_left.email.upper())
    out = capsys.readouterr().out.replace("\xa0", " ")
    assert "Waits: Nora Comer as Director of Children’s Services, Wyvenshire, from 23 November 2026" in out
    assert "nora@new.example instead of" in out
    assert out.count("nobody could confirm it.") == 2
    nora = User.objects.get(email="nora@new.example")
    assert nora.has_perm(Perm.CONFIRM_POSTS, cast.la)
    assert Post.objects.get(user=nora).confirmed_by is None
    kinds = set(AccessEvent.objects.filter(subject_id=nora.pk, actor_id=None).values_list("kind", flat=True))
    assert {"posts.let_stand", "people.address_let_stand"} <= kinds

    waiting = appoint(make_user("Next One"), role=Role.CLERK, la=cast.la, since=TODAY, by=cast.administrator)
    confirm_post(waiting, by=nora)


def test_the_command_only_looks_when_it_is_told_to_and_says_who_could(cast, capsys):
    appoint(cast.chair, role=Role.CLERK, la=cast.la, since=TODAY, by=cast.administrator)
    call_command("confirm_post", cast.chair.email, "--dry-run")
    out = capsys.readouterr().out
    assert "Colin Tregarth and Dorothea Vane could confirm it." in out
    assert "Nothing was changed." in out
    assert Post.objects.waiting().exists()


def test_the_command_refuses_whom_it_does_not_know_and_what_does_not_wait(cast, nobody_left):
    for email in ("nobody@people.example", cast.chair.email):
        with pytest.raises(CommandError):
            call_command("confirm_post", email)
    make_user("Quick Mover", email="nora@new.example")
    with pytest.raises(CommandError, match="belongs to Quick Mover"):
        call_command("confirm_post", nobody_left.email)
    assert Post.objects.waiting().exists()
