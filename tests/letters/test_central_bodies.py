"""Central bodies: another name or address from a day on, by one person, with the reason."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from concern_cases.models import CaseEvent
from letters.kinds.events import told_of_bodies
from letters.kinds.versions import bodies_by_office, seen_of
from letters.models import CentralBody
from letters.services.central_bodies import change_body, take_back_body
from letters.services.dioceses import keep_address
from record import clock
from record.errors import RuleError
from tests.factories import make_diocese
from tests.letters.kind_makers import NEW_YEAR
from tests.letters.makers import TODAY

MOVED = {
    "name": "His Majesty’s Chief Inspector",
    "address": "1 New Street\r\n LONDON\nN1 1AA\n",
    "email": "letters@inspectors.example",
}


def move(cast, **facts):
    facts = {"facts": MOVED, "valid_from": NEW_YEAR, "why": "Ofsted moves.", "by": cast.director, **facts}
    return change_body("ofsted", **facts)


def test_a_body_bears_its_new_address_from_the_day_on(county):
    row = move(county)
    found = bodies_by_office()["ofsted"]
    assert (row.address, row.email) == ("1 New Street\nLONDON\nN1 1AA", "letters@inspectors.example")
    assert found.coming == row
    assert found.now.valid_until == NEW_YEAR - timedelta(days=1)
    with clock.at(NEW_YEAR):
        assert CentralBody.objects.in_use().get(received_as="ofsted") == row


def test_what_is_to_come_is_changed_and_not_followed_by_a_second(county):
    first = move(county)
    later = NEW_YEAR + timedelta(days=7)
    second = move(county, facts={**MOVED, "name": "Ofsted"}, valid_from=later)
    found = bodies_by_office()["ofsted"]
    assert (second.pk, found.coming.name, found.coming.valid_from) == (first.pk, "Ofsted", later)
    assert found.now.valid_until == later - timedelta(days=1)


def test_what_is_to_come_is_taken_away(county):
    move(county)
    take_back_body("ofsted", why="They stay.", by=county.head_of_improvement)
    found = bodies_by_office()["ofsted"]
    assert (found.coming, found.now.valid_until) == (None, None)
    with pytest.raises(RuleError, match="Nothing is to come"):
        take_back_body("ofsted", why="Again.", by=county.head_of_improvement)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"facts": {**MOVED, "name": " "}}, "name"),
        ({"facts": {**MOVED, "address": "\n"}}, "address"),
        ({"why": ""}, "why"),
        ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ({"seen": 0}, "seen"),
    ],
)
def test_an_incomplete_change_is_refused_beside_its_field(county, facts, field):
    with pytest.raises(RuleError) as refused:
        move(county, **facts)
    assert refused.value.field == field
    assert bodies_by_office()["ofsted"].coming is None


def test_who_wrote_over_what_somebody_else_changed_is_told(county):
    seen = seen_of(CentralBody, received_as="ofsted")
    move(county, by=county.head_of_improvement, seen=seen)
    with pytest.raises(RuleError, match="Somebody else changed it"):
        move(county, facts={**MOVED, "name": "Ofsted"}, seen=seen)
    assert bodies_by_office()["ofsted"].coming.name == MOVED["name"]


def test_only_who_authorises_letters_says_where_copies_go(county):
    for name in ("administrator", "senior_adviser", "legal_adviser"):
        with pytest.raises(PermissionDenied):
            move(county, by=getattr(county, name))


def test_what_changed_is_told_with_who_and_why(county):
    move(county)
    take_back_body("ofsted", why="They stay.", by=county.head_of_improvement)
    taken, moved = told_of_bodies(county.la)
    assert moved.title == (
        f"{county.director} wrote that copies for Ofsted go to His Majesty’s Chief Inspector, 1 New Street, "
        "LONDON, N1 1AA, from 1\xa0January\xa02027 on"
    )
    assert moved.details == ("E-mail: letters@inspectors.example", "“Ofsted moves.”")
    assert taken.details == ("E-mail: letters@inspectors.example", "“They stay.”")
    assert taken.title.startswith(f"{county.head_of_improvement} took back what was to hold for Ofsted")
    assert CaseEvent.objects.filter(chain=f"la {county.la.code}").count() == 2
    assert CentralBody.history.filter(history_type="+", valid_from=NEW_YEAR).get().history_change_reason == (
        "Ofsted moves."
    )


def test_another_email_address_alone_is_told_and_stands_in_the_log(county):
    now = CentralBody.objects.get(received_as="ofsted")
    facts = {"name": now.name, "address": now.address, "email": "new@inspectors.example"}
    move(county, facts=facts)
    assert told_of_bodies(county.la)[0].details[0] == "E-mail: new@inspectors.example"
    move(county, facts={**facts, "email": ""}, why="It was wrong.")
    assert told_of_bodies(county.la)[0].details[0] == "E-mail: no address on record"
    emails = [event.body["email"] for event in CaseEvent.objects.filter(kind="letters.body_changed")]
    assert sorted(emails) == ["new@inspectors.example", "no address on record"]


def test_two_versions_of_a_body_never_hold_without_an_end(db):
    row = CentralBody.objects.get(received_as="ofsted")
    row.pk, row.code = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_address_of_a_diocese_is_kept_with_its_history_by_who_authorises_letters(county, client):
    diocese = county.school.diocese
    address = reverse("letters:diocese", args=[diocese.code])
    client.force_login(county.director)
    assert address in client.get(reverse("letters:bodies")).content.decode()
    sent = {"form_key": "d1", "address": "2 The Close\r\n CORVESHAM\r\n"}
    assert client.post(address, sent).status_code == 302
    diocese.refresh_from_db()
    assert diocese.address == "2 The Close\nCORVESHAM"
    assert diocese.history.count() == 2
    page = client.get(reverse("letters:bodies")).content.decode()
    assert "wrote that post for the Diocese of Corvesham goes to 2 The Close, CORVESHAM" in page
    client.force_login(county.senior_adviser)
    page = client.get(reverse("letters:bodies")).content.decode()
    assert "2 The Close<br>CORVESHAM" in page
    assert address not in page


def test_an_address_of_a_diocese_is_refused_empty_as_it_is_and_from_others(county):
    diocese = county.school.diocese
    with pytest.raises(RuleError, match="Write the address"):
        keep_address(diocese, address=" \n ", by=county.director)
    with pytest.raises(RuleError, match="on record already"):
        keep_address(diocese, address=diocese.address, by=county.director)
    with pytest.raises(PermissionDenied):
        keep_address(diocese, address="2 The Close", by=county.senior_adviser)


def test_addresses_are_kept_of_the_dioceses_of_ones_own_schools_alone(county, client):
    elsewhere = make_diocese("CE99", "Diocese of Elsewhere")
    before = elsewhere.address
    client.force_login(county.director)
    assert client.get(reverse("letters:diocese", args=[elsewhere.code])).status_code == 404
    with pytest.raises(PermissionDenied):
        keep_address(elsewhere, address="2 The Close", by=county.director)
    elsewhere.refresh_from_db()
    assert elsewhere.address == before
