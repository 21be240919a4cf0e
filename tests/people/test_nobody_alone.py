"""Whoever manages people reaches nothing of the authority's own by that alone, whatever they try."""

import re
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from people import access
from people.models import User
from people.roles import Role
from people.rows import COLUMNS
from people.services.addresses import confirm_address
from people.services.confirming import confirm_post
from people.services.posts import end_post
from record import clock
from record.models import Dispatch
from schools.models import School
from schools.permissions import Perm
from tests.factories import PASSWORD, make_post, make_share, make_user

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
EVIL = "adele@home.example"
CHOSEN = "three blue horses"


@pytest.fixture(autouse=True)
def monday():
    with clock.at(TODAY):
        yield


class Administrator:
    """Somebody who has an administrator's pages and one mailbox, and wants to read a case."""

    def __init__(self, cast, client):
        self.cast, self.client = cast, client
        client.force_login(cast.administrator, backend="people.backends.SignInBackend")

    def post(self, page, *args, **facts):
        return self.client.post(reverse(f"people:{page}", args=args), facts)

    def add(self, name="Nora Comer", email=EVIL):
        self.post("add", name=name, email=email)
        return User.objects.get(email=email)

    def appoint(self, user, role, since="23/11/2026"):
        facts = {"scope": "la", "la": self.cast.la.pk, "role_la": role, "since": since}
        return self.post("appoint", user.pk, **facts)

    def bring_in(self, *rows):
        return self.post("import", text="\n".join([",".join(COLUMNS), *rows]), invite="on")

    def move(self, user, email=EVIL):
        return self.post("change", user.pk, name=user.name, email=email)

    def links(self):
        """Every link that reached the mailbox."""
        mails = Dispatch.objects.filter(topic="mail", payload__to=EVIL).order_by("pk")
        texts = "\n".join(mail.payload["text"] for mail in mails)
        return re.findall(r"https?://[^/]+(/\S+/(?:invitation|key)/\S+)", texts)

    def try_everything(self):
        """Each link is opened and a password chosen; then every known password is tried at every address."""
        for link in self.links():
            browser = Client()
            page = browser.get(link, follow=True)
            address = page.redirect_chain[-1][0] if page.redirect_chain else link
            browser.post(address, {"password": CHOSEN, "again": CHOSEN})
            browser.post(address, {"password1": CHOSEN, "password2": CHOSEN})

    def reads(self):
        """Whether any account that can be signed in to from here sees anything of the authority's own."""
        self.try_everything()
        opened = [user for user in User.objects.filter(is_active=True) if user.check_password(CHOSEN)]
        return [user for user in opened if access.schools_where(user, may=Perm.READ_LA).exists()]


@pytest.fixture
def adele(cast, client):
    return Administrator(cast, client)


def at_schools(urns, role):
    return {"scope": "schools", "urns": urns, "role_schools": role, "since": "23/11/2026"}


def test_the_attacks_below_would_be_noticed(adele, cast):
    nora = adele.add()
    adele.post("invite", nora.pk)
    make_post(Role.DIRECTOR, user=nora)
    assert adele.reads() == [nora]


@pytest.mark.parametrize("role", ["director", "head_of_improvement", "senior_adviser", "clerk", "auditor"])
def test_a_new_account_in_a_post_of_the_authority(adele, role):
    nora = adele.add()
    adele.appoint(nora, role)
    adele.post("invite", nora.pk)
    assert adele.reads() == []
    assert nora.posts.get().is_waiting


def test_a_new_account_in_a_post_at_a_school(adele, cast):
    nora = adele.add()
    urns = f"{cast.school.urn} {cast.other_school.urn}"
    for role in ("sip", "consultant"):
        adele.post("appoint", nora.pk, **at_schools(urns, role))
    adele.post("invite", nora.pk)
    assert nora.posts.count() == 2
    assert adele.reads() == []


def test_a_file_of_people(adele, cast):
    adele.bring_in(
        f"{EVIL},Nora Comer,,,director,999,,,2026-09-01,",
        f"{EVIL},Nora Comer,,,sip,,,{cast.school.urn},2026-09-01,",
    )
    nora = User.objects.get(email=EVIL)
    assert nora.posts.count() == 2
    assert adele.reads() == []


def test_a_second_administrator_of_ones_own_making(adele, cast):
    second = adele.add(email="second@home.example")
    adele.appoint(second, "administrator")
    third = adele.add()
    adele.client.force_login(second, backend="people.backends.SignInBackend")
    adele.appoint(third, "director")
    adele.post("invite", third.pk)
    for user in (second, cast.administrator):
        adele.client.force_login(user, backend="people.backends.SignInBackend")
        assert adele.post("post-confirm", third.posts.get().pk).status_code == 403
    assert adele.reads() == []


@pytest.mark.parametrize("who", ["director", "senior_adviser", "sip", "clerk"])
def test_the_address_of_an_officer(adele, cast, who):
    officer = getattr(cast, who)
    adele.move(officer)
    adele.post("invite", officer.pk)
    Client().post(reverse("account_reset_password"), {"email": EVIL})
    assert adele.post("address-confirm", officer.address_changes.get().pk).status_code == 403
    assert adele.reads() == []


