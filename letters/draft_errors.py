"""Where a rule that forbids a letter is told: each sentence beside the field, record or matter it is about.

What a rule is about is the ``field`` that ``letters.check`` names. Each of the three kinds of page (the form
of a draft, the choice of records, a letter that is only read there) has its own places for it.
"""

from collections.abc import Sequence
from typing import Any

from django import forms

from letters.models import Letter
from letters.quoting import place_of
from record.errors import Beside, RuleError

# What is written on another page stands on the form of a draft as a link, with this id.
LINKS = {"kind": "its-kind", "grounds": "other-records", "recipients": "who-receives"}
# The heading under which a letter that is only read has it; everything else stands on its checklist.
HEADINGS = {"subject": "text", "body": "text", "ends_why": "text", "grounds": "text", "actions": "actions"}
CHECKLIST = "checklist"


def show_on_draft(words: forms.Form, actions: Any, error: RuleError) -> None:
    """Every sentence stands beside its field of the words or of the actions, or its link; else on top.

    Both are bound and were found valid. What is about all actions stands at the first of them, what is about
    one record at its paragraph.
    """
    asked = (
        actions.asked_forms() or actions.forms[:1]
    )  # before any of them is told anything, which takes its words out
    places = getattr(words, "places", {})
    for name, sentence in error.told:
        field, (about, _, _) = places.get(name, name), (name or "").partition("-")
        if field in words.fields:
            words.add_error(field, sentence)
        elif asked and name and about == "actions":
            _show_on_action(asked, name, sentence)
        else:
            words.add_error(None, Beside(sentence, at=LINKS.get(about, "")))


def show_on_grounds(form: forms.Form, error: RuleError) -> None:
    """Every sentence stands beside the record that it is about, or above all that can be chosen."""
    field: Any = form.fields["records"]
    offered = {value for value, _ in field.choices}
    for name, sentence in error.told:
        record = (name or "").removeprefix("grounds-")
        form.add_error("records", Beside(sentence, option=record if record in offered else ""))


def show_on_read(form: forms.Form, letter: Letter, error: RuleError) -> None:
    """Every sentence stands beside its field, paragraph or action, or leads to where the letter says it."""
    numbers = {place_of(each.record): each.number for each in letter.grounds.with_records()}
    for name, sentence in error.told:
        if name in form.fields:
            form.add_error(name, sentence)
        else:
            form.add_error(None, Beside(sentence, at=_place_read(name or "", numbers)))


def _place_read(name: str, numbers: dict[str, int]) -> str:
    """The id of the heading of that paragraph or action, or of what the letter says; else of the checklist.

    Nothing for a rule about the letter as a whole.
    """
    about, _, rest = name.partition("-")
    if name in numbers:
        return f"paragraph-{numbers[name]}"
    if about == "actions" and rest:
        return f"action-{int(rest.partition('-')[0]) + 1}"
    return HEADINGS.get(about, CHECKLIST) if name else ""


def _show_on_action(forms_of_actions: Sequence[forms.Form], name: str, sentence: str) -> None:
    """``name``: ``actions``, or ``actions-0-measure`` of the first action that is asked for."""
    number, _, field = name.partition("-")[2].partition("-")
    at = int(number) if number.isdigit() and int(number) < len(forms_of_actions) else 0
    form = forms_of_actions[at]
    form.add_error(field if field in form.fields else "what", sentence)
