"""Forms by which the reference data of letters is changed from a day on."""

from typing import Any

from django import forms

from concern_cases.forms.base import ComingDay, KeyedForm, lines, text_field
from letters.kinds.checks import CATEGORY, COUNTED_BY, first_day
from letters.kinds.parts import LABELS, Says, categories, copies_offered, parts_of, said_by
from letters.kinds.versions import Versions
from letters.merging import fields_of_kind
from letters.models import KindChange, LetterKind
from letters.services.central_bodies import said_by as said_of_body
from letters.services.stating_law import LONGEST
from letters.wording import listed
from record.models import DeadlineRule

YES, NO = "yes", "no"
HELPS = {
    "opening": "The first words of every letter of this kind.",
    "effect": "Shown on the page of the letter, to those who got it too.",
    "consequence": "Under “What happens then”.",
    "support": "Under “The support that we offer”.",
}


class FromADay(KeyedForm):
    """A change from a day on, with its reason, written over a state of the rows (``seen``)."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    valid_from = ComingDay(
        label="From which day on?",
        error_messages={"required": "Say from which day on it holds"},
    )
    why = text_field("Why is it changed?", "Say why it is changed", rows=2)

    def begin(self, found: Versions, *, seen: int) -> None:
        """The day can be one from which another version can hold; the state is the one that is shown."""
        day: Any = self.fields["valid_from"]
        day.since = first_day(found)
        if found.coming:
            day.initial = found.coming.valid_from
        self.fields["seen"].initial = seen
        self.order_fields([name for name in self.fields if name != "why"] + ["why"])

    def send_again_over(self, seen: int) -> None:
        """The writer was told that the state is another: sent again, it counts as written over it."""
        sent: Any = self.data
        self.data = sent.copy()
        self.data["seen"] = str(seen)  # type: ignore[index]


class KindForm(FromADay):
    """What can be changed in a kind of letter, as its version to come, or that of today, says it."""

    def __init__(
        self, *args: Any, found: Versions, seen: int, again: KindChange | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind: LetterKind = found.coming or found.now
        said = {**said_by(self.kind), **(again.says if again else {})}
        for part in parts_of(self.kind):
            self.fields |= (
                FIELDS[part](self.kind, said[part]) if part in FIELDS else _words(self.kind, part, said)
            )
        self.begin(found, seen=seen)
        if again:
            self.fields["why"].initial = again.why

    def says(self) -> Says:
        """What ``propose_change`` takes."""
        cleaned, said = self.cleaned_data, {}
        for part in parts_of(self.kind):
            if part == "needs_legal_check":
                said[part] = cleaned[part] == YES
            elif part == "by_category":
                said[part] = {
                    name.removeprefix(CATEGORY): words
                    for name, words in cleaned.items()
                    if name.startswith(CATEGORY)
                }
            else:
                said[part] = cleaned[part]
        return said


class WhyForm(KeyedForm):
    """Something is done with a reason, for which ``asked`` is the question."""

    why = text_field("Why?", "Say why", rows=3)

    def __init__(self, *args: Any, asked: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = asked


class BodyForm(FromADay):
    """What copies for a central body bear; the fields are those of ``central_bodies.SAID``."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Write the name"})
    address = forms.CharField(
        label="Address",
        help_text="A line each: the post town in capitals, the postcode on its own last line.",
        widget=lines(5),
        error_messages={"required": "Write the address"},
    )
    email = forms.EmailField(
        label="E-mail address for letters (optional)",
        help_text="Proposed when somebody chooses that a letter goes there by e-mail.",
        required=False,
    )

    def __init__(self, *args: Any, found: Versions, seen: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in said_of_body(found.coming or found.now).items():
            self.fields[name].initial = value
        self.begin(found, seen=seen)

    def facts(self) -> dict[str, Any]:
        """What ``change_body`` takes."""
        return {name: self.cleaned_data[name] for name in self.fields if name not in FromADay.base_fields}


def _legal_check(kind: LetterKind, said: Any) -> dict[str, forms.Field]:
    field = forms.ChoiceField(
        label="Does a legal adviser check each letter before it is authorised?",
        choices=[(YES, "Yes"), (NO, "No")],
        initial=YES if said else NO,
        widget=forms.RadioSelect(attrs={"data-inline": True}),
    )
    return {"needs_legal_check": field}


def _clock_rule(kind: LetterKind, said: Any) -> dict[str, forms.Field]:
    rules = DeadlineRule.objects.filter(name__in={*COUNTED_BY, said}).order_by("title")
    field = forms.ChoiceField(
        label="How are the days for the answer counted?",
        choices=[(rule.name, rule.title) for rule in rules],
        initial=said,
        widget=forms.RadioSelect(attrs={"data-hints": {rule.name: rule.source for rule in rules}}),
    )
    return {"clock_rule": field}


def _clock_days(kind: LetterKind, said: Any) -> dict[str, forms.Field]:
    proposed = kind.own_period
    field = forms.IntegerField(
        label="How many days are proposed?" if proposed else "How many days does it give for the answer?",
        help_text="Each letter names its own period; whoever writes it can change this one."
        if proposed
        else "",
        min_value=1,
        max_value=LONGEST,
        initial=said,
        widget=forms.NumberInput(attrs={"data-width": 3, "data-suffix": "days"}),
        error_messages={"required": "Say how many days"},
    )
    return {"clock_days": field}


def _copies(kind: LetterKind, said: Any) -> dict[str, forms.Field]:
    field = forms.MultipleChoiceField(
        label="Who gets a copy?",
        choices=copies_offered(kind),
        initial=said,
        required=False,
        widget=forms.CheckboxSelectMultiple(
            attrs={
                "data-small": True,
                "data-hints": {
                    "diocese": "Of a church school. It is also told before the letter is authorised.",
                    "regional_director": "Of an academy’s letter alone.",
                },
            }
        ),
    )
    return {"copies_to": field}


def _by_category(kind: LetterKind, said: Any) -> dict[str, forms.Field]:
    names = {**{code: code for code in said}, **categories()}
    return {
        f"{CATEGORY}{code}": forms.CharField(
            label=f"The support available: {name}",
            help_text="Lists and bold type as in Markdown. There are no fields here.",
            initial=said.get(code, ""),
            required=False,
            widget=lines(8),
        )
        for code, name in names.items()
    }


def _words(kind: LetterKind, part: str, said: Says) -> dict[str, forms.Field]:
    names = listed([f"{{{name}}}" for name in fields_of_kind(kind)])
    field = forms.CharField(
        label=LABELS[part],
        help_text=f"{HELPS[part]} Lists and bold type as in Markdown. {names} are filled in.",
        initial=said[part],
        required=False,
        widget=lines(3 if part == "effect" else 7),
    )
    return {part: field}


FIELDS = {
    "needs_legal_check": _legal_check,
    "clock_rule": _clock_rule,
    "clock_days": _clock_days,
    "copies_to": _copies,
    "by_category": _by_category,
}
