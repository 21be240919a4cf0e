"""The pages of support, as different people meet them."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.urls import reverse

from concern_cases.models import CaseEvent, Objective, ObjectiveText
from evaluation.models import Area, CategoryKind
from evaluation.models.category import Category
from record.actor import acting_as
from record.models import ReadLog
from support.elsewhere import Elsewhere, by_kind, elsewhere
from support.entitled import entitled_of, line_of
from support.given import OPEN, Given
from support.models import DaysUsed, Deployment, Entitlement, ProgrammePlace, Provider, SupportType
from support.services.answering import agree_support
from support.services.deployments import end_support
from support.services.entitlements import set_entitlement
from tests.concern_cases.makers import area, make_case, make_plan, objective_facts
from tests.support.makers import (
    days,
    make_deployment,
    make_evaluation,
    make_place,
    make_provider,
    make_terms,
    work,
)


def address(name, *args):
    return reverse(f"support:{name}", args=args)


def text_of(answer):
    return answer.content.decode().replace("\xa0", " ")


def key_of(answer):
    return answer.context["form"]["form_key"].value()


def send(browser, url, **facts):
    """The form of the page, filled in and sent."""
    return browser.post(url, {"form_key": key_of(browser.get(url)), **facts})


ASKED = {
    "why": "To coach the two teachers of Year 3.",
    "days": "6",
    "starts_on": "24/11/2026",
    "ends_on": "15/12/2026",
    "circle": "school",
}


# --- Providers


def test_the_list_says_who_has_days_left_and_who_is_overbooked(cast, as_, provider):
    make_deployment(cast, make_provider(cast, name="Amber Vale", days_per_term=Decimal(8)))
    rich = make_provider(cast, name="Busy Bee", kind="lle", days_per_term=Decimal(2))
    make_deployment(cast, rich, school=cast.other_school, in_spite_of=[_overbooked(rich, 6, 2)])
    browser = as_(cast.senior_adviser)
    page = text_of(browser.get(address("providers")))
    assert "6 of 8 days promised, 2 left" in page
    assert "Overbooked by 4" in page
    assert "Busy Bee" not in text_of(browser.get(address("providers") + "?left=1"))
    assert "Amber Vale" not in text_of(browser.get(address("providers") + "?over=1"))
    assert "Amber Vale" not in text_of(browser.get(address("providers") + "?type=lle"))


def _overbooked(provider, promised, capacity):
    term = "autumn term 2026"
    return f"{provider} would be overbooked in the {term}: {promised} days promised of {capacity}."


def test_the_list_counts_days_left_and_names_other_terms_in_which_too_much_is_promised(cast, as_, provider):
    make_terms(cast.la)
    late = make_provider(cast, name="Amber Vale", days_per_term=Decimal(3))
    spring = [f"{late} would be overbooked in the spring term 2027: 5 days promised of 3."]
    facts = {"starts_on": date(2027, 1, 11), "ends_on": date(2027, 2, 5), "days": Decimal(5)}
    make_deployment(cast, late, school=cast.other_school, in_spite_of=spring, **facts)
    page = text_of(as_(cast.senior_adviser).get(address("providers")))
    assert "No one overbooked" in page
    assert "Two with days left: <b>23</b> in all" in page
    assert "Overbooked by 2 in the spring term 2027" in page
    spring_page = text_of(as_(cast.senior_adviser).get(address("providers") + "?term=1"))
    assert "One overbooked" in spring_page
    answer = as_(cast.senior_adviser).get(address("download", "csv"))
    assert "overbooked by 2 in the spring term 2027" in answer.content.decode()


def test_the_list_is_filtered_by_subject_and_sorted(cast, as_, provider):
    make_provider(cast, kind="consultant", name="Lydia Fairweather", subjects="English, reading")
    browser = as_(cast.senior_adviser)
    assert "Ruth Calloway" not in text_of(browser.get(address("providers") + "?subject=reading"))
    page = text_of(browser.get(address("providers") + "?sort=-name"))
    assert page.index("Ruth Calloway") < page.index("Lydia Fairweather")


def test_the_list_is_taken_away_with_its_filters_and_that_is_on_record(cast, as_, provider):
    make_provider(cast, kind="lle", name="=SUM(A1)")
    answer = as_(cast.senior_adviser).get(address("download", "csv") + "?type=nle")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Provider", "Ruth Calloway"]
    assert rows[1][5:9] == ["20.0", "0", "0", "20.0"]
    assert ReadLog.objects.filter(what="list of 1 providers as CSV").exists()
    harmless = as_(cast.senior_adviser).get(address("download", "csv"))
    assert "'=SUM(A1)" in harmless.content.decode()
    assert as_(cast.senior_adviser).get(address("download", "xlsx")).status_code == 200


def test_queries_of_the_list_do_not_grow_with_the_providers(
    cast, as_, provider, django_assert_max_num_queries, django_assert_num_queries
):
    make_deployment(cast, provider)
    browser = as_(cast.senior_adviser)
    browser.get(address("providers"))
    with django_assert_max_num_queries(15) as few:
        browser.get(address("providers"))
    for number in range(6):
        more = make_provider(cast, name=f"Leader {number}")
        make_deployment(cast, more, school=cast.other_school)
    with django_assert_num_queries(len(few)):
        browser.get(address("providers"))


def test_a_provider_sees_the_own_page_and_nobody_elses(cast, as_, provider):
    own = make_provider(cast, kind="lle", name="Gareth Moxon", user=cast.other_chair)
    make_deployment(cast, own)
    browser = as_(cast.other_chair)
    page = text_of(browser.get(own.get_absolute_url()))
    assert cast.school.name in page.replace("&#x27;", "’")
    assert browser.get(provider.get_absolute_url()).status_code == 404
    listed = text_of(browser.get(address("providers")))
    assert "Gareth Moxon" in listed
    assert "Ruth Calloway" not in listed


def test_a_provider_is_added_changed_and_ended_once(cast, as_):
    browser = as_(cast.senior_adviser)
    nle = SupportType.objects.get(code="nle")
    facts = {"type": nle.pk, "name": "Ruth Calloway", "days_per_term": "12.5"}
    url = address("add_provider")
    key = key_of(browser.get(url))
    for _ in range(2):
        browser.post(url, {"form_key": key, **facts})
    made = Provider.objects.get()
    send(browser, address("change_provider", made.pk), **{**facts, "days_per_term": "10"})
    made.refresh_from_db()
    assert made.days_per_term == 10
    again = send(browser, url, **facts)
    assert "There is a provider" in text_of(again)
    send(browser, address("end_provider", made.pk), on="23/11/2026")
    assert Provider.objects.get().active_until == date(2026, 11, 23)


def test_a_school_may_provide_several_kinds_and_its_type_may_have_ended(cast, as_):
    facts = {"school": cast.other_school, "name": "Otterbourne St Brannoc’s"}
    first = make_provider(cast, **facts)
    make_provider(cast, kind="lle", **facts)
    SupportType.objects.filter(code="nle").update(valid_until=days(-1))
    asked = {"type": first.type_id, "name": first.name, "school": cast.other_school.pk, "days_per_term": "3"}
    answer = send(as_(cast.senior_adviser), address("change_provider", first.pk), **asked)
    assert answer.status_code == 302
    first.refresh_from_db()
    assert (first.school, first.days_per_term) == (cast.other_school, 3)


# --- Asking, by way of the page


def test_a_warning_is_ticked_to_ask_all_the_same(cast, case, as_):
    provider = make_provider(cast, user=cast.head, name="David Lorimer")
    browser, url = as_(cast.senior_adviser), address("case_ask", case.reference)
    first = browser.get(url)
    assert "Ask all the same" not in text_of(first)
    facts = {"form_key": key_of(first), "provider": provider.pk, **ASKED}
    warned = browser.post(url, facts)
    assert "it would support its own school" in text_of(warned)
    assert not Deployment.objects.exists()
    [warning] = [value for value, _ in warned.context["form"].fields["in_spite_of"].choices]
    browser.post(url, {**facts, "in_spite_of": [warning]})
    browser.post(url, {**facts, "in_spite_of": [warning]})
    assert Deployment.objects.get().warnings == [warning]


def test_warnings_are_for_those_who_plan_and_agree_support(cast, case, as_):
    provider = make_provider(cast, school=cast.school)
    warning = f"Ruth Calloway belongs to {cast.school}: it would support its own school."
    made = make_deployment(cast, provider, in_spite_of=[warning])
    for who, told in (("senior_adviser", True), ("aht", True), ("head", False)):
        page = text_of(as_(getattr(cast, who)).get(made.get_absolute_url()))
        assert ("in spite of this" in page) == told, who


def test_the_aht_agrees_on_the_page_and_nobody_else_may(cast, case, as_, proposed):
    page = text_of(as_(cast.aht).get(proposed.get_absolute_url()))
    assert "Agree the support, or say why not" in page
    assert as_(cast.senior_adviser).get(address("agree", proposed.pk)).status_code == 403
    send(as_(cast.aht), address("agree", proposed.pk), note="")
    proposed.refresh_from_db()
    assert proposed.status == Deployment.Status.AGREED


def test_a_school_without_a_case_has_a_page_of_its_own(cast, as_, provider):
    browser = as_(cast.senior_adviser)
    page = browser.get(address("school", cast.other_school.urn))
    assert "No support is at work" in text_of(page)
    send(browser, address("school_ask", cast.other_school.urn), provider=provider.pk, **ASKED)
    made = Deployment.objects.get()
    assert (made.case, made.status) == (None, Deployment.Status.AGREED)
    make_case(cast, school=cast.other_school)
    assert browser.get(address("school", cast.other_school.urn)).status_code == 302


def test_the_page_of_the_case_shows_what_is_at_work_planned_and_over(cast, case, as_, agreed, provider):
    work(agreed, by=cast.senior_adviser, days=Decimal("2.5"))
    make_deployment(cast, provider, starts_on=days(30), ends_on=days(40), days=Decimal(2))
    agree_support(Deployment.objects.latest("pk"), by=cast.aht)
    make_deployment(cast, provider, days=Decimal(1))
    page = text_of(as_(cast.head).get(address("case", case.reference)))
    for words in ("Support: 2.5 of 8 days used", "Waits for an answer", "At work", "Planned", "Martin Osei"):
        assert words in page
    assert "<title" in page
    overview = text_of(as_(cast.head).get(case.get_absolute_url()))
    assert "2.5 of 8 days used." in overview


@pytest.fixture
def open_and_agreed(case, agreed):
    """Support agreed in an open case."""
    return agreed


def test_queries_of_the_page_do_not_grow_with_the_support(
    cast, as_, open_and_agreed, django_assert_max_num_queries, django_assert_num_queries
):
    agreed = open_and_agreed
    work(agreed, by=cast.senior_adviser)
    make_evaluation(cast)
    browser, url = as_(cast.senior_adviser), address("case", agreed.case.reference)
    browser.get(url)
    with django_assert_max_num_queries(40) as few:
        browser.get(url)
    for number in range(4):
        more = make_deployment(cast, make_provider(cast, name=f"Leader {number}"))
        work(agree_support(more, by=cast.aht), by=cast.senior_adviser)
        make_evaluation(cast, evaluator=f"Institute {number}")
    with django_assert_num_queries(len(few)):
        browser.get(url)


# --- Days used


def test_whoever_is_sent_enters_days_without_seeing_the_school(cast, as_):
    provider = make_provider(cast, kind="lle", name="Gareth Moxon", user=cast.other_chair)
    row = agree_support(make_deployment(cast, provider), by=cast.aht)
    browser = as_(cast.other_chair)
    facts = {"on": "23/11/2026", "days": "1.5", "done": "Lessons were planned.", "impact": ""}
    url = address("use_days", row.pk)
    key = key_of(browser.get(url))
    for _ in range(2):
        browser.post(url, {"form_key": key, **facts})
    entry = DaysUsed.objects.get()
    assert entry.entered_by == cast.other_chair
    page = browser.get(row.get_absolute_url())
    assert cast.school.get_absolute_url() not in text_of(page)
    undo = address("undo_days", row.pk, entry.pk)
    send(browser, undo, why="Entered for another school.")
    assert not row.used.exists()


def test_more_days_than_agreed_are_taken_and_told(cast, as_, agreed):
    browser = as_(cast.senior_adviser)
    facts = {"on": "23/11/2026", "days": "7", "done": "Lessons were planned."}
    answer = browser.post(
        address("use_days", agreed.pk),
        {"form_key": key_of(browser.get(address("use_days", agreed.pk))), **facts},
        follow=True,
    )
    assert "7 of 6 days used. That is more than was agreed" in text_of(answer)
    assert "more than was agreed" in text_of(browser.get(agreed.get_absolute_url()))


def test_the_head_reads_days_and_enters_none(cast, as_, agreed):
    assert as_(cast.head).get(agreed.get_absolute_url()).status_code == 200
    assert as_(cast.head).get(address("use_days", agreed.pk)).status_code == 403


# --- Entitlement


def judge(cast, code="inadequate"):
    with acting_as(cast.senior_adviser):
        return Category.objects.create(
            school=cast.school,
            category=CategoryKind.objects.get(code=code),
            stage="agreed",
            on=date(2026, 9, 1),
            reason="Results.",
            agreed_by=cast.senior_adviser,
        )


def lines(cast):
    return {line.kind: line for line in entitled_of(cast.school, cast.senior_adviser).lines}


def test_entitlement_is_told_against_what_is_given(cast, without_aht):
    judge(cast)
    sip = make_provider(cast, kind="sip", name="Judith Penhale", user=cast.sip)
    work(make_deployment(cast, sip, days=Decimal(5)), by=cast.sip, days=Decimal(3))
    found = lines(cast)
    aht = found["Advisory Headteacher"]
    assert (aht.given, aht.state) == ("None allocated", "needs")
    visits = found["School Improvement Partner"]
    assert visits.given == "Judith Penhale: 3 days used since September"
    assert visits.entitled == "5 days or more, 3 or more of them in school"


def test_days_of_the_year_before_do_not_count(cast, agreed):
    judge(cast)
    DaysUsed.objects.create(
        deployment=agreed, on=date(2026, 7, 1), days=4, done="Last year.", entered_by=cast.sip
    )
    assert lines(cast)["National Leader of Education"].given == "Ruth Calloway"


def test_what_is_only_offered_is_nothing_that_misses(cast):
    offered = Entitlement(type=SupportType(name="Leading teacher"), is_offered=True)
    assert line_of(offered, Given()).state == OPEN
    assert line_of(Entitlement(type=SupportType(name="AHT")), Given()).state == "needs"


def test_what_the_reader_may_not_read_is_not_given_away_by_the_entitlement(cast, without_aht):
    judge(cast)
    make_deployment(cast, make_provider(cast, kind="consultant", name="Secret Helper"), circle="la")
    told = {line.kind: line.given for line in entitled_of(cast.school, cast.head).lines}
    assert "Secret Helper" not in told["LA consultant"]
    assert "Secret Helper" in lines(cast)["LA consultant"].given


def test_what_helped_most_often_comes_first():
    rows = [
        Elsewhere("Consultant", "1 day", worked=False),
        Elsewhere("Leader", "2 days", worked=True),
        Elsewhere("Consultant", "1 day", worked=True),
        Elsewhere("Leader", "2 days", worked=True),
    ]
    assert by_kind(rows) == [("Leader", 2, 2), ("Consultant", 1, 2)]


def test_a_school_without_a_category_says_so(cast, case, as_):
    page = text_of(as_(cast.senior_adviser).get(address("case", case.reference)))
    assert "The school has no category yet." in page


def test_the_table_is_changed_from_today_on(cast, as_):
    inadequate, sip = CategoryKind.objects.get(code="inadequate"), SupportType.objects.get(code="sip")
    url = address("entitlement", "inadequate", "sip")
    send(as_(cast.senior_adviser), url, how="given", days="6", note="")
    rows = Entitlement.objects.filter(category=inadequate, type=sip).order_by("pk")
    assert [(row.days, row.valid_until) for row in rows] == [(5, date(2026, 11, 22)), (6, None)]
    send(as_(cast.senior_adviser), url, how="nothing", days="", note="")
    assert not Entitlement.objects.in_force().filter(category=inadequate, type=sip).exists()
    assert rows.all().count() == 1  # what was said and taken back on one day never held


def test_the_same_again_changes_nothing(cast):
    inadequate, sip = CategoryKind.objects.get(code="inadequate"), SupportType.objects.get(code="sip")
    now = Entitlement.objects.in_force().get(category=inadequate, type=sip)
    facts = {"is_given": True, "days": now.days, "note": now.note, "by": cast.senior_adviser}
    assert set_entitlement(inadequate, sip, **facts) == now


# --- What worked elsewhere


@pytest.fixture
def tried(cast):
    """Support that ended at the other school, for an objective about mathematics, and helped."""
    case = make_case(cast, school=cast.other_school)
    plan = make_plan(case, objectives=[objective_facts(area=area("key-stage-2"))])
    row = make_deployment(
        cast,
        make_provider(cast, name="Elsewhere Leader"),
        school=cast.other_school,
        objective=plan.objectives.get(),
        days=Decimal(3),
    )
    work(row, by=cast.senior_adviser, days=Decimal(2))
    return end_support(row, on=days(0), impact="All five classes.", worked=True, by=cast.senior_adviser)


def test_what_helped_elsewhere_is_told_with_its_impact(cast, tried):
    [row] = elsewhere(area("key-stage-2"), school=cast.school, user=cast.senior_adviser)
    assert (row.worked, row.school, row.impact, row.days) == (
        True,
        cast.other_school,
        "All five classes.",
        "2 days",
    )
    other = Area.objects.exclude(code="key-stage-2").first()
    assert elsewhere(other, school=cast.school, user=cast.sip) == []


def test_who_may_not_see_the_school_learns_no_names(cast, tried):
    [row] = elsewhere(area("key-stage-2"), school=cast.school, user=cast.nle)
    assert (row.kind, row.school, row.provider, row.impact, row.url) == (
        "National Leader of Education",
        None,
        "",
        "",
        "",
    )
    assert elsewhere(area("key-stage-2"), school=cast.school, user=cast.head) == []


def test_the_objective_and_the_asking_page_show_it(cast, case, as_, tried):
    objective = make_plan(case).objectives.get()
    page = text_of(as_(cast.senior_adviser).get(address("objective", objective.pk)))
    assert "All five classes." in page
    asking = address("case_ask", case.reference)
    shown = text_of(as_(cast.nle).get(f"{asking}?objective={objective.pk}"))
    assert "at another school of the authority" in shown
    assert "Elsewhere Leader" not in shown.partition("What was tried elsewhere")[2]


def test_queries_of_asking_do_not_grow_with_the_areas_or_the_providers(
    cast, case, as_, tried, django_assert_max_num_queries
):
    browser, url = as_(cast.senior_adviser), address("case_ask", case.reference)
    plan = make_plan(case)
    browser.get(url)
    with django_assert_max_num_queries(41):
        browser.get(url)
    with acting_as(cast.senior_adviser):
        for number, code in enumerate(("key-stage-1", "governance", "sen"), start=2):
            more = Objective.objects.create(plan=plan, number=number, area=area(code))
            text = {"title": code, "by": days(90), "order": number}
            ObjectiveText.objects.create(version=plan.versions.get(), objective=more, **text)
            make_provider(cast, name=f"Leader {number}")
    with django_assert_max_num_queries(41):
        page = browser.get(url)
    assert len(page.context["areas"]) == 1


# --- Evaluations and programmes


def test_an_evaluation_is_commissioned_and_received(cast, case, as_):
    browser = as_(cast.senior_adviser)
    send(
        browser,
        address("commission", cast.school.urn),
        evaluator="The Vale Institute",
        question="Does it work?",
        due_on="30/11/2026",
        circle="la",
    )
    row = cast.school.evaluations.get()
    assert row.case == case
    url = address("receive", row.pk)
    refused = send(browser, url, on="20/11/2026", findings="It does.")
    assert "had not been commissioned" in text_of(refused)
    send(browser, url, on="23/11/2026", findings="It does.")
    row.refresh_from_db()
    assert row.received_on == date(2026, 11, 23)
    kinds = CaseEvent.objects.filter(kind__startswith="evaluations.")
    assert [(event.kind, event.circle) for event in kinds.order_by("position")] == [
        ("evaluations.commissioned", "la"),
        ("evaluations.received", "la"),
    ]
    assert "The Vale Institute" not in text_of(as_(cast.head).get(address("case", case.reference)))


def test_a_programme_lists_the_schools_that_one_sees(cast, as_):
    browser, url = as_(cast.senior_adviser), address("add_place", "partners-in-leadership")
    facts = {"school": cast.school.pk, "partner": cast.other_school.pk, "part": "leads"}
    send(browser, url, starts_on="01/09/2026", **facts)
    place = ProgrammePlace.objects.get()
    page = address("programme", "partners-in-leadership")
    assert cast.other_school.name in text_of(browser.get(page)).replace("&#x27;", "’")
    assert "No school that you see" in text_of(as_(cast.other_chair).get(page))
    again = send(as_(cast.senior_adviser), url, starts_on="01/10/2026", **facts)
    assert "takes part already" in text_of(again)
    send(as_(cast.senior_adviser), address("end_place", place.pk), on="23/11/2026", came_of_it="New leaders.")
    place.refresh_from_db()
    assert (place.ends_on, place.came_of_it) == (date(2026, 11, 23), "New leaders.")


def test_a_programme_is_taken_away_as_a_file(cast, as_):
    make_place(cast)
    make_place(cast, school=cast.other_school)
    url = address("programme_download", "partners-in-leadership", "csv")
    rows = list(csv.reader(StringIO(as_(cast.sip).get(url).content.decode("utf-8-sig"))))
    assert [row[1] for row in rows] == ["School", cast.school.name]


def test_the_list_of_providers_is_read_for_the_next_term_as_well(cast, as_, provider):
    make_terms(cast.la)
    row = make_deployment(cast, provider, school=cast.other_school, starts_on=days(0), ends_on=days(14))
    browser = as_(cast.senior_adviser)
    now = browser.get("/support/").context["found"]
    then = browser.get("/support/?term=1").context["found"]
    assert [line.stands.promised for line in now.lines] == [row.days_agreed]
    assert [line.stands.promised for line in then.lines] == [0]
    assert [term["chosen"] for term in then.terms] == [False, True, False]
    assert then.term != now.term
    assert browser.get("/support/?term=9").context["found"].term == now.term
