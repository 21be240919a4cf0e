"""A plan that goes on at the school that follows loses nothing: visits, evidence, the record, support."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from concern_cases.models import CaseEvent, Evidence, Plan, Review
from concern_cases.plan_pages.content import content_of
from concern_cases.plan_pages.flags import not_revised_since
from concern_cases.recommendations import traced, unanswered
from concern_cases.review_page import span_of
from concern_cases.services.actions import complete_action
from concern_cases.services.plan_writing import recommendations_for
from concern_cases.services.review_deciding import decide_review
from concern_cases.services.review_evidence import look_at_evidence
from concern_cases.services.reviews import plan_review
from concern_cases.since import AS_SCHOOL, recorded_since
from people.roles import Role
from record import clock
from record.errors import RuleError
from record.models import Dispatch
from record.worker import perform_duty
from schools.models import School, Succession
from support.models import Deployment
from support.plan_part import days_of_support
from support.school_page import school_support
from support.services.answering import agree_support, change_support
from support.services.deployments import withdraw_support
from support.services.rules import used_days
from tests.concern_cases.makers import make_action, make_case, make_evidence, make_plan, make_visit
from tests.factories import make_post, make_school, make_share, make_user
from tests.support.makers import make_deployment, make_provider, work
from tests.workflows.conftest import hold
from web.findings import find
from web.needs import NEEDS
from workflows.services.cases import continue_case_at

VISITED = date(2026, 11, 25)
GOES_ON = date(2026, 12, 1)


@pytest.fixture
def plan(case):
    return make_plan(case)


@pytest.fixture
def academy(cast, case):
    school = make_school(diocese=cast.corvesham, name="Fernhallow St Wystan’s Academy")
    Succession.objects.create(predecessor=cast.school, successor=school, on=GOES_ON, kind="Successor")
    for role, user in ((Role.HEADTEACHER, cast.head), (Role.AHT, cast.aht), (Role.SIP, cast.sip)):
        make_post(role, user=user, schools=(school,))
    make_share(school, agreed_by=cast.senior_adviser)
    return school


def go_on(case, academy, cast):
    school = School.objects.get(pk=case.school_id)
    school.status, school.closed_on = "Closed", GOES_ON - timedelta(days=1)
    school.save()
    facts = {"why": "It became an academy.", "lead": cast.senior_adviser, "by": cast.senior_adviser}
    new, _, _ = continue_case_at(case, school=academy, **facts)
    return new


@pytest.fixture
def visited(plan, cast):
    with clock.at(date(2026, 11, 26)):
        asked = ["Raise standards in mathematics"]
        return make_visit(cast.school, by=cast.senior_adviser, recommendations=asked, on=VISITED)


def open_of(plan):
    return [row.text for visit in traced(plan.versions.get(status="in_force")) for row in visit.open]


def found(user, name):
    needs = [need for need in NEEDS if need.name == name]
    return [(group.about, each.sentence) for group in find(needs, user) for each in group.findings]


def test_a_visit_that_the_plan_does_not_know_stays_one_at_the_successor(plan, visited, academy, case, cast):
    before = not_revised_since(plan)
    assert before
    with clock.at(GOES_ON):
        new = go_on(case, academy, cast)
        plan.refresh_from_db()
        assert not_revised_since(plan) == before
        assert open_of(plan) == ["Raise standards in mathematics"]
        assert [row.text for row in recommendations_for(plan)] == open_of(plan)
        assert [about for about, _ in found(cast.senior_adviser, "recommendation_unanswered")] == [new]
        # As asked of either school.
        for school in (academy, visited.school):
            assert unanswered(School.objects.filter(pk=school.pk)).count() == 1


def test_whoever_sees_one_of_the_two_schools_finds_what_is_unanswered_there(
    client, visited, academy, case, cast
):
    old_sip, new_sip = make_user("Odile Marsh"), make_user("Nial Frost")
    make_post(Role.SIP, user=old_sip, schools=(visited.school,))
    make_post(Role.SIP, user=new_sip, schools=(academy,))
    with clock.at(GOES_ON):
        new = go_on(case, academy, cast)
        assert [about for about, _ in found(new_sip, "recommendation_unanswered")] == [new]
        assert [about for about, _ in found(old_sip, "recommendation_unanswered")] == [visited.school]
        client.force_login(old_sip)
        for address in ("/", "/needs/"):
            page = client.get(address).content.decode()
            assert "recommendation" in page
            assert str(academy) not in page
            assert new.reference not in page


def test_a_judgement_on_the_successor_goes_before_what_was_asked_of_the_school_before(
    plan, visited, academy, case, cast
):
    with clock.at(GOES_ON):
        go_on(case, academy, cast)
    with clock.at(GOES_ON + timedelta(days=60)):
        on = GOES_ON + timedelta(days=50)
        make_visit(
            academy,
            by=cast.senior_adviser,
            code="full",
            grade="2025-significant-improvement",
            progress=None,
            on=on,
        )
        plan.refresh_from_db()
        assert open_of(plan) == []
        assert not unanswered(School.objects.all()).exists()


def test_a_visit_of_before_that_is_entered_late_revises_the_plan_where_it_is_now(plan, academy, case, cast):
    with clock.at(GOES_ON):
        go_on(case, academy, cast)
        make_visit(cast.school, by=cast.senior_adviser, recommendations=["Check the marking"], on=VISITED)
        draft = plan.versions.get(status="draft")
    assert draft.reasons.get().on == VISITED


def test_what_was_recorded_before_stands_in_the_next_review(plan, visited, academy, case, cast):
    with clock.at(date(2026, 11, 26)):
        piece = make_evidence(case, on=VISITED, circle="school")
        review = plan_review(plan, due_on=date(2027, 2, 23), by=None)
        before = recorded_since(plan, span_of(review), cast.senior_adviser)
    with clock.at(GOES_ON):
        go_on(case, academy, cast)
        review.refresh_from_db()
        review.plan = Plan.objects.get(pk=plan.pk)
        assert recorded_since(review.plan, span_of(review), cast.senior_adviser) == before
        assert {each["heading"] for each in before} >= {"Evidence", "Visits by inspectors"}
        look_at_evidence(review, evidence=[piece], by=cast.sip)
        assert review.looked_at.get().evidence == piece
        other = make_evidence(make_case(cast, school=cast.other_school))
        with pytest.raises(RuleError, match="about this school"):
            look_at_evidence(review, evidence=[other], by=cast.senior_adviser)


@pytest.fixture
def support(plan, cast):
    """Of a National Leader: agreed for an objective, and a day used."""
    provider = make_provider(cast, user=cast.nle)
    facts = {"objective": plan.objectives.first(), "ends_on": date(2027, 2, 12)}
    deployment = make_deployment(cast, provider, **facts)
    agree_support(deployment, by=cast.aht)
    work(deployment, by=cast.aht)
    return deployment


def test_support_that_runs_goes_along_and_is_told(client, support, academy, case, cast):
    unused = make_deployment(cast, support.provider, ends_on=date(2027, 2, 12))
    with clock.at(GOES_ON):
        new = go_on(case, academy, cast)
        unused.refresh_from_db()
        assert (unused.school, unused.case) == (academy, new)
        rest = Deployment.objects.get(school=academy, status="agreed")
        told = CaseEvent.objects.get(kind="support.goes_on", body__deployment=rest.pk)
        assert (told.case_reference, told.body["before"]) == (new.reference, str(case.school))
        assert [line.row for line in school_support(academy, cast.senior_adviser).at_work] == [rest]
        client.force_login(cast.senior_adviser)
        assert "Ruth Calloway" in client.get(f"{new.get_absolute_url()}support/").content.decode()


def test_days_that_were_used_stay_where_they_were(client, support, academy, cast, new_head):
    """The old school keeps and counts what was done, the new one has what is left; together it is whole."""
    case, plan = support.case, support.objective.plan
    with clock.at(GOES_ON):
        new = go_on(case, academy, cast)
        support.refresh_from_db()
        rest = Deployment.objects.get(school=academy)
        assert (support.school, support.case, support.status) == (case.school, case, "ended")
        assert (support.ended_on, support.days_agreed, used_days(support)) == (GOES_ON, 1, 1)
        assert (rest.status, rest.case, rest.objective) == ("agreed", new, support.objective)
        assert (rest.starts_on, rest.ends_on, rest.days_agreed) == (GOES_ON, date(2027, 2, 12), 5)
        assert (rest.asked_by, rest.answered_by) == (support.asked_by, support.answered_by)
        for reader, sees, sees_not in ((new_head, rest, support), (cast.chair, support, rest)):
            client.force_login(reader)
            assert client.get(sees_not.get_absolute_url()).status_code == 404
            shown = "Two lessons taught together" in client.get(sees.get_absolute_url()).content.decode()
            assert shown == (sees == support)
        version = plan.versions.select_related("plan").get(status="in_force")
        shown = days_of_support(content_of(version), cast.senior_adviser)
        assert shown.facts.table == [("Ruth Calloway", "6", "1")]
        assert Dispatch.objects.filter(key=f"support:{rest.pk}:sent:{cast.nle.pk}").exists()


def test_support_goes_along_with_the_change_that_waits_for_the_rest(support, academy, case, cast):
    facts = {"days": Decimal(8), "ends_on": date(2027, 3, 12), "why": "It helps."}
    change_support(support, by=cast.senior_adviser, **facts)
    with clock.at(GOES_ON):
        go_on(case, academy, cast)
    support.refresh_from_db()
    rest = Deployment.objects.get(school=academy)
    assert not support.has_change
    assert (rest.days_agreed, rest.change_days, rest.change_ends_on) == (5, 7, date(2027, 3, 12))


@pytest.mark.parametrize("used", [5, 6])
def test_nothing_goes_along_of_support_that_is_used_up(support, academy, case, cast, used):
    work(support, by=cast.aht, days=Decimal(used))
    with clock.at(GOES_ON):
        go_on(case, academy, cast)
    support.refresh_from_db()
    assert (support.school, support.status, support.days_agreed) == (case.school, "ended", 6)
    assert not Deployment.objects.filter(school=academy).exists()


def test_support_past_its_last_day_stays_to_be_ended_where_it_was(support, academy, case, cast):
    with clock.at(date(2027, 2, 15)):
        go_on(case, academy, cast)
        support.refresh_from_db()
        assert (support.school, support.status) == (case.school, "agreed")
        assert [about for about, _ in found(cast.senior_adviser, "support_without_impact")] == [case]


def test_support_that_is_over_stays_where_it_was_and_still_counts_in_the_plan(
    support, plan, academy, case, cast
):
    over = make_deployment(cast, support.provider, ends_on=date(2027, 2, 12))
    withdraw_support(over, why="Not needed.", by=cast.senior_adviser)
    Deployment.objects.filter(pk=support.pk).update(status="ended", ended_on=VISITED)
    with clock.at(GOES_ON):
        go_on(case, academy, cast)
        for row in (support, over):
            row.refresh_from_db()
            assert row.school == cast.school
        version = plan.versions.select_related("plan").get(status="in_force")
        assert days_of_support(content_of(version), cast.senior_adviser)


def test_support_that_an_older_release_left_behind_follows_once(support, academy, case, cast):
    duty = "support.services.continuing.bring_support_left_behind"
    assert perform_duty(duty) == 0
    with clock.at(GOES_ON):
        new = go_on(case, academy, cast)
        Deployment.objects.filter(school=academy).update(school=case.school, case=case)
        work(Deployment.objects.get(status="agreed"), by=cast.aht)
        assert perform_duty(duty) == 1
        assert perform_duty(duty) == 0
    rest = Deployment.objects.get(school=academy)
    assert (rest.case, rest.status, rest.days_agreed) == (new, "agreed", 4)


# --- Each school reads its own past


@pytest.fixture
def new_head(academy):
    """The head of the academy, who was nothing at the school before."""
    head = make_user("Petra Vance")
    make_post(Role.HEADTEACHER, user=head, schools=(academy,))
    return head


@pytest.fixture
def review(plan, case, visited, support, cast):
    """A review to come; evidence, an action and days of support were shared with the school before."""
    with clock.at(date(2026, 11, 26)):
        make_evidence(case, on=VISITED, source="SIP note of the old school")
        action = make_action(case, what="An action of the old school")
        complete_action(action, outcome="It stands.", by=cast.head)
        work(support, by=cast.aht)
        return plan_review(plan, due_on=date(2027, 2, 23), by=None)


def decided(review, cast):
    """Held without a judgement, and decided: what was recorded since is kept."""
    Review.objects.filter(pk=review.pk).update(status=Review.Status.DONE, held_on=clock.today())
    held = Review.objects.get(pk=review.pk)
    facts = {"follows": Review.Outcome.ON_TRACK, "outcome": "It holds.", "criteria_met": False}
    return decide_review(held, by=cast.senior_adviser, **facts)


def said(record):
    """Every line, by its heading."""
    return {each["heading"]: " ".join(each["lines"]) for each in record}


OF_BOTH = {"Actions done", "Evidence", "Days of support used", "Visits by inspectors"}


def test_what_is_kept_of_a_review_at_the_successor_tells_nothing_of_the_school_before(
    client, review, academy, cast, new_head
):
    with clock.at(GOES_ON + timedelta(days=30)):
        new = go_on(review.plan.case, academy, cast)
        make_evidence(new, source="SIP note of the academy")
        kept = said(decided(review, cast).record)
        assert OF_BOTH & set(kept) == {"Evidence"}
        assert "of the academy" in kept["Evidence"]
        client.force_login(new_head)
        page = client.get(review.get_absolute_url()).content.decode()
        assert "SIP note of the academy" in page
        assert "old school" not in page


def test_what_is_kept_of_a_review_at_the_school_before_is_what_that_school_reads(client, review, cast):
    with clock.at(date(2026, 11, 27)):
        assert set(said(decided(review, cast).record)) >= OF_BOTH
        client.force_login(cast.chair)
        assert "SIP note of the old school" in client.get(review.get_absolute_url()).content.decode()


def test_what_was_kept_at_the_school_before_is_read_by_who_can_see_that_school(
    client, review, academy, cast, new_head
):
    with clock.at(date(2026, 11, 27)):
        decided(review, cast)
    with clock.at(GOES_ON):
        go_on(review.plan.case, academy, cast)
        for reader, reads in ((new_head, False), (cast.senior_adviser, True), (cast.head, True)):
            client.force_login(reader)
            page = client.get(review.get_absolute_url()).content.decode()
            assert ("SIP note of the old school" in page) == reads, reader
            assert ("is read by those who can see that school here" in page) != reads, reader


def test_a_review_to_come_shows_each_reader_what_they_may_read(review, academy, cast, new_head):
    with clock.at(GOES_ON):
        go_on(review.plan.case, academy, cast)
        now = Review.objects.get(pk=review.pk)
        assert set(said(recorded_since(now.plan, span_of(now), cast.senior_adviser))) >= OF_BOTH
        assert "Evidence" not in said(recorded_since(now.plan, span_of(now), new_head))
        assert not Evidence.objects.visible_to(new_head).exists()
        assert Evidence.objects.visible_to(cast.chair).exists()
        assert not Plan.objects.visible_to(cast.chair).exists()


CONFERRED = {"Who came to conferences", "Decisions of conferences"}


def test_a_conference_of_before_is_told_only_to_those_who_see_it(meeting, plan, academy, cast, new_head):
    hold(meeting, cast)
    with clock.at(date(2027, 1, 11)):
        review = plan_review(plan, due_on=date(2027, 2, 23), by=None)
        assert set(said(recorded_since(plan, span_of(review), cast.chair))) >= CONFERRED
        go_on(meeting.case, academy, cast)
        now = Review.objects.get(pk=review.pk)
        told = {
            reader: CONFERRED & set(said(recorded_since(now.plan, span_of(now), reader)))
            for reader in (cast.senior_adviser, cast.chair, new_head, AS_SCHOOL)
        }
    assert told == {cast.senior_adviser: CONFERRED, cast.chair: CONFERRED, new_head: set(), AS_SCHOOL: set()}
