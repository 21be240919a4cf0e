"""The form that lays a report on the table of the Members Panel."""

from typing import Any

from django import forms

from concern_cases.forms.base import KeyedForm
from meetings.models import PanelPaper

HINTS = {
    PanelPaper.Kind.LETTERS: "School A, School B: Members read no name.",
    PanelPaper.Kind.NAMES: "Everybody invited to this meeting reads the names.",
    PanelPaper.Kind.COMMITTEE: "Numbers and success criteria, as committees read them.",
}


class LayForm(KeyedForm):
    """Which report it is to be."""

    kind = forms.ChoiceField(
        label="Which report?",
        choices=PanelPaper.Kind.choices,
        widget=forms.RadioSelect(attrs={"data-label": "s", "data-hints": HINTS}),
        error_messages={"required": "Choose which report"},
    )

    def facts(self) -> dict[str, Any]:
        return {"kind": self.cleaned_data["kind"]}
