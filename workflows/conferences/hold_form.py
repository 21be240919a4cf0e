"""What is asked of a conference that was held."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from meetings.models import Attendance, DecisionCode, Meeting
from meetings.services.holding import ActionFacts, DecisionFacts
from people.models import User
from workflows.steps import StepForm

DECISIONS, ACTIONS = 3, 6


class DecisionForm(forms.Form):
    code = forms.ModelChoiceField(
        label="What is decided",
        queryset=DecisionCode.objects.none(),
        to_field_name="code",
        empty_label="Choose a decision",
        error_messages={"required": "Choose what was decided"},
    )
    reason = forms.CharField(
        label="In words, and why",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why this was decided"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].queryset = DecisionCode.objects.in_use()  # type: ignore[attr-defined]


class ActionForm(forms.Form):
    what = forms.CharField(
        label="What will be done",
        max_length=500,
        error_messages={"required": "Say what will be done"},
    )
    owner = forms.ModelChoiceField(
        label="Who: one person", queryset=User.objects.none(), required=False, empty_label="Somebody else"
    )
    owner_name = forms.CharField(label="If somebody else: the name", max_length=150, required=False)
    due_on = forms.DateField(label="By when", error_messages={"required": "Say by when"})
    measure = forms.CharField(
        label="How we shall know that it is done and worked",
        max_length=500,
        error_messages={"required": "Say how we shall know that it is done"},
    )
    follows = forms.TypedChoiceField(
        label="Which decision does it follow from?",
        choices=[(number, f"Decision {number}") for number in range(1, DECISIONS + 1)],
        coerce=int,
        initial=1,
    )

    def __init__(self, *args: Any, people: Sequence[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.filter(pk__in=people)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("owner") and not cleaned.get("owner_name"):
            self.add_error("owner", ValidationError("Say who is responsible"))
        return cleaned


class Numbered(BaseFormSet):
    """Frames with a number; what is left empty is left out."""

    item_name = "Item"
    more = "Another one"

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.summary = f"{self.more} ({(index or 0) + 1})"
        form.is_filled = form.is_bound and form.has_changed()

    def filled(self) -> list[tuple[int, dict[str, Any]]]:
        """Number and facts of every frame that was filled in."""
        rows = enumerate(self.forms, start=1)
        return [(number, form.cleaned_data) for number, form in rows if form.has_changed()]


class Decisions(Numbered):
    item_name = "Decision"
    more = "Another decision"


class Actions(Numbered):
    item_name = "Action"
    more = "Another action"


DecisionFormSet = formset_factory(DecisionForm, formset=Decisions, extra=DECISIONS, max_num=DECISIONS)
ActionFormSet = formset_factory(ActionForm, formset=Actions, extra=ACTIONS, max_num=ACTIONS)


class HoldForm(StepForm):
    """Attendance of everybody invited, notes on every item of Part A, decisions and actions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting: Meeting = self.process.meeting  # type: ignore[assignment]
        self.invitees = list(meeting.invitees.all())
        self.items = list(meeting.items.visible_to(self.by).filter(part="A"))
        for invitee in self.invitees:
            self.fields[f"presence_{invitee.pk}"] = _presence_field(invitee.name)
        for item in self.items:
            self.fields[f"notes_{item.pk}"] = _notes_field(f"{item.order}. {item.title}")
        data = self.data if self.is_bound else None
        people = [invitee.user_id for invitee in self.invitees if invitee.user_id]
        self.decisions: Any = DecisionFormSet(data, prefix="decisions")
        self.actions: Any = ActionFormSet(data, prefix="actions", form_kwargs={"people": people})

    def is_valid(self) -> bool:
        valid = all([super().is_valid(), self.decisions.is_valid(), self.actions.is_valid()])
        return valid and self._every_action_follows()

    def _every_action_follows(self) -> bool:
        """No action is lost because the decision that it is said to follow from was left empty."""
        taken = {number for number, _ in self.decisions.filled()}
        for number, row in self.actions.filled():
            if row["follows"] not in taken:
                message = f"Decision {row['follows']} is empty: choose the one that this follows from"
                self.actions.forms[number - 1].add_error("follows", message)
        return self.actions.is_valid()

    def presences(self) -> list[Any]:
        return [self[f"presence_{invitee.pk}"] for invitee in self.invitees]

    def notes(self) -> list[Any]:
        return [self[f"notes_{item.pk}"] for item in self.items]

    def facts(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "attendance": {invitee: cleaned[f"presence_{invitee.pk}"] for invitee in self.invitees},
            "notes": {item: cleaned[f"notes_{item.pk}"] for item in self.items},
            "decisions": [
                DecisionFacts(row["code"].code, row["reason"], actions=self._actions_of(number))
                for number, row in self.decisions.filled()
            ],
        }

    def _actions_of(self, decision: int) -> list[ActionFacts]:
        rows = [row for _, row in self.actions.filled() if row["follows"] == decision]
        return [
            ActionFacts(
                what=row["what"],
                owner=row["owner"],
                owner_name="" if row["owner"] else row["owner_name"],
                due_on=row["due_on"],
                measure=row["measure"],
            )
            for row in rows
        ]


def _presence_field(name: str) -> forms.Field:
    return forms.ChoiceField(
        label=name,
        choices=Attendance.Presence.choices,
        widget=forms.RadioSelect(attrs={"data-inline": True, "data-small": True, "data-label": "plain"}),
        error_messages={"required": f"Say whether {name} was there"},
    )


def _notes_field(title: str) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 1, "data-label": "plain"})
    return forms.CharField(label=title, required=False, widget=widget)
