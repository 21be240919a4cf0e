"""A draft is written by several people, and nothing of anybody is lost."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from concern_cases.models import (
    Objective,
    ObjectiveText,
    PlanAction,
    PlanVersion,
)
from concern_cases.plan_presence import note_writing, others_writing
from concern_cases.plan_writers import may_keep_up, may_write
from concern_cases.services.plan_drafts import lacking
from concern_cases.services.plan_objectives import (
    add_objective,
    give_up_objective,
    move_objective,
    remove_objective,
    take_back_objective,
)
from concern_cases.services.plan_progress import finish_step, reopen_step
from concern_cases.services.plan_words import StepWords, Words
from concern_cases.services.plan_writing import StaleText, save_objective
from concern_cases.services.plans import ask_for_revision, bring_into_force
from concern_cases.services.reviews import rate_objective
from evaluation.models import Framework, Inspection, VisitKind
from record import clock
from record.errors import AlreadyDone, RuleError
from record.outbox import deliver_waiting
from tests.concern_cases.makers import area, days, make_case, make_plan
from tests.concern_cases.plan_makers import add_action, sent_of

TODAY = date(2026, 11, 23)
JULY = date(2027, 7, 16)


@pytest.fixture
def plan(cast):
    with clock.at(TODAY):
        yield make_plan(make_case(cast))


@pytest.fixture
def draft(plan) -> PlanVersion:
    return ask_for_revision(plan, kind="text", why="It was asked for", on=TODAY, key="visit:1", by=None)


@pytest.fixture
def text(draft) -> ObjectiveText:
    return draft.texts.get()


def save(text, who, edition=None, **words):
    edition = text.edition if edition is None else edition
    return save_objective(text, edition=edition, words=replace(Words.of(text), **words), by=who)


def measured(text):
    return [(row.what, row.baseline, row.target, row.by, row.source) for row in text.criteria.all()]


def an_action(**facts):
    return StepWords(
        **{"key": uuid4(), "what": "Lessons planned together", "due_on": date(2027, 1, 29), **facts}
    )


# --- Reasons


def test_who_wrote_in_a_draft_has_a_mail_about_a_further_reason_once(plan, draft, text, cast, mailoutbox):
    save(text, cast.aht, title="Mathematics is taught well")
    save(text, cast.sip, baseline="2 of 5 classes")
    for _ in range(2):
        facts = {"kind": "inspection", "why": "HMI came", "on": TODAY, "key": "visit:2"}
        ask_for_revision(plan, **facts, by=cast.sip)
    deliver_waiting()
    (mail,) = mailoutbox
    assert mail.to == [cast.aht.email]
    assert mail.subject.startswith("One more reason to revise the support plan")
    assert "HMI came" not in mail.body  # a mail is a link, and never says what happened
    assert reverse("plans:write", args=[plan.pk, 2]) in mail.body


@pytest.mark.parametrize("stage", ["with_school", "for_approval"])
def test_a_reason_for_the_draft_after_this_one_and_an_untouched_draft_need_no_mail(
    draft, text, cast, mailoutbox, stage
):
    plan = draft.plan
    ask_for_revision(plan, kind="text", why="Nobody wrote yet", on=TODAY, key="visit:2", by=None)
    save(text, cast.aht, title="Mathematics is taught well")
    PlanVersion.objects.filter(pk=draft.pk).update(stage=stage)
    ask_for_revision(plan, kind="text", why="It came late", on=TODAY, key="visit:3", by=None)
    deliver_waiting()
    assert mailoutbox == []


# --- Days


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ({"by": date(2019, 1, 1)}, "by"),
        ({"actions": (an_action(due_on=date(2026, 11, 22)),)}, "actions"),
        ({"actions": (an_action(due_on=date(2031, 1, 1)),)}, "actions"),
        ({"milestones": (an_action(due_on=date(2031, 1, 1)),)}, "milestones"),
    ],
)
def test_days_out_of_order_are_refused_with_the_reason(text, cast, words, where):
    with pytest.raises(RuleError, match="Choose a day") as refused:
        save(text, cast.aht, **words)
    assert refused.value.field == where


def test_what_is_late_already_may_stay_so_in_the_next_version(text, cast):
    text.milestones.update(due_on=date(2026, 1, 5))
    save(text, cast.aht, monitored_how="The tracker")
    moved = tuple(replace(step, due_on=date(2026, 1, 6)) for step in Words.of(text).milestones)
    with pytest.raises(RuleError):
        save(text, cast.aht, milestones=moved)


def test_an_action_after_its_objective_does_not_go_to_the_school(text, cast):
    save(text, cast.aht, actions=(an_action(due_on=text.by),))
    save(text, cast.aht, by=date(2027, 1, 1))
    assert "an earlier day for “Lessons planned together”" in " ".join(lacking(text))


def test_the_reason_stands_beside_the_day_and_the_rest_is_kept_while_typing(as_, draft, text, cast):
    step = an_action()
    sent = {
        "edition": text.edition,
        "title": text.title,
        "by": "2019-01-01",
        "monitored_how": "The tracker",
        "actions-TOTAL_FORMS": 1,
        "actions-INITIAL_FORMS": 0,
        "milestones-TOTAL_FORMS": 0,
        "milestones-INITIAL_FORMS": 0,
        "actions-0-key": step.key,
        "actions-0-what": "Too late",
        "actions-0-due_on": "2031-01-01",
        "person": cast.aht.pk,
    }
    browser = as_(cast.aht)
    page = browser.post(reverse("plans:write_objective", args=[draft.plan_id, 2, 1]), sent)
    form = page.context["form"]
    assert "from 23 November 2026 on" in form.errors["by"][0].replace("\xa0", " ")
    assert "due_on" in form.rows["actions"].forms[0].errors
    answer = browser.post(reverse("plans:save_objective", args=[draft.plan_id, 2, 1]), sent).json()
    assert len(answer["not_kept"]) == 2
    text.refresh_from_db()
    assert (text.monitored_how, text.by) == ("The tracker", days(120))


def test_nothing_is_done_before_the_plan_was_opened(plan, cast):
    step = plan.versions.get().texts.get().milestones.get()
    with pytest.raises(RuleError, match="when the plan was opened"):
        finish_step(plan, step.key, on=date(1999, 1, 1), by=cast.head)


# --- Saving


def test_what_is_saved_stands_there_with_who_wrote_it(text, cast):
    save(text, cast.aht, baseline="3 of 5 classes", monitored_by="The SIP")
    text.refresh_from_db()
    assert (text.baseline, text.monitored_by, text.edition) == ("3 of 5 classes", "The SIP", 2)
    assert (text.changed_by, text.changed_at.date()) == (cast.aht, TODAY)
    assert text.history.first().history_user == cast.aht


def test_the_same_words_again_change_nothing(text, cast):
    save(text, cast.aht, baseline="3 of 5 classes")
    before = text.history.count()
    save(text, cast.nle, edition=1, baseline=" 3 of 5 classes ")
    assert (text.edition, text.history.count()) == (2, before)


def test_a_stale_edition_writes_nothing_and_shows_both_texts(text, cast):
    save(text, cast.aht, baseline="3 of 5 classes")
    criteria = (replace(Words.of(text).criteria[0], target="All classes"),)
    with pytest.raises(StaleText) as refused:
        save(text, cast.nle, edition=1, criteria=criteria, baseline="2 of 5 classes")
    text.refresh_from_db()
    assert text.baseline == "3 of 5 classes"
    assert str(refused.value.who) == cast.aht.name
    differences = {row.label: (row.mine, row.theirs) for row in refused.value.differences}
    assert differences["Where the school begins"] == ("2 of 5 classes", "3 of 5 classes")
    assert differences["Success criteria"] == (
        "Lessons seen by the SIP, from 2 of 5 classes to All classes",
        "Lessons seen by the SIP, from 2 of 5 classes to 5 of 5 classes",
    )


def test_actions_and_milestones_are_saved_with_the_objective_and_keep_their_keys(text, cast):
    step = an_action(who="Deputy head", resources="Two days")
    save(text, cast.aht, actions=(step,))
    save(text, cast.aht, actions=(replace(step, what="Lessons planned with the partner school"),))
    action = text.actions.get()
    assert (action.key, action.what) == (step.key, "Lessons planned with the partner school")
    assert (action.who, action.resources) == ("Deputy head", "Two days")
    save(text, cast.aht, actions=(), milestones=())
    assert not text.actions.exists()
    assert not text.milestones.exists()


def test_what_is_done_stays_whatever_is_written(text, cast):
    step = an_action()
    save(text, cast.aht, actions=(step,))
    text.actions.update(done_on=TODAY)
    save(text, cast.aht, actions=(replace(step, what="Something else"),), baseline="4 of 5")
    save(text, cast.aht, actions=(), baseline="5 of 5")
    assert text.actions.get().what == step.what


def test_a_step_of_another_objective_is_refused(text, draft, cast):
    other = add_objective(draft, title="Attendance", area=area(), until=JULY, by=cast.aht)
    step = an_action()
    save(other, cast.aht, actions=(step,))
    with pytest.raises(RuleError, match="another objective"):
        save(text, cast.aht, actions=(step,))


def test_an_objective_answers_recommendations_made_to_its_school_alone(text, plan, cast):
    mine = _recommendation(plan.school, cast)
    others = _recommendation(cast.other_school, cast)
    save(text, cast.aht, answers=frozenset({mine.pk}))
    assert list(text.answers.all()) == [mine]
    with pytest.raises(RuleError) as refused:
        save(text, cast.aht, answers=frozenset({others.pk}))
    assert refused.value.field == "answers"


def _recommendation(school, cast):

    visit = Inspection.objects.create(
        school=school,
        kind=VisitKind.objects.get(code="monitoring"),
        framework=Framework.objects.get(code="2025"),
        on=TODAY,
        recorded_by=cast.senior_adviser,
    )
    return visit.recommendations.create(number=1, text="Give subject leaders time to lead.")


@pytest.mark.parametrize("stage", ["with_school", "for_approval"])
def test_nothing_is_written_while_the_draft_is_elsewhere(text, draft, cast, stage):
    PlanVersion.objects.filter(pk=draft.pk).update(stage=stage)
    with pytest.raises(AlreadyDone):
        save(text, cast.aht, baseline="4 of 5")
    with pytest.raises(AlreadyDone):
        add_objective(draft, title="Attendance", area=area(), until=JULY, by=cast.aht)


def test_the_words_of_a_version_in_force_never_change(plan, cast):
    with pytest.raises(AlreadyDone, match="in force already"):
        save(plan.versions.get(number=1).texts.get(), cast.aht, baseline="4 of 5")


# --- Objectives


def test_a_split_objective_stands_after_its_parent_with_its_measure(text, draft, cast):
    add_objective(draft, title="Attendance", area=area(), until=JULY, by=cast.aht)
    part = add_objective(
        draft, title="Mathematics in Year 6", until=JULY, split_from=text.objective, by=cast.aht
    )
    assert part.objective.split_from == text.objective
    assert part.objective.area == text.objective.area
    assert measured(part) == measured(text) != []
    assert part.criteria.get().key != text.criteria.get().key
    assert [each.objective.number for each in draft.texts.all()] == [1, 3, 2]


def test_open_actions_and_milestones_go_along_with_a_part_under_their_keys(plan, draft, text, cast):
    going, staying, done = (add_action(text, what) for what in ("Goes", "Stays", "Is done"))
    PlanAction.objects.filter(pk=done.pk).update(done_on=TODAY)
    milestone, edition = text.milestones.get(), text.edition
    facts = {"title": "Part", "until": JULY, "split_from": text.objective, "by": cast.aht}
    part = add_objective(draft, **facts, steps=[going.key, milestone.key])
    assert [row.key for row in part.actions.all()] == [going.key]
    assert [row.key for row in part.milestones.all()] == [milestone.key]
    assert {row.key for row in text.actions.all()} == {staying.key, done.key}
    text.refresh_from_db()
    assert text.edition > edition
    finish_step(plan, milestone.key, on=TODAY, by=cast.head)  # in force it stands where it stood
    milestone.refresh_from_db()
    assert (milestone.text, milestone.reached_on) == (part, TODAY)


def test_what_can_not_go_along_is_refused_with_the_reason(draft, text, cast):
    done, late = add_action(text, "Is done", done_on=TODAY), add_action(text, "Late", due_on=days(300))
    facts = {"title": "Part", "until": JULY, "split_from": text.objective, "by": cast.aht}
    for key in (done.key, late.key, uuid4()):
        with pytest.raises(RuleError) as refused:
            add_objective(draft, **facts, steps=[key])
        assert refused.value.field == "steps"
    assert draft.texts.count() == 1


def test_a_new_objective_takes_no_steps_along(as_, draft, text, cast):
    client, milestone = as_(cast.aht), text.milestones.get()
    address = f"{url('plans:add_objective', draft)}?split=1"
    key = client.get(address).context["form"]["form_key"].value()
    facts = {"title": "New", "split_from": "", "area": area().pk, "until": "16/7/2027", "form_key": key}
    page = client.post(address, {**facts, "steps": [str(milestone.key)]})
    assert "Only a part takes steps along" in page.context["form"].errors["steps"][0]
    assert draft.texts.get() == text
    client.post(address, facts)
    assert draft.texts.count() == 2


def test_what_came_along_goes_back_when_the_part_is_taken_away(plan, draft, text, cast):
    milestone, facts = text.milestones.get(), {"title": "Part", "until": JULY, "split_from": text.objective}
    part = add_objective(draft, **facts, steps=[milestone.key], by=cast.aht)
    add_action(part, "Came with the part")
    remove_objective(part, by=cast.aht)
    assert [row.key for row in text.milestones.all()] == [milestone.key]
    assert not text.actions.exists()


def test_what_came_with_this_draft_goes_back_as_well(draft, text, cast):
    new = add_action(text, "Came with this draft")
    facts = {"title": "Part", "until": JULY, "split_from": text.objective, "by": cast.aht}
    part = add_objective(draft, **facts, steps=[new.key])
    step = StepWords(new.key, "Worded anew", new.due_on)
    save(part, cast.aht, actions=(step, an_action(what="Came with the part")))
    remove_objective(part, by=cast.aht)
    assert [(row.key, row.what) for row in text.actions.all()] == [(new.key, "Worded anew")]


def test_whoever_has_the_whole_open_is_shown_what_was_given_back_to_it(draft, text, cast):
    milestone, facts = text.milestones.get(), {"title": "Part", "until": JULY, "split_from": text.objective}
    part = add_objective(draft, **facts, steps=[milestone.key], by=cast.aht)
    text.refresh_from_db()
    opened, typed = text.edition, replace(Words.of(text), title="Mathematics for all")
    remove_objective(part, by=cast.sip)
    with pytest.raises(StaleText) as refused:
        save_objective(text, edition=opened, words=typed, by=cast.nle)
    assert refused.value.who == str(cast.sip)
    assert text.milestones.get().key == milestone.key


def test_a_part_to_which_nothing_came_along_leaves_the_whole_as_it_was(draft, text, cast):
    facts = {"title": "Part", "until": JULY, "split_from": text.objective}
    part = add_objective(draft, **facts, by=cast.aht)
    edition = ObjectiveText.objects.get(pk=text.pk).edition
    remove_objective(part, by=cast.aht)
    assert ObjectiveText.objects.get(pk=text.pk).edition == edition


def test_what_came_along_and_was_taken_away_is_written_again(draft, text, cast):
    milestone, facts = text.milestones.get(), {"title": "Part", "until": JULY, "split_from": text.objective}
    part = add_objective(draft, **facts, steps=[milestone.key], by=cast.aht)
    step = StepWords.of(milestone)
    save(part, cast.aht, milestones=())
    save(part, cast.aht, milestones=(step,))
    assert part.milestones.get().key == milestone.key
    remove_objective(part, by=cast.aht)
    assert text.milestones.get().key == milestone.key


def test_what_never_stood_at_a_part_is_no_step_of_it(draft, text, cast):
    part = add_objective(draft, title="Part", until=JULY, split_from=text.objective, by=cast.aht)
    with pytest.raises(RuleError):
        save(part, cast.aht, milestones=(StepWords.of(text.milestones.get()),))


def test_words_are_saved_where_a_step_went_along_meanwhile_and_where_it_is_now_is_told(
    as_, draft, text, cast
):
    client, here = as_(cast.nle), url("plans:write_objective", draft, 1)
    typed = sent(client.get(here), title="Mathematics for all", **{"milestones-0-who": "The head"})
    milestone, facts = text.milestones.get(), {"title": "Part", "until": JULY, "split_from": text.objective}
    part = add_objective(draft, **facts, steps=[milestone.key], by=cast.aht)
    page = client.post(here, typed)
    assert page.status_code == 409
    assert "Stands at objective 2 now" in page.content.decode()
    page = client.post(here, sent(page, do="stay"), follow=True)
    assert "stands at objective 2 now, and was not saved here" in page.content.decode()
    text.refresh_from_db()
    assert (text.title, text.milestones.count()) == ("Mathematics for all", 0)
    assert (part.milestones.get().key, part.milestones.get().who) == (milestone.key, milestone.who)


def test_what_is_saved_by_itself_says_which_step_stands_elsewhere(as_, draft, text, cast):
    client, here = as_(cast.nle), url("plans:write_objective", draft, 1)
    typed = sent(client.get(here), title="Mathematics for all", person=cast.nle.pk)
    facts = {"title": "Part", "until": JULY, "split_from": text.objective, "by": cast.aht}
    add_objective(draft, **facts, steps=[text.milestones.get().key])
    edition = ObjectiveText.objects.get(pk=text.pk).edition
    answer = client.post(url("plans:save_objective", draft, 1), {**typed, "edition": edition})
    (said,) = answer.json()["not_kept"]
    assert "stands at objective 2 now" in said
    assert ObjectiveText.objects.get(pk=text.pk).title == "Mathematics for all"


def test_a_split_offers_the_open_steps_on_its_page(as_, draft, text, cast):
    step = add_action(text, "Plan together")
    address = f"{reverse('plans:add_objective', args=[draft.plan_id, draft.number])}?split=1"
    client = as_(cast.aht)
    page = client.get(address)
    assert "Action: Plan together, by" in page.content.decode()
    sent = {"title": "Part", "split_from": text.objective_id, "until": "16/7/2027", "steps": [str(step.key)]}
    client.post(address, {**sent, "form_key": page.context["form"]["form_key"].value()})
    part = draft.texts.get(title="Part")
    assert [row.key for row in part.actions.all()] == [step.key]
    assert "steps" not in client.get(address.replace("?split=1", "")).context["form"].fields


def test_an_objective_is_given_up_with_a_reason_and_taken_back(text, draft, cast):
    with pytest.raises(RuleError, match="why it is given up"):
        give_up_objective(text, why=" ", by=cast.aht)
    give_up_objective(text, why="The class was closed.", by=cast.aht)
    assert (text.dropped, text.change_why) == (True, "The class was closed.")
    with pytest.raises(RuleError, match="given up"):
        save(text, cast.aht, baseline="4 of 5")
    take_back_objective(text, by=cast.aht)
    assert (text.dropped, text.change_why) == (False, "")


def test_what_came_with_this_draft_can_be_taken_away_and_its_number_is_not_given_again(draft, cast):
    new = add_objective(draft, title="Attendance", area=area(), until=JULY, by=cast.aht)
    save(new, cast.aht, actions=(an_action(),))
    number = new.objective.number
    remove_objective(new, by=cast.aht)
    assert draft.texts.count() == 1
    again = add_objective(draft, title="Behaviour", area=area(), until=JULY, by=cast.aht)
    assert again.objective.number == number + 1


def test_nothing_with_recorded_progress_can_be_taken_away(text, draft, cast):
    judged = add_objective(draft, title="Attendance", area=area(), until=JULY, by=cast.aht)
    rate_objective(judged.objective, rag="red", reason="Fallen", on=TODAY, by=cast.sip)
    begun = add_objective(draft, title="Behaviour", area=area(), until=JULY, by=cast.aht)
    save(begun, cast.aht, actions=(an_action(),))
    begun.actions.update(done_on=TODAY)
    for each in (text, judged, begun):
        with pytest.raises(RuleError, match="give it up with a reason"):
            remove_objective(each, by=cast.aht)
    assert Objective.objects.filter(plan=draft.plan).count() == 3


def test_objectives_are_put_in_order(text, draft, cast):
    second = add_objective(draft, title="Attendance", area=area(), until=JULY, by=cast.aht)
    move_objective(second, up=True, by=cast.aht)
    move_objective(second, up=True, by=cast.aht)  # the first goes no further
    assert [each.objective.number for each in draft.texts.all()] == [2, 1]


# --- Who writes


def test_a_support_plan_is_written_by_those_who_draft_plans(plan, cast):
    writers = {name for name, user in cast.people.items() if may_write(user, plan)}
    assert writers == {"sip", "aht", "nle"}


def test_a_single_plan_is_written_by_the_head_as_well(plan, cast):
    plan.kind = "single"
    writers = {name for name, user in cast.people.items() if may_write(user, plan)}
    assert writers == {"sip", "aht", "nle", "head"}


def test_what_is_done_is_recorded_by_writers_school_and_adviser(plan, cast):
    keeping = {name for name, user in cast.people.items() if may_keep_up(user, plan)}
    assert keeping == {"sip", "aht", "nle", "head", "chair", "senior_adviser"}


def test_two_writers_are_told_of_each_other_for_a_minute(text, draft, cast):
    note_writing(draft, text.objective, by=cast.aht)
    assert others_writing(draft, cast.nle) == [(cast.aht.name, 1)]
    assert others_writing(draft, cast.aht) == []
    with clock.at(date(2026, 11, 24)):
        assert others_writing(draft, cast.nle) == []


# --- What is done


def test_a_step_is_done_in_the_version_in_force_and_in_the_draft(plan, draft, cast):
    key = plan.versions.get(number=1).texts.get().milestones.get().key
    finish_step(plan, key, on=TODAY, by=cast.head)
    reached = [version.texts.get().milestones.get().reached_on for version in plan.versions.all()]
    assert reached == [TODAY, TODAY]
    with pytest.raises(AlreadyDone):
        finish_step(plan, key, on=TODAY, by=cast.head)
    reopen_step(plan, key, by=cast.head)
    assert plan.versions.get(number=1).texts.get().milestones.get().reached_on is None


def test_what_was_taken_out_of_the_draft_and_done_meanwhile_is_in_the_next_version(plan, draft, text, cast):
    before = plan.versions.get(status="in_force").texts.get()
    action, milestone = add_action(before, "Publish the calendar"), before.milestones.get()
    left_out = add_action(before, "Never done")
    words = replace(Words.of(text), actions=(), milestones=())
    save_objective(text, edition=text.edition, words=words, by=cast.aht)
    for step in (action, milestone):
        finish_step(plan, step.key, on=TODAY, by=cast.head)
    bring_into_force(draft, by=cast.senior_adviser)
    text.refresh_from_db()
    assert [(row.key, row.done_on) for row in text.actions.all()] == [(action.key, TODAY)]
    assert [(row.key, row.reached_on) for row in text.milestones.all()] == [(milestone.key, TODAY)]
    assert left_out.key != action.key


def test_what_is_done_lies_not_ahead_and_stands_in_the_plan_in_force(plan, draft, text, cast):
    key = plan.versions.get(number=1).texts.get().milestones.get().key
    with pytest.raises(RuleError, match="future"):
        finish_step(plan, key, on=date(2026, 11, 24), by=cast.head)
    step = an_action()
    save(text, cast.aht, actions=(step,))
    with pytest.raises(RuleError, match="no such step"):
        finish_step(plan, step.key, on=TODAY, by=cast.head)


def test_an_action_says_what_came_of_it(plan, cast):
    text = plan.versions.get().texts.get()
    action = PlanAction.objects.create(text=text, what="Lessons planned together", due_on=JULY)
    finish_step(plan, action.key, on=TODAY, came_of_it="All five classes.", by=cast.aht)
    action.refresh_from_db()
    assert (action.done_on, action.came_of_it) == (TODAY, "All five classes.")


# --- Pages


def url(name, version, *more):
    return reverse(name, args=[version.plan_id, version.number, *more])


def sent(page, **changes):
    """What a browser sends of the page of an objective as it stands, with these changes."""
    return {**sent_of(page.context["form"]), **changes}


def test_the_draft_as_a_whole_says_what_each_objective_lacks(as_, draft, text, cast):
    add_objective(draft, title="Attendance", area=area(), until=JULY, by=cast.aht)
    page = as_(cast.aht).get(url("plans:write", draft))
    words = page.content.decode()
    assert "Say how it will be known" in words
    assert "Can go to the school" in words


def test_an_objective_is_written_on_one_page_with_its_steps(as_, draft, text, cast):
    client, here = as_(cast.aht), url("plans:write_objective", draft, 1)
    data = sent(
        client.get(here),
        baseline="3 of 5 classes",
        **{"actions-0-what": "Joint lessons", "actions-0-due_on": "29/1/2027", "actions-0-who": "The NLE"},
    )
    answer = client.post(here, data)
    assert answer.status_code == 302
    text.refresh_from_db()
    assert text.baseline == "3 of 5 classes"
    assert text.actions.get().what == "Joint lessons"
    assert text.milestones.count() == 1


def test_a_row_without_its_day_is_refused_and_nothing_is_saved(as_, draft, text, cast):
    client, here = as_(cast.aht), url("plans:write_objective", draft, 1)
    data = sent(client.get(here), baseline="3 of 5", **{"actions-0-what": "Joint lessons"})
    page = client.post(here, data)
    assert page.status_code == 200
    assert "Say by when" in page.content.decode()
    text.refresh_from_db()
    assert text.baseline == ""


def test_a_row_is_taken_away(as_, draft, text, cast):
    client, here = as_(cast.aht), url("plans:write_objective", draft, 1)
    client.post(here, sent(client.get(here), **{"milestones-0-DELETE": "on"}))
    assert not text.milestones.exists()


def test_a_stale_page_shows_both_texts_and_keeps_mine_when_sent_again(as_, draft, text, cast):
    client, here = as_(cast.aht), url("plans:write_objective", draft, 1)
    data = sent(client.get(here), baseline="3 of 5 classes")
    save(text, cast.nle, baseline="4 of 5 classes")
    page = client.post(here, data)
    words = page.content.decode()
    assert page.status_code == 409
    assert "4 of 5 classes" in words
    assert f"{cast.nle.name} changed this objective" in words
    client.post(here, sent(page, do="stay"))
    text.refresh_from_db()
    assert text.baseline == "3 of 5 classes"


def autosave(client, draft, cast, **changes):
    here = url("plans:write_objective", draft, 1)
    data = sent(client.get(here), **{"person": cast.aht.pk, **changes})
    return client.post(url("plans:save_objective", draft, 1), data)


def test_what_is_typed_is_saved_by_itself(as_, draft, text, cast):
    note_writing(draft, text.objective, by=cast.nle)
    answer = autosave(as_(cast.aht), draft, cast, baseline="3 of 5 classes")
    facts = answer.json()
    assert (facts["edition"], facts["not_kept"]) == (2, [])
    assert facts["writing"] == [[cast.nle.name, 1]]
    text.refresh_from_db()
    assert text.baseline == "3 of 5 classes"


def test_half_a_row_keeps_the_rest_from_nothing_and_is_named(as_, draft, text, cast):
    changes = {"baseline": "3 of 5", "by": "someday", "actions-0-what": "Joint lessons"}
    facts = autosave(as_(cast.aht), draft, cast, **changes).json()
    assert len(facts["not_kept"]) == 2
    assert "Action 1: Say by when" in facts["not_kept"]
    before = text.by
    text.refresh_from_db()
    assert (text.baseline, text.by) == ("3 of 5", before)
    assert not text.actions.exists()


def test_a_row_that_is_saved_twice_is_one_row(as_, draft, text, cast):
    client, key = as_(cast.aht), str(uuid4())
    row = {"actions-0-key": key, "actions-0-what": "Joint lessons", "actions-0-due_on": "29/1/2027"}
    here = url("plans:write_objective", draft, 1)
    data = sent(client.get(here), person=cast.aht.pk, **row)
    first = client.post(url("plans:save_objective", draft, 1), data).json()
    again = {**data, "edition": first["edition"], "actions-0-who": "The NLE"}
    client.post(url("plans:save_objective", draft, 1), again)
    assert text.actions.get().who == "The NLE"


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [({"edition": "0"}, 409, "stale"), ({"person": "0"}, 401, "person"), ({"edition": "x"}, 400, "rule")],
)
def test_what_cannot_be_saved_by_itself_says_why(as_, draft, cast, change, status, reason):  # noqa: PLR0917
    answer = autosave(as_(cast.aht), draft, cast, baseline="3 of 5", **change)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)


def test_a_draft_that_was_sent_takes_no_more_words(as_, draft, text, cast):
    client = as_(cast.aht)
    data = sent(client.get(url("plans:write_objective", draft, 1)), person=cast.aht.pk, baseline="3 of 5")
    PlanVersion.objects.filter(pk=draft.pk).update(stage="with_school")
    assert client.post(url("plans:save_objective", draft, 1), data).json()["reason"] == "over"
    assert client.get(url("plans:write", draft)).status_code == 302
    assert client.post(url("plans:write_objective", draft, 1), data).status_code == 409


def test_the_page_tells_who_else_is_writing(as_, draft, text, cast):
    note_writing(draft, text.objective, by=cast.nle)
    page = as_(cast.aht).get(url("plans:write", draft)).content.decode()
    assert f"{cast.nle.name} is editing objective 1 now." in page


def test_objectives_are_added_given_up_and_moved_on_pages(as_, draft, text, cast):
    client = as_(cast.aht)
    page = client.get(url("plans:add_objective", draft) + "?split=1")
    key = page.context["form"]["form_key"].value()
    facts = {"title": "Year 6", "split_from": text.objective_id, "until": "16/7/2027", "form_key": key}
    answer = client.post(url("plans:add_objective", draft), facts)
    assert answer.url == url("plans:write_objective", draft, 2)
    client.post(url("plans:change_objective", draft, 2), {"do": "up"})
    assert [each.objective.number for each in draft.texts.all()] == [2, 1]
    client.post(url("plans:change_objective", draft, 2), {"do": "remove"})
    assert draft.texts.count() == 1
    client.post(url("plans:give_up_objective", draft, 1), {"why": "Replaced", "form_key": "a"})
    text.refresh_from_db()
    assert text.dropped
    client.post(url("plans:change_objective", draft, 1), {"do": "take_back"})
    text.refresh_from_db()
    assert not text.dropped


def test_twelve_objectives_with_eighty_actions_are_written_with_few_queries(
    as_, draft, text, cast, django_assert_max_num_queries
):
    for number in range(11):
        add_objective(draft, title=f"Objective of {number}", area=area(), until=JULY, by=cast.aht)
    for each in draft.texts.all():
        steps = tuple(an_action(what=f"Step {place}") for place in range(7))
        save(each, cast.aht, actions=steps)
    client = as_(cast.aht)
    with django_assert_max_num_queries(40):
        client.get(url("plans:write", draft))
    with django_assert_max_num_queries(50):
        client.get(url("plans:write_objective", draft, 5))


def test_what_is_done_is_recorded_on_pages(as_, plan, cast):
    client = as_(cast.head)
    page = client.get(reverse("plans:steps", args=[plan.pk])).content.decode()
    assert "Joint planning on Mondays" in page
    milestone = plan.versions.get().texts.get().milestones.get()
    here = reverse("plans:step", args=[plan.pk, milestone.key])
    key = client.get(here).context["form"]["form_key"].value()
    client.post(here, {"on": "23/11/2026", "form_key": key})
    milestone.refresh_from_db()
    assert milestone.reached_on == TODAY
    client.post(reverse("plans:reopen_step", args=[plan.pk, milestone.key]))
    milestone.refresh_from_db()
    assert milestone.reached_on is None