def test_the_address_of_an_officer_who_is_deactivated_meanwhile(adele, cast):
    officer = cast.senior_adviser
    adele.post("deactivate", officer.pk, why="On leave.")
    adele.move(officer)
    adele.post("reactivate", officer.pk)
    adele.move(officer)
    adele.post("invite", officer.pk)
    Client().post(reverse("account_reset_password"), {"email": EVIL})
    assert adele.reads() == []


def test_the_address_of_an_officer_who_left_and_comes_back_as_a_governor(adele, cast):
    """Records for the people named in them are read again with a post of any kind."""
    officer = cast.senior_adviser
    adele.post("post-end", officer.posts.get().pk, on="22/11/2026")
    adele.move(officer)
    adele.post(
        "appoint",
        officer.pk,
        scope="schools",
        urns=cast.school.urn,
        role_schools="governor",
        since="23/11/2026",
    )
    adele.post("invite", officer.pk)
    adele.try_everything()
    officer.refresh_from_db()
    assert officer.email != EVIL
    assert not officer.check_password(CHOSEN)


def test_a_guest_with_whom_everything_is_shared(adele, cast):
    guest = make_user("Guest Reader")
    make_share(cast.school, user=guest, circle="la")
    adele.move(guest)
    adele.post("invite", guest.pk)
    assert adele.reads() == []


def test_a_password_chosen_before_the_address_became_a_good_one(adele, cast):
    """The account is made with one's own address, given an honest one, and then confirmed in good faith."""
    nora = adele.add()
    adele.post("invite", nora.pk)
    adele.try_everything()
    nora.refresh_from_db()
    assert nora.check_password(CHOSEN)
    Client().post(reverse("account_reset_password"), {"email": EVIL})  # for later
    browser = Client()
    browser.force_login(nora, backend="people.backends.SignInBackend")

    adele.move(nora, "nora.comer@council.example")
    adele.appoint(nora, "director")
    confirm_post(nora.posts.get(), by=cast.director)
    adele.post("invite", nora.pk)
    Client().post(reverse("account_reset_password"), {"email": EVIL})

    assert access.may(nora, Perm.READ_LA, cast.la)
    assert adele.reads() == []
    assert browser.get("/").status_code == 302


def test_an_address_that_was_changed_after_the_post_was_asked_for(adele, cast):
    nora = adele.add(email="nora.comer@council.example")
    adele.appoint(nora, "director")
    adele.move(nora)
    confirm_post(nora.posts.get(), by=cast.director)
    adele.post("invite", nora.pk)
    nora.refresh_from_db()
    assert nora.email == "nora.comer@council.example"
    assert adele.reads() == []


def test_another_address_than_the_one_that_was_looked_at(adele, cast, client):
    adele.move(cast.clerk, "nasreen.aziz@council.example")
    looked_at = cast.clerk.address_changes.get()
    adele.move(cast.clerk)
    client.force_login(cast.director, backend="people.backends.SignInBackend")
    page = client.post(reverse("people:address-confirm", args=[looked_at.pk]), follow=True)
    assert "decided about already" in page.content.decode()
    cast.clerk.refresh_from_db()
    assert cast.clerk.email not in (EVIL, looked_at.email)


@pytest.mark.parametrize("how", ["deactivated", "ended", "a mistake"])
def test_without_anybody_left_to_confirm(adele, cast, how):
    for user in (cast.director, cast.head_of_improvement):
        if how == "deactivated":
            adele.post("deactivate", user.pk, why="Gone.")
        else:
            on = "22/11/2026" if how == "ended" else "1/1/2019"
            adele.post("post-end", user.posts.get().pk, on=on, why="Gone.")
        assert not access.may(User.objects.get(pk=user.pk), Perm.CONFIRM_POSTS, cast.la)
    nora = adele.add()
    for role in ("director", "senior_adviser"):
        adele.appoint(nora, role)
    adele.bring_in(f"{EVIL},Nora Comer,,,clerk,999,,,2026-09-01,")
    adele.post("invite", nora.pk)
    adele.move(cast.senior_adviser, "other@home.example")
    assert nora.posts.count() == 3
    assert adele.reads() == []
    page = adele.client.get(reverse("people:person", args=[nora.pk])).content.decode()
    assert "Nobody can today: whoever runs the server can" in page


def test_no_account_signs_in_with_an_address_that_it_had_before(cast, client):
    client.post(reverse("account_login"), {"login": cast.chair.email, "password": PASSWORD})
    assert client.get("/").status_code == 200
    assert not EmailAddress.objects.exists()  # the library's own table of addresses stays empty


def test_an_ordinary_life_of_two_people_goes_on(adele, cast):
    """With a second person it works as it always did."""
    nora = adele.add(email="nora@council.example")
    adele.appoint(nora, "clerk")
    confirm_post(nora.posts.get(), by=cast.director)
    adele.move(nora, EVIL)
    confirm_address(nora.address_changes.get(), by=cast.director)
    adele.post("invite", nora.pk)
    assert adele.reads() == [nora]
    end_post(nora.posts.get(), on=TODAY - DAY, why="Left.", by=cast.administrator)
    assert not access.schools_where(nora, may=Perm.VIEW_CASE).exists()
    assert School.objects.exists()
