import re

import pytest
from django.urls import reverse

from concern_cases.models import (
    Action,
    Cadence,
    CaseEvent,
    Concern,
    ConcernCase,
    Disagreement,
    Evidence,
    EvidenceFile,
    NonEngagement,
    Submission,
)
from concern_cases.services.cadences import change_cadence
from concern_cases.services.cases import close_case
from evaluation.models import Category, CategoryKind, Risk
from record.models import ReadLog
from tests.concern_cases.makers import area, days, make_action, make_case, make_evidence, sent_file


def url(name, case, *more):
    return reverse(f"cases:{name}", args=[case.reference, *more])


def day(on):
    return on.strftime("%d/%m/%Y")


def concern(prefix="", **facts):
    facts = {
        "area": area().pk,
        "text": "No record of visits.",
        "source": "SIP visit 2",
        "discussed": "yes",
        "discussed_on": day(days(-3)),
        "discussed_with": "David Lorimer",
        "circle": "school",
    } | facts
    return {f"{prefix}{name}": fact for name, fact in facts.items()}


def opening(cast, *concerns, **facts):
    total = len(concerns) or 1
    sent = {
        "form_key": "k1",
        "why": "Results have fallen.",
        "risk_level": "high",
        "risk_reason": "Two visits.",
        "cadence": "",
        "lead": cast.senior_adviser.pk,
        "concerns-TOTAL_FORMS": total,
        "concerns-INITIAL_FORMS": total,
    }
    for number, one in enumerate(concerns or ({},)):
        sent |= concern(f"concerns-{number}-", **one)
    return sent | facts


def open_url(school):
    return f"{reverse('cases:open')}?school={school.urn}"


def sent_pages(cast, case):
    """Every page with a form: its address, who may send it, what is sent, and what it makes or changes."""
    action = make_action(case)
    said = {"on": day(days(-1)), "source": "Minutes", "circle": "school"}
    monthly = {"cadence": "monthly", "why": "The head is new."}
    return {
        "add-concern": (concern(), "senior_adviser", Concern),
        "add-evidence": ({**said, "kind": "other", "text": "T"}, "head", Evidence),
        "record-disagreement": ({**said, "judgement": "J", "said_by": "C", "said": "S"}, "sip", Disagreement),
        "record-non-engagement": ({**said, "kind": "no_answer", "fact": "F"}, "sip", NonEngagement),
        "agree-action": (
            {"what": "W", "measure": "M", "owner": cast.head.pk, "due_on": day(days(9)), "circle": "school"},
            "senior_adviser",
            Action,
        ),
        "judge-risk": ({"kind": "floor", "level": "low", "reason": "R", "on": day(days(0))}, "sip", Risk),
        "set-category": (
            {
                "category": CategoryKind.objects.get(code="good").pk,
                "stage": "agreed",
                "on": day(days(0)),
                "reason": "R",
            },
            "sip",
            Category,
        ),
        "change-cadence": (monthly, "senior_adviser", None),
        "change-lead": ({"lead": cast.director.pk, "why": ""}, "senior_adviser", None),
        ("complete-action", action.pk): ({"outcome": "O"}, "senior_adviser", None),
        ("redate-action", action.pk): ({"due_on": day(days(30)), "why": "W"}, "senior_adviser", None),
        ("hand-over-action", action.pk): ({"owner": cast.chair.pk, "why": "W"}, "senior_adviser", None),
        ("drop-action", action.pk): ({"why": "W"}, "senior_adviser", None),
    }


PAGES = [
    "add-concern",
    "add-evidence",
    "record-disagreement",
    "record-non-engagement",
    "agree-action",
    "judge-risk",
    "set-category",
    "change-cadence",
    "change-lead",
    "complete-action",
    "redate-action",
    "hand-over-action",
    "drop-action",
]


@pytest.fixture
def form_page(cast, case, as_):
    """``form_page(name)``: the page's address, what is sent, who may send it, what it makes."""
    made = {
        key if isinstance(key, str) else key[0]: (key, row) for key, row in sent_pages(cast, case).items()
    }

    def find(name):
        key, (sent, who, model) = made[name]
        more = key[1:] if isinstance(key, tuple) else ()
        return url(name, case, *more), sent | {"form_key": "k1"}, getattr(cast, who), model

    return find


