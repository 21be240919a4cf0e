"""All objectives of a draft are written on one page, each saved on its own edition."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from concern_cases.models import Milestone, ObjectiveText, PlanAction, PlanVersion
from concern_cases.services.plan_drafts import submit_draft
from concern_cases.services.plan_objectives import add_objective, give_up_objective, remove_objective
from concern_cases.services.plan_writing import save_objective
from record import clock
from record.actor import acting_as
from record.models import ReadLog
from tests.concern_cases.makers import area, make_case, make_plan
from tests.concern_cases.plan_makers import next_draft, sent_of, words_of

TODAY = date(2026, 11, 23)
JULY = date(2027, 7, 16)


@pytest.fixture
def plan(cast):
    with clock.at(TODAY):
        yield make_plan(make_case(cast))


@pytest.fixture
def draft(plan, cast) -> PlanVersion:
    """Objective 1 is from the version before; objective 2, of attendance, is new."""
    version = next_draft(plan)
    add_objective(version, title="Attendance", area=area(), until=JULY, by=cast.aht)
    return version


def text_of(draft, number) -> ObjectiveText:
    return ObjectiveText.objects.get(version=draft, objective__number=number)


def url(draft, name="write_all", *more):
    return reverse(f"plans:{name}", args=[draft.plan_id, draft.number, *more])


def sent(page, **changes):
    """What a browser that runs no scripts sends of the page as it stands, with these changes."""
    data = {}
    for part in page.context["parts"]:
        data |= sent_of(part.form)
    return {**data, **{name.replace("__", "-"): value for name, value in changes.items()}}


def save(text, who, **words):
    return save_objective(text, edition=text.edition, words=words_of(text, **words), by=who)


def said(page) -> str:
    return page.content.decode().replace("\xa0", " ")


# --- Saving without scripts


def test_every_button_saves_what_was_typed_in_every_objective(as_, draft, cast):
    client = as_(cast.aht)
    typed = sent(
        client.get(url(draft)),
        o1__title="Mathematics",
        o2__title="Attendance of all",
        **{"o2-actions-0-what": "Calls at home", "o2-actions-0-due_on": "29/1/2027", "do": "save-2"},
    )
    answer = client.post(url(draft), typed)
    assert (answer.status_code, answer["Location"]) == (302, f"{url(draft)}#objective-2")
    assert text_of(draft, 1).title == "Mathematics"
    assert text_of(draft, 2).title == "Attendance of all"
    assert text_of(draft, 2).actions.get().what == "Calls at home"


def test_only_what_was_typed_in_is_saved(as_, draft, cast):
    client, before = as_(cast.aht), text_of(draft, 1).edition
    page = client.post(url(draft), sent(client.get(url(draft)), o2__title="Attendance of all"), follow=True)
    assert "Objective 2 was saved" in said(page)
    assert text_of(draft, 1).edition == before


def test_what_cannot_be_saved_stands_there_still_and_the_rest_is_saved(as_, draft, cast):
    client = as_(cast.aht)
    typed = sent(client.get(url(draft)), o1__title="Mathematics", **{"o2-actions-0-what": "Calls at home"})
    page = client.post(url(draft), typed)
    assert page.status_code == 200
    assert "Objective 2, Action 1: Say by when" in said(page)
    assert "Calls at home" in said(page)
    assert text_of(draft, 1).title == "Mathematics"
    assert "Saved: objective 1." in said(page)
    again = sent(page, **{"o2-actions-0-due_on": "29/1/2027"})
    assert client.post(url(draft), again).status_code == 302
    assert text_of(draft, 2).actions.get().what == "Calls at home"


def test_where_somebody_else_wrote_both_texts_stand_at_that_objective(as_, draft, cast):
    client = as_(cast.aht)
    typed = sent(client.get(url(draft)), o1__title="Mathematics", o2__title="Attendance of all")
    save(text_of(draft, 2), cast.nle, title="Attendance of boys")
    page = client.post(url(draft), typed)
    assert page.status_code == 409
    assert [part.number for part in page.context["parts"] if part.stale] == [2]
    assert f"{cast.nle.name} changed this objective" in said(page)
    assert text_of(draft, 1).title == "Mathematics"
    assert text_of(draft, 2).title == "Attendance of boys"
    client.post(url(draft), sent(page, do="save-2"))
    assert text_of(draft, 2).title == "Attendance of all"


def test_whoever_keeps_theirs_keeps_what_is_typed_elsewhere(as_, draft, cast):
    client = as_(cast.aht)
    typed = sent(client.get(url(draft)), o2__title="Attendance of all")
    save(text_of(draft, 2), cast.nle, title="Attendance of boys")
    page = client.post(url(draft), typed)
    assert client.post(url(draft), sent(page, o1__title="Mathematics", do="theirs-2")).status_code == 302
    assert text_of(draft, 1).title == "Mathematics"
    assert text_of(draft, 2).title == "Attendance of boys"


def test_what_others_wrote_where_nobody_typed_here_is_no_conflict(as_, draft, cast):
    client = as_(cast.aht)
    typed = sent(client.get(url(draft)), o1__title="Mathematics")
    save(text_of(draft, 2), cast.nle, title="Attendance of boys")
    assert client.post(url(draft), typed).status_code == 302
    assert text_of(draft, 2).title == "Attendance of boys"


def test_words_for_an_objective_that_was_given_up_meanwhile_are_not_lost(as_, draft, cast):
    client = as_(cast.aht)
    typed = sent(client.get(url(draft)), o1__title="Mathematics for all")
    give_up_objective(text_of(draft, 1), why="It is reached", by=cast.nle)
    page = client.post(url(draft), typed)
    assert page.status_code == 409
    assert "Mathematics for all" in said(page)
    page = client.post(url(draft), sent(page, do="save-1"))
    assert "take that back before you change it" in said(page)
    assert "Mathematics for all" in said(page)


def test_an_objective_that_was_taken_away_meanwhile_is_told(as_, draft, cast):
    client = as_(cast.aht)
    typed = sent(client.get(url(draft)), o1__title="Mathematics", o2__title="Attendance of all")
    remove_objective(text_of(draft, 2), by=cast.nle)
    page = client.post(url(draft), typed, follow=True)
    assert "Objective 2 was taken away while you were writing" in said(page)
    assert text_of(draft, 1).title == "Mathematics"


def test_a_row_is_taken_away_though_it_is_half_typed(as_, draft, cast):
    client = as_(cast.aht)
    typed = sent(client.get(url(draft)), **{"o1-milestones-0-due_on": "", "o1-milestones-0-DELETE": "on"})
    assert client.post(url(draft), typed).status_code == 302
    assert not text_of(draft, 1).milestones.exists()


# --- Buttons


@pytest.mark.parametrize(
    ("do", "onward"),
    [
        ("back", lambda draft: url(draft, "write")),
        ("add", lambda draft: url(draft, "add_objective") + "?all=1"),
        ("one-2", lambda draft: url(draft, "write_objective", 2)),
        ("split-2", lambda draft: url(draft, "add_objective") + "?all=1&split=2"),
        ("give_up-1", lambda draft: url(draft, "give_up_objective", 1) + "?all=1"),
        ("support-2", lambda draft: reverse("support:objective", args=[text_of(draft, 2).objective_id])),
        ("support-9", lambda draft: url(draft) + "#objective-9"),
        ("all", url),
        ("nonsense", url),
        ("one-", url),
    ],
)
def test_a_button_saves_and_then_leads_on(as_, draft, cast, do, onward):
    client = as_(cast.aht)
    answer = client.post(url(draft), sent(client.get(url(draft)), o1__title="Mathematics", do=do))
    assert answer["Location"] == onward(draft)
    assert text_of(draft, 1).title == "Mathematics"


def test_an_objective_is_moved_and_what_was_typed_is_saved(as_, draft, cast):
    client = as_(cast.aht)
    client.post(url(draft), sent(client.get(url(draft)), o1__title="Mathematics", do="up-2"))
    assert [text.objective.number for text in draft.texts.all()] == [2, 1]
    assert text_of(draft, 1).title == "Mathematics"


def test_what_is_new_here_is_taken_away_and_what_was_typed_elsewhere_is_saved(as_, draft, cast):
    client = as_(cast.aht)
    page = client.get(url(draft))
    assert [part.is_removable for part in page.context["parts"]] == [False, True]
    assert ('value="remove-1"' in said(page), 'value="remove-2"' in said(page)) == (False, True)
    page = client.post(url(draft), sent(page, o1__title="Mathematics", do="remove-2"), follow=True)
    assert "Objective 2 is taken away" in said(page)
    assert draft.texts.get().title == "Mathematics"
    page = client.post(url(draft), sent(page, do="remove-1"), follow=True)
    assert "give it up with a reason instead" in said(page)
    assert draft.texts.exists()


def test_an_objective_given_up_from_there_leads_back(as_, draft, cast):
    client, here = as_(cast.aht), url(draft, "give_up_objective", 1) + "?all=1"
    key = client.get(here).context["form"]["form_key"].value()
    assert client.post(here, {"why": "The need changed", "form_key": key})["Location"] == url(draft)


def test_an_objective_added_from_there_leads_back_to_it(as_, draft, cast):
    client, here = as_(cast.aht), url(draft, "add_objective") + "?all=1"
    form = client.get(here).context["form"]
    facts = {
        "title": "Reading",
        "area": area().pk,
        "until": "16/7/2027",
        "form_key": form["form_key"].value(),
    }
    assert client.post(here, facts)["Location"] == f"{url(draft)}#objective-3"


def test_one_objective_of_the_page_is_fetched_as_it_is_now(as_, draft, cast):
    page = as_(cast.aht).get(url(draft) + "?only=2")
    assert [part.number for part in page.context["parts"]] == [2]
    assert "<html" not in said(page)


def test_whoever_fetches_one_objective_is_on_record_once_in_a_while(as_, draft, cast):
    client = as_(cast.aht)
    for _ in range(2):
        client.get(url(draft) + "?only=2")
    assert ReadLog.objects.filter(user_id=cast.aht.pk).count() == 1
    with clock.at(clock.now() + timedelta(minutes=11)):
        client.get(url(draft) + "?only=2")
    assert ReadLog.objects.filter(user_id=cast.aht.pk).count() == 2
    client.get(url(draft))
    assert ReadLog.objects.filter(user_id=cast.aht.pk).count() == 3


def test_a_draft_that_is_with_the_school_is_not_written(as_, draft, cast):
    client = as_(cast.aht)
    typed = sent(client.get(url(draft)), o1__title="Mathematics")
    remove_objective(text_of(draft, 2), by=cast.aht)
    submit_draft(draft, by=cast.aht)
    assert client.post(url(draft), typed).status_code == 409
    assert client.get(url(draft))["Location"] == draft.get_absolute_url()


# --- Who is where


def beat(client, draft, user, **facts):
    return client.post(url(draft, "write_beat"), {"person": user.pk, **facts})


def test_whoever_has_the_page_open_says_in_which_objective(as_, draft, cast):
    for at, told in (("2", [[cast.nle.name, 2]]), ("1", [[cast.nle.name, 1]]), ("", [])):
        beat(as_(cast.nle), draft, cast.nle, at=at)
        assert beat(as_(cast.aht), draft, cast.aht).json()["writing"] == told


def test_the_page_hears_of_every_objective_that_somebody_else_changed(as_, draft, cast):
    save(text_of(draft, 2), cast.nle, title="Attendance of boys")
    told = {row["number"]: row for row in beat(as_(cast.aht), draft, cast.aht).json()["objectives"]}
    assert told["2"]["edition"] == text_of(draft, 2).edition
    assert told["2"]["who"] == cast.nle.name


@pytest.mark.parametrize("at", ["", "7", "x", "²"])
def test_a_place_that_is_none_is_nowhere(as_, draft, cast, at):
    assert beat(as_(cast.aht), draft, cast.aht, at=at).status_code == 200


def test_a_page_left_open_by_somebody_else_is_told_so(as_, draft, cast):
    assert beat(as_(cast.aht), draft, cast.nle).status_code == 401


# --- Twelve objectives, eighty actions


def fill(draft, by, objectives, actions):
    with acting_as(by):
        for number in range(draft.texts.count(), objectives):
            add_objective(draft, title=f"Objective {number}", area=area(), until=JULY, by=by)
        texts = list(draft.texts.all())
        for number in range(actions):
            text = texts[number % objectives]
            facts = {"text": text, "key": uuid4(), "what": f"Step {number}", "due_on": date(2027, 1, 29)}
            PlanAction.objects.create(**facts)
            Milestone.objects.create(**{**facts, "key": uuid4()})


def test_the_queries_do_not_grow_with_objectives_and_actions(
    as_, draft, cast, django_assert_num_queries, django_assert_max_num_queries
):
    client = as_(cast.aht)
    client.get(url(draft))
    with django_assert_max_num_queries(45) as small:
        client.get(url(draft))
    fill(draft, cast.aht, objectives=12, actions=80)
    with django_assert_num_queries(len(small)):
        page = client.get(url(draft))
    assert len(page.context["parts"]) == 12


def test_a_big_draft_is_sent_whole_without_scripts(as_, draft, cast):
    fill(draft, cast.aht, objectives=12, actions=80)
    client = as_(cast.aht)
    typed = sent(client.get(url(draft)), o12__title="The last one")
    assert len(typed) > 1000
    assert client.post(url(draft), typed).status_code == 302
    assert text_of(draft, 12).title == "The last one"
    assert PlanAction.objects.filter(text__version=draft).count() == 80
