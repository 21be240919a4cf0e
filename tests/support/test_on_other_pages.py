"""What of support is told on the pages of others: the agenda, what is needed, the decision about it."""

from datetime import date
from decimal import Decimal

from django.urls import reverse

from meetings.agenda_facts import facts_of
from meetings.choices import Fill
from record import clock
from support.services.answering import agree_support
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
