"""The pages on which a second person confirms or refuses, and where everybody else sees that it waits."""

from datetime import date

import pytest
from django.urls import reverse

from people.models import Post
from people.roles import Role
from people.rows import COLUMNS
from people.services.confirming import confirm_post, refuse_post
from people.services.people import change_person
from people.services.posts import appoint
from record import clock
from schools.permissions import Perm
from tests.factories import make_post, make_user

TODAY = date(2026, 11, 23)
NEW = "moved@council.example"


@pytest.fixture(autouse=True)
def monday():
    with clock.at(TODAY):
        yield


@pytest.fixture
def waiting(cast):
    """A post at the LA, one at a school, and an address."""
    nora, sam = make_user("Nora Comer", email="nora@council.example"), make_user("Sam Partner")
    post = appoint(nora, role=Role.DIRECTOR, la=cast.la, since=TODAY, by=cast.administrator)
    appoint(sam, role=Role.SIP, schools=[cast.school], since=TODAY, by=cast.administrator)
    change_person(cast.clerk, email=NEW, name=cast.clerk.name, by=cast.administrator)
    return post


@pytest.fixture
def look(client):
    def look(user, view, *args, **facts):
        client.force_login(user, backend="people.backends.SignInBackend")
        address = reverse(f"people:{view}", args=args)
        response = client.post(address, facts, follow=True) if facts else client.get(address)
        return " ".join(response.content.decode().replace("\xa0", " ").split())

    return look


def test_what_waits_is_listed_with_who_asked_and_what_it_opens(cast, waiting, look):
    page = look(cast.director, "to-confirm")
    assert "Nora Comer as Director of Children’s Services" in page
    assert "Signs in with nora@council.example" in page
    assert "Asked for Monday 23 November 2026, 9 am by Adele Strand" in page
    assert "Reads everything, to the innermost circle (LA only), of every school of Wyvenshire." in page
    assert "confirm posts" in page
    assert "(LA only), of this school." in page
    assert f"{NEW} instead of {cast.clerk.email}" in page
    assert page.index("Nora Comer as") < page.index("Sam Partner as") < page.index("Nasreen Aziz with")


def test_where_nothing_waits_it_says_so(cast, look):
    assert "Nothing waits to be confirmed." in look(cast.director, "to-confirm")


def test_each_is_confirmed_by_its_button(cast, waiting, look, client):
    page = look(cast.director, "post-confirm", waiting.pk, x="")
    assert "Nora Comer was confirmed as Director of Children’s Services." in page
    assert waiting.user.has_perm(Perm.CONFIRM_POSTS, cast.la)
    change = cast.clerk.address_changes.get()
    assert f"Nasreen Aziz signs in with {NEW} from now on" in look(
        cast.director, "address-confirm", change.pk, x=""
    )
    again = look(cast.head_of_improvement, "post-confirm", waiting.pk, x="")
    assert "This post was confirmed already, by Dorothea Vane on 23 November 2026." in again
    assert "decided about already by Dorothea Vane" in look(cast.director, "address-confirm", change.pk, x="")


def test_each_is_refused_with_a_reason(cast, waiting, look):
    assert "Refuse Nora Comer as Director" in look(cast.director, "post-refuse", waiting.pk)
    assert "Say why it is refused." in look(cast.director, "post-refuse", waiting.pk, why="")
    page = look(cast.director, "post-refuse", waiting.pk, why="Nobody knows her.")
    assert "Nora Comer was refused as Director" in page
    assert "Nora Comer as" not in page
    change = cast.clerk.address_changes.get()
    assert f"not with {NEW}" in look(cast.director, "address-refuse", change.pk)
    page = look(cast.director, "address-refuse", change.pk, why="She never moved.")
    assert "The new address of Nasreen Aziz was refused." in page
    assert "Nothing waits" not in page  # Sam does
    late = look(cast.director, "address-refuse", change.pk, why="Again.")
    assert "decided about already" in late


def test_who_asked_is_told_who_can_instead(cast, look, client):
    make_post(Role.ADMINISTRATOR, user=cast.director)
    post = appoint(make_user("Nora Comer"), role=Role.CLERK, la=cast.la, since=TODAY, by=cast.director)
    page = look(cast.director, "to-confirm")
    assert "You can’t confirm this: you asked for it, or it is your own. Colin Tregarth can." in page
    assert reverse("people:post-confirm", args=[post.pk]) not in page
    assert client.post(reverse("people:post-confirm", args=[post.pk])).status_code == 403


