"""The register tells what became of each letter, and to the council how long each step took."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

from django.urls import reverse

from letters.deadline_picture import deadline_picture
from letters.models import Letter, Service
from letters.register import HEADS
from letters.services.answering import answer_letter, assess_letter
from letters.services.authorising import check_law, tell_diocese
from letters.services.drafting import submit_letter
from letters.services.reaching import tell_successor
from letters.services.reading import acknowledge_letter
from letters.services.serving import record_receipt
from people.models import Post
from record import clock
from tests.factories import make_post, make_user
from tests.letters.makers import (
    make_academy,
    make_case,
    make_draft,
    make_free,
    make_given,
    make_ready_case,
    make_submitted,
)
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


def listed_on(client, user, **asked):
    """The references on the page, in their order."""
    client.logout()  # a session of weeks ago is over
    client.force_login(user)
    page = client.get(reverse("letters:list"), asked).content.decode()
    return page, re.findall(r'href="/letters/(L-\d{4}-\d{4})/"', page)


def test_the_list_is_narrowed_and_sorted_and_the_file_has_the_same_letters(county, client):
    first = make_given(county)
    second = make_free(county, first.case)
    by = county.senior_adviser
    assert listed_on(client, by)[1] == [first.reference, second.reference]
    assert listed_on(client, by, sort="-letter")[1] == [second.reference, first.reference]
    assert listed_on(client, by, kind="warning_letter")[1] == [first.reference]
    assert listed_on(client, by, q=second.reference.lower())[1] == [second.reference]
    assert listed_on(client, by, q="no such school")[1] == []
    assert "No letter fits." in listed_on(client, by, q="no such school")[0]
    assert listed_on(client, by, only="unacknowledged")[1] == [first.reference]
    assert listed_on(client, by, only="late")[1] == []
    assert len(listed_on(client, by, kind="nonsense", sort="nonsense", show="nonsense")[1]) == 2
    with clock.at(date(2027, 1, 6)):
        assert listed_on(client, by, only="late")[1] == [first.reference]
        answer_letter(first, answers=ANSWERS, by=county.chair)
        assert listed_on(client, by, only="late")[1] == [first.reference]
        assert listed_on(client, by, only="unanswered")[1] == []
    file = client.get(reverse("letters:csv"), {"kind": "free_letter"}).content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in file.splitlines()[1:]] == [second.reference]


def test_the_list_tells_the_council_the_days_and_draws_what_is_awaited(county, client):
    letter = make_given(county)
    make_given(county, case=make_ready_case(county, school=county.other_school))
    with clock.at(date(2026, 12, 3)):
        page, _ = listed_on(client, county.senior_adviser)
        assert "Deadlines coming up" in page
        assert "Days: draft 0, tell the diocese 0, legal check 0, authorise 0, give 0" in page
        as_chair, _ = listed_on(client, county.chair)
        assert "Deadlines coming up" not in as_chair, "one letter needs no picture"
        assert "Days: draft" not in as_chair
        answer_letter(letter, answers=ANSWERS, by=county.chair)
        page, _ = listed_on(client, county.senior_adviser)
        assert "Deadlines coming up" not in page
        assert "answer 10" in page


def test_the_picture_shows_the_soonest_dozen_from_the_giving_to_the_last_day():
    school = SimpleNamespace(name="A school with a name that is longer than any picture")
    given = date(2026, 11, 23)
    rows = [
        SimpleNamespace(pk=n, status="given", given_on=given, due=given + timedelta(days=n), school=school)
        for n in range(20)
    ]
    picture = deadline_picture(rows)
    assert (len(picture.rows), picture.left_out) == (12, 8)
    assert [row.late for row in picture.rows] == [False] * 12
    assert [row.x for row in picture.rows] == [240.0] * 12
    assert picture.rows[-1].width == 350
    assert picture.today == 240
    assert [month for _, month in picture.months] == [date(2026, 12, 1)]
    with clock.at(given + timedelta(days=3)):
        assert [row.late for row in deadline_picture(rows).rows][:4] == [True, True, True, False]
    assert deadline_picture([]) is None


def test_an_overdue_letter_is_late_before_any_answer_and_one_with_time_is_not(county, client):
    make_given(county)
    assert row_of(client, county.senior_adviser)["Late"] == ""
    client.logout()
    with clock.at(date(2027, 1, 6)):
        assert row_of(client, county.senior_adviser)["Late"] == "yes"


def test_days_to_tell_the_diocese_and_to_decide_on_powers_are_counted(county, client):
    letter = make_given(county)
    Letter.objects.filter(pk=letter.pk).update(diocese_told_at=letter.submitted_at + timedelta(days=2))
    row = row_of(client, county.senior_adviser)
    assert (row["Days to tell the diocese"], row["Days to assess"]) == ("2", "")
    client.logout()
    for status in ("powers_used", "no_powers_used"):
        ended = clock.now() + timedelta(days=50)  # 12 January, a week after the last day
        Letter.objects.filter(pk=letter.pk).update(status=status, ended_at=ended)
        assert row_of(client, county.senior_adviser)["Days to assess"] == "7"


def test_days_are_counted_over_all_rounds_and_never_backwards(county, client):
    letter = make_submitted(county)
    tell_diocese(letter, how="Canon Ferrier, by telephone", by=county.senior_adviser)
    with clock.at(date(2026, 11, 30)):
        check_law(letter, agreed=False, remarks="Name the dates.", by=county.legal_adviser)
    with clock.at(date(2026, 12, 2)):
        submit_letter(letter, by=county.senior_adviser)
    with clock.at(date(2026, 12, 4)):
        check_law(letter, agreed=True, by=county.legal_adviser)
    row = row_of(client, county.senior_adviser)
    assert (row["Days to draft"], row["Days to tell the diocese"]) == ("0", "0")
    assert row["Days of legal check"] == "11", "from 23 November, when it was first sent on, with all rounds"
    client.logout()
    Letter.objects.filter(pk=letter.pk).update(diocese_told_at=letter.begun_at - timedelta(days=1))
    assert row_of(client, county.senior_adviser)["Days to tell the diocese"] == ""


def test_a_finding_before_the_last_day_and_before_any_answer_took_no_days(county, client):
    letter = make_given(county)
    with clock.at(date(2026, 12, 1)):
        assess_letter(letter, complied=True, why="Seen on a visit.", by=county.senior_adviser)
        page, _ = listed_on(client, county.senior_adviser)
    assert "assess 0" in page
    client.logout()
    assert row_of(client, county.senior_adviser)["Days to assess"] == "0"


def test_a_new_chairs_acknowledgement_is_that_of_the_letter(county, client):
    letter = make_given(county)
    Post.objects.filter(user=county.chair).update(until=clock.today())
    new = make_user("Ruth Okafor")
    with clock.at(date(2026, 11, 25)):
        make_post("chair", user=new, schools=(county.school,), since=clock.today())
        tell_successor(letter, by=county.senior_adviser)
        assert listed_on(client, county.senior_adviser, only="unacknowledged")[1] == [letter.reference]
        acknowledge_letter(letter, by=new)
        assert listed_on(client, county.senior_adviser, only="unacknowledged")[1] == []
        assert row_of(client, county.senior_adviser)["Days to acknowledge"] == "2"


def test_an_academys_letter_is_acknowledged_by_its_chair_or_its_trust_whoever_was_first(county, client):
    case = make_case(county, school=make_academy(la=county.la))
    make_post("chair", user=county.chair, schools=(case.school,))
    letter = make_given(county, case=case, kind="letter_of_concern")
    with clock.at(date(2026, 11, 26)):
        acknowledge_letter(letter, by=county.chair)
    with clock.at(date(2026, 11, 30)):
        trust = Service.objects.get(recipient__letter=letter, recipient__is_copy=False)
        record_receipt(trust, on=date(2026, 11, 25), who="Ann Poole", by=county.senior_adviser)
        assert listed_on(client, county.senior_adviser, only="unacknowledged")[1] == []
        assert row_of(client, county.senior_adviser)["Days to acknowledge"] == "2"
