"""The register tells what became of each letter, and to the council how long each step took."""

from datetime import date

from django.urls import reverse

from letters.models import Letter
from letters.register import HEADS
from letters.services.answering import answer_letter, assess_letter
from record import clock
from tests.letters.makers import make_draft, make_given
from tests.letters.test_answering import ANSWERS


def row_of(client, user):
    client.force_login(user)
    lines = client.get(reverse("letters:csv")).content.decode("utf-8-sig").splitlines()
    return dict(zip(HEADS, lines[1].split(","), strict=True))


def test_days_of_each_step_are_for_the_council_and_the_outcome_for_everybody(county, client):
    letter = make_given(county)
    with clock.at(date(2026, 12, 3)):
        answer_letter(letter, answers=ANSWERS, by=county.chair)
    with clock.at(date(2026, 12, 8)):
        assess_letter(letter, complied=True, why="All is done.", by=county.senior_adviser)
    row = row_of(client, county.senior_adviser)
    assert (row["Late"], row["Outcome"]) == ("no", "All is done.")
    assert (row["Days to draft"], row["Days to answer"], row["Days to assess"]) == ("0", "10", "5")
    row = row_of(client, county.chair)
    assert (row["Outcome"], row["Days to answer"]) == ("All is done.", "")


def test_the_rehearsal_shows_each_recipients_page_and_gives_nothing(county, client):
    letter = make_draft(county)
    client.force_login(county.senior_adviser)
    address = reverse("letters:rehearsal", args=[letter.reference])
    as_chair, as_head = (client.get(f"{address}?as={name}").content.decode() for name in ("chair", "head"))
    assert "Please answer all three actions by" in as_chair
    assert "Tuesday 5 January 2027" in as_chair.replace("\xa0", " ")
    assert "Wednesday 25 November" in as_chair.replace("\xa0", " "), "the clerk’s copy goes by post"
    assert "You receive a copy as headteacher" in as_head
    assert f'action="/letters/{letter.reference}/acknowledge/' not in as_chair
    letter.refresh_from_db()
    assert letter.status == Letter.Status.DRAFT
