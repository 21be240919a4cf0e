"""A plan's spreadsheet goes into the draft as a whole, or not at all."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from concern_cases.models import PlanVersion
from concern_cases.services.plans import ask_for_revision
from record.errors import AlreadyDone, RuleError
from record.tables import read_tables
from tests.concern_cases.makers import make_plan
from tests.workflows.conftest import MONDAY
from workflows.plans.sheet import import_plan
from workflows.plans.sheet_columns import COLUMNS
from workflows.plans.sheet_views import EXAMPLES

CSV = (
    "row,id,objective,area,title,by,what,due_on,who\n"
    "objective,A,,Governance,Governors hold the school to account,2027-07-16,,,\n"
    "action,,A,,,,Training for all governors,29/01/2027,The clerk\n"
    "milestone,,A,,,,Half of them trained,2027-01-15,\n"
    "action,,1,,,,Joint lessons,2027-02-01,The NLE\n"
)


CSV_OF_CRITERIA = (
    "row,id,objective,area,title,by,what,from,to,source\n"
    "objective,A,,Governance,Governors hold the school to account,2027-07-16,,,,\n"
    "criterion,,A,,,2027-03-26,Visits by governors,3 of 9,9 of 9,The minutes\n"
    "criterion,,A,,,,Questions on record,,In every meeting,\n"
    "criterion,,1,,,,Books seen,40 %,90 %,Work seen\n"
)


@pytest.fixture
def draft(case) -> PlanVersion:
    plan = make_plan(case)
    return ask_for_revision(plan, kind="text", why="It was asked for", on=MONDAY, key="visit:1", by=None)


def bring(draft, cast, text=CSV, **facts):
    return import_plan(read_tables(text.encode()), draft, by=cast.aht, **facts)


def steps(count):
    return "".join(f"action,,A,,,,Step {number},2027-02-01,\n" for number in range(count))


def book(rows) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for name, lines in rows.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(line)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def test_objectives_actions_and_milestones_are_added_to_the_draft(draft, cast):
    report = bring(draft, cast)
    assert (report.done, report.added("objectives"), report.added("actions"), report.added("milestones")) == (
        True,
        1,
        2,
        1,
    )
    first, second = draft.texts.all()
    assert second.title == "Governors hold the school to account"
    assert [row.due_on for row in second.actions.all()] == [date(2027, 1, 29)]
    assert second.milestones.get().what == "Half of them trained"
    assert first.actions.get().who == "The NLE"


def test_the_same_file_again_does_nothing(draft, cast):
    bring(draft, cast)
    again = bring(draft, cast)
    assert (again.known, again.added("objectives") + again.added("actions") + again.added("milestones")) == (
        4,
        0,
    )
    assert draft.texts.count() == 2


def test_a_line_that_says_something_else_changes_the_draft_and_it_is_told_word_by_word(draft, cast):
    bring(draft, cast)
    other = (
        "row,id,objective,area,title,by,baseline,what,due_on,who\n"
        "objective,A,,Governance,Governors hold the school to account,2027-06-30,Two posts are empty,,,\n"
        "action,,A,,,,,Training for all governors,29/01/2027,The chair\n"
        "action,,1,,,,,Joint lessons,2027-03-05,The NLE\n"
        "milestone,,A,,,,,Half of them trained,2027-01-15,\n"
    )
    report = bring(draft, cast, other)
    assert [one.what for one in report.outcomes] == ["changed", "changed", "changed", "known"]
    assert "By when, “16 July 2027” becomes “30 June 2027”" in report.outcomes[0].words
    assert "Where the school begins, “Two posts are empty” is added" in report.outcomes[0].words
    assert "The clerk, by 29 January 2027” becomes “Training for all governors, The chair" in (
        report.outcomes[1].words
    )
    first, second = draft.texts.all()
    assert (second.baseline, second.by) == ("Two posts are empty", date(2027, 6, 30))
    assert second.actions.get().who == "The chair"
    assert first.actions.get().due_on == date(2027, 3, 5)


def test_an_objective_has_as_many_criteria_as_the_file_says(draft, cast):
    report = bring(draft, cast, CSV_OF_CRITERIA)
    assert [(one.kind, one.what) for one in report.outcomes][1:] == [("criteria", "added")] * 3
    first, second = draft.texts.all()
    assert [(row.what, row.baseline, row.target, row.by, row.source) for row in second.criteria.all()] == [
        ("Visits by governors", "3 of 9", "9 of 9", date(2027, 3, 26), "The minutes"),
        ("Questions on record", "", "In every meeting", None, ""),
    ]
    assert [row.what for row in first.criteria.all()] == ["Lessons seen by the SIP", "Books seen"]
    again = bring(draft, cast, CSV_OF_CRITERIA)
    assert {one.what for one in again.outcomes} == {"known"}
    other = (
        "row,objective,what,from,to,by,source\n"
        "criterion,2,Visits by governors,,8 of 9,,\n"
        "criterion,2,Questions on record,,,,\n"
    )
    report = bring(draft, cast, other)
    assert [one.what for one in report.outcomes] == ["changed", "known"]
    assert "from 3 of 9 to 9 of 9, by 26 March 2027" in report.outcomes[0].words
    assert [row.target for row in second.criteria.all()] == ["8 of 9", "In every meeting"]


TWICE = (
    "row,objective,what,by,from,to\n"
    "criterion,1,Attendance,2027-01-15,91 %,93 %\n"
    "criterion,1,Attendance,2027-03-12,91 %,95 %\n"
)


def attendance(draft) -> list[tuple[str, str]]:
    rows = draft.texts.get(objective__number=1).criteria.filter(what="Attendance")
    return [(f"{row.by:%b}", row.target) for row in rows]


def test_two_criteria_of_the_same_words_are_told_apart_by_their_days(draft, cast):
    for what in ("added", "known"):
        assert {one.what for one in bring(draft, cast, TWICE).outcomes} == {what}
    assert attendance(draft) == [("Jan", "93 %"), ("Mar", "95 %")]
    report = bring(draft, cast, TWICE.replace("95 %", "96 %"))
    assert [one.what for one in report.outcomes] == ["known", "changed"]
    assert attendance(draft) == [("Jan", "93 %"), ("Mar", "96 %")]


def test_of_as_many_lines_as_criteria_one_with_another_day_is_the_next_of_them(draft, cast):
    bring(draft, cast, TWICE)
    report = bring(draft, cast, TWICE.replace("2027-01-15", "2027-02-12"))
    assert [one.what for one in report.outcomes] == ["changed", "known"]
    assert attendance(draft) == [("Feb", "93 %"), ("Mar", "95 %")]


def test_a_line_without_a_day_among_several_criteria_of_its_words_is_asked_for_it(draft, cast):
    bring(draft, cast, TWICE)
    only = "row,objective,what,by,from,to\ncriterion,1,Attendance,,91 %,97 %\n"
    [refused] = bring(draft, cast, only).refused
    assert (refused.column, refused.words) == ("by", "Several criteria have these words: say by when")


def test_every_bad_criterion_is_reported_with_its_column(draft, cast):
    bad = (
        "row,id,objective,area,title,by,what,from,to,source\n"
        "objective,A,,Cookery,Cooking,2027-07-16,,,,\n"
        "criterion,,A,,,,Meals,1,2,\n"
        "criterion,,Z,,,,Visits,1,2,\n"
        "criterion,,1,,,2031-01-01,Visits,1,2,\n"
        "criterion,,1,,,soon,Visits,1,2,\n"
        "criterion,,1,,,,,1,2,\n"
        f"criterion,,1,,,,Visits,{'x' * 301},2,\n"
        "criterion,,1,,,,Books,1,2,\n"
        "criterion,,1,,,,books,1,3,\n"
    )
    report = bring(draft, cast, bad)
    assert [(one.where, one.what, one.column) for one in report.outcomes] == [
        ("line 2", "refused", "area"),
        ("line 3", "waits", ""),
        ("line 4", "refused", "objective"),
        ("line 5", "refused", "by"),
        ("line 6", "refused", "by"),
        ("line 7", "refused", "what"),
        ("line 8", "refused", "from"),
        ("line 9", "added", ""),
        ("line 10", "refused", ""),
    ]
    assert draft.texts.get().criteria.count() == 1


OLD_HEAD = "row,id,area,title,baseline,criterion,target,by,source\n"
OLD = OLD_HEAD + "objective,A,Governance,Governors ask,1 of 9,Visits,9 of 9,2027-07-16,The minutes\n"


def test_a_file_of_before_with_one_criterion_on_the_line_of_its_objective_is_still_read(draft, cast):
    assert bring(draft, cast, OLD).done
    text = draft.texts.get(objective__number=2)
    criterion = text.criteria.get()
    assert (criterion.what, criterion.baseline, criterion.target, criterion.source, text.baseline) == (
        "Visits",
        "1 of 9",
        "9 of 9",
        "The minutes",
        "",
    )
    assert {one.what for one in bring(draft, cast, OLD).outcomes} == {"known"}
    report = bring(draft, cast, OLD.replace("9 of 9", "8 of 9").replace("Visits", "Visits by each"))
    assert [one.what for one in report.outcomes] == ["changed"]
    assert [(row.key, row.what, row.target) for row in text.criteria.all()] == [
        (criterion.key, "Visits by each", "8 of 9")
    ]


def test_a_file_of_before_says_nothing_of_several_criteria_and_none_without_words(draft, cast):
    bring(draft, cast, OLD)
    bring(draft, cast, "row,objective,what,to\ncriterion,2,Questions,In every meeting\n")
    without_words = "objective,B,Governance,Clerking,,,100 %,2027-07-16,\n"
    report = bring(draft, cast, OLD.replace("9 of 9", "8 of 9") + without_words)
    assert [(one.where, one.column) for one in report.refused] == [
        ("line 2", "criterion"),
        ("line 3", "criterion"),
    ]


def test_what_a_line_cannot_change_is_refused_with_the_column(draft, cast):
    bring(draft, cast)
    draft.texts.get(objective__number=2).actions.update(done_on=MONDAY)
    other = (
        "row,id,objective,area,title,by,what,due_on,who\n"
        "objective,A,,key-stage-2,Governors hold the school to account,2027-07-16,,,\n"
        "action,,2,,,,Training for all governors,29/01/2027,The chair\n"
        "action,,2,,,,Training for all governors,29/01/2027,The clerk\n"
    )
    report = bring(draft, cast, other)
    assert [(one.what, one.column) for one in report.outcomes] == [
        ("refused", "area"),
        ("refused", "who"),
        ("known", ""),
    ]


def test_two_lines_that_contradict_each_other_are_refused(draft, cast):
    bring(draft, cast)
    twice = CSV + "action,,A,,,,Training for all governors,29/01/2027,Somebody else\n"
    [refused] = bring(draft, cast, twice).refused
    assert "line 3 says something else" in refused.words


def test_days_out_of_order_are_refused_line_by_line(draft, cast):
    bad = (
        "row,id,objective,area,title,by,what,due_on\n"
        "objective,A,,Governance,Trust,2019-01-01,,\n"
        "action,,1,,,,Far away,2031-01-01\n"
        "milestone,,1,,,,Long ago,2019-01-01\n"
    )
    report = bring(draft, cast, bad)
    assert [(one.where, one.column) for one in report.refused] == [
        ("line 2", "by"),
        ("line 3", "due_on"),
        ("line 4", "due_on"),
    ]


def test_a_dry_run_says_what_would_happen_and_changes_nothing(draft, cast):
    report = bring(draft, cast, dry_run=True)
    assert not report.done
    assert report.added("actions") == 2
    assert draft.texts.count() == 1


def test_every_bad_line_is_explained_and_nothing_is_done(draft, cast):
    bad = CSV + (
        "objective,A,,Governance,Another one,2027-07-16,,,\n"
        "objective,B,,Cookery,Cooking,2027-07-16,,,\n"
        "objective,C,,Governance,Trust,next summer,,,\n"
        "action,,Z,,,,Something,2027-02-01,\n"
        "action,,A,,,,,2027-02-01,\n"
        f"action,,A,,,,{'x' * 301},2027-02-01,\n"
    )
    report = bring(draft, cast, bad)
    said = [(outcome.where, outcome.column) for outcome in report.refused]
    assert said == [
        ("line 6", "id"),
        ("line 7", "area"),
        ("line 8", "by"),
        ("line 9", "objective"),
        ("line 10", "what"),
        ("line 11", "what"),
    ]
    assert not report.done
    assert draft.texts.count() == 1


def test_a_fault_of_an_objective_is_said_once_and_its_steps_wait(draft, cast):
    bad = CSV.replace("Governance", "Cookery") + "action,,A,,,,Something,next summer,\n"
    report = bring(draft, cast, bad)
    said = [(one.where, one.what, one.column) for one in report.outcomes]
    assert said == [
        ("line 2", "refused", "area"),
        ("line 3", "waits", ""),
        ("line 5", "added", ""),
        ("line 6", "refused", "due_on"),
        ("line 4", "waits", ""),
    ]
    assert "objective in line 2" in report.outcomes[1].words


def test_each_objective_and_step_is_saved_once_with_its_words(draft, cast):
    bring(draft, cast, CSV + steps(20))
    objective = draft.texts.get(objective__number=2)
    assert objective.actions.count() == 21
    assert {row.history.count() for row in objective.actions.all()} == {1}
    assert objective.edition == 3  # added, and worded: not once more for each step


def test_a_line_costs_the_same_however_many_there_are(draft, cast):
    costs = []
    for count in (10, 20, 30):
        with CaptureQueriesContext(connection) as asked:
            bring(draft, cast, CSV + steps(count), dry_run=True)
        costs.append(len(asked))
    assert costs[2] - costs[1] == costs[1] - costs[0] <= 10 * 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("row,colour\nobjective,red\n", "not known: colour"),
        ("row,id\nsong,A\n", "Write objective, criterion, action or milestone"),
        ("id,title\nA,B\n", "no column row"),
        ("row,id\n", "no line"),
    ],
)
def test_a_file_that_is_not_the_templates_is_refused(draft, cast, text, words):
    with pytest.raises(RuleError, match=words):
        bring(draft, cast, text)


def test_nothing_is_brought_into_a_draft_that_is_with_the_school(draft, cast):
    PlanVersion.objects.filter(pk=draft.pk).update(stage="with_school")
    with pytest.raises(AlreadyDone):
        bring(draft, cast)


def test_the_template_can_be_brought_in_as_it_is(draft, cast):
    rows = {name: [[column.name for column in COLUMNS[name]], EXAMPLES[name]] for name in COLUMNS}
    report = import_plan(read_tables(book(rows)), draft, by=cast.aht)
    assert report.done
    assert {name: report.added(name) for name in COLUMNS} == dict.fromkeys(COLUMNS, 1)
    criterion = draft.texts.get(objective__number=2).criteria.get()
    assert (criterion.baseline, criterion.target, criterion.by) == (
        "45 % (9 of 20)",
        "65 % (13 of 20)",
        date(2027, 5, 28),
    )


def test_the_page_shows_first_and_brings_in_then_once(client, draft, cast):
    client.force_login(cast.aht)
    here = reverse("tasks:bring_plan", args=[draft.plan_id, draft.number])
    assert "Download the template" in client.get(here).content.decode()
    page = client.post(here, {"file": SimpleUploadedFile("plan.csv", CSV.encode())})
    assert "Every line can be brought in" in page.content.decode()
    assert draft.texts.count() == 1
    confirm = page.context["confirm"]
    facts = {"tables": confirm["tables"].value(), "form_key": confirm["form_key"].value()}
    for _ in range(2):
        answer = client.post(here, facts)
        assert answer.url == reverse("plans:write", args=[draft.plan_id, draft.number])
    assert draft.texts.count() == 2


def test_the_page_shows_the_bad_line_with_its_column(client, draft, cast):
    client.force_login(cast.aht)
    here = reverse("tasks:bring_plan", args=[draft.plan_id, draft.number])
    bad = CSV.replace("Governance", "Cookery")
    page = client.post(here, {"file": SimpleUploadedFile("plan.csv", bad.encode())}).content.decode()
    assert "Nothing was changed" in page
    assert "area: “Cookery” is no area" in page


def test_a_draft_that_was_taken_away_and_is_brought_in_again_changes_nothing(client, draft, cast):
    bring(draft, cast)
    bring(draft, cast, CSV_OF_CRITERIA)
    client.force_login(cast.aht)
    answer = client.get(reverse("tasks:plan_as_sheet", args=[draft.plan_id, draft.number]))
    tables = read_tables(answer.content)
    assert {table.name: len(table.lines) for table in tables} == {
        "objectives": 2,
        "criteria": 4,
        "actions": 2,
        "milestones": 2,
    }
    report = import_plan(tables, draft, by=cast.aht)
    assert {one.what for one in report.outcomes} == {"known"}


def test_the_template_is_a_workbook_with_its_four_sheets(client, draft, cast):
    client.force_login(cast.sip)
    answer = client.get(reverse("tasks:plan_sheet"))
    assert [table.name for table in read_tables(answer.content)][:4] == list(COLUMNS)


def test_the_template_is_a_csv_file_too_that_can_be_brought_in_as_it_is(client, draft, cast):
    client.force_login(cast.sip)
    here = reverse("tasks:bring_plan", args=[draft.plan_id, draft.number])
    address = reverse("tasks:plan_sheet_csv")
    assert f'href="{address}"' in client.get(here).content.decode()
    answer = client.get(address)
    assert answer["Content-Disposition"] == 'attachment; filename="plan-template.csv"'
    report = import_plan(read_tables(answer.content), draft, by=cast.aht)
    assert report.done
    assert all(report.added(name) == 1 for name in COLUMNS)