@pytest.mark.parametrize("name", PAGES)
def test_a_form_sent_twice_has_one_effect_and_leads_to_the_same_page(form_page, as_, name):
    address, sent, person, model = form_page(name)
    browser = as_(person)
    page = browser.get(address).content.decode()
    assert re.search(r'name="form_key" value="[0-9a-f]{32}"', page)
    before = model.objects.count() if model else 0

    first, second = browser.post(address, sent), browser.post(address, sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    if model:
        assert model.objects.count() == before + 1
    assert Submission.objects.count() == 1
    told = [str(message) for message in browser.get(first["Location"]).context["messages"]]
    assert len(told) == 2
    assert "recorded once" in told[1]


@pytest.mark.parametrize("name", PAGES)
def test_a_form_with_nothing_in_it_comes_back_and_says_what_to_do(form_page, as_, name):
    address, _, person, _ = form_page(name)
    events = CaseEvent.objects.count()
    page = as_(person).post(address, {"form_key": "k1"})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert "to put right" in page.content.decode()
    assert (CaseEvent.objects.count(), Submission.objects.count()) == (events, 0)


@pytest.mark.parametrize("name", PAGES)
def test_who_sees_the_case_but_may_not_do_this_is_refused_and_who_does_not_see_it_finds_nothing(
    form_page, cast, as_, name
):
    address, sent, _, _ = form_page(name)
    events = CaseEvent.objects.count()
    for person, status in ((cast.governor, 403), (cast.other_chair, 404), (cast.administrator, 404)):
        browser = as_(person)
        assert (browser.get(address).status_code, browser.post(address, sent).status_code) == (status, status)
    assert CaseEvent.objects.count() == events
    assert ReadLog.objects.filter(refused=True).count() == 6


@pytest.mark.parametrize("name", PAGES)
def test_a_closed_case_takes_nothing_and_says_so(form_page, cast, case, as_, name):
    address, sent, person, _ = form_page(name)
    close_case(case, reason="Better.", open_actions={Action.objects.get().pk: "carry"}, by=cast.director)
    events = CaseEvent.objects.count()
    for answer in (as_(person).get(address), as_(person).post(address, sent)):
        assert answer.status_code == 409
        assert f"{case.reference} is closed" in answer.content.decode()
    assert CaseEvent.objects.count() == events


def test_a_form_without_its_key_is_not_taken(form_page, as_):
    address, sent, person, _ = form_page("add-concern")
    del sent["form_key"]
    page = as_(person).post(address, sent)
    assert "Open this page again" in page.content.decode()
    assert Concern.objects.count() == 1


def test_a_rule_is_told_beside_its_field_and_the_corrected_form_is_taken_under_the_same_key(
    form_page, as_, cast
):
    address, sent, person, _ = form_page("agree-action")
    browser = as_(person)
    page = browser.post(address, sent | {"circle": "la"})
    assert page.context["form"].errors["circle"] == [
        "David Lorimer couldn’t read this action: choose a wider circle"
    ]
    assert browser.post(address, sent).status_code == 302
    assert Action.objects.count() == 2


def test_what_somebody_else_did_in_the_meantime_is_told_and_not_done_twice(form_page, cast, as_):
    address, sent, person, _ = form_page("complete-action")
    assert as_(cast.head_of_improvement).post(address, sent).status_code == 302
    browser = as_(person)
    answer = browser.post(address, sent, follow=True)
    assert "This action is done already. Nothing was done twice." in answer.content.decode()
    assert CaseEvent.objects.filter(kind="actions.done").count() == 1


def test_the_responsible_person_completes_the_action_and_moves_nothing(form_page, cast, case, as_):
    own = make_action(case, owner=cast.head)
    browser = as_(cast.head)
    assert browser.get(url("complete-action", case, own.pk)).status_code == 200
    assert browser.get(url("redate-action", case, own.pk)).status_code == 403
    sent = {"form_key": "k2", "outcome": "Nine were made."}
    assert browser.post(url("complete-action", case, own.pk), sent).status_code == 302
    own.refresh_from_db()
    assert own.status == "done"


def test_an_action_that_is_not_read_is_not_found(cast, case, as_):
    hidden = make_action(case, circle="la")
    for name in ("complete-action", "redate-action", "drop-action"):
        assert as_(cast.head).get(url(name, case, hidden.pk)).status_code == 404


# --- Evidence and files


def test_several_files_are_sent_with_the_evidence(cast, case, as_):
    sent = {
        "form_key": "k1",
        "kind": "other",
        "on": day(days(-1)),
        "source": "Visit",
        "text": "T",
        "circle": "school",
        "files": [sent_file("a.pdf"), sent_file("b.pdf")],
    }
    assert as_(cast.head).post(url("add-evidence", case), sent).status_code == 302
    assert sorted(EvidenceFile.objects.values_list("name", flat=True)) == ["a.pdf", "b.pdf"]


def test_what_is_wrong_with_files_is_said_file_by_file(cast, case, as_):
    files = [sent_file("a.pdf"), sent_file("run.exe", b"MZ"), sent_file("page.html", b"<html>")]
    sent = {"form_key": "k1", "kind": "other", "files": files}
    page = as_(cast.sip).post(url("add-evidence", case), sent)
    errors = page.context["form"].errors["files"]
    assert [error.split("”")[0] for error in errors] == ["“run.exe", "“page.html"]
    assert not EvidenceFile.objects.exists()


def test_files_that_the_browser_forgets_are_asked_for_again(cast, case, as_):
    sent = {"form_key": "k1", "kind": "other", "files": [sent_file()]}
    page = as_(cast.sip).post(url("add-evidence", case), sent)
    assert page.context["form"].errors["files"] == ["Choose the files again: a browser does not keep them"]


def test_the_school_adds_no_files_to_evidence_that_a_letter_may_rest_on(cast, case, as_):
    evidence = make_evidence(case, circle="school", files=[sent_file()])
    sent = {"form_key": "k1", "files": [sent_file(content=b"%PDF-1.4 other")]}
    assert as_(cast.head).post(url("add-files", case, evidence.pk), sent).status_code == 403
    assert evidence.files.count() == 1


def test_files_are_added_to_evidence_that_is_read(cast, case, as_):
    evidence = make_evidence(case, circle="school", files=[sent_file()])
    hidden = make_evidence(case, circle="la")
    assert as_(cast.head).get(url("add-files", case, hidden.pk)).status_code == 404
    sent = {"form_key": "k1", "files": [sent_file(content=b"%PDF-1.4 other")]}
    assert as_(cast.sip).post(url("add-files", case, evidence.pk), sent).status_code == 302
    assert list(evidence.files.values_list("version", flat=True)) == [1, 2]


def test_a_concern_that_is_not_read_is_not_offered_for_evidence(cast, case, as_):
    Concern.objects.create(case=case, area=area(), text="X", source="S", not_discussed_why="W", circle="la")
    form = as_(cast.head).get(url("add-evidence", case)).context["form"]
    assert [concern.circle for concern in form.fields["concern"].queryset] == ["school"]


# --- Opening a case


def test_a_case_is_opened_with_several_concerns(cast, as_):
    sent = opening(cast, {}, {"text": "Two of nine checks.", "circle": "named", "named": [cast.chair.pk]})
    answer = as_(cast.senior_adviser).post(open_url(cast.school), sent)
    case = ConcernCase.objects.get()
    assert answer["Location"] == case.get_absolute_url()
    assert [row.circle for row in case.concerns.all()] == ["school", "named"]
    assert case.lead == cast.senior_adviser


def test_another_concern_is_asked_for_and_everything_typed_stays(cast, as_):
    sent = opening(cast, {"text": "Half a sente", "area": "", "discussed_on": "32/13"}, why="", add="concern")
    page = as_(cast.senior_adviser).post(open_url(cast.school), sent)
    words = page.content.decode()
    assert "Half a sente" in words
    assert 'value="32/13"' in words
    assert "Concern 2" in words
    assert "to put right" not in words
    assert page.context["form"]["form_key"].value() == "k1"
    assert not ConcernCase.objects.exists()


def test_a_concern_can_be_taken_away_again(cast, as_):
    browser = as_(cast.senior_adviser)
    sent = opening(cast, {"text": "First"}, {"text": "Second", "DELETE": "on"}, add="concern")
    forms = browser.post(open_url(cast.school), sent).context["concerns"].forms
    assert [form.initial.get("text") for form in forms] == ["First", None]
    sent = opening(cast, {"text": "First"}, {"text": "Second", "area": "", "DELETE": "on"})
    assert browser.post(open_url(cast.school), sent).status_code == 302
    assert Concern.objects.get().text == "First"


def test_everything_to_put_right_is_told_at_once(cast, as_):
    sent = opening(cast, {"text": "", "discussed": "no", "circle": ""}, why="", risk_level="")
    page = as_(cast.senior_adviser).post(open_url(cast.school), sent)
    assert set(page.context["form"].errors) == {"why", "risk_level"}
    assert set(page.context["concerns"].forms[0].errors) == {"text", "circle"}
    sent = opening(cast, {"discussed": "no"}, {"discussed_on": day(days(2))}, {"discussed_with": ""})
    page = as_(cast.senior_adviser).post(open_url(cast.school), sent)
    found = [set(form.errors) for form in page.context["concerns"].forms]
    assert found == [{"not_discussed_why"}, {"discussed_on"}, {"discussed_with"}]


def test_no_concern_at_all_is_refused(cast, as_):
    sent = opening(cast) | {"concerns-TOTAL_FORMS": 0, "concerns-INITIAL_FORMS": 0}
    page = as_(cast.senior_adviser).post(open_url(cast.school), sent)
    assert page.status_code == 200
    assert not ConcernCase.objects.exists()


def test_another_interval_needs_its_reason_beside_the_field(cast, as_):
    page = as_(cast.senior_adviser).post(open_url(cast.school), opening(cast, cadence="monthly"))
    assert "instead of every 3 months" in page.context["form"].errors["cadence_why"][0]


def test_the_opening_sent_twice_opens_one_case(cast, as_):
    browser = as_(cast.senior_adviser)
    answers = [browser.post(open_url(cast.school), opening(cast)) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert ConcernCase.objects.count() == 1


def test_where_a_case_is_open_the_way_to_it_is_shown(cast, case, as_):
    browser = as_(cast.senior_adviser)
    assert case.reference in browser.get(open_url(cast.school)).content.decode()
    page = browser.post(open_url(cast.school), opening(cast))
    assert f"open case already, {case.reference}" in page.content.decode()


def test_a_case_is_opened_by_those_who_may_on_schools_that_they_see(cast, as_):
    for person, address, status in (
        (cast.sip, open_url(cast.school), 403),
        (cast.head, open_url(cast.school), 403),
        (cast.head, open_url(cast.other_school), 404),
        (cast.head, reverse("cases:open"), 403),
        (cast.diocesan_officer, reverse("cases:open"), 403),
        (cast.director, reverse("cases:open"), 200),
        (cast.director, open_url(cast.school), 200),
    ):
        assert as_(person).get(address).status_code == status, (person, address)
    assert as_(cast.sip).post(open_url(cast.school), opening(cast)).status_code == 403
    assert not ConcernCase.objects.exists()


def test_the_school_is_found_by_name_urn_or_postcode_with_its_open_case(cast, case, as_):
    browser = as_(cast.senior_adviser)
    for wanted in ("wystan", cast.school.urn, "WY1", "Wyvenford"):
        rows = browser.get(reverse("cases:open"), {"q": wanted}).context["rows"]
        assert (cast.school, case.reference) in rows, wanted
    page = browser.get(reverse("cases:open"), {"q": "<script>nowhere"}).content.decode()
    assert "No open school was found" in page
    assert "<script>nowhere" not in page


def test_a_closed_case_is_reopened_as_a_new_one_with_what_was_said_before(cast, case, as_):
    close_case(case, reason="Better.", by=cast.director)
    browser = as_(cast.senior_adviser)
    page = browser.get(url("reopen", case))
    assert page.context["form"]["why"].value() == case.why
    answers = [browser.post(url("reopen", case), opening(cast)) for _ in range(2)]
    new = ConcernCase.objects.get(continues=case)
    assert {answer["Location"] for answer in answers} == {new.get_absolute_url()}


def test_an_open_case_is_not_reopened(cast, case, as_):
    assert as_(cast.senior_adviser).get(url("reopen", case)).status_code == 409
    other = make_case(cast, school=cast.other_school)
    close_case(other, reason="Better.", by=cast.director)
    assert as_(cast.other_chair).get(url("reopen", other)).status_code == 403


def said_after(browser, address, sent):
    """The page that follows, in plain text."""
    return re.sub(r"\s+", " ", browser.post(address, sent, follow=True).content.decode())


def risk(level, key="k1", **facts):
    sent = {"kind": "improvement", "level": level, "reason": "R", "on": day(days(0)), "form_key": key}
    return sent | facts


def test_who_judges_the_risk_is_told_before_and_after_what_becomes_of_the_interval(cast, case, as_):
    address, browser = url("judge-risk", case), as_(cast.sip)
    page = browser.get(address).content.decode()
    assert "Conferences are held every 3 months, as the risk proposes. They follow the risk" in page
    assert "every 3 months while it is high, once a term (three times a year) while it is medium" in page
    assert "Change how often" not in page  # a SIP may not

    termly = "held once a term (three times a year), as the risk proposes."
    assert f"now {termly}" in said_after(browser, address, risk("medium"))
    assert f"still {termly}" in said_after(browser, address, risk("medium", "k2"))
    earlier = risk("high", "k3", on=day(days(-4)))
    assert "a later one stands, and nothing else was changed" in said_after(browser, address, earlier)


def test_an_interval_with_a_reason_stays_and_the_page_says_so_and_how_to_change_it(cast, case, as_):
    monthly = Cadence.objects.get(code="monthly")
    change_cadence(case, cadence=monthly, why="The head is new", by=cast.senior_adviser)
    address, browser = url("judge-risk", case), as_(cast.senior_adviser)
    page = browser.get(address).content.decode()
    assert "held every month: The head is new. The risk proposes every 3 months. This stays so" in page
    assert url("change-cadence", case) in page

    after = said_after(browser, address, risk("low"))
    assert "still held every month: The head is new. The risk proposes every two terms" in after
