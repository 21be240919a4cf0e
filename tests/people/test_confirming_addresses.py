"""Another address of somebody who reads what the authority keeps to itself waits for a second person."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from people.confirming import needs_second_person, who_can_confirm
from people.events import sentence_of
from people.models import AccessEvent, AddressChange, User
from people.roles import Role
from people.services.addresses import confirm_address, refuse_address
from people.services.people import change_person, deactivate_person, invite_person
from people.services.posts import appoint, end_post
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from schools.permissions import Circle
from tests.factories import PASSWORD, make_la, make_post, make_school, make_share, make_user
from tests.workflows.racing import race

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
NEW = "moved@council.example"


@pytest.fixture(autouse=True)
def monday():
    with clock.at(TODAY):
        yield


def move(user, by, email=NEW, **facts):
    change_person(user, **{"email": email, "name": user.name, "by": by, **facts})
    user.refresh_from_db()


@pytest.fixture
def change(cast):
    move(cast.clerk, cast.administrator)
    return cast.clerk.address_changes.get()


def mails(what):
    return list(Dispatch.objects.filter(key__startswith=f"people.{what}:"))


def told_of(user):
    return [sentence_of(event) for event in AccessEvent.objects.filter(subject_id=user.pk).order_by("pk")]


def test_the_old_address_stays_good_and_is_told_at_once(cast, change):
    old = cast.clerk.email
    assert old != NEW
    assert cast.clerk.check_password(PASSWORD)
    (mail,) = mails("address_asked")
    assert mail.payload["to"] == old
    assert NEW not in mail.payload["text"]
    assert {mail.payload["to"] for mail in mails("to_confirm")} == {
        cast.director.email,
        cast.head_of_improvement.email,
    }
    assert (change.email, change.asked_by, change.asked_at) == (NEW, cast.administrator, clock.now())
    assert told_of(cast.clerk) == [
        "Another e-mail address was asked for Nasreen Aziz, and waits to be confirmed"
    ]


def test_other_details_are_changed_at_once(cast):
    move(cast.clerk, cast.administrator, name="Nasreen Aziz-Hall", telephone="01632 960 123")
    assert (cast.clerk.name, cast.clerk.telephone) == ("Nasreen Aziz-Hall", "01632 960 123")
    assert cast.clerk.email != NEW
    assert (
        told_of(cast.clerk)[-1] == "The details of Nasreen Aziz-Hall were changed: name and telephone number"
    )


def test_once_confirmed_it_counts_and_a_password_is_chosen_from_there(cast, change, client):
    client.force_login(cast.clerk, backend="people.backends.SignInBackend")
    old = cast.clerk.email
    confirm_address(change, by=cast.director)
    cast.clerk.refresh_from_db()
    assert cast.clerk.email == NEW
    assert not cast.clerk.has_usable_password()
    assert client.get("/").status_code == 302
    assert [mail.payload["to"] for mail in mails("address_changed")] == [old]
    assert told_of(cast.clerk)[-1] == (
        "The new e-mail address of Nasreen Aziz was confirmed; Adele Strand had asked for it"
    )
    assert AccessEvent.objects.get(kind="people.address_confirmed").body["before"] == old
    invite_person(cast.clerk, by=cast.administrator)
    assert [mail.payload["to"] for mail in mails("invitation")] == [NEW]


def test_once_refused_it_stays_as_it_was_and_says_why(cast, change):
    with pytest.raises(RuleError):
        refuse_address(change, why="", by=cast.director)
    refuse_address(change, why="She never moved.", by=cast.director)
    cast.clerk.refresh_from_db()
    change.refresh_from_db()
    assert cast.clerk.email != NEW
    assert (change.outcome, change.decided_by, change.why) == ("refused", cast.director, "She never moved.")
    assert told_of(cast.clerk)[-1].endswith("was refused: She never moved.")
    with pytest.raises(AlreadyDone, match="already by Dorothea Vane on 23.November.2026: Refused"):
        confirm_address(change, by=cast.head_of_improvement)


@pytest.mark.parametrize("who", ["administrator", "senior_adviser", "clerk", "chair"])
def test_nobody_else_confirms_or_refuses(cast, change, who):
    for act in (confirm_address, lambda change, by: refuse_address(change, why="No.", by=by)):
        with pytest.raises(PermissionDenied):
            act(change, by=getattr(cast, who))
    assert AddressChange.objects.get().outcome == "waiting"


def test_who_asks_does_not_confirm_even_about_themselves(cast):
    make_post(Role.ADMINISTRATOR, user=cast.director)
    move(cast.director, cast.director)
    change = cast.director.address_changes.get()
    assert who_can_confirm(change) == [cast.head_of_improvement]
    with pytest.raises(PermissionDenied):
        confirm_address(change, by=cast.director)


def test_the_only_one_left_may_confirm_their_own_new_address_signed_in_with_the_old(cast):
    end_post(cast.head_of_improvement.posts.get(), on=TODAY - DAY, by=cast.administrator)
    move(cast.director, cast.administrator)
    change = cast.director.address_changes.get()
    assert who_can_confirm(change) == [cast.director]
    confirm_address(change, by=cast.director)
    assert User.objects.get(email=NEW) == cast.director


@pytest.mark.parametrize("who", ["chair", "head", "aht", "diocesan_officer", "administrator"])
def test_whoever_reads_less_has_the_new_address_at_once_and_a_new_password(cast, who):
    user = getattr(cast, who)
    old = user.email
    move(user, cast.administrator)
    assert user.email == NEW
    assert not user.has_usable_password()
    assert [mail.payload["to"] for mail in mails("address_changed")] == [old]
    assert mails("to_confirm") == []


def test_at_a_new_address_one_asks_for_a_new_password_oneself(cast, client):
    move(cast.administrator, cast.administrator)
    client.post(reverse("account_reset_password"), {"email": NEW})
    mail = Dispatch.objects.get(payload__to=NEW)
    link = re.search(r"https?://[^/]+(/accounts/\S+)", mail.payload["text"]).group(1)
    page = client.get(link, follow=True)
    words = {"password1": "three blue horses", "password2": "three blue horses"}
    client.post(page.redirect_chain[-1][0], words)
    cast.administrator.refresh_from_db()
    assert cast.administrator.check_password("three blue horses")


def test_who_will_read_or_once_read_it_is_guarded_too(cast):
    later = make_user("Later On")
    make_post(Role.CLERK, user=later, since=TODAY + 90 * DAY)
    waiting = make_user("Not Yet")
    appoint(waiting, role=Role.AUDITOR, la=cast.la, since=TODAY, by=cast.administrator)
    guest = make_user("Guest Reader")
    make_share(cast.school, user=guest, circle=Circle.LA)
    end_post(cast.legal_adviser.posts.get(), on=TODAY - DAY, by=cast.administrator)
    end_post(cast.senior_adviser.posts.get(), on=date(2019, 1, 1), why="A mistake.", by=cast.administrator)
    for number, user in enumerate((later, waiting, guest, cast.legal_adviser, cast.senior_adviser)):
        move(user, cast.administrator, email=f"moved{number}@council.example")
        assert not user.email.startswith("moved"), user
        assert cast.director in who_can_confirm(user.address_changes.get())


def test_who_is_deactivated_is_guarded_as_before(cast):
    deactivate_person(cast.clerk, why="On leave.", by=cast.administrator)
    move(cast.clerk, cast.administrator)
    assert cast.clerk.email != NEW


def test_a_guest_who_reads_less_is_not_guarded(cast):
    guest = make_user("Guest Reader")
    make_share(cast.school, user=guest, circle=Circle.DIOCESE)
    assert not needs_second_person(guest)


def test_who_reads_two_authorities_needs_somebody_who_confirms_at_both(cast):
    far = make_la(code="998", name="Farshire")
    make_post(Role.DIRECTOR, user=make_user("Far Director"), la=far)
    make_post(Role.SIP, user=cast.clerk, schools=(make_school(la=far),))
    move(cast.clerk, cast.administrator)
    change = cast.clerk.address_changes.get()
    assert who_can_confirm(change) == []
    with pytest.raises(PermissionDenied):
        confirm_address(change, by=cast.director)
    make_post(Role.DIRECTOR, user=cast.director, la=far)
    assert who_can_confirm(change) == [cast.director]
    confirm_address(change, by=cast.director)


def test_of_two_that_were_asked_for_the_last_one_waits(cast, change):
    move(cast.clerk, cast.administrator, email="better@council.example")
    change.refresh_from_db()
    assert change.outcome == "dropped"
    with pytest.raises(AlreadyDone):
        confirm_address(change, by=cast.director)
    assert cast.clerk.address_changes.get(outcome="waiting").email == "better@council.example"


def test_the_same_one_again_changes_nothing(cast, change):
    move(cast.clerk, cast.administrator)
    assert cast.clerk.address_changes.get() == change
    assert len(mails("address_asked")) == 1


def test_an_address_that_somebody_took_meanwhile_is_not_confirmed(cast, change):
    make_user("Quick Mover", email=NEW)
    with pytest.raises(RuleError, match="belongs to Quick Mover already"):
        confirm_address(change, by=cast.director)
    assert AddressChange.objects.get().outcome == "waiting"


def test_one_that_waits_is_dropped_when_nobody_has_to_agree_any_longer(cast):
    user = make_user("Nora Comer")
    post = appoint(user, role=Role.AUDITOR, la=cast.la, since=TODAY, by=cast.administrator)
    move(user, cast.administrator)
    end_post(post, on=TODAY - DAY, why="Not needed.", by=cast.administrator)
    move(user, cast.administrator)
    assert user.email == NEW
    assert user.address_changes.get().outcome == "dropped"


def test_the_database_holds_who_may_decide(cast):
    facts = {"user": cast.clerk, "email": NEW, "asked_by": cast.administrator, "asked_at": clock.now()}
    now = clock.now()
    wrong = [
        {"outcome": "confirmed"},
        {"outcome": "confirmed", "decided_by": cast.director},
        {"outcome": "refused", "decided_at": now},
        {"outcome": "waiting", "decided_at": now},
        {"outcome": "dropped"},
        {"outcome": "confirmed", "decided_by": cast.administrator, "decided_at": now},
    ]
    for more in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            AddressChange.objects.create(**facts, **more)
    AddressChange.objects.create(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        AddressChange.objects.create(**facts)
    AddressChange.objects.create(**facts, outcome="confirmed", decided_by=cast.director, decided_at=now)


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_or_refuse_at_once_have_one_effect(cast):
    move(cast.clerk, cast.administrator)
    change = cast.clerk.address_changes.get()

    def confirm(by):
        def act():
            with clock.at(TODAY):
                return confirm_address(change, by=by)

        return act

    def refuse():
        with clock.at(TODAY):
            return refuse_address(change, why="No.", by=cast.head_of_improvement)

    results = race(confirm(cast.director), confirm(cast.head_of_improvement), refuse)
    told = AccessEvent.objects.filter(kind__startswith="people.address_").count()
    assert sum(isinstance(result, AlreadyDone) for result in results) == 2
    assert told == 2
