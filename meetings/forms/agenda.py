"""The agenda before the meeting."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from concern_cases.forms.base import KeyedForm, PeopleChoice
from meetings.choices import Part
from meetings.forms.rows import RowsForm, number_field
from meetings.models import AgendaItem
from meetings.services.agenda_items import LONGEST


class ItemForm(KeyedForm):
    """One item: what it is about, how long, and, where people can be named for it, who may read it."""

    title = forms.CharField(
        label="What is it about?", max_length=200, error_messages={"required": "Say what the item is about"}
    )
    minutes = forms.IntegerField(
        label="How long?",
        initial=10,
        min_value=1,
        max_value=LONGEST,
        widget=forms.NumberInput(attrs={"data-width": 4, "data-suffix": "minutes"}),
    )
    part = forms.ChoiceField(
        label="Who may read it?",
        choices=[(Part.A, "Everybody who sees the conference"), (Part.B, "Only the people named: Part B")],
        initial=Part.A,
        widget=forms.RadioSelect(
            attrs={
                "data-hints": {Part.B: "It stands at the end. Nobody else learns that there is such an item."}
            }
        ),
    )
    named = PeopleChoice(
        label="The people who may read it",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-shown-when": "part=B", "data-small": True}),
    )

    def __init__(self, *args: Any, people: dict[int, str] | None, **kwargs: Any) -> None:
        """``people``: who can be named; None where a meeting has no restricted items."""
        super().__init__(*args, **kwargs)
        named: Any = self.fields["named"]
        if people is None:
            del self.fields["part"], self.fields["named"]
        else:
            named.offer(people)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("part") == Part.B and not facts.get("named"):
            self.add_error("named", "Choose the people who may read it")
        return facts

    def facts(self) -> dict[str, Any]:
        """What ``add_item`` and ``change_item`` take."""
        facts = {"title": self.cleaned_data["title"], "minutes": self.cleaned_data["minutes"]}
        if self.cleaned_data.get("part") != Part.B:
            return {**facts, "part": Part.A, "named": ()}
        return {**facts, "part": Part.B, "named": self.cleaned_data["named"]}


class ArrangeForm(RowsForm):
    """The order and the lengths of the items that the person sees."""

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        names: Mapping[int, str] = {item.pk: f"“{item}”" for item in items}
        super().__init__(*args, keys=[item.pk for item in items], names=names, **kwargs)
        for item in items:
            self.fields[f"minutes_{item.pk}"] = number_field(
                f"Minutes for {names[item.pk]}", initial=item.minutes, least=1, most=LONGEST
            )
