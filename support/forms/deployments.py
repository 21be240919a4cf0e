"""Forms about support at a school: asking, answering, days used, the end."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from concern_cases.forms.base import CircleFields, KeyedForm, PastDay, lines
from concern_cases.models import Objective
from record.errors import RuleError
from support.models import Provider
from support.services.rules import Reworded, Warned

HALF = Decimal("0.5")


def days_field(**facts: Any) -> forms.DecimalField:
    """Days of work, in halves or finer."""
    facts.setdefault("label", "How many days?")
    facts.setdefault("help_text", "Half a day is 0.5.")
    return forms.DecimalField(
        max_digits=4,
        decimal_places=1,
        min_value=Decimal("0.1"),
        widget=forms.NumberInput(attrs={"data-width": 4, "data-suffix": "days"}),
        **facts,
    )


class _Ticked(forms.MultipleChoiceField):
    """The warnings that were ticked, whatever they say: the service knows which ones stand."""

    def valid_value(self, value: str) -> bool:
        return True


class WarnedForm(KeyedForm):
    """A form that can be sent all the same once what speaks against it is ticked."""

    in_spite_of = _Ticked(
        label="Ask all the same",
        help_text="Tick each of these when you have thought about it. It is kept with the support.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, offered: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("in_spite_of") if hasattr(self.data, "getlist") else []
        self._offer(list(dict.fromkeys([*offered, *sent])))

    def show(self, error: RuleError) -> None:
        """The warnings stand as boxes to tick, those ticked before stay so."""
        if isinstance(error, Warned):
            self._offer(error.warnings)
        super().show(error)

    def visible_fields(self) -> list[Any]:
        """Without the boxes as long as there is nothing to tick."""
        field: Any = self.fields["in_spite_of"]
        return [row for row in super().visible_fields() if field.choices or row.name != "in_spite_of"]

    def _offer(self, warnings: Sequence[str]) -> None:
        field: Any = self.fields["in_spite_of"]
        field.choices = [(text, text) for text in warnings]


class ObjectiveChoice(forms.ModelChoiceField):
    """An objective by its number and its title in the plan in force."""

    titles: dict[int | None, str]

    def label_from_instance(self, objective: Objective) -> str:
        return f"{objective.number}. {self.titles.get(objective.pk, '')}"


class ProviderChoice(forms.ModelChoiceField):
    """A provider with its kind, its subjects, and how many days it has left in this long term."""

    left: dict[int, str]

    def label_from_instance(self, provider: Provider) -> str:
        subjects = f" ({provider.subjects})" if provider.subjects else ""
        left = f", {self.left[provider.pk]}" if self.left.get(provider.pk) else ""
        return f"{provider.type}: {provider.name}{subjects}{left}"


class RequestForm(WarnedForm):
    """Who is asked for, why, and for how many days between two days."""

    provider = ProviderChoice(
        label="Who is asked?",
        queryset=Provider.objects.none(),
        empty_label="Choose a provider",
        widget=forms.Select(attrs={"data-autocomplete": True}),
        error_messages={"required": "Choose who is asked"},
    )
    objective = ObjectiveChoice(
        label="Which objective of the plan does it serve? (optional)",
        queryset=Objective.objects.none(),
        required=False,
        empty_label="The school as a whole",
    )
    why = forms.CharField(label="Why is it asked for?", widget=lines(3))
    days = days_field()
    starts_on = forms.DateField(label="First day", widget=forms.DateInput())
    ends_on = forms.DateField(label="Last day", widget=forms.DateInput())

    def __init__(
        self,
        *args: Any,
        providers: Any,
        left: dict[int, str],
        objectives: Any,
        titles: dict[int | None, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["provider"]
        who.left, who.queryset = left, providers
        objective: Any = self.fields["objective"]
        objective.titles, objective.queryset = titles, objectives
        names = [name for name in self.fields if name != "in_spite_of"]
        self.order_fields([*names, "in_spite_of"])


class AskForm(RequestForm, CircleFields):
    """Support is asked for."""

    origin = forms.CharField(
        label="Where was it decided? (optional)",
        help_text="For example, case conference of 19 November.",
        max_length=200,
        required=False,
    )


class ChangeForm(WarnedForm):
    """Other days, or another end."""

    days = days_field(label="How many days in all?")
    ends_on = forms.DateField(label="Last day", widget=forms.DateInput())
    why = forms.CharField(label="Why does it change?", widget=lines(3))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["days", "ends_on", "why", "in_spite_of"])


class ReasonForm(KeyedForm):
    """Something with a reason that others will read."""

    why = forms.CharField(label="Why?", help_text="Whoever reads this support can read it.", widget=lines(3))


class AnswerForm(KeyedForm):
    """An answer to what was read: it is not given to what was changed meanwhile."""

    terms = forms.CharField(widget=forms.HiddenInput, required=False)

    def show(self, error: RuleError) -> None:
        """The page shows what it was changed to, and the next answer is given to that."""
        if isinstance(error, Reworded):
            data: Any = self.data
            data = data.copy()
            data["terms"] = error.terms
            self.data = data
        super().show(error)


class AgreeForm(AnswerForm, WarnedForm):
    note = forms.CharField(
        label="Anything to add? (optional)", required=False, widget=lines(2), max_length=1000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["in_spite_of"].label = "Agree all the same"
        self.order_fields(["note", "in_spite_of"])


class RefuseForm(AnswerForm, ReasonForm):
    """Why it is not agreed."""


class DaysForm(KeyedForm):
    """Days that were worked."""

    on = PastDay(label="On which day?", help_text="Of several days together, the last.")
    days = days_field()
    done = forms.CharField(label="What was done?", widget=lines(3))
    impact = forms.CharField(
        label="What came of it? (optional)",
        help_text="What pupils or teachers now do that they did not before, with figures if you have them.",
        required=False,
        widget=lines(3),
    )


class CorrectForm(DaysForm):
    why = forms.CharField(label="What is put right, and why?", widget=lines(2))


WORKED = [("yes", "Yes"), ("no", "No"), ("", "It can’t be judged yet")]


class EndForm(KeyedForm):
    """The end of support, with what came of it."""

    on = PastDay(label="On which day did it end?")
    impact = forms.CharField(
        label="What came of it as a whole?",
        help_text="Others who look for support for the same objective can read this.",
        widget=lines(4),
    )
    worked = forms.ChoiceField(
        label="Did it help?", choices=WORKED, required=False, widget=forms.RadioSelect, initial=""
    )

    def clean_worked(self) -> bool | None:
        said: str = self.cleaned_data["worked"]
        return {"yes": True, "no": False}.get(said)
