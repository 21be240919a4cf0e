"""What schools are entitled to beside people: meetings, visits, plans, evaluations, programmes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from evaluation.models import CategoryKind, Risk
from people.models import Post
from record import clock
from record.actor import acting_as
from record.errors import RuleError
from support.entitled import entitled_of, line_of
from support.given import DONE, NEEDS, OPEN, WAITING, Given
from support.models import NEAR_FLOOR, Entitlement, Programme, SupportType
from support.reference import Usual
from support.services.entitlements import set_entitlement
from support.services.evaluations import receive_evaluation, withdraw_evaluation
from support.services.portfolio import add_to_portfolio
from tests.concern_cases.makers import make_evidence, make_plan
from tests.support.makers import days, make_evaluation, make_place, make_provider, work
from tests.support.makers import make_deployment as deploy
from tests.support.test_pages import address, judge, send, text_of
from tests.workflows.conftest import call, hold


def kind(code):
    return SupportType.objects.get(code=code)


def lines(cast, who="senior_adviser", school=None):
    found = entitled_of(school or cast.school, getattr(cast, who))
    return {line.kind: line for line in found.lines}


def near_floor(cast, level="high"):
    with acting_as(cast.sip):
        Risk.objects.create(
            school=cast.school,
            kind="floor",
            level=level,
            reason="Predictions.",
            on=days(-3),
            judged_by=cast.sip,
            judged_as="sip",
        )


# --- The table


def test_the_table_has_every_row_of_the_source_document(db):
    table = Entitlement.objects.in_force()
    conferences = table.get(category__code="inadequate", type__code="conferences")
    assert (conferences.times, conferences.is_offered) == (4, False)
    assert table.get(category__code="inadequate", type__code="evaluations").is_offered
    for category in ("inadequate", "satisfactory-satisfactory", "satisfactory-good", "good", "outstanding"):
        assert table.get(category__code=category, type__code="sip-visits").times == 6
    assert table.get(category__code="satisfactory-satisfactory", type__code="single-plan").times == 3
    assert table.get(category=None, type__code="single-plan").times == 3
    programmes = {row.programme.code for row in table.filter(category__code="good", programme__isnull=False)}
    assert {
        "partners-in-leadership",
        "good-to-great",
        "leadership-champions",
        "leadership-host",
    } <= programmes
    for lead in ("becoming-nle", "becoming-lle", "becoming-provider"):
        assert table.get(category__code="outstanding", type__code=lead).is_offered


def test_an_older_copy_gets_what_is_new_and_what_people_emptied_stays_empty(cast, monkeypatch):
    """After every migrate."""
    Entitlement.objects.filter(category=None).delete()
    Entitlement.objects.filter(programme__code="good-to-great").delete()
    facts = {"name": "Reading schools", "about": "", "by": cast.senior_adviser}
    new = add_to_portfolio(Programme, **facts)
    usual = [Usual("good", "good-to-great", offered=True), Usual("good", new.code, offered=True)]
    monkeypatch.setattr("support.apps.PROGRAMME_ENTITLEMENTS", usual)
    for _ in range(2):
        apps.get_app_config("support").load_reference_rows(using="default")
    assert Entitlement.objects.get(programme=new).is_offered
    assert not Entitlement.objects.filter(programme__code="good-to-great").exists()
    assert not Entitlement.objects.filter(category=None).exists()


def test_a_cell_is_of_a_kind_or_of_a_programme(db):
    for facts in ({}, {"type": kind("lle"), "programme": Programme.objects.first()}):
        with pytest.raises(IntegrityError), transaction.atomic(), acting_as(None):
            Entitlement.objects.create(**facts)


def test_nobody_is_sent_with_what_the_records_count(cast, as_):
    with pytest.raises(RuleError, match="somebody gives"):
        make_provider(cast, kind="conferences")
    form = as_(cast.senior_adviser).get(address("add_provider")).context["form"]
    assert not form.fields["type"].queryset.filter(counted__gt="").exists()
    changed = as_(cast.senior_adviser).get(address("change_kind", "conferences")).context["form"]
    assert "is_gatekeeper" not in changed.fields


def test_a_cell_says_how_often_and_a_programme_only_whether(cast, as_):
    browser = as_(cast.senior_adviser)
    url = address("entitlement", "inadequate", "conferences")
    assert "days" not in browser.get(url).context["form"].fields
    send(browser, url, how="given", times="6", note="")
    assert (
        Entitlement.objects.in_force().get(category__code="inadequate", type__code="conferences").times == 6
    )
    url = address("programme_entitlement", "good", "good-to-great")
    assert {"days", "times"}.isdisjoint(browser.get(url).context["form"].fields)
    send(browser, url, how="nothing", note="")
    assert (
        not Entitlement.objects.in_force()
        .filter(category__code="good", programme__code="good-to-great")
        .exists()
    )
    url = address("entitlement", "near-floor", "consultant")
    send(browser, url, how="given", days="2", note="Maths.")
    assert Entitlement.objects.in_force().get(category=None, type__code="consultant").days == 2
    page = text_of(browser.get(address("entitlements")))
    assert "Given, 6 times a year" in page
    assert NEAR_FLOOR in page
    with pytest.raises(RuleError, match="how often"):
        set_entitlement(None, kind("conferences"), is_given=True, times=0, by=cast.senior_adviser)


# --- What a school has of it


def test_conferences_are_told_against_how_often_they_are_to_be_held(cast, case):
    judge(cast)
    before = lines(cast)["Case conferences"]
    own = "in this case every 3 months, the next by 23 February 2027"
    assert (before.state, before.given.replace("\xa0", " ")) == (WAITING, f"None yet; {own}")
    assert "Not called yet: the next is due by" in before.stands
    with clock.at(case.opened_on + timedelta(days=100)):
        late = lines(cast)["Case conferences"]
        assert (late.state, late.stands[:5]) == (NEEDS, "Late:")
    meeting = call(case, cast)
    coming = lines(cast)["Case conferences"]
    assert (coming.state, coming.stands) == (DONE, "As entitled")
    assert coming.given.startswith("the next on")
    hold(meeting, cast)
    with clock.at(meeting.starts_at + timedelta(days=1)):
        held = lines(cast)["Case conferences"]
        assert "Once since September, the last on" in held.given
        assert held.bar.words == "1 of 4"


def test_an_inadequate_school_without_a_case_has_no_conferences(cast):
    judge(cast)
    line = lines(cast)["Case conferences"]
    assert (line.state, line.stands) == (NEEDS, "No case is open")


def test_sip_visits_are_days_with_a_note_or_with_days_of_a_sip(cast, case):
    judge(cast)
    sip = make_provider(cast, kind="sip", name="Judith Penhale", user=cast.sip)
    sent = deploy(cast, sip, starts_on=days(-20), ends_on=days(20), by=cast.aht)
    sent.status = "agreed"
    sent.save()
    work(sent, by=cast.sip, on=days(-5))
    make_evidence(case, on=days(-5), kind="note_of_visit")
    make_evidence(case, on=days(-12), kind="note_of_visit")
    make_evidence(case, on=date(2026, 7, 1), kind="note_of_visit")  # of the year before
    make_evidence(case, on=days(-2), kind="results")
    line = lines(cast)["SIP visits"]
    assert line.given.replace("\xa0", " ") == "2 times since September, the last on 18 November 2026"
    assert (line.bar.words, line.state, line.stands) == ("2 of 6", WAITING, "On course")
    with clock.at(date(2027, 5, 3)):
        assert lines(cast)["SIP visits"].stands == "Behind: 4 by now"


def test_a_visit_counts_as_a_sips_by_who_visited(cast, case):
    judge(cast)
    sip, aht = (Post.objects.get(user=user) for user in (cast.sip, cast.aht))
    make_evidence(case, on=days(-5), kind="observation", visitor=sip)
    make_evidence(case, on=days(-12), kind="note_of_visit", visitor=aht)
    line = lines(cast)["SIP visits"]
    assert line.given.replace("\xa0", " ") == "Once since September, on 18 November 2026"


def test_evaluations_are_told_until_they_are_withdrawn_and_missed_when_overdue(cast, case):
    judge(cast)
    assert lines(cast)["External evaluations"].state == OPEN
    row = make_evaluation(cast, due_on=days(10))
    assert "The Vale Institute due by" in lines(cast)["External evaluations"].given
    with clock.at(days(11)):
        late = lines(cast)["External evaluations"]
        assert (late.state, late.stands) == (NEEDS, "Overdue")
        receive_evaluation(row, on=clock.today(), findings="It works.", by=cast.senior_adviser)
        assert lines(cast)["External evaluations"].stands == "Taken up"
    withdraw_evaluation(row, why="A slip.", by=cast.senior_adviser)
    assert lines(cast)["External evaluations"].state == OPEN


def test_a_plan_in_force_is_given_and_one_without_is_missing(cast, case):
    judge(cast)
    assert lines(cast)["Support plan"].state == NEEDS
    make_plan(case)
    line = lines(cast)["Support plan"]
    assert line.state == DONE
    assert line.given.startswith("Version 1 in force since")


def test_a_place_in_a_programme_is_told_with_its_partner(cast):
    judge(cast, "good")
    assert lines(cast)["Partners in Leadership"].state == OPEN
    make_place(cast, partner=cast.other_school)
    line = lines(cast)["Partners in Leadership"]
    assert (line.state, line.stands) == (DONE, "Taken up")
    assert str(cast.other_school) in line.given


def test_a_school_that_leads_others_is_told_to_those_who_see_providers(cast):
    judge(cast, "good")
    make_provider(cast, kind="lle", name="Martin Osei", school=cast.school)
    title = "Becoming a Local Leader of Education"
    assert lines(cast)[title].given == "Martin Osei"
    assert lines(cast, "head")[title].given == "None"


def test_near_the_floor_there_is_more(cast):
    judge(cast, "good")
    assert "Single plan" not in lines(cast)
    near_floor(cast)
    found = entitled_of(cast.school, cast.senior_adviser)
    plan = {line.kind: line for line in found.lines}["Single plan"]
    assert found.is_near_floor
    assert "Above the floor target" in plan.entitled
    near_floor(cast, "low")
    assert "Single plan" not in lines(cast)


@pytest.mark.parametrize(("of_category", "near"), [(8, 3), (3, 8)])
def test_more_days_count_where_the_category_and_the_floor_give_different_ones(cast, of_category, near):
    judge(cast)
    near_floor(cast)
    for category, times in ((CategoryKind.objects.get(code="inadequate"), of_category), (None, near)):
        set_entitlement(category, kind("sip-visits"), is_given=True, times=times, by=cast.senior_adviser)
    assert lines(cast)["SIP visits"].entitled.startswith("8 times a year or more")


def test_a_judgement_of_somebody_who_is_sip_no_more_is_no_visit_of_the_sip(cast):
    judge(cast)
    near_floor(cast)
    assert "Once since September" in lines(cast)["SIP visits"].given
    Risk.objects.update(judged_as="senior_adviser")
    assert lines(cast)["SIP visits"].given == "None"
    Risk.objects.update(judged_as="")
    cast.sip.posts.filter(role="sip").update(since=days(-400), until=days(-100))
    assert lines(cast)["SIP visits"].given == "None"


def test_what_gives_more_counts_where_the_category_and_the_floor_say_different_things(cast):
    judge(cast, "satisfactory-good")
    assert lines(cast)["Single plan"].state == OPEN
    near_floor(cast)
    assert lines(cast)["Single plan"].entitled.startswith("3 times a year or more")


def test_what_others_may_not_read_is_counted_for_nobody_else(cast, case):
    judge(cast)
    make_evaluation(cast, evaluator="Secret Institute", circle="la")
    make_evidence(case, on=days(-5), kind="note_of_visit", circle="la")
    assert "Secret Institute" in lines(cast)["External evaluations"].given
    assert lines(cast, "head")["External evaluations"].given == "None"
    assert lines(cast, "head")["SIP visits"].given == "None"


@pytest.mark.parametrize(
    ("facts", "given", "by_now", "state", "stands"),
    [
        ({"times": 6}, Given(), 0, WAITING, "None is due yet"),
        ({"times": 6}, Given(), 1, NEEDS, "Behind: 1 by now"),
        ({"times": 6}, Given("x", Decimal(6)), 5, DONE, "As entitled"),
        ({"times": 6, "is_offered": True}, Given(), 3, OPEN, "Not taken up"),
        ({}, Given("x", is_there=True), 0, DONE, "As entitled"),
        ({"is_offered": True}, Given("x", is_there=True), 0, DONE, "Taken up"),
    ],
)
def test_how_a_line_stands(facts, given, by_now, state, stands):
    row = Entitlement(type=SupportType(name="Something", counted="visits"), **facts)
    line = line_of(row, given, by_now=by_now)
    assert (line.state, line.stands) == (state, stands)


def test_the_page_tells_it_in_words_and_shapes(cast, case, as_):
    judge(cast)
    make_place(cast)
    make_evaluation(cast, due_on=days(10))
    page = text_of(as_(cast.head).get(address("case", case.reference)))
    for words in ("missing or late", "under way", "Case conferences", "4 times a year or more", "0 of 6"):
        assert words in page
    assert "Offered where it helps, and not taken up" in page


def test_a_support_plan_is_the_single_plan_of_a_school_near_the_floor(cast, case):
    judge(cast)
    near_floor(cast)
    make_plan(case)
    assert lines(cast)["Single plan"].given.startswith("Its support plan: version 1 in force since")
