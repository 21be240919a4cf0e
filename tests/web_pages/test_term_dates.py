"""The page of term dates: seen by everybody of the authority, brought in by its administrators."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from record import clock
from schools.models import TermDates
from tests.factories import make_la

HEAD = "la,urn,year,half_term,long_term,first,last\n"
AUTUMN = "999,,2026,1,autumn,2026-09-03,2026-10-23\n999,,2026,2,autumn,2026-11-02,2026-12-18\n"
PAGE = "schools:term-dates"


@pytest.fixture(autouse=True)
def monday():
    with clock.at(date(2026, 11, 23)):
        yield


def look(client, text):
    file = SimpleUploadedFile("terms.csv", (HEAD + text).encode())
    return client.post(reverse(PAGE), {"file": file})


def confirm(client, text):
    return client.post(reverse(PAGE), {"text": HEAD + text}, follow=True)


@pytest.fixture
def administrator(client, cast):
    client.force_login(cast.administrator)
    return client


def test_a_file_is_looked_at_before_anything_is_written(administrator):
    page = look(administrator, AUTUMN).content.decode()
    assert "Two half-terms are new" in page
    assert not TermDates.objects.exists()


def test_what_was_looked_at_is_brought_in_as_a_whole(administrator, cast):
    page = confirm(administrator, AUTUMN).content.decode()
    assert "2 half-terms new, 0 changed" in page
    assert TermDates.objects.filter(la=cast.la).count() == 2
    assert "Thursday 3 September 2026" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_a_bad_line_is_explained_and_keeps_everything_out(administrator):
    page = confirm(administrator, AUTUMN + "999,,2026,9,spring,2027-01-04,2027-02-12\n").content.decode()
    assert "Line 4" in page
    assert "is not 1 to 6" in page
    assert not TermDates.objects.exists()


def test_a_file_that_is_something_else_is_refused_beside_its_field(administrator):
    file = SimpleUploadedFile("people.csv", b"name,post\nAnn,clerk\n")
    page = administrator.post(reverse(PAGE), {"file": file}).content.decode()
    assert "needs the columns la or urn" in page


def test_the_dates_of_another_authority_are_not_to_be_changed_here(administrator):
    make_la(code="997", name="Elsewhere")
    page = confirm(administrator, "997,,2026,1,autumn,2026-09-03,2026-10-23\n").content.decode()
    assert "no local authority with the code 997" in page
    assert not TermDates.objects.exists()


def test_schools_with_dates_of_their_own_are_named(administrator, cast):
    confirm(administrator, f"{AUTUMN},{cast.school.urn},2026,1,,2026-09-07,2026-10-16\n")
    page = administrator.get(reverse(PAGE)).content.decode()
    assert "One school with dates of their own" in page
    assert str(cast.school) in page


def test_an_adviser_reads_them_and_can_not_bring_any_in(client, cast):
    client.force_login(cast.senior_adviser)
    assert "Look at it" not in client.get(reverse(PAGE)).content.decode()
    assert look(client, AUTUMN).status_code == 403


def test_what_is_known_comes_as_a_file_that_can_be_brought_in_again(administrator):
    confirm(administrator, AUTUMN)
    text = b"".join(administrator.get(reverse("schools:term-dates-file"))).decode("utf-8-sig")
    assert "999,,2026,1,autumn,2026-09-03,2026-10-23" in text
    page = look(administrator, text.split("\n", 1)[1].replace("\r", "")).content.decode()
    assert "two half-terms stay as they are" in page
