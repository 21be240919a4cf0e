"""The LA's statement of action: when it is due, to whom it goes, and when it was sent."""

from datetime import date

import pytest

from concern_cases.models import CaseEvent, PlanRules, StatementOfAction
from concern_cases.services.statement_law import Recipient, missing_in_law, proposed_recipients
from concern_cases.services.statements import send_statement, write_statement
from concern_cases.services.visits import correct_visit
from evaluation.models import InspectionGrade
from record import clock
from record.errors import AlreadyDone, RuleError
from schools.models import TermDates
from tests.concern_cases.makers import make_case, make_inadequate, make_visit, sent_file, visit_facts
from tests.factories import make_school

TODAY = date(2026, 11, 23)
SPRING_2010 = date(2010, 3, 26)


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def case(cast):
    return make_case(cast)


@pytest.fixture
def statement(case, cast):
    make_inadequate(cast.school, by=cast.sip)
    statement = StatementOfAction.objects.get()
    statement.parents = "A letter and a meeting at the school."
    statement.save()
    return statement


def inadequate_in_2010(cast):
    with clock.at(SPRING_2010):
        make_inadequate(
            cast.school,
            by=cast.sip,
            on=date(2010, 3, 2),
            grade="2009-special-measures",
            report_on=date(2010, 3, 25),
        )
    return StatementOfAction.objects.get()


def everybody(statement, how="E-mail"):
    return {row.pk: how for row in statement.recipients.all()}


def test_it_is_due_ten_working_days_after_the_report_came(cast):
    statement = inadequate_in_2010(cast)
    assert (statement.due_on, statement.rule, statement.days) == (date(2010, 4, 12), "inspection", 10)
    assert (date(2010, 4, 2), "Good Friday") in statement.left_out


def test_a_school_holiday_longer_than_a_week_is_left_out(cast):
    terms = [(date(2010, 2, 22), date(2010, 4, 1)), (date(2010, 4, 17), date(2010, 5, 28))]
    for number, (first, last) in enumerate(terms, start=4):
        facts = {"year": 2009, "half_term": number, "long_term": "spring"}
        TermDates.objects.create(la=cast.la, first_day=first, last_day=last, **facts)
    assert inadequate_in_2010(cast).due_on == date(2010, 4, 23)


def test_the_number_of_days_is_a_setting_of_the_authority(cast):
    PlanRules.objects.create(la=cast.la, statement_days=5)
    make_inadequate(cast.school, by=cast.sip)
    assert StatementOfAction.objects.get().due_on == TODAY


@pytest.mark.parametrize(
    "facts", [{"report_on": None}, {"grade": "2025-no-category"}, {"grade": None, "code": "monitoring"}]
)
def test_none_is_due_without_an_inadequate_report(cast, facts):
    make_inadequate(cast.school, by=cast.sip, **facts)
    assert not StatementOfAction.objects.exists()


def test_an_academys_proprietor_writes_the_statement(cast):
    academy = make_school(type_code="34", type_group_code="10", type_group_name="Academies")
    make_inadequate(academy, by=cast.senior_adviser)
    assert not StatementOfAction.objects.exists()


def test_it_is_due_once_the_report_comes(case, cast):
    visit = make_inadequate(cast.school, by=cast.sip, report_on=None)
    facts = {"code": "full", "on": visit.on, "grade": "2025-significant-improvement"}
    correct_visit(
        visit, facts=visit_facts(report_on=date(2026, 11, 20), **facts), why="The report came", by=cast.sip
    )
    assert StatementOfAction.objects.get().due_on == date(2026, 12, 4)


def test_its_date_is_an_action_of_the_lead(statement, case):
    action = statement.action
    assert (action.owner, action.due_on, action.rule) == (case.lead, statement.due_on, "inspection")
    assert action.circle == "la"


def test_a_report_entered_late_has_a_date_that_has_passed(case, cast):
    make_inadequate(cast.school, by=cast.sip, on=date(2026, 9, 1), report_on=date(2026, 9, 14))
    assert StatementOfAction.objects.get().action.due_on == date(2026, 9, 28)


