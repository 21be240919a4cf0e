"""What new meetings of a type begin with."""

from collections.abc import Sequence
from typing import Any

from django import forms

from concern_cases.forms.base import KeyedForm
from meetings.choices import Fill, Part
from meetings.forms.rows import RowsForm, number_field
from meetings.models import MeetingType, TemplateItem
from meetings.services.agenda_items import LONGEST
from meetings.services.agenda_templates import NUMBERS

LABELS = {
    "length_minutes": "How long does it take?",
    "papers_days_before": "How long before it are the papers due?",
    "ask_papers_days": "How long before that is whoever brought none asked for them?",
    "answer_days_before": "How long before it is whoever has not answered asked again? (0: not at all)",
    "draft_minutes_days": "How long after it are the minutes drafted?",
    "check_minutes_days": "How long after the draft are they checked?",
    "follow_up_days": "How long is there for what a decision leaves to be arranged?",
    "schedule_days": "How long is there to plan the next one?",
    "holds_review_within": "How near to a review’s due date does it hold the review?",
}


class TemplateItemForm(KeyedForm):
    """One item of every new meeting."""

    title = forms.CharField(
        label="What is it about?", max_length=200, error_messages={"required": "Say what the item is about"}
    )
    minutes = forms.IntegerField(
        label="How long?",
        min_value=1,
        max_value=LONGEST,
        initial=10,
        widget=forms.NumberInput(attrs={"data-width": 4, "data-suffix": "minutes"}),
    )
    fill = forms.ChoiceField(
        label="What does it bring along by itself?", choices=Fill.choices, required=False
    )
    part = forms.ChoiceField(
        label="In which part?",
        choices=[(Part.A, "Part A: everybody who sees the meeting"), (Part.B, "Part B: only people named")],
        initial=Part.A,
        widget=forms.RadioSelect,
    )

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "minutes", "fill", "part")}


class NumbersForm(KeyedForm):
    """The lengths and deadlines of a type."""

    def __init__(self, *args: Any, type_: MeetingType, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (unit, least, most) in NUMBERS.items():
            self.fields[name] = forms.IntegerField(
                label=LABELS[name],
                initial=getattr(type_, name),
                min_value=least,
                max_value=most,
                widget=forms.NumberInput(attrs={"data-width": 4, "data-suffix": unit}),
            )

    def facts(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in NUMBERS}


class ArrangeTemplateForm(RowsForm):
    """The order and the lengths."""

    def __init__(self, *args: Any, items: Sequence[TemplateItem], **kwargs: Any) -> None:
        names = {item.pk: f"“{item}”" for item in items}
        super().__init__(*args, keys=[item.pk for item in items], names=names, **kwargs)
        for item in items:
            self.fields[f"minutes_{item.pk}"] = number_field(
                f"Minutes for {names[item.pk]}", initial=item.minutes, least=1, most=LONGEST
            )
