"""What the pages of reviews ask, outside the steps of their process."""

from typing import Any

from django import forms

from concern_cases.forms.base import (
    CircleFields,
    ComingDay,
    FileFields,
    FilesField,
    KeyedForm,
    PastDay,
    PersonChoice,
    lines,
)
from concern_cases.forms.readings import reading_fields, readings_in
from concern_cases.models import Evidence, ObjectiveText, Rag, Review

FOUND, NEW = "found", "new"
JUDGED = ("rag", "reason", "moved_why")
MOVED_LABEL = "Why is it better, worse or the same as last time? (optional)"
MOVED_HINT = "Where the two judgements and their reasons do not say it."


class JudgeForm(KeyedForm):
    """One objective, judged or judged again."""

    rag = forms.ChoiceField(
        label="Judgement now",
        choices=Rag.choices,
        widget=forms.RadioSelect(attrs={"data-rag": True, "data-label": "s"}),
        error_messages={"required": "Choose red, amber or green"},
    )
    reason = forms.CharField(
        label="Why?",
        help_text="What was seen, and in what. The school reads this.",
        widget=lines(3),
        error_messages={"required": "Say why, in a sentence"},
    )
    moved_why = forms.CharField(label=MOVED_LABEL, help_text=MOVED_HINT, max_length=300, required=False)

    def __init__(self, *args: Any, text: ObjectiveText, has_last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text, readings = text, reading_fields(text)
        self.fields |= readings
        self.order_fields(["rag", *readings, "reason", "moved_why"])
        if not has_last:
            del self.fields["moved_why"]

    def facts(self) -> dict[str, Any]:
        said = {name: self.cleaned_data.get(name, "") for name in JUDGED}
        return {**said, "readings": readings_in(self.text, self.cleaned_data)}


class ObjectiveChoice(forms.ModelChoiceField):
    """One of the objectives that the review judges."""

    def label_from_instance(self, text: Any) -> str:
        return f"{text.objective.number}. {text.title}"


class EvidenceForReviewForm(KeyedForm, CircleFields, FileFields):
    """Evidence that is in the case already, or a new piece, for an objective or for the plan as a whole."""

    objective = ObjectiveChoice(
        label="For which objective?",
        queryset=ObjectiveText.objects.none(),
        required=False,
        empty_label="For the plan as a whole",
    )
    which = forms.ChoiceField(
        label="Which evidence?",
        choices=[(FOUND, "It is in the case already"), (NEW, "A new piece of evidence")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say which evidence"},
    )
    evidence = forms.ModelMultipleChoiceField(
        label="Evidence of the case",
        queryset=Evidence.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-shown-when": f"which={FOUND}", "data-small": True}),
    )
    kind = forms.ChoiceField(
        label="What kind of evidence is it?",
        choices=[("", "Choose"), *Evidence.Kind.choices],
        required=False,
        widget=forms.Select(attrs={"data-shown-when": f"which={NEW}"}),
    )
    on = PastDay(label="Date of the evidence", required=False)
    source = forms.CharField(
        label="Where does it come from?",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"data-shown-when": f"which={NEW}"}),
    )
    text = forms.CharField(
        label="What does it show?",
        help_text="Facts with their figures; say how many pupils stand behind a percentage.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-shown-when": f"which={NEW}"}),
    )
    files = FilesField(label="Files (optional)", required=False)  # type: ignore[assignment]

    def __init__(
        self,
        *args: Any,
        texts: list[ObjectiveText],
        evidence: Any,
        adds: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        objective: Any = self.fields["objective"]
        objective.queryset = ObjectiveText.objects.filter(pk__in=[text.pk for text in texts]).select_related(
            "objective"
        )
        found: Any = self.fields["evidence"]
        found.queryset = evidence
        for name in ("on", "files", "circle"):
            self.fields[name].required = False
            self.fields[name].widget.attrs["data-shown-when"] = f"which={NEW}"
        if "named" in self.fields:
            self.fields["named"].widget.attrs["data-shown-when"] = "circle=named"
        if not adds:
            self._offer_only(FOUND, ("kind", "on", "source", "text", "files", "circle", "named"))
        elif not evidence.exists():
            self._offer_only(NEW, ("evidence",))
        self.order_fields(
            ["objective", "which", "evidence", "kind", "on", "source", "text", "files", "circle", "named"]
        )

    def _offer_only(self, which: str, without: tuple[str, ...]) -> None:
        choice: Any = self.fields["which"]
        choice.choices = [each for each in choice.choices if each[0] == which]
        choice.initial = which
        for name in without:
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("which") == FOUND and not facts.get("evidence"):
            self.add_error("evidence", "Choose evidence of the case")
        if facts.get("which") == NEW:
            needed = {"kind": "Choose what kind of evidence it is", "on": "Enter the date of the evidence"}
            needed |= {"source": "Say where the evidence comes from", "text": "Say what the evidence shows"}
            for name, words in (needed | {"circle": "Say who may read this"}).items():
                if not facts.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        """What ``add_evidence`` takes of a new piece."""
        names = ("kind", "on", "source", "text", "circle", "named", "files")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class MoveReviewForm(KeyedForm):
    due_on = ComingDay(label="By which day is it due now?", help_text="A day on which the school is open.")
    why = forms.CharField(
        label="Why is it moved?",
        help_text="Everybody who sees the case reads this.",
        widget=lines(2),
        error_messages={"required": "Say why it is moved"},
    )


class StepDownForm(KeyedForm):
    """That the LA steps back, step by step: never by itself, always with a reason."""

    capacity = forms.ChoiceField(
        label="Can the school keep this up without the support that it has now?",
        choices=Review.Capacity.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the school can keep this up by itself"},
    )
    capacity_why = forms.CharField(
        label="What does that rest on?",
        help_text="Who leads what, and what was seen of it.",
        widget=lines(3),
        error_messages={"required": "Say what the judgement of its capacity rests on"},
    )
    reason = forms.CharField(
        label="Why is the case stepped down?",
        help_text="What the school has reached, and on what evidence. The school reads this.",
        widget=lines(3),
    )
    signed_off_by = PersonChoice(
        label="Who signed it off as chair of the conferences?",
        error_messages={"required": "Say who signed it off"},
    )
    follow_up_on = ComingDay(label="When does the LA look again?")

    def __init__(self, *args: Any, chairs: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chair: Any = self.fields["signed_off_by"]
        chair.offer(chairs)
