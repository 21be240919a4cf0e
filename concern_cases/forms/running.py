"""Judgements of the school, who leads, how often conferences are held, closing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from concern_cases.forms.base import ComingDay, KeyedForm, PastDay, PersonChoice, lines
from concern_cases.forms.opening import cadence_choices
from concern_cases.models import Action, Cadence
from concern_cases.services.cases import Fate
from evaluation.models import Category, CategoryKind, Risk
from record import clock
from schools.models import School


class RiskForm(KeyedForm):
    kind = forms.ChoiceField(label="The risk of what?", choices=Risk.Kind.choices, widget=forms.RadioSelect)
    level = forms.ChoiceField(label="How high is it?", choices=Risk.Level.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="What does the judgement rest on?",
        help_text="For the floor: the latest Year 5 and Year 6 predictions, with how many pupils.",
        widget=lines(3),
    )
    on = PastDay(label="Judged on", initial=clock.today)
    source = forms.CharField(
        label="Where is it written? (optional)",
        help_text="For example, note of visit 3. A letter that relies on the judgement names it.",
        required=False,
        max_length=300,
    )


class CategoryForm(KeyedForm):
    category = forms.ModelChoiceField(
        label="Category", queryset=CategoryKind.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    stage = forms.ChoiceField(
        label="How far is it agreed?", choices=Category.Stage.choices, widget=forms.RadioSelect
    )
    on = PastDay(label="On which day?", initial=clock.today)
    reason = forms.CharField(label="What does it rest on?", widget=lines(3))
    disputed_why = forms.CharField(
        label="What does the school say against it? (only if it disputes the category)",
        required=False,
        widget=lines(2),
    )
    source = forms.CharField(
        label="Where is it written? (optional)",
        help_text="For example, note of visit 3. A letter that relies on the judgement names it.",
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category: Any = self.fields["category"]
        category.queryset = CategoryKind.objects.in_use()


class CadenceForm(KeyedForm):
    cadence = forms.ChoiceField(label="How often from now on?", widget=forms.RadioSelect)
    why = forms.CharField(label="Why?", required=False, widget=lines(2))

    def __init__(self, *args: Any, current: Cadence, proposed: Cadence | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cadences = [row for row in Cadence.objects.in_use() if row != current]
        cadence: Any = self.fields["cadence"]
        cadence.choices = cadence_choices(self.cadences)
        if proposed and proposed != current:
            cadence.widget.attrs["data-hints"] = {proposed.code: "As the risk proposes"}
            self.fields["why"].help_text = f"Needed unless you choose “{proposed.name}”."
        self.order_fields(["cadence", "why"])

    def clean_cadence(self) -> Cadence:
        return next(row for row in self.cadences if row.code == self.cleaned_data["cadence"])

    def show(self, error: Any) -> None:
        """What the rule calls the cadence's reason is this form's ``why``."""
        error.field = {"cadence_why": "why"}.get(error.field, error.field)
        super().show(error)


class LeadForm(KeyedForm):
    lead = PersonChoice(label="Who leads the case from now on?")
    why = forms.CharField(label="Why? (optional)", required=False, widget=lines(2))

    def __init__(self, *args: Any, leads: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead: Any = self.fields["lead"]
        lead.offer(leads)


class CloseForm(KeyedForm):
    """Why the case is closed, and what becomes of each action that is open."""

    reason = forms.CharField(
        label="Why is the case closed?",
        help_text="What the school has reached, and on what evidence. The school reads this.",
        widget=lines(4),
    )
    follow_up_on = ComingDay(
        label="When does the LA look again? (optional)",
        help_text="Leave it empty only if nothing is left to look at, for example because the school closes.",
        required=False,
    )

    def __init__(self, *args: Any, actions: Iterable[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = {f"action_{action.pk}": action.pk for action in actions}
        for action in actions:
            self.fields[f"action_{action.pk}"] = forms.ChoiceField(
                label=f"Open action: {action.what}",
                help_text=f"{action.owner_name}, due {action.due_on:%-d %B %Y}.",
                choices=[(Fate.CARRY, "Keep it open beyond the case"), (Fate.DROP, "Drop it")],
                widget=forms.RadioSelect(attrs={"data-small": True}),
                error_messages={"required": "Say what becomes of this action"},
            )

    @property
    def open_actions(self) -> dict[int, str]:
        """Each open action's fate, by its key."""
        return {key: self.cleaned_data[name] for name, key in self.actions.items()}


class ContinueForm(KeyedForm):
    """Where a case of a school that closed goes on."""

    school = forms.ModelChoiceField(
        label="At which school?",
        queryset=School.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose the school at which the case goes on"},
    )
    why = forms.CharField(
        label="Why does it go on there?",
        help_text="For example, the school became an academy on 1 September. All who see the case read it.",
        widget=lines(2),
    )
    lead = PersonChoice(label="Who leads it there?")

    def __init__(self, *args: Any, schools: QuerySet[School], leads: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school: Any = self.fields["school"]
        school.queryset = schools
        only = list(schools[:2])
        school.initial = only[0].pk if len(only) == 1 else None
        lead: Any = self.fields["lead"]
        lead.offer(leads)
