"""The administrator's pages: the list, one person, posts, and accounts."""

from datetime import date

import pytest
from django.urls import reverse

from people.models import Post, User
from people.roles import Role
from record import clock
from record.models import Dispatch
from schools.permissions import Perm
from tests.factories import make_la, make_post, make_school, make_user

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(TODAY):
        yield


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.administrator, backend="people.backends.SignInBackend")
    return client


def text_of(response):
    return response.content.decode().replace("\xa0", " ")


def test_everybody_is_listed_with_their_posts(cast, admin):
    page = text_of(admin.get(reverse("people:people")))
    assert "Susan Hallett" in page
    assert "Chair of governors" in page
    assert cast.deactivated.name not in page


def test_people_are_found_by_name_post_and_state(cast, admin):
    make_user("Nobody Yet")

    def names(**query):
        found = admin.get(reverse("people:people"), query).context["page"]
        return {user.name for user in found}

    assert names(q="hall SUS") == {"Susan Hallett"}
    assert names(role="chair") == {"Susan Hallett", "Gareth Moxon"}
    assert names(state="closed") == {"Gone Away"}
    assert names(state="none") == {"Nobody Yet", "Lately Departed"}
    assert names(state="never", q="Hallett") == {"Susan Hallett"}
    assert {"Gone Away", "Susan Hallett"} < names(state="all")
    assert names(q="<script>") == set()


def test_the_list_is_sorted_on_the_server(cast, admin):
    def order(sort):
        return [user.name for user in admin.get(reverse("people:people"), {"sort": sort}).context["page"]]

    assert order("name") == sorted(order("name"))
    assert order("-name") == sorted(order("-name"), reverse=True)
    assert order("-seen")[0] == cast.administrator.name
    assert order("nonsense") == order("name")


def test_people_of_another_authority_are_not_found(cast, admin):
    far = make_la(code="998", name="Farshire")
    stranger = make_post(Role.CHAIR, schools=(make_school(la=far),)).user
    officer = make_post(Role.CLERK, la=far).user
    page = text_of(admin.get(reverse("people:people"), {"state": "all"}))
    for user in (stranger, officer):
        assert user.email not in page
        assert admin.get(reverse("people:person", args=[user.pk])).status_code == 404
        assert admin.post(reverse("people:deactivate", args=[user.pk]), {"why": "x"}).status_code == 404
        assert admin.post(reverse("people:post-end", args=[user.posts.get().pk])).status_code == 404
    assert User.objects.get(pk=stranger.pk).is_active


def test_the_list_is_exported_and_no_cell_is_calculated(cast, admin):
    make_post(Role.CLERK, user=make_user("=HYPERLINK(1)", telephone="+44 1632 960001"))
    response = admin.get(reverse("people:export"), {"role": "clerk"})
    assert response.headers["Content-Disposition"] == 'attachment; filename="people-2026-11-23.csv"'
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == (
        "name,email,title,telephone,posts,posts to be confirmed,address to be confirmed,account,"
        "last signed in"
    )
    assert lines[1].startswith("'=HYPERLINK(1),")
    assert "'+44 1632 960001" in lines[1]
    assert lines[2].startswith("Nasreen Aziz,")
    assert len(lines) == 3


def test_a_person_is_added_appointed_and_invited(cast, admin):
    facts = {"name": "Nora Comer", "email": "Nora@school.example", "title": "Dr"}
    response = admin.post(reverse("people:add"), facts)
    nora = User.objects.get(email="nora@school.example")
    assert response.headers["Location"] == reverse("people:appoint", args=[nora.pk])

    post = {"scope": "schools", "urns": cast.school.urn, "role_schools": "governor", "since": "23/11/2026"}
    assert admin.post(response.headers["Location"], post).status_code == 302
    assert nora.has_perm(Perm.VIEW_CASE, cast.school)

    page = text_of(admin.post(reverse("people:invite", args=[nora.pk]), follow=True))
    assert "Nora Comer was invited to sign in: a mail goes to nora@school.example." in page
    assert Dispatch.objects.get().payload["to"] == "nora@school.example"
    assert "Nora Comer was appointed Governor" in page

    assert "belongs to Nora Comer already" in text_of(admin.post(reverse("people:add"), facts))


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"scope": "schools", "role_schools": "governor"}, "Give the URN of the school."),
        ({"scope": "schools", "urns": "999999 123", "role_schools": "governor"}, "with the URN 999999, 123"),
        ({"scope": "schools", "urns": "SCHOOL"}, "Choose the role."),
        ({"scope": "la", "la": "LA"}, "Choose the role."),
        ({"scope": "diocese"}, "Choose the diocese."),
        ({"scope": "schools", "urns": "SCHOOL", "role_schools": "chair"}, "End that post first"),
        (
            {"scope": "la", "la": "LA", "role_la": "clerk", "until": "1/1/2026"},
            "The last day is before the first",
        ),
    ],
)
def test_what_is_wrong_with_an_appointment_is_told_beside_its_field(cast, admin, facts, told):
    given = {name: value.replace("SCHOOL", cast.school.urn) for name, value in facts.items()}
    given = {name: value.replace("LA", str(cast.la.pk)) for name, value in given.items()}
    response = admin.post(reverse("people:appoint", args=[cast.chair.pk]), given | {"since": "23/11/2026"})
    assert told in text_of(response)
    assert cast.chair.posts.count() == 1


