"""What the human steps of a review ask."""

from typing import Any

from django import forms

from concern_cases.forms.base import FilesField, lines
from concern_cases.forms.readings import reading_fields, readings_in
from concern_cases.forms.reviews import MOVED_HINT, MOVED_LABEL
from concern_cases.models import Objective, ObjectiveRating, Rag, Review
from concern_cases.review_page import left_to_answer, left_to_judge, texts_of
from concern_cases.services.review_deciding import has_open_case
from concern_cases.services.review_judging import Judgement, SchoolAnswer, mark_of
from workflows.reviews.moments import review_of
from workflows.steps import StepForm

View = ObjectiveRating.View
Outcome = Review.Outcome


class ByObjective(StepForm):
    """The same few fields for each of several objectives."""

    def of(self, name: str, objective: Objective) -> Any:
        return self.cleaned_data.get(f"{name}_{objective.pk}")

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """Each objective with its fields, for the page; fields shown inside another stand with that one."""
        return [(heading, [self[name] for name in names]) for heading, names in self._grouped]

    _grouped: list[tuple[Any, list[str]]]


class RateForm(ByObjective):
    """A judgement for each objective that has none in this review yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = left_to_judge(review_of(self.process))
        rated = ObjectiveRating.objects.filter(objective__in=[text.objective_id for text in self.texts])
        judged_before = set(rated.values_list("objective", flat=True))
        self._grouped = []
        for text in self.texts:
            key, number = text.objective_id, text.objective.number
            self.fields[f"rag_{key}"] = forms.ChoiceField(
                label="Judgement now",
                choices=Rag.choices,
                widget=forms.RadioSelect(attrs={"data-rag": True, "data-label": "s"}),
                error_messages={"required": f"Choose red, amber or green for objective {number}"},
            )
            readings = reading_fields(text)
            self.fields |= readings
            self.fields[f"reason_{key}"] = forms.CharField(
                label="Why?",
                widget=lines(3),
                error_messages={"required": f"Say why objective {number} is judged so"},
            )
            names = [f"rag_{key}", *readings, f"reason_{key}"]
            if key in judged_before:
                names.append(f"moved_why_{key}")
                self.fields[names[-1]] = forms.CharField(
                    label=MOVED_LABEL, help_text=MOVED_HINT, max_length=300, required=False
                )
            self._grouped.append((text, names))

    def facts(self) -> dict[str, Any]:
        return {
            "judgements": {
                text.objective: Judgement(
                    rag=self.of("rag", text.objective),
                    reason=self.of("reason", text.objective),
                    readings=readings_in(text, self.cleaned_data),
                    moved_why=self.of("moved_why", text.objective) or "",
                )
                for text in self.texts
            }
        }


class AnswerForm(ByObjective):
    """Whether each judgement without an answer is accurate; if not, what the school says and brings.

    Without an open case there is no place for files, and none are asked for.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        review = review_of(self.process)
        titles = {text.objective_id: text for text in texts_of(review)}
        self.ratings, self._grouped = left_to_answer(review), []
        keeps_files = has_open_case(review.plan)
        for rating in self.ratings:
            key, number = rating.objective_id, rating.objective.number
            shown = {"data-shown-when": f"view_{key}={View.DISPUTES}"}
            self.fields[f"view_{key}"] = forms.ChoiceField(
                label="Is this judgement accurate?",
                choices=[
                    (View.AGREES, "Yes, it is accurate"),
                    (View.DISPUTES, "No, the school sees it differently"),
                ],
                widget=forms.RadioSelect(attrs={"data-label": "s"}),
                error_messages={"required": f"Say whether the judgement of objective {number} is accurate"},
            )
            self.fields[f"text_{key}"] = forms.CharField(
                label="What does the school say instead, and on what does it rest?",
                required=False,
                widget=forms.Textarea(attrs={"rows": 4, **shown}),
            )
            if keeps_files:
                files = FilesField(label="Files that show it (optional)", required=False)
                files.widget.attrs |= shown
                self.fields[f"files_{key}"] = files
            # Sent by the page itself, which writes there the judgement that it shows.
            self.fields[f"read_{key}"] = forms.CharField(required=False, widget=forms.HiddenInput)
            rating.mark = mark_of(rating)  # type: ignore[attr-defined]
            self._grouped.append(((titles.get(key), rating), [f"view_{key}"]))

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        for rating in self.ratings:
            disputes = self.of("view", rating.objective) == View.DISPUTES
            if disputes and not (self.of("text", rating.objective) or "").strip():
                self.add_error(f"text_{rating.objective_id}", "Say what the school says instead")
        return facts

    def facts(self) -> dict[str, Any]:
        return {
            "answers": {
                rating.objective: SchoolAnswer(
                    view=self.of("view", rating.objective),
                    text=self.of("text", rating.objective) or "",
                    files=self.of("files", rating.objective) or (),
                    read=self.of("read", rating.objective) or "",
                )
                for rating in self.ratings
            }
        }


class DecideForm(StepForm):
    follows = forms.ChoiceField(
        label="What follows?",
        choices=Outcome.choices,
        widget=forms.RadioSelect(
            attrs={
                "data-label": "s",
                "data-hints": {
                    Outcome.CONFERENCE: "The case’s lead has it as an action. The plan is to be revised.",
                    Outcome.STRATEGY: "The school stands on the agenda of the next strategy meeting. "
                    "The plan is to be revised.",
                    Outcome.LETTER: "A draft of the next letter is begun, for the lead of the case to write. "
                    "The school is not told. The plan is to be revised.",
                },
            }
        ),
        error_messages={"required": "Choose what follows"},
    )
    outcome = forms.CharField(
        label="What came of the review?",
        help_text="In a few sentences. The school reads this.",
        widget=lines(4),
        error_messages={"required": "Say what came of the review"},
    )
    criteria_met = forms.ChoiceField(
        label="Are the criteria for stepping down met?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect(attrs={"data-label": "s"}),
        error_messages={"required": "Say whether the criteria for stepping down are met"},
    )
    capacity = forms.ChoiceField(
        label="Can the school keep this up without the support that it has now?",
        choices=Review.Capacity.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"data-shown-when": "criteria_met=yes", "data-small": True}),
    )
    capacity_why = forms.CharField(
        label="What does that rest on?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-shown-when": "criteria_met=yes"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_open_case(review_of(self.process).plan):
            follows: Any = self.fields["follows"]
            follows.choices = [each for each in Outcome.choices if each[0] == Outcome.ON_TRACK]

    def facts(self) -> dict[str, Any]:
        met = self.cleaned_data["criteria_met"] == "yes"
        facts = {name: self.cleaned_data[name] for name in ("follows", "outcome")}
        for name in ("capacity", "capacity_why"):
            facts[name] = self.cleaned_data[name] if met else ""
        return {**facts, "criteria_met": met}
