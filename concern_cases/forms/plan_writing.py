"""What is typed at a draft: one objective as a whole, a new one, and why one is given up."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.forms import BaseFormSet, formset_factory

from concern_cases.forms.base import KeyedForm, lines
from concern_cases.models import Objective, ObjectiveText, PlanAction
from concern_cases.services.plan_splitting import open_steps
from concern_cases.services.plan_writing import (
    LABELS,
    PLAIN,
    StepWords,
    Words,
    days_out_of_order,
    recommendations_for,
)
from evaluation.models import Area
from record.errors import RuleError
from record.words import plain_day

MOST_STEPS = 60
TYPED = ("what", "who", "due_on", "resources")


class ObjectiveForm(forms.Form):
    """How one objective is worded, with the edition that it was typed on."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=LABELS["title"], max_length=300, widget=lines(2))
    baseline = forms.CharField(
        label="From: where it begins",
        required=False,
        max_length=300,
        widget=lines(2),
    )
    criterion = forms.CharField(
        label="What is measured: how it will be known",
        help_text="For example, the share of Year 6 on track. Say how many pupils a figure is about.",
        required=False,
        max_length=300,
        widget=lines(2),
    )
    target = forms.CharField(label="To: the target", required=False, max_length=300, widget=lines(2))
    by = forms.DateField(
        label=LABELS["by"], widget=forms.DateInput, error_messages={"required": "Say by when it is reached"}
    )
    source = forms.CharField(
        label="Seen from",
        help_text="For example, the tracker each half-term, or lessons seen by the SIP.",
        required=False,
        max_length=300,
    )
    monitored_by = forms.CharField(label="Who watches over it", required=False, max_length=150)
    monitored_how = forms.CharField(label="How", required=False, max_length=300)
    monitored_when = forms.CharField(label="When", required=False, max_length=150)
    answers: Any = forms.ModelMultipleChoiceField(
        label="Which recommendations of inspectors it answers",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-small": True}),
    )
    change_why = forms.CharField(
        label="Why it was changed, in a sentence (if it was)", required=False, max_length=300
    )

    def __init__(self, data: Any = None, *, text: ObjectiveText) -> None:
        now = Words.of(text)
        first: dict[str, Any] = {name: getattr(now, name) for name in (*PLAIN, "by")}
        super().__init__(data, initial={**first, "edition": text.edition, "answers": sorted(now.answers)})
        self.text = text
        asked = recommendations_for(text.version.plan, text)
        answers: Any = self.fields["answers"]
        answers.queryset = asked
        answers.label_from_instance = _asked_by
        if not asked.exists():
            del self.fields["answers"]
        self.actions = _rows(ActionRows, data, "actions", now.actions)
        self.milestones = _rows(MilestoneRows, data, "milestones", now.milestones)

    def is_valid(self) -> bool:
        typed = all([super().is_valid(), self.actions.is_valid(), self.milestones.is_valid()])
        return self._days_in_order() and typed

    def _days_in_order(self) -> bool:
        """Whether every new day fits; the reason stands beside each that does not."""
        if not self.is_bound:
            return False
        now = Words.of(self.text)
        wrong = list(days_out_of_order(self.text, self._typed(now), now))
        rows = {form.cleaned_data.get("key"): form for kind in self.formsets for form in kind.forms}
        for name, key, reason in wrong:
            if key is None:
                self.add_error(name, reason)
            else:
                rows[key].add_error("due_on", reason)
        return not wrong

    @property
    def formsets(self) -> list[Any]:
        return [self.actions, self.milestones]

    def words(self) -> Words:
        """What was typed, of a form in which everything is right."""
        return Words(
            **{name: self.cleaned_data[name] for name in (*PLAIN, "by")},
            answers=self._answers(Words.of(self.text)),
            actions=tuple(self.actions.steps()),
            milestones=tuple(self.milestones.steps()),
        )

    def words_so_far(self) -> Words:
        """What was typed as far as it can be kept; what can't be yet stands as it stood."""
        return self._typed(Words.of(self.text))

    def _typed(self, now: Words) -> Words:
        typed = {name: self.cleaned_data[name] for name in (*PLAIN, "by") if name in self.cleaned_data}
        return replace(
            now,
            **typed,
            answers=self._answers(now),
            actions=tuple(self.actions.steps(now.actions)),
            milestones=tuple(self.milestones.steps(now.milestones)),
        )

    def not_kept(self) -> list[str]:
        """What can't be kept yet, and why, in words."""
        said = [str(error) for errors in self.errors.values() for error in errors]
        for rows in self.formsets:
            for place, form in enumerate(rows.forms, start=1):
                found = [str(error) for errors in form.errors.values() for error in errors]
                said += [f"{rows.item_name} {place}: {words}" for words in found]
        return said

    def show(self, error: RuleError) -> None:
        self.add_error(error.field if error.field in self.fields else None, str(error))

    def set_edition(self, edition: int) -> None:
        """The form, drawn again, is typed on this edition."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["edition"] = str(edition)
        self.data = data

    def _answers(self, now: Words) -> frozenset[int]:
        if "answers" not in self.fields:
            return now.answers
        return frozenset(row.pk for row in self.cleaned_data.get("answers", ()))


def _asked_by(row: Any) -> str:
    visit = row.inspection
    return f"{visit.kind}, {visit.on:%-d %B %Y}, {row.number}: {row.text}"


# --- Actions and milestones


class StepRow(forms.Form):
    """One step; a row in which nothing is typed is none."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.CharField(label="What", max_length=300, error_messages={"required": "Say what will be done"})
    who = forms.CharField(label="Who", required=False, max_length=150)
    due_on = forms.DateField(
        label="By when", widget=forms.DateInput, error_messages={"required": "Say by when"}
    )

    def has_changed(self) -> bool:
        """Its key alone says nothing."""
        return any(self.data.get(self.add_prefix(name), "").strip() for name in TYPED)


