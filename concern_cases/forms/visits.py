"""Visits by inspectors: recorded, corrected, taken away; their recommendations and what answers them."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from concern_cases.forms.base import KeyedForm, PastDay, lines
from concern_cases.models import ObjectiveText
from concern_cases.services.recommendations import split_recommendations
from evaluation.models import Inspection, InspectionGrade, InspectionRecommendation, VisitKind
from evaluation.services.inspections import VisitFacts

ONE_A_LINE = "One on each line, in the inspectors’ order and words. Numbers at the beginning are taken off."
PAIR = re.compile(r"(\d+):(\d+)")  # a recommendation and a wording that answers it


class GradeChoice(forms.ModelChoiceField):
    """A judgement, with the framework that knows it: those of the newest framework first."""

    def __init__(self, *, scale: str, **facts: Any) -> None:
        grades = InspectionGrade.objects.filter(scale=scale).select_related("framework")
        grades = grades.order_by("-framework__order", "order")
        super().__init__(queryset=grades, required=False, empty_label="None was made", **facts)

    def label_from_instance(self, grade: Any) -> str:
        return f"{grade.name} ({grade.framework.name})"


class VisitFields(forms.Form):
    """What is known of a visit."""

    kind = forms.ModelChoiceField(
        label="What kind of visit was it?",
        queryset=VisitKind.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose the kind of visit"},
    )
    on = PastDay(label="On which day did it begin?")
    grade = GradeChoice(
        label="Judgement on the school as a whole (if one was made)", scale=InspectionGrade.Scale.OVERALL
    )
    progress = GradeChoice(
        label="Judgement on its progress (if one was made)", scale=InspectionGrade.Scale.PROGRESS
    )
    report_on = PastDay(
        label="When did the LA receive the report? (if it has)",
        help_text="The time for a statement of action runs from this day.",
        required=False,
    )
    summary = forms.CharField(
        label="What did the inspectors find? (optional)",
        help_text="In a few sentences. Everybody who sees the school’s cases reads this, the school too.",
        required=False,
        widget=lines(4),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.queryset = VisitKind.objects.all()

    @property
    def facts(self) -> VisitFacts:
        """The visit as the services take it."""
        names = ("kind", "on", "grade", "progress", "report_on", "summary")
        return VisitFacts(**{name: self.cleaned_data[name] for name in names})


class VisitForm(KeyedForm, VisitFields):
    """A visit, with what the inspectors recommend."""

    recommendations = forms.CharField(
        label="What do they recommend? (you can add this later)",
        help_text=ONE_A_LINE,
        required=False,
        widget=lines(5),
    )

    @property
    def recommended(self) -> list[str]:
        return split_recommendations(self.cleaned_data["recommendations"])


class CorrectVisitForm(KeyedForm, VisitFields):
    """The visit as it was, and why it stood otherwise."""

    why = forms.CharField(
        label="Why is it corrected?",
        help_text="For example, the report has come. What stood there before is kept.",
        widget=lines(2),
    )

    def __init__(self, *args: Any, visit: Inspection, **kwargs: Any) -> None:
        names = ("kind", "on", "grade", "progress", "report_on", "summary")
        kwargs["initial"] = {name: getattr(visit, name) for name in names}
        super().__init__(*args, **kwargs)


class WhyForm(KeyedForm):
    """The reason for taking something away."""

    why = forms.CharField(label="Why is it taken away?", widget=lines(2))


class RecommendationsForm(KeyedForm):
    recommendations = forms.CharField(
        label="What do the inspectors recommend?", help_text=ONE_A_LINE, widget=lines(6)
    )

    @property
    def recommended(self) -> list[str]:
        return split_recommendations(self.cleaned_data["recommendations"])


class RecommendationForm(KeyedForm):
    """One recommendation worded anew; the reason is needed once an objective answers it."""

    text = forms.CharField(label="The recommendation, in the inspectors’ words", widget=lines(4))
    why = forms.CharField(label="Why is it worded anew? (optional)", required=False, widget=lines(2))

    def __init__(self, *args: Any, answered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if answered:
            self.fields["why"].label = "Why is it worded anew?"
            self.fields["why"].help_text = "An objective of the plan answers it as it stands."


class AnswersForm(KeyedForm):
    """For each recommendation, the objectives of one draft that answer it.

    ``seen`` goes along: what stood there when the page was opened.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        rows: Sequence[InspectionRecommendation],
        texts: Iterable[ObjectiveText],
        answered: dict[int, list[int]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(text.pk), f"{text.objective.number}. {text.title}") for text in texts]
        self.names = {row.pk: f"answers_{row.pk}" for row in rows}
        pairs = [f"{row}:{text}" for row, texts_of in answered.items() for text in texts_of]
        self.fields["seen"].initial = " ".join(pairs)
        for row in rows:
            self.fields[self.names[row.pk]] = forms.MultipleChoiceField(
                label=f"{row.number}. {row.text}",
                choices=choices,
                required=False,
                initial=[str(key) for key in answered.get(row.pk, [])],
                widget=forms.CheckboxSelectMultiple(attrs={"data-small": True}),
            )

    @property
    def chosen(self) -> dict[int, set[int]]:
        """The keys of wordings by the key of the recommendation."""
        given = self.cleaned_data
        return {key: {int(pk) for pk in given[name]} for key, name in self.names.items()}

    @property
    def seen_before(self) -> dict[int, set[int]]:
        """The same of what stood there when the page was opened."""
        found: dict[int, set[int]] = {}
        for row, text in PAIR.findall(self.cleaned_data["seen"]):
            found.setdefault(int(row), set()).add(int(text))
        return found