def test_recipients_are_proposed(statement, cast):
    names = [row.name for row in statement.recipients.all()]
    assert names == [
        "His Majesty’s Chief Inspector (Ofsted)",
        "Mr David Lorimer",
        "Susan Hallett",
        "Diocese of Corvesham",
        "The Secretary of State for Education",
    ]


@pytest.fixture
def aided(cast):
    """The statement about a voluntary aided school without a diocese."""
    school = make_school(type_code="02", type_group_code="4", diocese=None)
    make_inadequate(school, by=cast.senior_adviser)
    return StatementOfAction.objects.get(inspection__school=school)


def test_whoever_appoints_the_foundation_governors_is_proposed_at_a_voluntary_aided_school(aided, cast):
    assert [row.named_as for row in aided.recipients.all() if row.named_as] == ["hmci", "appointer"]
    assert [each.named_as for each in proposed_recipients(cast.school) if each.named_as] == ["hmci"]


def test_sending_it_without_what_the_act_asks_for_needs_a_second_thought(aided, cast):
    facts = {"on": TODAY, "by": cast.senior_adviser}
    write_statement(aided, text="We shall …", recipients=[Recipient("The head")], by=cast.senior_adviser)
    with pytest.raises(RuleError) as refused:
        send_statement(aided, given=everybody(aided), **facts)
    assert refused.value.field == "despite"
    for words in ("registered parents", "Chief Inspector", "appoints the foundation governors"):
        assert words in str(refused.value)
    send_statement(aided, given=everybody(aided), despite=True, **facts)
    assert aided.sent_on == TODAY


def test_one_that_has_all_that_the_act_asks_for_is_sent_at_once(aided, cast):
    by = cast.senior_adviser
    named = [Recipient("HMCI", named_as="hmci"), Recipient("The bishop", named_as="appointer")]
    write_statement(aided, text="We shall …", parents="A meeting.", recipients=named, by=by)
    assert missing_in_law(aided) == []
    send_statement(aided, on=TODAY, given=everybody(aided), by=by)


def test_a_corrected_report_date_counts_anew(statement, case, cast):
    visit, before = statement.inspection, statement.action
    facts = {"code": "full", "on": visit.on, "grade": visit.grade, "report_on": date(2026, 11, 18)}
    correct_visit(visit, facts=visit_facts(**facts), why="Received on the 18th", by=cast.sip)
    statement.refresh_from_db()
    before.refresh_from_db()
    assert statement.due_on == statement.action.due_on == date(2026, 12, 2)
    assert before.status == "dropped"


def test_a_corrected_judgement_takes_the_statement_away(statement, case, cast):
    visit, action = statement.inspection, statement.action
    grade = InspectionGrade.objects.get(code="2025-no-category")
    facts = {"code": "full", "on": visit.on, "grade": grade, "report_on": visit.report_on}
    correct_visit(visit, facts=visit_facts(**facts), why="Read again", by=cast.sip)
    assert not StatementOfAction.objects.exists()
    action.refresh_from_db()
    assert action.status == "dropped"


def test_a_correction_of_something_else_leaves_it(statement, cast):
    visit = statement.inspection
    facts = {"code": "full", "on": visit.on, "grade": visit.grade, "report_on": visit.report_on}
    correct_visit(visit, facts=visit_facts(summary="In short", **facts), why="Added", by=cast.sip)
    assert CaseEvent.objects.filter(kind="statements.due").count() == 1


def test_it_is_written_and_its_recipients_are_changed(statement, case):
    wanted = [Recipient("Susan Hallett", "Chair"), Recipient("Ofsted")]
    write_statement(statement, text="We shall …", recipients=wanted, by=case.lead)
    assert set(statement.recipients.values_list("name", "why")) == {
        ("Susan Hallett", "Chair"),
        ("Ofsted", ""),
    }


