"""What is typed at a draft: one objective as a whole, a new one, and why one is given up."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms

from concern_cases.forms.base import KeyedForm, lines
from concern_cases.forms.plan_rows import ROWS, Rows, rows_of
from concern_cases.models import Objective, ObjectiveText, PlanAction
from concern_cases.services.plan_splitting import open_steps
from concern_cases.services.plan_words import LABELS, PLAIN, Words
from concern_cases.services.plan_writing import days_out_of_order, recommendations_for
from evaluation.models import Area
from record.errors import RuleError
from record.words import plain_day


class ObjectiveForm(forms.Form):
    """How one objective is worded, with the edition that it was typed on."""

    named = ""
    edition = forms.IntegerField(widget=forms.HiddenInput)
    was = forms.CharField(widget=forms.HiddenInput, required=False)  # the mark of what stood there at first
    title = forms.CharField(label=LABELS["title"], max_length=300, widget=lines(2))
    baseline = forms.CharField(
        label=f"{LABELS['baseline']}, in a sentence (optional)",
        required=False,
        max_length=300,
        widget=lines(2),
    )
    by = forms.DateField(
        label=LABELS["by"], widget=forms.DateInput, error_messages={"required": "Say by when it is reached"}
    )
    monitored_by = forms.CharField(label="Who watches over it", required=False, max_length=150)
    monitored_how = forms.CharField(label="How", required=False, max_length=300)
    monitored_when = forms.CharField(label="When", required=False, max_length=150)
    answers: Any = forms.TypedMultipleChoiceField(
        label="Which recommendations of inspectors it answers",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-small": True}),
    )
    change_why = forms.CharField(
        label="Why it was changed, in a sentence (if it was)", required=False, max_length=300
    )

    def __init__(
        self,
        data: Any = None,
        *,
        text: ObjectiveText,
        prefix: str | None = None,
        asked: Iterable[Any] | None = None,
    ) -> None:
        """Several on one page: ``prefix`` is what the names of this one begin with, and
        ``asked`` what inspectors asked of the school, and what any of the objectives answers."""
        now = Words.of(text)
        first: dict[str, Any] = {name: getattr(now, name) for name in (*PLAIN, "by")}
        first |= {"edition": text.edition, "was": now.mark, "answers": sorted(now.answers)}
        super().__init__(data, initial=first, prefix=prefix)
        self.text = text
        rows = recommendations_for(text.version.plan, [text]) if asked is None else asked
        offered = [row for row in rows if row.is_of_plan or row.pk in now.answers]
        answers: Any = self.fields["answers"]
        answers.choices = [(row.pk, _asked_by(row)) for row in offered]
        if not offered:
            del self.fields["answers"]
        self.rows: dict[str, Rows] = {
            kind: rows_of(rows, data, self.add_prefix(kind), getattr(now, kind))
            for kind, rows in ROWS.items()
        }

    def is_valid(self) -> bool:
        typed = all([super().is_valid(), *[rows.is_valid() for rows in self.rows.values()]])
        return self._days_in_order() and typed

    def _days_in_order(self) -> bool:
        """Whether every new day fits; the reason stands beside each that does not."""
        if not self.is_bound:
            return False
        now = Words.of(self.text)
        wrong = list(days_out_of_order(self.text, self._typed(now), now))
        rows = {form.cleaned_data.get("key"): form for kind in self.rows.values() for form in kind.forms}
        for name, key, reason in wrong:
            if key is None:
                self.add_error(name, reason)
            else:
                rows[key].add_error(rows[key].day, reason)
        return not wrong

    def call(self, name: str) -> None:
        """Whatever is to be put right is told with this name before it."""
        for each in self.parts:
            each.named = name

    @property
    def parts(self) -> list[Any]:
        """The form itself and its rows: whatever can have errors."""
        return [self, *self.rows.values()]

    @property
    def begins(self) -> str:
        """What the names of its fields begin with."""
        return self.add_prefix("")

    def words(self) -> Words:
        """What was typed, of a form in which everything is right."""
        steps: dict[str, Any] = {kind: tuple(rows.words()) for kind, rows in self.rows.items()}
        typed = {name: self.cleaned_data[name] for name in (*PLAIN, "by")}
        return Words(**typed, answers=self._answers(Words.of(self.text)), **steps)

    def words_so_far(self) -> Words:
        """What was typed as far as it can be kept; what can't be yet stands as it stood."""
        return self._typed(Words.of(self.text))

    def _typed(self, now: Words) -> Words:
        typed = {name: self.cleaned_data[name] for name in (*PLAIN, "by") if name in self.cleaned_data}
        steps: dict[str, Any] = {
            kind: tuple(rows.words(getattr(now, kind))) for kind, rows in self.rows.items()
        }
        return replace(now, **typed, answers=self._answers(now), **steps)

    def not_kept(self) -> list[str]:
        """What can't be kept yet, and why, in words."""
        said = [str(error) for errors in self.errors.values() for error in errors]
        for rows in self.rows.values():
            for place, form in rows.kept():
                found = [str(error) for errors in form.errors.values() for error in errors]
                said += [f"{rows.item_name} {place}: {words}" for words in found]
        return said

    def show(self, error: RuleError) -> None:
        self.add_error(error.field if error.field in self.fields else None, str(error))

    def set_edition(self, edition: int) -> None:
        """The form, drawn again, is typed on this edition."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("edition")] = str(edition)
        self.data = data

    def _answers(self, now: Words) -> frozenset[int]:
        if "answers" not in self.fields:
            return now.answers
        return frozenset(self.cleaned_data.get("answers", ()))


def _asked_by(row: Any) -> str:
    visit = row.inspection
    return f"{visit.kind}, {visit.on:%-d %B %Y}, {row.number}: {row.text}"


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
