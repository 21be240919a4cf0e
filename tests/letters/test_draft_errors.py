"""What keeps a draft from going on stands beside the field that it is about."""

from datetime import date

from django.utils.html import escape

from letters.draft_errors import show_on_draft
from letters.forms import ActionFormSet, WordsForm
from letters.services.drafting import ActionAsked
from letters.services.stating_law import LawStated, state_law
from record.errors import RuleError, SeveralRules
from tests.letters.makers import WHY_SKIPPED, make_ready_case
from tests.letters.test_letter_flow import take
from tests.letters.test_letter_pages import draft_data
from tests.letters.test_notices import make_notice
from workflows import engine
from workflows.cards import task_url
from workflows.services.letters import start_letter

EARLY = date(2026, 11, 30)


def forms_of(letter, **changes):
    data = draft_data(letter, days=18, **changes)
    words, actions = WordsForm(data, letter=letter), ActionFormSet(data, prefix="actions")
    assert words.is_valid(), words.errors
    assert actions.is_valid(), actions.errors
    return words, actions


def test_several_rules_stand_each_at_its_own_field(county):
    words, actions = forms_of(make_notice(county))
    told = [
        ("powers", "Choose the powers."),
        ("actions", "Too late."),
        (None, "Wait."),
        ("powers", "Not so."),
    ]
    show_on_draft(words, actions, SeveralRules(told))
    assert words.errors == {"powers": ["Choose the powers.", "Not so."], "__all__": ["Wait."]}
    assert actions.forms[0].errors == {"what": ["Too late."]}
    assert str(SeveralRules(told)) == "Choose the powers. Too late. Wait. Not so."


def test_what_is_about_one_action_stands_there_also_after_one_was_taken_away(county):
    letter = make_notice(county)
    more = {
        "actions-TOTAL_FORMS": 2,
        "actions-INITIAL_FORMS": 1,
        "actions-0-DELETE": "on",
        "actions-1-what": "Meet us",
        "actions-1-measure": "Minutes",
        "actions-1-by": "10/12/2026",
    }
    words, actions = forms_of(letter, **more)
    show_on_draft(words, actions, RuleError("Say when.", field="actions-0-by"))
    assert (actions.forms[0].errors, actions.forms[1].errors) == ({}, {"by": ["Say when."]})


def test_without_any_action_the_rule_stands_at_the_empty_one(county):
    letter = make_notice(county)
    letter.required_actions.all().delete()
    words, actions = forms_of(letter)
    show_on_draft(words, actions, RuleError("Write what the school has to do.", field="actions"))
    assert actions.forms[0].errors == {"what": ["Write what the school has to do."]}


def test_the_page_of_the_step_says_each_beside_its_field(county, client):
    by = county.senior_adviser
    letter = start_letter(
        make_ready_case(county), kind="s60_notice", skips_rung_why=WHY_SKIPPED, by=by
    ).letter
    take(letter, "assemble_grounds", by)
    state_law(letter, law=LawStated(grounds=[], powers=[], days=18, appointed_by=""), by=by)
    client.force_login(by)
    asked = ActionAsked("Adopt a plan", "The plan", EARLY)
    data = draft_data(letter, days=18) | {
        "actions-0-what": asked.what,
        "actions-0-measure": asked.measure,
        "actions-0-by": f"{asked.by:%d/%m/%Y}",
    }
    address = task_url(engine.open_card(letter, "draft_letter").task)
    page = client.post(address, data).content.decode()
    for field, said in (
        ("grounds_in_law", "Choose which of the grounds in section 60 apply."),
        ("powers", "Choose the powers that the council would use."),
        ("appointed_by", "Say who appoints the foundation governors"),
    ):
        beside = page.split(f'id="id_{field}-error"')[1][:400]
        assert escape(said) in beside, field
