"""The pages on which kinds of letter and central bodies are looked at and changed."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from letters.kinds.sample import pdf_of_sample
from letters.models import CentralBody, KindChange, LetterKind
from letters.services.kind_changes import drop_change, refuse_change
from record import clock
from record.errors import AlreadyDone
from tests.factories import make_la
from tests.letters.kind_makers import NEW_YEAR, change, propose
from tests.letters.makers import TODAY, make_draft, make_given
from tests.letters.test_pdf import text_of


def read(client, user, name, *args):
    client.force_login(user)
    page = client.get(reverse(name, args=args))
    assert page.status_code == 200
    return re.sub(r"\s+", " ", page.content.decode()).replace("\xa0", " ")


def form_of(client, name, *args):
    page = client.get(reverse(name, args=args))
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in data.items()}


def send(client, user, name, *args, **answers):
    client.force_login(user)
    data = {**form_of(client, name, *args), "valid_from": "1/1/2027", "why": "Too few days.", **answers}
    return client.post(reverse(name, args=args), data, follow=True), data


def test_the_ladder_shows_each_rung_with_its_clock_copies_and_check(county, client):
    page = read(client, county.senior_adviser, "letters:kinds")
    rungs = re.findall(r'app-ladder__number" aria-hidden="true">(\d)<.*?<a [^>]*>([^<]+)<', page)
    assert rungs == [
        ("1", "Letter of concern"),
        ("2", "Warning letter"),
        ("3", "Warning notice under section 60"),
        ("4", "Notice of proposal to use powers"),
    ]
    assert "20 days, working days of the school" in page
    assert "Each names its own period; 15 days are proposed" in page
    assert "18 April 2016" in page


def test_the_list_says_what_comes_and_what_changed(county, client):
    change(county)
    page = read(client, county.senior_adviser, "letters:kinds")
    assert "<b>From 1 January 2027</b>: Days for the answer" in page
    assert f"Agreed by {county.legal_adviser}, proposed by {county.head_of_improvement}" in page


def test_the_page_of_a_kind_says_how_many_letters_keep_its_version(county, client):
    letter = make_draft(county)
    page = read(client, county.senior_adviser, "letters:kind", "warning_letter")
    assert "<b>One letter</b> is being written as this version and will keep it" in page
    assert letter.reference in page
    assert letter.reference not in read(client, county.administrator, "letters:kind", "warning_letter")


def test_the_page_shows_what_is_law_and_says_why_it_is_not_changed(county, client):
    page = read(client, county.director, "letters:kind", "s60_notice")
    for words in (
        "regime of 2016",
        "Its grounds in section 60 and the powers",
        "Headteacher, Secretary of State, diocese and who appoints the foundation governors",
        "comes with a new release",
        "Until 17 April 2016",
    ):
        assert words in page
    assert 'name="own_period"' not in read(client, county.director, "letters:change_kind", "s60_notice")


def test_a_change_is_proposed_on_one_page_and_agreed_on_another(county, client):
    page, _ = send(
        client, county.head_of_improvement, "letters:change_kind", "warning_letter", clock_days="25"
    )
    waiting = KindChange.objects.get()
    assert page.redirect_chain[-1][0] == reverse("letters:kind_change", args=[waiting.pk])
    assert "Agree to the change" not in page.content.decode()
    asked = read(client, county.director, "letters:kind_change", waiting.pk)
    assert "Propose it again" not in asked
    assert '<del><span class="govuk-visually-hidden">before: </span>20 days</del>' in asked
    client.post(reverse("letters:kind_change", args=[waiting.pk]), {"agree": "yes"})
    assert LetterKind.objects.get(valid_from=NEW_YEAR).clock_days == 25


def test_a_form_sent_twice_proposes_once(county, client):
    page, data = send(client, county.director, "letters:change_kind", "warning_letter", clock_days="25")
    again = client.post(reverse("letters:change_kind", args=["warning_letter"]), data, follow=True)
    assert "It was recorded once" in again.content.decode()
    assert KindChange.objects.count() == 1


def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(county, client):
    page, _ = send(
        client,
        county.director,
        "letters:change_kind",
        "warning_letter",
        opening="Since {year} the {body} has known.",
        clock_days="25",
    )
    form = page.context["form"]
    assert list(form.errors) == ["opening"]
    assert (
        "There is no field {year}. You can use {body}, {school} and {due} here." in form.errors["opening"][0]
    )
    assert 'value="25"' in page.content.decode()
    assert not KindChange.objects.exists()


def test_who_writes_over_another_persons_change_is_told_and_can_send_it_again(county, client):
    client.force_login(county.director)
    data = form_of(client, "letters:change_kind", "warning_letter")
    data |= {"valid_from": "1/1/2027", "why": "Too few days.", "clock_days": "30"}
    change(county)
    url = reverse("letters:change_kind", args=["warning_letter"])
    page = client.post(url, data)
    assert "while you were writing" in str(page.context["form"].errors)
    data["seen"] = page.context["form"]["seen"].value()
    client.post(url, data)
    assert KindChange.objects.get(state="waiting").says["clock_days"] == 30


def test_a_refused_change_can_be_proposed_again_in_its_words(county, client):
    refused = refuse_change(propose(county, says={"clock_days": 77}), why="No.", by=county.director)
    assert "Propose it again" in read(client, county.head_of_improvement, "letters:kind_change", refused.pk)
    url = reverse("letters:change_kind", args=["warning_letter"])
    page = client.get(f"{url}?again={refused.pk}")
    assert page.context["form"]["clock_days"].value() == 77


def test_refusing_asks_for_the_reason_beside_its_field(county, client):
    waiting = propose(county)
    client.force_login(county.director)
    page = client.post(reverse("letters:kind_change", args=[waiting.pk]), {"refuse": "yes", "why": ""})
    assert "why" in page.context["form"].errors
    waiting.refresh_from_db()
    assert waiting.is_waiting


def test_a_change_waits_on_the_home_page_of_who_can_agree_and_of_nobody_else(county, client):
    waiting = propose(county)
    url = reverse("letters:kind_change", args=[waiting.pk])
    assert url in read(client, county.director, "home")
    assert url in read(client, county.legal_adviser, "home")
    assert url not in read(client, county.head_of_improvement, "home")
    assert url not in read(client, county.senior_adviser, "home")


@pytest.mark.parametrize(
    "code", ["warning_letter", "s60_notice_2016", "october_letter", "withdrawal", "free_letter"]
)
def test_a_sample_of_a_kind_is_marked_as_one(county, code):
    kind = LetterKind.objects.get(code=code)
    words = " ".join(text_of(pdf_of_sample(kind, county.la)))
    assert f"SAMPLE: {kind.name}." in words
    assert "are invented; this was given to nobody" in words
    assert "{" not in words


def test_the_form_shows_a_sample_of_what_is_typed_and_keeps_nothing(county, client):
    page, _ = send(
        client, county.director, "letters:change_kind", "warning_letter", opening="Typed words.", sample="yes"
    )
    assert page["Content-Type"] == "application/pdf"
    assert "Typed words." in " ".join(text_of(page.content))
    assert not KindChange.objects.exists()


def test_another_address_is_written_on_its_page(county, client):
    page, _ = send(
        client, county.director, "letters:change_body", "ofsted", address="1 New Street\r\nLONDON\r\nN1 1AA"
    )
    row = CentralBody.objects.get(received_as="ofsted", valid_from=NEW_YEAR)
    assert row.address == "1 New Street\nLONDON\nN1 1AA"
    assert "From 1 January 2027" in page.content.decode().replace("\xa0", " ")


def test_how_letters_run_is_told_in_words(county, client, settings):
    settings.LETTER_POST_DAYS = 3
    page = read(client, county.administrator, "tasks:letters_running")
    for words in (
        "three working days after it left",
        "LETTER_POST_DAYS",
        "five working days before the last day",
        "A link to the letter, never the file",
        "Check the letter in law",
    ):
        assert words in page


def test_the_list_asks_as_often_whatever_was_changed(
    county, client, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(county.director)
    url = reverse("letters:kinds")
    change(county)
    propose(county, "s60_notice", says={"clock_days": 20})
    client.get(url)
    with django_assert_max_num_queries(40) as few:
        client.get(url)
    change(county, "letter_of_concern")
    propose(county, "proposal_notice", says={"clock_days": 15})
    with django_assert_num_queries(len(few)):
        client.get(url)


def test_a_letter_given_before_shows_its_own_words(county, client):
    letter = make_given(county)
    change(county, says={"consequence": "Quite another thing follows."}, valid_from=TODAY)
    page = read(client, county.chair, "letters:letter", letter.reference)
    assert "Quite another thing" not in page


def test_changes_of_another_authority_are_neither_shown_nor_taken_back_nor_proposed_again(county, client):
    theirs = propose(county)
    KindChange.objects.update(la=make_la(code="998", name="Farshire"))
    theirs.refresh_from_db()
    assert theirs.why not in read(client, county.director, "letters:kinds")
    assert theirs.why not in read(client, county.director, "letters:kind", theirs.series)
    for name in ("kind_change", "change_sample"):
        assert client.get(reverse(f"letters:{name}", args=[theirs.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        drop_change(theirs, by=county.director)
    with pytest.raises(AlreadyDone) as refused:
        propose(county)
    assert str(theirs.proposed_by) not in str(refused.value), "who proposes what elsewhere is not told"
    KindChange.objects.update(state="refused", decided_by=county.legal_adviser, decided_at=clock.now())
    assert theirs.why not in read(client, county.director, "letters:kinds")
    address = reverse("letters:change_kind", args=[theirs.series])
    assert client.get(f"{address}?again={theirs.pk}").context["form"]["clock_days"].initial != 25


def test_the_central_bodies_are_reached_from_the_letterhead_and_from_how_a_letter_goes(county, client):
    letter = make_draft(county)
    pages = {
        "administrator": reverse("letters:letterhead"),
        "senior_adviser": f"/letters/{letter.reference}/recipients/",
    }
    bodies = reverse("letters:bodies")
    for name, address in pages.items():
        client.force_login(getattr(county, name))
        assert f'href="{bodies}"' in client.get(address).content.decode(), name
        assert client.get(bodies).status_code == 200
