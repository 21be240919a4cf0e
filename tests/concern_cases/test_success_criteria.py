"""An objective is measured by several criteria, each of which keeps its identity through all versions."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from concern_cases.models import ObjectiveText, PlanVersion, SuccessCriterion
from concern_cases.services.plan_drafts import lacking, worth_saying
from concern_cases.services.plan_objectives import (
    add_objective,
    give_up_objective,
    move_criterion,
    move_objective,
    remove_objective,
)
from concern_cases.services.plan_words import CriterionWords, Words, differences
from concern_cases.services.plan_writing import StaleText, save_objective
from concern_cases.services.plans import CriterionFacts, ask_for_revision, bring_into_force, open_plan
from record import clock
from record.errors import RuleError
from tests.concern_cases.makers import days, make_case, make_plan, objective_facts
from tests.concern_cases.plan_makers import sent_of

TODAY = date(2026, 11, 23)
LESSONS = CriterionFacts("Lessons judged good", "8 of 10", "3 of 10", source="Seen with the head")
BOOKS = CriterionFacts("Books in which marking helps", "90 %", "40 %", date(2027, 2, 12), "Work seen")


@pytest.fixture
def plan(cast):
    with clock.at(TODAY):
        yield make_plan(make_case(cast), objectives=[objective_facts(criteria=[LESSONS, BOOKS])])


@pytest.fixture
def draft(plan) -> PlanVersion:
    return ask_for_revision(plan, kind="text", why="It was asked for", on=TODAY, key="visit:1", by=None)


@pytest.fixture
def text(draft) -> ObjectiveText:
    return draft.texts.get()


def save(text, who, edition=None, **words):
    edition = text.edition if edition is None else edition
    return save_objective(text, edition=edition, words=replace(Words.of(text), **words), by=who)


def of(text):
    return Words.of(text).criteria


def one_more(**facts):
    return CriterionWords(**{"key": uuid4(), "what": "Pupils on track", "target": "90 %", **facts})


# --- What it says


def test_a_plan_opens_with_what_each_criterion_says(plan):
    first, second = plan.versions.get(number=1).texts.get().criteria.all()
    assert (first.what, first.baseline, first.target, first.source) == (
        "Lessons judged good",
        "3 of 10",
        "8 of 10",
        "Seen with the head",
    )
    assert (first.by, first.until) == (None, days(120))
    assert (second.by, second.until) == (date(2027, 2, 12), date(2027, 2, 12))


@pytest.mark.parametrize(
    ("criteria", "why"),
    [
        ([], "how it will be known"),
        ([replace(LESSONS, what=" ")], "how it will be known"),
        ([replace(LESSONS, target="")], "what the target is"),
        ([replace(LESSONS, by=date(2030, 1, 1))], "when its objective is reached"),
    ],
)
def test_a_plan_without_what_measures_it_is_refused(cast, criteria, why):
    with clock.at(TODAY), pytest.raises(RuleError, match=why):
        open_plan(
            make_case(cast),
            kind="support",
            horizon=days(700),
            objectives=[objective_facts(criteria=criteria)],
            by=cast.senior_adviser,
        )


def test_a_criterion_without_a_day_of_its_own_moves_with_its_objective(text, cast):
    save(text, cast.aht, by=date(2027, 7, 16))
    assert [row.until for row in text.criteria.all()] == [date(2027, 7, 16), date(2027, 2, 12)]


# --- Written


def test_criteria_are_added_changed_put_in_order_and_taken_away(text, cast):
    first, second = of(text)
    more = one_more(by=date(2027, 1, 29))
    save(text, cast.aht, criteria=(replace(second, target="95 %"), more))
    assert of(text) == (replace(second, target="95 %"), more)
    assert not text.criteria.filter(key=first.key).exists()
    assert SuccessCriterion.history.filter(key=first.key, history_type="-").count() == 1
    save(text, cast.aht, criteria=(more, second))
    assert of(text) == (more, second)


def test_what_says_the_same_is_not_saved_again(text, cast):
    kept = SuccessCriterion.history.count()
    first, second = of(text)
    save(text, cast.aht, criteria=(replace(first, what=f" {first.what} "), second))
    assert (text.edition, SuccessCriterion.history.count()) == (1, kept)
    save(text, cast.aht, criteria=(first, replace(second, source="The tracker")))
    assert SuccessCriterion.history.count() == kept + 1


def test_two_who_change_criteria_at_once_are_told_of_each_other(text, cast):
    first, second = of(text)
    save(text, cast.nle, criteria=(first, replace(second, target="95 %")))
    with pytest.raises(StaleText) as stale:
        save(text, cast.aht, edition=1, criteria=(replace(first, target="9 of 10"), second))
    (row,) = stale.value.differences
    assert row.label == "Success criteria"
    assert "Lessons judged good, from 3 of 10 to 9 of 10" in row.mine
    assert "to 95 %, by 12 February 2027, seen from Work seen" in row.theirs


@pytest.mark.parametrize("by", [TODAY - timedelta(days=1), date(2030, 1, 1)])
def test_a_criterion_before_its_version_or_after_its_objective_is_refused(text, cast, by):
    with pytest.raises(RuleError, match="“Pupils on track”: Choose a day") as refused:
        save(text, cast.aht, criteria=(*of(text), one_more(by=by)))
    assert refused.value.field == "criteria"


def test_a_criterion_of_another_objective_is_refused(text, draft, cast):
    other = add_objective(draft, title="Attendance", area=text.objective.area, until=days(90), by=cast.aht)
    with pytest.raises(RuleError, match="belongs to another objective"):
        save(other, cast.aht, criteria=of(text))


def test_a_criterion_without_words_is_refused(text, cast):
    with pytest.raises(RuleError, match="Say what is measured"):
        save(text, cast.aht, criteria=(one_more(what=" "),))


def test_one_criterion_stands_once_in_a_version(text):
    row = text.criteria.first()
    with pytest.raises(IntegrityError):
        SuccessCriterion.objects.create(text=text, key=row.key, what="Once more")


# --- In their order


def order_of(text):
    return [row.what for row in text.criteria.all()]


def test_a_criterion_moves_one_place_under_a_new_edition_and_is_the_same_criterion(text, cast):
    keys, edition = [row.key for row in of(text)], text.edition
    assert move_criterion(text, key=keys[1], up=True, by=cast.aht)
    assert [row.key for row in of(text)] == keys[::-1]
    assert (text.edition, text.changed_by) == (edition + 1, cast.aht)
    assert move_criterion(text, key=keys[1], up=False, by=cast.aht)
    assert order_of(text) == [LESSONS.what, BOOKS.what]


def test_at_the_end_of_the_line_nothing_changes(text, cast):
    first, edition = of(text)[0].key, text.edition
    assert not move_criterion(text, key=first, up=True, by=cast.aht)
    assert (order_of(text), text.edition) == ([LESSONS.what, BOOKS.what], edition)


def test_what_is_no_criterion_of_it_or_is_given_up_is_not_moved(text, cast):
    with pytest.raises(RuleError, match="Write this criterion before"):
        move_criterion(text, key=uuid4(), up=True, by=cast.aht)
    give_up_objective(text, why="It was reached", by=cast.aht)
    with pytest.raises(RuleError, match="given up"):
        move_criterion(text, key=of(text)[1].key, up=True, by=cast.aht)


def test_the_order_is_kept_by_the_next_version_and_by_whoever_has_the_page_open(plan, text, cast):
    stale = text.edition
    move_criterion(text, key=of(text)[1].key, up=True, by=cast.aht)
    with pytest.raises(StaleText):
        save(text, cast.aht, edition=stale, title="Typed before it was moved")
    bring_into_force(text.version, by=cast.senior_adviser)
    after = ask_for_revision(plan, kind="text", why="Again", on=TODAY, key="visit:2", by=None)
    assert order_of(after.texts.get()) == [BOOKS.what, LESSONS.what]


@pytest.mark.parametrize("where", ["1/", "all/"])
def test_the_buttons_of_a_criterion_save_what_was_typed_and_then_move_it(as_, text, cast, where):
    browser, address = as_(cast.aht), f"/plans/{text.version.plan_id}/2/write/{where}"
    seen = browser.get(address)
    form = seen.context["form"] if where != "all/" else seen.context["parts"][0].form
    sent = sent_of(form) | {form.add_prefix("title"): "Typed and not saved yet"}
    row = form.rows["criteria"].forms[1]
    assert f'value="criterion_up:{row.prefix}"' in seen.content.decode()
    answer = browser.post(address, {**sent, "do": f"criterion_up:{row.prefix}"})
    assert answer.url.endswith(f"{where}#row-{row.initial['key']}")
    text.refresh_from_db()
    assert (text.title, order_of(text)) == ("Typed and not saved yet", [BOOKS.what, LESSONS.what])
    told = browser.get(answer.url).content.decode()
    assert "The criterion of objective 1 was moved up." in told
    assert f'id="row-{row.initial["key"]}"' in told


@pytest.mark.parametrize("where", ["1/", "all/"])
def test_a_row_in_which_nothing_is_written_is_not_moved(as_, text, cast, where):
    browser, address = as_(cast.aht), f"/plans/{text.version.plan_id}/2/write/{where}"
    seen = browser.get(address)
    form = seen.context["form"] if where != "all/" else seen.context["parts"][0].form
    empty = form.rows["criteria"].forms[-1].prefix
    browser.post(address, {**sent_of(form), "do": f"criterion_up:{empty}"})
    assert "Write this criterion before you move it." in browser.get(address).content.decode()
    assert order_of(text) == [LESSONS.what, BOOKS.what]


# --- Through the versions


def test_the_next_version_has_the_criteria_under_their_keys_and_the_one_before_keeps_its_own(
    plan, text, cast
):
    before = plan.versions.get(number=1).texts.get()
    assert [row.key for row in before.criteria.all()] == [row.key for row in text.criteria.all()]
    save(text, cast.aht, criteria=(replace(of(text)[0], target="9 of 10"),))
    assert [row.target for row in before.criteria.all()] == ["8 of 10", "90 %"]


def test_the_part_of_a_split_objective_has_no_criterion_after_itself(text, draft, cast):
    part = add_objective(
        draft, title="Only Year 6", until=date(2027, 1, 29), split_from=text.objective, by=cast.aht
    )
    assert [(row.what, row.by) for row in part.criteria.all()] == [(LESSONS.what, None), (BOOKS.what, None)]
    assert not {row.key for row in part.criteria.all()} & {row.key for row in text.criteria.all()}


def test_moving_an_objective_keeps_the_keys_and_removing_a_new_one_takes_its_criteria(text, draft, cast):
    part = add_objective(draft, title="Only Year 6", until=days(90), split_from=text.objective, by=cast.aht)
    keys = [row.key for row in text.criteria.all()]
    move_objective(text, up=False, by=cast.aht)
    assert [row.key for row in text.criteria.all()] == keys
    remove_objective(part, by=cast.aht)
    assert SuccessCriterion.objects.filter(text__version=draft).count() == 2


# --- What is missing


def test_what_is_missing_is_named_by_the_criterion(text):
    assert lacking(text) == ()
    text.criteria.filter(what=BOOKS.what).update(target="", source="")
    assert lacking(text) == ("what the target is (of “Books in which marking helps”)",)
    assert "what it is seen from (of “Books in which marking helps”)" in worth_saying(text)
    text.criteria.update(target="", source="")
    assert lacking(text) == ("what the target is",)
    assert "what it is seen from" in worth_saying(text)
    text.criteria.all().delete()
    assert lacking(text) == ("how it will be known",)


def test_a_criterion_after_its_objective_does_not_go_to_the_school(text, cast):
    save(text, cast.aht, by=date(2027, 1, 29))
    assert "an earlier day for “Books in which marking helps”" in " ".join(lacking(text))


def test_where_it_begins_may_be_said_of_the_objective_or_of_each_criterion(text):
    text.criteria.filter(what=BOOKS.what).update(baseline="")
    assert "where it begins (of “Books in which marking helps”)" in worth_saying(text)
    text.baseline = "Marking was not looked at before."
    assert not any("where it begins" in words for words in worth_saying(text))


def test_the_differences_say_criteria_in_their_order():
    one, two = one_more(), one_more(what="Lessons")
    words = Words(title="Teaching", by=days(90), criteria=(one, two))
    assert differences(words, replace(words, criteria=(one, two))) == []
    (row,) = differences(words, replace(words, criteria=(two, one)))
    assert (row.mine, row.theirs) == (
        "Pupils on track, to 90 %; Lessons, to 90 %",
        "Lessons, to 90 %; Pupils on track, to 90 %",
    )