def test_posts_at_an_la_and_a_diocese_are_given(cast, admin):
    nora = make_user("Nora Comer")
    address = reverse("people:appoint", args=[nora.pk])
    facts = {"scope": "la", "la": cast.la.pk, "role_la": "clerk", "since": "23/11/2026"}
    assert admin.post(address, facts).status_code == 302
    facts = {"scope": "diocese", "diocese": cast.corvesham.pk, "since": "23/11/2026"}
    assert admin.post(address, facts).status_code == 302
    roles = set(nora.posts.values_list("role", flat=True))
    assert roles == {"clerk", "diocesan_officer"}


def test_an_administrator_gives_nothing_to_themselves(cast, admin):
    address = reverse("people:appoint", args=[cast.administrator.pk])
    facts = {"scope": "la", "la": cast.la.pk, "role_la": "director", "since": "23/11/2026"}
    assert "Nobody gives a post to themselves" in text_of(admin.post(address, facts))
    address = reverse("people:deactivate", args=[cast.administrator.pk])
    assert "Nobody closes their own account" in text_of(admin.post(address, {"why": "Tired."}))


def test_a_post_is_ended(cast, admin):
    post = cast.chair.posts.get()
    address = reverse("people:post-end", args=[post.pk])
    assert "Last day in post" in text_of(admin.get(address))
    page = text_of(admin.post(address, {"on": "22/11/2026", "why": "Resigned."}, follow=True))
    assert "The post of Susan Hallett was ended." in page
    assert "until 22 November 2026, over" in page
    assert "“Resigned.”" in page
    assert not cast.chair.has_perm(Perm.VIEW_SCHOOL, cast.school)
    assert "ended on 22 November 2026" in text_of(admin.post(address, {"on": "22/11/2026"}))


def test_an_account_is_closed_and_opened_again(cast, admin):
    address = reverse("people:deactivate", args=[cast.chair.pk])
    assert "Say why." in text_of(admin.post(address, {"why": ""}))
    assert "Susan Hallett was deactivated." in text_of(admin.post(address, {"why": "Resigned."}, follow=True))
    assert "was deactivated already" in text_of(admin.post(address, {"why": "Resigned."}))
    page = text_of(admin.post(reverse("people:reactivate", args=[cast.chair.pk]), follow=True))
    assert "Susan Hallett is active again." in page
    page = text_of(admin.post(reverse("people:reactivate", args=[cast.chair.pk]), follow=True))
    assert "is active already" in page


def test_details_are_changed(cast, admin):
    address = reverse("people:change", args=[cast.chair.pk])
    assert 'value="Susan Hallett"' in text_of(admin.get(address))
    facts = {"name": "Susan Hallett-Moon", "email": cast.chair.email, "title": "Mrs", "telephone": ""}
    assert "The details of Susan Hallett-Moon were saved." in text_of(admin.post(address, facts, follow=True))
    facts["email"] = cast.head.email
    assert "belongs to David Lorimer already" in text_of(admin.post(address, facts))


def test_state_is_changed_by_post_only(cast, admin):
    for name in ("invite", "reactivate"):
        assert admin.get(reverse(f"people:{name}", args=[cast.chair.pk])).status_code == 405


@pytest.mark.parametrize(
    ("who", "status"),
    [("senior_adviser", 403), ("director", 403), ("clerk", 403), ("chair", 404), ("diocesan_officer", 404)],
)
def test_only_administrators_come_in(cast, client, who, status):
    client.force_login(getattr(cast, who), backend="people.backends.SignInBackend")
    for name, args in (
        ("people", []),
        ("export", []),
        ("add", []),
        ("import", []),
        ("import-template", []),
        ("person", [cast.chair.pk]),
        ("change", [cast.chair.pk]),
        ("appoint", [cast.chair.pk]),
        ("deactivate", [cast.chair.pk]),
        ("post-end", [cast.chair.posts.get().pk]),
    ):
        address = reverse(f"people:{name}", args=args)
        assert client.get(address).status_code == status, name
        if name not in ("people", "export", "import-template", "person"):
            assert client.post(address, {"why": "x"}).status_code == status, name
    for name in ("invite", "reactivate"):
        assert client.post(reverse(f"people:{name}", args=[cast.chair.pk])).status_code == status
    assert Post.objects.get(user=cast.chair).until is None


def test_the_list_takes_as_many_queries_for_many_people_as_for_few(
    cast, admin, django_assert_max_num_queries
):
    for _ in range(15):
        make_post(Role.GOVERNOR, schools=(cast.school, cast.other_school))
    with django_assert_max_num_queries(14):
        admin.get(reverse("people:people"))
