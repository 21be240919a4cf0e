"""How each recipient gets a letter is chosen before it goes, and the clock, the file and the lists follow."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from concern_cases.models import CaseEvent
from concern_cases.services.evidence import add_evidence
from letters.content import facts_of
from letters.differences import parts_of, ways_have_changed
from letters.models import CentralBody, ChosenMethod, Letter, PaperNotice, Service
from letters.recipients import recipients_of
from letters.rehearsal import rehearse
from letters.services.answering import assess_letter
from letters.services.authorising import authorise_letter, check_law, tell_diocese
from letters.services.choosing import Way, choose_ways, known_email
from letters.services.drafting import draft_letter, submit_letter
from letters.services.issuing import give_letter, issue_letter, make_file
from letters.services.serving import not_delivered, record_return
from people.models import Post
from record.errors import RuleError
from record.mail import built
from record.models import Dispatch
from schools.models import School
from tests.factories import make_post, make_user
from tests.letters.makers import (
    TODAY,
    authorise_and_issue,
    make_academy,
    make_case,
    make_checked,
    make_draft,
    make_ready_case,
)
from tests.letters.test_notices import make_notice

CLERK = {"clerk": Way("email", email="clerk@st-aldhelms.example")}


def way_of(letter, key):
    return next(each for each in recipients_of(letter) if each.key == key)


def give(letter, county):
    authorise_and_issue(letter, county)
    give_letter(letter, made=make_file(letter), by=None)
    return letter


def given_to(letter, received_as):
    return Service.objects.get(recipient__letter=letter, recipient__received_as=received_as)


def choose(letter, county, **ways):
    return choose_ways(letter, ways=ways, by=county.senior_adviser)


def test_the_chosen_ways_are_kept_and_told(county):
    letter = make_draft(county)
    told = choose(letter, county, chair=Way("hand"), **CLERK)
    assert told == [
        "Susan Hallett, chair of the governing body, by hand",
        "the clerk to the governing body, by e-mail to clerk@st-aldhelms.example, with the letter attached",
    ]
    event = CaseEvent.objects.get(kind="letters.ways_chosen")
    assert (event.circle, event.body["ways"]) == ("la", "; ".join(told))
    assert way_of(letter, "head").method == "portal", "what was not chosen stays as it is proposed"
    assert choose(letter, county, chair=Way("hand"), **CLERK) == []
    assert choose(letter, county, chair=Way("portal"), clerk=Way("post")) != []
    assert not ChosenMethod.objects.exists(), "what is proposed is no choice"


@pytest.mark.parametrize(
    ("way", "field", "sentence"),
    [
        ({"clerk": Way("portal")}, "method-clerk", "Say how the clerk"),
        ({"clerk": Way("pigeon")}, "method-clerk", "Say how the clerk"),
        ({"clerk": Way("email")}, "email-clerk", "Write the e-mail address"),
        ({"clerk": Way("email", email="the office")}, "email-clerk", "Write the e-mail address"),
        ({"ofsted": Way("hand")}, None, "has changed"),
    ],
)
def test_a_way_that_can_not_reach_somebody_is_refused(county, way, field, sentence):
    letter = make_draft(county)
    with pytest.raises(RuleError, match=sentence) as error:
        choose(letter, county, **way)
    assert error.value.field == field
    assert not ChosenMethod.objects.exists()


def test_only_whoever_drafts_letters_chooses_and_nobody_once_it_is_given(county):
    letter = make_draft(county)
    with pytest.raises(PermissionDenied):
        choose_ways(letter, ways={"chair": Way("hand")}, by=county.director)
    with pytest.raises(RuleError, match="can’t be changed now"):
        choose(give(letter, county), county, chair=Way("hand"))


def test_who_chooses_can_not_authorise(county):
    letter = make_checked(county)
    choose_ways(letter, ways={"chair": Way("hand")}, by=county.head_of_improvement)
    with pytest.raises(PermissionDenied, match="wrote"):
        authorise_letter(letter, by=county.head_of_improvement)


def test_a_notice_in_law_goes_by_email_only_with_a_reason(county):
    letter = make_draft(county, kind="s60_notice")
    with pytest.raises(RuleError, match="notice in law") as error:
        choose(letter, county, ofsted=Way("email", email="warnings@ofsted.example"))
    assert error.value.field == "why-ofsted"
    way = Way("email", email="warnings@ofsted.example", why="Its page on warning notices names the address.")
    assert choose(letter, county, ofsted=way)
    assert choose(letter, county, chair=Way("hand"))


@pytest.mark.parametrize(
    ("method", "words", "due"),
    [
        ("portal", "By e-mail and online", date(2027, 1, 5)),
        ("email", "By e-mail", date(2027, 1, 5)),
        ("hand", "By hand", date(2027, 1, 5)),
        ("post", "By first class post", date(2027, 1, 7)),
    ],
)
def test_the_file_the_rehearsal_and_the_clock_follow_the_choice(county, method, words, due):
    letter = make_draft(county)
    choose(letter, county, chair=Way(method))
    assert facts_of(letter, given=TODAY)["how_sent"] == words
    rehearsal = rehearse(letter, received_as="chair")
    assert rehearsal["due"] == due
    assert [each.method for each, _ in rehearsal["reach"]][0] == method
    give(letter, county)
    assert letter.document.made_from["how_sent"] == words
    assert letter.running_clock.ends_on == due
    given = given_to(letter, "chair")
    assert (given.method, given.deemed_on) == (method, letter.running_clock.given_on)


def test_a_new_chair_gets_it_as_chosen_if_that_is_possible(county):
    letter = make_draft(county)
    choose(letter, county, chair=Way("hand"))
    new = make_user("Ruth Okafor")
    make_post("chair", user=new, schools=(county.school,), since=date(2026, 11, 1))
    assert (way_of(letter, "chair").user, way_of(letter, "chair").method) == (new, "hand")
    choose(letter, county, chair=Way("email"))
    assert way_of(letter, "chair").email == new.email
    Post.objects.filter(role="chair").delete()
    nobody = way_of(letter, "chair")
    assert (nobody.user, nobody.method, nobody.email) == (None, "post", ""), "there is no address any more"


def test_a_typed_address_is_nobody_elses(county):
    Post.objects.filter(role="headteacher").delete()
    letter = make_draft(county)
    choose(letter, county, head=Way("email", email="lorimer@st-aldhelms.example"))
    assert way_of(letter, "head").email == "lorimer@st-aldhelms.example"
    School.objects.update(head_last_name="Pym")
    letter.school.refresh_from_db()
    assert way_of(letter, "head").method == "post"


def appointed_by(county, letter, words):
    school = letter.school
    School.objects.filter(pk=school.pk).update(type_name="Voluntary aided school", type_code="02")
    Letter.objects.filter(pk=letter.pk).update(appointed_by=words)
    return Letter.objects.get(pk=letter.pk)


def test_an_address_typed_for_one_appointer_is_not_another_ones(county, client):
    letter = appointed_by(county, make_draft(county, kind="s60_notice"), "The Trust A\n1 Trust Street")
    why = "Trust A says so on its page."
    choose(letter, county, appointer=Way("email", email="old@trust-a.example", why=why))
    assert way_of(letter, "appointer").email == "old@trust-a.example"
    letter = appointed_by(county, letter, "The Trust B\n2 Trust Street")
    now = way_of(letter, "appointer")
    assert (now.method, now.email, now.why) == ("post", "", "")
    client.force_login(county.senior_adviser)
    form = client.get(f"/letters/{letter.reference}/recipients/").context["form"]
    assert [form[f"{name}-appointer"].initial for name in ("email", "why")] == ["", ""]


@pytest.mark.parametrize(
    "facts",
    [{"name": "The Inspectorate"}, {"address": "1 New Street\nLONDON"}, {"email": "new@ofsted.example"}],
)
def test_an_address_typed_for_a_central_body_is_not_that_of_the_body_it_became(county, facts):
    letter = make_draft(county, kind="s60_notice")
    choose(letter, county, ofsted=Way("email", email="old@ofsted.example", why="They agreed."))
    CentralBody.objects.filter(received_as="ofsted").update(**facts)
    now = way_of(letter, "ofsted")
    assert (now.method, now.email, now.why) == ("post", "", "")


def test_an_address_of_an_unnamed_clerk_or_chair_is_not_proposed_for_another_letter(county):
    case = make_ready_case(county)
    Post.objects.filter(role="chair").delete()
    first = draft_letter(case, kind="free_letter", by=county.senior_adviser)
    choose(first, county, chair=Way("email", email="private@home.example"), **CLERK)
    assert way_of(first, "chair").email == "private@home.example", "for the letter it was typed for it holds"
    second = make_draft(county, case)
    assert [known_email(second, way_of(second, key)) for key in ("chair", "clerk")] == ["", ""]


def test_the_letter_itself_goes_by_email_with_what_it_encloses(county):
    case = make_ready_case(county)
    facts = {"kind": "note_of_visit", "on": date(2026, 7, 9), "source": "visit 4", "circle": "school"}
    notes = SimpleUploadedFile("notes.txt", b"Seen on 9 July.", content_type="text/plain")
    concern = case.concerns.first()
    add_evidence(case, text="Seen.", concern=concern, files=[notes], by=county.senior_adviser, **facts)
    letter = make_draft(county, case)
    choose(letter, county, **CLERK)
    give(letter, county)
    given = given_to(letter, "clerk")
    mail = Dispatch.objects.get(key=given.dispatch_key)
    assert mail.payload["to"] == "clerk@st-aldhelms.example"
    message = built(mail.payload)
    names = [name for name, _, _ in message.attachments]
    assert names == [f"{letter.reference}.pdf", "notes.txt"]
    assert message.attachments[0][1][:4] == b"%PDF"
    text = mail.payload["text"]
    assert "The letter is attached, with what it encloses." in text
    assert "/letters/check/" in text
    assert letter.get_absolute_url() not in text, "the clerk can’t read here"
    assert "sign in" not in text
    assert given.deemed_on == letter.given_on


def test_somebody_who_reads_here_has_the_letter_and_the_way_to_it(county):
    letter = make_draft(county)
    choose(letter, county, chair=Way("email", email="somebody@else.example"))
    give(letter, county)
    mail = Dispatch.objects.get(key=given_to(letter, "chair").dispatch_key)
    assert county.chair.email in mail.payload["to"], "an account’s own address is never typed over"
    assert letter.get_absolute_url() in mail.payload["text"]
    assert len(mail.payload["attachments"]) == 1


def test_enclosures_that_can_not_go_by_email_stop_the_letter(county, settings):
    case = make_ready_case(county)
    facts = {"kind": "note_of_visit", "on": date(2026, 7, 9), "source": "visit 4", "circle": "school"}
    notes = SimpleUploadedFile("notes.txt", b"Seen on 9 July.", content_type="text/plain")
    concern = case.concerns.first()
    add_evidence(case, text="Seen.", concern=concern, files=[notes], by=county.senior_adviser, **facts)
    letter = make_draft(county, case)
    settings.LETTER_MAIL_MAX_BYTES = 10
    choose(letter, county, **CLERK)
    with pytest.raises(RuleError, match="too large"):
        authorise_and_issue(letter, county)
    choose(letter, county, clerk=Way("hand"))
    authorise_and_issue(letter, county)


def test_a_choice_after_the_authorisation_takes_it_away(county):
    letter = make_checked(county)
    choose(letter, county, chair=Way("hand"))
    authorise_letter(letter, by=county.head_of_improvement)
    issue_letter(letter, by=county.head_of_improvement)
    made = make_file(letter)
    choose(letter, county, head=Way("hand"))
    give_letter(letter, made=made, by=None)
    assert (letter.status, letter.authorised_by, letter.given_on) == ("draft", None, None)
    assert "How the letter goes to somebody was changed" in letter.sent_back_why
    assert way_of(letter, "chair").method == "hand", "the choices stay"


OFSTED = Way("email", email="warnings@ofsted.example", why="Its page on warning notices names the address.")


def test_another_reason_for_an_email_after_the_authorisation_takes_it_away(county):
    letter = make_notice(county)
    choose(letter, county, ofsted=OFSTED)
    submit_letter(letter, by=county.senior_adviser)
    tell_diocese(letter, how="By telephone", by=county.senior_adviser)
    check_law(letter, agreed=True, by=county.legal_adviser)
    authorise_letter(letter, by=county.director)
    issue_letter(letter, by=county.director)
    made = make_file(letter)
    choose(letter, county, ofsted=replace(OFSTED, why="Somebody said so."))
    give_letter(letter, made=made, by=None)
    assert (letter.status, letter.given_on) == ("draft", None)
    assert "How the letter goes to somebody was changed" in letter.sent_back_why


def test_another_reason_for_an_email_is_told_to_whoever_authorises(county):
    letter = make_notice(county)
    choose(letter, county, ofsted=OFSTED)
    submit_letter(letter, by=county.senior_adviser)
    assert not ways_have_changed(letter)
    choose(letter, county, ofsted=replace(OFSTED, why="Somebody said so."))
    assert ways_have_changed(letter)
    assert "Somebody said so." in " ".join(words for _, words in parts_of(letter).values())


def test_that_one_chair_takes_notices_by_email_says_nothing_of_the_next(county):
    letter = make_draft(county, kind="s60_notice")
    choose(letter, county, chair=Way("email", why="She agreed on 3 October."))
    assert (way_of(letter, "chair").email, way_of(letter, "chair").why) == (
        county.chair.email,
        "She agreed on 3 October.",
    )
    make_post("chair", user=make_user("Ruth Okafor"), schools=(county.school,), since=date(2026, 11, 1))
    now = way_of(letter, "chair")
    assert (now.name, now.method, now.why) == ("Ruth Okafor", "portal", "")


def test_who_authorises_is_told_that_it_goes_otherwise_since_it_was_sent_on(county, client):
    letter = make_checked(county)
    choose(letter, county, chair=Way("hand"))
    client.force_login(county.head_of_improvement)
    text = client.get(letter.get_absolute_url()).content.decode()
    assert "How it goes was changed since it was sent on" in text
    assert "By hand (chosen for this letter)" in text


def test_a_mail_to_a_body_outside_that_came_back_is_seen_to_like_any_other(county, client):
    letter = make_draft(county)
    choose(letter, county, **CLERK)
    give(letter, county)
    given = given_to(letter, "clerk")
    record_return(given, on=TODAY, why="No such mailbox", by=county.senior_adviser)
    assert list(not_delivered()) == [given]
    client.force_login(county.senior_adviser)
    otherwise = reverse("letters:service", args=[letter.reference, given.pk])
    page = client.get(letter.get_absolute_url()).content.decode()
    assert "On the list to post by first class post." in page
    assert f'href="{otherwise}"' in page
    page = client.get(otherwise)
    assert page.context["form"].initial == {
        "method": "post",
        "given_on": TODAY,
        "deemed_on": date(2026, 11, 25),
    }
    assert "is recorded there once it has left" in page.content.decode()
    assess_letter(letter, complied=True, why="All is done.", by=county.senior_adviser)
    assert PaperNotice.objects.get(recipient=given.recipient).method == "post"


def test_the_address_of_a_body_and_one_typed_before_are_proposed(county, client):
    CentralBody.objects.filter(code="chief_inspector").update(email="warnings@ofsted.example")
    Post.objects.filter(role="headteacher").delete()
    case = make_ready_case(county)
    head = {"head": Way("email", email="head@st-aldhelms.example")}
    choose(draft_letter(case, kind="free_letter", by=county.senior_adviser), county, **head)
    letter = make_draft(county, case, kind="s60_notice")
    client.force_login(county.senior_adviser)
    page = client.get(f"/letters/{letter.reference}/recipients/")
    form = page.context["form"]
    assert form["email-ofsted"].initial == "warnings@ofsted.example"
    assert form["email-head"].initial == "head@st-aldhelms.example"


def test_the_page_saves_what_was_chosen_and_says_what_is_missing_beside_the_field(county, client):
    letter = make_draft(county)
    client.force_login(county.senior_adviser)
    address = f"/letters/{letter.reference}/recipients/"
    form = client.get(address).context["form"]
    data = {name: form[name].initial or "" for name in form.fields}
    data |= {"method-chair": "hand", "method-clerk": "email", "email-clerk": "the office"}
    page = client.post(address, data)
    assert "Write the e-mail address, like name@example.org." in page.context["form"].errors["email-clerk"]
    data["email-clerk"] = "clerk@st-aldhelms.example"
    answer = client.post(address, data, follow=True)
    assert "by e-mail to clerk@st-aldhelms.example" in answer.content.decode()
    assert way_of(letter, "chair").method == "hand"


def test_an_academys_trust_gets_its_letter_by_email(county):
    letter = make_draft(county, make_case(county, school=make_academy()), kind="letter_of_concern")
    choose(letter, county, trust=Way("email", email="chair@vale.example"))
    assert facts_of(letter, given=TODAY)["how_sent"] == "By e-mail"