def test_a_statement_to_nobody_is_refused(statement, case):
    with pytest.raises(RuleError) as refused:
        write_statement(statement, text="We shall …", recipients=[Recipient(" ")], by=case.lead)
    assert refused.value.field == "recipients"


def test_a_case_that_is_opened_afterwards_takes_it_up(cast):
    make_inadequate(cast.school, by=cast.sip)
    statement = StatementOfAction.objects.get()
    assert statement.action is None
    case = make_case(cast)
    write_statement(statement, text="We shall …", recipients=[Recipient("Ofsted")], by=case.lead)
    assert (statement.case, statement.action.owner) == (case, case.lead)


def test_it_is_sent_on_a_day_to_each_in_a_way(statement, case):
    statement.text = "We shall …"
    statement.save()
    send_statement(statement, on=TODAY, given=everybody(statement), by=case.lead)
    statement.refresh_from_db()
    assert (statement.sent_on, statement.sent_by) == (TODAY, case.lead)
    assert {(row.given_on, row.how) for row in statement.recipients.all()} == {(TODAY, "E-mail")}
    statement.action.refresh_from_db()
    assert statement.action.status == "done"
    assert CaseEvent.objects.get(kind="statements.sent").circle == "school"


def test_somebody_may_get_it_later_and_nobody_twice(statement, case):
    statement.text = "We shall …"
    statement.save()
    first, second, *_ = statement.recipients.all()
    send_statement(statement, on=date(2026, 11, 20), given={first.pk: "E-mail"}, by=case.lead)
    send_statement(statement, on=TODAY, given={second.pk: "By hand"}, by=case.lead)
    statement.refresh_from_db()
    assert statement.sent_on == date(2026, 11, 20)
    with pytest.raises(AlreadyDone):
        send_statement(statement, on=TODAY, given={second.pk: "By hand"}, by=case.lead)


def test_its_file_is_kept_as_evidence_that_the_school_reads(statement, case):
    send_statement(statement, on=TODAY, given=everybody(statement), files=[sent_file()], by=case.lead)
    statement.refresh_from_db()
    assert (statement.file.case, statement.file.circle) == (case, "school")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"on": date(2026, 11, 24)}, "on"),
        ({"on": date(2026, 11, 13)}, "on"),
        ({"given": {}}, None),
        ({"text": ""}, "files"),
    ],
)
def test_what_cannot_have_been_sent_is_refused(statement, case, facts, field):
    statement.text = facts.pop("text", "We shall …")
    statement.save()
    facts = {"on": TODAY, "given": everybody(statement), **facts}
    with pytest.raises(RuleError) as refused:
        send_statement(statement, **facts, by=case.lead)
    assert refused.value.field == field


def test_one_that_was_sent_changes_no_more(statement, case, cast):
    statement.text = "We shall …"
    statement.save()
    send_statement(statement, on=TODAY, given=everybody(statement), by=case.lead)
    with pytest.raises(AlreadyDone):
        write_statement(statement, text="We shall not", recipients=[Recipient("Ofsted")], by=case.lead)
    visit = statement.inspection
    correct_visit(visit, facts=visit_facts(code="full", on=visit.on), why="Read again", by=cast.sip)
    statement.refresh_from_db()
    assert statement.sent_on == TODAY


def test_until_it_is_sent_the_la_alone_sees_it(statement, case, cast):
    seen = StatementOfAction.objects.visible_to
    assert seen(cast.sip).exists()
    for outside in (cast.head, cast.chair, cast.diocesan_officer, cast.aht, cast.other_chair):
        assert not seen(outside).exists()
    send_statement(statement, on=TODAY, given=everybody(statement), files=[sent_file()], by=case.lead)
    assert seen(cast.head).exists()
    assert not seen(cast.other_chair).exists()


def test_a_visit_of_another_kind_leaves_no_statement(cast):
    make_visit(cast.school, by=cast.sip)
    assert not StatementOfAction.objects.exists()
