"""People and posts from a file: all of it or nothing, and every bad row explained."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from people.models import AccessEvent, Post, User
from people.rows import COLUMNS, read_rows
from people.services import grants
from people.services.confirming import confirm_post
from people.services.importing import import_people
from record import clock
from record.errors import RuleError
from record.models import Dispatch
from schools.permissions import Perm
from tests.factories import make_la, make_school

HEAD = ",".join(COLUMNS)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(date(2026, 11, 23)):
        yield


def lines(cast, *rows):
    text = "\n".join([HEAD, *rows])
    return text.replace("URN2", cast.other_school.urn).replace("URN", cast.school.urn)


GOOD = (
    "ann@council.example,Ann Adviser,Dr,01632 960001,senior_adviser,999,,,2026-09-01,",
    "chris@school.example,Chris Chair,,,Chair of governors,,,URN; URN2,01/09/2026,31/08/2030",
    "olu@diocese.example,Olu Officer,Canon,,diocesan_officer,,ce91,,1 September 2026,",
    "sam@council.example,Sam Partner,,,SIP,,,URN URN2,2026-09-01,",
    "SAM@council.example,Sam Partner,,,clerk,Wyvenshire,,,2026-09-01,",
)


def test_a_good_file_brings_in_everybody_with_what_they_may_see(cast):
    report = import_people(lines(cast, *GOOD), by=cast.administrator)
    assert report.done
    assert (report.people, report.posts, report.known, report.refused) == (4, 5, 0, [])
    waiting = [one.line for one in report.outcomes if "Waits to be confirmed." in one.why]
    assert waiting == [2, 5, 6]
    sam = User.objects.get(email="sam@council.example")
    assert not sam.has_perm(Perm.VIEW_SCHOOL, cast.other_school)
    for post in Post.objects.waiting():
        confirm_post(post, by=cast.director)
    assert sam.has_perm(Perm.RATE_PLAN, cast.other_school)
    assert sam.has_perm(Perm.RECORD_MEETING, cast.la)
    chris = Post.objects.get(user__email="chris@school.example")
    assert (chris.since, chris.until) == (date(2026, 9, 1), date(2030, 8, 31))
    assert User.objects.get(email="olu@diocese.example").formal_name == "Canon Olu Officer"
    assert AccessEvent.objects.filter(kind="people.added", actor_id=cast.administrator.pk).count() == 4
    mails = [mail.payload["to"] for mail in Dispatch.objects.filter(topic="mail")]
    assert mails == [cast.head_of_improvement.email, cast.director.email]  # one each, for three posts


def test_access_is_derived_once_for_the_whole_file(cast, monkeypatch):
    calls = []
    whole = grants.derive_grants
    monkeypatch.setattr(grants, "derive_grants", lambda places=None: calls.append(places) or whole(places))
    import_people(lines(cast, *GOOD), by=None)
    assert calls == [None]


def test_the_same_file_again_does_nothing(cast):
    import_people(lines(cast, *GOOD), by=None)
    before = (User.objects.count(), Post.objects.count(), AccessEvent.objects.count())
    report = import_people(lines(cast, *GOOD), by=None, invite=True)
    assert (report.people, report.posts, report.known, report.invited) == (0, 0, 5, 0)
    assert (User.objects.count(), Post.objects.count(), AccessEvent.objects.count()) == before


def test_looking_only_changes_nothing_and_says_the_same(cast):
    before = (User.objects.count(), Post.objects.count(), AccessEvent.objects.count())
    report = import_people(lines(cast, *GOOD), by=None, invite=True, dry_run=True)
    assert not report.done
    assert (report.people, report.posts) == (4, 5)
    assert (User.objects.count(), Post.objects.count(), AccessEvent.objects.count()) == before
    assert not Dispatch.objects.exists()


@pytest.mark.parametrize(
    ("row", "column", "told"),
    [
        ("nobody,Name,,,clerk,999,,,2026-09-01,", "email", "Enter an e-mail address"),
        ("a@b.example,,,,clerk,999,,,2026-09-01,", "name", "Enter the name."),
        ("a@b.example,Name,,,emperor,999,,,2026-09-01,", "role", "“emperor” is no role"),
        ("a@b.example,Name,,,,999,,,2026-09-01,", "role", "is no role"),
        ("a@b.example,Name,,,clerk,123,,,2026-09-01,", "la", "There is no local authority “123” here."),
        ("a@b.example,Name,,,diocesan_officer,,CE00,,2026-09-01,", "diocese", "There is no diocese “CE00”"),
        ("a@b.example,Name,,,diocesan_officer,,,,2026-09-01,", "diocese", "say which diocese"),
        ("a@b.example,Name,,,chair,,,999999,2026-09-01,", "schools", "no school with the URN 999999"),
        ("a@b.example,Name,,,chair,,,,2026-09-01,", "schools", "say which school"),
        ("a@b.example,Name,,,clerk,,,URN,2026-09-01,", "schools", "not of schools"),
        ("a@b.example,Name,,,clerk,999,,,,", "since", "Say from which day"),
        ("a@b.example,Name,,,clerk,999,,,31/02/2026,", "since", "“31/02/2026” is no day"),
        ("a@b.example,Name,,,clerk,999,,,2026-09-01,2026-08-31", "until", "The last day is before the first"),
        ("a@b.example,Name,,,clerk,999,,,2026-09-01,,surplus", "", "more cells than columns"),
    ],
)
def test_a_bad_row_is_explained_with_its_line_and_nothing_is_brought_in(cast, row, column, told):
    before = User.objects.count()
    report = import_people(lines(cast, GOOD[0], "", row), by=None)
    (refused,) = report.refused
    assert (refused.line, refused.column) == (4, column)
    assert told in refused.why
    assert not report.done
    assert User.objects.count() == before


def test_every_bad_row_is_explained_at_once(cast):
    bad = "a@b.example,Name,,,emperor,999,,,2026-09-01,"
    report = import_people(lines(cast, bad, *GOOD, bad), by=None)
    assert [outcome.line for outcome in report.refused] == [2, 8]


def test_two_rows_that_contradict_each_other_are_found_in_the_file_itself(cast):
    row = "a@b.example,Name,,,clerk,999,,,2026-09-01,"
    later = "a@b.example,Name,,,clerk,999,,,2026-10-01,"
    report = import_people(lines(cast, row, later), by=None)
    assert "End that post first" in report.refused[0].why


def test_somebody_known_keeps_the_name_that_is_here(cast):
    row = f"{cast.chair.email},S. Hallett,,,governor,,,URN2,2026-09-01,"
    (outcome,) = import_people(lines(cast, row), by=None).outcomes
    assert outcome.why == "Is here as Susan Hallett; the name stays."
    assert User.objects.get(pk=cast.chair.pk).name == "Susan Hallett"


def test_an_administrator_brings_in_people_of_their_own_authority_only(cast):
    far = make_la(code="998", name="Farshire")
    school = make_school(la=far)
    rows = [
        "a@b.example,Name,,,clerk,998,,,2026-09-01,",
        f"a@b.example,Name,,,chair,,,{school.urn},2026-09-01,",
        "b@b.example,Name,,,clerk,,,,2026-09-01,",
        f"{cast.administrator.email},Adele Strand,,,director,,,,2026-09-01,",
    ]
    report = import_people(lines(cast, *rows), by=cast.administrator, las=[cast.la], dry_run=True)
    told = {outcome.line: outcome.why for outcome in report.refused}
    assert told[2] == "You don’t manage the people of Farshire."
    assert told[3] == f"You don’t manage the people of {school}."
    assert 4 not in told
    assert "Nobody gives a post to themselves" in told[5]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "The file is empty."),
        (HEAD, "no rows"),
        ("email,name\na@b.example,A", "no column role, since"),
        (f"{HEAD},salary\n", "not known: salary"),
        ("PK\x03\x04\0\0", "not a CSV file"),
        (f'{HEAD}\n"a@b.example', "can’t be read"),
        (HEAD + "\nx" * 5001, "more than 5,000 rows"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(text, told):
    with pytest.raises(RuleError) as refusal:
        read_rows(text)
    assert told in str(refusal.value)


def test_semicolons_capitals_and_marks_at_the_beginning_are_understood():
    (row,) = read_rows("\ufeffEmail;Name;Role;Since;Schools\na@b.example;A;chair;2026-09-01;900001 900002\n")
    assert row["schools"] == "900001 900002"
    assert row["title"] == ""
    assert row.number == 2


def test_the_command_explains_and_ends_with_status_one(cast, tmp_path, capsys):
    file = tmp_path / "people.csv"
    file.write_text(lines(cast, *GOOD, "a@b.example,Name,,,emperor,999,,,2026-09-01,"), encoding="cp1252")
    with pytest.raises(SystemExit) as exit_:
        call_command("import_people", str(file))
    out = capsys.readouterr().out
    assert exit_.value.code == 1
    assert "Line 7, role (a@b.example): “emperor” is no role" in out
    assert "Nothing was changed." in out
    file.write_text(lines(cast, *GOOD), encoding="utf-8-sig")
    call_command("import_people", str(file), "--dry-run")
    assert "To bring in: 4 people, 5 posts." in capsys.readouterr().out
    call_command("import_people", str(file), "--invite")
    assert (
        "Brought in: 4 people, 5 posts. Here already: 0. Refused: 0. Invited: 4." in capsys.readouterr().out
    )
    assert Dispatch.objects.filter(topic="mail", key__startswith="people.invitation").count() == 4
    for wrong in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(CommandError):
            call_command("import_people", str(wrong))
    file.write_text("nonsense")
    with pytest.raises(CommandError):
        call_command("import_people", str(file))


def upload(client, text, name="people.csv"):
    return client.post(reverse("people:import"), {"file": SimpleUploadedFile(name, text.encode())})


def test_on_the_page_a_file_is_looked_at_first_and_brought_in_on_confirmation(cast, client):
    client.force_login(cast.administrator, backend="people.backends.SignInBackend")
    address = reverse("people:import")
    assert "Download the template" in client.get(address).content.decode()
    text = lines(cast, *GOOD, '"x@y.example","<b>Bold</b>",,,clerk,999,,,2026-09-01,')
    page = upload(client, text).content.decode()
    assert "Every line can be brought in" in page
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page
    assert "<b>Bold" not in page
    assert not User.objects.filter(email="ann@council.example").exists()

    response = client.post(address, {"text": text, "invite": "on"}, follow=True)
    assert "5 people and 6 posts were brought in. 5 were invited to sign in." in response.content.decode()
    assert User.objects.filter(email="ann@council.example").exists()
    again = client.post(address, {"text": text, "invite": "on"}, follow=True).content.decode()
    assert "0 people and 0 posts were brought in." in again


def test_on_the_page_bad_rows_are_shown_and_nothing_can_be_confirmed(cast, client):
    client.force_login(cast.administrator, backend="people.backends.SignInBackend")
    bad = lines(cast, *GOOD, "a@b.example,Name,,,emperor,999,,,2026-09-01,")
    page = upload(client, bad).content.decode()
    assert "Put these lines right" in page
    assert "“emperor” is no role" in page
    assert "Bring them in" not in page
    page = client.post(reverse("people:import"), {"text": bad}).content.decode()
    assert "Put these lines right" in page
    assert not User.objects.filter(email="ann@council.example").exists()
    assert "no column" in upload(client, "email,name\na@b.example,A").content.decode()
    assert "There is one thing to put right" in client.post(reverse("people:import"), {}).content.decode()


def test_the_template_can_be_read_back(cast, client):
    client.force_login(cast.administrator, backend="people.backends.SignInBackend")
    text = client.get(reverse("people:import-template")).content.decode("utf-8-sig")
    assert text.splitlines()[0] == HEAD
    assert len(read_rows(text)) == 3