class ActionRow(StepRow):
    resources = forms.CharField(label="With what (days, money, people)", required=False, max_length=300)


class StepRows(BaseFormSet):
    item_name = "Action"

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["key"].initial = form.initial.get("key") or uuid4
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Take this one away"
            form.fields["DELETE"].widget = forms.CheckboxInput(attrs={"data-small": True})

    def steps(self, now: Iterable[StepWords] | None = None) -> list[StepWords]:
        """What the rows say. With ``now`` a row that can't be kept yet says what it said before."""
        known = {step.key: step for step in now or ()}
        found = []
        for form in self.forms:
            cleaned = getattr(form, "cleaned_data", {})
            if form.errors:
                before = known.get(cleaned["key"]) if "key" in cleaned else None
                found += [before] if before else []
            elif cleaned.get("what") and not cleaned.get("DELETE"):
                names = [name for name in ("key", *TYPED) if name in form.fields]
                found.append(StepWords(**{name: cleaned[name] for name in names}))
        return found


class MilestoneSteps(StepRows):
    item_name = "Milestone"


ActionRows = formset_factory(
    ActionRow, formset=StepRows, extra=1, max_num=MOST_STEPS, can_delete=True, can_delete_extra=False
)
MilestoneRows = formset_factory(
    StepRow, formset=MilestoneSteps, extra=1, max_num=MOST_STEPS, can_delete=True, can_delete_extra=False
)


def _rows(kind: Any, data: Any, prefix: str, steps: Iterable[StepWords]) -> Any:
    in_time = sorted(steps, key=lambda step: (step.due_on, step.what))
    first = [{"key": step.key, **{name: getattr(step, name) for name in TYPED}} for step in in_time]
    return kind(data, prefix=prefix, initial=first)


# --- A new objective, and giving one up


class AddObjectiveForm(KeyedForm):
    """A new objective: the rest is written on its own page."""

    title = forms.CharField(label="What is to be reached?", max_length=300, widget=lines(2))
    split_from = forms.ModelChoiceField(
        label="Is it split from another objective?",
        queryset=Objective.objects.none(),
        required=False,
        empty_label="No, it is a new one",
    )
    area = forms.ModelChoiceField(
        label="In which area?",
        help_text="One that is split from another is in its area.",
        queryset=Area.objects.none(),
        required=False,
    )
    until = forms.DateField(label="By when?", widget=forms.DateInput)
    steps = forms.TypedMultipleChoiceField(
        label="Which actions and milestones go along?",
        help_text="What is done already stays where it is.",
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-small": True}),
    )

    def __init__(
        self,
        *args: Any,
        texts: Iterable[ObjectiveText],
        origin: ObjectiveText | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        steps: Any = self.fields["steps"]
        steps.choices = [(step.key, _in_words(step)) for step in open_steps(origin)] if origin else []
        if not steps.choices:
            del self.fields["steps"]
        titles = {text.objective_id: f"{text.objective.number}. {text.title}" for text in texts}
        split_from: Any = self.fields["split_from"]
        split_from.queryset = Objective.objects.filter(pk__in=titles)
        split_from.label_from_instance = lambda objective: titles[objective.pk]
        area: Any = self.fields["area"]
        area.queryset = Area.objects.in_use()
        if not titles:
            del self.fields["split_from"]

    def facts(self) -> dict[str, Any]:
        return {name: fact for name, fact in self.cleaned_data.items() if name != "form_key"}


def _in_words(step: Any) -> str:
    kind = "Action" if isinstance(step, PlanAction) else "Milestone"
    return f"{kind}: {step}, by {plain_day(step.due_on)}"


class GiveUpForm(KeyedForm):
    why = forms.CharField(
        label="Why is it given up?",
        help_text="The school reads this with the draft. What was reached of it stays on record.",
        max_length=300,
        widget=lines(3),
    )


class FinishStepForm(KeyedForm):
    """That an action is done, or a milestone reached."""

    on = forms.DateField(label="On which day?", widget=forms.DateInput)
    came_of_it = forms.CharField(label="What came of it? (optional)", required=False, widget=lines(3))
