"""What letters bear besides their words: the letterhead and the signature that an administrator keeps."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from letters.content import facts_of, html_of, pdf_of
from letters.letterhead import letterhead_of, pdf_of_sample, signed_with
from letters.models import Letter, Signature
from letters.services.issuing import LetterChanged, give_letter, make_file
from letters.services.letterheads import drop_signature, keep_letterhead, keep_signature
from people.services.posts import end_post
from record import clock
from record.errors import RuleError
from tests.letters.makers import make_authorised, make_given

HEAD = {
    "name": "Wyvenshire Council",
    "team": "Learning",
    "address": " County Hall \n\nWYVENFORD\nWY1 1AA",
    "phone": "01632 960 555",
    "email": "learning@wyvenshire.example",
}


def picture(name="signature.png", *, colour="black", size=(300, 80)):
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "JPEG" if name.endswith("jpg") else "PNG")
    return ContentFile(data.getvalue(), name=name)


def pictures_in(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {size(image) for page in document.pages for image in page.get_images().values()}


def size(image):
    return (int(image.Width), int(image.Height))


@pytest.fixture
def signing_post(county):
    return county.head_of_improvement.posts.get()


def test_letters_bear_the_head_that_was_written_and_before_that_of_the_settings(county, settings):
    assert letterhead_of(county.la).name == settings.AUTHORITY_NAME

    keep_letterhead(county.la, **HEAD, logo=picture("logo.jpg", size=(120, 90)), by=county.administrator)

    facts = facts_of(make_given(county), given=clock.today())
    assert facts["authority"] == "Wyvenshire Council"
    assert facts["office"] == ["County Hall", "WYVENFORD", "WY1 1AA"]
    assert pictures_in(pdf_of(facts, draft=False)) == {(120, 90)}
    assert "letterhead.svg" not in html_of(facts, draft=False)


def test_a_logo_stays_until_another_is_sent_or_it_is_taken_away(county):
    first = keep_letterhead(county.la, **HEAD, logo=picture("logo.png"), by=county.administrator).logo
    assert keep_letterhead(county.la, **HEAD, by=county.administrator).logo == first
    assert keep_letterhead(county.la, **HEAD, without_logo=True, by=county.administrator).logo == ""


def test_a_letter_bears_the_signature_of_whoever_authorised_it_and_of_nobody_else(county, signing_post):
    others = county.director.posts.get()
    keep_signature(others, picture=picture(size=(200, 50)), by=county.administrator)
    assert facts_of(make_given(county), given=clock.today())["signature"] == ""

    keep_signature(signing_post, picture=picture(size=(300, 80)), by=county.administrator)

    facts = facts_of(Letter.objects.get(), given=clock.today())
    assert pictures_in(pdf_of(facts, draft=False)) == {(300, 80)}
    assert f"Signature of {county.head_of_improvement.formal_name}" in html_of(facts, draft=False)
    assert pictures_in(pdf_of_sample(county.la)) == {(200, 50), (300, 80)}


def test_a_given_letter_keeps_what_it_bears_whatever_is_kept_later(county, signing_post):
    keep_signature(signing_post, picture=picture(), by=county.administrator)
    letter = make_given(county)
    facts, sha256 = letter.document.made_from, letter.document.sha256

    keep_signature(signing_post, picture=picture(colour="blue", size=(10, 10)), by=county.administrator)
    drop_signature(signing_post, by=county.administrator)

    letter.document.refresh_from_db()
    assert letter.document.sha256 == sha256
    with letter.document.pdf.open() as file:
        assert pictures_in(file.read()) == {(300, 80)}
    assert pictures_in(pdf_of(facts, draft=False)) == {(300, 80)}


def test_a_signature_that_changes_while_the_file_is_made_makes_it_anew(county, signing_post):
    letter = make_authorised(county)
    made = make_file(letter)
    keep_signature(signing_post, picture=picture(), by=county.administrator)
    with pytest.raises(LetterChanged):
        give_letter(letter, made=made, by=None)


def test_a_signature_ends_with_its_post(county, signing_post):
    keep_signature(signing_post, picture=picture(), by=county.administrator)
    assert signed_with(county.head_of_improvement)["signature"]
    end_post(signing_post, on=clock.today(), why="Moved", by=county.administrator)
    with clock.at(clock.now() + timedelta(days=1)):
        assert signed_with(county.head_of_improvement)["signature"] == ""


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (ContentFile(b"%PDF-1.7 scan", name="scan.pdf"), "is no picture"),
        (ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'/>", name="logo.svg"), "was not taken"),
        (ContentFile(b"\x89PNG\r\n\x1a\n cut off", name="broken.png"), "can’t be read"),
        (ContentFile(b"\x89PNG\r\n\x1a\n" + b"0" * 600_000, name="large.png"), "the limit is 0.5"),
    ],
)
def test_what_is_no_small_readable_picture_is_refused(county, signing_post, sent, why):
    with pytest.raises(RuleError, match=why) as refused:
        keep_signature(signing_post, picture=sent, by=county.administrator)
    assert refused.value.field == "picture"
    assert not Signature.objects.exists()


def test_only_an_administrator_keeps_them_and_only_for_those_who_sign(county, signing_post):
    for person in (county.director, county.senior_adviser, county.chair):
        with pytest.raises(PermissionDenied):
            keep_signature(signing_post, picture=picture(), by=person)
        with pytest.raises(PermissionDenied):
            keep_letterhead(county.la, **HEAD, by=person)
    with pytest.raises(PermissionDenied):
        keep_signature(county.chair.posts.get(), picture=picture(), by=county.administrator)
    with pytest.raises(RuleError, match="signs no letters"):
        keep_signature(county.senior_adviser.posts.get(), picture=picture(), by=county.administrator)


@pytest.mark.parametrize("field", ["name", "address", "phone", "email"])
def test_a_letterhead_lacks_nothing(county, field):
    with pytest.raises(RuleError) as refused:
        keep_letterhead(county.la, **{**HEAD, field: " "}, by=county.administrator)
    assert refused.value.field == field


def test_the_administrator_keeps_both_on_the_page(county, client, signing_post):
    client.force_login(county.administrator)
    page = reverse("letters:letterhead")
    refused = client.post(page, {**HEAD, "logo": ContentFile(b"MZ", name="logo.exe")})
    assert "was not taken" in refused.content.decode()
    assert "learning@wyvenshire.example" in refused.content.decode()

    client.post(page, {**HEAD, "logo": picture("logo.png")})
    client.post(reverse("letters:signature", args=[signing_post.pk]), {"picture": picture()})

    shown = client.get(page).content.decode()
    assert "Take the logo away" in shown
    assert "On record since" in shown
    assert client.get(reverse("letters:sample")).content.startswith(b"%PDF-")
    client.post(reverse("letters:signature", args=[signing_post.pk]), {"remove": "yes"})
    assert "On record since" not in client.get(page).content.decode()