def test_the_administrator_sees_the_state_and_can_do_nothing_about_it(cast, waiting, look, client):
    page = look(cast.administrator, "person", waiting.user_id)
    assert (
        "Waits to be confirmed</b>, asked for by Adele Strand. Colin Tregarth and Dorothea Vane can." in page
    )
    page = look(cast.administrator, "person", cast.clerk.pk)
    assert f"{NEW} <b>waits to be confirmed</b>, asked for by Adele Strand." in page
    page = look(cast.administrator, "people")
    assert '<span class="app-sub">waits to be confirmed</span>' in page
    assert f"{NEW} waits to be confirmed" in page
    for name in ("post-confirm", "post-refuse"):
        response = client.post(reverse(f"people:{name}", args=[waiting.pk]), {"why": "x"})
        assert response.status_code == 403
        assert "Director of Children’s Services" in response.content.decode()  # who could


def test_the_export_tells_what_waits_apart(cast, waiting, client):
    client.force_login(cast.administrator, backend="people.backends.SignInBackend")
    text = client.get(reverse("people:export")).content.decode("utf-8-sig")
    row = next(line for line in text.splitlines() if line.startswith("Nora Comer"))
    assert row.endswith(',,,,"Director of Children’s Services, Wyvenshire",,active,')
    row = next(line for line in text.splitlines() if line.startswith("Nasreen Aziz"))
    assert row.endswith(f'"Clerk, Wyvenshire",,{NEW},active,')


def test_what_became_of_a_post_stays_on_the_persons_page(cast, waiting, look):
    confirm_post(waiting, by=cast.director)
    assert "Confirmed by Dorothea Vane" in look(cast.administrator, "person", waiting.user_id)
    partner = Post.objects.waiting().get()
    refuse_post(partner, why="Not known.", by=cast.director)
    page = look(cast.administrator, "person", partner.user_id)
    assert "Never confirmed: it opened nothing" in page
    assert "“Not known.”" in page


def test_whoever_appoints_or_moves_somebody_is_told_that_it_waits(cast, look):
    nora = make_user("Nora Comer")
    page = look(cast.administrator, "appoint", nora.pk)
    assert "until a Director or a Head of School Improvement has confirmed them" in page
    assert "School Improvement Partner" in page
    facts = {"scope": "la", "la": cast.la.pk, "role_la": "clerk", "since": "23/11/2026"}
    page = look(cast.administrator, "appoint", nora.pk, **facts)
    assert "Nora Comer was named as Clerk. It opens nothing until it is confirmed." in page
    assert "a new address waits until somebody else" in look(cast.administrator, "change", nora.pk)
    page = look(cast.administrator, "change", nora.pk, name="Nora Comer", email=NEW)
    assert "The new address waits to be confirmed" in page
    assert "a new address waits until" not in look(cast.administrator, "change", cast.chair.pk)
    page = look(cast.administrator, "change", cast.chair.pk, name="Susan Hallett", email="new@school.example")
    assert "Signing in takes a new password: invite Susan Hallett to choose one." in page


def test_the_preview_of_a_file_says_what_will_wait(cast, client):
    client.force_login(cast.administrator, backend="people.backends.SignInBackend")
    rows = [",".join(COLUMNS), "nora@council.example,Nora Comer,,,clerk,999,,,2026-09-01,"]
    rows.append("broken,,,,,,,,,")
    page = client.post(reverse("people:import"), {"text": "\n".join(rows)}).content.decode()
    assert "Adds the person and the post. Waits to be confirmed." in page


def test_the_home_page_of_those_who_confirm_says_how_many_wait(cast, waiting, client):
    def home(user):
        client.force_login(user, backend="people.backends.SignInBackend")
        return client.get("/").content.decode()

    assert "<b>Three posts and addresses</b> wait for a second person." in home(cast.director)
    for user in (cast.senior_adviser, cast.administrator):
        assert "for a second person" not in home(user)


def test_the_list_takes_as_many_queries_for_many_posts_as_for_few(
    cast, client, django_assert_max_num_queries
):
    for number in range(12):
        appoint(make_user(f"New {number}"), role=Role.CLERK, la=cast.la, since=TODAY, by=cast.administrator)
    client.force_login(cast.director, backend="people.backends.SignInBackend")
    with django_assert_max_num_queries(14):
        assert client.get(reverse("people:to-confirm")).content.decode().count(" as Clerk") >= 12
