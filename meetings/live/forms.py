"""What is typed while a meeting is held."""

from dataclasses import asdict
from typing import Any

from django import forms

from concern_cases.forms.base import ComingDay, lines, new_key
from concern_cases.models import Cadence, Rag
from evaluation.models import CategoryKind
from meetings.models import (
    AgendaItem,
    DecisionCode,
    DraftAction,
    Invitee,
    ProgressKind,
)
from meetings.services.deciding import ActionFacts
from meetings.services.item_notes import Said
from meetings.services.live import day_of
from people.models import User
from record.errors import RuleError
from record.models import DeadlineRule
from schools.permissions import Circle

NOT_JUDGED = ("", "Not judged")


class RuleForm(forms.Form):
    """A form that shows a rule beside its field, or above itself when it has none here."""

    def show(self, error: RuleError) -> None:
        self.add_error(error.field if error.field in self.fields else None, str(error))


class ItemForm(RuleForm):
    """What stands under one item, with the version that it was typed on."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    form_key = forms.CharField(widget=forms.HiddenInput, initial=new_key, required=False)
    rag = forms.ChoiceField(
        label="Judgement now",
        choices=[*Rag.choices, NOT_JUDGED],
        required=False,
        widget=forms.RadioSelect(attrs={"data-rag": True}),
    )
    progress = forms.ModelChoiceField(
        label="Nature and rate of progress",
        queryset=ProgressKind.objects.none(),
        to_field_name="code",
        required=False,
        empty_label="Not judged",
        widget=forms.RadioSelect(attrs={"data-label": "s"}),
    )
    rag_reason = forms.CharField(
        label="Why, in a sentence for the minutes",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-label": "plain"}),
    )
    notes = forms.CharField(label="Notes", required=False, widget=lines(7))
    why = forms.CharField(
        label="Why is it put off?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-label": "plain"}),
    )

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        first = {"version": item.version, **asdict(Said.under(item))}
        super().__init__(*args, **{**kwargs, "initial": first})
        if item.objective_id is None:
            del self.fields["rag"]
        if item.case_id is None:
            del self.fields["progress"]
        else:
            self.fields["progress"].queryset = ProgressKind.objects.in_use()  # type: ignore[attr-defined]
        if item.objective_id is None and item.case_id is None:
            del self.fields["rag_reason"]
        everybody = (
            "Part A: everybody here will read these. Restricted matters belong in the restricted part."
        )
        if item.meeting.school_id is None:
            everybody = "The authority’s own people read these; of a school its diocese as well."
        only = "Part B: only the people named on this item will read these."
        self.fields["notes"].help_text = only if item.circle == Circle.NAMED else everybody

    def set_version(self, version: int) -> None:
        """The form, drawn again, is typed on this version."""
        self.data = {**self.data.dict(), "version": str(version)}  # type: ignore[attr-defined]

    def put_together(self, item: AgendaItem) -> None:
        """Both texts stand in the fields, theirs first, on the version that is theirs; nothing is saved."""
        self.set_version(item.version)
        both = {}
        for name, theirs in (("notes", item.notes), ("rag_reason", item.rag_reason)):
            mine = self.data.get(name, "").strip()
            both[name] = "\n\n".join(text for text in (theirs, mine) if text)
        self.data = {**self.data, **both}

    def said(self) -> dict[str, Any]:
        """What ``save_item`` takes."""
        cleaned = self.cleaned_data
        said: dict[str, Any] = {
            name: cleaned[name] for name in ("version", "notes", "rag", "rag_reason") if name in cleaned
        }
        if "progress" in cleaned:
            said["progress"] = cleaned["progress"].code if cleaned["progress"] else ""
        return said


class DecisionForm(RuleForm):
    """One decision under an item."""

    code = forms.ModelChoiceField(
        label="What is decided",
        queryset=DecisionCode.objects.none(),
        to_field_name="code",
        required=False,
        empty_label="No decision on this item",
        widget=forms.Select(attrs={"data-label": "plain"}),
    )
    reason = forms.CharField(
        label="In words, and why",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-label": "plain"}),
    )
    cadence = forms.ModelChoiceField(
        label="How often from now on, if that is decided",
        queryset=Cadence.objects.none(),
        required=False,
        empty_label="As before",
        widget=forms.Select(attrs={"data-label": "plain"}),
    )
    category = forms.ModelChoiceField(
        label="The new category, if that is decided",
        queryset=CategoryKind.objects.none(),
        required=False,
        empty_label="As before",
        widget=forms.Select(attrs={"data-label": "plain"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["code"].queryset = DecisionCode.objects.in_use()
        fields["cadence"].queryset = Cadence.objects.in_use()
        fields["category"].queryset = CategoryKind.objects.in_use()

    def is_typed(self) -> bool:
        """Something stands in its fields that was not added."""
        return any(self.cleaned_data.get(name) for name in ("code", "reason"))

    def facts(self) -> dict[str, Any]:
        """What ``record_decision`` takes."""
        code = self.cleaned_data["code"]
        return {**self.cleaned_data, "code": code.code if code else ""}


class ActionForm(RuleForm):
    """One action under an item: a new one, or a change of one spoken of before (``draft``)."""

    draft = forms.IntegerField(widget=forms.HiddenInput, required=False)
    what = forms.CharField(
        label="What will be done",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"data-label": "plain"}),
    )
    owner = forms.ModelChoiceField(
        label="Who: one person",
        queryset=User.objects.none(),
        required=False,
        empty_label="Somebody else",
        widget=forms.Select(attrs={"data-label": "plain"}),
    )
    owner_name = forms.CharField(
        label="If somebody else: the name",
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"data-label": "plain"}),
    )
    due_on = ComingDay(label="By when", required=False)
    days = forms.IntegerField(
        label="or so many days",
        min_value=1,
        required=False,
        widget=forms.NumberInput(attrs={"data-label": "plain", "data-width": 3}),
    )
    rule = forms.ChoiceField(
        label="counted as", required=False, widget=forms.Select(attrs={"data-label": "plain"})
    )
    measure = forms.CharField(
        label="How we shall know that it is done and worked",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"data-label": "plain"}),
    )
    decision: Any = forms.ModelChoiceField(
        label="It follows from",
        queryset=None,
        required=False,
        empty_label="The first decision of this item",
        widget=forms.Select(attrs={"data-label": "plain"}),
    )

    def __init__(self, *args: Any, item: AgendaItem, draft: DraftAction | None = None, **kwargs: Any) -> None:
        if draft:
            names = ("what", "owner", "due_on", "measure", "decision")
            kwargs["initial"] = {name: getattr(draft, name) for name in names} | {"draft": draft.pk}
            kwargs["initial"]["owner_name"] = "" if draft.owner_id else draft.owner_name
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["owner"].queryset = _who_can_act(item)
        fields["due_on"].widget.attrs["data-label"] = "plain"
        fields["due_on"].since = day_of(item.meeting)
        fields["rule"].choices = DeadlineRule.objects.values_list("name", "title")
        fields["rule"].initial = "working"
        fields["decision"].queryset = item.decisions.select_related("code")
        if draft or item.decisions.count() < 2:
            del self.fields["decision"]

    def is_typed(self) -> bool:
        """Something stands in its fields that was not added."""
        return any(self.cleaned_data.get(name) for name in ("what", "owner_name", "due_on", "measure"))

    def facts(self) -> ActionFacts:
        cleaned = self.cleaned_data
        return ActionFacts(
            what=cleaned["what"],
            due_on=cleaned["due_on"],
            measure=cleaned["measure"],
            owner=cleaned["owner"],
            owner_name=cleaned["owner_name"],
            days=cleaned["days"],
            rule=cleaned["rule"],
        )


def _who_can_act(item: AgendaItem) -> Any:
    """Those invited by account; under a restricted item, those of them who are named on it."""
    invited = Invitee.objects.filter(meeting=item.meeting_id).exclude(user=None).values("user")
    people = User.objects.filter(pk__in=invited, is_active=True)
    if item.circle == Circle.NAMED:
        people = User.objects.filter(pk__in=item.named.values("pk"), is_active=True)
    return people.order_by("name")


class RaisedItemForm(RuleForm):
    """An item that nobody had planned."""

    title = forms.CharField(
        label="What is it about?", max_length=200, error_messages={"required": "Say what the item is about"}
    )
    minutes = forms.IntegerField(
        label="How long, in minutes",
        initial=5,
        min_value=1,
        widget=forms.NumberInput(attrs={"data-width": 3}),
    )
