"""Where a rule that forbids a draft is told: each sentence beside the field that it is about."""

from collections.abc import Sequence
from typing import Any

from django import forms

from record.errors import RuleError


def show_on_draft(words: forms.Form, actions: Any, error: RuleError) -> None:
    """Every sentence stands beside its field of the words or of the actions; without one above the form.

    Both are bound and were found valid. What is about all actions stands at the first of them.
    """
    asked = (
        actions.asked_forms() or actions.forms[:1]
    )  # before any of them is told anything, which takes its words out
    for name, sentence in error.told:
        if name in words.fields:
            words.add_error(name, sentence)
        elif asked and name and name.partition("-")[0] == "actions":
            _show_on_action(asked, name, sentence)
        else:
            words.add_error(None, sentence)


def _show_on_action(forms_of_actions: Sequence[forms.Form], name: str, sentence: str) -> None:
    """``name``: ``actions``, or ``actions-0-measure`` of the first action that is asked for."""
    number, _, field = name.partition("-")[2].partition("-")
    at = int(number) if number.isdigit() and int(number) < len(forms_of_actions) else 0
    form = forms_of_actions[at]
    form.add_error(field if field in form.fields else "what", sentence)
