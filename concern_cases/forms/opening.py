"""Opening a case, with as many concerns as there are."""

from typing import Any

from django import forms
from django.http import QueryDict

from concern_cases.audiences import Offer
from concern_cases.forms.base import CircleFields, KeyedForm, PastDay, PersonChoice, lines
from concern_cases.models import Cadence
from concern_cases.services.concerns import ConcernFacts, check_concern
from evaluation.models import Area, Risk
from record.errors import RuleError

MOST_CONCERNS = 16


class ConcernFields(CircleFields):
    """One concern, and when it was discussed with the head: it is never a surprise."""

    area = forms.ModelChoiceField(label="Area", queryset=Area.objects.none())
    text = forms.CharField(
        label="What is the concern?",
        help_text="What you know and have seen; nothing about a person’s capability.",
        widget=lines(4),
    )
    source = forms.CharField(
        label="Where does it come from?", help_text="For example, SIP visit 2 of 12 November.", max_length=300
    )
    discussed = forms.ChoiceField(
        label="Was it discussed with the headteacher?",
        help_text="A concern is never a surprise.",
        choices=[("yes", "Yes"), ("no", "No, not yet")],
        widget=forms.RadioSelect,
    )
    discussed_on = PastDay(label="On which day?", required=False)
    discussed_with = forms.CharField(label="With whom?", required=False, max_length=150)
    not_discussed_why = forms.CharField(label="Why not yet?", required=False, widget=lines(2))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["area"]
        area.queryset = Area.objects.in_use()
        for name, when in (("discussed_on", "yes"), ("discussed_with", "yes"), ("not_discussed_why", "no")):
            self.fields[name].widget.attrs["data-shown-when"] = f"discussed={when}"

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("discussed") == "yes":
            facts["not_discussed_why"] = ""
        else:
            facts["discussed_on"], facts["discussed_with"] = None, ""
        if not self.errors:
            self._check(facts)
        return facts

    def _check(self, facts: dict[str, Any]) -> None:
        if facts["discussed"] == "no" and not facts["not_discussed_why"]:
            self.add_error("not_discussed_why", "Say why it was not discussed yet")
            return
        try:
            check_concern(self.facts)
        except RuleError as error:
            self.add_error(error.field, str(error))

    @property
    def facts(self) -> ConcernFacts:
        """The concern as the services take it."""
        given = self.cleaned_data
        names = ("area", "text", "source", "discussed_on", "discussed_with", "not_discussed_why", "circle")
        return ConcernFacts(**{name: given[name] for name in names}, named=list(given["named"]))


class ConcernForm(KeyedForm, ConcernFields):
    """One more concern of a case."""


class ConcernFormSetBase(forms.BaseFormSet):
    """The concerns with which a case is opened: at least one."""

    item_name = "Concern"

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.total_form_count() == 1:
            form.fields.pop("DELETE", None)

    @property
    def facts(self) -> list[ConcernFacts]:
        return [form.facts for form in self.forms if form not in self.deleted_forms]


ConcernFormSet: Any = forms.formset_factory(
    ConcernFields,
    formset=ConcernFormSetBase,
    extra=0,
    min_num=1,
    validate_min=True,
    max_num=MOST_CONCERNS,
    absolute_max=MOST_CONCERNS + 1,
    validate_max=True,
    can_delete=True,
)


class OpenCaseForm(KeyedForm):
    """Why there is a case, how great the risk is, how often conferences are held and who leads."""

    why = forms.CharField(
        label="Why is the LA concerned about this school?",
        help_text="In a few sentences. Everybody who sees the case reads this, the school too.",
        widget=lines(4),
    )
    risk_level = forms.ChoiceField(
        label="How high is the risk that the school fails to improve?",
        choices=Risk.Level.choices,
        widget=forms.RadioSelect,
    )
    risk_reason = forms.CharField(label="What does that judgement rest on?", widget=lines(3))
    cadence = forms.ChoiceField(
        label="How often are case conferences held?", required=False, widget=forms.RadioSelect
    )
    cadence_why = forms.CharField(
        label="Why at another interval than proposed? (only if it is another)",
        required=False,
        widget=lines(2),
    )
    lead = PersonChoice(label="Who leads the case?")

    def __init__(self, *args: Any, leads: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cadences = list(Cadence.objects.in_use())
        cadence: Any = self.fields["cadence"]
        lead: Any = self.fields["lead"]
        cadence.choices = [("", "As the risk proposes"), *cadence_choices(self.cadences)]
        cadence.widget.attrs["data-hints"] = {"": _proposals(self.cadences)}
        cadence.initial = ""
        lead.offer(leads)

    def clean_cadence(self) -> Cadence | None:
        chosen = self.cleaned_data["cadence"]
        return next((row for row in self.cadences if row.code == chosen), None)


def cadence_choices(cadences: list[Cadence]) -> list[tuple[str, str]]:
    """The cadences as answers."""
    return [(row.code, row.name) for row in cadences]


def _proposals(cadences: list[Cadence]) -> str:
    """Which risk proposes which cadence: "every 3 months if it is high; …"."""
    words = [
        f"{row.name[:1].lower()}{row.name[1:]} if it is {level}"
        for level in Risk.Level.values
        for row in cadences
        if row.for_risk == level
    ]
    return "; ".join(words)[:1].upper() + "; ".join(words)[1:]


def typed_concerns(data: QueryDict, *, offer: Offer, one_more: bool = False) -> Any:
    """The formset with what was typed so far and nothing checked, with one more empty concern if wanted.

    Concerns that were marked to be taken away are gone.
    """
    bound = ConcernFormSet(data, form_kwargs={"offer": offer}, prefix="concerns")
    rows = [typed(form, data) for form in bound.forms if not data.get(form.add_prefix("DELETE"))]
    count = min(max(len(rows) + one_more, 1), MOST_CONCERNS)
    rows += [{}] * (count - len(rows))
    return ConcernFormSet(initial=rows, form_kwargs={"offer": offer}, prefix="concerns", auto_id="id_%s")


def typed(form: Any, data: QueryDict) -> dict[str, Any]:
    """What was typed into each field, as it was."""
    found: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = field.widget.value_from_datadict(data, {}, form.add_prefix(name))
        if value not in (None, "", []):
            found[name] = value
    return found
