"""One test for each promise that the database itself keeps."""

import pytest
from django.db import IntegrityError, transaction

from concern_cases.models import (
    Action,
    Cadence,
    CaseEvent,
    Concern,
    ConcernCase,
    EvidenceFile,
    ReferenceCounter,
    Submission,
)
from record import clock
from tests.concern_cases.makers import area, days, make_action, make_evidence, sent_file


@pytest.fixture
def refused():
    def refuse(constraint, make):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            make()

    return refuse


def bare_case(cast, **facts):
    facts = {
        "reference": "SOC-2020-0001",
        "school": cast.school,
        "why": "Why",
        "lead": cast.senior_adviser,
        "cadence": Cadence.objects.first(),
        "opened_on": clock.today(),
        "opened_by": cast.senior_adviser,
    } | facts
    return ConcernCase.objects.create(**facts)


def test_one_open_case_per_school(cast, case, refused):
    refused("school_id|one_open_case_per_school", lambda: bare_case(cast))


def test_a_reference_is_given_once(cast, case, refused):
    refused("reference", lambda: bare_case(cast, school=cast.other_school, reference=case.reference))


def test_closed_on_and_by_follow_status(cast, refused):
    for facts in (
        {"status": "closed"},
        {"status": "closed", "closed_on": clock.today()},
        {"closed_on": clock.today(), "closed_by": cast.director},
    ):
        refused("closed_on_and_by_follow_status", lambda facts=facts: bare_case(cast, **facts))


def test_a_concern_was_discussed_or_says_why_not(case, refused):
    for facts in (
        {},
        {"discussed_on": clock.today()},
        {"discussed_with": "David Lorimer"},
        {"discussed_on": clock.today(), "not_discussed_why": "Ill"},
    ):
        refused(
            "a_concern_was_discussed_or_says_why_not",
            lambda facts=facts: Concern.objects.create(case=case, area=area(), text="T", source="S", **facts),
        )


def test_one_file_per_name_and_version(case, refused):
    row = make_evidence(case, files=[sent_file()]).files.get()

    def again():
        EvidenceFile.objects.create(
            evidence=row.evidence, name=row.name, version=1, size=1, sha256="0", added_by=case.lead
        )

    refused("one_file_per_name_and_version|version", again)


def test_an_action_has_done_on_when_done(case, refused):
    action = make_action(case)

    def save(**facts):
        for name, fact in facts.items():
            setattr(action, name, fact)
        action.save()

    refused("an_action_has_done_on_when_done", lambda: save(status=Action.Status.DONE))
    refused("an_action_has_done_on_when_done", lambda: save(status="open", done_on=days(0)))


def test_one_counter_per_year(case, refused):
    refused("year", lambda: ReferenceCounter.objects.create(year=clock.today().year))


def test_a_cadence_has_a_code_of_its_own(db, refused):
    refused("code", lambda: Cadence.objects.create(code="monthly", name="N", every=1, unit="months"))


def test_one_event_per_place_in_a_chain(case, refused):
    event = CaseEvent.objects.first()
    event.pk = None
    refused("one_row_per_place|position", lambda: event.save(force_insert=True))


def test_a_form_has_its_effect_once(cast, refused):
    Submission.objects.create(user=cast.sip, key="k")
    Submission.objects.create(user=cast.head, key="k")
    refused("a_form_has_its_effect_once|key", lambda: Submission.objects.create(user=cast.sip, key="k"))
