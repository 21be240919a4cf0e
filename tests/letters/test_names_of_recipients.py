"""Who holds a post without an account is written to by the name that somebody said, for every letter."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from concern_cases.models import CaseEvent
from letters.content import facts_of
from letters.differences import ways_have_changed
from letters.models import NamedHolder, PaperNotice, Recipient, Service
from letters.paper_notice import facts_of_notice
from letters.posting import rows_to_post
from letters.recipients import recipients_of
from letters.rehearsal import rehearse
from letters.services.authorising import authorise_letter
from letters.services.choosing import Way, choose_ways
from letters.services.drafting import draft_letter
from letters.services.issuing import give_letter, issue_letter, make_file
from letters.services.naming import Said, say_names
from letters.services.serving import record_posting
from people.models import Post
from record import clock
from record.errors import RuleError
from schools.models import School
from tests.factories import make_post, make_user
from tests.letters.makers import (
    TODAY,
    authorise_and_issue,
    make_academy,
    make_case,
    make_checked,
    make_draft,
    make_given,
    make_ready_case,
)

MRS_ROWE = Said("Tessa Rowe", "Mrs")


@pytest.fixture
def unnamed(county):
    """A county in whose school nobody with an account is chair."""
    Post.objects.filter(role="chair", schools=county.school).delete()
    return county


def recipient(letter, key):
    return next(each for each in recipients_of(letter) if each.key == key)


def fields_of(client, address):
    """What the page would send as it was opened."""
    form = client.get(address).context["form"]
    return {name: form[name].initial or "" for name in form.fields}


def say(letter, county, **names):
    """Said by somebody who sees what is known today."""
    seen = {each.key: each.seen for each in recipients_of(letter)}
    names = {key: replace(said, seen=seen.get(key, "")) for key, said in names.items()}
    return say_names(letter, names=names, by=county.senior_adviser)


def test_the_letter_goes_to_the_chair_by_the_name_that_was_said(unnamed):
    letter = make_draft(unnamed)
    assert facts_of(letter, given=TODAY)["dear"] == "Dear Chair of Governors"
    assert say(letter, unnamed, chair=MRS_ROWE) == ["Mrs Tessa Rowe is chair of the governing body"]
    facts = facts_of(letter, given=TODAY)
    assert facts["address"][:3] == [
        "Mrs Tessa Rowe",
        "Chair of the Governing Body",
        f"c/o {unnamed.school.name}",
    ]
    assert (facts["dear"], facts["close"]) == ("Dear Mrs\xa0Rowe", "Yours sincerely")
    assert rehearse(letter, received_as="chair")["shown_to"] == (
        "Mrs Tessa Rowe, chair of the governing body"
    )


def test_it_is_kept_for_the_schools_next_letter_with_who_said_it_and_when(unnamed):
    case = make_ready_case(unnamed)
    say(draft_letter(case, kind="free_letter", by=unnamed.senior_adviser), unnamed, chair=MRS_ROWE)
    with clock.at(date(2026, 11, 30)):
        chair = recipient(make_draft(unnamed, case), "chair")
        assert chair.name == "Mrs Tessa Rowe"
        assert (chair.said.said_by, chair.said.said_on) == (unnamed.senior_adviser, TODAY)
    event = CaseEvent.objects.get(kind="letters.holder_named")
    assert (event.circle, event.body["name"]) == ("la", "Mrs Tessa Rowe")


def test_it_stands_on_the_label_on_the_proof_and_in_what_is_told_afterwards(unnamed):
    letter = make_draft(unnamed)
    say(letter, unnamed, chair=MRS_ROWE)
    authorise_and_issue(letter, unnamed)
    give_letter(letter, made=make_file(letter), by=None)
    row = next(row for row in rows_to_post(School.objects.all()) if row.recipient.received_as == "chair")
    assert row.address[0] == "Mrs Tessa Rowe"
    given = Service.objects.get(recipient=row.recipient)
    record_posting(given, proof="Ann Lister, first class post", by=unnamed.senior_adviser)
    assert CaseEvent.objects.get(kind="letters.posted").body["recipient"] == "Mrs Tessa Rowe"
    notice = facts_of_notice(letter.running_clock, row.recipient, PaperNotice.About.REMINDER)
    assert notice["dear"] == "Dear Mrs\xa0Rowe"


def test_whoever_has_an_account_comes_first_and_what_was_said_before_does_not_come_back(unnamed):
    letter = make_draft(unnamed)
    say(letter, unnamed, chair=MRS_ROWE)
    with clock.at(date(2026, 11, 25)):
        post = make_post("chair", user=make_user("Grace Okoro"), schools=(unnamed.school,), since=TODAY)
        assert recipient(letter, "chair").name == "Grace Okoro"
        with pytest.raises(RuleError, match="has changed"):
            say(letter, unnamed, chair=MRS_ROWE)
        post.until = date(2026, 11, 25)
        post.save()
    with clock.at(date(2026, 11, 26)):
        assert recipient(letter, "chair").name == ""
        say(letter, unnamed, chair=Said("Owen Pryce", "Canon"))
        assert recipient(letter, "chair").name == "Canon Owen Pryce"


def test_a_post_that_nobody_confirmed_is_nobodys(unnamed):
    letter = make_draft(unnamed)
    say(letter, unnamed, chair=MRS_ROWE)
    make_post("chair", schools=(unnamed.school,), since=TODAY)
    Post.objects.filter(role="chair", schools=unnamed.school).update(needs_confirming=True)
    assert recipient(letter, "chair").name == "Mrs Tessa Rowe"


def test_when_the_chair_changes_another_name_is_said_or_none(unnamed):
    letter = make_draft(unnamed)
    say(letter, unnamed, chair=MRS_ROWE)
    with clock.at(date(2026, 12, 1)):
        say(letter, unnamed, chair=Said("Owen Pryce"))
        first, second = NamedHolder.objects.order_by("pk")
        assert (first.until, second.until) == (date(2026, 11, 30), None)
        told = say(letter, unnamed, chair=Said(""))
        assert told == ["Owen Pryce is chair of the governing body no more"]
        assert recipient(letter, "chair").name == ""
        assert CaseEvent.objects.filter(kind="letters.holder_left").count() == 1
        assert say(letter, unnamed, chair=Said("")) == []


def test_it_ends_by_itself_after_the_last_day_that_was_said(unnamed):
    letter = make_draft(unnamed)
    say(letter, unnamed, chair=MRS_ROWE)
    say(letter, unnamed, chair=Said("Tessa Rowe", "Mrs", until=date(2026, 11, 30)))
    assert NamedHolder.objects.get().until == date(2026, 11, 30), "it is the same person"
    with clock.at(date(2026, 11, 30)):
        assert recipient(letter, "chair").name == "Mrs Tessa Rowe"
    with clock.at(date(2026, 12, 1)):
        assert recipient(letter, "chair").name == ""


def test_another_name_after_the_authorisation_takes_it_away(unnamed):
    case = make_ready_case(unnamed)
    letter = make_checked(unnamed, case=case)
    authorise_letter(letter, by=unnamed.head_of_improvement)
    issue_letter(letter, by=unnamed.head_of_improvement)
    made = make_file(letter)
    other = draft_letter(case, kind="free_letter", by=unnamed.senior_adviser)
    say(other, unnamed, chair=MRS_ROWE)
    give_letter(letter, made=made, by=None)
    assert (letter.status, letter.given_on) == ("draft", None)
    assert letter.sent_back_why.endswith("or by which name.")


def test_who_authorises_is_told_of_another_name_and_who_said_it_can_not_authorise(unnamed):
    letter = make_checked(unnamed)
    say_names(letter, names={"chair": MRS_ROWE}, by=unnamed.head_of_improvement)
    assert ways_have_changed(letter)
    with pytest.raises(PermissionDenied):
        authorise_letter(letter, by=unnamed.head_of_improvement)


def test_the_chair_of_an_academys_trust_has_a_name(county):
    case = make_case(county, school=make_academy())
    letter = make_draft(county, case, kind="letter_of_concern")
    say(letter, county, trust=Said("Ruth Amery", "Dr"))
    facts = facts_of(letter, given=TODAY)
    assert facts["address"][:3] == ["Dr Ruth Amery", "Chair of the Trust", "The Vale Trust"]
    assert recipient(letter, "trust").described == "Dr Ruth Amery, chair of The Vale Trust"
    assert recipient(letter, "chair").name == "", "the chair of the governors is somebody else"


def test_what_can_not_be_said(unnamed):
    letter = make_draft(unnamed)
    for said, field in (
        (Said("", "Mrs"), "name-chair"),
        (Said("Tessa Rowe", until=date(2026, 11, 1)), "until-chair"),
    ):
        with pytest.raises(RuleError) as caught:
            say(letter, unnamed, chair=said)
        assert caught.value.field == field
    with pytest.raises(RuleError, match="has changed"):
        say(letter, unnamed, ofsted=Said("The Chief Inspector"))
    for by in (unnamed.legal_adviser, unnamed.head, unnamed.administrator):
        with pytest.raises(PermissionDenied):
            say_names(letter, names={"chair": MRS_ROWE}, by=by)
    assert not NamedHolder.objects.exists()


def test_a_letter_that_was_given_keeps_its_names(unnamed):
    letter = make_given(unnamed)
    with pytest.raises(RuleError, match="can’t be changed now"):
        say(letter, unnamed, chair=MRS_ROWE)
    assert Recipient.objects.get(letter=letter, received_as="chair").name == ""


def test_an_email_typed_for_one_name_is_not_the_next_ones(unnamed):
    letter = make_draft(unnamed)
    say(letter, unnamed, chair=MRS_ROWE)
    ways = {"chair": Way("email", email="rowe@st-aldhelms.example")}
    choose_ways(letter, ways=ways, by=unnamed.senior_adviser)
    assert recipient(letter, "chair").email == "rowe@st-aldhelms.example"
    say(letter, unnamed, chair=Said("Owen Pryce"))
    assert recipient(letter, "chair").method == "post"


def test_names_and_ways_are_saved_together_on_the_page_or_not_at_all(unnamed, client):
    letter = make_draft(unnamed)
    client.force_login(unnamed.senior_adviser)
    address = f"/letters/{letter.reference}/recipients/"
    data = fields_of(client, address)
    data |= {"title-chair": "Mrs", "name-chair": "Tessa Rowe", "method-chair": "email", "email-chair": "x"}
    client.post(address, data)
    assert not NamedHolder.objects.exists()
    data["email-chair"] = "rowe@st-aldhelms.example"
    page = client.post(address, data, follow=True).content.decode()
    assert "Mrs Tessa Rowe is chair of the governing body" in page
    assert recipient(letter, "chair").email == "rowe@st-aldhelms.example"
    form = client.get(address).context["form"]
    assert form.fields["name-chair"].help_text.startswith(f"Said by {unnamed.senior_adviser} on")
    data = {name: form[name].initial or "" for name in form.fields}
    assert "The letter goes as before." in client.post(address, data, follow=True).content.decode()


def test_what_another_said_of_a_post_meanwhile_is_not_undone_by_who_chooses_a_way(unnamed, client):
    letter = make_draft(unnamed)
    client.force_login(unnamed.senior_adviser)
    address = f"/letters/{letter.reference}/recipients/"
    as_opened = fields_of(client, address)
    say_names(letter, names={"chair": MRS_ROWE}, by=unnamed.head_of_improvement)
    answer = client.post(address, as_opened | {"method-chair": "hand"})
    assert "has changed" in answer.context["form"].errors["name-chair"][0]
    chair = recipient(letter, "chair")
    assert (chair.name, chair.method) == ("Mrs Tessa Rowe", "post")
    assert client.post(address, fields_of(client, address) | {"method-chair": "hand"}).status_code == 302
    chair = recipient(letter, "chair")
    assert (chair.name, chair.method) == ("Mrs Tessa Rowe", "hand")


def test_another_last_day_that_was_said_meanwhile_is_not_undone(unnamed):
    letter = make_draft(unnamed)
    say(letter, unnamed, chair=MRS_ROWE)
    seen = recipient(letter, "chair").seen
    say(letter, unnamed, chair=replace(MRS_ROWE, until=date(2026, 11, 30)))
    with pytest.raises(RuleError, match="has changed") as caught:
        say_names(letter, names={"chair": replace(MRS_ROWE, seen=seen)}, by=unnamed.senior_adviser)
    assert caught.value.field == "name-chair"
    assert NamedHolder.objects.get().until == date(2026, 11, 30)


def test_who_is_on_record_is_not_asked_for(county, client):
    letter = make_draft(county)
    client.force_login(county.senior_adviser)
    fields = client.get(f"/letters/{letter.reference}/recipients/").context["form"].fields
    assert {name for name in fields if name.startswith("name-")} == {"name-clerk"}
