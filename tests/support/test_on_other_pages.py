"""What of support is told on the pages of others: the agenda, what is needed, the decision about it."""

from datetime import date, timedelta
from decimal import Decimal

from django.urls import reverse

from concern_cases.plan_pages.content import content_of
from meetings.agenda_facts import facts_of
from meetings.choices import Fill
from record import clock
from support.models import Deployment
from support.plan_part import days_of_support
from support.services.answering import agree_support
from support.services.days_used import correct_days
from support.services.deployments import end_support
from tests.concern_cases.makers import make_plan
from tests.concern_cases.plan_makers import make_next_version, next_draft
from tests.concern_cases.test_plan_pdf import pdf_of, words_of
from tests.support.makers import make_deployment, make_evaluation, make_provider, work
from tests.workflows.conftest import CONFERENCE_DAY, call, hold, london
from web.findings import find
from web.needs import NEEDS
from workflows.conferences.deciding import decided


def told(meeting, user):
    """The lines of support on the agenda, as this person reads them."""
    facts = facts_of(meeting, user)[meeting.items.filter(fill=Fill.SUPPORT).first().pk]
    return [(str(line.row.provider), line.days) for line in facts.deployments]


def test_the_agenda_brings_support_with_days_used_and_agreed_for_its_readers(cast, case):
    row = agree_support(make_deployment(cast), by=cast.aht)
    work(row, by=cast.senior_adviser, days=Decimal("2.5"))
    secret = make_deployment(cast, make_provider(cast, name="Inner Helper"), circle="la_and_diocese")
    agree_support(secret, by=cast.aht)
    meeting = call(case, cast)
    assert told(meeting, cast.head) == [("Ruth Calloway", "2.5 of 6 days used")]
    assert len(told(meeting, cast.senior_adviser)) == 2


def test_the_page_of_the_conference_shows_it(cast, case, as_):
    agree_support(make_deployment(cast), by=cast.aht)
    meeting = call(case, cast)
    page = as_(cast.head).get(meeting.get_absolute_url()).content.decode()
    assert "0 of 6 days used" in page


def test_an_evaluation_that_is_late_is_found_once_its_day_has_passed(cast, case):
    [need] = [need for need in NEEDS if need.name == "evaluation_overdue"]
    make_evaluation(cast, due_on=date(2026, 11, 24))
    assert find([need], cast.senior_adviser) == []
    with clock.at(date(2026, 11, 25)):
        [group] = find([need], cast.senior_adviser)
        assert (group.about, group.findings[0].on) == (case, date(2026, 11, 24))
        assert "The Vale Institute" in group.findings[0].sentence
        assert find([need], cast.head) == []


def test_a_decision_about_support_leads_to_where_it_is_asked_for(cast, case):
    meeting = call(case, cast)
    hold(meeting, cast, code="add_support", actions=True)
    meeting.decisions.update(came_of_it="Helen Marchetti has it as an action.")
    with clock.at(london(CONFERENCE_DAY, 18)):
        [row] = decided(meeting, cast.senior_adviser, perms={"schools.manage_case"})
        asked = reverse("support:case_ask", args=[case.reference])
        assert row.url.startswith(f"{asked}?origin=Case+conference+of+")
        assert row.label == "Ask for the support"
        [row] = decided(meeting, cast.head, perms=set())
        assert row.url == reverse("support:case", args=[case.reference])


def test_days_used_against_agreed_stand_on_the_plan_and_in_its_pdf_for_its_readers(cast, case, as_):
    plan = make_plan(case)
    work(agree_support(make_deployment(cast), by=cast.aht), by=cast.senior_adviser, days=Decimal("2.5"))
    secret = make_deployment(cast, make_provider(cast, name="Inner Helper"), circle="la_and_diocese")
    agree_support(secret, by=cast.aht)
    page = as_(cast.head).get(plan.get_absolute_url()).content.decode()
    paper = words_of(pdf_of(as_(cast.head), plan, 1))
    for words in ("Days of support used against days agreed", "2.5 of 6 days used", "Ruth Calloway"):
        assert words in page
        assert words in paper
    assert "Inner Helper" not in page + paper
    assert "Inner Helper" in words_of(pdf_of(as_(cast.senior_adviser), plan, 1))


