"""A school becomes an academy: its case goes on under the new number."""

from datetime import date

import pytest
from django.urls import reverse

from concern_cases.models import Cadence, CaseEvent, ConcernCase
from meetings.models import Meeting
from people.roles import Role
from people.services.grants import derive_grants
from record.errors import RuleError
from schools.models import Succession
from tests.concern_cases.makers import make_action, make_plan
from tests.factories import make_post, make_school, make_share
from workflows import engine
from workflows.services.cases import continue_case_at

WHY = "It became an academy on 1 September."


@pytest.fixture
def academy(cast, case):
    """Fernhallow's successor, with a head and a chair, shared with the diocese."""
    old = cast.school
    old.status, old.closed_on = "Closed", date(2026, 8, 31)
    old.save()
    school = make_school(diocese=cast.corvesham, name="Fernhallow St Wystan’s Academy")
    Succession.objects.create(predecessor=old, successor=school, on=date(2026, 9, 1), kind="Successor")
    make_post(Role.HEADTEACHER, user=cast.head, schools=(school,))
    make_share(school, agreed_by=cast.senior_adviser)
    return school


def go_on(case, academy, cast, **facts):
    facts = {"why": WHY, "lead": cast.senior_adviser, "by": cast.senior_adviser, **facts}
    return continue_case_at(case, school=academy, **facts)


def test_the_case_goes_on_with_its_concerns_risk_cadence_and_actions(case, academy, cast):
    action = make_action(case)
    new, _, _ = go_on(case, academy, cast)
    action.refresh_from_db()
    case.refresh_from_db()
    assert (new.school, new.continues, new.cadence) == (academy, case, case.cadence)
    assert (action.case, action.school) == (new, academy)
    assert new.concerns.get().text == case.concerns.get().text
    assert not case.is_open


def test_an_interval_of_nobodys_choice_follows_the_risk_at_the_successor(case, academy, cast):
    case.cadence = Cadence.objects.get(code="termly")  # left over from another risk
    case.save()
    new, _, _ = go_on(case, academy, cast)
    assert (new.cadence.code, new.cadence_why) == ("every-3-months", "")


def test_where_the_risk_proposes_no_interval_that_of_before_goes_on(case, academy, cast):
    Cadence.objects.update(for_risk="")
    new, _, _ = go_on(case, academy, cast)
    assert (new.cadence, new.cadence_why) == (case.cadence, f"As before, at {cast.school}.")


def test_what_happened_stays_where_it_was(case, academy, cast):
    before = CaseEvent.objects.filter(case_reference=case.reference).count()
    go_on(case, academy, cast)
    assert CaseEvent.objects.filter(case_reference=case.reference, urn=cast.school.urn).count() > before


def test_the_plan_goes_on(case, academy, cast):
    plan = make_plan(case)
    new, _, _ = go_on(case, academy, cast)
    plan.refresh_from_db()
    assert (plan.school, plan.case) == (academy, new)


def test_a_conference_to_come_is_called_anew_with_the_people_of_the_new_school(meeting, case, academy, cast):
    new, called, refused = go_on(case, academy, cast)
    meeting.refresh_from_db()
    assert refused == []
    assert meeting.status == Meeting.Status.CANCELLED
    again = called[0]
    assert (again.school, again.case, again.starts_at) == (academy, new, meeting.starts_at)
    invited = {invitee.user for invitee in again.invitees.all()}
    assert {cast.head, cast.diocesan_officer} <= invited
    assert cast.chair not in invited  # a post at the old school opens nothing at the new one
    assert engine.open_card(again, "collect_papers")


def test_a_conference_that_cannot_be_called_anew_says_why(meeting, case, academy, cast):
    academy.shares.all().delete()
    derive_grants()
    new, called, refused = go_on(case, academy, cast)
    assert called == []
    assert "Share the school with the Diocese of Corvesham" in refused[0]
    assert new.is_open


def test_another_school_than_the_register_names_is_refused_and_nothing_is_done(case, academy, cast):
    with pytest.raises(RuleError) as refused:
        go_on(case, cast.other_school, cast)
    assert refused.value.field == "school"
    case.refresh_from_db()
    assert case.is_open


def test_the_page_names_the_successor_and_goes_on(client, meeting, case, academy, cast):
    client.force_login(cast.senior_adviser)
    address = reverse("tasks:continue_case", args=[case.reference])
    assert address in client.get(case.get_absolute_url()).content.decode()
    page = client.get(address)
    assert "Fernhallow St Wystan’s Academy" in page.content.decode()
    sent = {
        "form_key": page.context["form"]["form_key"].value(),
        "school": academy.pk,
        "why": WHY,
        "lead": cast.senior_adviser.pk,
    }
    client.post(address, sent)
    client.post(address, sent)
    new = ConcernCase.objects.get(school=academy)
    assert new.continues == case


def test_without_a_successor_the_page_says_so(client, case, cast):
    client.force_login(cast.senior_adviser)
    page = client.get(reverse("tasks:continue_case", args=[case.reference])).content.decode()
    assert "names no open school" in page
    assert (
        reverse("tasks:continue_case", args=[case.reference])
        not in client.get(case.get_absolute_url()).content.decode()
    )
