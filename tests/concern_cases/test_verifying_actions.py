"""Done with evidence, seen by somebody else, or opened again."""

import pytest

from concern_cases.models import Action, CaseEvent, Evidence
from concern_cases.services.actions import complete_action, reopen_action, verify_action
from record.errors import AlreadyDone, RuleError
from tests.concern_cases.makers import days, make_action, make_evidence, sent_file


@pytest.fixture
def done(cast, case):
    return complete_action(make_action(case, owner=cast.head), outcome="Nine were made.", by=cast.head)


def test_files_that_show_it_become_evidence_in_the_circle_of_the_action(cast, case):
    action = make_action(case, owner=cast.aht, circle="la_and_diocese")
    complete_action(action, outcome="Nine were made.", files=[sent_file()], by=cast.aht)
    evidence = Evidence.objects.get(actions=action)
    assert (evidence.circle, evidence.files.get().name) == ("la_and_diocese", "note.pdf")


def test_evidence_that_is_here_already_can_show_it(cast, case):
    evidence = make_evidence(case)
    action = complete_action(make_action(case), outcome="Done.", evidence=evidence, by=cast.senior_adviser)
    assert action.evidence == evidence
    assert CaseEvent.objects.latest("position").body["evidence"] == evidence.source


def test_evidence_for_fewer_readers_is_not_named_to_the_readers_of_the_action(cast, case):
    evidence = make_evidence(case, circle="la", source="Telephone call of the diocese")
    complete_action(make_action(case), outcome="Done.", evidence=evidence, by=cast.senior_adviser)
    assert CaseEvent.objects.latest("position").body["evidence"] == ""


def test_evidence_and_files_together_are_refused(cast, case):
    with pytest.raises(RuleError) as refused:
        complete_action(
            make_action(case),
            outcome="Done.",
            evidence=make_evidence(case),
            files=[sent_file()],
            by=cast.senior_adviser,
        )
    assert refused.value.field == "files"


def test_somebody_else_verifies_a_done_action(cast, done):
    verify_action(done, by=cast.senior_adviser)
    assert Action.objects.get(pk=done.pk).verified_by == cast.senior_adviser
    assert CaseEvent.objects.latest("position").kind == "actions.verified"


def test_nobody_verifies_the_own_action(cast, case):
    action = complete_action(
        make_action(case, owner=cast.senior_adviser), outcome="Done.", by=cast.senior_adviser
    )
    with pytest.raises(RuleError, match="Somebody else"):
        verify_action(action, by=cast.senior_adviser)


def test_an_action_is_verified_once_and_then_stays_done(cast, done):
    verify_action(done, by=cast.senior_adviser)
    with pytest.raises(AlreadyDone, match="has verified"):
        verify_action(done, by=cast.head_of_improvement)
    with pytest.raises(AlreadyDone):
        reopen_action(done, due_on=days(9), why="Two are missing.", by=cast.senior_adviser)


def test_an_open_action_is_not_verified(cast, case):
    with pytest.raises(AlreadyDone, match="is open"):
        verify_action(make_action(case), by=cast.senior_adviser)


def test_what_was_not_done_as_agreed_is_open_again_and_says_why(cast, done):
    reopen_action(done, due_on=days(9), why="Two are missing.", by=cast.senior_adviser)
    assert (done.status, done.done_on, done.due_on, done.redated_count) == ("open", None, days(9), 1)
    assert CaseEvent.objects.latest("position").body["why"] == "Two are missing."


def test_opening_again_needs_a_reason_and_a_day_to_come(cast, done):
    for facts, field in (
        ({"why": " ", "due_on": days(3)}, "why"),
        ({"why": "w", "due_on": days(-1)}, "due_on"),
    ):
        with pytest.raises(RuleError) as refused:
            reopen_action(done, **facts, by=cast.senior_adviser)
        assert refused.value.field == field


def test_the_page_offers_to_verify_to_the_chair_of_conferences_alone(client, cast, case, done):
    address = f"/cases/{case.reference}/actions/{done.pk}/verify/"
    client.force_login(cast.senior_adviser)
    assert address in client.get(f"/cases/{case.reference}/actions/").content.decode()
    client.force_login(cast.clerk)
    assert address not in client.get(f"/cases/{case.reference}/actions/").content.decode()


def test_the_responsible_person_completes_with_a_file_on_the_page(client, cast, case):
    action = make_action(case, owner=cast.head)
    client.force_login(cast.head)
    address = f"/cases/{case.reference}/actions/{action.pk}/complete/"
    key = client.get(address).context["form"]["form_key"].value()
    sent = {"form_key": key, "outcome": "Nine were made.", "files": sent_file()}
    assert client.post(address, sent).status_code == 302
    assert Evidence.objects.get(actions=action).files.count() == 1