def test_each_objective_leads_to_its_support_and_what_worked_elsewhere(cast, case, as_):
    plan = make_plan(case)
    address = reverse("support:objective", args=[plan.objectives.get().pk])
    draft = next_draft(plan)
    write = reverse("plans:write_objective", args=[plan.pk, draft.number, 1])
    for page in (plan.get_absolute_url(), write):
        assert f'href="{address}"' in as_(cast.aht).get(page).content.decode()
    assert as_(cast.head).get(address).status_code == 200


def test_a_past_version_tells_the_days_that_were_known_then(cast, case):
    plan = make_plan(case)
    row = agree_support(make_deployment(cast), by=cast.aht)
    entry = work(row, by=cast.senior_adviser, days=Decimal(2))
    make_next_version(plan, by=cast.senior_adviser)
    with clock.at(date(2026, 12, 1)):
        work(row, by=cast.senior_adviser, days=Decimal(1))
        facts = {"on": entry.on, "days": Decimal(3), "done": entry.done, "why": "A day was forgotten"}
        correct_days(entry, **facts, by=cast.senior_adviser)
        past, now = plan.versions.order_by("number")
        assert days_of_support(content_of(past), cast.head).facts.table == [("Ruth Calloway", "6", "2")]
        assert days_of_support(content_of(now), cast.head).facts.table == [("Ruth Calloway", "6", "4")]


def test_support_that_has_run_out_is_needed_to_be_judged(cast):
    [need] = [need for need in NEEDS if need.name == "support_without_impact"]
    row = make_deployment(cast, school=cast.other_school)
    assert find([need], cast.senior_adviser) == []
    facts = {"impact": "Both teachers plan by themselves.", "worked": True, "by": cast.senior_adviser}
    with clock.at(row.ends_on + timedelta(days=1)):
        [group] = find([need], cast.senior_adviser)
        assert "say what came of it, and whether it helped" in group.findings[0].sentence
        end_support(row, on=row.ends_on, **facts)
        assert find([need], cast.senior_adviser) == []


def home_of(user, as_):
    return as_(user).get("/").content.decode()


def test_whoever_gives_support_finds_it_on_the_home_page_with_the_way_to_enter_days(cast, as_):
    provider = make_provider(cast, kind="lle", name="Gareth Moxon", user=cast.other_chair)
    row = agree_support(make_deployment(cast, provider), by=cast.aht)
    enter = reverse("support:use_days", args=[row.pk])
    home = home_of(cast.other_chair, as_)
    assert "Support that you give" in home
    assert row.get_absolute_url() in home
    assert enter in home
    with clock.at(row.ends_on + timedelta(days=1)):
        given = Deployment.objects.given_by(cast.other_chair)
        assert list(given) == [row], "days are entered until the support is ended"
    ended = {"on": clock.today(), "impact": "They plan together.", "worked": True}
    end_support(row, **ended, by=cast.senior_adviser)
    assert "Support that you give" not in home_of(cast.other_chair, as_)
    assert "Support that you give" not in home_of(cast.chair, as_), "of others nothing"


def test_support_to_come_is_on_the_home_page_without_entering_days(cast, as_):
    provider = make_provider(cast, name="Ruth Calloway", user=cast.nle)
    soon = {"starts_on": clock.today() + timedelta(days=7), "ends_on": clock.today() + timedelta(days=21)}
    row = agree_support(make_deployment(cast, provider, **soon), by=cast.aht)
    home = home_of(cast.nle, as_)
    assert row.get_absolute_url() in home
    assert reverse("support:use_days", args=[row.pk]) not in home
